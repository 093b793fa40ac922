"""The finer rules of setting Chinese and English, applied to finished markup (look: "Type")."""

import re
from html import escape

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
    """Return a headline that breaks between clauses and leaves no orphan.

    Chinese: a clause of up to ``most`` characters stays whole, of a longer one the last five. English: the last three words stay
    together unless they are long.
    """
    if lang.startswith("zh"):
        return Markup("").join(_clause(clause, most) for clause in re.findall(r"[^，；。：]+[，；。：]*|[，；。：]+", text))
    words = text.rsplit(" ", 3)
    if len(words) == 4 and sum(map(len, words[1:])) < 24:
        return Markup(escape(words[0] + " " + NBSP.join(words[1:])))  # noqa: S704 - escaped here
    return Markup(escape(text))  # noqa: S704 - escaped here


def _clause(clause: str, most: int) -> Markup:
    if len(clause) <= most:
        return Markup('<span class="nb">{}</span>').format(clause)
    return Markup('{}<span class="nb">{}</span>').format(clause[:-5], clause[-5:])
