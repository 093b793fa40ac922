"""The tables among the formats: acts, members, daily figures, each as CSV and as XLSX; and workbooks that are none of them."""

from collections.abc import Mapping, Sequence
from itertools import islice
from pathlib import Path

from tenants.ingest import daily_table, event_words, events_csv, member_list, member_words
from tenants.ingest.archive import Upload
from tenants.ingest.columns import ColumnMapping
from tenants.ingest.headed import Guess, columns_of, headed
from tenants.ingest.headers import squeeze
from tenants.ingest.registry import Format
from tenants.ingest.workbook import Workbook, is_workbook
from tenants.terms.errors import Refusal
from tenants.terms.survey import Column

TEXTS: tuple[Format, ...] = (daily_table.FORMATS[0], member_list.FORMATS[0], events_csv.FORMAT)
WORKBOOKS: tuple[Format, ...] = (daily_table.FORMATS[1], member_list.FORMATS[1], events_csv.WORKBOOK)
"""In the order they are asked: a header of days and counts names nobody, one of members names no act."""

ROLES: Mapping[str, Mapping[str, Sequence[str]]] = {
    "events": event_words.ROLES,
    "members": member_words.ROLES,
    "daily": daily_table.ROLES,
}
"""What a column can be, by the kind of table."""

_GUESSES: Mapping[str, Guess] = {"events": event_words.guess, "members": member_words.guess, "daily": daily_table.guess}
_TALLIED = frozenset(
    {"answered", "skipped", "answer choices", "responses", "total", "回答人数", "跳过人数", "答案选项", "回复情况", "小计", "比例"}
)


def chosen(upload: Upload, mapping: ColumnMapping) -> Format:
    """The format of a table whose columns a person chose, by what they chose; acts where it could be several."""
    said = set(mapping.columns)
    formats = WORKBOOKS if is_workbook(upload) else TEXTS
    kind = "events" if said <= set(event_words.ROLES) else next((name for name, roles in ROLES.items() if said <= set(roles)), "events")
    return next(known for known in formats if known.name.startswith(kind))


def table_columns(path: Path, *, kind: str = "events", name: str | None = None, encoding: str | None = None) -> list[Column]:
    """The columns of a table of one ``kind`` (of ``ROLES``), each with samples and the role it seems to have.

    Raises ``Refusal`` for what is no table.
    """
    upload = Upload(path, name)
    try:
        events_csv.require_table(upload, f"{kind}-csv")
        return columns_of(headed(upload, _GUESSES[kind], encoding=encoding), _GUESSES[kind])
    finally:
        upload.close()


def looks_of_workbook(upload: Upload) -> str:
    """What a workbook that holds no table we read seems to be: "survey-summary" for answers counted up, a sheet a question;
    "xlsx" for one that cannot be opened; else "".
    """
    try:
        book = Workbook.of(upload)
        counted = sum(_is_summary(book, name) for name in book.names[:12])
        return "survey-summary" if counted and 2 * counted >= min(len(book.names), 12) else ""
    except Refusal:
        return "xlsx"


def _is_summary(book: Workbook, name: str) -> bool:
    """Whether a sheet shows one question with its answers counted: two of the words that survey tools write there."""
    cells = {squeeze(cell).casefold() for _, row in islice(book.sheet(name).rows(), 60) for cell in row if cell and len(cell) < 30}
    return len(cells & _TALLIED) > 1
