"""WhatsApp's chats as text: ``_chat.txt`` by itself or in the zip that a phone sends.

A line is headed by date and time as the phone writes them, in its own time zone; what follows up to the next header is one message. There
is no id: a key is a hash of the written moment, the sender and the text with the number of its occurrence, so an overlapping export of the
same phone gives the same keys, whatever the file is called. What was pressed on a message and what it answers is not in the file.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from tenants.ingest import text_files
from tenants.ingest.archive import Entry, Upload
from tenants.ingest.intake import EARLIEST, Intake, clean, prose
from tenants.ingest.keys import Repeats
from tenants.ingest.questions import asks
from tenants.ingest.registry import Format, Head, of_heads
from tenants.ingest.tables import encoding_of
from tenants.ingest.whatsapp_headers import Clock, DateOrder, style_of
from tenants.ingest.whatsapp_words import NOTICES, is_deleted, is_exporter, move, unmarked, written
from tenants.terms.errors import Refusal
from tenants.terms.event import Event, EventKind, Evidence

EVIDENCE = Evidence(joins=True, leaves=True, replies=False, reactions=False, reaction_authors=False)
_LONGEST = 100_000
_STARTS = frozenset("0123456789[\u200e\u200f\u202a\u202b\u2066\u2067\ufeff")
_NAMED = re.compile(r"[\u200e\u200f\u202a-\u202e~\s]*([^:\n\"“”«»„]{1,120}?)[\u202c\u2069]?:(?:\s|(?=[^/])|$)")
_CHAT = re.compile(
    r"(?:whatsapp chat (?:with|-)|whatsapp[- ]chat mit|chat de whatsapp con|discussion whatsapp avec|conversa do whatsapp com|"
    r"chat whatsapp con|whatsapp-chat met|чат whatsapp с(?: контактом)?|与|與)\s*(.+)",
    re.IGNORECASE,
)
_COPY = re.compile(r"\s*\(\d{1,3}\)$|[”」]?\s*的?\s*whatsapp\s*聊天.*$", re.IGNORECASE)
_PHONE = re.compile(r"\+?[\d\s()\u2010-\u2015\u00a0\u202f-]{6,30}$")


def looks_like(head: Head) -> bool:
    """Whether a file begins with lines as WhatsApp heads them."""
    style = style_of(head.text)
    if style is None or head.json:
        return False
    bodies = [found[10] for line in head.text.split("\n", 60)[:60] if (found := style.match(line))]
    return any(_NAMED.match(body) or move(unmarked(body).strip()) or unmarked(body).startswith(NOTICES) for body in bodies)


def events(upload: Upload, intake: Intake) -> Iterator[Event]:
    """The acts in the chat, or in each chat of a zip."""
    yield from text_files.events(upload, intake, name="whatsapp", looks_like=looks_like, read=_Chat)


class _Chat:
    """One chat. ``moves_told``: a notice of somebody coming or going was understood."""

    def __init__(self, upload: Upload, entry: Entry, intake: Intake) -> None:
        self._upload = upload
        self._entry = entry
        self._key = Repeats().key
        self._intake = intake
        self._names: dict[str, str] = {}
        self._channel = _channel(upload, entry)
        self._encoding = intake.encoding or encoding_of(upload, entry)
        style = style_of(upload.head(entry, 1 << 16).decode(self._encoding, "replace"))
        if style is None:
            raise Refusal("import.not_this_format", format="whatsapp", name=entry.name)
        self._match = style.match
        self._notices: list[Event] = []
        self.moves_told = False

    def _lines(self) -> Iterator[str]:
        return text_files.lines_of(self._upload, self._entry, self._encoding)

    def _clock(self) -> Clock:
        """How the dates of this chat are meant, told by all of them."""
        before = self._upload.total
        order = DateOrder(self._intake.latest.astimezone(UTC).date(), self._intake.order)
        match, start = self._match, ""
        for line in self._lines():
            # Most lines are of the same day as the one before.
            if line[0] in _STARTS and line[:13] != start and (found := match(line)) is not None:
                start = line[:13]
                order.see(found[1], found[2], found[3], found[4])
        self._upload.total = before
        places = order.settled()
        if places is None:
            raise Refusal("import.ask_order", field="order", name=self._upload.name)
        return Clock(places, self._intake.clock)

    def events(self) -> Iterator[Event]:
        match, act, notices = self._match, self._act, self._notices
        self._moment = self._clock().moment
        head: re.Match[str] | None = None
        at = size = 0
        more: list[str] = []
        for number, line in enumerate(self._lines(), start=1):
            found = match(line) if line[0] in _STARTS else None
            if found is None:
                if head is not None and size < _LONGEST:
                    more.append(line)
                    size += len(line)
                continue
            if head is not None:
                event = act(head, "".join([head[10], *more]) if more else head[10], at)
                if event is not None:
                    yield event
                elif notices:
                    yield from notices
                    notices.clear()
            head, at, size = found, number, 0
            if more:
                more = []
        if head is not None:
            event = act(head, "".join([head[10], *more]), at)
            yield from notices if event is None else (event,)

    def _act(self, head: re.Match[str], body: str, line: int) -> Event | None:
        """The message under a header; a notice's acts are put into ``_notices`` instead."""
        intake = self._intake
        intake.tally.records += 1
        moment = self._moment(head)
        if moment is None:
            self._skip(line, "skip.bad_time", value=clean(head.string[: head.start(10)][:40]))
            return None
        at, local = moment
        if not (EARLIEST <= at <= intake.latest or intake.believable(at, f"{self._entry.name} line {line}")):
            return None
        name, _, text = body.partition(": ")
        author = self._names.get(name)
        if author is None:
            # A name met before needs no second look.
            named = _NAMED.match(body)
            if named is None:
                self._notice(unmarked(body).strip(), at, local, line)
                return None
            name, text = named[1], body[named.end() :]
        return self._message(author, name, text, at, local, line)

    def _message(self, author: str | None, name: str, text: str, at: datetime, local: str, line: int) -> Event | None:
        if text[:1] == "\u200e":
            # Phones by Apple write notices under the name of whom they are about, and pictures left out, behind this mark.
            text = unmarked(text).strip()
            if move(text) or text.startswith(NOTICES):
                self._notice(text, at, local, line)
                return None
            text = "" if not is_deleted(text) else text
        if text.startswith(NOTICES) or is_deleted(text):
            return None
        author = author or self._person(name)
        if not author:
            self._skip(line, "skip.no_author")
            return None
        text = written(prose(unmarked(text)))
        key = self._key(f"{local}\0{author}\0{text}")
        return Event(EventKind.MESSAGE, at, author, key, self._channel, None, 1, asks(text), None, text)

    def _notice(self, text: str, at: datetime, local: str, line: int) -> None:
        moved = move(text)
        if moved is None:
            return
        self.moves_told = True
        by = "" if is_exporter(moved.by) else self._person(moved.by)
        for name in moved.who:
            who = "" if is_exporter(name) else self._person(name)
            if not who:
                self._skip(line, "skip.whatsapp_you")
                continue
            key = self._key(f"{local}\0{moved.kind.value}\0{who}")
            inviter = by if moved.kind is EventKind.JOIN and by else None
            self._notices.append(Event(moved.kind, at, who, key, self._channel, inviter=inviter))

    def _skip(self, line: int, reason: str, **facts: object) -> None:
        self._intake.skip(f"{self._entry.name} line {line}", reason, **facts)

    def _person(self, written_name: str) -> str:
        known = self._names.get(written_name)
        if known is None:
            name = " ".join(unmarked(written_name).lstrip("~ \u202f\u00a0").split())
            if _PHONE.match(name):
                name = re.sub(r"[\u2010-\u2015]", "-", name)
            known = clean(name)
            if len(self._names) < 100_000:
                self._names[written_name] = known
            if known:
                self._intake.person(known, known)
        return known


def _channel(upload: Upload, entry: Entry) -> str:
    """The name of the group, where the file is called as WhatsApp calls it."""
    for name in (entry.name.rpartition("/")[2], upload.name):
        found = _CHAT.search(name.rpartition(".")[0])
        if found is not None:
            return clean(_COPY.sub("", _COPY.sub("", found[1])).strip("“”「」 "))
    return ""


FORMAT = Format("whatsapp", of_heads(looks_like, ".txt"), events, EVIDENCE)
FORMATS = (FORMAT,)
