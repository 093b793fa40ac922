"""Whether a message asks something."""

import re

_NOT_PROSE = re.compile(r"```.*?```|`[^`\n]*`|<[^<>\n]*>|\b[a-z][a-z0-9+.-]*://\S+|\bwww\.\S+", re.DOTALL | re.IGNORECASE)
# An ASCII mark is followed by the end, a space, or what may close a sentence; a Chinese one by anything.
_MARK = re.compile(r"？|\?(?=[?!！？]*(?:$|[\s\"'”’)\]】」』》*_~…:;,.]|[^\x00-\x7f]))")
_HINTS = ("://", "<", "`", "www.")


def asks(text: str) -> bool:
    """Whether a sentence of ``text`` ends with ? or ？. A mark inside a web address, code or a mention (``<...>``) does not count."""
    if ("?" not in text and "？" not in text) or not _marked(text):
        return False
    # Most texts have nothing to take out; only the others are cut up.
    return not any(hint in text for hint in _HINTS) or _marked(_NOT_PROSE.sub(" ", text))


def _marked(text: str) -> bool:
    """Whether a mark stands where a sentence ends: right after a word, or a few closing signs behind one."""
    for mark in _MARK.finditer(text):
        at = mark.start()
        if any(sign.isalnum() for sign in text[max(0, at - 4) : at]):
            return True
    return False
