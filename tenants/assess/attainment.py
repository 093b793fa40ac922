"""How a measured value stands against what was promised of it. Definitions: metrics.md, "Attainment"."""

from collections.abc import Sequence
from dataclasses import replace
from statistics import fmean

from tenants.measure.catalogue import CATALOGUE
from tenants.terms.errors import Refusal
from tenants.terms.figure import Figure
from tenants.terms.metric import Direction, Unit
from tenants.terms.target import Status, Target, Verdict

CAP = 1.5
"""Most that one metric may add to a score, and the attainment of a ``down`` goal whose actual value is 0 or less."""
AHEAD = 1.05
AT_RISK = 0.8
_HAIR = 1e-9
"""Ratios of decimal fractions miss their bound by a hair (0.95 / 1.0); a verdict must not hang on that."""
_BOUNDS = {Unit.SHARE: (0.0, None), Unit.PERCENT: (0.0, 100.0), Unit.POINTS: (-100.0, 100.0)}


def check(target: Target) -> None:
    """Refuse a target that could never be judged; to be called when it is set.

    Raises ``Refusal``: ``target.metric`` (unknown, or no goal may be set on it), ``target.up_not_positive`` (a goal of 0 or less to
    reach from below divides by nothing; a baseline makes it judgeable), ``target.down_negative``, ``target.baseline_equals_goal``,
    ``target.range_bounds``, ``target.weight``, ``target.tolerance``.
    """
    if target.metric not in CATALOGUE or not CATALOGUE[target.metric].targetable:
        raise Refusal("target.metric", field="metric", metric=target.metric)
    if target.weight <= 0:
        raise Refusal("target.weight", field="weight", weight=target.weight)
    if not 0 <= target.tolerance < 1:
        raise Refusal("target.tolerance", field="tolerance", tolerance=target.tolerance)
    if target.direction is Direction.RANGE:
        if target.low is None or not 0 <= target.low <= target.value:
            raise Refusal("target.range_bounds", field="low", low=target.low, value=target.value)
    elif target.baseline is not None:
        if target.baseline == target.value:
            raise Refusal("target.baseline_equals_goal", field="baseline", value=target.value)
    elif target.direction is Direction.UP and target.value <= 0:
        raise Refusal("target.up_not_positive", field="value", value=target.value)
    elif target.direction is Direction.DOWN and target.value < 0:
        raise Refusal("target.down_negative", field="value", value=target.value)


def attainment(target: Target, actual: float) -> float:
    """Return how much of ``target`` is attained: 1.0 is the goal, uncapped, below 0 where the value went the wrong way.

    ``up``: actual / goal. ``down``: goal / actual; 1 when both are 0, and ``CAP`` when the actual is 0 or less and the goal is not (no
    ratio says how much better nothing is than something). ``range``: 1 inside, else the nearer bound under or over the actual.
    With a baseline: the part of the way from there to the goal.
    """
    if target.direction is Direction.RANGE:
        return _within(actual, target.value if target.low is None else target.low, target.value)
    if target.baseline is not None:
        way = target.value - target.baseline
        return (actual - target.baseline) / way if way else float(actual == target.value)
    if target.direction is Direction.DOWN:
        if actual <= 0:
            return 1.0 if actual == target.value else CAP
        return target.value / actual
    return actual / target.value if target.value > 0 else float(actual >= target.value)


def _within(actual: float, low: float, high: float) -> float:
    if actual < low:
        return max(0.0, actual / low) if low > 0 else 0.0
    return high / actual if actual > high and actual > 0 else 1.0


def status_of(attained: float | None, tolerance: float = 0.05) -> Status:
    """Return the verdict's word: ahead from 1.05, on track from 1 - tolerance, at risk from 0.8, missed below; ``None``: no data."""
    if attained is None:
        return Status.NO_DATA
    if attained >= AHEAD - _HAIR:
        return Status.AHEAD
    if attained >= 1 - tolerance - _HAIR:
        return Status.ON_TRACK
    return Status.AT_RISK if attained >= AT_RISK - _HAIR else Status.MISSED


def verdict(
    target: Target,
    figure: Figure,
    *,
    elapsed: float = 1.0,
    ratios: Sequence[float] = (),
    history: Sequence[float] = (),
) -> Verdict:
    """Return how ``figure`` stands against ``target``.

    ``elapsed`` is the share of the period that is over (1 when it is). While it runs, an additive metric is judged by its pace (the
    value against the goal's elapsed share) and its forecast is value / elapsed with the range of ``ratios``, the finishing ratios of
    past periods (final value over what this forecast said then; at least two of them). Any other metric is judged as it stands, and
    its forecast is the straight line through ``history`` (values of past periods, oldest first; at least three), plus or minus
    twice the spread around it.
    """
    if figure.value is None:
        return Verdict(target, figure, None, Status.NO_DATA)
    reached = attainment(target, figure.value)
    running = 0 < elapsed < 1
    if not running:
        return Verdict(target, figure, reached, status_of(reached, target.tolerance))
    if CATALOGUE[target.metric].additive:
        pace = attainment(_scaled(target, elapsed), figure.value)
        forecast = figure.value / elapsed
        ends = sorted(forecast * ratio for ratio in ratios) if len(ratios) > 1 else []
        low, high = (min(ends[0], forecast), max(ends[-1], forecast)) if ends else (None, None)
        return Verdict(target, figure, reached, status_of(pace, target.tolerance), pace, forecast, low, high)
    line = _line(history, figure.unit)
    return Verdict(target, figure, reached, status_of(reached, target.tolerance), None, *line)


def standing(given: Verdict) -> float | None:
    """Return what scores and verdict words go by: the pace where there is one, else the attainment."""
    return given.attainment if given.pace is None else given.pace


def _scaled(target: Target, share: float) -> Target:
    """The part of the goal that is due after ``share`` of the period."""
    return replace(
        target,
        value=target.value * share,
        low=None if target.low is None else target.low * share,
        baseline=None if target.baseline is None else target.baseline * share,
    )


def _line(history: Sequence[float], unit: Unit) -> tuple[float | None, float | None, float | None]:
    """The least-squares line through ``history``, one period on, with its range; kept within what the unit allows."""
    n = len(history)
    if n < 3:
        return None, None, None
    centre, mean = (n - 1) / 2, fmean(history)
    slope = sum((x - centre) * y for x, y in enumerate(history)) / sum((x - centre) ** 2 for x in range(n))
    rest = [y - (mean + slope * (x - centre)) for x, y in enumerate(history)]
    reach = 2 * (sum(each * each for each in rest) / (n - 2)) ** 0.5
    ahead = mean + slope * (n - centre)
    low, high = _BOUNDS.get(unit, (None, None))
    if low is None and min(history) >= 0:
        low = 0.0

    def kept(value: float) -> float:
        value = value if low is None else max(low, value)
        return value if high is None else min(high, value)

    return kept(ahead), kept(ahead - reach), kept(ahead + reach)
