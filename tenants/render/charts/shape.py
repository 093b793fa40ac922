"""Charts of shape: the week's hours, joins against leaves, the answers by score."""

from collections.abc import Sequence
from math import ceil

from tenants.render.charts.colour import Palette
from tenants.render.charts.pen import Pen, clip, n, text_width

_CELL = 12.5


def heat(
    p: Palette,
    table: Sequence[Sequence[float | None]],
    days: Sequence[str],
    *,
    few: str,
    many: str,
    title: str,
    box: tuple[int, int, int] | None = None,
    width: float = 358,
) -> str:
    """Draw weekdays (the seven, or some) x 24 hours in five steps, one path a step.

    ``few`` and ``many`` word the ends of the scale; ``box`` marks a finding: weekday, first hour, hour after the last.
    """
    left, top = 28.0, 15.0
    cell = (width - left) / 24
    pen = Pen(p, width, top + len(table) * _CELL + 20, title)
    highest = max((value for row in table for value in row if value is not None), default=0) or 1
    steps: dict[int, list[str]] = {}
    for row, hours in enumerate(table):
        for hour, value in enumerate(hours):
            if value is not None:
                step = 0 if value == 0 else min(5, 1 + int(4.999 * value / highest))
                square = f"M{n(left + hour * cell + 0.4)} {n(top + row * _CELL + 0.4)}"
                square += f"h{n(cell - 0.8)}v{n(_CELL - 0.8)}h-{n(cell - 0.8)}z"
                steps.setdefault(step, []).append(square)
    for step, squares in sorted(steps.items()):
        pen.path("".join(squares), fill=p.steps[step] if step else p.wash)
    for row, day in enumerate(days):
        pen.text(0, top + row * _CELL + 8.8, day)
    for hour in range(0, 24, 6):
        pen.text(left + hour * cell, top - 5, f"{hour}:00", 7, fill=p.mute)
    if box:
        row, first, until = box
        pen.rect(left + first * cell, top + row * _CELL, (until - first) * cell, _CELL, "none", stroke=p.ink, thick=1.1)
    y = top + len(table) * _CELL
    scale = width - 5 * 13 - text_width(many, 7) - 5
    for step in range(1, 6):
        pen.rect(scale + (step - 1) * 13, y + 8.5, 12, 7, p.steps[step])
    pen.text(scale - 4, y + 15, few, 7, anchor="end", fill=p.mute)
    pen.text(width, y + 15, many, 7, anchor="end", fill=p.mute)
    return pen.svg()


def diverging(
    p: Palette,
    rows: Sequence[tuple[str, int, int]],
    words: tuple[str, str, str],
    *,
    focus: int = 0,
    title: str,
    width: float = 358,
    height: float = 150,
) -> str:
    """Draw joins up (solid) and leaves down (hollow); from ``focus`` on in the accent, earlier ones in grey.

    Rows: label, joins, leaves. ``words``: at the end of the last bars, for joins, leaves and net.
    """
    pen = Pen(p, width, height, title)
    right, top, bottom = 54.0, 14.0, 14.0
    up = max((joins for _l, joins, _v in rows), default=0)
    down = max((leaves for _l, _j, leaves in rows), default=0)
    scale = (height - top - bottom) / max(up + down, 1)
    zero, step = top + up * scale, (width - right) / max(len(rows), 1)
    space = 4 if step > 9 else 1
    widest = max((text_width(label, 7) for label, _j, _v in rows), default=0)
    every = max(1, ceil((widest + 3) / step))
    for at, (label, joins, leaves) in enumerate(rows):
        x, hot = at * step + space / 2, at >= focus
        pen.rect(x, zero - joins * scale, step - space, joins * scale, p.mark if hot else p.grey)
        if leaves:
            edge = p.mark if hot else p.mute
            pen.rect(x + 0.4, zero + 0.4, step - space - 0.8, leaves * scale - 0.4, p.white, stroke=edge, thick=0.8)
        if len(rows) <= 14 and (hot or at == 0):
            net = f"{joins - leaves:+d}".replace("-", "−").replace("+0", "±0")
            colour = p.ink if hot else p.mute
            pen.text(x + step / 2 - 2, zero - joins * scale - 3.5, net, anchor="middle", fill=colour, bold=hot)
        if at == len(rows) - 1 or (at % every == 0 and at + every < len(rows)):
            pen.text(max(x + (step - space) / 2, text_width(label, 7) * 0.47), height - 2, label, 7, anchor="middle", fill=p.mute)
    pen.line(0, zero, width - right, zero, p.ink, 0.8)
    _sides(pen, rows[-1] if rows else ("", 0, 0), words, zero, scale, right)
    return pen.svg()


