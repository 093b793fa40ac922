"""What a community's own past suggests as a goal: within reach, because it was reached."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import ceil, floor, log10
from statistics import median, quantiles

from tenants.terms.metric import Direction, Metric, Unit

LEAST = 3
"""Comparable periods that a suggestion rests on, at the least."""
LATELY = 6
"""The periods whose median and best quarter are taken."""
SEASONAL = 12
"""Known periods that the weight of a season rests on."""
_SEASON = (0.75, 1.35)
_SEASONLESS = frozenset({Unit.POINTS, Unit.PERCENT, Unit.TABLE})


class Basis(StrEnum):
    """What a suggestion follows from."""

    HISTORY = "history"
    SEASON = "season"
    STAGE = "stage"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A goal worth agreeing on, with the figures behind it; all in the metric's own unit.

    ``middle`` and ``best_quarter`` are of the last ``periods`` known periods, ``best`` is the best of all ``looked_at``. ``last_year``
    is the value of the same period a year before, where the season was taken into account. ``factor``: the lifecycle stage's.
    """

    metric: str
    value: float
    direction: Direction
    basis: Basis
    middle: float
    best_quarter: float
    best: float
    periods: int
    looked_at: int
    last_year: float | None = None
    factor: float | None = None


def suggest(metric: Metric, history: Sequence[float], *, last_year: float | None = None, factor: float | None = None) -> Suggestion | None:
    """Return a goal for the period after ``history`` (known values of past periods, oldest first); ``None`` where the past says too little.

    The goal is the best quarter of the last six periods: what the community reaches in a good one. With a year of periods and last year's
    value it is moved by how much that period differs from the others of its year; a stage's ``factor`` multiplies the way
    from the median. It never passes the best value that was reached.
    """
    lately = history[-LATELY:]
    if len(lately) < LEAST:
        return None
    down = metric.direction is Direction.DOWN
    lower, _, upper = quantiles(lately, n=4, method="inclusive")
    quarter, best = (lower, min(history)) if down else (upper, max(history))
    middle = median(lately)
    wanted, basis, seasonal = quarter, Basis.HISTORY, None
    if last_year is not None and len(history) >= SEASONAL and metric.unit not in _SEASONLESS and (usual := median(history[-SEASONAL:])) > 0:
        wanted, basis, seasonal = quarter * min(max(last_year / usual, _SEASON[0]), _SEASON[1]), Basis.SEASON, last_year
    if factor is not None:
        wanted, basis = middle + (wanted - middle) * factor, Basis.STAGE
    bounded = max(wanted, best) if down else min(wanted, best)
    value = rounded(bounded, metric.unit, up=down)
    value = max(value, best) if down else min(value, best)
    if value <= 0 and not down:
        return None
    way = Direction.DOWN if down else Direction.UP
    return Suggestion(metric.key, value, way, basis, middle, quarter, best, len(lately), len(history), seasonal, factor)


def rounded(value: float, unit: Unit, *, up: bool) -> float:
    """Return ``value`` as somebody would write a goal: half a per cent of a share, whole points, two or three digits of a count.

    Rounded away from the hard side: ``up`` for a limit, down for a goal to reach.
    """
    step = _step(value, unit)
    turn = ceil if up else floor
    return round(turn(round(value / step, 6)) * step, 10)


def _step(value: float, unit: Unit) -> float:
    size = abs(value)
    if unit is Unit.SHARE:
        return 0.005 if size >= 0.02 else 0.001
    if unit in {Unit.POINTS, Unit.PERCENT}:
        return 1.0
    if unit is Unit.RATIO or size < 10:
        return 0.1 if unit in {Unit.RATIO, Unit.HOURS, Unit.MINUTES, Unit.MONEY} else 1.0
    return float(10 ** max(0, floor(log10(size)) - 1))


def uplifted(value: float, unit: Unit, share: float, direction: Direction) -> float:
    """Return a goal made harder by ``share`` (0.05: five per cent): higher where more is better, lower for a limit, within its bound."""
    moved = value * (1 - share) if direction is Direction.DOWN else value * (1 + share)
    if unit is Unit.SHARE and value <= 1:
        moved = min(moved, 1.0)
    if unit in {Unit.POINTS, Unit.PERCENT}:
        moved = min(moved, 100.0)
    whole = unit in {Unit.PEOPLE, Unit.ACTS, Unit.COUNT} and float(value).is_integer()
    return float(round(moved)) if whole else round(moved, 4)
