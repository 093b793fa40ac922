"""Any table of acts: one row an act, with columns chosen by a person or guessed from their headers in English or Chinese."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from hashlib import blake2b
from itertools import islice
from operator import itemgetter
from pathlib import Path

from tenants.ingest.archive import Upload
from tenants.ingest.columns import ColumnMapping
from tenants.ingest.event_words import KINDS, ROLES, guess
from tenants.ingest.headed import Headed, columns_of, headed
from tenants.ingest.headers import find_column, squeeze
from tenants.ingest.intake import EARLIEST, Intake, clean, prose
from tenants.ingest.questions import asks
from tenants.ingest.registry import Format, Sight
from tenants.ingest.table_times import Clock, header_zone, order_in
from tenants.ingest.times import is_ambiguous
from tenants.ingest.workbook import is_workbook
from tenants.terms.errors import Refusal
from tenants.terms.event import Event, EventKind, Evidence
from tenants.terms.survey import Column

_REMEMBERED = 200_000
_SHOWN = 1_000
_PICKED = ("at", "author", "name", "kind", "channel", "reply_to", "inviter", "text")
_SPOKEN = (EventKind.MESSAGE, EventKind.REPLY)
_ANSWERING = (*_SPOKEN, EventKind.REACTION)


def find_table(upload: Upload, mapping: ColumnMapping) -> Headed:
    """The table of acts in a CSV or a workbook, its header found by what a person said of its columns and by their names."""
    named = [which for which in mapping.columns.values() if isinstance(which, str)]
    return headed(upload, guess, named=named, encoding=mapping.encoding, delimiter=mapping.delimiter)


def event_columns(path: Path, *, name: str | None = None, encoding: str | None = None) -> list[Column]:
    """The columns of a table for the screen where they are chosen, each with samples and the role it seems to have."""
    upload = Upload(path, name)
    try:
        require_table(upload, "events-csv")
        return columns_of(headed(upload, guess, encoding=encoding), guess)
    finally:
        upload.close()


def require_table(upload: Upload, format: str) -> None:  # noqa: A002 - the word of the command line
    """Refuse a zip that is no workbook."""
    if upload.is_zip and not is_workbook(upload):
        raise Refusal("import.not_this_format", format=format, name=upload.name)


def choose(found: Headed, mapping: ColumnMapping, guessed: Mapping[str, int], roles: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """The columns by role: what a person said, and for the other roles what was guessed. Raises ``Refusal`` for a column not there."""
    said = {role: which for role, which in mapping.columns.items() if role in roles}
    chosen = {role: find_column(found.header, which, role) for role, which in said.items() if which not in {"", None}}
    columns = {role: at for role, at in guessed.items() if role not in said and at not in chosen.values()}
    return columns | chosen


class EventsTable:
    """The acts of one table. ``evidence`` is known from its columns before a row is read."""

    def __init__(self, upload: Upload, mapping: ColumnMapping, intake: Intake) -> None:
        self._table = find_table(upload, mapping)
        self._intake = intake
        header = self._table.header
        self._width = len(header)
        self._at = choose(self._table, mapping, guess(header), ROLES)
        if "name" in self._at:
            self._at.setdefault("author", self._at["name"])
        missing = [role for role in ("at", "author") if role not in self._at and not (role == "author" and "count" in self._at)]
        if missing:
            raise Refusal("import.missing_columns", field="mapping", missing=missing, headers=[clean(name) for name in header[:40]])
        zone = None if mapping.zone else header_zone(header[self._at["at"]])
        self._latest = intake.latest
        self._name, self._zone = upload.name, zone or intake.clock
        self._order = mapping.order
        self._clock = Clock(self._zone, self._order)
        # Most tables write the year first, which the first rows show; if a later one does not, the whole table is asked then.
        next((True for cell in islice(self._cells("at"), _SHOWN) if self._order_is_open(cell)), False)
        words = {**KINDS, **{squeeze(word).casefold(): kind for word, kind in mapping.kinds.items()}}
        self._words: dict[str, EventKind | None] = {"": mapping.default_kind, **words}
        self._keys = _Keys()
        self._people: dict[str, str] = {}
        self._unnamed: set[str] = set()
        self._kinds_seen: set[EventKind] = set()
        self._nobody = False

    def _cells(self, role: str) -> Iterator[str]:
        at = self._at[role]
        return (row[at].strip() for _, row in self._table.rows() if at < len(row))

    def _order_is_open(self, cell: str) -> bool:
        """Whether ``cell`` needs to know which of day and month comes first; if so it is found out, once, from the whole column."""
        if self._order or cell[:4].isdigit() or self._clock.read(cell) or not is_ambiguous(cell):
            return False
        self._order = order_in(self._cells("at"), self._name)
        self._clock = Clock(self._zone, self._order)
        return True

    @property
    def evidence(self) -> Evidence:
        """Without a column of kinds every row is a message; with one, whatever kinds it has been seen to hold."""
        kinds = self._kinds_seen
        return Evidence(
            joins=EventKind.JOIN in kinds,
            leaves=EventKind.LEAVE in kinds,
            replies="reply_to" in self._at or EventKind.REPLY in kinds,
            reactions=EventKind.REACTION in kinds,
            reaction_authors=EventKind.REACTION in kinds and not self._nobody,
        )

    def events(self) -> Iterator[Event]:
        """The acts, row by row."""
        width, tally, make = self._width, self._intake.tally, self._make()
        for line, row in self._table.rows():
            tally.records += 1
            if len(row) != width and (len(row) < width or any(cell.strip() for cell in row[width:])):
                self._leave_out(line, "skip.wrong_width", found=len(row), expected=width)
                continue
            event = make(row, line)
            if event is not None:
                yield event

    def _make(self) -> Callable[[list[str], int], Event | None]:
        """The function that makes an act of a row: what is the same for every row is looked up once, what is rare is done elsewhere."""
        # A blank cell behind each row stands in for the columns that are not there.
        pick = itemgetter(*(self._at.get(role, -1) for role in _PICKED))
        words, people, unnamed, seen = self._words, self._people, self._unnamed, self._kinds_seen
        counted, key_of, new = "count" in self._at, self._key(), tuple.__new__

        def make(row: list[str], line: int) -> Event | None:
            row.append("")
            written, raw, name, word, room, parent, by, said = pick(row)
            row.pop()
            at = self._clock.read(written)
            if at is None or at > self._latest or at < EARLIEST:
                at = self._other_time(written, at, line)
            kind = words.get(word) or self._kind(word, line)
            count = self._count(row, line) if counted else 1
            if at is None or kind is None or count is None:
                return None
            if parent:
                kind, parent = self._answering(kind, parent)
            author = people.get(raw)
            if author is None or raw in unnamed:
                author = self._person(raw, name)
            if (author is None or count > 1) and not self._may_be(kind, author, count, line):
                return None
            key = key_of(row)
            if key is None:
                self._leave_out(line, "skip.duplicate_id", value=clean(row[self._at["id"]]))
                return None
            seen.add(kind)
            said = prose(said) if said and kind in _SPOKEN else ""
            asked = ("?" in said or "\uff1f" in said) and asks(said)
            inviter = clean(by) or None if by and kind is EventKind.JOIN else None
            return new(Event, (kind, at, author, key, clean(room) if room else "", parent or None, count, asked, inviter, said))

        return make

    def _other_time(self, written: str, at: datetime | None, line: int) -> datetime | None:
        """The moment of a cell that was not read at once, or is hard to believe; ``None`` says on the row why it was left out."""
        if at is None and self._order_is_open(written.strip()):
            at = self._clock.read(written)
        if at is None:
            self._leave_out(line, "skip.bad_time", value=clean(written))
            return None
        return at if self._intake.believable(at, f"line {line}") else None

    def _answering(self, kind: EventKind, parent: str) -> tuple[EventKind, str]:
        """What an act that names another one is, and the key of the other."""
        of = clean(parent, 200)
        if not of or kind not in _ANSWERING:
            return kind, ""
        return (EventKind.REPLY if kind is EventKind.MESSAGE else kind), of

    def _may_be(self, kind: EventKind, author: str | None, count: int, line: int) -> bool:
        """Whether an act may be nobody's, or stand for several: nobody's only if it is counted or a reaction, several only if nobody's."""
        if author is not None:
            self._leave_out(line, "skip.count_with_author", count=count)
            return False
        if kind is not EventKind.REACTION and "count" not in self._at:
            self._leave_out(line, "skip.no_author")
            return False
        self._nobody = True
        return True

    def _leave_out(self, line: int, reason: str, **facts: object) -> None:
        self._intake.skip(f"line {line}", reason, **facts)

    def _kind(self, word: str, line: int) -> EventKind | None:
        """The kind that a word not met before stands for; remembered, so that each is looked at once."""
        kind = self._words.get(squeeze(word).casefold())
        if kind is None:
            self._leave_out(line, "skip.unknown_kind", value=clean(word))
        else:
            self._words[word] = kind
        return kind

    def _person(self, raw: str, name: str) -> str | None:
        """Take note of a person met for the first time, or named for the first time; ``None`` where nobody is meant."""
        author = clean(raw)
        if not author:
            return None
        self._people[raw] = author
        self._intake.person(author, name)
        (self._unnamed.discard if name or "name" not in self._at else self._unnamed.add)(raw)
        return author

    def _count(self, row: Sequence[str], line: int) -> int | None:
        at = self._at.get("count")
        text = row[at].strip() if at is not None else ""
        if not text:
            return 1
        if text.isascii() and text.isdigit() and int(text[:9]) > 0 and len(text) < 8:
            return int(text)
        self._leave_out(line, "skip.bad_count", value=clean(text))
        return None

    def _key(self) -> Callable[[Sequence[str]], str | None]:
        """The row's own id, ``None`` if it was met before; without one a hash of the row and its occurrence."""
        at, keys = self._at.get("id"), self._keys
        if at is None:
            return keys.of_row
        return lambda row: keys.own(row[at]) if row[at].strip() else keys.of_row(row)


