"""Spreadsheets (XLSX): the rows of their sheets as text, within bounds that are counted before anything is built from them.

What a workbook says about its own size is not believed. Its parts are read once, byte by byte under the limits of ``archive``, its cells
are counted by their addresses, and only the parts that hold values go on to the reader of spreadsheets, packed anew. So a cell at the far
corner of a sheet, a part that unpacks to gigabytes or two directories in one zip cost nothing but a sentence.
"""

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from typing import TypeVar
from weakref import WeakKeyDictionary

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from tenants.ingest.archive import Entry, Upload
from tenants.terms.errors import Refusal

MAX_XML = 256 << 20
MAX_CELLS = 4_000_000
MAX_SHEETS = 100
MAX_COLUMNS = 4_096
_LAST_ROW = 1_048_576
_BLOCK = 1 << 18
_LONGEST_TAG = 1 << 16

_PARTS = re.compile(
    r"^(?:\[content_types\]\.xml|_rels/\.rels|xl/(?:workbook\.xml|sharedstrings\.xml|styles\.xml|_rels/workbook\.xml\.rels"
    r"|worksheets/[^/]+\.xml|worksheets/_rels/[^/]+\.rels))$",
    re.IGNORECASE,
)
_SHEET = re.compile(r"^xl/worksheets/[^/]+\.xml$", re.IGNORECASE)
_CELL = re.compile(rb"<(?:\w+:)?c(?=[\s/>])")
_ADDRESS = re.compile(rb"<(?:\w+:)?c\s[^<>]*?\br\s*=\s*[\"']([A-Za-z]{1,4})(\d{1,9})[\"']")
_ROW = re.compile(rb"<(?:\w+:)?row\b[^<>]*?\br\s*=\s*[\"'](\d{1,9})[\"']")
_ROWS = re.compile(rb"<(?:\w+:)?row(?=[\s/>])")
_ERRORS = frozenset({"#N/A", "#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!", "#GETTING_DATA"})
T = TypeVar("T")
_OPEN: "WeakKeyDictionary[Upload, Workbook]" = WeakKeyDictionary()


def is_workbook(upload: Upload) -> bool:
    """Whether an upload is an XLSX file, by the names of its parts."""
    return upload.is_zip and any(entry.name.lower() == "xl/workbook.xml" for entry in upload.entries)


class Workbook:
    """The visible sheets of a spreadsheet. Raises ``Refusal`` for one that is damaged, protected or too large."""

    def __init__(self, upload: Upload) -> None:
        self._name = upload.name
        before = upload.total
        packed = _repacked(upload)
        upload.total = before
        self._book = _calm(self._name, lambda: CalamineWorkbook.from_filelike(packed))
        self.names = [
            sheet.name
            for sheet in self._book.sheets_metadata
            if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible
        ][:MAX_SHEETS]
        if not self.names:
            raise Refusal("import.empty_file", name=self._name)

    @classmethod
    def of(cls, upload: Upload) -> "Workbook":
        """The workbook in ``upload``, opened once however often it is asked for."""
        book = _OPEN.get(upload)
        if book is None:
            book = _OPEN[upload] = cls(upload)
        return book

    def sheet(self, name: str) -> "Sheet":
        """One sheet by its name."""
        return Sheet(name, self._name, _calm(self._name, lambda: self._book.get_sheet_by_name(name)))


