"""Figures that left the range of their own past: worth a second look before anybody signs for them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import inf, sqrt
from statistics import median
from zoneinfo import ZoneInfo

from tenants.terms.document import Line, ReportDocument
from tenants.terms.figure import Figure
from tenants.terms.metric import Unit

LEAST = 5
"""Past periods with a value that a usual range rests on, at the least."""
REACH = 3.5
"""How many robust standard deviations from the median still count as usual."""
_ROBUST = 1.4826
"""Median absolute deviation to standard deviation, for a normal distribution."""
_ENOUGH_COVERAGE = 0.7
FEW = 10
"""Cases under which a share leaps about by itself."""
_SURVEYS = ("nps", "csat")
_BOUNDS = {Unit.PERCENT: (0.0, 100.0), Unit.POINTS: (-100.0, 100.0)}


@dataclass(frozen=True, slots=True)
class Jump:
    """A metric whose ``value`` lies outside ``low``..``high``, what was usual in ``periods`` earlier periods; all in its own unit."""

    metric: str
    value: float
    low: float
    high: float
    periods: int


def sudden(document: ReportDocument) -> Sequence[Jump]:
    """Return the metrics of the scorecard that left their usual range, the farthest out first; each metric at most once.

    The range is the median of the past periods in ``Line.history`` (up to 11 before this one, at least five with a value) plus or minus
    3.5 robust standard deviations, and never narrower than a step nobody would ask about (a quarter of a count, 8 points of a share,
    the interval of a survey). Sudden is what also lies that far from the last known value: a steady rise leaves the range in the end,
    but never at once. Left out are figures with less than 70 % of their days, shares of fewer than ten cases, and all but surveys while
    the data ends before the period does: what is not over cannot be held against what was.
    """
    running = _running(document)
    lines = {line.metric: line for part in document.pillars for line in part.lines}
    found = [each for line in lines.values() if line.metric in _SURVEYS or not running for each in _out_of_range(line)]
    return [jump for _far, jump in sorted(found, key=lambda each: (-each[0], each[1].metric))]


def _running(document: ReportDocument) -> bool:
    if document.as_of is None:
        return True
    last = document.period.until - timedelta(days=1)
    return document.as_of.astimezone(ZoneInfo(document.zone)).date() < last


def _out_of_range(line: Line) -> Iterator[tuple[float, Jump]]:
    """The jump of one row, with how many times its usual reach it lies from the middle."""
    figure = line.figure
    past = [value for _label, value in line.history[:-1] if value is not None]
    if figure.value is None or len(past) < LEAST or (figure.coverage is not None and figure.coverage < _ENOUGH_COVERAGE):
        return
    if figure.unit is Unit.SHARE and figure.n is not None and figure.n < FEW:
        return
    middle = median(past)
    spread = _ROBUST * median(abs(each - middle) for each in past)
    reach = max(REACH * spread, _floor(figure, middle))
    if abs(figure.value - middle) > reach and abs(figure.value - past[-1]) > _floor(figure, past[-1]):
        low, high = _bounds(line.metric, figure.unit, past)
        kept = (max(low, middle - reach), min(high, middle + reach))
        yield abs(figure.value - middle) / reach, Jump(line.metric, float(figure.value), *kept, len(past))


def _floor(figure: Figure, middle: float) -> float:
    """The narrowest reach that is still worth a question, in the figure's unit."""
    size = abs(middle)
    match figure.unit:
        case Unit.SHARE:
            return max(0.08, 0.25 * size)
        case Unit.POINTS | Unit.PERCENT:
            sampled = figure.high - figure.low if figure.low is not None and figure.high is not None else 0.0
            return max(10.0, 0.75 * sampled)
        case Unit.PEOPLE | Unit.ACTS | Unit.COUNT:
            return max(5.0, 0.25 * size, 3 * sqrt(size))
        case _:
            # Durations and amounts have long tails, and against nothing any of them is endlessly much.
            return 0.5 * size or inf


def _bounds(metric: str, unit: Unit, past: Sequence[float]) -> tuple[float, float]:
    if unit in _BOUNDS:
        return _BOUNDS[unit]
    if unit is Unit.SHARE:
        # Some shares (a budget used) may pass one; where none ever did, one is the end.
        return 0.0, 1.0 if max(past) <= 1 else inf
    return (-inf if metric == "net_growth" or min(past) < 0 else 0.0), inf
