"""The stream of an import: events become rows of a temporary table by binary COPY, a few kilobytes at a time.

Everything that costs time once an event is here, and nothing else: a hash for its key, a number for its author and channel, one
``struct.pack``. Memory holds the community's people and channels, never its events.
"""

import struct
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from itertools import islice
from operator import itemgetter
from typing import Any, NamedTuple, cast

from psycopg import Connection
from sqlalchemy import Boolean, Column, DateTime, Integer, SmallInteger, Text, Uuid
from sqlalchemy.types import TypeEngine

from tenants.store.base import db
from tenants.store.copying import stage
from tenants.terms.event import KIND_CODE, Event, EventKind

COPY = "COPY pg_temp.staged_events FROM STDIN (FORMAT binary)"
ANALYZE = "ANALYZE pg_temp.staged_events (member_no)"
COLUMNS: Mapping[str, type[TypeEngine[Any]] | TypeEngine[Any]] = {
    "key": Uuid,
    "kind": SmallInteger,
    "occurred_at": DateTime(timezone=True),
    "member_no": Integer,
    "channel_no": Integer,
    "reply_to": Uuid,
    "inviter_no": Integer,
    "count": Integer,
    "question": Boolean,
    "content": Text,
}
HEAD = b"PGCOPY\n\xff\r\n\x00" + bytes(8)
TAIL = b"\xff\xff"
CHUNK = 2_000
TICK = 4_096
LONGEST = 200
LARGEST_COUNT = 2**31 - 1

_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_NEVER = 2**62
_PLAIN = struct.Struct(">h i16s ih iq ii ii i ii ii i?")
_REPLY = struct.Struct(">h i16s ih iq ii ii i16s ii ii i?")
_SIZE = struct.Struct(">i")
_NOTHING = _SIZE.pack(-1)
LONGEST_TEXT = 8_000
"""Characters that are kept of one message; pasted logs and books say no more about a community than their beginning."""

Tick = Callable[[int], None]


class Incoming(NamedTuple):
    """What streamed by. ``counts`` are acts by kind, ``people`` the numbers of all who acted, ``rows`` the rows written."""

    rows: int
    counts: Mapping[EventKind, int]
    people: frozenset[int]
    first: datetime | None
    last: datetime | None


class Numbers:
    """Dense numbers for names: those that exist already, and new ones after the greatest. ``new`` holds what was added, in order.

    With ``any_case`` a name that is not known as it is written is that of the same name in other letters' case, the oldest of several.
    """

    def __init__(self, known: Mapping[str, int], prefix: str = "", *, any_case: bool = False) -> None:
        self._known = known
        self._prefix = prefix
        self._next = max(known.values(), default=0) + 1
        self.new: dict[str, int] = {}
        self.by_name: dict[str, int] = {}
        self._folded: dict[str, int] | None = None
        if any_case:
            self._folded = {name.casefold(): number for name, number in sorted(known.items(), key=itemgetter(1), reverse=True)}

    def of(self, name: str) -> int:
        """The number of ``name``, a new one if it has none."""
        number = self.by_name.get(name)
        if number is None:
            full = self.full(name)
            number = self._known.get(full) or self.new.get(full)
            if number is None and self._folded is not None:
                number = self._folded.get(full.casefold())
            if number is None:
                number = self.new[full] = self._next
                self._next += 1
                if self._folded is not None:
                    self._folded[full.casefold()] = number
            self.by_name[name] = number
        return number

    def full(self, name: str) -> str:
        """``name`` as it is kept: with its source, and of bounded length."""
        if len(name) > LONGEST:
            name = f"{name[: LONGEST - 33]}#{blake2b(name.encode(errors='replace'), digest_size=16).hexdigest()}"
        return self._prefix + name.replace("\x00", "")


def digest(source: str, key: str) -> bytes:
    """The 128 bits an event is known by: ``key`` within ``source`` (all Discord formats are one source)."""
    return blake2b(f"{source}\x00{key}".encode(errors="surrogatepass"), digest_size=16).digest()


