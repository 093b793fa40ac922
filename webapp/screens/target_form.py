"""The table of targets as a form: its rows, what its fields show at first, and what was typed into them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask import request
from flask_babel import gettext as _

from tenants.actions import targets as acting
from tenants.actions.targets import TargetForm
from tenants.render.wording.metrics import metric_words, pillar_word, unit_word
from tenants.store.target_defaults import DefaultRow
from tenants.store.targets import Promise, TargetRow
from tenants.terms.figure import Figure
from tenants.terms.metric import CORE_PILLARS, Direction, Metric, Pillar, Unit
from tenants.terms.words import N_
from webapp.forms import Form
from webapp.words import language

PERCENT = frozenset({Unit.SHARE})
"""Units that are kept as fractions and typed as percentages."""
PARTS = ("tier_", "funnel_")
"""How the keys of figures begin that are parts of one whole."""
NUMBERS = ("value", "low", "baseline", "stretch")
FIELDS = (*NUMBERS, "direction", "weight", "tolerance")
DIRECTIONS = ((Direction.UP, N_("at least")), (Direction.DOWN, N_("at most")), (Direction.RANGE, N_("between")))

Group = tuple[str, bool, list["Row"]]
"""A pillar's name, whether it stands open at first, and its rows."""


@dataclass(frozen=True, slots=True)
class Row:
    """One metric in the table: its target, what it would inherit, and what was measured now and before.

    ``waived``: what it would inherit was said not to apply here.
    """

    metric: Metric
    name: str
    formula: str
    unit: str
    target: Promise | None = None
    above: DefaultRow | None = None
    waived: bool = False
    now: Figure | None = None
    before: Figure | None = None

    @property
    def direction(self) -> str:
        """Which way is good: the target's own word, else the metric's."""
        if self.target is not None:
            return self.target.direction
        return Direction.UP if self.metric.direction is Direction.NONE else self.metric.direction

    @property
    def measured(self) -> bool:
        """Whether anything is known of it now or before."""
        return any(figure is not None and figure.value is not None for figure in (self.now, self.before))

    @property
    def bound(self) -> Promise | None:
        """What is in force: its own target, else what it inherits."""
        return self.target or (None if self.waived else self.above)


def rows(
    own: Mapping[str, TargetRow | DefaultRow],
    above: Mapping[str, DefaultRow],
    measured: Mapping[str, Figure],
    before: Mapping[str, Figure],
) -> list[Row]:
    """One row for each metric that takes a target. ``own``: highest versions by metric, ended ones included."""
    found = []
    for metric in acting.catalogue():
        words = metric_words(metric.key, language())
        mine = own.get(metric.key)
        target = mine if mine is not None and not mine.removed else None
        waived = isinstance(mine, TargetRow) and mine.waived
        figures = measured.get(metric.key), before.get(metric.key)
        found.append(Row(metric, words.name, words.formula, unit_of(metric), target, above.get(metric.key), waived, *figures))
    return found


def grouped(lines: Iterable[Row]) -> list[Group]:
    """The rows by pillar. The three promises stand open, the others only when something binds in them; seldom promised ones stand apart."""
    every = list(lines)
    known = any(line.measured for line in every)
    groups: dict[tuple[Pillar, bool], list[Row]] = {}
    for line in every:
        seldom = line.metric.key.startswith(PARTS) or (known and not line.measured)
        groups.setdefault((line.metric.pillar, seldom and line.bound is None and not line.waived), []).append(line)
    pillars = [*CORE_PILLARS, *(each for each in Pillar if each not in CORE_PILLARS)]
    found = []
    for pillar in pillars:
        name = pillar_word(pillar, language())
        # Where nothing of a promise is measured yet, all of it is shown: before the first survey an NPS may be promised all the same.
        if pillar in CORE_PILLARS and (pillar, False) not in groups:
            found.append((name, True, groups.get((pillar, True), [])))
            continue
        if first := groups.get((pillar, False)):
            found.append((name, pillar in CORE_PILLARS or any(line.bound for line in first), first))
        if more := groups.get((pillar, True)):
            found.append((_("%(pillar)s: more metrics", pillar=name), False, more))
    return found


def unit_of(metric: Metric) -> str:
    """What stands behind a goal's field; plain counts need no word."""
    if metric.unit in PERCENT or metric.unit is Unit.PERCENT:
        return "%"
    return unit_word(metric.unit, language()) if metric.unit in {Unit.MINUTES, Unit.HOURS, Unit.MONEY} else ""


def initial(bound: Sequence[Promise]) -> dict[str, object]:
    """What the fields show at first."""
    units = {metric.key: metric.unit for metric in acting.catalogue()}
    shown: dict[str, object] = {}
    for row in bound:
        scale = 100 if units.get(row.metric) in PERCENT else 1
        for field in NUMBERS:
            number = getattr(row, field)
            shown[f"{field}.{row.metric}"] = "" if number is None else f"{number * scale:.10g}"
        shown[f"weight.{row.metric}"] = f"{row.weight:g}"
        shown[f"tolerance.{row.metric}"] = f"{row.tolerance * 100:g}"
        shown[f"direction.{row.metric}"] = row.direction
    return shown


def typed(form: Form) -> dict[str, TargetForm | None]:
    """Read every row that was sent; an empty goal means no target."""
    return {metric.key: _read(form, metric) for metric in acting.catalogue() if f"value.{metric.key}" in request.form}


def _read(form: Form, metric: Metric) -> TargetForm | None:
    key = metric.key
    if not form.raw(f"value.{key}").strip():
        return None
    scale = 100 if metric.unit in PERCENT else 1
    numbers = {name: form.number(f"{name}.{key}", optional=name != "value") for name in NUMBERS}
    if numbers["value"] is None:
        return None
    scaled = {name: number / scale if number is not None else None for name, number in numbers.items()}
    weight = form.number(f"weight.{key}", least=0.01, most=1000, optional=True)
    tolerance = form.number(f"tolerance.{key}", least=0, most=99, optional=True)
    direction = form.one_of(f"direction.{key}", [Direction.UP, Direction.DOWN, Direction.RANGE], optional=True)
    return TargetForm(
        value=scaled["value"] or 0.0,
        direction=Direction(direction) if direction else None,
        low=scaled["low"],
        baseline=scaled["baseline"],
        stretch=scaled["stretch"],
        weight=1.0 if weight is None else weight,
        tolerance=0.05 if tolerance is None else tolerance / 100,
    )
