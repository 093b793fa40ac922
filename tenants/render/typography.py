"""The finer rules of setting Chinese and English, applied to finished markup (look: "Type")."""

import re

from markupsafe import Markup

from tenants.render.formats import NBSP

_HAN = "\u3400-\u9fff"
_OPEN, _CLOSE = "（「『《【“‘", "）」』》】”’，。、；：？！"
_SPACE_BEFORE = re.compile(f"([{_HAN}])([A-Za-z0-9¥+−])")
_SPACE_AFTER = re.compile(f"([A-Za-z0-9%+]) ?([{_HAN}])")
_ADJACENT = re.compile(f"([{_CLOSE}])(?=[{_OPEN}{_CLOSE}])")
_EMOJI = re.compile("[\u2600-\u27bf\u2b50\u2b55\U0001f000-\U0001faff][\ufe0f\u200d\u2600-\u27bf\U0001f000-\U0001faff]*")
# Marks that turn the direction of whatever follows, or are nothing at all: a name that holds one would turn the line it stands in.
_UNSEEN = re.compile("[\u00ad\u061c\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
# Widths of the headlines' face (Source Serif 4, semibold) in ems, by character; what is not listed is as wide as a small letter.
_WIDTHS = {
    20: "'",
    22: " \u00a0",
    30: ",.:;|",
    32: "!j",
    34: "-il",
    36: "/[\\]t{}",
    38: "()If",
    40: "J`",
    42: '"',
    44: "?",
    46: "*",
    48: "rs",
}
_WIDTHS |= {50: "z–", 52: "_c", 54: "#$+0123456789<=>^e~−", 56: "Sa", 58: "gvx", 60: "FZoy", 62: "Ldkq", 64: "EPTbhpu", 66: "BCYn"}
_WIDTHS |= {68: "X", 70: "RV", 72: "AGK", 74: "&DOQ", 76: "NU", 80: "H", 84: "w", 86: "@", 92: "M", 94: "%", 96: "m", 102: "W"}
_EMS = {letter: hundredths / 100 for hundredths, letters in _WIDTHS.items() for letter in letters}
_SKIPPED = ("svg", "style", "title")


def typeset(markup: str, *, zh: bool) -> str:
    """Return ``markup`` with emoji in their own face; Chinese markup also with its spaces written.

    That is one space between Han and Latin, and a no-break one before a measure word. Of two full-width marks that meet, the
    first takes half its width. Attributes, drawings and style sheets stay as they are. Characters that only turn the direction of
    writing are dropped everywhere.
    """
    markup = _UNSEEN.sub("", markup)
    out: list[str] = []
    skip = 0
    for part in re.split(r"(<[^>]+>)", markup):
        if part.startswith("<"):
            name = re.match(r"</?(\w+)", part)
            if name and name[1] in _SKIPPED and not part.endswith("/>"):
                skip += -1 if part.startswith("</") else 1
            out.append(part)
        else:
            out.append(part if skip or not part.strip() else _text(part, zh=zh))
    return "".join(out)


def _text(text: str, *, zh: bool) -> str:
    text = _EMOJI.sub(r'<span class="e">\g<0></span>', text)
    if not zh:
        return text
    text = _SPACE_BEFORE.sub(r"\1 \2", text)
    text = _SPACE_AFTER.sub(f"\\1{NBSP}\\2", text)
    return _ADJACENT.sub(r'<span class="h">\1</span>', text)


def headline(text: str, lang: str, most: int = 17) -> Markup:
    """Return a headline that breaks where a reader would, and leaves no orphan; ``most`` Chinese characters fit on its line.

    Chinese: a clause of up to ``most`` characters stays whole, of a longer one the last five. English: as few lines as hold it, as
    even as can be, so that none ends in a single word.
    """
    if lang.startswith("zh"):
        return Markup("").join(_clause(clause, most) for clause in re.findall(r"[^，；。：]+[，；。：]*|[，；。：]+", text))
    return Markup("<br/>").join(balanced(text, most + 1.2))


def width(text: str) -> float:
    """Return the width of ``text`` in ems of the headlines' face, to a few hundredths."""
    return sum(1.0 if ord(c) > 0x2E7F else _EMS.get(c, 0.62) for c in text)


def balanced(text: str, ems: float) -> list[str]:
    """Return the lines of a headline that may be ``ems`` wide: no more than it takes, the widest as narrow as can be.

    Words are broken at plain spaces alone; one that is wider than a line is left to the renderer.
    """
    words = text.split(" ")
    lines = _filled(words, ems)
    low, high = 0.0, ems
    for _ in range(12):
        middle = (low + high) / 2
        tried = _filled(words, middle)
        if len(tried) <= len(lines) and max(map(width, tried)) <= ems:
            lines, high = tried, middle
        else:
            low = middle
    if len(lines) > 1 and " " not in lines[-1] and lines[-2].count(" ") > 1:
        head, last = lines[-2].rsplit(" ", 1)
        if width(f"{last} {lines[-1]}") <= ems:
            lines[-2:] = [head, f"{last} {lines[-1]}"]
    return lines


def _filled(words: list[str], ems: float) -> list[str]:
    lines = [words[0]]
    for word in words[1:]:
        if width(f"{lines[-1]} {word}") <= ems:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def _clause(clause: str, most: int) -> Markup:
    if len(clause) <= most:
        return Markup('<span class="nb">{}</span>').format(clause)
    return Markup('{}<span class="nb">{}</span>').format(clause[:-5], clause[-5:])
