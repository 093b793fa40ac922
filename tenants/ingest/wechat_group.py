"""One group of WeChat being read, from whichever exporter.

A member is their wxid. Keys hold the second, the sender and the words, and no group: the exporters number messages each in their own
way and name groups as they are called on the day, but agree on these. So the same message is one whichever tool exported it, from
whichever computer, before and after the group was renamed. (What one person posts in two groups within one second, word for word,
counts once.)

Notices name people as they were called when they came, so who came is settled at the end, when all names have been met. A name that
nobody wrote under stands for itself.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import NamedTuple

from tenants.ingest.intake import EARLIEST, Intake, clean, prose
from tenants.ingest.keys import Repeats, key_of
from tenants.ingest.questions import asks
from tenants.ingest.wechat_notices import ME, Notice, parse, split
from tenants.terms.event import Event, EventKind, Evidence

MOST_HELD = 50_000
_LATEST = 253_402_300_799
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MESSAGE, _REPLY = EventKind.MESSAGE, EventKind.REPLY
_QUOTED_ABOVE = re.compile(r"^「.*?」\s*\n(?:- ?){5,}\s*\n", re.DOTALL)
_QUOTED_BELOW = re.compile(r"\n[ \t]*[\[【]?(?:引用|回复)[^\n:：]{0,60}[:：]")
_LONGEST_QUOTE = 8_192
_SENDER_IN_FRONT = re.compile(r"^[A-Za-z][\w-]{5,39}:\n")


class _Held(NamedTuple):
    second: int
    at: datetime
    notice: Notice


class Seen:
    """What the groups of an upload turned out to be able to tell."""

    def __init__(self) -> None:
        self.joins = self.exits = False

    def evidence(self, *, replies: bool) -> Evidence:
        """Leaves only where somebody was seen to leave by themselves: those who are removed are but a part of them."""
        return Evidence(self.joins, self.exits, replies, reactions=False, reaction_authors=False)


class Group:
    """The acts of one group."""

    def __init__(self, channel: str, seen: Seen, intake: Intake, repeats: Repeats | None = None) -> None:
        self.channel = clean(channel)
        self.me = ""
        """The id of whoever exported the chat, as soon as a message of theirs was met."""
        self._seen = seen
        self._intake = intake
        self._repeats = repeats or Repeats()
        self._first, self._last = int(EARLIEST.timestamp()), int(intake.latest.timestamp())
        self._ids: dict[str, str] = {}
        self._people: dict[str, str] = {}
        self._held: list[_Held] = []

    def moment(self, second: object, name: str, number: int) -> datetime | None:
        """The moment of a number of seconds, if it is one and believable; else record ``number`` of file ``name`` is skipped."""
        if type(second) is int and self._first <= second <= self._last:
            return _EPOCH + timedelta(seconds=second)
        where = f"{name}#{number}"
        if not isinstance(second, int) or isinstance(second, bool) or not 0 < second < _LATEST:
            self._intake.skip(where, "skip.bad_time", value=clean(str(second)))
        else:
            self._intake.believable(_EPOCH + timedelta(seconds=second), where)
        return None

    def person(self, sender: str, *names: str) -> str:
        """The member with the id ``sender``, "" if that is none; the first of ``names`` that is not blank is shown, all are remembered."""
        known = self._people.get(sender)
        if known is None:
            known = self._people[sender] = "" if sender.endswith("@chatroom") else clean(sender)
            if known:
                self._intake.person(known, next((name for name in names if name.strip()), ""))
        for name in names:
            if name and self._ids.get(name) != known and known:
                # Two people of one name: a notice cannot tell which.
                self._ids[name] = known if name not in self._ids else ""
        return known

    def message(self, at: datetime, second: int, sender: str, kind: str, text: str) -> Event:
        """What a member wrote; ``kind`` is one word for what it is, ``text`` is "" unless it is writing."""
        reply_to, replies = None, kind == "quote"
        if replies:
            text, reply_to = _quoting(text)
        elif text.startswith("「") and (above := _QUOTED_ABOVE.match(text[:_LONGEST_QUOTE])):
            replies, text = True, text[above.end() :]
        text = prose(text)
        key = self._repeats.key(_said(second, sender, kind, text))
        question = ("?" in text or "？" in text) and asks(text)
        return Event(_REPLY if replies else _MESSAGE, at, sender, key, self.channel, reply_to, 1, question, None, text)

    def notice(self, at: datetime, second: int, text: str) -> None:
        """What the group was told; who came or went is held until ``finish``, when all names are known."""
        notice = parse(text)
        if notice is not None:
            self._held.append(_Held(second, at, notice))

    @property
    def is_full(self) -> bool:
        """Whether so much is held that ``finish`` should be called before the end."""
        return len(self._held) >= MOST_HELD

    def finish(self) -> Iterator[Event]:
        """Who came and who went."""
        held, self._held = self._held, []
        for second, at, notice in held:
            by = self._known(notice.by, notice) if notice.by else None
            for name in notice.people:
                for each in [name] if name in self._ids or name in notice.ids else split(name):
                    yield from self._move(second, at, notice, each, by or None)

    def _move(self, second: int, at: datetime, notice: Notice, name: str, by: str | None) -> Iterator[Event]:
        author = self._known(name, notice)
        if not author:
            # Whoever exported the chat wrote nothing in it.
            self._intake.skip(f"{self.channel} {at:%Y-%m-%d}", "skip.exporter_unknown")
            return
        joined = notice.what == "join"
        self._seen.joins |= joined
        self._seen.exits |= notice.what == "exit"
        key = self._repeats.key(f"{second}\0{'join' if joined else 'leave'}\0{name}")
        inviter = by if joined and by != author else None
        if inviter:
            self._intake.person(inviter, inviter)
        yield Event(EventKind.JOIN if joined else EventKind.LEAVE, at, author, key, self.channel, inviter=inviter)

    def _known(self, name: str, notice: Notice) -> str:
        """The member behind a name: by the notice itself, by what was written under the name, else the name."""
        if name == ME:
            return self.me
        author = clean(notice.ids.get(name, "")) or self._ids.get(name) or clean(name)
        if author:
            self._intake.person(author, name)
        return author


def _said(second: int, sender: str, kind: str, text: str) -> str:
    # Of pictures, cards and the like every tool writes something else: only writing is compared.
    return f"{second}\0{sender}\0{'text' if kind == 'quote' else kind}\0{text}"


def _quoting(text: str) -> tuple[str, str | None]:
    """What was written under a quotation, and the key of what is quoted if the file says who wrote it when."""
    if "<refermsg>" not in text and "<title>" not in text:
        above = _QUOTED_ABOVE.match(text[:_LONGEST_QUOTE])
        below = None if above else _QUOTED_BELOW.search(text)
        return text[above.end() if above else 0 : below.start() if below else None], None
    reference = _between(text, "<refermsg>", "</refermsg>")
    return _title(text), (_quoted(reference) if reference else None)


def _quoted(reference: str) -> str | None:
    sender = _field(reference, "chatusr") or _field(reference, "fromusr")
    second, kind = _field(reference, "createtime"), _field(reference, "type")
    if not sender or not (second.isascii() and second.isdigit() and len(second) < 12) or sender.endswith("@chatroom"):
        return None
    if kind == "1":
        return key_of(_said(int(second), sender, "text", _SENDER_IN_FRONT.sub("", _field(reference, "content"))))
    if kind == "49":
        card = unescape(_field(reference, "content"))
        title = _title(card) if "<type>57</type>" in card else ""
        return key_of(_said(int(second), sender, "text" if title else "app", prose(title)))
    word = KINDS.get(kind)
    return key_of(_said(int(second), sender, word, "")) if word else None


def _field(xml: str, name: str) -> str:
    return prose(unescape(_between(xml, f"<{name}>", f"</{name}>")))


def _title(xml: str) -> str:
    return unescape(_between(xml, "<title>", "</title>").removeprefix("<![CDATA[").removesuffix("]]>"))


def _between(text: str, opens: str, closes: str) -> str:
    start = text.find(opens)
    end = text.find(closes, start)
    return text[start + len(opens) : end] if 0 <= start < end else ""


KINDS = {
    "1": "text", "3": "image", "34": "voice", "42": "card", "43": "video", "47": "sticker", "48": "location", "62": "video", "66": "card",
}  # fmt: skip
"""The types that are messages and need no subtype, by WeChat's own numbers."""
