"""The scorecard as a sheet: actual and goal as numbers, attainment and scores as formulas over them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tenants.assess.attainment import CAP, attainment
from tenants.render.book.cells import PERCENT, Content, Formula, Sheet, Value, measured
from tenants.render.setting import Setting
from tenants.render.wording.metrics import unit_word
from tenants.render.wording.reasons import reason_words, status_word
from tenants.terms.document import Line, PillarPart
from tenants.terms.metric import CORE_PILLARS, Direction, Pillar, Unit
from tenants.terms.target import Target, Verdict
from tenants.terms.words import N_

WIDTHS = (30, 12, 12, 12, 12, 12, 12, 9, 12, 12, 14, 12, 12, 12, 12, 9, 40)
_HEADS = (
    *(N_("Metric"), N_("Unit"), N_("Actual"), N_("Goal"), N_("Lower bound"), N_("Baseline"), N_("Better"), N_("Weight")),
    *(N_("Attainment"), N_("Pace"), N_("Counted, 0 to 150 %%"), N_("Verdict")),
)
_BESIDE = (N_("A year before"), N_("Low, 95 %%"), N_("High, 95 %%"), N_("Why there is no value"))
_ACTUAL, _GOAL, _LOW, _BASE, _WEIGHT, _REACHED, _PACE, _COUNTED = "C", "D", "E", "F", "H", "I", "J", "K"


@dataclass(frozen=True, slots=True)
class Places:
    """Where the scores stand, for formulas of other sheets."""

    pillars: Mapping[Pillar, str]
    overall: str


def scorecard(s: Setting, sheet: Sheet) -> Places:
    """Write every followed metric by pillar, its score below it, the overall score at the end."""
    sheet.title(s.say("Scorecard"), s.say("Attainment, scores and totals are formulas; change a number to see what it does."))
    sheet.space()
    before, after = [s.say(name) for name in _HEADS], [s.say(name) for name in _BESIDE]
    sheet.heads(*before, s.before_word(), *after, freeze=True)
    found: dict[Pillar, str] = {}
    for part in s.document.pillars:
        lines = [line for line in part.lines if line.figure.unit is not Unit.TABLE]
        if not lines:
            continue
        sheet.section(s.pillar(part.pillar))
        # Those with a goal first, by weight: their rows are what the score adds up.
        ordered = sorted(lines, key=lambda line: -line.verdict.target.weight if line.verdict else 1)
        rows = [(line, sheet.row(*_row(s, line, sheet.at + 1))) for line in ordered]
        judged = [at for line, at in rows if line.verdict]
        if judged:
            place = _score(s, sheet, part, judged)
            if place:
                found[part.pillar] = place
    return Places(found, _overall(s, sheet, found))


def _row(s: Setting, line: Line, at: int) -> list[Content]:
    figure, verdict, unit = line.figure, line.verdict, line.figure.unit
    target = verdict.target if verdict else None
    return [
        s.metric(line.metric).name,
        unit_word(unit, s.lang),
        measured(figure.value, unit, strong=True),
        measured(target.value, unit) if target else None,
        measured(target.low, unit) if target and target.direction is Direction.RANGE else None,
        measured(target.baseline, unit) if target and target.direction is not Direction.RANGE else None,
        _better(s, target) if target else None,
        Value(target.weight, "0.00") if target else None,
        *_reached(verdict, at),
        status_word(verdict.status, s.lang) if verdict else None,
        measured(line.previous.value, unit) if line.previous else None,
        measured(line.year_before.value, unit) if line.year_before else None,
        measured(figure.low, unit),
        measured(figure.high, unit),
        Value(reason_words(figure.reason, s.lang), faint=True, wrap=True) if figure.value is None and figure.reason else None,
    ]


def _reconciled(text: str, comes_to: float, agreed: float, *, strong: bool = True) -> Content:
    """Return the formula where it comes to what was agreed; else (a rule changed since) the agreed figure itself, which is what counts."""
    same = abs(comes_to - agreed) < 1e-6 * max(1.0, abs(agreed))
    return Formula(text, agreed, PERCENT, strong=strong) if same else Value(agreed, PERCENT, strong=strong)


def _weighted(part: PillarPart) -> float:
    """What the formula of a pillar's score comes to."""
    pairs = [(v.target.weight, v.attainment if v.pace is None else v.pace) for line in part.lines if (v := line.verdict)]
    known = [(weight, min(CAP, max(0.0, reached))) for weight, reached in pairs if reached is not None]
    return sum(weight * reached for weight, reached in known) / (sum(weight for weight, _reached in known) or 1)


