"""Whether a figure really changed, or may have by chance."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from math import sqrt
from statistics import median

from tenants.measure.catalogue import CATALOGUE
from tenants.measure.intervals import Z, nps_parts
from tenants.terms.figure import Figure
from tenants.terms.metric import Direction, Unit

PROPORTIONS = frozenset(
    {"stay_d1", "stay_d7", "stay_d30", "early_leave_rate", "churn_rate", "newcomer_activation", "retention_w1"}
    | {"retention_w4", "reply_coverage", "referral_share", "silent_rate", "response_rate", "plan_execution"}
)
"""Shares of ``n`` cases each, so that two of them differ as two samples do."""
_COUNTS = (Unit.PEOPLE, Unit.ACTS, Unit.COUNT)
_ENOUGH_COVERAGE = 0.7
_HISTORY = 4
_SMALL = 50
"""Counts of two periods together under which a step must be clear of chance itself, however steady the past was."""


class Basis(StrEnum):
    """What a change was held against: the interval of samples, the steps between past periods, or the chance variance of counts."""

    SAMPLE = "sample"
    HABIT = "habit"
    CHANCE = "chance"


@dataclass(frozen=True, slots=True)
class Change:
    """A metric now against before, in its own unit. ``relative`` is ``None`` where before is 0 or the unit has no ratio.

    ``clear``: more than chance or habit explains; ``None``: nothing to tell it by. ``low``/``high``: 95 % interval of the difference
    of sampled figures, on the adjusted estimates. ``basis``: what it was told by.
    """

    metric: str
    now: float
    before: float
    difference: float
    relative: float | None
    clear: bool | None
    low: float | None = None
    high: float | None = None
    basis: Basis | None = None

    @property
    def good(self) -> bool | None:
        """Whether the direction is the desirable one; ``None`` where the metric has none."""
        direction = CATALOGUE[self.metric].direction
        if direction not in (Direction.UP, Direction.DOWN) or not self.difference:
            return None
        return (self.difference > 0) is (direction is Direction.UP)


def interval(now: Figure, before: Figure) -> tuple[float, float] | None:
    """Return the 95 % interval of ``now - before`` for two sampled figures of one metric, ``None`` for figures of another kind.

    NPS: difference of the adjusted estimates with the sum of their variances; shares: Agresti and Caffo (one hit and one miss added
    to each sample). "No clear change" is when it contains 0.
    """
    if now.value is None or before.value is None or now.key != before.key:
        return None
    if now.key == "nps":
        (a, va), (b, vb) = _nps(now), _nps(before)
        reach = Z * sqrt(va + vb)
        return a - b - reach, a - b + reach
    if now.key != "csat" and now.key not in PROPORTIONS:
        return None
    if not now.n or not before.n:
        return None
    scale = 100 if now.unit is Unit.PERCENT else 1
    (p, vp), (q, vq) = (_share(each.value or 0, each.n or 0, scale) for each in (now, before))
    reach = Z * sqrt(vp + vq)
    return scale * (p - q - reach), scale * (p - q + reach)


def _nps(figure: Figure) -> tuple[float, float]:
    promoters, passives, detractors = (figure.detail.get(key) for key in ("promoters", "passives", "detractors"))
    if isinstance(promoters, int) and isinstance(passives, int) and isinstance(detractors, int):
        return nps_parts(promoters, passives, detractors)
    low, high = figure.low or 0.0, figure.high or 0.0
    return (low + high) / 2, ((high - low) / (2 * Z)) ** 2


def _share(value: float, n: int, scale: int) -> tuple[float, float]:
    p = (value / scale * n + 1) / (n + 2)
    return p, p * (1 - p) / (n + 2)


def differ(now: Figure, before: Figure) -> bool | None:
    """Tell whether two sampled figures differ clearly (95 %); ``None`` for figures that are no samples."""
    span = interval(now, before)
    if span is None or now.value is None or before.value is None:
        return None
    step = now.value - before.value
    return (span[0] > 0 and step > 0) or (span[1] < 0 and step < 0)


def compare(now: Figure, before: Figure | None, history: Sequence[float] = (), *, days: tuple[int, int] = (1, 1)) -> Change | None:
    """Return how ``now`` differs from ``before``, ``None`` where one of them is unknown or less than 70 % of its days have data.

    ``history``: values of past periods, oldest first, ``before`` the last of them; ``days``: days with data behind each of the two, by
    which additive metrics are compared (February is not quieter for being short). Sampled figures differ clearly by their interval.
    Others by habit: the step is at least 5 %, over twice the usual step between past periods (at least four of them known) and larger than
    all of these but one, and counts move by more than their chance deviation;
    without such a history counts must differ by a tenth and by more than twice their chance variance explains.
    """
    if before is None or now.value is None or before.value is None:
        return None
    if any(each.coverage is not None and each.coverage < _ENOUGH_COVERAGE for each in (now, before)):
        return None
    step = now.value - before.value
    relative = step / before.value if before.value > 0 and now.unit is not Unit.POINTS else None
    span = interval(now, before)
    if span is not None:
        return Change(now.key, now.value, before.value, step, relative, differ(now, before), *span, Basis.SAMPLE)
    a, b = float(now.value), float(before.value)
    if CATALOGUE[now.key].additive:
        a, b = a / max(1, days[0]), b / max(1, days[1])
    same_sign = (a - b) * step > 0
    habitual = _habitual(a, b, _per_day(now.key, history, days[1]), now, before)
    basis = None if habitual is None else Basis.HABIT if len(history) >= _HISTORY else Basis.CHANCE
    clear = None if habitual is None else habitual and same_sign
    return Change(now.key, now.value, before.value, step, relative, clear, basis=basis)


def _per_day(key: str, history: Sequence[float], days: int) -> Sequence[float]:
    return [value / max(1, days) for value in history] if CATALOGUE[key].additive else history


def _habitual(a: float, b: float, history: Sequence[float], now: Figure, before: Figure) -> bool | None:
    """Whether the step from ``b`` to ``a`` stands out; ``None`` where neither habit nor chance is known."""
    size = abs(a - b) / abs(b) if b else float(a != b)
    moved, chance = abs((now.value or 0) - (before.value or 0)), _chance(now, before)
    if len(history) >= _HISTORY:
        steps = sorted(abs(y - x) for x, y in pairwise(history))
        # The median of a few steps may be small by luck: all but one of them must be smaller, too.
        return size >= 0.05 and abs(a - b) > max(2 * median(steps), steps[-2]) and (chance is None or moved > _least(chance))
    return None if chance is None else size >= 0.1 and moved > Z * sqrt(2) * chance


def _least(chance: float) -> float:
    return chance * (Z if chance**2 < _SMALL else 1)


def _chance(now: Figure, before: Figure) -> float | None:
    """The standard deviation of the difference of two counts that follow nothing but chance; ``None`` for anything but counts."""
    if now.unit not in _COUNTS or (now.value or 0) < 0 or (before.value or 0) < 0:
        return None
    return sqrt((now.value or 0) + (before.value or 0))
