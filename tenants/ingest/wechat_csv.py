"""CSV of WeChatMsg / MemoTrace (留痕): one group a file, by itself or several in a zip.

The columns are those of WeChat's own table of messages, so a message's kind is a number (``Type``, and ``SubType`` for cards). A file does
not say which group it is of: the channel is its name. A chat is private where the folder it lies in names a person and no group.
"""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from tenants.ingest.archive import Entry, Upload
from tenants.ingest.intake import Intake, clean
from tenants.ingest.registry import HEAD, Format, Head, of_heads
from tenants.ingest.tables import Table
from tenants.ingest.times import TimeReader
from tenants.ingest.wechat_group import KINDS, Group, Seen
from tenants.terms.errors import Refusal
from tenants.terms.event import Event, Evidence

NEEDED = ("Type", "SubType", "CreateTime", "StrContent", "Sender")
COLUMNS = (*NEEDED, "IsSender", "StrTime", "Remark", "NickName")

_QUOTE = "57"
_NUDGE = "62"
_SYSTEM = {"10000", "10002"}
_SPARE = re.compile(
    r"\s*[(（][^()（）]*(?:@chatroom|wxid_)[^()（）]*[)）]|[_-]utf-?8|\s*\(\d{1,3}\)$|\s*-\s*副本$|\s+-\s+copy$", re.IGNORECASE
)
_PRIVATE = re.compile(r"[(（]wxid_\w+[)）]")


def looks_like(head: Head) -> bool:
    """Whether a file that begins so is one of these."""
    names = _names(head.text.removeprefix("\ufeff").partition("\n")[0])
    return set(NEEDED) <= set(names)


def _names(line: str) -> list[str]:
    delimiter = max(",;\t", key=line.count)
    return [name.strip(' "\r') for name in line.split(delimiter)]


def events(upload: Upload, intake: Intake) -> Iterator[Event]:
    """The acts in the groups, file by file."""
    seen = Seen()
    found = private = False
    for entry in upload.entries:
        if upload.is_zip and entry.suffix != ".csv":
            continue
        if entry.empty:
            intake.skip(entry.name, "skip.empty_file")
        elif not looks_like(Head(entry.name, upload.head(entry, HEAD))):
            intake.skip(entry.name, "skip.other_format", format="")
        elif _PRIVATE.search(entry.name):
            private = True
            intake.skip(entry.name, "skip.private_conversation")
        else:
            found = True
            yield from _file(upload, entry, seen, intake)
    if not found:
        raise Refusal("import.private_chat" if private else "import.not_this_format", format="wechat-csv", name=upload.name)
    intake.finish(seen.evidence(replies=True))


def _file(upload: Upload, entry: Entry, seen: Seen, intake: Intake) -> Iterator[Event]:
    table = Table(upload, entry, encoding=intake.encoding)
    rows = table.rows()
    header = [name.strip() for name in next(rows, (0, []))[1]]
    missing = [name for name in NEEDED if name not in header]
    if missing:
        raise Refusal("import.not_this_format", format="wechat-csv", name=entry.name)
    group = Group(_SPARE.sub("", PurePosixPath(entry.name).stem), seen, intake)
    reader = _Rows(header, entry.name, group, intake)
    tally, read = intake.tally, reader.event
    for line, row in rows:
        tally.records += 1
        event = read(row, line)
        if event is not None:
            yield event
        elif group.is_full:
            yield from group.finish()
    yield from group.finish()


class _Rows:
    """The rows of one file."""

    def __init__(self, header: list[str], name: str, group: Group, intake: Intake) -> None:
        self._width = len(header)
        self._name = name
        self._group = group
        self._intake = intake
        self._times = TimeReader(intake.clock)
        at = {name: header.index(name) if name in header else -1 for name in COLUMNS}
        self._type, self._sub_type, self._second, self._content, self._sender = (at[name] for name in NEEDED)
        self._mine, self._written, self._remark, self._nick = (at[name] for name in COLUMNS[len(NEEDED) :])

    def event(self, row: list[str], line: int) -> Event | None:
        """The message in a row, ``None`` if it is a notice or is skipped."""
        if len(row) < self._width:
            self._skip(line, "skip.wrong_width", found=len(row), expected=self._width)
            return None
        number, content = row[self._type], row[self._content]
        kind = KINDS.get(number) or ("system" if number in _SYSTEM else self._card(number, row[self._sub_type]))
        if not kind:
            if number not in {"49", "50"}:
                self._skip(line, "skip.unknown_record", kind=clean(number))
            return None
        second = self._when(row)
        at = self._group.moment(second, self._name, line)
        if at is None:
            return None
        if kind == "system":
            self._group.notice(at, second, content)
        elif sender := self._person(row):
            return self._group.message(at, second, sender, kind, self._words(kind, content, sender))
        else:
            self._skip(line, "skip.no_author")
        return None

    def _skip(self, line: int, reason: str, **facts: object) -> None:
        self._intake.skip(f"{self._name} line {line}", reason, **facts)

    @staticmethod
    def _words(kind: str, content: str, sender: str) -> str:
        if kind not in {"text", "quote"}:
            return ""
        return content[len(sender) + 2 :] if content.startswith(sender) and content[len(sender) :].startswith(":\n") else content

    @staticmethod
    def _card(number: str, sub_type: str) -> str:
        if number != "49" or sub_type == _NUDGE:
            return ""
        return "quote" if sub_type == _QUOTE else "app"

    def _when(self, row: list[str]) -> int:
        written = row[self._second].strip()
        if written.isascii() and written.isdigit() and len(written) < 12:
            return int(written)
        at = self._times.read(row[self._written]) if self._written >= 0 else None
        return int(at.timestamp()) if at else 0

    def _person(self, row: list[str]) -> str:
        nick = row[self._nick].strip() if self._nick >= 0 else ""
        remark = row[self._remark].strip() if self._remark >= 0 else ""
        sender = self._group.person(row[self._sender].strip() or nick, nick, remark)
        if sender and self._mine >= 0 and row[self._mine] == "1":
            self._group.me = sender
        return sender


FORMAT = Format(
    "wechat-csv",
    of_heads(looks_like, ".csv"),
    events,
    Evidence(joins=True, leaves=False, replies=True, reactions=False, reaction_authors=False),
    strict=False,
)
