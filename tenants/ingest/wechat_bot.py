"""CSV that small bots of WeChat groups write as they listen: ``time(Asia/Shanghai),group_id,...``, a file for each day or one for all.

Times are those of Shanghai, as the header says. Which message another quotes is not told. A person is the id the bot gave them; ids that
hold for one session only (``@`` and a long hexadecimal number) are passed over for the nickname.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
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
        times = TimeReader(_zone(header[0], self._intake))
        for line, row in self._rows:
            self._intake.tally.records += 1
            where = f"{self._name} line {line}"
            if len(row) < len(HEADER):
                self._intake.skip(where, "skip.wrong_width", found=len(row), expected=len(HEADER))
                continue
            at = times.read(row[0])
            if at is None:
                self._intake.skip(where, "skip.bad_time", value=clean(row[0]))
            else:
                yield from self._row(row, at, where)
        for group in self._groups.values():
            yield from group.finish()

    def _row(self, row: list[str], at: datetime, where: str) -> Iterator[Event]:
        group_id, group_name, sender, nick, written, content = row[1:7]
        kind = TYPES.get(written.strip().lower())
        if kind is None:
            self._intake.skip(where, "skip.unknown_record", kind=clean(written))
            return
        group = self._groups.get(group_id)
        if group is None:
            group = self._groups[group_id] = Group(group_name or group_id, self._seen, self._intake, self._repeats)
        second = int(at.timestamp())
        moment = group.moment(second, where)
        if moment is None:
            return
        if kind == "system":
            yield from group.notice(moment, second, content)
            return
        author = group.person(nick if _OF_SESSION.match(sender) or not sender.strip() else sender.strip(), nick)
        if author:
            yield group.message(moment, second, author, kind, content if kind == "text" else "")
        else:
            self._intake.skip(where, "skip.no_author")


def _zone(title: str, intake: Intake) -> ZoneInfo:
    """The zone the header names, Shanghai's where it names none; the community's where it cannot be read."""
    found = _ZONE.match(title.strip("\ufeff "))
    try:
        return ZoneInfo((found and found[1]) or "Asia/Shanghai")
    except (KeyError, ValueError, OSError):
        return intake.zone


FORMAT = Format(
    "wechat-bot",
    of_heads(looks_like, ".csv"),
    events,
    Evidence(joins=True, leaves=False, replies=False, reactions=False, reaction_authors=False),
    strict=False,
)
