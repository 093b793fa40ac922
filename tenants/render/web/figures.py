"""The scorecard on the screen, and what stands behind each figure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tenants.render import charts, formats
from tenants.render.parts.points import percent
from tenants.render.setting import Setting
from tenants.render.wording.reasons import reason_words, source_word, status_word
from tenants.terms.document import Line, PillarPart, ReportDocument
from tenants.terms.figure import Figure
from tenants.terms.metric import CORE_PILLARS, Unit
from tenants.terms.target import Status

GOAL_AT = 0.8
"""Where a bar's goal stands, as a fraction of its width."""
REACHED = (Status.AHEAD, Status.ON_TRACK)
TONES: Mapping[str, str] = {
    Status.AHEAD: "ahead",
    Status.ON_TRACK: "track",
    Status.AT_RISK: "risk",
    Status.MISSED: "missed",
    Status.NO_DATA: "none",
}
"""Shape and colour of a verdict among the page's icons."""


@dataclass(frozen=True, slots=True)
class Definition:
    """What a figure rests on, in words; ``id`` is what its button opens. ``why``: why there is no value."""

    id: str
    text: str
    title: str
    formula: str
    facts: Sequence[tuple[str, str]]
    why: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the scorecard. ``bar``: how far the bar reaches and where the goal stands, as fractions; ``spark`` is a drawing."""

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
    tone: str = ""
    verdict: str = ""
    spark: str = ""
    behind: Definition | None = field(default=None)


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


def definition(s: Setting, figure: Figure) -> Definition:
    """Word what stands behind one figure: definition, sample, interval, source, coverage, as-of, contract."""
    words, d = s.metric(figure.key), s.document
    facts: list[tuple[str, str]] = []
    if figure.n is not None:
        facts.append((s.say("Sample"), formats.number(figure.n, s.lang)))
    if figure.low is not None and figure.high is not None:
        low, high = (formats.figure(end, figure.unit, s.lang) for end in (figure.low, figure.high))
        facts.append((s.say("95 % interval"), s.say("%(low)s to %(high)s", low=low, high=high)))
    facts.append((s.say("Source"), source_word(figure.source, s.lang)))
    if figure.coverage is not None:
        facts.append((s.say("Days covered"), formats.share(figure.coverage, s.lang, 0)))
    if d.as_of:
        facts.append((s.say("As of"), formats.moment(d.as_of, s.zone, s.lang)))
    facts.append((s.say("Metric contract"), s.say("version %(n)s", n=d.contract_version)))
    if figure.estimated:
        facts.append((s.say("Note"), s.say("partly estimated from the first act of each member")))
    why = reason_words(figure.reason, s.lang) if figure.reason else ""
    if why and figure.value is not None:
        facts.append((s.say("Note"), why))
    text = formats.figure(figure.value, figure.unit, s.lang)
    return Definition(f"def-{figure.key}", text, words.name, words.formula, facts, why if figure.value is None else "")


def _group(s: Setting, part: PillarPart) -> Group:
    lines = [line for line in part.lines if line.figure.unit is not Unit.TABLE]
    judged = sorted((line for line in lines if line.verdict), key=lambda line: -line.verdict.target.weight if line.verdict else 0)
    others = [line for line in lines if not line.verdict and line.figure.value is not None]
    score = part.score.value
    return Group(
        key=part.pillar,
        name=s.pillar(part.pillar),
        score=percent(score) if judged and score is not None else "",
        status=part.score.status if judged else "",
        before=percent(part.previous) if part.previous is not None else "",
        rows=[_row(s, line) for line in judged],
        others=[_row(s, line) for line in others],
    )


def _row(s: Setting, line: Line) -> Row:
    verdict, unit = line.verdict, line.figure.unit
    attained = verdict.attainment if verdict else None
    name = s.metric(line.metric).name
    history = [value for _label, value in line.history]
    goal = verdict.target.value if verdict else None
    return Row(
        name=name,
        figure=line.figure,
        goal=s.goal_text(verdict.target, unit) if verdict else "",
        attainment=formats.share(attained, s.lang, 0) if verdict else "",
        bar=None if attained is None else (min(1.0, max(0.0, attained * GOAL_AT)), GOAL_AT),
        previous=line.previous,
        year_before=line.year_before,
        change=formats.change(line.figure, line.previous, unit, s.lang) if line.previous else formats.DASH,
        history=history,
        goal_value=goal,
        status=verdict.status if verdict else "",
        tone=TONES[verdict.status] if verdict else "",
        verdict=status_word(verdict.status, s.lang) if verdict else "",
        spark=_spark(s, name, history, goal),
        behind=definition(s, line.figure),
    )


def _spark(s: Setting, name: str, history: Sequence[float | None], goal: float | None) -> str:
    if sum(value is not None for value in history) < 2:
        return ""
    title = s.say("%(metric)s, the last %(n)s periods", metric=name, n=len(history))
    return charts.spark(s.palette, history, goal=goal, title=title, width=70)
