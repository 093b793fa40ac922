"""The text of a forum's post, from its HTML where the Markdown is not in the export."""

import re
from html import unescape

_QUOTED = re.compile(r"<(aside|blockquote)\b.*?</\1>", re.DOTALL)
_CODE = re.compile(r"<(pre|code)\b[^>]*>.*?</\1>", re.DOTALL)
_BREAK = re.compile(r"<br\s*/?>|</(?:p|li|h[1-6]|div|tr|pre)>")
_TAG = re.compile(r"<[^<>]*>")
_BLANK = re.compile(r"\n\s*\n\s*")


def plain(cooked: str, *, code: bool = True) -> str:
    """What the author wrote, without what they quote; ``code`` keeps programs in it."""
    text = _QUOTED.sub(" ", cooked)
    if not code:
        text = _CODE.sub(" ", text)
    return _BLANK.sub("\n", unescape(_TAG.sub("", _BREAK.sub("\n", text)))).strip()
