"""WeCom's lists of the members of groups, as its interface answers (``externalcontact/groupchat/get``): one, many, or a zip of them.

A list tells since when each of today's members is there and who invited them, so each is a join at that time. Who has left is not in it:
that comes of comparing it with the next list of the same group, so it is kept as a list too.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from tenants.ingest.archive import Upload
from tenants.ingest.intake import Intake, clean, text_of
from tenants.ingest.member_words import day_in_name
from tenants.ingest.registry import HEAD, Format, Head, of_heads
from tenants.ingest.wecom import SUFFIXES, files, meet, records
from tenants.terms.errors import Refusal
from tenants.terms.event import Event, EventKind, Evidence, MemberList

EVIDENCE = Evidence(joins=True, leaves=False, replies=False, reactions=False, reaction_authors=False)
STAFF = 1
_SIGHT = re.compile(r'"member_list"\s*:\s*\[|"group_chat"\s*:\s*\{')
_LATEST = 253_402_300_799


def looks_like(head: Head) -> bool:
    """Whether a file that begins so is such a list."""
    return _SIGHT.search(head.json) is not None and '"chat_id"' in head.json


def events(upload: Upload, intake: Intake) -> Iterator[Event]:
    """The joins of all who are listed; when they are exhausted the lists stand in the tally."""
    for entry in files(upload, intake, looks_like, "wecom-members", also=lambda _head: False):
        for number, record in enumerate(records(upload, entry), start=1):
            where = f"{entry.name}#{number}"
            chat = chat_of(record)
            if chat is None:
                intake.skip(where, "skip.not_a_record")
            else:
                yield from _joins(chat, _day(entry.name, upload.name, intake), where, intake)
    days = sorted(each.as_of for each in intake.tally.lists)
    if days:
        intake.vouch(days[0], days[-1])
    intake.finish(EVIDENCE)


def _day(name: str, upload: str, intake: Intake) -> date:
    """Which day a list shows: what a person said, else the day in a name, else today."""
    today = intake.now.astimezone(intake.zone).date()
    said = intake.mapping.as_of if intake.mapping else None
    if said and said > today:
        raise Refusal("import.list_in_future", field="as_of", day=said.isoformat())
    told = said or day_in_name(name) or day_in_name(upload)
    return told if told is not None and told <= today else today


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
        intake.skip(entry.name, "skip.members_apart")
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


def _joins(chat: dict[str, Any], day: date, where: str, intake: Intake) -> Iterator[Event]:
    chat_id = clean(text_of(chat.get("chat_id")))
    channel = clean(text_of(chat.get("name"))) or chat_id
    people: set[str] = set()
    for number, member in enumerate(chat["member_list"], start=1):
        intake.tally.records += 1
        place = f"{where}/{number}"
        author = _person(member, intake) if isinstance(member, dict) else ""
        if not author:
            intake.skip(place, "skip.no_author")
            continue
        people.add(author)
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
        day = max(day, at.astimezone(intake.zone).date())
    intake.tally.lists.append(MemberList(day, frozenset(people), chat_id))


def _inviter(member: dict[str, Any], author: str, intake: Intake) -> str | None:
    invitor = member.get("invitor")
    inviter = meet(intake, text_of(invitor.get("userid"))) if isinstance(invitor, dict) else ""
    return inviter if inviter and inviter != author else None


FORMAT = Format("wecom-members", of_heads(looks_like, *SUFFIXES), events, EVIDENCE, strict=False)
