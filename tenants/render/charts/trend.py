"""A score over the reports there are: where it came from, where it stands, and the goal all along."""

from collections.abc import Sequence

from tenants.render.charts.colour import Palette
from tenants.render.charts.pen import Pen, runs

LEFT, RIGHT, TOP, FOOT = 6.0, 30.0, 14.0, 16.0


def score_trend(
    p: Palette,
    scores: Sequence[tuple[str, float | None]],
    *,
    goal: str,
    title: str,
    width: float = 220,
    height: float = 96,
) -> str:
    """Draw ``scores`` ((period in words, score; 1 is the goal), oldest first) as a line under or over the goal.

    A solid dot reached the goal, a hollow one did not; the line breaks where a report had no score. The first and last period stand
    below, the last score beside its dot.
    """
    pen = Pen(p, width, height, title)
    known = [value for _words, value in scores if value is not None]
    low, high = min([1.0, *known]) - 0.05, max([1.0, *known]) + 0.05
    room = height - TOP - FOOT

    def at(index: int, value: float) -> tuple[float, float]:
        step = (width - LEFT - RIGHT) / max(1, len(scores) - 1)
        return LEFT + index * step, TOP + (high - value) / (high - low) * room

    line = at(0, 1.0)[1]
    pen.line(0, line, width - RIGHT + 10, line, p.ink, 0.9)
    pen.text(0, line - 3.5, goal, 7, fill=p.ink)
    points = [None if value is None else at(index, value) for index, (_words, value) in enumerate(scores)]
    pen.path(runs(points), stroke=p.mark, thick=1.2)
    for point, (_words, value) in zip(points, scores, strict=True):
        if point is not None and value is not None:
            pen.dot(*point, 2.6, p.mark if round(value, 2) >= 1 else p.white, stroke=p.mark)
    last = next((index for index in range(len(scores) - 1, -1, -1) if points[index] is not None), None)
    if last is not None and (end := points[last]) is not None:
        pen.text(end[0] + 6, end[1] + 3, f"{(scores[last][1] or 0) * 100:.0f}", 9, fill=p.ink, bold=True)
    if scores:
        pen.text(0, height - 4, scores[0][0], 7, fill=p.mute)
    if len(scores) > 1:
        pen.text(width - RIGHT + 10, height - 4, scores[-1][0], 7, fill=p.mute, anchor="end")
    return pen.svg()
