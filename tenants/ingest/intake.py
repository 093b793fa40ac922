"""What every format shares while it reads: people, places left out, the bounds of time."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from tenants.terms.event import Author, Evidence, Skipped, Tally

if TYPE_CHECKING:
    from tenants.ingest.columns import ColumnMapping
    from tenants.ingest.times import Order

KEPT_SKIPPED = 1_000
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
MAX_NAME = 120
_NOT_PROSE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_NOT_TEXT = dict.fromkeys((*range(32), 127, *range(55296, 57344), 65534, 65535))


def cleaned(text: str, limit: int = MAX_NAME) -> str:
    """``text`` as a database and a page can hold it: no control characters or lone surrogates, trimmed, at most ``limit`` characters."""
    return (text if text.isprintable() else text.translate(_NOT_TEXT)).strip()[:limit]


@lru_cache(maxsize=20_000)
def clean(text: str, limit: int = MAX_NAME) -> str:
    """``cleaned`` for names, which come again and again."""
    return cleaned(text, limit)


class Names:
    """Which name belongs to whom, for notices that name people without their ids."""

    def __init__(self) -> None:
        self._ids: dict[str, str] = {}

    def meet(self, name: str, author: str) -> None:
        """Somebody with this id goes by this name."""
        if name and self._ids.setdefault(name, author) != author:
            # Two people share it: it tells neither.
            self._ids[name] = ""

    def find(self, name: str) -> str:
        """The id of the one person of that name; the name itself where nobody has been met by it, or several."""
        return self._ids.get(name) or name


class Intake:
    """The tally of one reading and the rules that hold for every row. ``now`` is aware; nothing later than a day after it is believed.

    ``zone`` is the community's, ``clock`` that of the file where it is another.
    ``mapping`` is what a person answered about the file, ``order`` and ``encoding`` are taken from it. ``promised`` is set by a format
    that knows before the first row what the file can tell.
    """

    def __init__(self, now: datetime, zone: ZoneInfo, mapping: "ColumnMapping | None" = None, clock: tzinfo | None = None) -> None:
        self.tally = Tally()
        self.zone = zone
        self._clock = clock or zone
        self.now = now
        self.latest = now + timedelta(days=1)
        self.mapping = mapping
        self.order: Order | None = mapping.order if mapping else None
        self.encoding = mapping.encoding if mapping else None
        self.promised: Evidence | None = None
        self.authors = self.tally.authors
        self.joins_seen = False
        self.named_reactions = False
        self.covers_from: date | None = None
        self.covers_until: date | None = None

    @property
    def clock(self) -> tzinfo:
        """The zone of times that name none; who asks for it has such times, which the tally notes."""
        self.tally.clock = str(self._clock)
        return self._clock

    def skip(self, where: str, reason: str, **facts: object) -> None:
        """Leave out the place ``where``; the first thousand are kept with their reason, the rest are counted."""
        if len(self.tally.skipped) < KEPT_SKIPPED:
            self.tally.skipped.append(Skipped(clean(where, 300), reason, facts))
        else:
            self.tally.skipped_more += 1

    def believable(self, at: datetime, where: str) -> bool:
        """Whether ``at`` lies between 1990 and tomorrow; if not, the place is skipped and says so."""
        if at > self.latest:
            self.skip(where, "skip.future", at=at.isoformat())
            return False
        if at < EARLIEST:
            self.skip(where, "skip.before_1990", at=at.isoformat())
            return False
        return True

    def person(
        self, author: str, name: str = "", *, is_bot: bool = False, is_staff: bool = False, joined: datetime | None = None, email: str = ""
    ) -> None:
        """Remember a person the first time they are met; a name, and whatever else is told, is filled in as soon as it is known."""
        known = self.authors.get(author)
        if known is None:
            self.authors[author] = Author(author, clean(name), is_bot, joined, clean(email), is_staff)
        elif (name and not known.name) or is_bot > known.is_bot or is_staff > known.is_staff or (joined or email):
            self.authors[author] = replace(
                known,
                name=known.name or clean(name),
                is_bot=known.is_bot or is_bot,
                joined=known.joined or joined,
                email=known.email or clean(email),
                is_staff=known.is_staff or is_staff,
            )

    def vouch(self, first: date | None, last: date | None) -> None:
        """Widen what the export itself says it covers."""
        if first and (self.covers_from is None or first < self.covers_from):
            self.covers_from = first
        if last and (self.covers_until is None or last > self.covers_until):
            self.covers_until = last

    def finish(self, evidence: Evidence) -> None:
        """Close the tally: which days the files vouch for, and what they turned out to be able to tell."""
        if self.covers_from and self.covers_until and self.covers_from <= self.covers_until:
            self.tally.covers = (self.covers_from, min(self.covers_until, self.now.astimezone(UTC).date()))
        self.tally.evidence = evidence


def prose(text: str) -> str:
    """What somebody wrote, as a database can hold it: line ends as one sign, no other control characters, trimmed."""
    if text.isprintable():
        return text.strip()
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _NOT_PROSE.sub("", text).strip()


def text_of(value: object) -> str:
    """A JSON value that should be text: itself if it is, digits if it is a whole number, else ""."""
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 1 << 64 else ""
