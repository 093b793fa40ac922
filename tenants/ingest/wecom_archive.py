"""WeCom's archive of messages (会话存档), decrypted: objects with ``msgid``, ``from``, ``roomid``, ``msgtime`` and ``msgtype``.

A group is its ``roomid``, since the archive knows no names; a list of members in the same zip lends them. Conversations of two have no room
and are left out. A message that was called back is left out wherever in the upload the recall stands. Staff are those whose id is not an
outside contact's. Who came and who left is not in the archive.
"""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from tenants.ingest import wecom_members
from tenants.ingest.archive import Entry, Upload
from tenants.ingest.intake import Intake, clean, text_of
from tenants.ingest.questions import asks
from tenants.ingest.registry import Format, Head, of_heads
from tenants.ingest.wecom import SUFFIXES, files, meet, records
from tenants.terms.errors import Refusal
from tenants.terms.event import Event, EventKind, Evidence

EVIDENCE = Evidence(joins=False, leaves=False, replies=True, reactions=False, reaction_authors=False)
CONSENT = frozenset({"agree", "disagree"})
"""Whether somebody consents to be archived: records, but nothing said."""
LONGEST_QUOTE = 8_192
UNSAID = frozenset({"switch", "recall"})
"""What is done without saying anything: going over to another company's account, calling a message back."""

_SIGHT = re.compile(r'"msgtime"\s*:')
_CLOSED = re.compile(r'"encrypt_(?:chat_msg|random_key)"\s*:')
_RECALLED = re.compile(rb'"pre_msgid"\s*:\s*"([^"]{1,200})"')
_LATEST_MS = 253_402_300_799_000
_QUOTE = re.compile(r"^(?:这是一条引用/回复消息[:：]?\s*\n.*?\n-{3,}\s*\n|「.*?」\s*\n(?:- ?){5,}\s*\n)", re.DOTALL)


def looks_like(head: Head) -> bool:
    """Whether a file that begins so is such an archive, decrypted or not."""
    found = head.json
    said = '"msgtype"' in found and _SIGHT.search(found) is not None
    return '"msgid"' in found and (said or '"switch"' in found or _CLOSED.search(found) is not None)


def events(upload: Upload, intake: Intake) -> Iterator[Event]:
    """The messages of the groups, file by file."""
    found = files(upload, intake, looks_like, "wecom-archive", also=wecom_members.looks_like)
    recalled = _recalled(upload, found)
    names = wecom_members.names(upload, intake) if upload.is_zip else {}
    reader = _Archive(recalled, names, intake)
    for entry in found:
        for number, record in enumerate(records(upload, entry), start=1):
            intake.tally.records += 1
            where = f"{entry.name}#{number}"
            if isinstance(record, dict):
                event = reader.event(record, where)
                if event is not None:
                    yield event
            else:
                intake.skip(where, "skip.not_a_record")
    if reader.single:
        intake.skip(upload.name, "skip.single_chats", count=reader.single)
    intake.finish(EVIDENCE)


def _recalled(upload: Upload, found: list[Entry]) -> set[str]:
    """The ids of messages that were called back; what is read here does not count against the total."""
    ids: set[str] = set()
    before = upload.total
    for entry in found:
        with upload.open(entry) as raw:
            rest = b""
            while block := raw.read(1 << 18):
                rest += block
                ids.update(each.decode("utf-8", "replace").replace("\\/", "/") for each in _RECALLED.findall(rest))
                rest = rest[-512:]
    upload.total = before
    return ids


class _Archive:
    """The records of an upload."""

    def __init__(self, recalled: set[str], names: dict[str, str], intake: Intake) -> None:
        self._recalled = recalled
        self._names = names
        self._intake = intake
        self._channels: dict[str, str] = {}
        self._people: dict[str, str] = {}
        self.single = 0

    def event(self, record: dict[str, Any], where: str) -> Event | None:
        """The message in a record, ``None`` if it holds none (who moved to another device, a recall, a consent) or it is left out."""
        if "encrypt_chat_msg" in record and "msgtype" not in record:
            raise Refusal("import.encrypted_archive", name=where.partition("#")[0])
        key, kind = record.get("msgid"), text_of(record.get("msgtype"))
        if text_of(record.get("action")) in UNSAID or kind in CONSENT or kind == "revoke":
            return None
        if not isinstance(key, str) or not key.strip() or not key.isprintable() or len(key) > 200:
            self._intake.skip(where, "skip.bad_id", value=clean(text_of(key)))
            return None
        at = self._time(record.get("msgtime"), where)
        if at is None or not self._intake.believable(at, where):
            return None
        room, sender = text_of(record.get("roomid")).strip(), text_of(record.get("from"))
        if not room:
            self.single += 1
            return None
        author = self._people.get(sender) or self._meet(sender)
        if key in self._recalled or not author:
            self._intake.skip(where, "skip.recalled" if author else "skip.no_author")
        else:
            return self._message(at, author, key, self._channel(room), _text(record, kind))
        return None

    def _message(self, at: datetime, author: str, key: str, channel: str, text: str) -> Event:
        quote = _QUOTE.match(text[:LONGEST_QUOTE]) if text.startswith(("这是一条引用", "「")) else None
        if quote:
            text = text[quote.end() :].strip()
        kind = EventKind.REPLY if quote else EventKind.MESSAGE
        question = ("?" in text or "？" in text) and asks(text)
        return Event(kind, at, author, key, channel, None, 1, question, None, text.replace("\0", ""))

    def _meet(self, sender: str) -> str:
        author = self._people[sender] = meet(self._intake, sender)
        return author

    def _channel(self, room: str) -> str:
        channel = self._channels.get(room)
        if channel is None:
            channel = self._channels[room] = clean(self._names.get(room) or room)
        return channel

    def _time(self, value: object, where: str) -> datetime | None:
        if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 16:
            value = int(value)
        if isinstance(value, int) and not isinstance(value, bool) and 0 < value < _LATEST_MS:
            # Milliseconds; some tools cut them to seconds.
            return datetime.fromtimestamp(value / 1000 if value > 100_000_000_000 else value, UTC)
        self._intake.skip(where, "skip.bad_time", value=clean(text_of(value)))
        return None


def _text(record: dict[str, Any], kind: str) -> str:
    """What was written: of texts and the texts among mixed parts; "" for everything that is shown or sent."""
    body = record.get(kind)
    if kind in {"text", "markdown"}:
        body = body if isinstance(body, dict) else record.get("info")
        return text_of(body.get("content")).strip() if isinstance(body, dict) else ""
    if kind != "mixed" or not isinstance(body, dict) or not isinstance(body.get("item"), list):
        return ""
    return "\n".join(filter(None, map(_part, body["item"])))


def _part(item: object) -> str:
    if not isinstance(item, dict) or item.get("type") != "text":
        return ""
    content = item.get("content")
    if isinstance(content, str) and content.startswith("{"):
        try:
            content = json.loads(content)
        except (ValueError, RecursionError):
            return content.strip()
    return text_of(content.get("content") if isinstance(content, dict) else content).strip()


FORMAT = Format("wecom-archive", of_heads(looks_like, *SUFFIXES), events, EVIDENCE, strict=False)
