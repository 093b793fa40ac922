"""What all charts draw with. One unit is one point; every text is escaped; presentation attributes only, never ``style``."""

import re
from collections.abc import Iterable, Sequence
from html import escape
from math import floor, log10

from tenants.render.charts.colour import Palette

Point = tuple[float, float] | None
_EMS = dict.fromkeys(" .,:;il|·\u00a0", 0.3) | dict.fromkeys("fjrt", 0.38) | dict.fromkeys("csz", 0.48) | dict.fromkeys("mMwW", 0.85)


def n(value: float) -> str:
    """Return a coordinate with at most one decimal."""
    return f"{value:.1f}".removesuffix(".0")


def safe(text: object) -> str:
    """Return ``text`` escaped for markup, without the control characters that XML does not allow."""
    return escape(re.sub(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "", str(text)))


def text_width(text: str, size: float) -> float:
    """Return the width of ``text`` set in ``size``, roughly and rather too wide: a Chinese character is one em, others about half."""
    return size * sum(1 if ord(c) > 0x2E7F else _EMS.get(c, 0.62 if c.isupper() else 0.56) for c in text)


def clip(text: str, size: float, width: float) -> str:
    """Cut ``text`` to ``width``, with an ellipsis where something was cut."""
    if text_width(text, size) <= width:
        return text
    while len(text) > 1 and text_width(text + "…", size) > width:
        text = text[:-1].rstrip()
    return text + "…"


def wrap(text: str, size: float, width: float, lines: int = 2) -> list[str]:
    """Break ``text`` into at most ``lines`` lines of ``width``: between words, or between Chinese characters; the rest is cut."""
    parts = re.findall(r"[\u2e80-\u9fff\uff00-\uffef]|[^\s\u2e80-\u9fff\uff00-\uffef]+", text)
    rows: list[str] = []
    for part in parts:
        glue = " " if rows and re.match(r"[^\u2e80-\u9fff]", part) and re.search(r"[^\u2e80-\u9fff]$", rows[-1]) else ""
        if rows and text_width(rows[-1] + glue + part, size) <= width:
            rows[-1] += glue + part
        else:
            rows.append(part)
    if len(rows) > lines:
        rows = [*rows[: lines - 1], "".join(rows[lines - 1 :])]
    return [clip(row, size, width) for row in rows]


def nice(top: float, parts: int = 3) -> tuple[float, float]:
    """Return a round axis top at or above ``top`` and its step; counts never get a step below one."""
    raw = max(top, 1) / parts
    scale = 10 ** floor(log10(raw))
    step = next(s * scale for s in (1, 2, 2.5, 5, 10) if s * scale >= raw)
    step = max(step, 1)
    return (step * parts if step * parts >= top else step * (parts + 1)), step


def runs(points: Iterable[Point]) -> str:
    """Return a path through ``points`` that breaks where one is missing."""
    path, up = "", True
    for point in points:
        if point is None:
            up = True
        else:
            path += f"{'M' if up else 'L'}{n(point[0])} {n(point[1])}"
            up = False
    return path


def apart(wanted: Sequence[float], gap: float) -> list[float]:
    """Return the ascending positions ``wanted`` moved down as little as keeps them ``gap`` apart."""
    placed: list[float] = []
    for at in wanted:
        placed.append(max(at, placed[-1] + gap) if placed else at)
    return placed


class Pen:
    """Collects the elements of one chart."""

    def __init__(self, palette: Palette, width: float, height: float, title: str) -> None:
        """Begin a drawing of ``width`` x ``height`` points; ``title`` is its alternative text."""
        self.p = palette
        self.width, self.height, self.title = width, height, title
        self._out: list[str] = []

    def rect(self, x: float, y: float, w: float, h: float, fill: str, *, stroke: str | None = None, thick: float = 0.6) -> None:
        """Draw a rectangle; negative sizes count as none."""
        line = f' stroke="{stroke}" stroke-width="{thick}"' if stroke else ""
        self._out.append(f'<rect x="{n(x)}" y="{n(y)}" width="{n(max(w, 0))}" height="{n(max(h, 0))}" fill="{fill}"{line}/>')

    def line(self, x1: float, y1: float, x2: float, y2: float, colour: str, thick: float = 0.6) -> None:
        """Draw a straight line."""
        self.path(f"M{n(x1)} {n(y1)}L{n(x2)} {n(y2)}", stroke=colour, thick=thick)

    def path(self, d: str, *, stroke: str = "none", thick: float = 1, fill: str = "none") -> None:
        """Draw a path; an empty one leaves nothing."""
        if d:
            self._out.append(f'<path d="{d}" stroke="{stroke}" stroke-width="{thick}" fill="{fill}" stroke-linejoin="round"/>')

    def dot(self, x: float, y: float, r: float, fill: str, *, stroke: str | None = None, thick: float = 1) -> None:
        """Draw a circle around a point."""
        line = f' stroke="{stroke}" stroke-width="{thick}"' if stroke else ""
        self._out.append(f'<circle cx="{n(x)}" cy="{n(y)}" r="{n(r)}" fill="{fill}"{line}/>')

    def text(
        self,
        x: float,
        y: float,
        text: object,
        size: float = 7.5,
        *,
        anchor: str = "start",
        fill: str | None = None,
        bold: bool = False,
        upright: bool = False,
    ) -> None:
        """Write one line; ``upright`` turns it to read from the bottom up, ending at the point."""
        place = "" if anchor == "start" else f' text-anchor="{anchor}"'
        weight = ' font-weight="700"' if bold else ""
        turn = f' transform="rotate(-90 {n(x)} {n(y)})"' if upright else ""
        self._out.append(
            f'<text x="{n(x)}" y="{n(y)}" font-size="{size}" fill="{fill or self.p.ink2}"{place}{weight}{turn}>{safe(text)}</text>'
        )

    def svg(self) -> str:
        """Return the drawing, complete with its font and alternative text."""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{n(self.width)}pt" height="{n(self.height)}pt" role="img" '
            f'viewBox="0 0 {n(self.width)} {n(self.height)}" font-family="{safe(self.p.font)}">'
            f"<title>{safe(self.title)}</title>{''.join(self._out)}</svg>"
        )