class _Keys:
    """Keys of rows. Equal rows stand near each other, so only the last few hundred thousand are remembered: memory stays flat."""

    def __init__(self) -> None:
        self._met: dict[bytes, int] = {}
        self._before: dict[bytes, int] = {}

    def own(self, cell: str) -> str | None:
        """The id in ``cell``, ``None`` if it was met before."""
        own = clean(cell, 200)
        return own if not self._again(blake2b(own.encode("utf-8", "replace"), digest_size=12).digest()) else None

    def of_row(self, row: Sequence[str]) -> str:
        """A hash of the row, with its number if it is not the first of its like."""
        digest = blake2b("\0".join(row).encode("utf-8", "replace"), digest_size=12).digest()
        if digest not in self._met and digest not in self._before and len(self._met) < _REMEMBERED:
            self._met[digest] = 1
            return digest.hex()
        met = self._again(digest)
        return f"{digest.hex()}-{met}" if met else digest.hex()

    def _again(self, digest: bytes) -> int:
        """How often it was met before."""
        met = self._met.get(digest)
        if met is None:
            met = self._before.get(digest, 0)
            if len(self._met) >= _REMEMBERED:
                self._before, self._met = self._met, {}
        self._met[digest] = met + 1
        return met


def looks_like(sight: Sight, *, workbook: bool) -> bool:
    """Whether it is a table whose headers say where the time and the person (or a count) stand."""
    upload = sight.upload
    if is_workbook(upload) != workbook or (upload.is_zip and not workbook):
        return False
    try:
        columns = guess(headed(upload, guess).header).keys()
    except Refusal as refusal:
        if must_be_said(refusal, upload.name):
            raise
        return False
    return "at" in columns and bool(columns & {"author", "count"})


def must_be_said(refusal: Refusal, name: str) -> bool:
    """Whether what stopped a look at a table should reach the person: an unsure encoding can be answered, a bomb is no unknown format."""
    asked = refusal.code == "import.unknown_encoding" and name.lower().endswith((".csv", ".txt", ".tsv"))
    return asked or refusal.code in {"import.zip_bomb", "import.too_large", "import.workbook_too_large", "import.broken_zip"}


def _events(upload: Upload, intake: Intake, *, format: str) -> Iterator[Event]:  # noqa: A002 - the word of the command line
    require_table(upload, format)
    table = EventsTable(upload, intake.mapping or ColumnMapping(), intake)
    intake.promised = table.evidence
    return _all(table, intake)


def _all(table: EventsTable, intake: Intake) -> Iterator[Event]:
    yield from table.events()
    intake.finish(table.evidence)


_EVERYTHING = Evidence(joins=True, leaves=True, replies=True, reactions=True, reaction_authors=True)
FORMAT, WORKBOOK = (
    Format(name, partial(looks_like, workbook=workbook), partial(_events, format=name), _EVERYTHING, strict=False)
    for name, workbook in (("events-csv", False), ("events-xlsx", True))
)
