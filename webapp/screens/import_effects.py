"""What an import changed, as its page shows it: months with their key figures before and after, goals, and reviews that differ."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tenants.actions.effects import KEY, unit_of
from tenants.render import formats
from tenants.render.wording.metrics import metric_words
from tenants.store.imports import Import, ImportState
from tenants.terms.period import Period
from webapp.words import language


@dataclass(frozen=True, slots=True)
class Change:
    """One figure of one month, before and after, as it is printed."""

    name: str
    before: str
    after: str

    @property
    def changed(self) -> bool:
        """Whether a reader sees a difference."""
        return self.before != self.after


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal whose verdict changed: statuses are codes (``tenants.terms.target.Status``)."""

    change: Change
    goal: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Month:
    """One month that was touched. ``figures`` stand in the order of ``Effects.names``."""

    label: str
    figures: Sequence[Change]
    goals: Sequence[Goal]

    @property
    def changes(self) -> list[Change]:
        """The figures that differ."""
        return [each for each in self.figures if each.changed]


@dataclass(frozen=True, slots=True)
class Contradicted:
    """A published review whose figures are not those of today any more."""

    id: str
    period: str
    version: int
    differs: Sequence[Change]


@dataclass(frozen=True, slots=True)
class Effects:
    """What changed: the newest month first. ``more`` counts months that were not measured."""

    names: Sequence[str]
    months: Sequence[Month]
    reviews: Sequence[Contradicted]
    more: int

    @property
    def changed(self) -> list[Month]:
        """The months in which something differs."""
        return [month for month in self.months if month.changes or month.goals]


def effects_of(row: Import) -> Effects | None:
    """What an import changed, or taking it back did; ``None`` where nothing was measured."""
    said = row.effects.get("undo" if row.state == ImportState.UNDONE else "import")
    if not said or not said.get("months"):
        return None
    months = [_month(each) for each in reversed(said["months"])]
    names = [change.name for change in months[0].figures]
    return Effects(names, months, [_review(each) for each in said.get("reviews", [])], int(said.get("more", 0)))


def _month(said: Mapping[str, Any]) -> Month:
    # The database keeps no order of keys.
    figures = [_change(key, said["figures"][key]) for key in KEY if key in said["figures"]]
    goals = [_goal(each) for each in said.get("goals", []) if unit_of(each["metric"])]
    return Month(Period.parse(said["period"]).label, figures, goals)


def _change(key: str, values: Sequence[float | None]) -> Change:
    before, after = (_printed(key, value) for value in values)
    return Change(metric_words(key, language()).name, before, after)


def _goal(said: Mapping[str, Any]) -> Goal:
    key = said["metric"]
    return Goal(_change(key, said["values"]), _printed(key, said["goal"]), *said["status"])


def _printed(key: str, value: float | None) -> str:
    unit = unit_of(key)
    return formats.figure(value, unit, language()) if unit else ""


def _review(said: Mapping[str, Any]) -> Contradicted:
    differs = [_change(each["metric"], each["values"]) for each in said["differs"] if unit_of(each["metric"])]
    return Contradicted(str(said["id"]), str(said["period"]), int(said["version"]), differs)
