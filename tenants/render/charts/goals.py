"""Charts of goals: the three pillars under one beam, a row's bullet, its recent history."""

from collections.abc import Sequence
from dataclasses import dataclass

from tenants.render.charts.colour import Palette
from tenants.render.charts.pen import Pen, clip, n, runs, text_width, wrap

SHORT_OF_GOAL = 0.95
SCALE = 1.12  # points a percent
HEADROOM = 30  # percent above the goal that are shown
_NARROW = 21  # a strip this narrow carries its name upright
_CROWDED = 9.5  # and one this narrow none at all: a line of small type is that high


@dataclass(frozen=True, slots=True)
class Strip:
    """One metric of a pillar: its short name, its share of the pillar's weight (0..1), its attainment (1 is the goal)."""

    name: str
    weight: float
    attainment: float | None


def pillars(p: Palette, columns: Sequence[Sequence[Strip]], *, goal: str, title: str, width: float = 482, scale: float = SCALE) -> str:
    """Draw pillars under one beam: a strip's width is its weight, its height the attainment, so the filled area is the score.

    What is missing to the goal stays an open box. Attainment above 130 % is cut at the top of the chart, its figure is not.
    ``scale`` is the points a percent takes.
    """
    margin, gap = 12 + text_width(goal, 7.5), 12.0
    column = (width - margin - gap * (len(columns) - 1)) / max(len(columns), 1)
    beam = 3 + HEADROOM * scale
    base = beam + 100 * scale
    upright = any(strip.weight * column < _NARROW for strips in columns for strip in strips)
    pen = Pen(p, width, base + (64 if upright else 30), title)
    for index, strips in enumerate(columns):
        x = index * (column + gap)
        for strip in strips:
            _strip(pen, strip, x, column * strip.weight, beam, base)
            _strip_name(pen, strip.name, x, column * strip.weight, base, upright=upright)
            x += column * strip.weight
        pen.line(index * (column + gap), base, index * (column + gap) + column, base, p.ink, 0.5)
    pen.line(0, beam, width - margin + 4, beam, p.ink, 1.3)
    pen.text(width, beam + 2.6, goal, anchor="end", fill=p.ink, bold=True)
    return pen.svg()


def _strip(pen: Pen, strip: Strip, x: float, w: float, beam: float, base: float) -> None:
    p = pen.p
    if strip.attainment is None:
        pen.rect(x + 0.5, beam, w - 2, base - beam, p.white, stroke=p.grey)
        if w >= text_width("—", 8) + 2:
            pen.text(x + w / 2 - 0.5, beam + 13, "—", 8, anchor="middle", fill=p.mute)
        return
    height = max(0, min(strip.attainment, 1 + HEADROOM / 100)) * (base - beam)
    reached = strip.attainment >= SHORT_OF_GOAL
    if height < base - beam:
        pen.rect(x + 0.3, beam, w - 1.6, base - beam, p.white, stroke=p.mark)
    pen.rect(x, base - height, w - 1, height, p.mark if reached else p.soft)
    figure = f"{min(strip.attainment, 9.99) * 100:.0f}".replace("-", "−")
    if w < text_width(figure, 8) + 2:
        return
    above = height < 14  # a bar too short to hold its figure carries it on top
    y = base - height - 4 if above else max(base - height, beam) + 11
    colour = p.onmark if reached and not above else p.ink
    pen.text(x + w / 2 - 0.5, y, figure, 8, anchor="middle", fill=colour, bold=True)


def _strip_name(pen: Pen, name: str, x: float, w: float, base: float, *, upright: bool) -> None:
    if upright and w < _CROWDED:  # names would run into each other; the scorecard has them all
        return
    if upright:
        pen.text(x + w / 2 + 2, base + 5, clip(name, 7, 56), 7, anchor="end", upright=True)
        return
    # A Latin word may stand out a little on both sides, as its width is estimated too wide; Chinese ones would touch.
    room = w - 1 if any(ord(c) > 0x2E7F for c in name) else w + 4
    for row, part in enumerate(wrap(name, 7, max(room, 20))):
        pen.text(x + w / 2 - 0.5, base + 10 + 8.4 * row, part, 7, anchor="middle")


def bullet(p: Palette, attainment: float | None, *, title: str, width: float = 96, height: float = 18) -> str:
    """Draw attainment against the goal line, which runs through all rows of a table; nothing but the line without data."""
    pen = Pen(p, width, height, title)
    goal, y = width / 1.4, height * 0.36
    if attainment is not None:
        shown = max(0.0, min(attainment, 1.38))
        if shown < 1:
            pen.rect(0.3, y - 3.2, goal - 0.3, 6.4, p.white, stroke=p.mark)
        pen.rect(0, y - 3.5, shown * goal, 7, p.mark if attainment >= SHORT_OF_GOAL else p.soft)
    pen.line(goal, 0, goal, height, p.ink, 1.1)
    return pen.svg()


def spark(
    p: Palette,
    values: Sequence[float | None],
    *,
    title: str,
    goal: float | None = None,
    width: float = 64,
    height: float = 18,
) -> str:
    """Draw recent periods as a line, the last one marked; broken where there is no figure, empty with fewer than two."""
    pen = Pen(p, width, height, title)
    have = [value for value in values if value is not None]
    if len(have) < 2:
        return pen.svg()
    ends = [*have, *([goal] if goal is not None else [])]
    low, high = min(ends), max(ends)

    def at(index: int, value: float) -> tuple[float, float]:
        y = height / 2 if high == low else height - 3 - (value - low) / (high - low) * (height - 6)
        return 2 + index * (width - 6) / (len(values) - 1), y

    if goal is not None:
        y = at(0, goal)[1]
        pen.line(0, y, width, y, p.grey)
    points = [None if value is None else at(index, value) for index, value in enumerate(values)]
    pen.path(runs(points), stroke=p.ink2, thick=0.9)
    if points[-1] is not None:
        pen.dot(*points[-1], 1.9, p.mark)
    return pen.svg()


def pillar_bar(p: Palette, attainment: float | None, *, title: str, width: float = 120, height: float = 8) -> str:
    """Draw one score as a bar with its gap: for pages, where a pillar stands alone."""
    pen = Pen(p, width, height, title)
    if attainment is None:
        pen.rect(0.4, 0.4, width - 0.8, height - 0.8, "none", stroke=p.grey)
        return pen.svg()
    shown = max(0.0, min(attainment, 1.0)) * width
    pen.rect(0.4, 0.4, width - 0.8, height - 0.8, "none", stroke=p.mark)
    pen.path(f"M0 0h{n(shown)}v{n(height)}H0z", fill=p.mark if attainment >= SHORT_OF_GOAL else p.soft)
    return pen.svg()
