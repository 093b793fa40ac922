"""Tables with their header found: not always the first row, sometimes two rows, in a workbook on any of its sheets."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, zip_longest

from tenants.ingest.archive import Upload
from tenants.ingest.headers import squeeze
from tenants.ingest.intake import clean
from tenants.ingest.tables import Table
from tenants.ingest.workbook import Sheet, Workbook, is_workbook
from tenants.terms.errors import Refusal
from tenants.terms.survey import Column

_LOOKED_AT = 30
_IN_BRACKETS = re.compile(r"^\s*[(（\[【][^)）\]】]*[)）\]】]\s*$")
_BRACKET = re.compile(r"\s*[(（\[【].*[)）\]】]\s*$")
Roles = Mapping[str, Sequence[str]]
Guess = Callable[[Sequence[str]], Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Headed:
    """A table whose header was found. ``skip`` is how many rows that are not blank stand up to the end of it; ``sheet`` "" in a CSV."""

    table: Table | Sheet
    header: Sequence[str]
    skip: int
    sheet: str

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """The rows under the header that are not blank, with the number of their line."""
        return islice(self.table.rows(), self.skip, None)


def guess_roles(header: Sequence[str], roles: Roles) -> dict[str, int]:
    """The column (from 0) of each role that ``header`` seems to name; what stands in brackets behind a header is passed over."""
    names = [squeeze(name).casefold() for name in header]
    names = [name if any(name in known for known in roles.values()) else _BRACKET.sub("", name) for name in names]
    found: dict[str, int] = {}
    for role, known in roles.items():
        at = next((names.index(word) for word in known if word in names and names.index(word) not in found.values()), None)
        if at is not None:
            found[role] = at
    return found


def headed(upload: Upload, guess: Guess, *, named: Sequence[str] = (), encoding: str | None = None, delimiter: str | None = None) -> Headed:
    """Find the header by the columns that ``guess`` sees in it, and by those a person ``named``; where nothing is seen, the first row.

    Of the sheets of a workbook the one with the best header is taken. Raises ``Refusal("import.empty_file")`` without any row.
    """
    wanted = {squeeze(name).casefold() for name in named if name.strip()}
    found = [each for sheet, table in _tables(upload, encoding, delimiter) for each in _candidates(sheet, table, guess, wanted)]
    if not found:
        raise Refusal("import.empty_file", name=upload.name)
    # Of equals the first is meant; what had to be put together comes last.
    return max(found, key=lambda each: each[0])[1]


def _tables(upload: Upload, encoding: str | None, delimiter: str | None) -> Iterator[tuple[str, Table | Sheet]]:
    if is_workbook(upload):
        book = Workbook.of(upload)
        for name in book.names:
            yield name, book.sheet(name)
    else:
        yield "", Table(upload, upload.entries[0], encoding=encoding, delimiter=delimiter)


def _candidates(sheet: str, table: Table | Sheet, guess: Guess, wanted: set[str]) -> Iterator[tuple[tuple[int, bool, bool], Headed]]:
    """The rows that could be the header: each by itself, and with the row below or above filling its gaps.

    With each how much of it is known, whether it is as wide as a header is, and whether it stands by itself.
    """
    rows: list[list[str]] = []
    try:
        rows.extend(row for _, row in islice(table.rows(), _LOOKED_AT))
    except Refusal:
        # What is wrong further down is said when the table is read.
        if not rows:
            raise
    widest = max((sum(map(bool, row)) for row in rows), default=0)

    def score(header: Sequence[str]) -> int:
        names = [squeeze(name).casefold() for name in header]
        return len(set(guess(header).values())) + 4 * sum(any(name.startswith(each) for name in names) for each in wanted)

    for at, row in enumerate(rows):
        below = rows[at + 1] if at + 1 < len(rows) else []
        wide = 2 * sum(map(bool, row)) > widest
        own = score(row)
        # A second header, in another language or in brackets, is no row of the table.
        again = bool(below) and (score(below) >= max(2, own - 1) or all(_IN_BRACKETS.match(cell) for cell in below if cell.strip()))
        header = [f"{name} {more}" if _IN_BRACKETS.match(more) else name for name, more in _pairs(row, below)] if again else row
        yield (own, wide, True), Headed(table, header, at + 1 + again, sheet)
        if below:
            for both in (_filled(row, below), _filled(below, row)):
                yield (score(both), wide, False), Headed(table, both, at + 2, sheet)


def _pairs(one: Sequence[str], other: Sequence[str]) -> Iterator[tuple[str, str]]:
    return zip_longest(one, other, fillvalue="")


def _filled(header: Sequence[str], other: Sequence[str]) -> list[str]:
    """``header`` with its blank cells taken from ``other``."""
    return [name if name.strip() else more for name, more in _pairs(header, other)]


def columns_of(found: Headed, guess: Guess) -> list[Column]:
    """The columns of a table for the screen where they are chosen, each with samples and the role it seems to have."""
    rows = [row for _, row in islice(found.rows(), 5)]
    roles = {at: role for role, at in reversed(list(guess(found.header).items()))}
    return [
        Column(number + 1, clean(header), "", [clean(row[number]) for row in rows if number < len(row)], roles.get(number, ""))
        for number, header in enumerate(found.header)
    ]
