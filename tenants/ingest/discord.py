"""What the three formats of DiscordChatExporter share: snowflakes, files that are parts of a channel, messages met twice.

Keys. A message is its snowflake, so the same one read from JSON and from HTML is one. A reaction whose giver is known is
``id/r/emoji/user``; the others of that emoji are one row ``id/r/emoji`` with their count. Where overlapping exports bring that row
again with another count, the greatest is right: the store keeps it.
"""

import re
from array import array
from bisect import bisect_left
from datetime import UTC, datetime, timedelta
from pathlib import PurePosixPath

from tenants.ingest.intake import clean

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DISCORD_MS = 1_420_070_400_000
_BRACKET_ID = re.compile(r"\s*\[(\d{15,20})\]")
_PART = re.compile(r"\s*\[part \d+\]|\s*\((?:after|before) [^)]*\)|\s*\(\d{4}-\d{2}-\d{2} to [^)]*\)", re.IGNORECASE)
_PIECE = re.compile(r"^(?:part|p)?[\s_.-]*\d{1,20}$|^parts?$|^\d{4}[-_.]\d{2}(?:[-_.]\d{2})?$", re.IGNORECASE)
_GENERIC = re.compile(
    r"^(?:csv|json|html?|exports?|discord|archives?|data|files?|messages)$|^(?:after|before)[-_ ].*\d|^[\d\W_]*\d{4}[-_.\w]*$",
    re.IGNORECASE,
)


def snowflake_time(number: int) -> datetime | None:
    """When the thing with this id was made, to the millisecond, in UTC; ``None`` if no snowflake is that small or large."""
    if not 1 << 22 < number < 1 << 63:
        return None
    return _EPOCH + timedelta(milliseconds=(number >> 22) + _DISCORD_MS)


def channel_of(path: str) -> tuple[str, str]:
    """The channel a file belongs to, from where it lies: what names it for ever, and its name as category/channel.

    ``.../komodo-project/support/12.csv`` is part 12 of ``komodo-project/support``; ``Guild - Category - channel [123456789012345678]
    [part 2].csv`` is the exporter's own naming, whose id is kept whatever the folders are called.
    """
    pure = PurePosixPath(path)
    folders = [part for part in pure.parts[:-1] if part not in {"/", ".", ".."} and not _GENERIC.match(part)]
    stem = _PART.sub("", pure.stem).strip()
    found = _BRACKET_ID.search(stem)
    if found:
        words = _BRACKET_ID.sub("", stem).split(" - ")
        return found[1], clean("/".join(words[1:] or words))
    if _PIECE.match(stem) and (folders or len(stem) < 15):
        name = clean("/".join(folders[-2:]))
    else:
        words = stem.split(" - ")
        name = clean("/".join(words[1:]) if len(words) >= 3 else "/".join([*folders[-1:], stem]))
    return name, name


class Seen:
    """Ids met in one channel: eight bytes each while they come in rising order, which is how they are exported."""

    __slots__ = ("_late", "_rising")

    def __init__(self) -> None:
        self._rising = array("Q", [0])
        self._late: set[int] = set()

    def is_new(self, number: int) -> bool:
        """Whether ``number`` was not met before; it is from now on."""
        rising = self._rising
        if number > rising[-1]:
            rising.append(number)
            return True
        if number in self._late or rising[bisect_left(rising, number)] == number:
            return False
        self._late.add(number)
        return True
