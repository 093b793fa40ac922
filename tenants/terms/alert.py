"""Alerts as terms: the rules there are, with their defaults, and what one says of a community."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from tenants.terms.figure import Plain


class State(StrEnum):
    """What became of an alert."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    DONE = "done"


class Rule(StrEnum):
    """What is watched, in the order it is told."""

    OFF_TRACK = "off_track"
    SILENCE = "silence"
    ACTIVITY_DROP = "activity_drop"
    CHURN_SPIKE = "churn_spike"
    SATISFACTION_DROP = "satisfaction_drop"
    UNANSWERED = "unanswered"
    STALE = "stale"
    JUMP = "jump"


@dataclass(frozen=True, slots=True)
class Watched:
    """A rule's default ``threshold``, the bounds a person may choose it in, and its unit (``days``, ``percent``, ``points``, ``times``)."""

    threshold: float
    least: float
    most: float
    unit: str


RULES: Mapping[Rule, Watched] = {
    Rule.OFF_TRACK: Watched(20, 0, 95, "percent"),
    Rule.SILENCE: Watched(3, 1, 90, "days"),
    Rule.ACTIVITY_DROP: Watched(3.5, 2, 20, "times"),
    Rule.CHURN_SPIKE: Watched(3.5, 2, 20, "times"),
    Rule.SATISFACTION_DROP: Watched(5, 0, 100, "points"),
    Rule.UNANSWERED: Watched(15, 1, 100, "points"),
    Rule.STALE: Watched(10, 1, 365, "days"),
    Rule.JUMP: Watched(8, 4, 50, "times"),
}
"""``times``: how many robust standard deviations from the median of comparable days or weeks."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What holds for one community and rule: whether it is watched, from which threshold on, and until when it is kept quiet."""

    active: bool
    threshold: float
    muted_until: date | None = None

    def quiet(self, today: date) -> bool:
        """Whether nothing is raised on that day."""
        return not self.active or (self.muted_until is not None and today <= self.muted_until)


@dataclass(frozen=True, slots=True)
class Noticed:
    """Something out of the ordinary. ``subject`` tells it from others of the same rule: equal subjects are the same thing."""

    rule: Rule
    subject: str
    facts: Mapping[str, Plain] = field(default_factory=dict)
    day: date | None = None
