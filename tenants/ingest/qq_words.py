"""What QQ's lines look like: heads of messages, names with their numbers, notices of who came and went."""

import re
from typing import NamedTuple

from tenants.terms.event import EventKind

HEAD = re.compile(
    r"(\d{4})[-/年](\d{1,2})[-/月](\d{1,2})日? +(上午|下午|凌晨|清晨|早上|中午|晚上|AM|PM)? ?"
    r"(\d{1,2}):(\d{2}):(\d{2})(?: ?(AM|PM|上午|下午))? +(\S[^\n]{0,200}?)\s*$",
    re.IGNORECASE,
)
SECTION = re.compile(r"消息(分组|对象)[:：]\s*(.*?)\s*$")
FIRST_LINE = "消息记录（此消息记录为文本格式"
RULE = "=" * 8
SYSTEM = {"10000", "1000000"}
_RANK = re.compile(r"^【[^】\n]{1,20}】")
_NUMBER = re.compile(r"^(.*?)\s*[(（](\d{5,12})[)）]$", re.DOTALL)
_MAIL = re.compile(r"^(.*?)\s*<([^<>\s]+)>$", re.DOTALL)
# The groups of friends that QQ makes by itself; what is between two people is not taken.
_FRIENDS = {
    "我的好友",
    "朋友",
    "家人",
    "同学",
    "同事",
    "陌生人",
    "黑名单",
    "特别关心",
    "最近联系人",
    "企业好友",
    "friends",
    "my friends",
    "family",
}
_AFTERNOON = {"下午", "晚上", "pm"}
_NAME = r"[^\n]{1,120}?"
_ENDS = r"(?:本群|该群|此群|了?群聊|了?群|了?讨论组)?[。!！\s]*$"
_MOVES = (
    (EventKind.JOIN, re.compile(rf"^[\"“]?(?P<by>{_NAME})[\"”]?\s*邀请\s*[\"“]?(?P<who>{_NAME})[\"”]?\s*(?:已经?)?加入了?{_ENDS}")),
    (
        EventKind.JOIN,
        re.compile(rf"^[\"“]?(?P<who>{_NAME})[\"”]?\s*通过扫?描?\s*[\"“]?(?P<by>{_NAME})[\"”]?\s*(?:分享的)?[^\n]*?加入了?{_ENDS}"),
    ),
    (EventKind.JOIN, re.compile(rf"^[\"“]?(?P<who>{_NAME})[\"”]?\s*(?:已经?|申请)?(?:加入|进入)了?{_ENDS}")),
    (
        EventKind.LEAVE,
        re.compile(
            rf"^(?:管理员|群主)?\s*[\"“]?(?P<by>{_NAME})[\"”]?\s*(?:已经?)?(?:将|把)\s*[\"“]?(?P<who>{_NAME})[\"”]?\s*(?:移出|移除|踢出)[^\n]*$"
        ),
    ),
    (EventKind.LEAVE, re.compile(rf"^[\"“]?(?P<who>{_NAME})[\"”]?\s*(?:已经?)?被\s*(?P<by>{_NAME})?\s*(?:移出|移除|踢出|请出)[^\n]*$")),
    (EventKind.LEAVE, re.compile(rf"^[\"“]?(?P<who>{_NAME})[\"”]?\s*(?:已经?)?(?:退出|离开)了?{_ENDS}")),
)
_PICTURES = re.compile(r"\[(?:图片|表情|语音|视频|文件|动画表情|闪照|红包)\]")


class Sender(NamedTuple):
    """Somebody as a line names them: their number or address ("" if it has none) and their name in the group."""

    id: str
    name: str


class Move(NamedTuple):
    """Who came or went, and who brought them if it is said."""

    kind: EventKind
    who: tuple[Sender, ...]
    by: Sender | None


def sender(written: str) -> Sender:
    """``【管理员】名片(123456)``, ``名片<mail@example.org>`` or a bare name, taken apart."""
    name = _RANK.sub("", written.strip())
    found = _NUMBER.match(name) or _MAIL.match(name)
    if found is None:
        return Sender("", name)
    return Sender(found[2], _RANK.sub("", found[1].strip()) or found[2])


def hour_of(hour: int, half: str) -> int:
    """The hour of the day; ``half`` is 上午, PM and the like, "" where the clock has 24 hours."""
    word = half.lower()
    if not word or hour > 12:
        return hour
    if word == "中午":
        return hour % 12 + 12 if hour != 11 else 11
    return hour % 12 + (12 if word in _AFTERNOON else 0)


def is_private(group: str) -> bool:
    """Whether a part of a record of several belongs to a friend and not to a group."""
    return group.strip().lower() in _FRIENDS


def move(text: str) -> Move | None:
    """Who came or went by a notice; ``None`` if it tells nothing of the kind."""
    first = text.strip().partition("\n")[0]
    for kind, pattern in _MOVES:
        found = pattern.match(first)
        if found is not None:
            groups = found.groupdict()
            by = sender(groups["by"]) if groups.get("by") else None
            who = tuple(sender(name.strip(' "“”')) for name in re.split(r"[、,，]", groups["who"]) if name.strip(' "“”'))
            return Move(kind, who, by)
    return None


def prose_of(text: str) -> str:
    """What was written, without the words that stand for pictures and the like."""
    return _PICTURES.sub("", text).strip() if "[" in text else text
