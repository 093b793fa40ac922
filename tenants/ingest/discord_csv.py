"""DiscordChatExporter's CSV: who, when (to the minute, without a zone), what, and how often each emoji.

There is no id, and equal rows are genuine (two newcomers are greeted with the same empty text in one minute). So the key is a hash of the
row in its channel with the number of its occurrence: the same archive read again, or cut into other parts, gives the same keys.
The time that is hashed is the written one, so a corrected time zone does not make new messages of old ones.
"""

import csv
import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import blake2b
from zoneinfo import ZoneInfo

from tenants.ingest.archive import Entry, Upload
from tenants.ingest.discord import channel_of
from tenants.ingest.intake import Intake, clean
from tenants.ingest.questions import asks
from tenants.terms.errors import Refusal
from tenants.terms.event import Event, EventKind

HEADER = ["AuthorID", "Author", "Date", "Content", "Attachments", "Reactions"]
SMALL = 4 << 20
_MONTHS = {
    name: number
    for number, name in enumerate(["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"], start=1)
}
_FRACTION = re.compile(r"(\.\d{1,6})\d*")
_DISCRIMINATOR = re.compile(r"#\d{1,4}$")
_REACTION_LIST = re.compile(r"(.+?) \((\d{1,7})\)(?:,\s*|$)")
_MESSAGE, _REACTION = EventKind.MESSAGE, EventKind.REACTION


def looks_like(head: bytes) -> bool:
    """Whether a file that begins so is one of these."""
    line = head.removeprefix(b"\xef\xbb\xbf").split(b"\n", 1)[0].replace(b'"', b"").strip()
    return line.rstrip(b";,").replace(b";", b",") == ",".join(HEADER).encode()


class Occurrences:
    """How often each row was met in the channel being read. Files come channel by channel, so it forgets the one before."""

    def __init__(self) -> None:
        self._channel: str | None = None
        self._met: dict[bytes, int] = {}

    def of(self, channel: str) -> dict[bytes, int]:
        """The counts of ``channel``."""
        if channel != self._channel:
            self._channel, self._met = channel, {}
        return self._met


def order(entry: Entry) -> str:
    """The key by which files of a channel are kept together."""
    return channel_of(entry.name)[0]


def events(upload: Upload, entry: Entry, occurrences: Occurrences, intake: Intake) -> Iterator[Event]:
    """The messages and reactions of one file."""
    channel_key, channel = channel_of(entry.name)
    with upload.open(entry) as raw:
        text = io.TextIOWrapper(raw, encoding="utf-8-sig", errors="strict", newline="")
        header = text.readline()
        delimiter = ";" if ";" in header else ","
        names = next(csv.reader([header.strip("\r\n")], delimiter=delimiter), [])
        if [name for name in names if name] != HEADER:
            raise Refusal("import.not_this_format", format="discord-csv", name=entry.name)
        reader = csv.reader(text, delimiter=delimiter)
        rows = _Rows(entry.name, len(names), channel_key, channel, occurrences.of(channel_key), intake)
        try:
            for row in reader:
                if row:
                    yield from rows.row(row, reader.line_num + 1)
        except UnicodeError as error:
            raise Refusal("import.not_utf8", name=entry.name) from error
        except csv.Error as error:
            raise Refusal("import.broken_csv", name=entry.name, line=reader.line_num + 1) from error


class _Rows:
    """The rows of one file."""

    def __init__(self, name: str, width: int, channel_key: str, channel: str, met: dict[bytes, int], intake: Intake) -> None:
        self._name = name
        self._width = width
        self._seed = blake2b(channel_key.encode("utf-8", "replace") + b"\0", digest_size=12)
        self._channel = channel
        self._met = met
        self._intake = intake
        self._minutes: dict[str, tuple[datetime, bytes] | None] = {}

    def row(self, row: list[str], line: int) -> Iterator[Event]:
        intake = self._intake
        intake.tally.records += 1
        if len(row) != self._width and not (len(row) == self._width - 1 == len(HEADER)):
            intake.skip(self._where(line), "skip.wrong_width", found=len(row), expected=self._width)
            return
        author, name, written, content, attachments, reactions = row[:6]
        if written not in self._minutes:
            self._minutes[written] = self._time(written)
        minute = self._minutes[written]
        if minute is None:
            intake.skip(self._where(line), "skip.bad_time", value=clean(written))
            return
        at, stamp = minute
        author = clean(author)
        if not author:
            intake.skip(self._where(line), "skip.no_author")
            return
        if not intake.believable(at, f"{self._name} line {line}"):
            return
        if author not in intake.authors:
            intake.person(author, _DISCRIMINATOR.sub("", name))
        key = self._key(author, stamp, content, attachments)
        yield Event(_MESSAGE, at, author, key, self._channel, None, 1, ("?" in content or "？" in content) and asks(content))
        if reactions:
            yield from self._reactions(reactions, at, key, line)

    def _where(self, line: int) -> str:
        return f"{self._name} line {line}"

    def _key(self, author: str, stamp: bytes, content: str, attachments: str) -> str:
        digest = self._seed.copy()
        # Discord signs the addresses of attachments anew each day.
        files = attachments.partition("?")[0] if attachments else ""
        digest.update(b"%b\0%b\0%b\0%b" % (
            stamp, author.encode(), content.replace("\r\n", "\n").encode("utf-8", "replace"), files.encode("utf-8", "replace"),
        ))  # fmt: skip
        name = digest.digest()
        met = self._met.get(name, 0)
        self._met[name] = met + 1
        return f"{name.hex()}-{met}" if met else name.hex()

    def _reactions(self, cell: str, at: datetime, key: str, line: int) -> Iterator[Event]:
        counts: dict[str, int] = {}
        end = 0
        for found in _REACTION_LIST.finditer(cell):
            end = found.end() if found.start() == end else end
            name = clean(found[1])
            if name:
                counts[name] = counts.get(name, 0) + int(found[2])
        if end != len(cell):
            self._intake.skip(self._where(line), "skip.bad_reaction")
        for name, count in counts.items():
            if count:
                yield Event(_REACTION, at, None, f"{key}/r/{name}", self._channel, None, count)

    def _time(self, written: str) -> tuple[datetime, bytes] | None:
        """The moment in UTC, and the written one as it is hashed."""
        local = dce_time(written)
        if local is None:
            return None
        zone: ZoneInfo = self._intake.zone
        try:
            at = local.astimezone(UTC) if local.tzinfo else local.replace(tzinfo=zone).astimezone(UTC)
        except OverflowError:
            return None
        return at, local.isoformat().encode()


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
