"""WeCom's lists of the members of groups, as its interface answers (``externalcontact/groupchat/get``): one, many, or a zip of them.

A list tells since when each of today's members is there and who invited them, so each is a join at that time. Who has left is not in it.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from tenants.ingest.archive import Upload
from tenants.ingest.intake import Intake, clean, text_of
from tenants.ingest.registry import HEAD, Format, Head, of_heads
from tenants.ingest.wecom import SUFFIXES, files, meet, records
from tenants.terms.event import Event, EventKind, Evidence

EVIDENCE = Evidence(joins=True, leaves=False, replies=False, reactions=False, reaction_authors=False)
STAFF = 1
_SIGHT = re.compile(r'"member_list"\s*:\s*\[|"group_chat"\s*:\s*\{')
_LATEST = 253_402_300_799


def looks_like(head: Head) -> bool:
    """Whether a file that begins so is such a list."""
    return _SIGHT.search(head.json) is not None and '"chat_id"' in head.json


def events(upload: Upload, intake: Intake) -> Iterator[Event]:
    """The joins of all who are listed."""
    for entry in files(upload, intake, looks_like, "wecom-members", also=lambda _head: False):
        for number, record in enumerate(records(upload, entry), start=1):
            where = f"{entry.name}#{number}"
            chat = chat_of(record)
            if chat is None:
                intake.skip(where, "skip.not_a_record")
            else:
                yield from _joins(chat, where, intake)
    intake.finish(EVIDENCE)


def chat_of(record: object) -> dict[str, Any] | None:
    """The group in an answer of the interface, or the group itself."""
    if not isinstance(record, dict):
        return None
    inner = record.get("group_chat")
    chat = inner if isinstance(inner, dict) else record
    return chat if isinstance(chat.get("member_list"), list) else None


def names(upload: Upload, intake: Intake) -> dict[str, str]:
    """Names of groups by their ids, from the lists in an upload; people in them are remembered, and nothing else is read."""
    found: dict[str, str] = {}
    for entry in upload.entries:
        if entry.suffix not in SUFFIXES or entry.empty or not looks_like(Head(entry.name, upload.head(entry, HEAD))):
            continue
        for record in records(upload, entry):
            chat = chat_of(record)
            if chat is not None:
                found[text_of(chat.get("chat_id"))] = text_of(chat.get("name"))
                for member in chat["member_list"]:
                    if isinstance(member, dict):
                        _person(member, intake)
    return found


def _person(member: dict[str, Any], intake: Intake) -> str:
    kind = member.get("type")
    name = text_of(member.get("name")).strip() or text_of(member.get("group_nickname"))
    return meet(intake, text_of(member.get("userid")), name, staff=kind == STAFF if isinstance(kind, int) else None)


def _joins(chat: dict[str, Any], where: str, intake: Intake) -> Iterator[Event]:
    chat_id = clean(text_of(chat.get("chat_id")))
    channel = clean(text_of(chat.get("name"))) or chat_id
    for number, member in enumerate(chat["member_list"], start=1):
        intake.tally.records += 1
        place = f"{where}/{number}"
        author = _person(member, intake) if isinstance(member, dict) else ""
        if not author:
            intake.skip(place, "skip.no_author")
            continue
        joined = member.get("join_time")
        if not isinstance(joined, int) or isinstance(joined, bool) or not 0 < joined < _LATEST:
            intake.skip(place, "skip.bad_time", value=clean(text_of(joined)))
            continue
        at = datetime.fromtimestamp(joined, UTC)
        if not intake.believable(at, place):
            continue
        known = intake.authors[author]
        if known.joined is None or at < known.joined:
            intake.authors[author] = replace(known, joined=at)
        yield Event(EventKind.JOIN, at, author, f"join/{chat_id}/{author}/{joined}", channel, inviter=_inviter(member, author, intake))


def _inviter(member: dict[str, Any], author: str, intake: Intake) -> str | None:
    invitor = member.get("invitor")
    inviter = meet(intake, text_of(invitor.get("userid"))) if isinstance(invitor, dict) else ""
    return inviter if inviter and inviter != author else None


FORMAT = Format("wecom-members", of_heads(looks_like, *SUFFIXES), events, EVIDENCE, strict=False)
