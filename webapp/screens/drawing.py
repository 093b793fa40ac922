"""Charts of the dashboard as plain numbers: percentages of the drawing, so that one drawing fits every width."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil
from math import floor as floor_of

from tenants.render import formats
from tenants.render.charts.pen import nice
from tenants.terms.document import DayPoint
from webapp.words import gettext as _
from webapp.words import language

TOP = 12.0
Values = Sequence[int | None]
QUARTER = 31
"""More days than this are too many for a label every week."""


@dataclass(frozen=True, slots=True)
class Pin:
    """Something that happened, marked on its day."""

    number: int
    x: str
    title: str


@dataclass(frozen=True, slots=True)
class Daily:
    """A daily line in per cent of the drawing. ``ticks``: (y, label), ``axis``: (x, anchor, label), ``hits``: (x, width, title)."""

    ticks: Sequence[tuple[str, str]]
    now: str
    before: str
    dots: Sequence[tuple[str, str]]
    last: tuple[str, str] | None
    goal: str
    goal_below: bool
    """The goal's word stands below its line, since the pins stand at the top."""
    axis: Sequence[tuple[str, str, str]]
    hits: Sequence[tuple[str, str, str]]
    pins: Sequence[Pin]


def _n(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def short_day(value: date) -> str:
    """A day where there is little room: ``6/1``, ``1 June``."""
    return f"{value.month}/{value.day}" if language() != "en" else f"{value.day} {formats.MONTHS_SHORT[value.month - 1]}"


def daily(
    days: Sequence[DayPoint],
    values: Values,
    earlier: Values,
    words: Callable[[int], str],
    *,
    goal: float | None = None,
    happened: Sequence[tuple[date, str]] = (),
    floor: float | None = 0,
) -> Daily | None:
    """Draw ``values``, one for each of ``days``, over ``earlier``; ``None`` where no day has one.

    ``words`` says a value with its measure word, ``happened`` are days and titles of activities, in order. ``floor`` is where the axis
    begins; ``None``: near the lowest value, for levels of which nobody asks how far they are from nothing.
    """
    if all(each is None for each in values):
        return None
    known_values = [each for each in (*values, *earlier, goal) if each is not None]
    low, top, step = _axis_of(min(known_values), max(known_values), floor)
    place = _Place(len(days), low, top)
    lonely = [index for index, each in enumerate(values) if each is not None and _alone(values, index)]
    known = [index for index, each in enumerate(values) if each is not None]
    first = {day.day: index for index, day in enumerate(days)}
    return Daily(
        ticks=[(_n(place.y(low + step * n)), formats.number(low + step * n, language())) for n in range(round((top - low) / step) + 1)],
        now=place.path(values),
        before=place.path(earlier),
        dots=[(_n(place.x(index)), _n(place.y(values[index] or 0))) for index in lonely],
        last=(_n(place.x(known[-1])), _n(place.y(values[known[-1]] or 0))),
        goal="" if goal is None else _n(place.y(goal)),
        goal_below=goal is not None and place.y(goal) < TOP,
        axis=_axis(days, place),
        hits=_hits(days, values, earlier, words, place),
        pins=[Pin(number, _n(place.x(first[day])), title) for number, (day, title) in enumerate(happened, 1) if day in first],
    )


def _axis_of(lowest: float, highest: float, low: float | None) -> tuple[float, float, float]:
    """Return where an axis begins and ends, and its step: all round numbers."""
    if low is not None:
        top, step = nice(highest - low)
        return low, low + top, step
    _top, step = nice(highest - lowest)
    low = max(0, floor_of(lowest / step) * step)
    return low, low + max(1, ceil((highest - low) / step)) * step, step


class _Place:
    """Where a day and a value stand in the drawing."""

    def __init__(self, count: int, low: float, top: float) -> None:
        self.count, self.low, self.top = count, low, top

    def x(self, index: int) -> float:
        return 50.0 if self.count == 1 else 100 * index / (self.count - 1)

    def y(self, value: float) -> float:
        return 100 - 100 * (value - self.low) / (self.top - self.low)

    def path(self, values: Sequence[int | None]) -> str:
        """The line through the days that have a value; a day without one breaks it."""
        path, pen = [], "M"
        for index, each in enumerate(values):
            if each is None:
                pen = "M"
                continue
            path.append(f"{pen}{_n(self.x(index))} {_n(self.y(each))}")
            pen = "L"
        return " ".join(path)


def _alone(values: Sequence[int | None], index: int) -> bool:
    """Whether a day stands between two gaps: a line would not show it."""
    return (index == 0 or values[index - 1] is None) and (index + 1 == len(values) or values[index + 1] is None)


def _axis(days: Sequence[DayPoint], place: _Place) -> list[tuple[str, str, str]]:
    every = 1 if len(days) <= 8 else 7 if len(days) <= QUARTER else ceil(len(days) / 6)
    marks = [index for index in range(0, len(days), every) if len(days) - 1 - index >= every / 2 or index == len(days) - 1]
    if len(days) - 1 not in marks:
        marks.append(len(days) - 1)
    anchors = {0: "start", len(days) - 1: "end"}
    return [(_n(place.x(index)), anchors.get(index, "middle"), short_day(days[index].day)) for index in marks]


def _hits(
    days: Sequence[DayPoint],
    values: Sequence[int | None],
    earlier: Sequence[int | None],
    words: Callable[[int], str],
    place: _Place,
) -> list[tuple[str, str, str]]:
    wide = 100 / max(1, len(days) - 1)
    hits = []
    for index, day in enumerate(days):
        left, right = max(0.0, place.x(index) - wide / 2), min(100.0, place.x(index) + wide / 2)
        now = values[index]
        text = _("no data") if now is None else words(now)
        then = earlier[index] if index < len(earlier) else None
        label = formats.day(day.day, language())
        said = _("%(day)s: %(value)s", day=label, value=text)
        if then is not None:
            said = _("%(said)s (before: %(then)s)", said=said, then=words(then))
        hits.append((_n(left), _n(right - left), said))
    return hits


@dataclass(frozen=True, slots=True)
class Heat:
    """A week of hours. ``cells``: (x in per cent, y in pixels, step 0-5, title); ``rows``: weekdays in words."""

    cells: Sequence[tuple[str, int, int, str]]
    rows: Sequence[tuple[int, str]]
    busiest: tuple[str, int] | None
    """Weekday in words and hour of the busiest cell."""
    table: Sequence[tuple[int, Sequence[str]]]
    """The same as rows: hour, acts of each weekday."""


def heat(hours: Sequence[Sequence[int]], weekdays: Sequence[str]) -> Heat | None:
    """Place the 7 x 24 table of acts by weekday and hour; ``None`` where it is empty."""
    if len(hours) != 7 or not any(map(any, hours)):
        return None
    highest = max(max(row) for row in hours)
    cells = []
    best: tuple[int, int] = max(((day, hour) for day in range(7) for hour in range(24)), key=lambda at: hours[at[0]][at[1]])
    for day, row in enumerate(hours):
        for hour, count in enumerate(row):
            step = 0 if not count else min(5, 1 + int(4.999 * count / highest))
            acts = formats.acts(count, language())
            title = _("%(day)s %(from)02d–%(until)02d: %(acts)s", day=weekdays[day], until=hour + 1, acts=acts, **{"from": hour})
            cells.append((_n(hour * 100 / 24), day * 24, step, title))
    table = [(hour, [formats.number(row[hour], language()) for row in hours]) for hour in range(24)]
    return Heat(cells, [(day * 24 + 15, name) for day, name in enumerate(weekdays)], (weekdays[best[0]], best[1]), table)
