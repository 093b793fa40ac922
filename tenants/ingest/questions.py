"""Whether a message asks something."""

import re

_NOT_PROSE = re.compile(r"```.*?```|`[^`\n]*`|<[^<>\n]*>|\b[a-z][a-z0-9+.-]*://\S+|\bwww\.\S+", re.DOTALL | re.IGNORECASE)
# A sentence has a word in it, and an ASCII mark is followed by the end, a space, or what may close a sentence; a Chinese one by anything.
_ENDS = re.compile(r"\w[^\w\s?？]{0,3}\s?(?:？|\?(?=[?!！？]*(?:$|[\s\"'”’)\]】」』》*_~…:;,.]|[^\x00-\x7f])))")


def asks(text: str) -> bool:
    """Whether a sentence of ``text`` ends with ? or ？. A mark inside a web address, code or a mention (``<...>``) does not count."""
    if "?" not in text and "？" not in text:
        return False
    return _ENDS.search(_NOT_PROSE.sub(" ", text)) is not None
