"""Write an invented history in the formats the platforms really export."""

import csv
import io
import json
import zipfile
from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from webapp.demo.history import Act, History
from webapp.demo.names import SAYINGS

DISCORD_EPOCH = 1_420_070_400_000
EMOJI = ("👍", "❤️", "🙌", "😄")
STAMP = (2024, 1, 1, 0, 0, 0)
"""One time for every entry of a zip, so that equal histories make equal files."""


def saying(act: Act, language: str) -> str:
    """Return a sentence fit for an act."""
    kind = "question" if act.question else act.kind
    choices = SAYINGS[language]["message" if kind == "reaction" else kind]
    return choices[act.no % len(choices)]


def slack(history: History, channels: list[str], language: str, path: Path) -> None:
    """Write a Slack export zip: joins and leaves of the first channel, messages, threads and reactions."""
    days: dict[tuple[int, str], list[dict[str, object]]] = defaultdict(list)
    records: dict[int, dict[str, object]] = {}

    def put(channel: int, at: datetime, record: Mapping[str, object]) -> dict[str, object]:
        days[channel, at.date().isoformat()].append({"type": "message", **record})
        return days[channel, at.date().isoformat()][-1]

    places: dict[int, set[int]] = defaultdict(lambda: {0})
    for act in history.acts:
        places[act.who].add(act.channel)
    for person in history.people:
        invited = {"inviter": _user(person.inviter)} if person.inviter else {}
        joined = {"user": _user(person.no), "subtype": "channel_join", "ts": _ts(person.joined, person.no), "text": "", **invited}
        put(0, person.joined, joined)
        # Whoever leaves a workspace leaves every channel; one that stays open would still count as membership.
        for channel in sorted(places[person.no]) if person.left else ():
            at = person.left or person.joined
            put(channel, at, {"user": _user(person.no), "subtype": "channel_leave", "ts": _ts(at, person.no * 10 + channel), "text": ""})
    for act in history.acts:
        target = records.get(act.target or 0)
        if act.kind == "reaction":
            if target is not None:
                _react(target, EMOJI[act.no % len(EMOJI)], _user(act.who))
            continue
        record: dict[str, object] = {"user": _user(act.who), "ts": _ts(act.at, act.no), "text": saying(act, language)}
        if target is not None:
            root = target.get("thread_ts", target["ts"])
            target["thread_ts"] = root
            record["thread_ts"] = root
        records[act.no] = put(act.channel, act.at, record)
    people = [
        {"id": _user(p.no), "name": f"user{p.no}", "real_name": p.name, "deleted": False, "is_bot": False, "profile": {"real_name": p.name}}
        for p in history.people
    ]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        _entry(archive, "users.json", people)
        _entry(archive, "channels.json", [{"id": f"C{n:08d}", "name": name, "members": []} for n, name in enumerate(channels)])
        for (channel, day), rows in sorted(days.items()):
            _entry(archive, f"{channels[channel]}/{day}.json", sorted(rows, key=lambda row: str(row["ts"])))


def discord(history: History, guild: str, channels: list[str], language: str, path: Path) -> None:
    """Write a zip of DiscordChatExporter JSON files, one a channel; Discord tells joins and never leaves."""
    messages: dict[int, list[dict[str, object]]] = defaultdict(list)
    records: dict[int, dict[str, object]] = {}
    names = {person.no: person.name for person in history.people}

    def record(number: int, at: datetime, who: int, kind: str, text: str) -> dict[str, object]:
        author = {"id": str(9_000_000 + who), "name": f"user{who}", "nickname": names[who], "isBot": False}
        when = at.isoformat(timespec="milliseconds")
        return {"id": _snowflake(at, number), "type": kind, "timestamp": when, "content": text, "author": author, "reactions": []}

    for person in history.people:
        messages[0].append(record(person.no, person.joined, person.no, "GuildMemberJoin", "Joined the server."))
    for act in history.acts:
        target = records.get(act.target or 0)
        if act.kind == "reaction":
            if target is not None:
                _count(target, EMOJI[act.no % len(EMOJI)], act.who, names[act.who])
            continue
        made = record(act.no, act.at, act.who, "Reply" if target else "Default", saying(act, language))
        if target is not None:
            made["reference"] = {"messageId": target["id"], "channelId": str(act.channel), "guildId": "1"}
        records[act.no] = made
        messages[act.channel].append(made)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for channel, name in enumerate(channels):
            rows = sorted(messages[channel], key=lambda row: int(str(row["id"])))
            place = {"id": str(500 + channel), "type": "GuildTextChat", "category": "Community", "name": name}
            whole = {"guild": {"id": "1", "name": guild}, "channel": place, "messages": rows, "messageCount": len(rows)}
            _entry(archive, f"{guild} - {name}.json", whole)


def table(history: History, channels: list[str], language: str, zone: ZoneInfo, path: Path) -> None:
    """Write a CSV of events, as an agency keeps one for a platform that exports nothing."""
    names = {person.no: person.name for person in history.people}
    rows: list[tuple[datetime, list[str]]] = []
    for person in history.people:
        inviter = f"u{person.inviter}" if person.inviter else ""
        rows.append((person.joined, ["join", f"u{person.no}", person.name, "", f"j{person.no}", "", inviter]))
        if person.left:
            rows.append((person.left, ["leave", f"u{person.no}", person.name, "", f"l{person.no}", "", ""]))
    for act in history.acts:
        target = f"a{act.target}" if act.target else ""
        text = "" if act.kind == "reaction" else saying(act, language)
        rows.append((act.at, [act.kind, f"u{act.who}", names[act.who], channels[act.channel], f"a{act.no}", target, "", text]))
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(["time", "kind", "author_id", "author", "channel", "id", "reply_to", "inviter", "text"])
    for at, row in sorted(rows, key=lambda pair: (pair[0], pair[1][4])):
        writer.writerow([at.astimezone(zone).isoformat(timespec="seconds"), *row, *[""] * (8 - len(row))])
    path.write_text(buffer.getvalue(), encoding="utf-8-sig")


def _user(no: int | None) -> str:
    return f"U{no or 0:08d}"


def _ts(at: datetime, number: int) -> str:
    return f"{int(at.timestamp())}.{number % 1_000_000:06d}"


def _snowflake(at: datetime, number: int) -> str:
    return str((int(at.timestamp() * 1000) - DISCORD_EPOCH) << 22 | number & 0x3FFFFF)


def _react(record: dict[str, object], name: str, user: str) -> None:
    reactions = record.setdefault("reactions", [])
    assert isinstance(reactions, list)  # noqa: S101 - ours, three lines above
    for reaction in reactions:
        if reaction["name"] == name:
            if user not in reaction["users"]:
                reaction["users"].append(user)
                reaction["count"] += 1
            return
    reactions.append({"name": name, "users": [user], "count": 1})


def _count(record: dict[str, object], emoji: str, who: int, name: str) -> None:
    reactions = record["reactions"]
    assert isinstance(reactions, list)  # noqa: S101 - ours, made with the record
    user = {"id": str(9_000_000 + who), "name": f"user{who}", "nickname": name, "isBot": False}
    for reaction in reactions:
        if reaction["emoji"]["name"] == emoji:
            if user not in reaction["users"]:
                reaction["users"].append(user)
                reaction["count"] += 1
            return
    reactions.append({"emoji": {"id": "", "name": emoji, "code": emoji}, "count": 1, "users": [user]})


def _entry(archive: zipfile.ZipFile, name: str, content: object) -> None:
    info = zipfile.ZipInfo(name, STAMP)
    info.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(info, json.dumps(content, ensure_ascii=False))
