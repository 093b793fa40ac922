"""Series a reader may walk through, day by day: the same numbers and words as the drawing and the table beside it."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from tenants.render import charts, formats
from tenants.render.charts.pen import Pen, runs
from tenants.render.setting import Setting
from tenants.terms.document import DayPoint
from tenants.terms.metric import Unit
from tenants.terms.period import Cadence, Period

LONGEST = 400
"""Points of a series: a year of days. Longer ones are shown by the drawing alone."""
_LEAST = 3


@dataclass(frozen=True, slots=True)
class Series:
    """One line or row of bars. ``look``: now, before, joined, left. ``said`` words each value; empty where there is none."""

    name: str
    look: str
    values: Sequence[float | None]
    said: Sequence[str]


@dataclass(frozen=True, slots=True)
class Plot:
    """A chart to walk through. ``labels`` are short, for the axis; ``names`` whole. ``marks``: what happened, by point."""

    kind: str
    title: str
    note: str
    labels: Sequence[str]
    names: Sequence[str]
    series: Sequence[Series]
    marks: Sequence[tuple[int, str]] = ()
    pale: Sequence[int] = ()
    goal: tuple[float, str] | None = None
    low: float | None = None
    high: float | None = None
    svg: str = ""
    """The drawing where there is no script; empty where the page shows one already."""
    first: str = ""
    """The head of the table's first column."""

    @property
    def data(self) -> str:
        """The plot as JSON, for the script."""
        plain = asdict(self)
        return json.dumps({key: value for key, value in plain.items() if key not in {"svg", "first", "note"}}, ensure_ascii=False)

    @property
    def rows(self) -> list[tuple[str, list[str], str]]:
        """The table behind the chart: (name, a word for each series, what happened)."""
        happened = dict(self.marks)
        words = [list(each) for each in zip(*(series.said for series in self.series), strict=True)]
        return [(name, said, happened.get(at, "")) for at, (name, said) in enumerate(zip(self.names, words, strict=True))]


def of(s: Setting, *, by_period: bool) -> dict[str, Plot]:
    """Return the plots that have something to show: ``activity``, ``joins``, ``nps``.

    ``by_period``: the report's own drawing of joins and leaves compares periods, so that their days get a drawing of their own.
    """
    found = {"activity": _activity(s), "joins": _joins(s, own=by_period), "nps": _nps(s)}
    return {key: plot for key, plot in found.items() if plot is not None}


def _named(s: Setting, day: date) -> str:
    comma = " " if s.zh else ", "
    return f"{formats.day(day, s.lang)}{comma}{formats.WEEKDAYS[s.lang][day.weekday()]}"


def _short(s: Setting, day: date) -> str:
    return f"{day.month}/{day.day}" if s.zh else f"{day.day} {formats.MONTHS_SHORT[day.month - 1]}"


def _marks(s: Setting, days: Sequence[DayPoint]) -> list[tuple[int, str]]:
    comma = "；" if s.zh else "; "
    return [(at, comma.join(day.activities)) for at, day in enumerate(days) if day.activities]


def _activity(s: Setting) -> Plot | None:
    days = s.document.days
    if not _LEAST <= len(days) <= LONGEST or all(day.active is None for day in days):
        return None
    before = [day.active for day in s.document.days_before[: len(days)]]
    before += [None] * (len(days) - len(before))
    now = [day.active for day in days]
    series = [Series(s.period_word(), "now", now, [formats.people(value, s.lang) for value in now])]
    if any(value is not None for value in before):
        series.append(Series(s.before_word(), "before", before, [formats.people(value, s.lang) for value in before]))
    target = s.goal("dau_avg")
    goal = (target.value, s.say("Goal %(value)s", value=formats.number(target.value, s.lang))) if target else None
    return Plot(
        kind="line",
        title=s.say("Members active each day of %(period)s", period=formats.period(s.document.period, s.lang)),
        note="",
        labels=[_short(s, day.day) for day in days],
        names=[_named(s, day.day) for day in days],
        series=series,
        marks=_marks(s, days),
        pale=[at for at, day in enumerate(days) if day.day.weekday() >= 5] if len(days) <= 62 else [],
        goal=goal,
        low=0.0,
        first=s.say("Day"),
    )


