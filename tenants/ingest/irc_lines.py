"""One line of an IRC log: when it was, what it is, whose.

Three writers are known. ZNC writes ``[HH:MM:SS] <nick> words`` and a file a day; supybot an ISO time before the same; the loggers of web
archives HTML, ``<span class="irc-date">[H:MM]</span> <span class="irc-black">&lt;nick&gt; words</span>``. What follows the time is
nearly the same in all of them.
"""

import re
from datetime import date
from typing import Literal, NamedTuple

from tenants.ingest.markup import plain

What = Literal["message", "action", "notice", "join", "part", "quit", "nick", "other"]

DAY = re.compile(r"(?<!\d)(\d{4})([-_.]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)")
_ZNC = re.compile(r"\[(\d\d:\d\d(?::\d\d)?)\] (.*)", re.DOTALL)
_ISO = re.compile(r"(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[+-]\d\d:?\d\d|Z)?)\s+(\S.*)", re.DOTALL)
_HTML = re.compile(
    r'<span class="irc-date">\[(\d{1,2}:\d\d(?::\d\d)?)\]</span> <span class="irc-(\w+)">(.*?)(?:</span>)?(?:<br ?/?>)?$', re.DOTALL
)
_HTML_SIGN = re.compile(r'<span class="irc-date">\[\d')
_SIGN = re.compile(
    r"(?:\[\d\d:\d\d(?::\d\d)?\]|\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[+-]\d\d:?\d\d|Z)?\s) *(?:<[^>\s]+>|\*\*\* |\* \S|-\S+- )"
)
_LONGEST = 1 << 14
_NICK = r"[^\s<>]+"
_MOVES = re.compile(
    rf"(?:(?P<way>Joins|Parts|Quits): (?P<mover>{_NICK})"
    rf"|(?P<from>{_NICK}) is now known as (?P<to>{_NICK})"
    rf"|(?P<who>{_NICK})(?: \([^()]*\))? (?P<how>has joined|has left|has quit|Quit)(?: (?P<channel>[#&+!]\S*)| \(| IRC|$))"
)
_WAYS: dict[str, What] = {
    "Joins": "join", "Parts": "part", "Quits": "quit", "has joined": "join", "has left": "part", "has quit": "quit", "Quit": "quit",
}  # fmt: skip
_BOT = re.compile(r"Bot(?![a-z])|BOT|[-_|]bot(?![a-z])|^(?:supybot|limnoria|eggdrop|sopel|ZNC)|Serv$")


class Line(NamedTuple):
    """``time`` as it is written; ``other`` is what nobody wrote (a topic, a mode, a word of the server).

    ``text`` is the words of a message or action, the new name of ``nick``, the channel of a join where it is said.
    """

    time: str
    what: What
    nick: str
    text: str


def looks_like(head: str) -> bool:
    """Whether a file that begins so is such a log."""
    if _HTML_SIGN.search(head):
        return True
    lines = [line for line in head.removeprefix("\ufeff").split("\n", 12)[:12] if line.strip()]
    return bool(lines) and sum(1 for line in lines if _SIGN.match(line)) * 2 > len(lines)


def tells_days(head: str) -> bool:
    """Whether the times in a file that begins so carry their day."""
    return any(_ISO.match(line) for line in head.removeprefix("\ufeff").split("\n", 12)[:12])


def day_of(name: str) -> date | None:
    """The day a file's name tells (``#channel_20160601.log``, ``2009-06-30.log``), ``None`` if it tells none."""
    for found in reversed(list(DAY.finditer(name))):
        try:
            return date(int(found[1]), int(found[3]), int(found[4]))
        except ValueError:
            continue
    return None


def is_bot(nick: str) -> bool:
    """Whether a nick says of itself that it is a program's; only the way such names are commonly written counts (not ``abbot``)."""
    return _BOT.search(nick) is not None


def parse(line: str) -> Line | None:
    """What a line without its end says; ``None`` if it is of no kind known here (a blank one, or one longer than any of IRC's)."""
    if len(line) > _LONGEST:
        return None
    if line.startswith("["):
        if line[9:11] == "] " and line[3:4] == ":" == line[6:7]:
            return _said(line[1:9], line[11:])
        found = _ZNC.match(line)
        return _said(found[1], found[2]) if found else None
    if line.startswith("<span") and (found := _HTML.match(line)):
        return _html(found[1], found[2], found[3])
    found = _ISO.match(line)
    return _said(found[1], found[2]) if found else None


def _html(time: str, colour: str, body: str) -> Line | None:
    text = plain(body) if "<" in body or "&" in body else body
    if colour in {"brown", "red"}:
        return Line(time, "other", "", "")
    if colour == "brick" and text.startswith("* "):
        return _action(time, text)
    if colour == "black":
        return _words(time, f"{text} ") if text.startswith("<") else None
    return _star(time, text[2:]) if text.startswith("* ") else None


def _said(time: str, body: str) -> Line | None:
    sign = body[:1]
    if sign == "<":
        return _words(time, body)
    if sign == "*":
        return _star(time, body[4:]) if body.startswith("*** ") else _action(time, body)
    if sign == "-":
        nick, dash, text = body[1:].partition("- ")
        return Line(time, "notice", nick, text) if dash and " " not in nick else None
    return None


def _words(time: str, body: str) -> Line | None:
    nick, close, text = body[1:].partition(">")
    if not nick.isalnum():
        if "&" in nick:
            # One logger escapes what it writes, but not everywhere.
            nick, close, text = body[1:].replace("&gt;", ">", 1).partition(">")
        nick = nick.strip().lstrip("@+%&~!")
    if not close or not nick or " " in nick:
        return None
    # A bare name without even a blank behind it is how a logger writes a line it did not understand.
    return Line(time, "message", nick, text.strip()) if text else Line(time, "other", "", "")


def _action(time: str, body: str) -> Line | None:
    nick, _, text = body[2:].partition(" ") if body.startswith("* ") else ("", "", "")
    return Line(time, "action", nick.lstrip("@+%&~!"), text.strip()) if nick else None


def _star(time: str, body: str) -> Line:
    found = _MOVES.match(body)
    if found is None:
        return Line(time, "other", "", "")
    if found["from"]:
        return Line(time, "nick", found["from"], found["to"])
    return Line(time, _WAYS[found["way"] or found["how"]], found["mover"] or found["who"], found["channel"] or "")
