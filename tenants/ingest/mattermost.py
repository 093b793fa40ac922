"""Mattermost's bulk export: one JSON object a line, of teams, channels, people and posts.

Joins are ordinary posts whose text says so. There is no id: a key is a hash of channel, moment and person. What was said between two
people (``direct_post``) is left out. Every time is in milliseconds of UTC.
"""

import csv
import json
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from tenants.ingest.archive import Entry, Upload
from tenants.ingest.intake import EARLIEST, Intake, clean, prose, text_of
from tenants.ingest.keys import Repeats
from tenants.ingest.questions import asks
from tenants.ingest.registry import Format, Head, of_heads
from tenants.ingest.tables import lines
from tenants.ingest.times import unix_time
from tenants.terms.errors import Refusal
from tenants.terms.event import Event, EventKind, Evidence

EVIDENCE = Evidence(joins=True, leaves=True, replies=True, reactions=True, reaction_authors=True)
_FIRST = re.compile(r'\ufeff?\s*\{\s*"type"\s*:\s*"version"|\ufeff?\s*\{[^\n]{0,200}"type"\s*:\s*"version"[^\n]{0,200}\}\s*\n')
_WHO = r"@?(?P<who>[\w.-]{1,64})"
_BY = r"@?(?P<by>[\w.-]{1,64})"
_PLACE = r"(?:channel|team)"
_JOINS = (
    re.compile(rf"{_WHO} (?:has )?joined the {_PLACE}\.?$"),
    re.compile(rf"{_WHO} (?:was )?added to the {_PLACE}(?: as a guest)? by {_BY}\.?$"),
    re.compile(rf"{_BY} added @?(?P<who>[\w.-]{{1,64}}) to the {_PLACE}\.?$"),
)
_LEAVES = (
    re.compile(rf"{_WHO} (?:has )?left the {_PLACE}\.?$"),
    re.compile(rf"{_WHO} was removed from the {_PLACE}(?: by {_BY})?\.?$"),
    re.compile(rf"{_WHO} removed from the {_PLACE}(?: by {_BY})?\.?$"),
)
_LONGEST_NOTICE = 200
_DECODE = json.JSONDecoder().decode
_PEOPLE = {"version", "team", "channel", "emoji", "role", "scheme", "direct_channel", "info", "bot"}


def looks_like(head: Head) -> bool:
    """Whether a file that begins so is one of these: its first line is the version."""
    return bool(_FIRST.match(head.text))


def events(upload: Upload, intake: Intake) -> Iterator[Event]:
    """The acts in the export."""
    found = told = False
    for entry in upload.entries:
        if upload.is_zip and (
            entry.suffix not in {".jsonl", ".json", ".ndjson"}
            or entry.empty
            or not looks_like(Head(entry.name, upload.head(entry, 1 << 16)))
        ):
            continue
        found = True
        file = _Lines(upload, entry, intake)
        yield from file.events()
        told = told or file.moves_told
    if not found:
        raise Refusal("import.not_this_format", format="mattermost", name=upload.name)
    # Servers may leave notices out of an export: then it tells of nobody who came or went.
    intake.finish(Evidence(joins=told, leaves=told, replies=True, reactions=True, reaction_authors=True))