def _better(s: Setting, target: Target) -> str:
    return {Direction.DOWN: s.say("lower"), Direction.RANGE: s.say("within")}.get(target.direction, s.say("higher"))


def _reached(verdict: Verdict | None, at: int) -> list[Content]:
    """Return attainment, pace and what of it counts; nothing without data."""
    if verdict is None or verdict.attainment is None:
        return [None, None, None]
    standing = verdict.attainment if verdict.pace is None else verdict.pace
    counts = f"{_REACHED if verdict.pace is None else _PACE}{at}"
    return [
        _reconciled(
            formula(verdict.target, at), attainment(verdict.target, float(verdict.figure.value or 0)), verdict.attainment, strong=False
        ),
        Value(verdict.pace, PERCENT),
        Formula(f"MIN({CAP},MAX(0,{counts}))", min(CAP, max(0.0, standing)), PERCENT),
    ]


def formula(target: Target, at: int) -> str:
    """Return the attainment of row ``at`` as a formula; the rule is ``tenants.assess.attainment``."""
    actual, goal, low, base = (f"{column}{at}" for column in (_ACTUAL, _GOAL, _LOW, _BASE))
    if target.direction is Direction.RANGE:
        least = low if target.low is not None else goal
        under = f"IF({least}>0,MAX(0,{actual}/{least}),0)"
        return f"IF({actual}<{least},{under},IF(AND({actual}>{goal},{actual}>0),{goal}/{actual},1))"
    if target.baseline is not None:
        return f"IF({goal}={base},IF({actual}={goal},1,0),({actual}-{base})/({goal}-{base}))"
    if target.direction is Direction.DOWN:
        return f"IF({actual}<=0,IF({actual}={goal},1,{CAP}),{goal}/{actual})"
    return f"IF({goal}>0,{actual}/{goal},IF({actual}>={goal},1,0))"


def _score(s: Setting, sheet: Sheet, part: PillarPart, rows: Sequence[int]) -> str:
    """Write a pillar's score: the weighted mean of what counts, over the weights that have data. Returns its cell, empty without one."""
    weights, counted = (f"{column}{rows[0]}:{column}{rows[-1]}" for column in (_WEIGHT, _COUNTED))
    score = part.score
    name = Value(s.say("Score of %(pillar)s", pillar=s.pillar(part.pillar)), strong=True)
    if score.value is None:
        why = s.say("under 70%% of the weight has data: no score")
        sheet.row(name, *[None] * 10, Value(why, faint=True))
        sheet.space()
        return ""
    have = f"SUMPRODUCT({weights},--ISNUMBER({counted}))"
    shown = _reconciled(f"SUMPRODUCT({weights},{counted})/{have}", _weighted(part), score.value)
    total = Formula(f"SUM({weights})", sum(line.verdict.target.weight for line in part.lines if line.verdict), "0.00")
    at = sheet.row(name, *[None] * 6, total, None, None, shown, Value(status_word(score.status, s.lang), strong=True))
    sheet.space()
    return f"{_COUNTED}{at}"


def _overall(s: Setting, sheet: Sheet, found: Mapping[Pillar, str]) -> str:
    overall, places = s.document.overall, [found[pillar] for pillar in CORE_PILLARS if pillar in found]
    if overall.value is None or not places:
        return ""
    core = [part.score.value for part in s.document.pillars if part.pillar in CORE_PILLARS and part.score.value is not None]
    shown = _reconciled(f"AVERAGE({','.join(places)})", sum(core) / len(core), overall.value)
    word = Value(status_word(overall.status, s.lang), strong=True)
    at = sheet.row(Value(s.say("Overall score"), strong=True), *[None] * 9, shown, word)
    return f"{_COUNTED}{at}"
