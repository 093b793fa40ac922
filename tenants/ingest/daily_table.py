"""Tables of daily figures that somebody counted by hand: a row a day."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import partial

from tenants.ingest.archive import Upload
from tenants.ingest.columns import ColumnMapping
from tenants.ingest.events_csv import choose, must_be_said, require_table
from tenants.ingest.headed import guess_roles, headed
from tenants.ingest.intake import Intake, clean
from tenants.ingest.registry import Format, Sight
from tenants.ingest.table_times import Clock, order_in
from tenants.ingest.workbook import is_workbook
from tenants.terms.errors import Refusal
from tenants.terms.event import Event, Evidence
from tenants.terms.manual import Manual

ROLES: Mapping[str, Sequence[str]] = {
    "day": ("day", "date", "日期", "统计日期", "时间", "天"),
    "members": ("members", "member count", "total members", "成员数", "成员总数", "群成员数", "群人数", "总人数", "人数", "群成员", "成员"),
    "messages": ("messages", "message count", "消息数", "消息量", "发言数", "发言条数", "消息", "消息总数", "群消息数"),
    "active_members": ("active members", "active_members", "active", "dau", "活跃人数", "活跃成员", "活跃成员数", "发言人数", "日活",
        "活跃数"),
    "joins": ("joins", "joined", "new members", "new", "入群人数", "新增人数", "新增成员", "新增成员数", "新增", "入群", "入群数",
        "进群人数"),
    "leaves": ("leaves", "left", "退群人数", "流失人数", "流失", "退群", "退群数", "离群人数", "流失成员数"),
}  # fmt: skip
"""What a column can be, and the headers it is known by."""

MAX_COUNT = 100_000_000
MAX_DAYS = 20_000
_NUMBER = re.compile(r"^\+?(\d{1,3}(?:[,，' \u00a0\u202f]\d{3})+|\d+)(?:[.]0+)?$")
_WIDE = str.maketrans("０１２３４５６７８９，．", "0123456789,.")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_YEARLESS = re.compile(
    r"^(?P<before>[ \"]*)(?:(?P<month>\d{1,2})月(?P<day>\d{1,2})[日号]?|(?P<first>\d{1,2})[ -](?P<name>[A-Za-z]{3,9})\.?)(?=[\"\s,;]|$)",
    re.MULTILINE,
)
_UNKNOWN = frozenset({"", "-", "—", "–", "/", "n/a", "na", "null", "无", "未知", "?", "？"})


def guess(header: Sequence[str]) -> dict[str, int]:
    """The columns (from 0) that the headers seem to say, by role."""
    return guess_roles(header, ROLES)


def count_of(written: str) -> int | None:
    """A count as people paste it (``1,234``, ``1 234``, ``１２``, ``12.0``); ``None`` where nothing is known.

    Raises ``ValueError`` for anything else: fractions, negative numbers, words, more than a hundred million.
    """
    text = written.translate(_WIDE).strip()
    if text.casefold() in _UNKNOWN:
        return None
    found = _NUMBER.match(text)
    if found is None or len(text) > 20:
        raise ValueError(written)
    number = int(re.sub(r"\D", "", found[1]))
    if number > MAX_COUNT:
        raise ValueError(written)
    return number


def with_year(lines: str, year: int) -> str:
    """``lines`` with a year before the days that spreadsheets show without one, at the beginning of a line (``11月5日``, ``5-Nov``)."""

    def dated(found: re.Match[str]) -> str:
        name = (found["name"] or "")[:3].lower()
        if name and name not in _MONTHS:
            return found[0]
        month = _MONTHS.index(name) + 1 if name else int(found["month"])
        return f"{found['before']}{year}-{month:02d}-{int(found['first'] or found['day']):02d}"

    return _YEARLESS.sub(dated, lines)


def is_daily(header: Sequence[str]) -> bool:
    """Whether a header is one of a table of daily figures: a day and at least two of its counts, nobody named."""
    found = guess(header)
    return "day" in found and len(found) > 2


class DailyTable:
    """The days of one table. Raises ``Refusal`` for a table without days or without counts."""

    def __init__(self, upload: Upload, mapping: ColumnMapping, intake: Intake) -> None:
        named = [which for which in mapping.columns.values() if isinstance(which, str)]
        table = headed(upload, guess, named=named, encoding=mapping.encoding, delimiter=mapping.delimiter)
        self._table, self._intake = table, intake
        self._at = choose(table, mapping, guess(table.header), ROLES)
        missing = ["day"] if "day" not in self._at else ["count"] if len(self._at) < 2 else []
        if missing:
            raise Refusal("import.missing_columns", field="mapping", missing=missing, headers=[clean(name) for name in table.header[:40]])
        day = self._at["day"]
        cells = (row[day].strip() for _, row in table.rows() if day < len(row))
        self._clock = Clock(intake.zone, mapping.order or order_in(cells, upload.name))

    def read(self) -> None:
        """Fill the tally; the last row of a day is right. Rows that are no day or hold something that is no count are reported."""
        today = self._intake.now.astimezone(self._intake.zone).date()
        for line, row in self._table.rows():
            self._intake.tally.records += 1
            found = self._row(row, f"line {line}", today)
            if found is None:
                continue
            day, manual = found
            self._intake.tally.daily[day] = manual
            if len(self._intake.tally.daily) > MAX_DAYS:
                raise Refusal("import.too_many_days", limit=MAX_DAYS)

    def _row(self, row: Sequence[str], where: str, today: date) -> tuple[date, Manual] | None:
        cells = {role: row[at].strip() if at < len(row) else "" for role, at in self._at.items()}
        at = self._clock.read(cells.pop("day"))
        if at is None or not self._intake.believable(at, where):
            if at is None and any(cells.values()):
                self._intake.skip(where, "skip.bad_time", value=clean(row[self._at["day"]] if self._at["day"] < len(row) else ""))
            return None
        day = at.astimezone(self._intake.zone).date()
        if day > today:
            self._intake.skip(where, "skip.future", at=day.isoformat())
            return None
        counts: dict[str, int | None] = {}
        for role, written in cells.items():
            try:
                counts[role] = count_of(written)
            except ValueError:
                self._intake.skip(where, "skip.bad_count", value=clean(written))
        return (day, Manual(**counts)) if any(value is not None for value in counts.values()) else None


def _looks_like(sight: Sight, *, workbook: bool) -> bool:
    upload = sight.upload
    if is_workbook(upload) != workbook or (upload.is_zip and not workbook):
        return False
    try:
        return is_daily(headed(upload, guess).header)
    except Refusal as refusal:
        if must_be_said(refusal, upload.name):
            raise
        return False


def _events(upload: Upload, intake: Intake, *, format: str) -> Iterator[Event]:  # noqa: A002 - the word of the command line
    require_table(upload, format)
    return _none(DailyTable(upload, intake.mapping or ColumnMapping(), intake), intake)


def _none(table: DailyTable, intake: Intake) -> Iterator[Event]:
    """No acts: what was counted stands in the tally."""
    table.read()
    intake.finish(_TELLS)
    yield from ()


_TELLS = Evidence(joins=False, leaves=False, replies=False, reactions=False, reaction_authors=False)
FORMATS = tuple(
    Format(name, partial(_looks_like, workbook=workbook), partial(_events, format=name), _TELLS, strict=False)
    for name, workbook in (("daily-csv", False), ("daily-xlsx", True))
)
