"""A report on the screen, in the reader's language: what the pages of portal, preview and shared link show."""

from pathlib import Path
from typing import Any

from markupsafe import Markup

from tenants.render import currency, web
from tenants.render.markdown import clean
from tenants.render.parts import activity, points, summary
from tenants.render.setting import Setting
from tenants.render.web import Group, Row, Tally, clauses, scorecard, tally
from tenants.terms.document import ReportDocument
from webapp.assets import STATIC, asset_url
from webapp.words import language

__all__ = ["Group", "Row", "Tally", "clauses", "front", "online", "plotting", "score_words", "scorecard", "setting", "tally", "verdict"]

STYLES = ("vendor/uPlot.min.css",)
SCRIPTS = ("vendor/uPlot.iife.min.js", "js/report.js")
"""What makes the charts of a report walkable; without it every chart is a drawing with its table."""


def setting(document: ReportDocument) -> Setting:
    """Return the setting of ``document`` in the reader's language, with drawings that follow the page's tokens."""
    return web.setting(document, language())


def verdict(document: ReportDocument) -> tuple[Markup, str]:
    """Return the verdict as a headline, and what follows its first sentence."""
    return web.verdict(document, language())


def score_words(value: float | None) -> str:
    """Return a score (1.0 is the goal) as whole points."""
    return points.percent(value)


def online(document: ReportDocument) -> dict[str, Any]:
    """Return everything ``portal/_report.html`` shows, with the addresses of its icons, styles and scripts."""
    with currency.in_currency(document.brand.currency):
        found = web.view(document, language())
    return found | {"sprite": asset_url("icons.svg"), "live": plotting()}


def plotting() -> dict[str, list[str]]:
    """Return the addresses of the styles and scripts that make charts walkable; none where they were not set up."""
    whole = all(Path(STATIC, name).is_file() for name in (*STYLES, *SCRIPTS))
    return {"styles": [asset_url(name) for name in STYLES if whole], "scripts": [asset_url(name) for name in SCRIPTS if whole]}


def front(document: ReportDocument) -> dict[str, Any]:
    """Return what of ``online`` the portal's first page shows."""
    s = setting(document)
    return {
        "overall": summary.overall(s),
        "line": activity.line(s),
        "line_title": activity.line_title(s),
        "ask": clean(document.commentary.ask),
    }
