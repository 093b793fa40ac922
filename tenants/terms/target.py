"""KPI targets and how a measured value stands against them."""

from dataclasses import dataclass
from enum import StrEnum

from tenants.terms.figure import Figure
from tenants.terms.metric import Direction


@dataclass(frozen=True, slots=True)
class Target:
    """What was promised of one metric for one community and period.

    ``value`` is the goal (upper bound of a range), ``low`` the lower bound of a range only. Shares are fractions. ``weight`` is
    relative within the pillar. ``tolerance`` is how far short still counts as on track. ``version`` rises with every change.
    """

    metric: str
    value: float
    direction: Direction = Direction.UP
    low: float | None = None
    baseline: float | None = None
    stretch: float | None = None
    weight: float = 1.0
    tolerance: float = 0.05
    version: int = 1


class Status(StrEnum):
    """The five verdicts, fixed in words and shape."""

    AHEAD = "ahead"
    ON_TRACK = "on_track"
    AT_RISK = "at_risk"
    MISSED = "missed"
    NO_DATA = "no_data"


@dataclass(frozen=True, slots=True)
class Verdict:
    """How one figure stands against its target. ``attainment`` is uncapped, ``None`` without data.

    In a running period ``pace`` (additive metrics) is actual over the elapsed share of the target and ``forecast`` the value at its
    end with its range; both are ``None`` once it is over.
    """

    target: Target
    figure: Figure
    attainment: float | None
    status: Status
    pace: float | None = None
    forecast: float | None = None
    forecast_low: float | None = None
    forecast_high: float | None = None


@dataclass(frozen=True, slots=True)
class Score:
    """Weighted mean of capped attainments (1.0 is the goal), ``None`` under 70 % coverage by weight."""

    value: float | None
    coverage: float
    status: Status
