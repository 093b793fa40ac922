"""DiscordChatExporter's HTML, read without building a document: a message begins where its container carries ``data-message-id``.

Text that people wrote is escaped in it, so whatever follows a ``<`` was written by the exporter. Both spellings of attributes are read,
quoted (up to 2022) and minified. The shown times are those of the exporter's machine; the ids say when it was.
"""

import codecs
import re
from collections.abc import Iterator
from datetime import datetime
from html import unescape
from typing import BinaryIO

from tenants.ingest.discord import Seen, snowflake_time
from tenants.ingest.intake import Intake, clean, prose
from tenants.ingest.questions import asks
from tenants.terms.errors import Refusal
from tenants.terms.event import Event, EventKind

CHUNK = 1 << 19
MAX_PIECE = 16 << 20
_MARK = "data-message-id="
_CONTAINER = re.compile(r'div [^<>]*?(?:id=|class=)"?chatlog__message(?!-group)[^<>]*$')
_QUOTED = re.compile(r'class="(chatlog__[\w-]+)\s*"')
_ENTRY = re.compile(r'class="?preamble__entry[^>]*>([^<]*)')
_AUTHOR = re.compile(r"<span class=chatlog__(?:author|system-notification-author)(?:-name)?\s([^>]*)>(.*?)</span>", re.DOTALL)
_LINK = re.compile(r"<(?:span|div) class=chatlog__re(?:ply|ference)-link[^>]*?(\d{15,20})")
_CONTENT_ENDS = re.compile(
    r'<div (?:class="?chatlog__(?:attachment|embed|sticker|reactions|message)|id="?chatlog__message|class="?postamble)|</body|</html'
)
_CODE_OR_LINK = re.compile(r"<(code|pre|a|div class=\"chatlog__markdown-pre[^>]*)\b[^>]*>.*?</(?:code|pre|a|div)>", re.DOTALL)
_EMOJI = re.compile(r'<img\b[^>]*?\balt="?([^"\s>]*)[^>]*>')
_EDITED = re.compile(r'<span class="?chatlog__edited-timestamp[^>]*>[^<]*</span>')
_TAG = re.compile(r"<[^>]*>")
_MESSAGE, _REPLY, _REACTION = EventKind.MESSAGE, EventKind.REPLY, EventKind.REACTION


