"""DiscordChatExporter's CSV: who, when (to the minute, without a zone), what, and how often each emoji.

There is no id, and equal rows are genuine (two newcomers are greeted with the same empty text in one minute). So the key is a hash of the
row in its channel with the number of its occurrence: the same archive read again, or cut into other parts, gives the same keys.
The time that is hashed is the written one, so a corrected time zone does not make new messages of old ones.
"""

import csv
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import BinaryIO

from tenants.ingest.discord import channel_of
from tenants.ingest.intake import EARLIEST, Intake, clean, prose
from tenants.ingest.questions import asks
from tenants.ingest.tables import lines
from tenants.terms.errors import Refusal
from tenants.terms.event import Event, EventKind

HEADER = ["AuthorID", "Author", "Date", "Content", "Attachments", "Reactions"]
_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MONTHS = {name: number for number, name in enumerate(_NAMES, start=1)}
_MINUTES = {f"{minute:02}": timedelta(minutes=minute) for minute in range(60)}
_LAST_MINUTE = timedelta(minutes=59)
_FRACTION = re.compile(r"(\.\d{1,6})\d*")
_DISCRIMINATOR = re.compile(r"#\d{1,4}$")
_REACTION_LIST = re.compile(r"([^\s,]+) \((\d{1,7})\)(?:,\s*|$)")
_MESSAGE, _REACTION = EventKind.MESSAGE, EventKind.REACTION


def looks_like(head: bytes) -> bool:
    """Whether a file that begins so is one of these."""
    line = head.removeprefix(b"\xef\xbb\xbf").split(b"\n", 1)[0].replace(b'"', b"").strip()
    return line.rstrip(b";,").replace(b";", b",") == ",".join(HEADER).encode()


class Occurrences:
    """How often each row was met in the channel being read. Files come channel by channel, so it forgets the one before."""

    def __init__(self) -> None:
        self.hours: dict[str, tuple[datetime, str]] = {}
        self._channel: str | None = None
        self._met: dict[str, int] = {}

    def of(self, channel: str) -> dict[str, int]:
        """The counts of ``channel``."""
        if channel != self._channel:
            self._channel, self._met = channel, {}
        return self._met


def events(raw: BinaryIO, name: str, occurrences: Occurrences, intake: Intake) -> Iterator[Event]:
    """The messages and reactions of one file; ``name`` is its path in the upload."""
    channel_key, channel = channel_of(name)
    text = lines(raw, "utf-8-sig")
    try:
        header = next(text, "")
        delimiter = ";" if ";" in header else ","
        names = next(csv.reader([header.strip("\r\n")], delimiter=delimiter), [])
        if [name for name in names if name] != HEADER:
            raise Refusal("import.not_this_format", format="discord-csv", name=name)
        reader = csv.reader(text, delimiter=delimiter)
        rows = _Rows(name, len(names), channel_key, channel, occurrences, intake)
        message = rows.message
        for row in reader:
            if row:
                event = message(row, reader.line_num + 1)
                if event is not None:
                    yield event
                    if row[5]:
                        yield from rows.reactions(row[5], event, reader.line_num + 1)
    except UnicodeError as error:
        raise Refusal("import.not_utf8", name=name) from error
    except csv.Error as error:
        raise Refusal("import.broken_csv", name=name) from error