class Sheet:
    """One sheet: iterate ``rows`` for (row number, cells as text)."""

    def __init__(self, name: str, book: str, sheet: CalamineSheet) -> None:
        self.name = name
        self._book = book
        self._sheet = sheet

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Every row that is not blank, with its number in the spreadsheet (from 1).

        Whole numbers are written without a point, times as ``2026-06-01 10:30:00``, formulas as the value last computed, and a cell that
        shows an error is empty.
        """
        if self._sheet.width > MAX_COLUMNS:
            raise Refusal("import.too_many_columns", name=self._book, limit=MAX_COLUMNS)
        rows = self._sheet.iter_rows()
        number = 0
        while (row := _calm(self._book, lambda: next(rows, None))) is not None:
            number += 1
            cells = [_text(cell) for cell in row]
            if any(cells):
                yield number, cells

    numbered = rows


def _text(cell: object) -> str:
    """One cell as text."""
    if isinstance(cell, str):
        text = cell.strip()
        return "" if text in _ERRORS else cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        # A time is a fraction of a day there, and half past ten a hair less.
        return (cell + timedelta(microseconds=500_000)).replace(microsecond=0).isoformat(" ") if cell.year < 9999 else ""
    if isinstance(cell, date | time):
        return cell.isoformat()
    return "" if cell is None else str(cell)


def _calm(name: str, ask: Callable[[], T]) -> T:
    """What ``ask`` returns; whatever the reader of spreadsheets makes of a damaged file becomes a sentence."""
    try:
        return ask()
    except Refusal:
        raise
    except (CalamineError, ValueError, OverflowError, OSError, LookupError, MemoryError) as error:
        raise Refusal("import.broken_file", name=name) from error
    except BaseException as error:
        # Its own panics are no ordinary exceptions.
        if type(error).__name__ != "PanicException":
            raise
        raise Refusal("import.broken_file", name=name) from error


def _repacked(upload: Upload) -> io.BytesIO:
    """The parts of a workbook that hold its values, counted and packed anew."""
    packed = io.BytesIO()
    left = MAX_XML
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as made:
        met: set[str] = set()
        for entry in upload.entries:
            if not _PARTS.match(entry.name):
                continue
            if entry.name.lower() in met:
                raise Refusal("import.broken_file", name=upload.name)
            met.add(entry.name.lower())
            with made.open(entry.name, "w", force_zip64=True) as target:
                for block in _counted(upload, entry):
                    left -= len(block)
                    if left < 0:
                        raise Refusal("import.workbook_too_large", name=upload.name, limit=MAX_XML)
                    target.write(block)
    packed.seek(0)
    return packed


def _counted(upload: Upload, entry: Entry) -> Iterator[bytes]:
    """The bytes of one part; of a sheet, its cells are counted on the way."""
    area = _Area(upload.name) if _SHEET.match(entry.name) else None
    with upload.open(entry) as raw:
        while block := raw.read(_BLOCK):
            if area is not None:
                area.see(block)
            yield block
    if area is not None:
        area.check()


class _Area:
    """How much room the cells of one sheet would take: its reader fills in every cell up to the last row and column."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._rest = b""
        self._cells = self._addressed = self._rows = self._in_row = self._widest = 0
        self._columns: set[bytes] = set()
        self._first, self._last = _LAST_ROW, 0

    def see(self, block: bytes) -> None:
        """Count what a block of the sheet holds; a tag cut in the middle waits for the next block."""
        text = self._rest + block
        cut = text.rfind(b"<")
        cut = len(text) if cut < 0 or len(text) - cut > _LONGEST_TAG else cut
        text, self._rest = text[:cut], text[cut:]
        addresses = _ADDRESS.findall(text)
        self._addressed += len(addresses)
        self._columns.update(column for column, _ in addresses)
        numbers = [int(number) for _, number in addresses] + [int(number) for number in _ROW.findall(text)]
        if numbers:
            self._first, self._last = min(self._first, *numbers), max(self._last, *numbers)
        for at, row in enumerate(_ROWS.split(text)):
            if at:
                self._rows += 1
                self._in_row = 0
            self._in_row += len(_CELL.findall(row))
            self._widest = max(self._widest, self._in_row)
        self._cells += len(_CELL.findall(text))
        if self._cells > MAX_CELLS:
            self._refuse()

    def check(self) -> None:
        """Refuse a sheet that would take more room than any table does."""
        self.see(b"<")
        columns = [_column(letters) for letters in self._columns]
        width = max(columns) - min(columns) + 1 if columns else 0
        if self._addressed < self._cells:
            width = max(width, max(columns, default=0) + self._widest)
        height = max(self._last - self._first + 1, 0) + (self._rows if self._addressed < self._cells else 0)
        if self._last > _LAST_ROW or width * height > MAX_CELLS:
            self._refuse()

    def _refuse(self) -> None:
        raise Refusal("import.workbook_too_large", name=self._name, limit=MAX_CELLS)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
