"""Charts over the days of a period: active members with what happened, coverage, the cover."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from tenants.render.charts.colour import Palette
from tenants.render.charts.pen import Pen, apart, clip, n, nice, runs, text_width

_LEFT, _RIGHT, _BOTTOM = 24.0, 52.0, 14.0


@dataclass(frozen=True, slots=True)
class DaySeries:
    """A daily series: this period, the one before, the goal, what happened (index, text), and the words at the line's end."""

    now: Sequence[float | None]
    before: Sequence[float | None] = ()
    goal: float | None = None
    events: Sequence[tuple[int, str]] = ()
    weekends: Sequence[int] = ()
    now_word: str = ""
    before_word: str = ""
    goal_word: str = ""


@dataclass(frozen=True, slots=True)
class _Label:
    index: int
    text: str
    lane: int
    leftward: bool


def _lanes(events: Sequence[tuple[int, str]], x: Callable[[int], float], width: float, most: int = 5) -> list[_Label]:
    """Place each label below every earlier one that reaches over it, so that no leader crosses a text.

    Labels beyond ``most`` lanes are left out of the chart; the calendar page has them all.
    """
    placed: list[_Label] = []
    spans: list[tuple[float, float, int]] = []
    for index, words in events:
        text = clip(words, 7.5, 150)
        reach = text_width(text, 7.5) + 6
        leftward = x(index) + reach > width
        span = (width - reach, width) if leftward else (x(index), x(index) + reach)
        lane = 1 + max((at for a, b, at in spans if b > span[0] and a < span[1]), default=-1)
        if lane < most:
            spans.append((*span, lane))
            placed.append(_Label(index, text, lane, leftward))
    return placed


def line_events(
    p: Palette,
    series: DaySeries,
    axis: Callable[[int], str],
    *,
    title: str,
    width: float = 358,
    height: float = 204,
) -> str:
    """Draw a daily line; what happened is written on its day, a day without data breaks the line.

    ``axis`` words the label under a day by its index.
    """
    pen = Pen(p, width, height, title)
    count = max(len(series.now), 2)

    def x(index: int) -> float:
        return _LEFT + index * (width - _LEFT - _RIGHT) / (count - 1)

    labels = _lanes(series.events, x, width)
    top = 16 + 12 * (1 + max((label.lane for label in labels), default=-1))
    known = [value for value in (*series.now, *series.before, series.goal) if value is not None]
    highest, step = nice(max(known, default=1))

    def y(value: float) -> float:
        return height - _BOTTOM - value / highest * (height - top - _BOTTOM)

    _ground(pen, series, x, y, top, (highest, step))
    before = [None if v is None else (x(i), y(v)) for i, v in enumerate(series.before[:count])]
    pen.path(runs(before), stroke=p.grey, thick=1.3)
    if series.goal is not None:
        pen.line(_LEFT, y(series.goal), width - _RIGHT, y(series.goal), p.ink, 1)
    now = [None if v is None else (x(i), y(v)) for i, v in enumerate(series.now)]
    pen.path(runs(now), stroke=p.mark, thick=1.8)
    for index, point in enumerate(now):  # a day between two gaps would leave no line at all
        alone = (index == 0 or now[index - 1] is None) and (index + 1 == len(now) or now[index + 1] is None)
        if point is not None and alone:
            pen.dot(*point, 1.6, p.mark)
    _ends(pen, series, y)
    _events(pen, labels, now, x, top)
    every = max(1, round(count / 4.4)) if count > 9 else 1
    every = 7 if 27 <= count <= 35 else every
    for index in range(0, len(series.now), every):
        pen.text(x(index), height - 3, axis(index), 7, anchor="middle", fill=p.mute)
    return pen.svg()


def _ground(
    pen: Pen,
    series: DaySeries,
    x: Callable[[int], float],
    y: Callable[[float], float],
    top: float,
    scale: tuple[float, float],
) -> None:
    p, dx = pen.p, x(1) - x(0)
    for index in series.weekends:
        left = max(x(index) - dx / 2, _LEFT)
        right = min(x(index) + dx / 2, pen.width - _RIGHT)
        pen.rect(left, top, right - left, pen.height - top - _BOTTOM, p.wash)
    value = 0.0
    while value <= scale[0]:
        pen.line(_LEFT, y(value), pen.width - _RIGHT, y(value), p.line if value else p.ink, 0.5)
        pen.text(_LEFT - 4, y(value) + 2.5, f"{value:,.0f}", 7, anchor="end", fill=p.mute)
        value += scale[1]


