"""CSV that small bots of WeChat groups write as they listen: ``time(Asia/Shanghai),group_id,...``, a file for each day or one for all.

Times are those of Shanghai, as the header says. Which message another quotes is not told. A person is the id the bot gave them; ids that
hold for one session only (``@`` and a long hexadecimal number) are passed over for the nickname.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import tzinfo
from types import MappingProxyType
from zoneinfo import ZoneInfo

from tenants.ingest.archive import Entry, Upload
from tenants.ingest.intake import Intake, clean
from tenants.ingest.keys import Repeats
from tenants.ingest.registry import HEAD, Format, Head, of_heads
from tenants.ingest.tables import Table
from tenants.ingest.times import TimeReader
from tenants.ingest.wechat_group import Group, Seen
from tenants.terms.errors import Refusal
from tenants.terms.event import Event, Evidence

HEADER = ("time", "group_id", "group_name", "from_id", "from_nickname", "content_type", "content")
TYPES: Mapping[str, str] = MappingProxyType(
    {
        "text": "text", "picture": "image", "recording": "voice", "video": "video", "card": "card", "map": "location", "sharing": "app",
        "attachment": "app", "note": "system",
    }
)  # fmt: skip
"""What each ``content_type`` is."""

_ZONE = re.compile(r"^time\s*(?:\(([^()]+)\))?$", re.IGNORECASE)
_OF_SESSION = re.compile(r"^@{1,2}[0-9a-f]{30,}$")
_IN_HOUR = {f"{minute:02}:{second:02}": minute * 60 + second for minute in range(60) for second in range(60)}
_DAYS = re.compile(r"\.csv$", re.IGNORECASE)


def _header(line: str) -> list[str]:
    return [name.strip(' "\r') for name in line.removeprefix("\ufeff").split(",")]


def looks_like(head: Head) -> bool:
    """Whether a file that begins so is one of these."""
    names = _header(head.text.partition("\n")[0])
    return len(names) >= len(HEADER) and _ZONE.match(names[0]) is not None and tuple(names[1:7]) == HEADER[1:]


def events(upload: Upload, intake: Intake) -> Iterator[Event]:
    """The acts in the files."""
    seen = Seen()
    found = False
    for entry in upload.entries:
        if upload.is_zip and not _DAYS.search(entry.name):
            continue
        if entry.empty:
            intake.skip(entry.name, "skip.empty_file")
        elif looks_like(Head(entry.name, upload.head(entry, HEAD))):
            found = True
            yield from _File(upload, entry, seen, intake).events()
        else:
            intake.skip(entry.name, "skip.other_format", format="")
    if not found:
        raise Refusal("import.not_this_format", format="wechat-bot", name=upload.name)
    intake.finish(seen.evidence(replies=False))


class _File:
    """One file, of one group or of several."""

    def __init__(self, upload: Upload, entry: Entry, seen: Seen, intake: Intake) -> None:
        self._name = entry.name
        self._rows = Table(upload, entry, encoding=intake.encoding, delimiter=",").rows()
        self._seen = seen
        self._intake = intake
        self._repeats = Repeats()
        self._groups: dict[str, Group] = {}

    def events(self) -> Iterator[Event]:
        header = next(self._rows, (0, [""]))[1]
        seconds = _seconds(_zone(header[0], self._intake))
        tally = self._intake.tally
        for line, row in self._rows:
            tally.records += 1
            if len(row) < len(HEADER):
                self._skip(line, "skip.wrong_width", found=len(row), expected=len(HEADER))
                continue
            second = seconds(row[0])
            if second is None:
                self._skip(line, "skip.bad_time", value=clean(row[0]))
                continue
            event = self._row(row, second, line)
            if event is not None:
                yield event
        for group in self._groups.values():
            yield from group.finish()

    def _skip(self, line: int, reason: str, **facts: object) -> None:
        self._intake.skip(f"{self._name} line {line}", reason, **facts)

    def _row(self, row: list[str], second: int, line: int) -> Event | None:
        group_id, group_name, sender, nick, written, content = row[1:7]
        kind = TYPES.get(written) or TYPES.get(written.strip().lower())
        if kind is None:
            self._skip(line, "skip.unknown_record", kind=clean(written))
            return None
        group = self._groups.get(group_id)
        if group is None:
            group = self._groups[group_id] = Group(group_name or group_id, self._seen, self._intake, self._repeats)
        at = group.moment(second, self._name, line)
        if at is None:
            return None
        if kind == "system":
            group.notice(at, second, content)
            return None
        author = group.person(nick if sender.startswith("@") and _OF_SESSION.match(sender) else sender.strip() or nick, nick)
        if author:
            return group.message(at, second, author, kind, content if kind == "text" else "")
        self._skip(line, "skip.no_author")
        return None


def _seconds(zone: tzinfo) -> Callable[[str], int | None]:
    """What turns a written time into seconds of UTC, ``None`` for what is no time. Each hour is worked out once."""
    times = TimeReader(zone)
    hours: dict[str, int] = {}

    def read(written: str) -> int | None:
        hour, rest = written[:13], written[14:]
        if len(written) == 19 and rest in _IN_HOUR and hour in hours:
            return hours[hour] + _IN_HOUR[rest]
        at = times.read(written)
        if at is None:
            return None
        second = int(at.timestamp())
        if rest in _IN_HOUR and len(written) == 19:
            # Where clocks are changed it is at the full hour.
            hours[hour] = second - _IN_HOUR[rest]
        return second

    return read


def _zone(title: str, intake: Intake) -> tzinfo:
    """The zone the header names, Shanghai's where it names none; the community's where it cannot be read."""
    found = _ZONE.match(title.strip("\ufeff "))
    try:
        return ZoneInfo((found and found[1]) or "Asia/Shanghai")
    except (KeyError, ValueError, OSError):
        return intake.clock


FORMAT = Format(
    "wechat-bot",
    of_heads(looks_like, ".csv"),
    events,
    Evidence(joins=True, leaves=False, replies=False, reactions=False, reaction_authors=False),
    strict=False,
)
