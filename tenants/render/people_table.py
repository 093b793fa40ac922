"""A table of people as a file: CSV that spreadsheets read as text, or a workbook; nothing in it can become a formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from openpyxl import Workbook

from tenants.render.book.cells import Ink, Sheet, Value, legal
from tenants.render.book.pack import packed
from tenants.render.charts import palette

RISKY = tuple("=+-@\t\r＝＋－＠")
"""What a spreadsheet takes for a formula's beginning, in half and in full width."""
BOM = "\ufeff"
WIDE, NARROW = 28.0, 12.0

Cell = str | float | date | None


def as_csv(heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return the table as CSV in UTF-8 with a byte order mark; texts that look like formulas get an apostrophe before them."""
    out = io.StringIO(newline="")
    write = csv.writer(out, lineterminator="\r\n")
    write.writerow([_safe(head) for head in heads])
    write.writerows([_safe(cell) for cell in row] for row in rows)
    return (BOM + out.getvalue()).encode()


def _safe(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, date):
        return cell.isoformat()
    if not isinstance(cell, str):
        return str(cell)
    plain = " ".join(cell.replace("\x00", "").split("\r"))
    return f"'{plain}" if plain.lstrip().startswith(RISKY) or plain.startswith(RISKY) else plain


def as_workbook(
    title: str, note: str, heads: Sequence[str], rows: Iterable[Sequence[Cell]], *, colour: str, zh: bool, made: datetime
) -> bytes:
    """Return the table as an XLSX file of one sheet in the agency's ``colour`` (``#rrggbb``)."""
    book = Workbook()
    page = book.worksheets[0]
    page.title = "".join(" " if sign in "[]:*?/\\'" else sign for sign in legal(title)[:28]).strip() or "1"
    sheet = Sheet(page, Ink.of(palette(colour).text, zh=zh), [WIDE if place in {0, 3} else NARROW for place in range(len(heads))])
    sheet.title(title, note)
    sheet.space()
    sheet.heads(*heads, freeze=True)
    for row in rows:
        sheet.row(*(Value(cell, "yyyy-mm-dd") if isinstance(cell, date) else cell for cell in row))
    book.properties.title = legal(title)
    book.properties.created = book.properties.modified = made.replace(tzinfo=None)
    book.properties.language = "zh-Hans" if zh else "en"
    return packed(book, {}, made)