def looks_like(head: bytes) -> bool:
    """Whether a file that begins so is one of these (a few thousand bytes hold the head, and the styles that follow)."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:64].lower()
    return start.startswith((b"<!doctype html", b"<html")) and (b"chatlog__" in head or b"preamble" in head)


def events(raw: BinaryIO, name: str, seen: dict[str, Seen], intake: Intake) -> Iterator[Event]:
    """The acts in one file. ``seen`` holds what other files of the upload had, by channel."""
    pieces = _pieces(raw, name)
    preamble = next(pieces)
    if "chatlog" not in preamble:
        raise Refusal("import.not_this_format", format="discord-html", name=name)
    channel = _channel(preamble)
    reader = _Messages(name, channel, seen.setdefault(channel, Seen()), intake)
    reader.group(preamble[preamble.rfind("chatlog__message-group") - 1 :])
    last = preamble
    for last in pieces:
        yield from reader.message(last)
    if "</html>" not in last and "postamble" not in last:
        raise Refusal("import.truncated_html", name=name)


def _pieces(raw: BinaryIO, name: str) -> Iterator[str]:
    """What stands before the first message, then each message from its id on."""
    decode = codecs.getincrementaldecoder("utf-8-sig")("strict").decode
    rest = ""
    before = ""
    while True:
        data = raw.read(CHUNK)
        try:
            rest += decode(data, not data)
        except UnicodeDecodeError as error:
            raise Refusal("import.not_utf8", name=name) from error
        if len(rest) > MAX_PIECE or len(before) > MAX_PIECE:
            raise Refusal("import.not_this_format", format="discord-html", name=name)
        parts = rest.split(_MARK)
        rest = parts.pop()
        for part in parts:
            before = f"{before}{_MARK}{part}" if before else part
            # The words may stand in a message too, or in the name of a file: then this is no border.
            if _CONTAINER.match(part, part.rfind("<") + 1):
                yield before
                before = ""
        if not data:
            yield f"{before}{_MARK}{rest}" if before else rest
            return


class _Messages:
    """The messages of one file; the author stands only on the first of a group."""

    def __init__(self, name: str, channel: str, seen: Seen, intake: Intake) -> None:
        self._name = name
        self._channel = channel
        self._seen = seen
        self._intake = intake
        self._author = ""
        self._head = ""
        self._tags: dict[str, str] = {}
        self._number = 0

    def group(self, head: str) -> None:
        """Read the head of a group: before 2022 the author, and what the first message answers, stood there and not in the message."""
        self._author = ""
        self._head = ""
        if "data-user-id" in head:
            self._head = _QUOTED.sub(r"class=\1", head)
            self._find_author(self._head)

    def message(self, piece: str) -> Iterator[Event]:
        self._number += 1
        intake = self._intake
        intake.tally.records += 1
        where = f"{self._name}#{self._number}"
        digits = piece[:24].lstrip('"')
        end = next((at for at, sign in enumerate(digits) if not ("0" <= sign <= "9")), len(digits))
        key = digits[:end]
        at = snowflake_time(int(key)) if key and end < 20 else None
        body, next_group = _split_group(piece)
        if 'class="chatlog__message' in body or 'class="chatlog__header' in body or 'class="chatlog__content"' in body:
            body = _QUOTED.sub(r"class=\1", body)
        self._find_author(body)
        head, self._head = self._head, ""
        if at is None:
            intake.skip(where, "skip.bad_id", value=clean(key))
        elif intake.believable(at, where) and self._seen.is_new(int(key)):
            yield from self._acts(body, head, key, at, where)
        if next_group:
            self.group(next_group)

    def _acts(self, body: str, head: str, key: str, at: datetime, where: str) -> Iterator[Event]:
        reactions = body.find("<div class=chatlog__reactions")
        if "<span class=chatlog__system-notification" in body:
            if "joined the server" in body and self._author:
                self._intake.joins_seen = True
                yield Event(EventKind.JOIN, at, self._author, key, self._channel)
        elif not self._author:
            self._intake.skip(where, "skip.no_author")
        else:
            kind, parent = _answered(head + body if head else body)
            text, question = _written(body)
            yield Event(kind, at, self._author, key, self._channel, parent, 1, question, None, text)
        if reactions >= 0:
            yield from self._reactions(body[reactions:], key, at, where)

    def _reactions(self, part: str, key: str, at: datetime, where: str) -> Iterator[Event]:
        counts: dict[str, int] = {}
        for reaction in part.split("<div class=chatlog__reaction ")[1:]:
            name = clean(_attribute(reaction, "alt") or _attribute(reaction, "title"))
            _, _, shown = reaction.partition("<span class=chatlog__reaction-count>")
            digits = shown[:12].partition("<")[0].strip().replace(",", "")
            if not name or not (digits.isascii() and digits.isdigit()):
                self._intake.skip(where, "skip.bad_reaction")
                continue
            counts[name] = counts.get(name, 0) + int(digits)
        for name, count in counts.items():
            if count:
                yield Event(_REACTION, at, None, f"{key}/r/{name}", self._channel, key, count)

    def _find_author(self, text: str) -> None:
        found = _AUTHOR.search(text)
        if found is None:
            return
        tag = found[1]
        author = self._tags.get(tag)
        if author is None:
            author = self._tags[tag] = clean(_attribute(tag, "data-user-id"))
            if author:
                header = text[found.end() : found.end() + 160].partition("chatlog__timestamp")[0]
                is_bot = "<span class=chatlog__author-tag" in header or "<span class=chatlog__bot-tag" in header
                name = unescape(_TAG.sub("", found[2])) or unescape(_attribute(tag, "title"))
                self._intake.person(author, name, is_bot=is_bot)
        self._author = author


def _split_group(piece: str) -> tuple[str, str]:
    """A message, and the head of the next group if one begins after it."""
    at = piece.find("<div class=chatlog__message-group")
    if at < 0:
        at = piece.find('<div class="chatlog__message-group')
    return (piece, "") if at < 0 else (piece[:at], piece[at:])


def _answered(body: str) -> tuple[EventKind, str | None]:
    """Whether a message answers another, and which if that one is still known."""
    if "class=chatlog__reply" not in body and "class=chatlog__reference" not in body:
        return _MESSAGE, None
    link = _LINK.search(body)
    return (_REPLY, link[1]) if link else (_REPLY if "-unknown>" in body else _MESSAGE, None)


def _written(body: str) -> tuple[str, bool]:
    """The text of a message, and whether it asks something outside of code and links."""
    start = body.find('<div class="chatlog__content ')
    if start < 0:
        start = body.find("<div class=chatlog__content")
    if start < 0:
        return "", False
    end = _CONTENT_ENDS.search(body, start)
    content = body[body.find(">", start) + 1 : end.start() if end else len(body)]
    question = ("?" in content or "？" in content) and asks(_plain(_CODE_OR_LINK.sub(" ", content)))
    return prose(_plain(content)), question


def _plain(content: str) -> str:
    if "<img" in content:
        content = _EMOJI.sub(r"\1", content)
    if "chatlog__edited" in content:
        content = _EDITED.sub("", content)
    text = _TAG.sub("", content.replace("<br>", "\n").replace("</div>", "\n"))
    return unescape(text) if "&" in text else text


def _attribute(tag: str, name: str) -> str:
    """The value of an attribute, quoted or not; "" if there is none."""
    at = tag.find(name + "=")
    if at < 0:
        return ""
    at += len(name) + 1
    if tag[at : at + 1] == '"':
        value = tag[at + 1 : tag.find('"', at + 1)]
    else:
        value = tag[at:].split(None, 1)[0].partition(">")[0] if tag[at:].strip() else ""
    return unescape(value) if "&" in value else value


def _channel(preamble: str) -> str:
    """Category and channel: the second line of the head, ``📚 Forums / category / channel``."""
    lines = [unescape(line).strip() for line in _ENTRY.findall(preamble)]
    parts = [part.strip() for part in lines[1].split(" / ")] if len(lines) > 1 else []
    return clean("/".join(parts[-2:]))
