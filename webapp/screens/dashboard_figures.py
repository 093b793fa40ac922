"""Figures of a community's page in words: the three promises against their goals, and the table of everything that is measured."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from tenants.actions.dashboards import Overview, catalogue
from tenants.render import formats
from tenants.render.setting import Setting
from tenants.render.wording.metrics import metric_words, pillar_word
from tenants.terms.document import Line, PillarPart
from tenants.terms.figure import Figure
from tenants.terms.metric import CORE_PILLARS, Direction, Unit
from tenants.terms.target import Score, Verdict
from webapp.figures import bar
from webapp.words import language


@dataclass(frozen=True, slots=True)
class Goal:
    """One line of a pillar: a figure against its goal, or without one."""

    name: str
    figure: Figure
    status: str
    target: str
    before: str
    bar: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class PillarView:
    """One of the three promises."""

    name: str
    score: Score
    score_text: str
    note: str
    goals: Sequence[Goal]
    promised: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One figure of the table: now, before, the change, and its goal if it has one."""

    name: str
    figure: Figure
    before: Figure | None
    change: str
    target: str
    verdict: Verdict | None


def beside_words(found: Overview) -> tuple[str, str]:
    """The period shown and the one beside it in few words; with their years where the months have one name."""
    period, other = found.document.period, found.compared
    one, two = (formats.period_short(each, language()) for each in (period, other))
    return (one, two) if one != two else (formats.period(period, language()), formats.period(other, language()))


def pillars(found: Overview, setting: Setting) -> list[PillarView]:
    """The three promises, each with its goals, or with its first figures where nothing was promised."""
    return [_pillar(part, setting, found) for part in found.document.pillars if part.pillar in CORE_PILLARS]


def _pillar(part: PillarPart, setting: Setting, found: Overview) -> PillarView:
    promised = [line for line in part.lines if line.verdict is not None]
    lines = promised or [line for line in part.lines if line.figure.unit is not Unit.TABLE][:3]
    before = formats.share(part.previous, language(), 1) if part.previous is not None else ""
    name = beside_words(found)[1]
    return PillarView(
        name=pillar_word(part.pillar, language()),
        score=part.score,
        score_text=formats.number(part.score.value * 100, language(), 1) if part.score.value is not None else "",
        note=_("%(period)s: %(score)s", period=name, score=before) if before else "",
        goals=[_goal(line, setting, name, found.previous.get(line.metric)) for line in lines],
        promised=bool(promised),
    )


def _goal(line: Line, setting: Setting, before: str, beside: Figure | None) -> Goal:
    unit, target = line.figure.unit, line.verdict.target if line.verdict else None
    then = formats.worded(beside.value, unit, language()) if beside is not None and beside.value is not None else ""
    return Goal(
        name=metric_words(line.metric, language()).name,
        figure=line.figure,
        status=line.verdict.status if line.verdict else "",
        target=_("goal %(goal)s", goal=setting.goal_text(target, unit)) if target else "",
        before=_("%(period)s %(value)s", period=before, value=then) if then else "",
        bar=bar(line.figure.value, target.value, down=target.direction is Direction.DOWN) if target else None,
    )


@dataclass(frozen=True, slots=True)
class Group:
    """The figures of one pillar: those known now, before or promised, and the others, which stand folded; ``open``: shown at once."""

    name: str
    known: Sequence[Row]
    unknown: Sequence[Row]
    open: bool


def groups(found: Overview, setting: Setting) -> list[Group]:
    """Every figure of the catalogue by pillar, the three promises first; the others stand open where one of them has a value."""
    verdicts = {line.metric: line.verdict for part in found.document.pillars for line in part.lines if line.verdict}
    rows_of: dict[str, list[Row]] = {}
    for metric in catalogue():
        figure, before = found.document.figures[metric.key], found.previous.get(metric.key)
        if metric.unit is Unit.TABLE:
            continue
        target = found.targets.get(metric.key)
        known = before is not None and before.value is not None and figure.value is not None
        change = formats.change(figure, before, metric.unit, language()) if known and before else ""
        goal = setting.goal_text(target, metric.unit) if target else ""
        row = Row(metric_words(metric.key, language()).name, figure, before, change, goal, verdicts.get(metric.key))
        rows_of.setdefault(metric.pillar, []).append(row)
    order = [*CORE_PILLARS, *(pillar for pillar in rows_of if pillar not in CORE_PILLARS)]
    return [_group(pillar, rows) for pillar in order if (rows := rows_of.get(pillar))]


def _group(pillar: str, rows: Sequence[Row]) -> Group:
    unknown = [row for row in rows if row.figure.value is None and not row.target and (row.before is None or row.before.value is None)]
    known = [row for row in rows if row not in unknown]
    return Group(pillar_word(pillar, language()), known, unknown, pillar in CORE_PILLARS or any(row.figure.value for row in rows))