def _ends(pen: Pen, series: DaySeries, y: Callable[[float], float]) -> None:
    """Write what each line is at its right end, kept apart."""
    p = pen.p
    last = next((v for v in reversed(series.now) if v is not None), None)
    before = next((v for v in reversed(series.before[: len(series.now)]) if v is not None), None)
    wanted = [
        (y(value), words, colour, bold)
        for value, words, colour, bold in (
            (series.goal, series.goal_word, p.ink, True),
            (last, series.now_word, p.text, True),
            (before, series.before_word, p.mute, False),
        )
        if value is not None and words
    ]
    wanted.sort(key=lambda end: end[0])
    for at, (_y, words, colour, bold) in zip(apart([end[0] for end in wanted], 9), wanted, strict=True):
        text = clip(words, 7.5, _RIGHT - 5)
        pen.text(pen.width - _RIGHT + 5, at + 2.5, text, fill=colour, bold=bold)


def _events(
    pen: Pen,
    labels: Sequence[_Label],
    points: Sequence[tuple[float, float] | None],
    x: Callable[[int], float],
    top: float,
) -> None:
    p = pen.p
    for label in labels:
        line, point, at = 8 + 12.0 * label.lane, points[label.index], x(label.index)
        pen.line(at, line + (3 if label.leftward else -5), at, point[1] - 3 if point else top, p.mute, 0.5)
        if point:
            pen.dot(*point, 2.3, p.white, stroke=p.mark, thick=1.4)
        if label.leftward:  # it ends at the edge and hangs over its own day, so that it reaches back over as few others as can be
            pen.text(pen.width, line, label.text, anchor="end", fill=p.ink)
        else:
            pen.text(at + 3, line, label.text, fill=p.ink)


def coverage(
    p: Palette,
    rows: Sequence[tuple[str, Sequence[bool], str]],
    axis: Callable[[int], str],
    *,
    title: str,
    width: float = 358,
) -> str:
    """Draw one row a source and one box a day: solid has data, hollow has none. Rows: name, days covered, note."""
    left, height, right = 92.0, 15.0, 74.0
    count = max((len(days) for _name, days, _note in rows), default=1) or 1
    cell = (width - left - right) / count
    space = 1 if cell > 3 else 0.2
    pen = Pen(p, width, height * len(rows) + 12, title)
    for row, (name, days, note) in enumerate(rows):
        y = height * row + 2
        pen.text(0, y + 8, clip(name, 7.5, left - 6), fill=p.ink)
        for covered in (True, False):
            boxes = "".join(
                f"M{n(left + at * cell)} {n(y)}h{n(cell - space)}v9h-{n(cell - space)}z"
                for at, has in enumerate(days)
                if bool(has) is covered
            )
            if covered:
                pen.path(boxes, fill=p.ink2)
            else:
                pen.path(boxes, stroke=p.ink2, thick=0.6 if cell > 3 else 0.2)
        pen.text(width, y + 8, note, anchor="end")
    marks = sorted({0, *(round(count * part) - 1 for part in (1 / 3, 2 / 3, 1))} & set(range(count)))
    spread = [at for at, following in pairwise([*marks, 10**6]) if (following - at) * cell > 24 or at == marks[-1]]
    for at in spread:
        pen.text(left + at * cell + cell / 2, height * len(rows) + 9, axis(at), 7, anchor="middle", fill=p.mute)
    return pen.svg()


def cover_bars(
    p: Palette,
    values: Sequence[float | None],
    lit: Sequence[int],
    *,
    title: str,
    width: float = 595.3,
    height: float = 300,
) -> str:
    """Draw the client's own days across the cover; bars at ``lit`` stand out, days without data stay empty."""
    pen = Pen(p, width, height, title)
    highest = max((value for value in values if value is not None), default=0) or 1
    step = width / max(len(values), 1)
    inset = min(1.6, step * 0.12)
    chosen = frozenset(lit)
    for bright in (False, True):
        bars = "".join(
            f"M{n(at * step + inset)} {n(height)}v-{n(value / highest * (height - 2))}h{n(step - 2 * inset)}V{n(height)}z"
            for at, value in enumerate(values)
            if value and (at in chosen) is bright
        )
        pen.path(bars, fill=p.on if bright else p.dim)
    return pen.svg()
