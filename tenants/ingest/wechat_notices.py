"""What WeChat writes into a group itself: who came by whose invitation, who was removed, who left.

A notice is a sentence in Chinese or English, or a template in XML that names the people by their ids. Calling back a message and nudges
(拍一拍) are notices too, and of no account here. Nobody but the owner of a group is told of those who leave by themselves.
"""

import re
from dataclasses import dataclass
from html import unescape
from typing import Literal

ME = "你"
"""Whoever exported the chat, as notices call them."""

_Q = r"[\"“”「」]"
_NAME = rf"{_Q}\s?(?P<{{}}>.+?)\s?{_Q}"


def _name(group: str) -> str:
    return _NAME.format(group)


_JOINS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"^(?:{_name('by')}|(?P<me>你))\s*邀请\s*(?P<you>你)和\s*{_name('who')}\s*加入了?群聊",
        rf"^(?:{_name('by')}|(?P<me>你))\s*邀请\s*(?:(?P<you>你)|{_name('who')})\s*加入了?群聊",
        rf"^(?:{_name('who')}|(?P<you>你))\s*通过扫描\s*(?:{_name('by')}|(?P<me>你))\s*分享的二维码加入了?群聊",
        rf"^(?:{_name('who')}|(?P<you>你))\s*通过\s*(?:{_name('by')}|(?P<me>你))\s*的(?:邀请)?二维码加入了?群聊",
        rf"^(?:{_name('who')}|(?P<you>你))\s*通过扫描(?:群)?二维码加入了?群聊",
        rf"^(?:{_name('who')}|(?P<you>你))\s*(?:已经?)?加入了?群聊",
        r"^(?:(?P<me>You)|\"?(?P<by>.+?)\"?) invited (?P<you>you) and \"?(?P<who>.+?)\"? to (?:the|a) group chat",
        r"^(?:(?P<me>You)|\"?(?P<by>.+?)\"?) invited (?:(?P<you>you)|\"?(?P<who>.+?)\"?) to (?:the|a) group chat",
        r"^\"?(?P<who>.+?)\"? joined (?:the )?group chat via the QR code (?:(?P<me>you) shared|shared by \"?(?P<by>[^\"]+)\"?)",
    )
)
_REMOVALS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"^(?:{_name('by')}|你)\s*将\s*{_name('who')}\s*移出了?群聊",
        rf"^{_name('who')}\s*被\s*(?:{_name('by')}|你)\s*移出了?群聊",
        r"^(?:You|\"?(?P<by>.+?)\"?) removed \"?(?P<who>.+?)\"? from the group chat",
    )
)
_EXITS = tuple(re.compile(pattern) for pattern in (rf"^{_name('who')}\s*(?:已经?)?退出了?群聊", r"^\"?(?P<who>.+?)\"? left the group chat"))
_TEMPLATE = re.compile(r"<template>(?:<!\[CDATA\[)?(.*?)(?:\]\]>)?</template>", re.DOTALL)
_LINK = re.compile(r"<link\b[^>]*\bname=\"(\w+)\"[^>]*>(.*?)</link>", re.DOTALL)
_MEMBER = re.compile(
    r"<username>(?:<!\[CDATA\[)?([^<\]]*)(?:\]\]>)?</username>\s*<nickname>(?:<!\[CDATA\[)?(.*?)(?:\]\]>)?</nickname>", re.DOTALL
)
_LONGEST, _LONGEST_TEMPLATE = 2_000, 1 << 15
_SLOT = re.compile(r"\$(\w+)\$")
_TAG = re.compile(r"<[^<>]*>")


@dataclass(frozen=True, slots=True)
class Notice:
    """``people`` (all in one name where the notice lists several, and ``ME``) came, were removed or left; ``by`` asked them in.

    ``ids`` holds the ids of those the notice tells by id, by the name it shows.
    """

    what: Literal["join", "removal", "exit"]
    people: tuple[str, ...]
    by: str | None
    ids: dict[str, str]


def parse(text: str) -> Notice | None:
    """The notice in ``text``, ``None`` if it is about something else."""
    ids: dict[str, str] = {}
    if "<" in text:
        text = _filled(text[:_LONGEST_TEMPLATE], ids)
    text = text.strip()[:_LONGEST]
    for what, patterns in (("join", _JOINS), ("removal", _REMOVALS), ("exit", _EXITS)):
        for pattern in patterns:
            found = pattern.match(text)
            if found:
                return _notice(what, found.groupdict(), ids)  # type: ignore[arg-type]  # the three words of the table
    return None


def _notice(what: Literal["join", "removal", "exit"], said: dict[str, str | None], ids: dict[str, str]) -> Notice:
    people = tuple(name for name in (ME if said.get("you") else None, said.get("who")) if name)
    return Notice(what, people, (ME if said.get("me") else said.get("by")) if what == "join" else None, ids)


def _filled(text: str, ids: dict[str, str]) -> str:
    """A template with its names filled in, the ids of the named kept; of other XML the words in it."""
    template = _TEMPLATE.search(text)
    if template is None:
        return unescape(_TAG.sub("", text.replace("<![CDATA[", "").replace("]]>", "")))
    names: dict[str, str] = {}
    for link in _LINK.finditer(text):
        members = [(unescape(name).strip(), username.strip()) for username, name in _MEMBER.findall(link[2])]
        ids.update((name, username) for name, username in members if name and username)
        names[link[1]] = "、".join(name for name, _ in members)
    return _SLOT.sub(lambda slot: names.get(slot[1], ""), unescape(template[1]))


def split(name: str) -> list[str]:
    """The names in a list of them, which WeChat writes as one."""
    parts = [part.strip().strip('"“”') for part in re.split(r"、|\"\s*[,，]\s*\"|, (?=\S)", name)]
    return [part for part in parts if part] or [name]
