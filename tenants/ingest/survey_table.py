"""A survey's table: its header, the second header that some tools add, and its responses.

SurveyMonkey writes two rows of headers (the question, then ``Response`` or the option) and leaves the headers of further options blank.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, tzinfo
from pathlib import Path

from tenants.ingest.archive import Upload
from tenants.ingest.headers import squeeze
from tenants.ingest.survey_scales import is_blank
from tenants.ingest.tables import Table
from tenants.ingest.times import TimeReader, is_ambiguous, order_of
from tenants.terms.errors import Refusal

MAX_ROWS = 500_000
MAX_CELLS = 20_000_000
_SUBHEADERS = {
    "response", "open-ended response", "other (please specify)", "responses", "回答", "开放式回答", "答复", "开放式答复", "其他（请注明）",
}  # fmt: skip
_OPTION = re.compile(r"^[-–—\s]*(\d{1,2})(?:\s.*)?$")
_IDS = ("respondent id", "response id", "responseid", "submission id", "token", "#", "序号", "答卷编号", "答题序号", "提交序号")
_TIMES = (
    "end date", "submit date (utc)", "date submitted", "submitted at", "recordeddate", "enddate", "timestamp", "时间戳记", "时间戳",
    "提交答卷时间", "提交时间", "答题时间", "结束时间", "start date", "start date (utc)", "startdate", "开始时间", "日期", "date",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SurveyTable:
    """What was read: ``header`` and ``subheader`` as wide as the table, ``rows`` with their row number in a spreadsheet (from 1)."""

    header: Sequence[str]
    subheader: Sequence[str]
    rows: Sequence[tuple[int, Sequence[str]]]

    def cells(self, column: int) -> list[str]:
        """The answers in a column (counted from 0), in order; short rows are skipped."""
        return [row[column] for _, row in self.rows if column < len(row)]

    def spread(self, column: int) -> Sequence[int]:
        """The columns one question of numbers is spread over: one an option, headed in the second row by "1", "2", ... Else only itself."""
        columns = [column]
        if self.subheader and _OPTION.match(self.subheader[column]):
            at = column + 1
            while at < len(self.header) and not self.header[at].strip() and _OPTION.match(self.subheader[at]):
                columns.append(at)
                at += 1
        return columns

    def id_column(self) -> int | None:
        """The column of the tool's own response ids, if there is one and its values differ."""
        for at, name in enumerate(self.header):
            if squeeze(name).casefold() in _IDS:
                ids = [cell.strip() for cell in self.cells(at)]
                if all(ids) and len(set(ids)) == len(ids) == len(self.rows):
                    return at
        return None

    def time_column(self) -> int | None:
        """The column that says when an answer was given, if there is one."""
        names = [squeeze(name).casefold() for name in self.header]
        return next((names.index(known) for known in _TIMES if known in names), None)

    def times(self, zone: tzinfo) -> TimeReader:
        """How its times are read; where nothing tells day from month, American tools (AM and PM) mean the month first."""
        at = self.time_column()
        cells = self.cells(at) if at is not None else []
        order = order_of(cells)
        if order is None and any(is_ambiguous(cell) and re.search(r"[AP]M$", cell.strip(), re.IGNORECASE) for cell in cells):
            order = "mdy"
        utc = at is not None and "(utc)" in self.header[at].casefold()
        return TimeReader(UTC if utc else zone, order)


def load(path: Path, name: str | None = None, encoding: str | None = None) -> SurveyTable:
    """Read a survey's table whole (a survey has thousands of rows, not millions).

    Raises ``Refusal``: ``survey.spreadsheet`` for an Excel file, ``survey.no_rows``, ``import.too_large``, and what reading a table raises.
    """
    upload = Upload(path, name)
    try:
        if upload.is_zip or upload.head(upload.entries[0], 4) == b"\xd0\xcf\x11\xe0":
            raise Refusal("survey.spreadsheet", name=upload.name)
        header: list[str] = []
        rows: list[tuple[int, Sequence[str]]] = []
        cells = 0
        for number, row in Table(upload, upload.entries[0], encoding=encoding, western=True).numbered():
            if not header:
                header = row
                continue
            cells += len(row)
            if len(rows) >= MAX_ROWS or cells > MAX_CELLS:
                raise Refusal("survey.too_large", name=upload.name, rows=MAX_ROWS)
            rows.append((number, row))
    finally:
        upload.close()
    if len(header) < 2 and not rows:
        raise Refusal("survey.no_rows", name=upload.name)
    subheader: Sequence[str] = ()
    if rows and _is_subheader(header, rows[0][1]):
        subheader = [*rows[0][1], *[""] * (len(header) - len(rows[0][1]))]
        rows = rows[1:]
    if not rows:
        raise Refusal("survey.no_rows", name=upload.name)
    return SurveyTable(header, subheader, rows)


def _is_subheader(header: Sequence[str], row: Sequence[str]) -> bool:
    """Whether the second row is another header: it says ``Response`` somewhere, or names the options under blank headers and no id."""
    if any(squeeze(cell).casefold() in _SUBHEADERS for cell in row):
        return True
    pairs = list(zip(header, row, strict=False))
    if squeeze(header[0]).casefold() in _IDS and is_blank(row[0]) and any(cell.strip() for cell in row):
        return True
    blank = [cell for name, cell in pairs if not name.strip()]
    return len(blank) >= 0.3 * len(header) and len(blank) > 2 and all(cell.strip() for cell in blank)
