"""Charts of doubt: a value is a range with a point in it."""

from collections.abc import Sequence
from dataclasses import dataclass

from tenants.render.charts.colour import Palette
from tenants.render.charts.goals import SHORT_OF_GOAL
from tenants.render.charts.pen import Pen, clip, text_width


@dataclass(frozen=True, slots=True)
class Range:
    """A value with its 95 % interval and its words; ``value`` ``None`` shows the words alone. Same unit as the goal.

    ``goal`` is a goal of this row alone, with its words.
    """

    name: str
    value: float | None
    low: float | None = None
    high: float | None = None
    words: str = ""
    goal: tuple[float, str] | None = None


def nps_strip(
    p: Palette,
    now: Range,
    *,
    title: str,
    goal: tuple[float, str] | None = None,
    before: tuple[float, str] | None = None,
    width: float = 358,
    height: float = 60,
) -> str:
    """Draw the whole scale from −100 to 100 with the score, its interval, the goal and the previous score."""
    pen = Pen(p, width, height, title)
    y = 34.0

    def x(value: float) -> float:
        return 8 + (value + 100) / 200 * (width - 16)

    taken = [at for at in (goal and goal[0], before and before[0]) if at is not None]
    pen.line(x(-100), y, x(100), y, p.grey, 0.8)
    for tick in (-100, -50, 0, 50, 100):
        pen.line(x(tick), y - 3, x(tick), y + 3, p.grey, 0.8)
        if all(abs(tick - at) >= 20 for at in taken):
            pen.text(x(tick), y + 14, f"{tick}".replace("-", "−"), 7, anchor="middle", fill=p.mute)
    if now.low is not None and now.high is not None:
        pen.rect(x(now.low), y - 6, x(now.high) - x(now.low), 12, p.soft)
    if goal:
        pen.line(x(goal[0]), y - 11, x(goal[0]), y + 17, p.ink, 1.3)
    if now.value is not None:
        pen.dot(x(now.value), y, 4.2, p.mark)
        half = text_width(now.words, 8.5) / 2
        middle = x(now.value if now.low is None or now.high is None else (now.low + now.high) / 2)
        middle = min(max(middle, half), width - half)
        pen.text(middle, y - 15, now.words, 8.5, anchor="middle", fill=p.text, bold=True)
    _below(pen, x(before[0]) if before else None, before, x(goal[0]) if goal else None, goal)
    return pen.svg()


def _below(
    pen: Pen,
    before_x: float | None,
    before: tuple[float, str] | None,
    goal_x: float | None,
    goal: tuple[float, str] | None,
) -> None:
    """Write goal and previous score under the scale, away from each other."""
    p, y = pen.p, 34.0
    goal_left = bool(goal_x is not None and before_x is not None and goal_x < before_x)
    if goal and goal_x is not None:
        goal_left = goal_left or goal_x + 3 + text_width(goal[1], 7.5) > pen.width
        side, shift = ("end", -3) if goal_left else ("start", 3)
        pen.text(goal_x + shift, y + 21, goal[1], anchor=side, fill=p.ink, bold=True)
    if before and before_x is not None:
        pen.dot(before_x, y, 2.6, p.white, stroke=p.ink2)
        pen.line(before_x, y + 4, before_x, y + 15, p.mute, 0.5)
        rightward = goal_left or (goal_x is None and before_x < text_width(before[1], 7.5) + 4)
        side, shift = ("start", 2) if rightward else ("end", -2)
        pen.text(before_x + shift, y + 21, before[1], anchor=side)


def ranges(
    p: Palette,
    rows: Sequence[Range],
    *,
    title: str,
    goal: tuple[float, str] | None = None,
    bounds: tuple[float, float] = (0.0, 1.0),
    width: float = 358,
) -> str:
    """Draw values with their intervals against one goal line; hollow is short of the goal, words alone where there is no value."""
    left, height, top, right = 112.0, 17.0, 14.0 if goal else 2.0, 44.0
    pen = Pen(p, width, top + height * len(rows) + 4, title)
    low, high = bounds

    def x(value: float) -> float:
        inside = min(max(value, low), high)
        return left + (inside - low) / ((high - low) or 1) * (width - left - right)

    for index, row in enumerate(rows):
        y = top + height * index + height / 2
        pen.text(0, y + 2.8, clip(row.name, 8, left - 6), 8, fill=p.ink)
        if row.value is None:
            pen.text(left, y + 2.8, clip(f"— {row.words}", 7.5, width - left), fill=p.mute)
            continue
        pen.line(left, y, width - right, y, p.line, 0.5)
        if row.low is not None and row.high is not None:
            pen.line(x(row.low), y, x(row.high), y, p.soft, 5)
        own = row.goal or goal
        reached = own is None or row.value >= own[0] * SHORT_OF_GOAL
        if row.goal:
            taken = (x(row.value if row.low is None else row.low), x(row.value if row.high is None else row.high))
            _own_goal(pen, x(row.goal[0]), y, row.goal[1], (left, width - text_width(row.words, 8) * 1.08, taken))
        pen.dot(x(row.value), y, 3.4, p.mark if reached else p.white, stroke=p.mark, thick=1.4)
        pen.text(width, y + 2.8, row.words, 8, anchor="end", fill=p.ink, bold=True)
    if goal:
        pen.line(x(goal[0]), top - 3, x(goal[0]), top + height * len(rows) + 2, p.ink, 1.1)
        half = text_width(goal[1], 7.5) / 2
        pen.text(min(x(goal[0]), width - half), 8, goal[1], anchor="middle", fill=p.ink, bold=True)
    return pen.svg()


def _own_goal(pen: Pen, x: float, y: float, words: str, room: tuple[float, float, tuple[float, float]]) -> None:
    """Mark the goal of one row, its words over the line on the side that is free.

    ``room``: left edge, where the figure begins, and what the value takes. Where neither side is free, the words stand higher.
    """
    pen.line(x, y - 6, x, y + 6, pen.p.ink, 1.1)
    left, end, (low, high) = room
    reach = text_width(words, 7) + 8
    leftward = x - reach > left and not (low < x and high > x - reach)
    lifted = not leftward and x + reach > end
    side, shift = ("end", -3) if leftward or lifted else ("start", 3)
    pen.text(x + shift, y - (4.8 if lifted else 2.2), words, 7, anchor=side, fill=pen.p.ink, bold=True)


def before_after(
    p: Palette,
    before: float | None,
    after: float | None,
    bounds: tuple[float, float],
    *,
    title: str,
    width: float = 92,
    height: float = 12,
) -> str:
    """Draw before (hollow) and after (solid), joined by a line, on a scale shared by all rows of a table."""
    pen = Pen(p, width, height, title)
    low, high = bounds
    middle = height / 2

    def x(value: float) -> float:
        return 4 + (value - low) / ((high - low) or 1) * (width - 8)

    pen.line(0, middle, width, middle, p.line, 0.5)
    if before is not None and after is not None:
        pen.line(x(before), middle, x(after), middle, p.mark, 1.6)
        pen.dot(x(before), middle, 2.4, p.white, stroke=p.mark, thick=1.2)
        pen.dot(x(after), middle, 2.8, p.mark)
    return pen.svg()