class _Rows:
    """The rows of one file."""

    def __init__(self, name: str, width: int, channel_key: str, channel: str, occurrences: Occurrences, intake: Intake) -> None:
        self._name = name
        self._width = width
        self._seed = f"{channel_key}\0"
        self._channel = channel
        self._met = occurrences.of(channel_key)
        self._intake = intake
        self._authors = intake.authors
        self._tally = intake.tally
        self._hours = occurrences.hours
        self._earliest, self._latest = EARLIEST, intake.latest

    def message(self, row: list[str], line: int) -> Event | None:
        """The message of a row; ``None`` if the row is skipped."""
        self._tally.records += 1
        if len(row) != self._width and not (len(row) == self._width - 1 == len(HEADER)):
            self._skip(line, "skip.wrong_width", found=len(row), expected=self._width)
            return None
        author, name, written, content, files = row[:5]
        moment = self._moment(written)
        if moment is None:
            self._skip(line, "skip.bad_time", value=clean(written))
            return None
        at, stamp = moment
        if author not in self._authors:
            author = clean(author)
            if not author:
                self._skip(line, "skip.no_author")
                return None
            self._intake.person(author, _DISCRIMINATOR.sub("", name))
        if files:
            # Discord signs the addresses of attachments anew each day.
            files = files.partition("?")[0]
        if "\r" in content:
            content = content.replace("\r\n", "\n")
        key = blake2b(f"{self._seed}{stamp}\0{author}\0{content}\0{files}".encode("utf-8", "replace"), digest_size=12).hexdigest()
        met = self._met.get(key, 0)
        self._met[key] = met + 1
        if not (self._earliest <= at <= self._latest or self._intake.believable(at, f"{self._name} line {line}")):
            return None
        question = ("?" in content or "？" in content) and asks(content)
        return Event(_MESSAGE, at, author, f"{key}-{met}" if met else key, self._channel, None, 1, question, None, prose(content))

    def reactions(self, cell: str, message: Event, line: int) -> Iterator[Event]:
        """The reactions to ``message``, a row for each emoji with its count; who gave them is not in the file."""
        counts: dict[str, int] = {}
        end = 0
        for found in _REACTION_LIST.finditer(cell):
            end = found.end() if found.start() == end else end
            name = clean(found[1])
            if name:
                counts[name] = counts.get(name, 0) + int(found[2])
        if end != len(cell):
            self._skip(line, "skip.bad_reaction")
        for name, count in counts.items():
            if count:
                yield Event(_REACTION, message.at, None, f"{message.key}/r/{name}", self._channel, message.key, count)

    def _skip(self, line: int, reason: str, **facts: object) -> None:
        self._intake.skip(f"{self._name} line {line}", reason, **facts)

    def _moment(self, written: str) -> tuple[datetime, str] | None:
        """The moment in UTC, and the written one as it is hashed. An hour is worked out once, its minutes are added."""
        minute = written[13:15]
        if len(written) == 18 and minute in _MINUTES and written[12] == ":" and written[15] == " ":
            hour = written[:12] + written[16:]
            known = self._hours.get(hour)
            if known is None:
                known = self._hour(f"{written[:13]}00{written[15:]}")
                if known is not None:
                    self._hours[hour] = known
            if known is not None:
                return known[0] + _MINUTES[minute], known[1] + minute
        local = dce_time(written)
        at = self._utc(local) if local else None
        return None if local is None or at is None else (at, local.isoformat())

    def _hour(self, written: str) -> tuple[datetime, str] | None:
        """When the hour began and how it is hashed; ``None`` if the clocks are changed within it."""
        local = dce_time(written)
        at = self._utc(local) if local else None
        if local is None or at is None or self._utc(local + _LAST_MINUTE) != at + _LAST_MINUTE:
            return None
        return at, local.isoformat()[:14]

    def _utc(self, local: datetime) -> datetime | None:
        try:
            return local.astimezone(UTC) if local.tzinfo else local.replace(tzinfo=self._intake.clock).astimezone(UTC)
        except OverflowError:
            return None


def dce_time(written: str) -> datetime | None:
    """``05-Oct-18 09:17 AM`` (until 2022, no zone) or ISO 8601 with or without an offset (since); ``None`` if neither."""
    try:
        if len(written) == 18 and written[2] == "-" == written[6]:
            hour = int(written[10:12]) % 12 + (12 if written[16:] == "PM" else 0)
            if written[16:] not in {"AM", "PM"} or written[12] != ":" or not 1 <= int(written[10:12]) <= 12:
                return None
            return datetime(  # noqa: DTZ001 - the zone is the caller's to add
                2000 + int(written[7:9]), _MONTHS[written[3:6]], int(written[:2]), hour, int(written[13:15])
            )
        return datetime.fromisoformat(_FRACTION.sub(r"\1", written.strip()))
    except (ValueError, KeyError):
        return None
