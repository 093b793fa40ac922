"""What an export holds once it is read: acts of people, in time.

``ingest`` yields these, ``store`` keeps them. Figures never need the text of a message: it is kept apart, for as long as the workspace
allows.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from tenants.terms.manual import Manual


class EventKind(StrEnum):
    """What somebody did. A message that answers another is ``REPLY`` and never ``MESSAGE`` too."""

    MESSAGE = "message"
    REPLY = "reply"
    REACTION = "reaction"
    JOIN = "join"
    LEAVE = "leave"
    CHECKIN = "checkin"
    READ = "read"
    ATTENDANCE = "attendance"
    PURCHASE = "purchase"


KIND_CODE: Mapping[EventKind, int] = {kind: code for code, kind in enumerate(EventKind, start=1)}
"""The small integer that stands for a kind in the bulk tables; append only, never renumber."""

QUALIFYING = (EventKind.MESSAGE, EventKind.REPLY, EventKind.REACTION, EventKind.CHECKIN, EventKind.ATTENDANCE)
"""Acts that make a member *active* under the default metric contract."""


class Event(NamedTuple):
    """One act. A tuple, because a large export holds millions.

    ``at`` is aware and in UTC. ``author`` is the platform's id of the person (or the name where there is none), ``None`` where the
    export counts an act without saying whose it is (a reaction count). ``key`` is unique and stable within (source, community): the
    same record read again, from any overlapping file, gives the same key. ``count`` is how many acts the row stands for (over 1 only
    for acts without an author). ``reply_to`` is the key of what a reply answers or a reaction is about. ``question``: the text ends a
    sentence with ? or ？. ``channel`` is the platform's sub-space, "" if none.
    ``text`` is what was written (messages and replies only), as plain text.
    """

    kind: EventKind
    at: datetime
    author: str | None
    key: str
    channel: str = ""
    reply_to: str | None = None
    count: int = 1  # type: ignore[assignment]  # the field hides tuple.count, which nobody calls
    question: bool = False
    inviter: str | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Author:
    """A person as an export knows them. ``joined`` is the platform's own word on when they joined, if the export has it.

    ``is_staff`` and ``is_paid`` are true where the export says so; that it does not say so means nothing.
    """

    id: str
    name: str
    is_bot: bool = False
    joined: datetime | None = None
    email: str = ""
    is_staff: bool = False
    is_paid: bool = False


@dataclass(frozen=True, slots=True)
class Skipped:
    """A place in the file that was left out: ``where`` (``general/2016-02-01.json#14``, ``line 7``), why (a code) and its facts."""

    where: str
    reason: str
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a format can tell at all; a figure whose evidence is missing is null with a reason, never 0."""

    joins: bool
    leaves: bool
    replies: bool
    reactions: bool
    reaction_authors: bool


@dataclass(frozen=True, slots=True)
class MemberList:
    """Who belonged to the community at the end of the local day ``as_of``: everybody, by the platform's id.

    ``group`` is which of its groups the list is of, "" for the whole community; only lists of one group are compared with each other.
    """

    as_of: date
    people: Collection[str]
    group: str = ""


@dataclass(slots=True)
class Tally:
    """What reading has met so far; complete when the events are exhausted."""

    records: int = 0
    authors: dict[str, Author] = field(default_factory=dict)
    skipped: list[Skipped] = field(default_factory=list)
    skipped_more: int = 0
    """Skipped places beyond those kept in ``skipped`` (at most 1,000 are kept)."""
    covers: tuple[date, date] | None = None
    """First and last day (UTC) the file vouches for where it says so itself; else the span of its events counts."""
    share: Callable[[], float] = lambda: 0.0
    """How much of the upload has been read, 0..1, as far as it says its size itself: for a progress bar and nothing else."""
    lists: list[MemberList] = field(default_factory=list)
    """Lists of members the upload holds; empty for an export that has none. Complete when the events are exhausted."""
    daily: dict[date, Manual] = field(default_factory=dict)
    """What somebody counted by hand, by local day; empty for everything but a table of daily figures."""
    any_case: bool = False
    """Whether the ids are those of people who type them, so that one written in other letters' case is the same person's."""
    clock: str = ""
    """The zone that times which name none were read in; "" where the format has no such times."""
    evidence: Evidence | None = None
    """Set once the events are exhausted: what the export turned out to be able to tell. It then stands in for ``Reading.evidence``."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One export, recognised and being read.

    ``events`` streams and may raise ``Refusal`` at any point (the whole import is then refused). ``tally`` is filled while it runs.
    """

    format: str
    evidence: Evidence
    events: Iterator[Event]
    tally: Tally
