"""Cells: numbers as numbers, formulas with the value they have, and texts that can never become formulas."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from tenants.render import currency
from tenants.terms.metric import Unit

LONGEST = 32_000
"""Characters of a cell: the format ends at 32,767."""
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_RISKY = tuple("=+-@\t\r＝＋－＠")
"""What a spreadsheet takes for a formula's beginning, in half and in full width."""
_UNITS = {
    Unit.SHARE: "0.0%",
    Unit.PERCENT: '0.0" %"',
    Unit.POINTS: "0.0",
    Unit.RATIO: "0.00",
    Unit.MINUTES: "0.0",
    Unit.HOURS: "0.0",
}
DAY, MOMENT, POINTS_OF_100, PERCENT, WHOLE = "yyyy-mm-dd", "yyyy-mm-dd hh:mm", "0.0", "0.0%", "#,##0"


@dataclass(frozen=True, slots=True)
class Value:
    """A number, day or text with the way it is shown. ``strong`` for totals, ``faint`` for notes, ``wrap`` for sentences."""

    content: float | Decimal | str | date | datetime | bool | None
    form: str = ""
    strong: bool = False
    faint: bool = False
    wrap: bool = False


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula and what it comes to, kept in the file for readers that do not calculate (previews on telephones)."""

    text: str
    comes_to: float
    form: str = ""
    strong: bool = False


Content = Value | Formula | str | float | Decimal | date | None


@dataclass(frozen=True, slots=True)
class Ink:
    """Fonts, fills and lines of a workbook, made once."""

    head: Font
    strong: Font
    plain: Font
    faint: Font
    band: PatternFill
    rule: Border

    @classmethod
    def of(cls, colour: str, *, zh: bool) -> "Ink":
        """Return the ink in the agency's colour (``#rrggbb``)."""
        face = "Microsoft YaHei" if zh else "Calibri"
        return cls(
            head=Font(name=face, bold=True, size=10, color="FF" + colour.lstrip("#").upper()),
            strong=Font(name=face, bold=True, size=10),
            plain=Font(name=face, size=10),
            faint=Font(name=face, size=9, color="FF696E75"),
            band=PatternFill("solid", fgColor="FFF4F3F0"),
            rule=Border(bottom=Side(style="thin", color="FFD5D7DA")),
        )


class Sheet:
    """One sheet written from the top; ``at`` is the number of the last row written."""

    def __init__(self, page: Worksheet, ink: Ink, widths: Sequence[float]) -> None:
        """Write on ``page``, its columns ``widths`` characters wide."""
        self.page, self.ink, self.at = page, ink, 0
        self.computed: dict[str, float] = {}
        """What each formula comes to, by its cell."""
        for place, width in enumerate(widths, 1):
            page.column_dimensions[get_column_letter(place)].width = width
        page.sheet_view.showGridLines = False
        page.page_setup.orientation = "landscape" if sum(widths) > 100 else "portrait"
        page.page_setup.paperSize = page.PAPERSIZE_A4
        page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
        page.sheet_properties.pageSetUpPr.fitToPage = True  # type: ignore[union-attr] # openpyxl makes it with the sheet
        footer: Any = page.oddFooter
        footer.right.text = "&P / &N"

    @property
    def name(self) -> str:
        """How formulas of other sheets call this one."""
        return "'" + str(self.page.title).replace("'", "''") + "'"

    def title(self, text: str, note: str = "") -> None:
        """Write the sheet's heading and a line below it."""
        self._row([Value(text)], self.ink.strong)
        self.page.row_dimensions[self.at].height = 20
        self.page.cell(self.at, 1).font = Font(name=self.ink.strong.name, bold=True, size=14)
        if note:
            self._row([Value(note, faint=True)], self.ink.faint)

    def space(self) -> None:
        """Leave a row empty."""
        self.at += 1

    def heads(self, *names: str, freeze: bool = False) -> None:
        """Write the heads of columns; ``freeze`` keeps them and the first column in sight and repeats them on paper."""
        self._row(names, self.ink.head)
        for place in range(1, len(names) + 1):
            cell: Any = self.page.cell(self.at, place)
            cell.fill, cell.border = self.ink.band, self.ink.rule
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        if freeze:
            self.page.freeze_panes = f"B{self.at + 1}"
            self.page.print_title_rows = f"{self.at}:{self.at}"

    def section(self, text: str) -> None:
        """Write a heading between rows."""
        self._row([text], self.ink.head)

    def row(self, *contents: Content) -> int:
        """Write a row and return its number."""
        self._row(contents, self.ink.plain)
        return self.at

    def _row(self, contents: Iterable[Content], font: Font) -> None:
        self.at += 1
        for place, given in enumerate(contents, 1):
            cell: Any = self.page.cell(self.at, place)
            if isinstance(given, Formula):
                cell.value = "=" + given.text
                cell.number_format = given.form or "General"
                cell.font = self.ink.strong if given.strong else font
                self.computed[cell.coordinate] = given.comes_to
                continue
            value = given if isinstance(given, Value) else Value(given)
            _fill(cell, value)
            cell.font = self.ink.strong if value.strong else self.ink.faint if value.faint else font


def _fill(cell: Any, value: Value) -> None:
    content = value.content
    if content is None or content == "":
        return
    if isinstance(content, str):
        text(cell, content)
    else:
        cell.value = content.replace(tzinfo=None) if isinstance(content, datetime) else content
    if value.form:
        cell.number_format = value.form
    wraps = value.wrap or (isinstance(content, str) and "\n" in content)
    cell.alignment = Alignment(wrap_text=wraps, vertical="top")


def text(cell: Any, content: str) -> None:
    """Write a text as text, whatever it begins with: nothing that people wrote may run in a reader's spreadsheet."""
    plain = legal(content)[:LONGEST]
    cell.value = plain
    cell.data_type = "s"
    if plain.startswith(_RISKY):
        # Shown and kept as text even where somebody edits the cell or saves the sheet as CSV and opens it again.
        cell.quotePrefix = True


def legal(content: str) -> str:
    """Return a text without the characters that the format cannot hold."""
    return _ILLEGAL.sub("", content)


def measured(value: float | None, unit: Unit, *, strong: bool = False) -> Value:
    """Return a figure's value with the format of its unit; nothing where it is not known."""
    return Value(value, form_of(unit, value), strong=strong)


def form_of(unit: Unit, value: float | None = None) -> str:
    """Return the number format of a unit; counts that are no whole numbers keep one decimal."""
    if unit is Unit.MONEY:
        return amounts()
    whole = value is None or float(value).is_integer() or abs(value) >= 100
    return _UNITS.get(unit, WHOLE if whole else "#,##0.0")


def amounts() -> str:
    """Return the number format of money in the currency in use."""
    return f'"{currency.sign("en")}"#,##0.00'
