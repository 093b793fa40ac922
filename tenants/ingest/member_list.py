"""Lists of members (CSV and XLSX): who belongs to a community on a day, and what the list says of them.

A row is a person; several rows of one person are one person (a list by project names people once a project). Two lists of one group tell
who came and who left between their days; a joining time in a list is a join of its own.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime, tzinfo
from functools import partial

from tenants.ingest.archive import Upload
from tenants.ingest.columns import ColumnMapping
from tenants.ingest.events_csv import choose, must_be_said, require_table
from tenants.ingest.headed import Headed, headed
from tenants.ingest.headers import squeeze
from tenants.ingest.intake import Intake, clean
from tenants.ingest.member_words import ROLES, day_in_name, guess, is_gone, is_member_list, is_staff_word, is_yes
from tenants.ingest.registry import Format, Sight
from tenants.ingest.table_times import Clock, header_zone, order_in
from tenants.ingest.workbook import is_workbook
from tenants.terms.errors import Refusal
from tenants.terms.event import Author, Event, EventKind, Evidence, MemberList

MAX_PEOPLE = 2_000_000
_TIMES = ("joined", "left", "as_of")


class MemberTable:
    """The people of one list. Raises ``Refusal`` for a table without a column of people."""

    def __init__(self, upload: Upload, mapping: ColumnMapping, intake: Intake) -> None:
        named = [which for which in mapping.columns.values() if isinstance(which, str)]
        self._table = headed(upload, guess, named=named, encoding=mapping.encoding, delimiter=mapping.delimiter)
        self._intake = intake
        self._mapping = mapping
        header = self._table.header
        self._at = choose(self._table, mapping, guess(header), ROLES)
        if not {"id", "name"} & self._at.keys():
            raise Refusal("import.missing_columns", field="mapping", missing=["author"], headers=[clean(name) for name in header[:40]])
        self._names = self._name_columns(header)
        self._spelt: dict[str, str] = {}
        intake.tally.any_case = "id" in self._at
        self._clocks = {role: self._clock(role, upload.name) for role in _TIMES if role in self._at}
        self._default = self._day(upload.name)
        self._lists: dict[date, set[str]] = defaultdict(set)
        self._groups: set[str] = set()
        self.joins = self.leaves = False

    def _name_columns(self, header: Sequence[str]) -> list[int]:
        """The columns that may name somebody, the best first: a list of a group has a nickname, and for some one of the group's own."""
        if "name" in self._mapping.columns:
            return [self._at["name"]] if "name" in self._at else []
        names = [squeeze(cell).casefold() for cell in header]
        found = [names.index(word) for word in ROLES["name"] if word in names]
        return [at for at in dict.fromkeys([self._at.get("name", -1), *found]) if at >= 0 and at != self._at.get("id")]

    def _clock(self, role: str, name: str) -> Clock:
        at = self._at[role]
        zone: tzinfo = self._intake.zone
        if not self._mapping.zone:
            zone = header_zone(self._table.header[at]) or zone
        cells = (row[at].strip() for _, row in self._table.rows() if at < len(row))
        return Clock(zone, self._mapping.order or order_in(cells, name))

    def _day(self, name: str) -> date:
        """Which day the list shows: what a person said, else the day in the file's name, else today."""
        today = self._intake.now.astimezone(self._intake.zone).date()
        told = self._mapping.as_of or day_in_name(name)
        if self._mapping.as_of and self._mapping.as_of > today:
            raise Refusal("import.list_in_future", field="as_of", day=self._mapping.as_of.isoformat())
        return told if told is not None and told <= today else today

    def events(self) -> Iterator[Event]:
        """The joins and leaves that the rows themselves name; when they are exhausted the lists stand in the tally."""
        for line, row in self._table.rows():
            self._intake.tally.records += 1
            if len(self._intake.authors) > MAX_PEOPLE:
                raise Refusal("import.too_many_members", limit=MAX_PEOPLE)
            person = self._person(row)
            if not person:
                if any(self._cell(row, role) for role in self._at if role != "group"):
                    self._intake.skip(f"line {line}", "skip.no_author")
                continue
            yield from self._row(row, person, f"line {line}")
        group = self._mapping.group or (next(iter(self._groups)) if len(self._groups) == 1 else "")
        self._intake.tally.lists.extend(MemberList(day, frozenset(people), clean(group)) for day, people in sorted(self._lists.items()))

    def _cell(self, row: Sequence[str], role: str) -> str:
        at = self._at.get(role)
        return row[at].strip() if at is not None and at < len(row) else ""

    def _person(self, row: Sequence[str]) -> str:
        """Who a row is about: an id, or a name; "" if neither stands there.

        People write an id in capitals in one row and not in the next: all are the id as it stood first, which exports know it by.
        """
        found = clean(self._cell(row, "id"))
        return self._spelt.setdefault(found.casefold(), found) if found else self._name(row)

    def _name(self, row: Sequence[str]) -> str:
        return next((name for at in self._names if at < len(row) and (name := clean(row[at]))), "")

    def _row(self, row: Sequence[str], person: str, where: str) -> Iterator[Event]:
        role = self._cell(row, "role")
        joined, left = self._time(row, "joined", where), self._time(row, "left", where)
        self._know(row, person, role, joined)
        as_of = self._time(row, "as_of", where) if "as_of" in self._at else None
        day = self._default if as_of is None or self._mapping.as_of else min(self._local(as_of), self._local(self._intake.now))
        if self._cell(row, "group"):
            self._groups.add(self._cell(row, "group"))
        people = self._lists[day]
        # The same in every list of the group, however it writes its ids.
        key = person.casefold() if self._cell(row, "id") else person
        gone = left is not None or is_gone(role) or is_yes(self._cell(row, "deleted"))
        if not gone:
            people.add(person)
        if joined is not None:
            self.joins = True
            inviter = clean(self._cell(row, "inviter")) or None
            yield Event(EventKind.JOIN, joined, person, f"join:{key}:{joined.isoformat()}", inviter=inviter)
        if left is not None:
            self.leaves = True
            yield Event(EventKind.LEAVE, left, person, f"leave:{key}:{left.isoformat()}")

    def _local(self, at: datetime) -> date:
        return at.astimezone(self._intake.zone).date()

    def _time(self, row: Sequence[str], role: str, where: str) -> datetime | None:
        """A moment that a cell writes; what is no moment is reported, and the row is kept."""
        written = self._cell(row, role)
        if not written or written in {"-", "—", "/", "无", "未知", "N/A"}:
            return None
        at = self._clocks[role].read(written)
        if at is None:
            self._intake.skip(where, "skip.list_time", value=clean(written))
            return None
        return at if self._intake.believable(at, where) else None

    def _know(self, row: Sequence[str], person: str, role: str, joined: datetime | None) -> None:
        """Remember what a row says of a person, beside what earlier rows said."""
        known = self._intake.authors.get(person) or Author(person, "")
        email = self._cell(row, "email").lower()
        self._intake.authors[person] = Author(
            person,
            known.name or self._name(row) or clean(self._cell(row, "id")),
            known.is_bot or is_yes(self._cell(row, "bot")) or role.casefold() in {"bot", "机器人"},
            min((each for each in (known.joined, joined) if each is not None), default=None),
            known.email or (clean(email) if "@" in email else ""),
            known.is_staff or is_staff_word(role) or is_yes(self._cell(row, "staff")),
            known.is_paid or is_yes(self._cell(row, "paid")),
        )

    def finish(self) -> None:
        """Close the tally: the list vouches for its days, and for no act on them."""
        days = sorted(self._lists)
        if days:
            self._intake.vouch(days[0], days[-1])
        self._intake.finish(Evidence(joins=self.joins, leaves=self.leaves, replies=False, reactions=False, reaction_authors=False))


def _looks_like(sight: Sight, *, workbook: bool) -> bool:
    upload = sight.upload
    if is_workbook(upload) != workbook or (upload.is_zip and not workbook):
        return False
    try:
        return is_member_list(_found(upload).header)
    except Refusal as refusal:
        if must_be_said(refusal, upload.name):
            raise
        return False


def _found(upload: Upload) -> Headed:
    return headed(upload, guess)


def _events(upload: Upload, intake: Intake, *, format: str) -> Iterator[Event]:  # noqa: A002 - the word of the command line
    require_table(upload, format)
    return _all(MemberTable(upload, intake.mapping or ColumnMapping(), intake))


def _all(table: MemberTable) -> Iterator[Event]:
    yield from table.events()
    table.finish()


_TELLS = Evidence(joins=True, leaves=False, replies=False, reactions=False, reaction_authors=False)
FORMATS = tuple(
    Format(name, partial(_looks_like, workbook=workbook), partial(_events, format=name), _TELLS, strict=False)
    for name, workbook in (("members-csv", False), ("members-xlsx", True))
)
