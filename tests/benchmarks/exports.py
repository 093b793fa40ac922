"""Exports of every format, made up: the same talk of a few thousand people, a few of them loud, as each platform would write it down."""

import csv
import io
import json
import random
import zipfile
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import NamedTuple

UNTIL = datetime(2024, 1, 1, tzinfo=UTC)
DAYS = 730
PEOPLE = 3_000
ROOMS = 20
DISCORD_EPOCH = datetime(2015, 1, 1, tzinfo=UTC)
WECHAT_NAMES = ("Remark", "NickName", "Sender")
WORDS = (
    "it does, thank you for asking",
    "how does this work?",
    "看过了，谢谢",
    "我们周末几点见面？",
    "yes",
    "I do not know yet, but somebody here will",
)


class Said(NamedTuple):
    """One message: its number, when, by whom (a number), what, and the number of the message it answers."""

    no: int
    at: datetime
    who: int
    text: str
    parent: int | None


def talk(count: int) -> Iterator[Said]:
    """``count`` messages in order of time; every fourth answers one of the hundred before it."""
    chance = random.Random(20)  # the same file every time
    step = timedelta(days=DAYS) / count
    for no in range(count):
        who = min(PEOPLE - 1, int(chance.paretovariate(0.7)))
        parent = no - 1 - chance.randrange(min(no, 100)) if no % 4 == 3 else None
        at = UNTIL - step * (count - no)
        yield Said(no, at.replace(microsecond=0), who, WORDS[no % len(WORDS)], parent)


def slack(path: Path, count: int) -> None:
    days: dict[str, list[dict[str, object]]] = {}
    stamps: dict[int, str] = {}
    for each in talk(count):
        stamps[each.no] = ts = f"{each.at.timestamp():.0f}.{each.no % 1_000_000:06d}"
        one = {"type": "message", "user": f"U{each.who}", "ts": ts, "text": each.text}
        days.setdefault(f"{each.at:%Y-%m-%d}", []).append(one | ({"thread_ts": stamps[each.parent]} if each.parent is not None else {}))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("users.json", json.dumps([{"id": f"U{who}", "name": f"p{who}"} for who in range(PEOPLE)]))
        archive.writestr("channels.json", json.dumps([{"id": "C1", "name": "general", "members": []}]))
        for day, said in days.items():
            archive.writestr(f"general/{day}.json", json.dumps(said))


