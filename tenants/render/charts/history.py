"""A sampled figure over the periods there are: each a point with its 95 % interval, and the goal all along."""

from collections.abc import Callable, Sequence

from tenants.render.charts.colour import Palette
from tenants.render.charts.goals import SHORT_OF_GOAL
from tenants.render.charts.pen import Pen, runs, text_width
from tenants.render.charts.ranges import Range

_LEFT, _RIGHT, _TOP, _FOOT = 12.0, 12.0, 20.0, 16.0
_LABEL_GAP = 6.0
Point = tuple[float, float]


def intervals(
    p: Palette,
    rows: Sequence[Range],
    *,
    title: str,
    goal: tuple[float, str] | None = None,
    bounds: tuple[float, float] = (-100.0, 100.0),
    width: float = 358,
    height: float = 132,
) -> str:
    """Draw ``rows`` (their names the periods, oldest first) as points on a line, each with its interval as a band.

    A solid point reached the goal, a hollow one did not. The line breaks where a period has no value. The last point carries its words,
    the one before it too where there is room. The scale is as long as the values need, within ``bounds``.
    """
    pen = Pen(p, width, height, title)
    right = _RIGHT + (text_width(goal[1], 7.5) if goal else 0)
    ends = [end for row in rows for end in (row.value, row.low, row.high) if end is not None] + ([goal[0]] if goal else [])
    room = (max(ends) - min(ends)) * 0.08 or 1.0
    low, high = max(bounds[0], min(ends) - room), min(bounds[1], max(ends) + room)
    step = (width - _LEFT - right - 16) / max(1, len(rows) - 1)

    def at(index: int, value: float) -> Point:
        share = (high - value) / ((high - low) or 1)
        return _LEFT + 8 + index * step, _TOP + share * (height - _TOP - _FOOT)

    for index, row in enumerate(rows):
        if row.low is not None and row.high is not None:
            (x, top), (_x, foot) = at(index, row.high), at(index, row.low)
            pen.rect(x - 4, top, 8, foot - top, p.soft)
    if goal:
        y = at(0, goal[0])[1]
        pen.line(0, y, width - right + 4, y, p.ink, 1.1)
        pen.text(width, y + 2.6, goal[1], anchor="end", fill=p.ink, bold=True)
    points = [None if row.value is None else at(index, row.value) for index, row in enumerate(rows)]
    pen.path(runs(points), stroke=p.mark, thick=1.1)
    for point, row in zip(points, rows, strict=True):
        if point is not None and row.value is not None:
            reached = goal is None or row.value >= goal[0] * SHORT_OF_GOAL
            pen.dot(*point, 3.2, p.mark if reached else p.white, stroke=p.mark, thick=1.3)
    _words(pen, rows, points, at)
    _axis(pen, [row.name for row in rows], [at(index, low)[0] for index in range(len(rows))])
    return pen.svg()


def _words(pen: Pen, rows: Sequence[Range], points: Sequence[Point | None], at: Callable[[int, float], Point]) -> None:
    """Write the words of the last two points above their bands; the earlier only where it leaves the last one alone."""
    taken = pen.width
    for index in range(len(rows) - 1, max(-1, len(rows) - 3), -1):
        row, point = rows[index], points[index]
        if point is None or not row.words:
            continue
        last = index == len(rows) - 1
        half = text_width(row.words, 8.5 if last else 7.5) / 2
        x = min(max(point[0], half), pen.width - half)
        if x + half + 4 > taken and not last:
            continue
        top = at(index, row.high)[1] if row.high is not None else point[1] - 4
        pen.text(x, max(8.0, top - 4), row.words, 8.5 if last else 7.5, anchor="middle", fill=pen.p.text if last else None, bold=last)
        taken = x - half


def _axis(pen: Pen, names: Sequence[str], xs: Sequence[float]) -> None:
    """Name the periods below, from the last one back, as many as stand beside each other."""
    free = pen.width + _LABEL_GAP
    for name, x in zip(reversed(names), reversed(xs), strict=True):
        half = text_width(name, 7) / 2
        middle = min(max(x, half), pen.width - half)
        if middle + half + _LABEL_GAP <= free:
            pen.text(middle, pen.height - 3, name, 7, anchor="middle", fill=pen.p.mute)
            free = middle - half