def copy_in(events: Iterable[Event], source: str, members: Numbers, channels: Numbers, tick: Tick) -> Incoming:
    """Write ``events`` into the temporary table ``staged_events`` of this transaction and say what they were.

    ``tick`` is called with the number of rows so far, every few thousand. Whatever ``events`` raises ends the transaction.
    """
    flow = _Flow(source, members, channels)
    stage("events", *(Column(name, kind) for name, kind in COLUMNS.items()))
    with _driver().cursor() as cursor, cursor.copy(COPY) as copy:
        copy.write(HEAD)
        written = 0
        for chunk in flow.chunks(events):
            copy.write(chunk)
            if flow.rows - written >= TICK:
                written = flow.rows
                tick(written)
        copy.write(TAIL)
    return flow.summary()


def look_over() -> None:
    """Let the planner know how many staged rows name nobody. (Looking at long texts as well took longer than a small import.)"""
    _driver().execute(ANALYZE)


def _driver() -> "Connection[Any]":
    return cast("Connection[Any]", db.session.connection().connection.driver_connection)


class _Flow:
    """Rows being packed; keeps what ``Incoming`` says."""

    def __init__(self, source: str, members: Numbers, channels: Numbers) -> None:
        self.rows = 0
        # What all keys begin with is hashed once.
        self._hash = blake2b(f"{source}\x00".encode(errors="surrogatepass"), digest_size=16)
        self._members = members
        self._channels = channels
        self._counts = [0] * (len(KIND_CODE) + 1)
        self._people: set[int] = set()
        self._first = _NEVER
        self._last = -_NEVER

    def chunks(self, events: Iterable[Event]) -> Iterator[bytes]:
        """``events`` as binary rows, ``CHUNK`` at a time."""
        coming = iter(events)
        while rows := [*map(self._pack, islice(coming, CHUNK))]:
            self.rows += len(rows)
            yield b"".join(rows)

    def _pack(self, event: Event) -> bytes:
        kind, at, author, key, channel, reply_to, count, question, inviter, text = event
        code = KIND_CODE[kind]
        since = at - _EPOCH
        instant = (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds
        self._first = min(self._first, instant)
        self._last = max(self._last, instant)
        count = min(count, LARGEST_COUNT)
        self._counts[code] += count
        if author is None:
            member = 0
        else:
            member = self._members.of(author)
            self._people.add(member)
        room = self._channels.of(channel) if channel else 0
        by = self._members.of(inviter) if inviter else 0
        own = self._digest(key)
        written = _content(text) if text else _NOTHING
        if reply_to is None:
            return _PLAIN.pack(10, 16, own, 2, code, 8, instant, 4, member, 4, room, -1, 4, by, 4, count, 1, question) + written
        parent = self._digest(reply_to)
        return _REPLY.pack(10, 16, own, 2, code, 8, instant, 4, member, 4, room, 16, parent, 4, by, 4, count, 1, question) + written

    def _digest(self, key: str) -> bytes:
        """The same as ``digest``."""
        own = self._hash.copy()
        own.update(key.encode(errors="surrogatepass"))
        return own.digest()

    def summary(self) -> Incoming:
        return Incoming(
            rows=self.rows,
            counts={kind: self._counts[code] for kind, code in KIND_CODE.items() if self._counts[code]},
            people=frozenset(self._people),
            first=self._instant(self._first),
            last=self._instant(self._last),
        )

    def _instant(self, microseconds: int) -> datetime | None:
        return _EPOCH + timedelta(microseconds=microseconds) if self.rows else None


def _content(text: str) -> bytes:
    """A text as a field of a binary row. PostgreSQL holds no null character, and UTF-8 no half of a surrogate pair."""
    plain = text[:LONGEST_TEXT].encode(errors="replace").replace(b"\x00", b"")
    return _SIZE.pack(len(plain)) + plain
