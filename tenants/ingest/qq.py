"""QQ's message records: the text that the client exports, of one conversation or of many in one file.

A head of date, time and sender stands before each message; times are those of the computer. There is no id: a key is a hash of group,
written time, sender and text with the number of its occurrence. Notices come from 系统消息(10000) and name people by card or number; those
with a card alone wait for the end of the conversation, when its cards are known. Records of friends are left out of a file of many.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from tenants.ingest import text_files
from tenants.ingest.archive import Entry, Upload
from tenants.ingest.intake import EARLIEST, Intake, Names, clean, prose
from tenants.ingest.keys import Repeats
from tenants.ingest.qq_words import FIRST_LINE, HEAD, RULE, SECTION, SYSTEM, Sender, hour_of, is_private, move, prose_of, sender
from tenants.ingest.questions import asks
from tenants.ingest.registry import Format, Head, of_heads
from tenants.ingest.tables import encoding_of
from tenants.ingest.times import LocalHour, local_hour
from tenants.terms.event import Event, EventKind, Evidence

EVIDENCE = Evidence(joins=True, leaves=True, replies=False, reactions=False, reaction_authors=False)
_LONGEST = 100_000
_MOST_MOVES = 200_000


def looks_like(head: Head) -> bool:
    """Whether a file that begins so is one of these: by its first line, or by its heads where somebody cut that off."""
    text = head.text.lstrip("\ufeff\r\n ")
    if text.startswith(FIRST_LINE) or ("消息分组" in text[:400] and "消息对象" in text[:600]):
        return True
    heads = [line for line in text[:20_000].splitlines()[:200] if HEAD.match(line)]
    return len(heads) > 1 and all(sender(_named(line)).id for line in heads[:20])


def _named(line: str) -> str:
    found = HEAD.match(line)
    return found[9] if found else ""


def events(upload: Upload, intake: Intake) -> Iterator[Event]:
    """The acts in the record, or in each record of a zip."""
    yield from text_files.events(upload, intake, name="qq-txt", looks_like=looks_like, read=_Record)


@dataclass(slots=True)
class _Piece:
    """One message: the line its head stands on, the head, and the lines below."""

    line: int
    head: re.Match[str]
    body: list[str]
    size: int = 0


class _Record:
    """One file. ``moves_told``: a notice of somebody coming or going was understood."""

    def __init__(self, upload: Upload, entry: Entry, intake: Intake) -> None:
        self._upload = upload
        self._entry = entry
        self._intake = intake
        self._encoding = intake.encoding or encoding_of(upload, entry)
        self._key = Repeats().key
        self._names = Names()
        self._people: dict[str, tuple[str, bool]] = {}
        self._hours: dict[tuple[str | None, ...], LocalHour | None] = {}
        self._moved: list[tuple[EventKind, datetime, Sender, str, Sender | None]] = []
        self._kind = self._group = ""
        self._private = False
        self.moves_told = False

    def _lines(self) -> Iterator[str]:
        return text_files.lines_of(self._upload, self._entry, self._encoding)

    def events(self) -> Iterator[Event]:
        match, act = HEAD.match, self._act
        piece: _Piece | None = None
        fresh = True
        for number, line in enumerate(self._lines(), start=1):
            found = match(line) if line[:1] in "12" else None
            if found is not None and (fresh or sender(found[9]).id):
                event = act(piece) if piece else None
                if event is not None:
                    yield event
                piece = _Piece(number, found, [])
                fresh = False
                continue
            blank = line.isspace()
            if not blank and (piece is None or fresh or line.startswith(RULE)) and self._ends(line, fresh=fresh):
                event = act(piece) if piece else None
                if event is not None:
                    yield event
                piece = None
                yield from self._section(line, number)
            elif piece is not None and piece.size < _LONGEST:
                piece.body.append(line)
                piece.size += len(line)
            # Between two messages stands a blank line.
            fresh = blank or piece is None
        event = act(piece) if piece else None
        if event is not None:
            yield event
        yield from self._moves()

    @staticmethod
    def _ends(line: str, *, fresh: bool) -> bool:
        """Whether a line belongs to the heads of a conversation and not to a message."""
        return line.startswith(RULE) or (fresh and (line.startswith(FIRST_LINE) or SECTION.match(line) is not None))

    def _section(self, line: str, number: int) -> Iterator[Event]:
        section = SECTION.match(line)
        if section is None:
            return
        if section[1] == "分组":
            self._kind = section[2]
            return
        yield from self._moves()
        self._group = clean(section[2])
        self._private = is_private(self._kind)
        if self._private:
            self._intake.skip(f"{self._entry.name} line {number}", "skip.private_conversation")

    def _moment(self, head: re.Match[str]) -> tuple[datetime, str] | None:
        """When it was, and the written time as it is hashed: a corrected zone does not make new messages of old ones."""
        known = head.group(1, 2, 3, 4, 5, 8)
        if known not in self._hours:
            if len(self._hours) > 5000:
                self._hours.clear()
            year, month, day, before, hour, after = known
            self._hours[known] = local_hour(self._intake.clock, int(year), int(month), int(day), hour_of(int(hour), before or after or ""))
        hour = self._hours[known]
        return hour.at(head[6], head[7]) if hour else None

    def _act(self, piece: _Piece) -> Event | None:
        """The message of a piece; a notice is kept for the end of the conversation."""
        if self._private:
            return None
        intake = self._intake
        intake.tally.records += 1
        moment = self._moment(piece.head)
        if moment is None:
            intake.skip(self._where(piece), "skip.bad_time", value=clean(piece.head[0].strip()[:60]))
            return None
        at, local = moment
        if not (EARLIEST <= at <= intake.latest or intake.believable(at, self._where(piece))):
            return None
        name = piece.head[9]
        author, is_system = self._people.get(name) or self._meet(name)
        text = prose("".join(piece.body))
        if is_system:
            self._notice(text, at, local)
            return None
        if not author:
            intake.skip(self._where(piece), "skip.no_author")
            return None
        key = self._key(f"{self._group}\0{local}\0{author}\0{text}")
        text = prose_of(text)
        return Event(EventKind.MESSAGE, at, author, key, self._group, None, 1, asks(text), None, text)

    def _where(self, piece: _Piece) -> str:
        return f"{self._entry.name} line {piece.line}"

    def _notice(self, text: str, at: datetime, local: str) -> None:
        moved = move(text)
        if moved is None:
            return
        self.moves_told = True
        for who in moved.who:
            if len(self._moved) < _MOST_MOVES:
                key = self._key(f"{self._group}\0{local}\0{moved.kind.value}\0{who.id or who.name}")
                self._moved.append((moved.kind, at, who, key, moved.by))

    def _moves(self) -> Iterator[Event]:
        """Who came and went in this conversation, by notices."""
        for kind, at, who, key, by in self._moved:
            author = self._known(who)
            inviter = self._known(by) if by and kind is EventKind.JOIN else None
            if author:
                yield Event(kind, at, author, key, self._group, inviter=inviter or None)
        self._moved.clear()

    def _known(self, who: Sender) -> str:
        author = who.id or self._names.find(clean(who.name))
        if author:
            self._intake.person(author, who.name if author != who.id or who.name != who.id else "")
        return author

    def _meet(self, written: str) -> tuple[str, bool]:
        """The id of a sender, and whether it is the system."""
        who = sender(written)
        is_system = who.id in SYSTEM or who.name == "系统消息"
        author = who.id or clean(who.name)
        if author and not is_system:
            self._names.meet(clean(who.name), author)
            self._intake.person(author, who.name)
        if len(self._people) < 100_000:
            self._people[written] = author, is_system
        return author, is_system


FORMAT = Format("qq-txt", of_heads(looks_like, ".txt"), events, EVIDENCE)
