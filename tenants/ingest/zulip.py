"""Zulip's public archive: ``zulip_json/stream_index.json`` and ``zulip_json/STREAM/TOPIC.json``, an array of messages each.

The archive gives people no ids, only their full names: two people who share a name are one here, and who changes their name becomes
somebody new. A topic is no reply: only a message that quotes another names what it answers. What ``Notification Bot`` and its like say
is nobody's act.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote

from tenants.ingest.archive import Entry, Upload
from tenants.ingest.discord import Seen
from tenants.ingest.intake import Intake, clean, prose, text_of
from tenants.ingest.jsonstream import JsonStream
from tenants.ingest.markup import plain
from tenants.ingest.questions import asks
from tenants.ingest.registry import Format, Sight
from tenants.terms.event import Event, EventKind, Evidence

EVIDENCE = Evidence(joins=False, leaves=False, replies=False, reactions=False, reaction_authors=False)
SYSTEM = frozenset({"notification bot", "welcome bot", "reminder bot", "zulip notifications"})
INDEX = "stream_index.json"
LONGEST = 1 << 15
"""More signs than a message of Zulip may have, in HTML."""

_FOLDER = re.compile(r"(\d+)-(.*)", re.DOTALL)
_ESCAPE = re.compile(r"\.([0-9A-Fa-f]{2})")
_QUOTE = re.compile(r"^\s*<p>\s*<span class=\"user-mention[^>]*>[^<]*</span>\s*<a href=\"[^\"]*/near/(\d{1,18})\">", re.DOTALL)
_QUOTED = re.compile(r"^.*?</blockquote>", re.DOTALL)
_CODE = re.compile(r"<(pre|code|a)\b[^>]*>.*?</\1>", re.DOTALL)
_BOT = re.compile(r"\bbot$", re.IGNORECASE)
_LATEST = 253_402_300_799
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _root(names: list[str]) -> str | None:
    """The folder of the index; ``None`` if this is no such archive."""
    index = next((PurePosixPath(name) for name in names if PurePosixPath(name).name == INDEX), None)
    return None if index is None else str(index.parent)


def _looks_like(sight: Sight) -> bool:
    return sight.is_zip and _root(sight.names) is not None


def events(upload: Upload, intake: Intake) -> Iterator[Event]:
    """The messages of the archive, topic by topic."""
    root = _root([entry.name for entry in upload.entries]) or "."
    streams = _streams(upload, root)
    seen = Seen()
    for entry in upload.entries:
        path = PurePosixPath(entry.name)
        if path.name == INDEX or entry.suffix != ".json" or str(path.parent.parent) != root:
            continue
        if entry.empty:
            intake.skip(entry.name, "skip.empty_file")
        else:
            yield from _topic(upload, entry, clean(_stream(path.parent.name, streams)), seen, intake)
    intake.finish(EVIDENCE)


def _streams(upload: Upload, root: str) -> dict[str, str]:
    """Names of streams by their ids, as the index has them."""
    names: dict[str, str] = {}
    entry = next((entry for entry in upload.entries if PurePosixPath(entry.name) == PurePosixPath(root) / INDEX), None)
    if entry is None or entry.empty:
        return names
    with upload.open(entry) as raw:
        stream = JsonStream(raw, entry.name)
        for key in stream.members():
            if key == "streams" and stream.peek() == "{":
                for name in stream.members():
                    about = stream.value()
                    if isinstance(about, dict):
                        names[text_of(about.get("id"))] = name
            else:
                stream.value()
    return names


def _stream(folder: str, names: dict[str, str]) -> str:
    """A stream by its folder, ``20-0.2E1.20JRA``: an id, and the name with dots for percent signs and hyphens for blanks."""
    found = _FOLDER.match(folder)
    if found is None:
        return unquote(_ESCAPE.sub(r"%\1", folder))
    return names.get(found[1]) or unquote(_ESCAPE.sub(r"%\1", found[2]))


def _topic(upload: Upload, entry: Entry, channel: str, seen: Seen, intake: Intake) -> Iterator[Event]:
    tally = intake.tally
    with upload.open(entry) as raw:
        stream = JsonStream(raw, entry.name)
        for number, record in enumerate(stream.array(), start=1):
            tally.records += 1
            where = f"{entry.name}#{number}"
            if isinstance(record, dict):
                event = _message(record, channel, seen, where, intake)
                if event is not None:
                    yield event
            else:
                intake.skip(where, "skip.not_a_record")
        stream.end()


def _message(record: dict[str, Any], channel: str, seen: Seen, where: str, intake: Intake) -> Event | None:
    number, at = record.get("id"), _time(record.get("timestamp"))
    if not isinstance(number, int) or isinstance(number, bool) or not 0 < number < 1 << 63:
        intake.skip(where, "skip.bad_id", value=clean(text_of(number)))
        return None
    if at is None:
        intake.skip(where, "skip.bad_time", value=clean(text_of(record.get("timestamp"))))
        return None
    name = clean(text_of(record.get("sender_full_name")))
    if not name:
        intake.skip(where, "skip.no_author")
        return None
    # A topic that was moved stands in the archive under both its names.
    if name.lower() in SYSTEM or not intake.believable(at, where) or not seen.is_new(number):
        return None
    intake.person(name, name, is_bot=_BOT.search(name) is not None)
    html = text_of(record.get("content"))[:LONGEST]
    quote = _QUOTE.match(html) if "/near/" in html else None
    if quote:
        html = _QUOTED.sub("", html, count=1)
    text = prose(plain(html))
    question = ("?" in text or "？" in text) and asks(plain(_CODE.sub(" ", html)) if "<a " in html or "<code" in html else text)
    kind, parent = (EventKind.REPLY, quote[1]) if quote else (EventKind.MESSAGE, None)
    return Event(kind, at, name, str(number), channel, parent, 1, question, None, text)


def _time(value: object) -> datetime | None:
    if isinstance(value, (int, float)) and not isinstance(value, bool) and 0 < value < _LATEST:
        return _EPOCH + timedelta(seconds=value)
    return None


FORMAT = Format("zulip", _looks_like, events, EVIDENCE)
