"""Telegram Desktop's ``result.json``: one chat, or a whole account with its chats in a list.

Of an account groups and channels are taken, each a channel of the community; private chats are left out. A key is ``chat/message``, by
Telegram's ids. Who was added or removed is told by name only: such notices wait for the end of their chat, when its names are known.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timezone
from typing import Any

from tenants.ingest.archive import Upload
from tenants.ingest.intake import EARLIEST, Intake, Names, clean, prose, text_of
from tenants.ingest.jsonstream import JsonStream
from tenants.ingest.keys import Repeats
from tenants.ingest.questions import asks
from tenants.ingest.registry import Format, Head, of_heads
from tenants.ingest.times import unix_time
from tenants.terms.errors import Refusal
from tenants.terms.event import Event, EventKind, Evidence

EVIDENCE = Evidence(joins=True, leaves=True, replies=True, reactions=True, reaction_authors=True)
JOINS = {"join_group_by_link", "join_group_by_request"}
SHARED = re.compile(r"group|channel")
_TYPE = re.compile(
    r'"type"\s*:\s*"(?:personal_chat|bot_chat|saved_messages|(?:private|public)_(?:group|supergroup|channel))"|"date_unixtime"\s*:'
)
_ACCOUNT = re.compile(r'"(?:personal_information|frequent_contacts|chats)"\s*:')
_MESSAGE, _REPLY, _REACTION = EventKind.MESSAGE, EventKind.REPLY, EventKind.REACTION
_MOST = 10_000_000


def looks_like(head: Head) -> bool:
    """Whether a file that begins so is one of these (and not what a bot was sent)."""
    start = head.json
    if not start.startswith("{") or '"update_id"' in start:
        return False
    return bool(_TYPE.search(start)) or ('"about"' in start[:200] and bool(_ACCOUNT.search(start)))


def events(upload: Upload, intake: Intake) -> Iterator[Event]:
    """The acts in the chat, or in every group and channel of the account."""
    reader = _Reader(intake)
    found = False
    for entry in upload.entries:
        if upload.is_zip and (entry.suffix != ".json" or entry.empty or not looks_like(Head(entry.name, upload.head(entry, 1 << 16)))):
            continue
        found = True
        with upload.open(entry) as raw:
            stream = JsonStream(raw, entry.name)
            yield from reader.root(stream)
            stream.end()
    if not found or not reader.chats:
        raise Refusal("import.not_this_format", format="telegram", name=upload.name)
    intake.finish(
        Evidence(
            joins=reader.moves,
            leaves=reader.moves,
            replies=True,
            reactions=reader.reacted,
            reaction_authors=intake.named_reactions,
        )
    )


class _Reader:
    """One upload. ``chats`` counts the lists of messages; ``moves`` and ``reacted``: somebody came or went, or reacted at all."""

    def __init__(self, intake: Intake) -> None:
        self.intake = intake
        self.chats = 0
        self.moves = False
        self.reacted = False

    def root(self, stream: JsonStream) -> Iterator[Event]:
        head: dict[str, Any] = {}
        for key in stream.members():
            if key == "messages":
                yield from self._messages(stream, head)
            elif key in {"chats", "left_chats"} and stream.peek() == "{":
                yield from self._account(stream)
            elif key in {"name", "type", "id"}:
                head[key] = stream.value()
            else:
                stream.pass_over()

    def _account(self, stream: JsonStream) -> Iterator[Event]:
        for key in stream.members():
            if key != "list" or stream.peek() != "[":
                stream.pass_over()
                continue
            for number in stream.items():
                if stream.peek() == "{":
                    yield from self._listed(stream, number)
                else:
                    stream.pass_over()

    def _listed(self, stream: JsonStream, number: int) -> Iterator[Event]:
        head: dict[str, Any] = {}
        for key in stream.members():
            if key == "messages":
                if SHARED.search(text_of(head.get("type"))):
                    yield from self._messages(stream, head)
                else:
                    # Whose chat it is stays unsaid: the list of what was left out is read by others.
                    self.chats += 1
                    self.intake.skip(f"chats.list#{number}", "skip.private_conversation")
                    stream.pass_over()
            elif key in {"name", "type", "id"}:
                head[key] = stream.value()
            else:
                stream.pass_over()

    def _messages(self, stream: JsonStream, head: dict[str, Any]) -> Iterator[Event]:
        if stream.peek() != "[":
            stream.pass_over()
            return
        self.chats += 1
        chat = _Chat(clean(text_of(head.get("id"))), clean(text_of(head.get("name"))), self)
        for number, record in enumerate(stream.array(), start=1):
            yield from chat.record(record, number)
        yield from chat.moves()


class _Chat:
    """The messages of one chat."""

    def __init__(self, chat_id: str, name: str, reader: _Reader) -> None:
        self._id = chat_id
        self._name = name
        self._reader = reader
        self._intake = reader.intake
        self._names = Names()
        self._key = Repeats().key
        self._topics: set[str] = set()
        self._both: tuple[object, datetime] = (None, EARLIEST)
        self._moved: list[tuple[EventKind, datetime, str, str, str | None]] = []

    def record(self, record: object, number: int) -> Iterator[Event]:
        self._intake.tally.records += 1
        where = f"{self._name or 'messages'}#{number}"
        if not isinstance(record, dict):
            self._intake.skip(where, "skip.not_a_record")
            return
        at = self._time(record)
        if at is None:
            self._intake.skip(where, "skip.bad_time", value=clean(text_of(record.get("date"))))
            return
        if not self._intake.believable(at, where):
            return
        kind = record.get("type")
        if kind == "message":
            yield from self._message(record, at, where)
        elif kind == "service":
            yield from self._service(record, at)
        else:
            self._intake.skip(where, "skip.unknown_record", kind=clean(text_of(kind)))

    def _time(self, record: dict[str, Any]) -> datetime | None:
        at = unix_time(record.get("date_unixtime"))
        if at is not None:
            self._both = record.get("date"), at
            return at
        return self._local(record.get("date"))

    def _local(self, written: object) -> datetime | None:
        if not isinstance(written, str):
            return None
        try:
            at = datetime.fromisoformat(written)
            return (at if at.tzinfo else at.replace(tzinfo=self._offset() or self._intake.clock)).astimezone(UTC)
        except (ValueError, OverflowError):
            return None

    def _offset(self) -> timezone | None:
        """How far the clock of the export stood from UTC where a message told both; ``None`` where none has yet."""
        written, at = self._both
        if not isinstance(written, str):
            return None
        try:
            return timezone(datetime.fromisoformat(written).replace(tzinfo=UTC) - at)
        except ValueError:
            return None

    def _message(self, record: dict[str, Any], at: datetime, where: str) -> Iterator[Event]:
        author = self._person(record.get("from_id"), record.get("from"))
        if not author:
            self._intake.skip(where, "skip.no_author")
            return
        text = prose(_text(record.get("text")))
        own = clean(text_of(record.get("id")))
        key = f"{self._id}/{own}" if own else self._key(f"{at.isoformat()}\0{author}\0{text}")
        answered = clean(text_of(record.get("reply_to_message_id")))
        if not answered or answered in self._topics:
            # In a group with topics every message answers the notice that opened its topic, which is nobody's message.
            yield Event(_MESSAGE, at, author, key, self._name, None, 1, asks(text), None, text)
        else:
            parent = None if record.get("reply_to_peer_id") else f"{self._id}/{answered}"
            yield Event(_REPLY, at, author, key, self._name, parent, 1, asks(text), None, text)
        if record.get("reactions"):
            yield from self._reactions(record["reactions"], at, key, where)

    def _reactions(self, reactions: object, at: datetime, key: str, where: str) -> Iterator[Event]:
        counts: dict[str, int] = {}
        for each in reactions if isinstance(reactions, list) else [None]:
            reaction: dict[str, Any] = each if isinstance(each, dict) else {}
            name = clean(text_of(reaction.get("emoji")) or text_of(reaction.get("document_id")) or text_of(reaction.get("type")))
            count = reaction.get("count")
            if not name or not isinstance(count, int) or not 0 <= count < _MOST:
                self._intake.skip(where, "skip.bad_reaction")
                continue
            self._reader.reacted = True
            recent = reaction.get("recent")
            given: dict[str, datetime] = {}
            for one in recent if isinstance(recent, list) else []:
                author = self._person(one.get("from_id"), one.get("from")) if isinstance(one, dict) else ""
                if author:
                    given.setdefault(author, self._given(one.get("date"), at))
            for author, moment in given.items():
                self._intake.named_reactions = True
                yield Event(_REACTION, moment, author, f"{key}/r/{name}/{author}", self._name, key)
            counts[name] = counts.get(name, 0) + max(count - len(given), 0)
        for name, count in counts.items():
            if count:
                yield Event(_REACTION, at, None, f"{key}/r/{name}", self._name, key, count)

    def _given(self, written: object, at: datetime) -> datetime:
        """When a reaction was given: never before its message, whose time is exact."""
        moment = self._local(written)
        return moment if moment and at < moment <= self._intake.latest else at

    def _service(self, record: dict[str, Any], at: datetime) -> Iterator[Event]:
        action = text_of(record.get("action"))
        actor = self._person(record.get("actor_id"), record.get("actor"))
        own = clean(text_of(record.get("id"))) or f"{at.isoformat()}/{action}"
        key = f"{self._id}/{own}"
        if action == "topic_created":
            self._topics.add(own)
        elif action in JOINS and actor:
            self._reader.moves = True
            yield Event(EventKind.JOIN, at, actor, key, self._name)
        elif action in {"invite_members", "remove_members"}:
            self._reader.moves = True
            self._move(record, EventKind.JOIN if action == "invite_members" else EventKind.LEAVE, at, actor, key)

    def _move(self, record: dict[str, Any], kind: EventKind, at: datetime, actor: str, key: str) -> None:
        members = record.get("members")
        by = clean(text_of(record.get("actor")))
        for number, member in enumerate(members if isinstance(members, list) else [], start=1):
            name = clean(text_of(member))
            if not name:
                self._intake.skip(f"{self._name or 'messages'}/{key.rpartition('/')[2]}", "skip.deleted_account")
                continue
            themselves = bool(actor) and name == by
            inviter = actor if kind is EventKind.JOIN and actor and not themselves else None
            # With its id known at once, or by its name when all of the chat was read.
            self._moved.append((kind, at, f"\0{actor}" if themselves else name, f"{key}/{number}", inviter))

    def moves(self) -> Iterator[Event]:
        """Who came and went by a notice that has only names."""
        for kind, at, who, key, inviter in self._moved:
            author = who[1:] if who.startswith("\0") else self._names.find(who)
            self._intake.person(author, who.lstrip("\0") if author == who else "")
            yield Event(kind, at, author, key, self._name, inviter=inviter)

    def _person(self, raw: object, raw_name: object) -> str:
        name = clean(text_of(raw_name))
        author = clean(text_of(raw))
        if author.isascii() and author.isdigit():
            # Exports before 2021 have the bare number.
            author = f"user{author}"
        author = author or name
        if author:
            self._names.meet(name, author)
            if author not in self._intake.authors:
                self._intake.person(author, name)
        return author


def _text(text: object) -> str:
    """The text of a message, which is a string or a list of strings and objects with a ``text``."""
    if isinstance(text, str):
        return text
    if not isinstance(text, list):
        return ""
    return "".join(piece if isinstance(piece, str) else text_of(piece.get("text")) if isinstance(piece, dict) else "" for piece in text)


FORMAT = Format("telegram", of_heads(looks_like, ".json"), events, EVIDENCE)
