"""The report as one file: styles, icons, charts and script within, nothing outside, readable for years without the product."""

import hashlib
import re
from base64 import b64encode
from collections.abc import Mapping
from functools import cache

from tenants.render import currency
from tenants.render.charts.hue import hue_and_chroma
from tenants.render.report import TEMPLATES, environment
from tenants.render.web.view import view
from tenants.render.words import known
from tenants.terms.document import ReportDocument

STATIC = TEMPLATES.parent / "webapp" / "static"
"""The style sheet and the chart script of the application's own pages: a saved report looks as it did online."""


def page(document: ReportDocument, lang: str, assets: Mapping[str, bytes] | None = None) -> bytes:
    """Return ``document`` as an HTML file in ``lang`` that needs nothing else; equal documents give equal bytes.

    ``assets`` are PNG pictures by name; ``logo`` is shown at the head. A policy within the file lets only its own script and style
    run. Charts can be walked through where set-up brought the chart library; else they are drawings, with their tables in any case.
    """
    language = known(lang)
    styles, scripts = _style(document.brand.colour), _script()
    with currency.in_currency(document.brand.currency):
        text = (
            environment(language)
            .get_template("shared/standalone.html")
            .render(
                **view(document, language),
                sprite="",
                live={"styles": [], "scripts": []},
                lang="zh-Hans" if language != "en" else "en",
                icons=_sprite(),
                style=f"<style>{styles}</style>",
                script=f"<script>{scripts}</script>",
                policy=_policy(styles, scripts),
                logo=b64encode(assets["logo"]).decode() if assets and "logo" in assets else "",
            )
        )
    return text.encode()


def _policy(style: str, script: str) -> str:
    """The content policy of the file: this style and this script by their hashes, pictures only from within."""
    hashes = [b64encode(hashlib.sha256(each.encode()).digest()).decode() for each in (style, script)]
    return f"default-src 'none'; style-src 'sha256-{hashes[0]}'; script-src 'sha256-{hashes[1]}'; img-src data:; base-uri 'none'"


@cache
def _files(*names: str) -> str:
    # Read as text: line ends become the ones that a browser hashes.
    return "\n".join((STATIC / name).read_text(encoding="utf-8") for name in names if (STATIC / name).is_file())


def _style(colour: str) -> str:
    sheets = sorted(path.relative_to(STATIC).as_posix() for path in STATIC.glob("css/*.css"))
    hue, chroma = hue_and_chroma(colour.lstrip("#"))
    own = f"@layer tokens {{ :root {{ --brand-h: {hue:.1f}; --brand-c: {chroma:.4f}; }} }}"
    return "\n".join((_files(*sheets, "vendor/uPlot.min.css"), own))


def _script() -> str:
    return _files("vendor/uPlot.iife.min.js", "js/report.js").replace("</", "<\\/")


def _sprite() -> str:
    """The icons, to be referred to by their names within the file."""
    return re.sub(r"<\?xml.*?\?>", "", _files("icons.svg")).replace("<svg ", '<svg class="vh" aria-hidden="true" ', 1).strip()
