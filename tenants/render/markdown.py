"""What people write in Markdown, as markup that can be trusted in pages, letters and the report."""

import re
from html import escape

import nh3
from markdown import Markdown

LONGEST = 20_000
"""Characters of a text that are shown; more is no commentary but an accident or an attack on the parser."""

DEEPEST = 12
"""Elements within each other that are still set: deeper is no structure, and the renderer would give up on the whole report."""

_TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "blockquote", "code", "a", "h3", "h4", "del"}
_ATTRIBUTES = {"a": {"href"}}
_SCHEMES = {"http", "https", "mailto"}
NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no well-formed document may hold."""


def clean(text: str) -> str:
    """Return ``text`` as well-formed XHTML of paragraphs, lists, emphasis, quotations, small headings and links.

    Everything else, pictures, styles, classes and scripts first, is dropped and its text kept where it is text. Links lead to web or
    mail addresses only. An empty text gives an empty string; texts over ``LONGEST`` are cut with an ellipsis; one nested deeper than
    ``DEEPEST`` is shown as it was typed.
    """
    text = NOT_XML.sub("", text)
    if not text.strip():
        return ""
    if len(text) > LONGEST:
        text = text[:LONGEST].rstrip() + "…"
    # Chinese writers begin lists straight after a line of text; Markdown wants an empty line between.
    text = re.sub(r"(?m)^(?!\s*(?:[-*+]|\d+\.)\s)(.+)\n(?=\s*(?:[-*+]|\d+\.)\s)", r"\1\n\n", text)
    try:
        raw = Markdown(extensions=["nl2br", "sane_lists"], output_format="xhtml").convert(text)
    except RecursionError:
        return _as_typed(text)
    raw = re.sub(r"<(/?)h[1-6]\b", r"<\1h3", raw)
    safe = nh3.clean(raw, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes=_SCHEMES, attribute_filter=_addressed, link_rel="noopener")
    if _depth(safe) > DEEPEST:
        return _as_typed(text)
    return safe.replace("&nbsp;", "\u00a0").replace("<br>", "<br/>").strip()


def _addressed(_tag: str, _name: str, value: str) -> str | None:
    """A link's address, if it is a whole one: what is relative would lead somewhere else in each place the text is shown."""
    return value if value.lower().startswith(("http://", "https://", "mailto:")) else None


def _depth(markup: str) -> int:
    """How many elements stand within each other at most."""
    deepest = depth = 0
    for end, name in re.findall(r"<(/?)([a-z0-9]+)", markup):
        if name != "br":
            depth += -1 if end else 1
            deepest = max(deepest, depth)
    return deepest


def _as_typed(text: str) -> str:
    return f"<p>{'<br/>'.join(escape(line, quote=False) for line in text.strip().splitlines())}</p>"


def lines(text: str) -> list[str]:
    """Return the items of ``text`` as plain lines, without list marks and emphasis: for letters and short lists."""
    found = []
    for line in NOT_XML.sub("", text[:LONGEST]).splitlines():
        bare = re.sub(r"^\s*(?:[-*+>#]+|\d+[.)、])\s*", "", line)
        bare = re.sub(r"(\*\*|__|`)(.+?)\1", r"\2", bare).strip()
        if bare:
            found.append(bare)
    return found
