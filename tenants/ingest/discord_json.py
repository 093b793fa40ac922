"""DiscordChatExporter's JSON: one object a channel, or a part of one, with its messages in an array.

Leaves are never in it, and joins only where the server greets newcomers in an exported channel: so joins count as told only if one is met.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any, BinaryIO

from tenants.ingest.discord import Seen, snowflake_time
from tenants.ingest.intake import Intake, clean, prose, text_of
from tenants.ingest.jsonstream import JsonStream
from tenants.ingest.questions import asks
from tenants.terms.errors import Refusal
from tenants.terms.event import Event, EventKind

# The exporter writes types that it has no name for as their number.
MESSAGES = {"Default", "0", "ChatInputCommand", "20", "ContextMenuCommand", "23"}
REPLIES = {"Reply", "19"}
JOINS = {"GuildMemberJoin", "7"}
_SMALL_HEAD = 64


def looks_like(head: bytes) -> bool:
    """Whether a file that begins so is one of these."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    return start.startswith(b"{") and b'"guild"' in start[:_SMALL_HEAD] and b'"channel"' in start


def events(raw: BinaryIO, name: str, seen: dict[str, Seen], intake: Intake) -> Iterator[Event]:
    """The acts in one file. ``seen`` holds what other files of the upload had, by channel."""
    stream = JsonStream(raw, name)
    head: dict[str, Any] = {}
    found = False
    for key in stream.members():
        if key == "messages":
            found = True
            channel = _channel(head.get("channel"))
            reader = _Messages(name, channel, seen.setdefault(channel, Seen()), intake)
            for number, record in enumerate(stream.array(), start=1):
                yield from reader.record(record, number)
        else:
            head[key] = stream.value()
    stream.end()
    if not found or not isinstance(head.get("channel"), dict):
        raise Refusal("import.not_this_format", format="discord-json", name=name)
    _covers(head, intake)


class _Messages:
    """The messages of one file."""

    def __init__(self, name: str, channel: str, seen: Seen, intake: Intake) -> None:
        self._name = name
        self._channel = channel
        self._seen = seen
        self._intake = intake

    def record(self, record: object, number: int) -> Iterator[Event]:
        intake = self._intake
        intake.tally.records += 1
        where = f"{self._name}#{number}"
        if not isinstance(record, dict):
            intake.skip(where, "skip.not_a_record")
            return
        key = text_of(record.get("id"))
        snowflake = int(key) if key.isascii() and key.isdigit() and len(key) < 20 else 0
        at = snowflake_time(snowflake)
        if at is None:
            intake.skip(where, "skip.bad_id", value=clean(key))
            return
        if not intake.believable(at, where) or not self._seen.is_new(snowflake):
            return
        kind = text_of(record.get("type", "Default"))
        if kind in MESSAGES or kind in REPLIES or kind in JOINS:
            event = self._act(record, kind, at, str(snowflake), where)
            if event is not None:
                yield event
        if record.get("reactions"):
            yield from self._reactions(record["reactions"], at, str(snowflake), where)

    def _act(self, record: dict[str, Any], kind: str, at: datetime, key: str, where: str) -> Event | None:
        author = self._person(record.get("author"))
        if not author:
            self._intake.skip(where, "skip.no_author")
            return None
        if kind in JOINS:
            self._intake.joins_seen = True
            return Event(EventKind.JOIN, at, author, key, self._channel)
        content = record.get("content")
        question = isinstance(content, str) and asks(content)
        text = prose(content) if isinstance(content, str) else ""
        if kind in MESSAGES:
            return Event(EventKind.MESSAGE, at, author, key, self._channel, None, 1, question, None, text)
        reference = record.get("reference")
        parent = text_of(reference.get("messageId")) if isinstance(reference, dict) else ""
        return Event(EventKind.REPLY, at, author, key, self._channel, clean(parent) or None, 1, question, None, text)

    def _reactions(self, reactions: object, at: datetime, key: str, where: str) -> Iterator[Event]:
        counts: dict[str, int] = {}
        for each in reactions if isinstance(reactions, list) else [None]:
            reaction: dict[str, Any] = each if isinstance(each, dict) else {}
            emoji = reaction.get("emoji")
            name = clean(text_of(emoji.get("name")) or text_of(emoji.get("id"))) if isinstance(emoji, dict) else ""
            count = reaction.get("count")
            if not name or not isinstance(count, int) or not 0 <= count < 10_000_000:
                self._intake.skip(where, "skip.bad_reaction")
                continue
            users = reaction.get("users")
            named = 0
            who = {self._person(user) for user in users} - {""} if isinstance(users, list) else set()
            for user in sorted(who):
                named += 1
                self._intake.named_reactions = True
                yield Event(EventKind.REACTION, at, user, f"{key}/r/{name}/{user}", self._channel, key)
            if count > named:
                counts[name] = counts.get(name, 0) + count - named
        for name, count in counts.items():
            yield Event(EventKind.REACTION, at, None, f"{key}/r/{name}", self._channel, key, count)

    def _person(self, who: object) -> str:
        if not isinstance(who, dict):
            return ""
        author = clean(text_of(who.get("id")))
        if author and author not in self._intake.authors:
            name = text_of(who.get("nickname")) or text_of(who.get("name"))
            self._intake.person(author, name, is_bot=who.get("isBot") is True)
        return author


def _channel(channel: object) -> str:
    if not isinstance(channel, dict):
        return ""
    names = (text_of(channel.get("category")), text_of(channel.get("name")))
    return clean("/".join(name for name in names if name))


def _covers(head: dict[str, Any], intake: Intake) -> None:
    """The exporter says the span it was asked for (open ended: ``null``) and, in newer versions, when it ran."""
    span = head.get("dateRange")
    after, before = (_day(span.get("after")), _day(span.get("before"))) if isinstance(span, dict) else (None, None)
    intake.vouch(after, before or _day(head.get("exportedAt")))


def _day(text: object) -> date | None:
    if not isinstance(text, str):
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    try:
        return at.astimezone(UTC).date() if at.tzinfo else at.date()
    except OverflowError:
        return None
