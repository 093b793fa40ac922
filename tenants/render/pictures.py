"""Pages of a PDF as pictures for a browser: the only door to PDFium."""

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass

import pypdfium2

from tenants.render import bounded

COLOURS = 128
"""A page is letters and flat areas: with a palette its picture travels at a third of its size, and nobody sees a difference."""
HEAD = 4
"""Bytes that say how long the facts before a picture are."""


@dataclass(frozen=True, slots=True)
class Picture:
    """One page as a PNG. ``number`` counts from 1 of ``count``; ``marks`` are the bookmarks of the first level: (title, page)."""

    png: bytes
    number: int
    count: int
    marks: Sequence[tuple[str, int]]


def picture(pdf: bytes, number: int, *, width: int = 1120) -> Picture:
    """Return page ``number`` of ``pdf``, ``width`` pixels wide; a number beyond the last page gives the last, one below 1 the first."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        count = len(document)
        number = max(1, min(number, count))
        page = document[number - 1]
        image = page.render(scale=width / page.get_width()).to_pil().convert("RGB")
        target = io.BytesIO()
        image.quantize(COLOURS).save(target, "PNG")
        return Picture(target.getvalue(), number, count, _marks(document))
    finally:
        document.close()


def picture_bounded(pdf: bytes, number: int, *, width: int = 1120, seconds: float = 10, megabytes: int = 300) -> Picture:
    """Return the same as ``picture``, drawn in a child process that fails alone; raises what ``bounded.run`` raises."""

    def work() -> bytes:
        made = picture(pdf, number, width=width)
        facts = json.dumps({"number": made.number, "count": made.count, "marks": list(made.marks)}).encode()
        return len(facts).to_bytes(HEAD) + facts + made.png

    answer = bounded.run(work, bounded.Limits(seconds=seconds, megabytes=megabytes))
    end = HEAD + int.from_bytes(answer[:HEAD])
    facts = json.loads(answer[HEAD:end])
    return Picture(answer[end:], facts["number"], facts["count"], tuple((title, page) for title, page in facts["marks"]))


def _marks(document: pypdfium2.PdfDocument) -> list[tuple[str, int]]:
    found = []
    for mark in document.get_toc():
        place = mark.get_dest()
        index = place.get_index() if place else None
        if mark.level == 0 and index is not None:
            found.append((mark.get_title(), index + 1))
    return found