def discord(path: Path, count: int) -> None:
    """Twenty channels; one in six messages has reactions."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for room in range(ROOMS):
            head = {"guild": {"id": "1", "name": "Tea"}, "channel": {"id": str(room), "name": f"channel-{room}"}}
            with archive.open(f"channel-{room}.json", "w", force_zip64=True) as file:
                file.write(json.dumps(head)[:-1].encode() + b', "messages": [')
                for place, each in enumerate(talk(count // ROOMS)):
                    file.write((b", " if place else b"") + json.dumps(_discord(each, room)).encode())
                file.write(b"]}")


def _discord(each: Said, room: int) -> dict[str, object]:
    number = int((each.at - DISCORD_EPOCH).total_seconds() * 1000) << 22 | (each.no * ROOMS + room) & 0x3FFFFF
    return {
        "id": str(number),
        "type": "Default",
        "timestamp": each.at.isoformat(),
        "timestampEdited": None,
        "isPinned": False,
        "content": each.text,
        "author": {"id": str(10_000 + each.who), "name": f"person {each.who}", "discriminator": "0000", "isBot": False, "roles": []},
        "attachments": [],
        "embeds": [],
        "mentions": [],
        "reactions": [{"emoji": {"name": "tea"}, "count": each.no % 4 + 1}] if each.no % 6 == 0 else [],
    }


def whatsapp(path: Path, count: int) -> None:
    path.write_text("".join(f"{each.at:%d/%m/%Y, %H:%M} - person {each.who}: {each.text}\n" for each in talk(count)))


def telegram(path: Path, count: int) -> None:
    messages = [
        {
            "id": each.no + 1, "type": "message", "date": f"{each.at:%Y-%m-%dT%H:%M:%S}", "date_unixtime": str(int(each.at.timestamp())),
            "from": f"person {each.who}", "from_id": f"user{each.who}", "text": each.text, "text_entities": [],
        }
        | ({"reply_to_message_id": each.parent + 1} if each.parent is not None else {})
        for each in talk(count)
    ]  # fmt: skip
    path.write_text(json.dumps({"name": "Tea", "type": "private_supergroup", "id": 1, "messages": messages}))


def events_csv(path: Path, count: int) -> None:
    with path.open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["time", "author", "name", "kind", "id", "reply_to", "channel", "text"])
        for each in talk(count):
            kind, parent = ("message", "") if each.parent is None else ("reply", each.parent)
            rows.writerow([f"{each.at.isoformat()}", each.who, f"person {each.who}", kind, each.no, parent, "hall", each.text])


def mattermost(path: Path, count: int) -> None:
    with path.open("w") as file:
        for kind, one in (
            ("version", 1),
            ("team", {"name": "club", "display_name": "Club"}),
            ("channel", {"team": "club", "name": "town", "display_name": "Town", "type": "O"}),
        ):
            file.write(json.dumps({"type": kind, kind: one}) + "\n")
        for each in talk(count):
            post = {"team": "club", "channel": "town", "user": f"p{each.who}", "message": each.text, "create_at": _milliseconds(each)}
            file.write(json.dumps({"type": "post", "post": post | {"reactions": None, "replies": None}}) + "\n")


def mbox(path: Path, count: int) -> None:
    with path.open("w") as file:
        for each in talk(count):
            file.write(f"From p{each.who}@example.org  {each.at:%a %b %d %H:%M:%S %Y}\nFrom: person {each.who} <p{each.who}@example.org>\n")
            file.write(f"Date: {format_datetime(each.at)}\nSubject: tea\nMessage-ID: <{each.no}@example.org>\n")
            file.write("Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n")
            file.write((f"In-Reply-To: <{each.parent}@example.org>\n" if each.parent is not None else "") + f"\n{each.text}\n\n")


def wechat_csv(path: Path, count: int) -> None:
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(["localId", "TalkerId", "Type", "SubType", "IsSender", "CreateTime", "Status", "StrContent", "StrTime", *WECHAT_NAMES])
    for each in talk(count):
        at = int(each.at.timestamp())
        rows.writerow([each.no, 7, 1, 0, 0, at, 2, each.text, f"{each.at:%Y-%m-%d %H:%M:%S}", "", f"p{each.who}", f"wxid_{each.who}"])
    path.write_text(text.getvalue())


def wechat_json(path: Path, count: int) -> None:
    messages = [
        {
            "localId": each.no + 1, "createTime": int(each.at.timestamp()), "formattedTime": f"{each.at:%Y-%m-%d %H:%M:%S}",
            "type": "文本消息", "localType": 1, "content": each.text, "isSend": 0, "senderUsername": f"wxid_{each.who}",
            "senderDisplayName": f"p{each.who}", "senderAvatarKey": f"wxid_{each.who}", "source": "",
        }
        for each in talk(count)
    ]  # fmt: skip
    session = {"wxid": "2@chatroom", "nickname": "春茶", "remark": "", "displayName": "春茶", "type": "群聊", "messageCount": count}
    path.write_text(json.dumps({"weflow": {"version": "1.0.3", "generator": "WeFlow"}, "session": session, "messages": messages}))


def wecom(path: Path, count: int) -> None:
    with path.open("w") as file:
        for each in talk(count):
            one = {
                "msgid": f"{each.no}_1_external", "action": "send", "from": f"wm{each.who:030d}", "tolist": ["liwei"], "msgtype": "text",
                "roomid": "wrOgQhDgAAMYQiS5ol9G7gK9JVAAAAAA", "msgtime": _milliseconds(each), "text": {"content": each.text},
            }  # fmt: skip
            file.write(json.dumps(one) + "\n")


def qq_json(path: Path, count: int) -> None:
    messages = [
        {
            "messageId": str(each.no + 1), "timestamp": _milliseconds(each), "messageType": 2, "isSystemMessage": False,
            "isRecalled": False,
            "sender": {"uid": f"u_{each.who}", "uin": str(100_000 + each.who), "name": f"p{each.who}"},
            "content": {"text": each.text, "resources": [], "emojis": []}, "rawMessage": {},
        }
        for each in talk(count)
    ]  # fmt: skip
    head = {"metadata": {"name": "QQChatExporter V4", "version": "4.0.0"}, "chatInfo": {"name": "跑步群", "type": "group"}}
    path.write_text(json.dumps(head | {"statistics": {"totalMessages": count}, "messages": messages}))


def qq_text(path: Path, count: int) -> None:
    line = "=" * 64
    head = f"消息记录（此消息记录为文本格式，不支持重新导入）\n\n{line}\n消息分组:我的群聊\n{line}\n消息对象:跑步群\n{line}\n\n"
    path.write_text(
        head + "".join(f"{each.at:%Y-%m-%d %H:%M:%S} p{each.who}({100_000 + each.who})\n{each.text}\n\n" for each in talk(count))
    )


def discourse(path: Path, count: int) -> None:
    posts = [
        {
            "id": each.no + 1, "username": f"p{each.who}", "name": f"Person {each.who}", "user_id": each.who + 1, "post_type": 1,
            "topic_id": 7,
            "created_at": f"{each.at:%Y-%m-%dT%H:%M:%S}.000Z", "post_number": each.no + 1, "category_id": 3, "raw": each.text,
            "reply_to_post_number": None if each.parent is None else each.parent + 1, "actions_summary": [], "staff": False,
        }
        for each in talk(count)
    ]  # fmt: skip
    path.write_text(json.dumps({"post_stream": {"posts": posts}, "id": 7, "title": "Tea"}))


def irc(path: Path, count: int) -> None:
    days: dict[str, list[str]] = {}
    for each in talk(count):
        days.setdefault(f"{each.at:%Y%m%d}", []).append(f"[{each.at:%H:%M:%S}] <p{each.who}> {each.text}\n")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for day, said in days.items():
            archive.writestr(f"#tea_{day}.log", "".join(said))


def _milliseconds(each: Said) -> int:
    return int(each.at.timestamp() * 1000)


MAKERS: Mapping[str, tuple[str, Callable[[Path, int], None]]] = {
    "discord-json": ("discord.zip", discord),
    "slack": ("slack.zip", slack),
    "events-csv": ("events.csv", events_csv),
    "whatsapp": ("WhatsApp Chat with Tea.txt", whatsapp),
    "telegram": ("result.json", telegram),
    "wechat-csv": ("wechat.csv", wechat_csv),
    "wechat-json": ("wechat.json", wechat_json),
    "wecom-archive": ("wecom.jsonl", wecom),
    "qq-txt": ("qq.txt", qq_text),
    "qq-json": ("qq.json", qq_json),
    "mattermost": ("mattermost.jsonl", mattermost),
    "discourse": ("topic.json", discourse),
    "irc": ("#tea.zip", irc),
    "mbox": ("tea.mbox", mbox),
}
"""The formats, each with a file's name and what writes it."""
