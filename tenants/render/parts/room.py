"""How much room the summary has: its chart gives way, so that the page a busy reader reads stays one page."""

from collections.abc import Mapping, Sequence
from math import ceil
from typing import Any

from tenants.render.charts.goals import HEADROOM, SCALE
from tenants.render.charts.pen import text_width
from tenants.render.markdown import lines
from tenants.terms.document import Commentary

_SAFE, _WIDTH = 12.0, 482.0  # points: a line for safety; the width of the text area
_COLUMN, _INDENT, _DATE = 231.0, 20.0, 68.0  # a column, what an item's number takes of it, what a date takes
_FIXED = 25.5 + 8.5 + 17 + 66 + 33 + 4 + 12  # rule, margins, the pillars' heads, their names below the chart, margin above its note
_BLOCK = 15.6 + 25.2  # margin and title of a pair of columns
_LATIN = 0.9  # English runs narrower than the estimate of a text's width
_LOWEST = 0.6  # points a percent: a lower chart could not hold its figures


def pillars_scale(shown: Mapping[str, Any], written: Commentary, *, zh: bool, page: float) -> float | None:
    """Return the points a percent that the pillars may take, so that all that is ``shown`` stays on one page of ``page`` points.

    The usual scale when there is room, ``None`` when even the lowest chart would not help.
    """
    size, lead = (9.0, 14.0) if zh else (9.2 * _LATIN, 12.9)

    def item(text: str, room: float) -> float:
        return _rows(text, size, room) * lead + 6

    def prose(text: str) -> float:
        return sum(_rows(line, 9, _COLUMN) * 14 + 3.4 for line in lines(text)) if text and not shown["apart"] else 0

    def findings(rows: Sequence[Mapping[str, str]]) -> float:
        texts = (f"{row['headline']} {row['sentence']} → {row['chapter']}" for row in rows)
        return sum(item(text, _COLUMN - _INDENT) for text in texts) or 15.0

    good = findings(shown["good"]) + prose(written.achievements)
    bad = findings(shown["bad"]) + prose(written.shortcomings) + prose(written.causes)
    coming = sum(item(text, _COLUMN - _DATE) for _when, text in shown["coming"]) + prose(written.next_steps)
    ask = prose(written.ask) * 1.1 + 8
    verdict = _rows(shown["verdict"], 17, _WIDTH) * 23 if shown["long_verdict"] else _verdict(shown["verdict"], zh=zh)
    used = _FIXED + verdict + _rows(shown["overall"], 9.8, _WIDTH) * 15.4 + 23 + _BLOCK + max(good, bad)
    if coming or written.ask:
        used += _BLOCK + max(coming, ask)
    scale = (page - _SAFE - used) / (100 + HEADROOM)
    return min(scale, SCALE) if scale >= _LOWEST else None


def _verdict(text: str, *, zh: bool) -> float:
    """A Chinese verdict breaks between clauses, which costs a part of each line."""
    return _rows(text, 22, _WIDTH * 0.9) * 30 if zh else _rows(text, 21, _WIDTH) * 25.6


def _rows(text: str, size: float, room: float) -> int:
    return max(1, ceil(text_width(text, size) / room))