def _sides(pen: Pen, last: tuple[str, int, int], words: tuple[str, str, str], zero: float, scale: float, right: float) -> None:
    x, p = pen.width - right + 5, pen.p
    joined, left, net = (clip(word, 7.5, right - 5) for word in words)
    height = last[1] * scale
    pen.text(x, max(zero - height - 3.5 if height > 20 else zero - 18, 8), net, fill=p.ink, bold=True)
    pen.text(x, zero - max(height / 2, 6) + 2.5, joined, fill=p.text, bold=True)
    pen.text(x, min(zero + max(9, last[2] * scale / 2 + 2.5), pen.height - 3), left, fill=p.ink2)


def scores(
    p: Palette,
    counts: Sequence[int],
    words: tuple[str, str, str],
    *,
    first: int = 0,
    title: str,
    width: float = 358,
    height: float = 92,
) -> str:
    """Draw how many gave each score from ``first`` to 10; detractors hollow, passives grey, promoters solid.

    ``words`` names detractors, passives, promoters under their own bars.
    """
    pen = Pen(p, width, height, title)
    step, top = width / max(len(counts), 1), 12.0
    zero, highest = height - 28, max(counts, default=0) or 1
    for at, count in enumerate(counts):
        bar = count / highest * (zero - top)
        score, x = first + at, at * step + 2.5
        if score <= 6:
            pen.rect(x + 0.4, zero - bar, step - 5.8, bar, p.white, stroke=p.ink2, thick=0.8)
        else:
            pen.rect(x, zero - bar, step - 5, bar, p.grey if score < 9 else p.mark)
        if count:
            pen.text(at * step + step / 2, zero - bar - 3.5, f"{count:,}", anchor="middle", fill=p.ink)
        pen.text(at * step + step / 2, zero + 9, score, 7, anchor="middle", fill=p.mute)
    pen.line(0, zero, width, zero, p.ink, 0.5)
    groups = ((first, 6), (7, 8), (9, 10))
    for index, ((a, b), text) in enumerate(zip(groups, words, strict=True)):
        x0, x1 = (a - first) * step + 2.5, (b - first + 1) * step - 2.5
        pen.line(x0, zero + 14, x1, zero + 14, p.ink, 0.8)
        end = index == 2
        pen.text(x1 if end else x0, zero + 23.5, text, anchor="end" if end else "start", fill=p.ink, bold=end)
    return pen.svg()


def groups(
    p: Palette,
    counts: tuple[int, int, int],
    words: tuple[str, str, str],
    *,
    title: str,
    width: float = 358,
    height: float = 44,
) -> str:
    """Draw detractors (hollow), passives (grey) and promoters (solid) as parts of one bar, each named under its own part.

    A part too narrow for its words passes them on to the free side, so that no two texts meet.
    """
    pen = Pen(p, width, height, title)
    whole = sum(counts) or 1
    x, fills, edges = 0.0, (p.white, p.grey, p.mark), (p.ink2, None, None)
    spans: list[tuple[float, float]] = []
    for count, fill, edge in zip(counts, fills, edges, strict=True):
        wide = count / whole * width
        pen.rect(x + 0.4, 4, wide - 1.4, 16, fill, stroke=edge, thick=0.8)
        spans.append((x, x + wide))
        x += wide
    y, size = 32.0, 7.5
    first, last = text_width(words[0], size), text_width(words[2], size)
    pen.text(0, y, words[0], size, fill=p.ink)
    pen.text(width, y, words[2], size, anchor="end", fill=p.ink, bold=True)
    middle, half = (spans[1][0] + spans[1][1]) / 2, text_width(words[1], size) / 2
    middle = min(max(middle, first + 10 + half), width - last * 1.08 - 10 - half)
    pen.text(middle, y, words[1], size, anchor="middle")
    return pen.svg()
