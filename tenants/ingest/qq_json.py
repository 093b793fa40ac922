"""QQChatExporter's JSON (version 4 and 5): one conversation with its messages in an array.

People are known by their QQ number, so they are the same as in the client's own text. A key is the message's id.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from tenants.ingest.archive import Upload
from tenants.ingest.intake import Intake, Names, clean, prose, text_of
from tenants.ingest.jsonstream import JsonStream
from tenants.ingest.qq_words import SYSTEM, Sender, move, prose_of
from tenants.ingest.questions import asks
from tenants.ingest.registry import Format, Head, of_heads
from tenants.ingest.times import unix_time
from tenants.terms.errors import Refusal
from tenants.terms.event import Event, EventKind, Evidence

EVIDENCE = Evidence(joins=True, leaves=True, replies=True, reactions=False, reaction_authors=False)
_SECONDS = 11
_MOST_MOVES = 200_000


def looks_like(head: Head) -> bool:
    """Whether a file that begins so is one of these."""
    start = head.json
    return start.startswith("{") and '"chatInfo"' in start and ('"metadata"' in start or '"statistics"' in start or '"messages"' in start)


def events(upload: Upload, intake: Intake) -> Iterator[Event]:
    """The acts in the conversation, or in each of a zip."""
    found = told = False
    for entry in upload.entries:
        if upload.is_zip and (entry.suffix != ".json" or entry.empty or not looks_like(Head(entry.name, upload.head(entry, 1 << 16)))):
            continue
        chat = _Chat(intake)
        with upload.open(entry) as raw:
            stream = JsonStream(raw, entry.name)
            yield from chat.root(stream)
            stream.end()
        found, told = found or chat.found, told or chat.moves_told
    if not found:
        raise Refusal("import.not_this_format", format="qq-json", name=upload.name)
    intake.finish(Evidence(joins=told, leaves=told, replies=True, reactions=False, reaction_authors=False))


class _Chat:
    """One conversation. ``found``: it has messages at all; ``moves_told``: a notice of somebody coming or going was understood."""

    def __init__(self, intake: Intake) -> None:
        self._intake = intake
        self._name = ""
        self._names = Names()
        self._moved: list[tuple[EventKind, datetime, Sender, str, Sender | None]] = []
        self.found = False
        self.moves_told = False

    def root(self, stream: JsonStream) -> Iterator[Event]:
        for key in stream.members():
            if key == "chatInfo":
                info = stream.value()
                self._name = clean(text_of(info.get("name"))) if isinstance(info, dict) else ""
            elif key == "messages" and stream.peek() == "[":
                self.found = True
                for number, record in enumerate(stream.array(), start=1):
                    yield from self._record(record, number)
            else:
                stream.pass_over()
        yield from self._moves()

    def _record(self, record: object, number: int) -> Iterator[Event]:
        self._intake.tally.records += 1
        where = f"messages#{number}"
        if not isinstance(record, dict):
            self._intake.skip(where, "skip.not_a_record")
            return
        at = self._time(record.get("timestamp") if record.get("timestamp") is not None else record.get("time"))
        if at is None:
            self._intake.skip(where, "skip.bad_time", value=clean(text_of(record.get("timestamp"))))
            return
        own = clean(text_of(record.get("messageId")) or text_of(record.get("id")))
        if not own:
            self._intake.skip(where, "skip.bad_id", value="")
            return
        recalled = record.get("isRecalled") is True or record.get("recalled") is True
        if recalled or not self._intake.believable(at, where):
            return
        content = record.get("content")
        inner: dict[str, Any] = content if isinstance(content, dict) else {"text": content}
        author = self._author(record)
        text = prose(text_of(inner.get("text")))
        if self._is_notice(record, author):
            self._notice(text, at, own)
        elif not author:
            self._intake.skip(where, "skip.no_author")
        else:
            yield self._message(inner, text, at, author, own)

    def _message(self, content: dict[str, Any], text: str, at: datetime, author: str, own: str) -> Event:
        reply = content.get("reply")
        text = prose_of(text)
        if not isinstance(reply, dict):
            return Event(EventKind.MESSAGE, at, author, own, self._name, None, 1, asks(text), None, text)
        answered = clean(text_of(reply.get("referencedMessageId")) or text_of(reply.get("messageId")))
        return Event(EventKind.REPLY, at, author, own, self._name, answered or None, 1, asks(text), None, text)

    @staticmethod
    def _is_notice(record: dict[str, Any], author: str) -> bool:
        return record.get("isSystemMessage") is True or record.get("system") is True or author in SYSTEM

    def _author(self, record: dict[str, Any]) -> str:
        sender = record.get("sender")
        who: dict[str, Any] = sender if isinstance(sender, dict) else {}
        raw = record.get("rawMessage")
        more: dict[str, Any] = raw if isinstance(raw, dict) else {}
        number = text_of(who.get("uin")) or text_of(more.get("senderUin"))
        author = clean(number if number != "0" else "") or clean(text_of(who.get("uid")))
        name = clean(text_of(more.get("sendMemberName")) or text_of(who.get("name")) or text_of(more.get("sendNickName")))
        author = author or name
        if author and not self._is_notice(record, author):
            self._names.meet(name, author)
            if author not in self._intake.authors:
                self._intake.person(author, name)
        return author

    def _time(self, value: object) -> datetime | None:
        if isinstance(value, str) and not value.isdigit():
            try:
                at = datetime.fromisoformat(value)
                return (at if at.tzinfo else at.replace(tzinfo=self._intake.clock)).astimezone(UTC)
            except (ValueError, OverflowError):
                return None
        written = text_of(value)
        return unix_time(written, per_second=1000 if len(written) > _SECONDS else 1)

    def _notice(self, text: str, at: datetime, own: str) -> None:
        moved = move(text)
        if moved is None:
            return
        self.moves_told = True
        for number, who in enumerate(moved.who, start=1):
            if len(self._moved) < _MOST_MOVES:
                self._moved.append((moved.kind, at, who, own if number == 1 else f"{own}/{number}", moved.by))

    def _moves(self) -> Iterator[Event]:
        for kind, at, who, key, by in self._moved:
            author = self._known(who)
            inviter = self._known(by) if by and kind is EventKind.JOIN else None
            if author:
                yield Event(kind, at, author, key, self._name, inviter=inviter or None)

    def _known(self, who: Sender) -> str:
        author = who.id or self._names.find(clean(who.name))
        if author:
            self._intake.person(author, who.name)
        return author


FORMAT = Format("qq-json", of_heads(looks_like, ".json"), events, EVIDENCE)
