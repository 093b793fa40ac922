"""The report as one page of markup: the document, worded and drawn; ``pdf.py`` prints it, the portal shows it."""

import math
import re
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from tenants.render import currency, formats
from tenants.render.charts import contrast
from tenants.render.charts.pen import clip, text_width
from tenants.render.markdown import NOT_XML
from tenants.render.parts import (
    actions,
    activity,
    appendix,
    campaigns,
    changes,
    cover,
    done,
    growth,
    money,
    satisfaction,
    scorecard,
    sections,
    summary,
    voices,
)
from tenants.render.setting import Setting
from tenants.render.typography import headline, typeset
from tenants.render.words import translations
from tenants.terms.document import ReportDocument
from tenants.terms.people import Language
from tenants.terms.template import Section

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
PAPERS = {"A4": (210, 297), "Letter": (215.9, 279.4)}
_MARGINS = 43 / 25.4 * 72  # points: above and below the text area
_HEAD_WIDTH, _FOOT_WIDTH = 366.0, 422.0  # points: 130 and 150 mm, less a little
_SIDE_WIDTH = 104.0  # points: the side column of 37 mm


@lru_cache(maxsize=2)
def environment(language: Language) -> Environment:
    """Return the templates' environment in one language: everything escaped, nothing undefined tolerated."""
    env = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    env.install_gettext_translations(translations(language), newstyle=True)  # type: ignore[attr-defined]  # by the extension
    env.filters["headline"] = lambda text, most=17: headline(text, language, most)
    env.filters["svg"] = Markup
    env.filters["percent"] = lambda whole: f"{whole}{formats.PERCENT}"
    env.filters["tall"] = side_height
    return env


def side_height(markup: str) -> str:
    """Return the height in points that a side note needs, so that a note longer than its figure pushes the next one down."""
    height = 0.0
    for paragraph in re.findall(r"<p[^>]*>(.*?)</p>", str(markup), re.DOTALL):
        text = re.sub(r"<[^>]+>|\s+", " ", paragraph).strip()
        height += math.ceil(text_width(text, 7.5) / _SIDE_WIDTH) * 11.3 + 4.6
    return f"{height:.0f}"


def html(document: ReportDocument, lang: str, paper: str = "A4", *, logo: bool = False) -> str:
    """Return the whole report as well-formed markup (for expat), styles and drawings within, nothing outside.

    ``paper`` is ``A4`` or ``Letter``. With ``logo`` the cover shows the picture ``asset:logo``, if the brand has one, instead of the
    agency's name. Every text of people is escaped; Markdown passes an allow-list. An unknown language or paper
    raises ``ValueError``.
    """
    if paper not in PAPERS:
        raise ValueError(f"no paper called {paper!r}")
    with currency.in_currency(document.brand.currency):
        return _whole(document, lang, paper, logo=logo and bool(document.brand.logo))


def _whole(document: ReportDocument, lang: str, paper: str, *, logo: bool) -> str:
    s = replace(Setting.of(document, lang), page=PAPERS[paper][1] / 25.4 * 72 - _MARGINS)
    views = parts(s)
    page = environment(s.lang).get_template("report/report.html")
    markup = page.render(
        **views,
        cover=cover.view(s, PAPERS[paper][0] / 25.4 * 72),
        chapters=sections.chapters(s, views),
        names={section.value: s.section(section) for section in Section},
        d=document,
        logo=logo,
        sans=document.brand.typeface == "sans",
        lang="zh-Hans" if s.zh else "en",
        zh=s.zh,
        p=s.palette,
        paper=paper,
        size=PAPERS[paper],
        onstep=["#ffffff" if contrast(step, "#ffffff") >= 4.5 else s.palette.ink for step in s.palette.steps],
        running=_running(s),
        foot=_foot(s),
        created=document.made.isoformat(),
        dash=formats.DASH,
    )
    return typeset(NOT_XML.sub("", markup), zh=s.zh)


def parts(s: Setting) -> dict[str, dict[str, Any]]:
    """Return what every section shows, by the section's name, and the ``changes`` of a corrected version."""
    views = {
        "summary": summary.view(s),
        "scorecard": scorecard.view(s),
        "satisfaction": satisfaction.view(s),
        "activity": activity.view(s),
        "growth": growth.view(s),
        "done": done.view(s),
        "campaigns": campaigns.view(s),
        "voices": voices.view(s),
        "money": money.view(s),
        "actions": actions.view(s),
        "changes": changes.view(s),
    }
    return views | {"appendix": appendix.view(s) | {"left_out": sections.left_out(s, views)}}


def _separator(s: Setting) -> str:
    return "\u3000" if s.zh else " · "


def _running(s: Setting) -> str:
    d = s.document
    name = d.client if d.client == d.community else f"{d.client} {d.community}"
    period = _separator(s) + formats.period(d.period, s.lang)
    return clip(name, 7.5, _HEAD_WIDTH - text_width(period, 7.5)) + period


def _foot(s: Setting) -> str:
    d = s.document
    parts = [""]
    if d.as_of:
        parts.append(s.say("data as of %(when)s", when=formats.moment(d.as_of, s.zone, s.lang)))
    parts.append(s.say("version %(n)s", n=d.version))
    parts.append(s.say("contract %(n)s", n=d.contract_version))
    rest = _separator(s).join(parts)
    return clip(d.brand.footer or d.brand.agency, 7.5, _FOOT_WIDTH - text_width(rest, 7.5)) + rest
