"""Logs of IRC channels (ZNC's day files, supybot's, and the HTML of public archives), each by itself or many in a zip.

A person is a nick, and several where the log tells of the change. Nobody leaves a channel for good in a log: a quit is a lost
connection, so leaves are not read, and a join is one only for who was no member yet. Times without a zone are in the community's; the
key holds the written time, so a corrected zone makes no new messages of old ones. Notices are what programs say and count nowhere.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import PurePosixPath

from tenants.ingest import irc_lines
from tenants.ingest.archive import Entry, Upload
from tenants.ingest.intake import EARLIEST, Intake, clean, prose
from tenants.ingest.irc_lines import Line
from tenants.ingest.irc_names import Names
from tenants.ingest.keys import Repeats
from tenants.ingest.octets import byte_blocks, decoded, text_blocks
from tenants.ingest.questions import asks
from tenants.ingest.registry import HEAD, Format, Head, is_asset, of_heads
from tenants.terms.errors import Refusal
from tenants.terms.event import Event, EventKind, Evidence

SUFFIXES = (".log", ".txt", ".html", ".htm", "")
_CHANGE = b"is now known as "
_CHANNEL = re.compile(r"(?:^|[/_-])((?:#{1,2}|&(?!amp))[^/\s]+?)(?=[_.-]*\d{4}[-_.]?\d\d[-_.]?\d\d|/|\.(?:log|txt|html?)|$)")
_JOINED = re.compile(rb"has joined (#[^\s<]+)")
_MESSAGE, _JOIN = EventKind.MESSAGE, EventKind.JOIN
_DAY = timedelta(days=1)
_SECONDS = {f"{second:02}": timedelta(seconds=second) for second in range(60)}


def _evidence(intake: Intake) -> Evidence:
    return Evidence(joins=intake.joins_seen, leaves=False, replies=False, reactions=False, reaction_authors=False)


def events(upload: Upload, intake: Intake) -> Iterator[Event]:
    """The acts in the logs, file by file."""
    files = [entry for entry in upload.entries if not upload.is_zip or (entry.suffix in SUFFIXES or irc_lines.day_of(entry.name))]
    files = [entry for entry in files if not is_asset(entry.name)]
    changes, channel = _first_look(upload, files)
    names = Names(changes)
    found = no_day = False
    for entry in files:
        if entry.empty:
            intake.skip(entry.name, "skip.empty_file")
            continue
        head = Head(entry.name, upload.head(entry, HEAD)).text
        log = _Log(upload, entry, channel, names, intake)
        if not irc_lines.looks_like(head):
            intake.skip(entry.name, "skip.other_format", format="")
        elif log.day is None and not irc_lines.tells_days(head):
            no_day = True
            intake.skip(entry.name, "skip.no_day")
        else:
            found = True
            yield from log.events()
    if not found and no_day:
        raise Refusal("import.no_day", name=upload.name)
    if not found:
        raise Refusal("import.not_this_format", format="irc", name=upload.name)
    for person, nick in names.shown().items():
        if person in intake.authors:
            intake.authors[person] = replace(intake.authors[person], name=clean(nick))
    intake.finish(_evidence(intake))


def _first_look(upload: Upload, files: list[Entry]) -> tuple[list[tuple[str, str]], str]:
    """All changes of nick, and the channel if the files speak of only one; what is read here does not count against the total."""
    changes: list[tuple[str, str]] = []
    channels: set[str] = set()
    before = upload.total
    for entry in files:
        with upload.open(entry) as raw:
            for block in byte_blocks(raw, entry.name):
                channels.update(found.lower().decode(errors="replace") for found in _JOINED.findall(block))
                changes += _changes(block) if _CHANGE in block else ()
    upload.total = before
    return changes, channels.pop() if len(channels) == 1 else ""


def _changes(block: bytes) -> Iterator[tuple[str, str]]:
    for raw in block.split(b"\n"):
        if _CHANGE in raw:
            line = irc_lines.parse(decoded(raw).rstrip("\r"))
            if line is not None and line.what == "nick":
                yield line.nick, line.text


class _Log:
    """One file."""

    def __init__(self, upload: Upload, entry: Entry, channel: str, names: Names, intake: Intake) -> None:
        self._upload = upload
        self._entry = entry
        self._names = names
        self._intake = intake
        found = _CHANNEL.search(entry.name)
        self._channel = clean(found[1].lower() if found else channel)
        self.day = irc_lines.day_of(PurePosixPath(entry.name).name) or irc_lines.day_of(entry.name)
        self._clock = _clock(self.day, intake) if self.day else None
        self._repeats = Repeats()
        self._seed = f"{self._channel}\0{self.day.isoformat() if self.day else ''}\0"
        self._people: dict[str, str] = {}
        self._many: set[str] = set()

    def events(self) -> Iterator[Event]:
        parse, event_of = irc_lines.parse, self._event
        met = 0
        with self._upload.open(self._entry) as raw:
            for block in text_blocks(raw, self._entry.name):
                lines = (block.replace("\r\n", "\n") if "\r" in block else block).removesuffix("\n").split("\n")
                self._intake.tally.records += len(lines)
                for number, text in enumerate(lines, start=met + 1):
                    line = parse(text)
                    if line is None:
                        self._unread(text, number)
                    elif line.what in _READ:
                        event = event_of(line, number)
                        if event is not None:
                            yield event
                met += len(lines)

    def _unread(self, text: str, number: int) -> None:
        if text.strip():
            self._intake.skip(f"{self._entry.name} line {number}", "skip.not_a_record")
        else:
            self._intake.tally.records -= 1

    def _event(self, line: Line, number: int) -> Event | None:
        written, what, nick, text = line
        at = self._at(written)
        if at is None or not EARLIEST <= at <= self._intake.latest:
            where = f"{self._entry.name} line {number}"
            if at is None:
                self._intake.skip(where, "skip.bad_time", value=clean(written))
            elif not self._intake.believable(at, where):
                return None
        key = self._repeats.key(f"{self._seed}{written}\0{what}\0{nick}\0{text}")
        if at is None:
            return None
        person = self._people.get(nick) or self._meet(nick)
        if not person:
            return None
        if what == "join":
            self._intake.joins_seen = True
            return Event(_JOIN, at, person, key, self._channel)
        if nick in self._many:
            self._names.spoke(person, nick)
        text = prose(text)
        return Event(_MESSAGE, at, person, key, self._channel, None, 1, ("?" in text or "？" in text) and asks(text), None, text)

    def _meet(self, nick: str) -> str:
        person = clean(self._names.person(nick))
        if person:
            self._people[nick] = person
            if self._names.has_many(person):
                self._many.add(nick)
            self._intake.person(person, nick, is_bot=irc_lines.is_bot(nick))
        return person

    def _at(self, written: str) -> datetime | None:
        try:
            if written[4:5] == "-":
                at = datetime.fromisoformat(written)
                return (at if at.tzinfo else at.replace(tzinfo=self._intake.clock)).astimezone(UTC)
            return self._clock(written) if self._clock else None
        except (ValueError, OverflowError):
            return None


_READ = frozenset({"message", "action", "join"})


def _clock(day: date, intake: Intake) -> Callable[[str], datetime]:
    """What turns a time of ``day`` into a moment; the day is looked up in the zone once unless the clocks are changed on it."""
    zone = intake.clock
    midnight = datetime(day.year, day.month, day.day, tzinfo=zone)
    start = midnight.astimezone(UTC)
    plain = day.year < 9999 and (midnight + _DAY).astimezone(UTC) - start == _DAY

    minutes: dict[str, datetime] = {}

    def at(written: str) -> datetime:
        # A day has few minutes and very many lines.
        minute, rest = written[:5], written[6:]
        if minute in minutes and rest in _SECONDS:
            return minutes[minute] + _SECONDS[rest]
        moment = worked_out(written)
        if rest in _SECONDS:
            minutes[minute] = moment - _SECONDS[rest]
        return moment

    def worked_out(written: str) -> datetime:
        parts = written.split(":")
        hour, minute, second = int(parts[0]), int(parts[1]), min(int(parts[2]), 59) if len(parts) > 2 else 0
        if hour > 23 or minute > 59:
            raise ValueError(written)
        if plain:
            return start + timedelta(seconds=hour * 3600 + minute * 60 + second)
        return midnight.replace(hour=hour, minute=minute, second=second).astimezone(UTC)

    return at


FORMAT = Format(
    "irc",
    of_heads(lambda head: irc_lines.looks_like(head.text), *SUFFIXES),
    events,
    Evidence(joins=True, leaves=False, replies=False, reactions=False, reaction_authors=False),
)
