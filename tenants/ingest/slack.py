"""Slack's export: a zip with ``users.json``, ``channels.json`` and one folder a channel of one JSON array a day.

A key is ``channel/ts``: the channel's id where ``channels.json`` knows it (a renamed channel keeps its id), else its folder. Joins and
leaves are those of channels, as the file has them; conversations between a few people (``dms.json``, ``mpims.json``) are left out.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from html import unescape
from pathlib import PurePosixPath
from typing import Any

from tenants.ingest.archive import Entry, Upload
from tenants.ingest.intake import Intake, clean, prose, text_of
from tenants.ingest.jsonstream import JsonStream
from tenants.ingest.questions import asks
from tenants.ingest.registry import Format, Sight
from tenants.terms.event import Event, EventKind, Evidence

EVIDENCE = Evidence(joins=True, leaves=True, replies=True, reactions=True, reaction_authors=True)

ACTS = {None, "", "bot_message", "file_share", "file_comment", "file_mention", "me_message", "thread_broadcast"}
"""Subtypes somebody wrote. All others are notices of the system or tombstones: records, but nobody's act."""
JOINS = {"channel_join", "group_join"}
LEAVES = {"channel_leave", "group_leave"}

DAY_FILE = re.compile(r"(?:^|/)\d{4}-\d{2}-\d{2}\.json$")
_LISTS = {"users.json", "channels.json", "groups.json", "dms.json", "mpims.json"}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SPAN = re.compile(r"([A-Z][a-z]{2} \d{1,2} \d{4}) - ([A-Z][a-z]{2} \d{1,2} \d{4})")
_MESSAGE, _REPLY, _REACTION = EventKind.MESSAGE, EventKind.REPLY, EventKind.REACTION


def is_slack(names: list[str]) -> bool:
    """Whether these are the names of a Slack export."""
    lists = {PurePosixPath(name).name for name in names}
    return bool(lists & {"channels.json", "groups.json", "users.json"}) and (
        any(DAY_FILE.search(name) for name in names) or {"channels.json", "users.json"} <= lists
    )


@dataclass(slots=True)
class _Workspace:
    users: dict[str, tuple[str, bool]] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    private: set[str] = field(default_factory=set)


def events(upload: Upload, intake: Intake) -> Iterator[Event]:
    """The acts in the export, channel by channel."""
    workspace = _workspace(upload)
    _covers(upload.name, intake)
    left_out: set[str] = set()
    for entry in upload.entries:
        if not DAY_FILE.search(entry.name):
            if entry.suffix == ".json" and PurePosixPath(entry.name).name not in _LISTS | {"integration_logs.json"}:
                intake.skip(entry.name, "skip.unknown_file")
            continue
        folder = PurePosixPath(entry.name).parent.name
        if folder in workspace.private or folder.startswith("mpdm-"):
            if folder not in left_out:
                left_out.add(folder)
                intake.skip(folder, "skip.private_conversation")
        elif entry.empty:
            intake.skip(entry.name, "skip.empty_file")
        else:
            yield from _Day(upload, entry, folder, workspace, intake).events()
    intake.finish(EVIDENCE)


