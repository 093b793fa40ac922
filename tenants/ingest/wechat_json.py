"""WeFlow's and EchoTrace's JSON: ``{session, messages[]}`` of one chat, by itself or several in a zip.

What a message is stands in Chinese in its ``type``; the number beside it (``localType``) is not to be relied upon. Private chats are
refused: only groups are anybody's community.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Any

from tenants.ingest import wechat_csv
from tenants.ingest.archive import Entry, Upload
from tenants.ingest.intake import Intake, clean, text_of
from tenants.ingest.jsonstream import JsonStream
from tenants.ingest.octets import as_utf_8
from tenants.ingest.registry import HEAD, Format, Head, of_heads
from tenants.ingest.wechat_group import Group, Seen
from tenants.terms.errors import Refusal
from tenants.terms.event import Event, Evidence

TYPES: Mapping[str, str] = MappingProxyType(
    {
        "文本消息": "text", "图片消息": "image", "语音消息": "voice", "视频消息": "video", "文件消息": "app", "动画表情": "sticker",
        "名片消息": "card", "卡片式链接": "app", "图文消息": "app", "位置消息": "location", "红包卡片": "app", "转账卡片": "app",
        "小程序分享": "app", "视频号直播卡片": "app", "引用消息": "quote", "聊天记录合并转发": "app", "系统消息": "system",
    }
)  # fmt: skip
"""What each type is, in one word; ``app`` is every kind of card."""

_SIGHT = re.compile(r'"senderUsername"\s*:|"weflow"\s*:|@chatroom"|"type"\s*:\s*"(?:群聊|私聊|\\u7fa4\\u804a|\\u79c1\\u804a)"')


def looks_like(head: Head) -> bool:
    """Whether a file that begins so is one of these."""
    return head.json.startswith("{") and '"session"' in head.json and _SIGHT.search(head.json) is not None


def events(upload: Upload, intake: Intake) -> Iterator[Event]:
    """The acts in the chats, file by file."""
    seen = Seen()
    groups = private = 0
    for entry in upload.entries:
        if upload.is_zip and entry.suffix != ".json":
            if entry.suffix == ".csv" and wechat_csv.looks_like(Head(entry.name, upload.head(entry, HEAD))):
                intake.skip(entry.name, "skip.other_format", format="wechat-csv")
            continue
        if entry.empty:
            intake.skip(entry.name, "skip.empty_file")
        elif not looks_like(Head(entry.name, upload.head(entry, HEAD))):
            intake.skip(entry.name, "skip.other_format", format="")
        else:
            chat = _Chat(upload, entry, seen, intake)
            yield from chat.events()
            groups += not chat.private
            private += chat.private
            if chat.private:
                intake.skip(entry.name, "skip.private_conversation")
    if not groups:
        raise Refusal("import.private_chat" if private else "import.not_this_format", format="wechat-json", name=upload.name)
    intake.finish(seen.evidence(replies=True))


class _Chat:
    """One file. ``private`` is known once its events are consumed; a private chat has none."""

    def __init__(self, upload: Upload, entry: Entry, seen: Seen, intake: Intake) -> None:
        self._upload = upload
        self._entry = entry
        self._intake = intake
        self._group = Group(PurePosixPath(entry.name).stem, seen, intake)
        self.private = False

    def events(self) -> Iterator[Event]:
        spoke = False
        with self._upload.open(self._entry) as raw:
            stream = JsonStream(as_utf_8(raw), self._entry.name)
            for key in stream.members():
                opens = stream.peek()
                if key == "session":
                    self._about(stream.value())
                    if self.private and spoke:
                        raise Refusal("import.private_chat", name=self._entry.name)
                    if self.private:
                        return
                elif key == "messages" and opens == "[":
                    spoke = True
                    yield from self._messages(stream)
                elif key == "avatars" and opens == "{":
                    for _ in stream.members():
                        stream.value()
                else:
                    stream.value()
            stream.end()
        yield from self._group.finish()

    def _about(self, session: object) -> None:
        about = session if isinstance(session, dict) else {}
        kind, wxid = text_of(about.get("type")), text_of(about.get("wxid"))
        self.private = kind != "群聊" and (kind != "" or wxid != "") and not wxid.endswith("@chatroom")
        names = (text_of(about.get(key)) for key in ("nickname", "displayName", "remark"))
        self._group.channel = clean(next((name for name in names if name.strip()), self._group.channel))

    def _messages(self, stream: JsonStream) -> Iterator[Event]:
        tally, name = self._intake.tally, self._entry.name
        for number, record in enumerate(stream.array(), start=1):
            tally.records += 1
            if isinstance(record, dict):
                event = self._message(record, number)
                if event is not None:
                    yield event
                elif self._group.is_full:
                    yield from self._group.finish()
            else:
                self._intake.skip(f"{name}#{number}", "skip.not_a_record")

    def _message(self, record: dict[str, Any], number: int) -> Event | None:
        group, second = self._group, record.get("createTime")
        written = text_of(record.get("type"))
        kind = TYPES.get(written)
        if kind is None:
            self._intake.skip(f"{self._entry.name}#{number}", "skip.unknown_record", kind=clean(written))
            return None
        at = group.moment(second, self._entry.name, number)
        if at is None or not isinstance(second, int):
            return None
        content = record.get("content")
        text = content if isinstance(content, str) and kind in {"text", "quote", "system"} else ""
        if kind == "system":
            group.notice(at, second, text)
            return None
        sender = group.person(text_of(record.get("senderUsername")), text_of(record.get("senderDisplayName")))
        if not sender:
            self._intake.skip(f"{self._entry.name}#{number}", "skip.no_author")
            return None
        if record.get("isSend") == 1:
            group.me = sender
        return group.message(at, second, sender, kind, text)


FORMAT = Format(
    "wechat-json",
    of_heads(looks_like, ".json"),
    events,
    Evidence(joins=True, leaves=False, replies=True, reactions=False, reaction_authors=False),
    strict=False,
)