def _joins(s: Setting, *, own: bool) -> Plot | None:
    days = s.document.days
    joins, leaves = s.figure("joins"), s.figure("leaves")
    if not joins or not _LEAST <= len(days) <= LONGEST or not any(day.joins or day.leaves for day in days):
        return None
    came = Series(s.say("Joined"), "joined", [day.joins for day in days], [formats.people(day.joins, s.lang) for day in days])
    series = [came]
    if leaves:
        series.append(Series(s.say("Left"), "left", [-day.leaves for day in days], [formats.people(day.leaves, s.lang) for day in days]))
    title = s.say("Joined and left, %(period)s", period=formats.period(s.document.period, s.lang))
    rows = [(_short(s, day.day), day.joins, day.leaves if leaves else 0) for day in days]
    drawn = charts.diverging(s.palette, rows, (s.say("joined"), s.say("left"), ""), focus=0, title=title) if own and len(rows) <= 45 else ""
    return Plot(
        kind="bars",
        title=title,
        note=s.say("People a day; those who left hang below the line") if leaves else s.say("People a day"),
        labels=[_short(s, day.day) for day in days],
        names=[_named(s, day.day) for day in days],
        series=series,
        marks=_marks(s, days),
        svg=drawn,
        first=s.say("Day"),
    )


def _nps(s: Setting) -> Plot | None:
    line = s.line("nps")
    history = list(line.history) if line else []
    known = [value for _label, value in history if value is not None]
    if line is None or len(known) < _LEAST:
        return None
    spans = [Period.parse(label) for label, _value in history]
    values = [None if value is None else float(value) for _label, value in history]
    target = s.goal("nps")
    goal = (target.value, s.say("Goal %(value)s", value=formats.number(target.value, s.lang))) if target else None
    title = s.say("NPS, the last %(n)s periods", n=len(values))
    labels = [_axis(s, span) for span in spans]
    ends = [*known, *([target.value] if target else [])]
    bounds = max(-100.0, 10 * (min(ends) // 10) - 10), min(100.0, 10 * (max(ends) // 10) + 20)
    return Plot(
        kind="trend",
        title=title,
        note=s.say("One point a period in which members were asked"),
        labels=labels,
        names=[formats.period(span, s.lang) for span in spans],
        series=[Series("NPS", "now", values, [formats.figure(value, Unit.POINTS, s.lang) for value in values])],
        goal=goal,
        low=bounds[0],
        high=bounds[1],
        svg=_trend(s, values, labels, bounds, goal, title),
        first=s.say("Period"),
    )


def _axis(s: Setting, span: Period) -> str:
    if span.cadence is Cadence.MONTH and not s.zh:
        return formats.MONTHS_SHORT[span.first.month - 1]
    return formats.period_short(span, s.lang)


def _trend(
    s: Setting,
    values: Sequence[float | None],
    labels: Sequence[str],
    bounds: tuple[float, float],
    goal: tuple[float, str] | None,
    title: str,
) -> str:
    """Draw one value a period between ``bounds``; a period without an answer breaks the line."""
    pen, p = Pen(s.palette, 358, 150, title), s.palette
    left, right, top, foot = 28.0, 56.0, 10.0, 132.0
    low, high = bounds

    def x(at: int) -> float:
        return left + at * (358 - left - right) / max(1, len(values) - 1)

    def y(value: float) -> float:
        return foot - (value - low) / (high - low) * (foot - top)

    for value in (low, (low + high) / 2, high):
        pen.line(left, y(value), 358 - right, y(value), p.line, 0.5)
        pen.text(left - 4, y(value) + 2.5, formats.number(value, s.lang), 7, anchor="end", fill=p.mute)
    if goal:
        pen.line(left, y(goal[0]), 358 - right, y(goal[0]), p.ink, 1)
        pen.text(358 - right + 5, y(goal[0]) + 2.5, goal[1], fill=p.ink, bold=True)
    points = [None if value is None else (x(at), y(value)) for at, value in enumerate(values)]
    pen.path(runs(points), stroke=p.mark, thick=1.8)
    for point in points:
        if point is not None:
            pen.dot(*point, 2.2, p.mark)
    step = max(1, round(len(labels) / 6))
    for at in range(0, len(labels), step):
        pen.text(x(at), 146, labels[at], 7, anchor="middle", fill=p.mute)
    return pen.svg()