class _Day:
    """One day of one channel."""

    def __init__(self, upload: Upload, entry: Entry, folder: str, workspace: _Workspace, intake: Intake) -> None:
        self._upload = upload
        self._entry = entry
        self._workspace = workspace
        self._intake = intake
        self.channel_id = clean(workspace.ids.get(folder, folder))
        self.channel = clean(workspace.names.get(folder, folder))
        self.day = f"{folder}/{PurePosixPath(entry.name).name}"
        self._seen: set[str] = set()

    def events(self) -> Iterator[Event]:
        tally = self._intake.tally
        with self._upload.open(self._entry) as raw:
            stream = JsonStream(raw, self._entry.name)
            for number, record in enumerate(stream.array(), start=1):
                tally.records += 1
                where = f"{self.day}#{number}"
                if isinstance(record, dict):
                    yield from self._record(record, where)
                else:
                    self._intake.skip(where, "skip.not_a_record")
            stream.end()

    def _record(self, record: dict[str, Any], where: str) -> Iterator[Event]:
        if record.get("type", "message") != "message":
            self._intake.skip(where, "skip.unknown_record", kind=clean(text_of(record.get("type"))))
            return
        ts = record.get("ts")
        at = _time(ts)
        if at is None or not isinstance(ts, str):
            self._intake.skip(where, "skip.bad_time", value=clean(text_of(ts)))
            return
        # A reply shown in the channel too stands twice in some exports, with one ts.
        if ts in self._seen or not self._intake.believable(at, where):
            return
        self._seen.add(ts)
        key = f"{self.channel_id}/{ts}"
        subtype = record.get("subtype")
        subtype = subtype if isinstance(subtype, str) else None
        if subtype in ACTS:
            yield from self._message(record, subtype, at, key, where)
        elif subtype in JOINS or subtype in LEAVES:
            yield from self._move(record, subtype in JOINS, at, key, where)
        if record.get("reactions"):
            yield from self._reactions(record["reactions"], at, key, where)

    def _message(self, record: dict[str, Any], subtype: str | None, at: datetime, key: str, where: str) -> Iterator[Event]:
        author = self._author(record, subtype)
        if not author:
            self._intake.skip(where, "skip.no_author")
            return
        thread = text_of(record.get("thread_ts"))
        text = record.get("text")
        question = isinstance(text, str) and asks(text)
        written = _plain(text) if isinstance(text, str) else ""
        if thread and thread != record["ts"]:
            yield Event(_REPLY, at, author, key, self.channel, f"{self.channel_id}/{clean(thread)}", 1, question, None, written)
        else:
            yield Event(_MESSAGE, at, author, key, self.channel, None, 1, question, None, written)

    def _move(self, record: dict[str, Any], joined: bool, at: datetime, key: str, where: str) -> Iterator[Event]:  # noqa: FBT001 - join or leave
        author = clean(text_of(record.get("user")))
        if not author:
            self._intake.skip(where, "skip.no_author")
            return
        self._meet(author)
        inviter = clean(text_of(record.get("inviter"))) or None if joined else None
        yield Event(EventKind.JOIN if joined else EventKind.LEAVE, at, author, key, self.channel, inviter=inviter)

    def _reactions(self, reactions: object, at: datetime, key: str, where: str) -> Iterator[Event]:
        for each in reactions if isinstance(reactions, list) else [None]:
            reaction: dict[str, Any] = each if isinstance(each, dict) else {}
            name = clean(text_of(reaction.get("name")))
            if not name:
                self._intake.skip(where, "skip.bad_reaction")
                continue
            users = reaction.get("users")
            who = dict.fromkeys(clean(user) for user in users if isinstance(user, str)) if isinstance(users, list) else {}
            who.pop("", None)
            for user in who:
                self._meet(user)
                yield Event(_REACTION, at, user, f"{key}/r/{name}/{user}", self.channel, key)
            # In large workspaces the list of users is cut short; the count is not.
            count = reaction.get("count")
            rest = count - len(who) if isinstance(count, int) and count < 10_000_000 else 0
            if rest > 0:
                yield Event(_REACTION, at, None, f"{key}/r/{name}", self.channel, key, rest)

    def _author(self, record: dict[str, Any], subtype: str | None) -> str:
        """Who wrote it, remembered; "" where the record does not say."""
        comment = record.get("comment")
        user = comment.get("user") if subtype == "file_comment" and isinstance(comment, dict) else record.get("user")
        author = clean(text_of(user))
        if author:
            self._meet(author, is_bot=author not in self._workspace.users and bool(record.get("bot_id")))
            return author
        name = clean(text_of(record.get("username")))
        bot = clean(text_of(record.get("bot_id"))) or (f"bot:{name}" if name else "")
        if bot:
            profile = record.get("bot_profile")
            self._intake.person(bot, name or (text_of(profile.get("name")) if isinstance(profile, dict) else ""), is_bot=True)
        return bot

    def _meet(self, author: str, *, is_bot: bool = False) -> None:
        known = self._intake.authors.get(author)
        if known is None:
            name, listed_bot = self._workspace.users.get(author, ("", author == "USLACKBOT"))
            self._intake.person(author, name, is_bot=listed_bot or is_bot)


def _plain(text: str) -> str:
    """The text with its three escaped signs; who is mentioned stays as the export names them."""
    return prose(unescape(text) if "&" in text else text)


def _time(ts: object) -> datetime | None:
    """The moment of a ``ts`` ("1433558207.760577": seconds of UTC, exact to the microsecond), ``None`` if it is none."""
    if not isinstance(ts, str):
        return None
    seconds, _, fraction = ts.partition(".")
    if not (ts.isascii() and seconds.isdigit() and len(seconds) <= 11 and (fraction.isdigit() or not fraction)):
        return None
    return _EPOCH + timedelta(seconds=int(seconds), microseconds=int(fraction[:6].ljust(6, "0")))


def _workspace(upload: Upload) -> _Workspace:
    workspace = _Workspace()
    for entry in upload.entries:
        name = PurePosixPath(entry.name).name
        if name not in _LISTS or entry.empty:
            continue
        with upload.open(entry) as raw:
            for item in JsonStream(raw, entry.name).array():
                if isinstance(item, dict) and isinstance(item.get("id"), str):
                    _list_item(workspace, name, item)
    return workspace


def _list_item(workspace: _Workspace, listed_in: str, item: Mapping[str, Any]) -> None:
    given = text_of(item.get("name"))
    if listed_in == "users.json":
        profile = item.get("profile")
        inner: dict[str, Any] = profile if isinstance(profile, dict) else {}
        names = (item.get("real_name"), inner.get("real_name"), inner.get("display_name"), given)
        best = next((text_of(name) for name in names if text_of(name).strip()), "")
        is_bot = item.get("is_bot") is True or item["id"] == "USLACKBOT"
        workspace.users[clean(item["id"])] = (clean(best), is_bot)
    elif listed_in in {"dms.json", "mpims.json"}:
        workspace.private.update({item["id"], given} - {""})
    else:
        workspace.ids[given or item["id"]] = workspace.ids[item["id"]] = item["id"]
        workspace.names[given] = workspace.names[item["id"]] = given or item["id"]


def _covers(name: str, intake: Intake) -> None:
    """Slack names its zip after the days it holds ("Acme Slack export Apr 1 2019 - May 1 2019.zip")."""
    span = _SPAN.search(name)
    if span is None:
        return
    try:
        days: list[date] = [datetime.strptime(day, "%b %d %Y").replace(tzinfo=UTC).date() for day in span.groups()]
    except ValueError:
        return
    intake.vouch(days[0], days[1])


def _looks_like(sight: Sight) -> bool:
    return sight.is_zip and is_slack(sight.names)


FORMAT = Format("slack", _looks_like, events, EVIDENCE)
