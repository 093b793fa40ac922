"""A report on the screen: the document worded in the reader's language and drawn in the page's own colours.

The words, figures and drawings come from the same parts as the PDF, so that the two cannot disagree.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from markupsafe import Markup

from tenants.render import charts, formats
from tenants.render.markdown import clean
from tenants.render.parts import activity, appendix, done, growth, satisfaction, summary
from tenants.render.setting import Setting
from tenants.render.wording.findings import verdict_sentence
from tenants.render.wording.metrics import pillar_word
from tenants.terms.document import Line, PillarPart, ReportDocument
from tenants.terms.figure import Figure
from tenants.terms.metric import CORE_PILLARS, Unit
from tenants.terms.target import Status
from webapp.words import language

GOAL_AT = 0.8
"""Where a bar's goal stands, as a fraction of its width."""
REACHED = (Status.AHEAD, Status.ON_TRACK)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the scorecard. ``bar``: how far the bar reaches and where the goal stands, as fractions."""

    name: str
    figure: Figure
    goal: str
    attainment: str
    bar: tuple[float, float] | None
    previous: Figure | None
    year_before: Figure | None
    change: str
    history: Sequence[float | None]
    goal_value: float | None
    status: str


@dataclass(frozen=True, slots=True)
class Group:
    """A pillar of the scorecard: rows with a goal, then the other figures of the pillar. ``score`` is empty where there is none."""

    key: str
    name: str
    score: str
    status: str
    before: str
    rows: Sequence[Row]
    others: Sequence[Row]


@dataclass(frozen=True, slots=True)
class Tally:
    """How many goals were reached, missed and could not be judged."""

    reached: int
    short: int
    unknown: int


def setting(document: ReportDocument) -> Setting:
    """Return the setting of ``document`` in the reader's language, with drawings that follow the page's tokens."""
    return replace(Setting.of(document, language()), palette=charts.SCREEN)


def scorecard(s: Setting) -> list[Group]:
    """Return the pillars that hold a goal or a figure; the three promises always."""
    groups = [_group(s, part) for part in s.document.pillars]
    return [group for group in groups if group.rows or group.others or group.key in CORE_PILLARS]


def tally(document: ReportDocument) -> Tally:
    """Count the goals by how they ended."""
    found = [line.verdict.status for part in document.pillars for line in part.lines if line.verdict]
    reached = sum(status in REACHED for status in found)
    unknown = sum(status is Status.NO_DATA for status in found)
    return Tally(reached, len(found) - reached - unknown, unknown)


def clauses(text: str) -> Markup:
    """Return a headline whose lines break at punctuation: each clause is wrapped."""
    parts = re.findall(r"[^，；。：]+[，；。：]*|[，；。：]+", text)
    return Markup("").join(Markup('<span class="clause">{}</span>').format(part) for part in parts)


def verdict(document: ReportDocument) -> tuple[Markup, str]:
    """Return the verdict as a headline, and what follows its first sentence."""
    said = verdict_sentence(document, language())
    head, _stop, rest = re.sub(r"(?<=。)|(?<=\.)\s(?=[A-Z])", "\n", said).partition("\n")
    return (clauses(head) if language() != "en" else Markup("{}").format(head)), rest.replace("\n", " ").strip()


def score_words(value: float | None) -> str:
    """Return a score (1.0 is the goal) as whole points."""
    return summary.percent(value)


def online(document: ReportDocument) -> dict[str, Any]:
    """Return everything the page of a report shows; the charts are SVG without a single style attribute."""
    s = setting(document)
    head, more = verdict(document)
    written = document.commentary
    return {
        "d": document,
        "s": s,
        "verdict": head,
        "verdict_more": more,
        "overall": score_words(document.overall.value),
        "overall_status": document.overall.status,
        "overall_before": score_words(document.overall_previous) if document.overall_previous is not None else "",
        "before_words": s.before_word(),
        "summary": summary.view(s),
        "groups": scorecard(s),
        "tally": tally(document),
        "satisfaction": satisfaction.view(s),
        "activity": activity.view(s),
        "growth": growth.view(s),
        "done": done.view(s),
        "data": appendix.view(s),
        "texts": {name: clean(getattr(written, name)) for name in ("achievements", "shortcomings", "causes", "next_steps", "ask")},
        "zh": s.zh,
    }


def front(document: ReportDocument) -> dict[str, Any]:
    """Return what of ``online`` the portal's first page shows."""
    s = setting(document)
    return {
        "overall": summary.overall(s),
        "line": activity.line(s),
        "line_title": activity.line_title(s),
        "ask": clean(document.commentary.ask),
    }


def _group(s: Setting, part: PillarPart) -> Group:
    lines = [line for line in part.lines if line.figure.unit is not Unit.TABLE]
    judged = sorted((line for line in lines if line.verdict), key=lambda line: -line.verdict.target.weight if line.verdict else 0)
    others = [line for line in lines if not line.verdict and line.figure.value is not None]
    score = part.score.value
    return Group(
        key=part.pillar,
        name=pillar_word(part.pillar, s.lang),
        score=score_words(score) if judged and score is not None else "",
        status=part.score.status if judged else "",
        before=score_words(part.previous) if part.previous is not None else "",
        rows=[_row(s, line) for line in judged],
        others=[_row(s, line) for line in others],
    )


def _row(s: Setting, line: Line) -> Row:
    verdict, unit = line.verdict, line.figure.unit
    attained = verdict.attainment if verdict else None
    return Row(
        name=s.metric(line.metric).name,
        figure=line.figure,
        goal=s.goal_text(verdict.target, unit) if verdict else "",
        attainment=formats.share(attained, s.lang, 0) if verdict else "",
        bar=None if attained is None else (min(1.0, max(0.0, attained * GOAL_AT)), GOAL_AT),
        previous=line.previous,
        year_before=line.year_before,
        change=formats.change(line.figure, line.previous, unit, s.lang) if line.previous else formats.DASH,
        history=[value for _label, value in line.history],
        goal_value=verdict.target.value if verdict else None,
        status=verdict.status if verdict else "",
    )