class _Lines:
    """One file. ``moves_told``: a post said that somebody came or went."""

    def __init__(self, upload: Upload, entry: Entry, intake: Intake) -> None:
        self._upload = upload
        self._entry = entry
        self._intake = intake
        self._key = Repeats().key
        self._direct = False
        self._acts: list[Event] = []
        self.moves_told = False

    def events(self) -> Iterator[Event]:
        name = self._entry.name
        acts = self._acts
        with self._upload.open(self._entry) as raw:
            try:
                for number, line in enumerate(lines(raw, "utf-8-sig"), start=1):
                    if len(line) > 2 or not line.isspace():
                        self._line(line, f"line {number}")
                        if acts:
                            yield from acts
                            acts.clear()
            except UnicodeError as error:
                raise Refusal("import.not_utf8", name=name) from error
            except csv.Error as error:
                raise Refusal("import.endless_line", name=name) from error

    def _line(self, line: str, where: str) -> None:
        """Put the acts of a line into ``_acts``."""
        self._intake.tally.records += 1
        try:
            record = _DECODE(line)
        except RecursionError as error:
            raise Refusal("import.json_too_deep", name=self._entry.name) from error
        except ValueError:
            self._intake.skip(where, "skip.broken_line")
            return
        kind = record.get("type") if isinstance(record, dict) else None
        inner = record.get(kind) if isinstance(kind, str) else None
        if kind == "post" and isinstance(inner, dict):
            self._post(inner, where)
        elif kind == "user" and isinstance(inner, dict):
            self._user(inner)
        elif kind == "direct_post":
            if not self._direct:
                self._direct = True
                self._intake.skip(where, "skip.private_conversation")
        elif text_of(kind) not in _PEOPLE:
            self._intake.skip(where, "skip.unknown_record", kind=clean(text_of(kind)))

    def _user(self, user: dict[str, Any]) -> None:
        author = clean(text_of(user.get("username")))
        if author:
            full = f"{text_of(user.get('first_name'))} {text_of(user.get('last_name'))}".strip()
            roles = text_of(user.get("roles")).split()
            self._intake.person(
                author,
                text_of(user.get("nickname")) or full or author,
                is_bot=user.get("is_bot") is True or "system_bot" in roles,
                is_staff="system_admin" in roles,
                email=text_of(user.get("email")),
            )

    def _post(self, post: dict[str, Any], where: str) -> None:
        team, name = post.get("team"), post.get("channel")
        channel = clean(f"{team}/{name}") if isinstance(team, str) and team and isinstance(name, str) else clean(text_of(name))
        read = self._read(post, where)
        if read is None:
            return
        at, author = read
        key = self._key(f"{channel}\0{post['create_at']}\0{author}")
        message = post.get("message")
        text = prose(message) if isinstance(message, str) else ""
        kind = text_of(post["type"]) if "type" in post else ""
        moved = _move(text, author, kind) if "channel" in text or "team" in text else None
        if moved is not None:
            move, who, inviter = moved
            self.moves_told = True
            self._meet(who)
            if inviter:
                self._meet(inviter)
            self._acts.append(Event(move, at, who, key, channel, inviter=inviter if move is EventKind.JOIN else None))
        elif not kind.startswith("system_"):
            if author not in self._intake.authors:
                self._meet(author, is_bot=_is_bot(post))
            self._acts.append(Event(EventKind.MESSAGE, at, author, key, channel, None, 1, asks(text), None, text))
        if post.get("reactions"):
            self._reactions(post["reactions"], at, key, channel, where)
        replies = post.get("replies")
        for number, reply in enumerate(replies if isinstance(replies, list) else (), start=1):
            self._reply(reply, key, channel, f"{where} reply {number}")

    def _reply(self, reply: object, parent: str, channel: str, where: str) -> None:
        """An answer; some are older than what they answer, for the clocks of those who exported differ."""
        self._intake.tally.records += 1
        if not isinstance(reply, dict):
            self._intake.skip(where, "skip.not_a_record")
            return
        read = self._read(reply, where)
        if read is None:
            return
        at, author = read
        self._meet(author, is_bot=_is_bot(reply))
        key = self._key(f"{channel}\0{reply['create_at']}\0{author}")
        message = reply.get("message")
        text = prose(message) if isinstance(message, str) else ""
        self._acts.append(Event(EventKind.REPLY, at, author, key, channel, parent, 1, asks(text), None, text))
        if reply.get("reactions"):
            self._reactions(reply["reactions"], at, key, channel, where)

    def _read(self, post: dict[str, Any], where: str) -> tuple[datetime, str] | None:
        at = unix_time(post.get("create_at"), per_second=1000)
        author = clean(text_of(post.get("user")))
        if at is None:
            self._intake.skip(where, "skip.bad_time", value=clean(text_of(post.get("create_at"))))
        elif not author:
            self._intake.skip(where, "skip.no_author")
        elif EARLIEST <= at <= self._intake.latest or self._intake.believable(at, where):
            return at, author
        return None

    def _reactions(self, reactions: object, at: datetime, key: str, channel: str, where: str) -> None:
        for each in reactions if isinstance(reactions, list) else [None]:
            reaction: dict[str, Any] = each if isinstance(each, dict) else {}
            name = clean(text_of(reaction.get("emoji_name")))
            author = clean(text_of(reaction.get("user")))
            if not name or not author:
                self._intake.skip(where, "skip.bad_reaction")
                continue
            self._meet(author)
            given = unix_time(reaction.get("create_at"), per_second=1000)
            moment = given if given and at <= given <= self._intake.latest else at
            self._acts.append(Event(EventKind.REACTION, moment, author, f"{key}/r/{name}/{author}", channel, key))

    def _meet(self, author: str, *, is_bot: bool = False) -> None:
        if author not in self._intake.authors:
            self._intake.person(author, author, is_bot=is_bot)


def _is_bot(post: dict[str, Any]) -> bool:
    props = post.get("props")
    return isinstance(props, dict) and any(str(props.get(name)).lower() == "true" for name in ("from_bot", "from_webhook"))


def _move(text: str, author: str, kind: str) -> tuple[EventKind, str, str | None] | None:
    """Who joined or left by a post, and who brought them; only if its author is one of the two, as in a notice."""
    if len(text) > _LONGEST_NOTICE:
        return None
    for event, patterns in ((EventKind.JOIN, _JOINS), (EventKind.LEAVE, _LEAVES)):
        for pattern in patterns:
            found = pattern.match(text)
            if found is not None:
                who, by = clean(found["who"]).rstrip("."), clean(found.groupdict().get("by") or "").rstrip(".") or None
                return (event, who, by) if author in {who, by} or kind.startswith("system_") else None
    return None


FORMAT = Format("mattermost", of_heads(looks_like, ".jsonl", ".json", ".ndjson"), events, EVIDENCE)
