"""What the page of a report shows: sections in the template's order, words, drawings, the series that a reader may walk through."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from markupsafe import Markup

from tenants.render import charts, formats, report
from tenants.render.parts import sections
from tenants.render.parts.points import percent
from tenants.render.setting import Setting
from tenants.render.web import plots
from tenants.render.web.figures import Definition, Group, scorecard, tally
from tenants.render.wording.findings import verdict_sentence
from tenants.terms.document import ReportDocument


def setting(document: ReportDocument, lang: str) -> Setting:
    """Return the setting of ``document`` in ``lang``, with drawings that follow the page's tokens."""
    return replace(Setting.of(document, lang), palette=charts.SCREEN)


def clauses(text: str) -> Markup:
    """Return a headline whose lines break at punctuation: each clause is wrapped."""
    parts = re.findall(r"[^，；。：]+[，；。：]*|[，；。：]+", text)
    return Markup("").join(Markup('<span class="clause">{}</span>').format(part) for part in parts)


def verdict(document: ReportDocument, lang: str) -> tuple[Markup, str]:
    """Return the verdict as a headline, and what follows its first sentence."""
    said = verdict_sentence(document, lang)
    head, _stop, rest = re.sub(r"(?<=。)|(?<=\.)\s(?=[A-Z])", "\n", said).partition("\n")
    return (clauses(head) if lang != "en" else Markup("{}").format(head)), rest.replace("\n", " ").strip()


def view(document: ReportDocument, lang: str) -> dict[str, Any]:
    """Return everything that ``templates/portal/_report.html`` shows; the charts are SVG without a single style attribute."""
    s = setting(document, lang)
    head, more = verdict(document, lang)
    parts = report.parts(s)
    groups = scorecard(s)
    return {
        "d": document,
        "zh": s.zh,
        "verdict": head,
        "verdict_more": more,
        "overall": percent(document.overall.value),
        "overall_status": document.overall.status,
        "overall_before": percent(document.overall_previous) if document.overall_previous is not None else "",
        "before_words": s.before_word(),
        "chapters": sections.chapters(s, parts),
        "parts": parts,
        "groups": groups,
        "tally": tally(document),
        "plots": plots.of(s, by_period=bool(parts["growth"]["by_period"])),
        "definitions": list(_behind(groups)),
        "period_words": formats.period(document.period, s.lang),
        "as_of": formats.moment(document.as_of, s.zone, s.lang) if document.as_of else "",
    }


def _behind(groups: list[Group]) -> Iterator[Definition]:
    """Yield what every figure of the scorecard opens, each once."""
    for group in groups:
        for row in (*group.rows, *group.others):
            if row.behind and not row.behind.why:
                yield row.behind
