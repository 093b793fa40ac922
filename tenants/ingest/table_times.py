"""Times as tables write them: text of any kind, the serial numbers of spreadsheets, and zones that stand in the header."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from tenants.ingest.intake import clean
from tenants.ingest.times import Order, TimeReader, is_ambiguous, order_of
from tenants.terms.errors import Refusal

_SERIAL = re.compile(r"^[2-7]\d{4}(?:\.\d+)?$")
_EIGHT = re.compile(r"^(?:19|20)\d{6}$")
_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001 - the day that spreadsheets count from, on the clock of the table
_OFFSET = re.compile(r"(?:UTC|GMT)\s*([+-])\s*(\d{1,2})(?::?([0-5]\d))?", re.IGNORECASE)
_NAMED = re.compile(r"\b((?:Africa|America|Antarctica|Asia|Atlantic|Australia|Europe|Indian|Pacific)/[A-Za-z_/+-]+)")
_PLAIN = re.compile(r"[(（\[]\s*(?:UTC|GMT)\s*[)）\]]", re.IGNORECASE)
_CACHE = 100_000


def header_zone(header: str) -> tzinfo | None:
    """The zone that a header names (``Time (UTC+8)``, ``Sent (Europe/Paris)``, ``时间（北京时间）``), ``None`` if it names none."""
    if "北京时间" in header:
        return ZoneInfo("Asia/Shanghai")
    offset = _OFFSET.search(header)
    if offset:
        minutes = int(offset[2]) * 60 + int(offset[3] or 0)
        return timezone(timedelta(minutes=minutes if offset[1] == "+" else -minutes)) if minutes <= 14 * 60 else None
    named = _NAMED.search(header)
    if named:
        try:
            return ZoneInfo(named[1])
        except (KeyError, ValueError, OSError):
            return None
    return UTC if _PLAIN.search(header) else None


def order_in(cells: Iterable[str], name: str) -> Order | None:
    """Which of day and month comes first in a column, told by any of its cells; ``None`` where the years do.

    Raises ``Refusal("import.ask_order")`` if some could be two days and nothing tells, or both ways are seen.
    """
    seen: set[Order] = set()
    unsure = ""
    for text in cells:
        # Of years first nothing is to be learned, and they are most.
        if text[:4].isdigit() and len(text) != 4:
            continue
        order = order_of([text])
        if order:
            seen.add(order)
        elif not unsure and is_ambiguous(text):
            unsure = text
    if len(seen) == 1:
        return seen.pop()
    if unsure or seen:
        raise Refusal("import.ask_order", field="order", name=clean(name), value=clean(unsure))
    return None


class Clock:
    """Reads the times of one column, quickly where they are all written one way. ``zone`` is meant where a cell names none."""

    def __init__(self, zone: tzinfo, order: Order | None) -> None:
        self._zone = zone
        self._reader = TimeReader(zone, order)
        self._offsets: dict[str, timedelta] = {}

    def read(self, text: str) -> datetime | None:
        """The moment a cell writes, in UTC; ``None`` if it writes none."""
        if len(text) == 19 and text[4] == "-" and text[13] == ":":
            try:
                # An offset holds for ten minutes at least: clocks change at full quarters of an hour.
                return datetime.fromisoformat(text + "+00:00") - (self._offsets.get(text[:15]) or self._offset(text[:15]))
            except (ValueError, OverflowError):
                return None
        text = text.strip()
        if text[:1].isdigit():
            if _SERIAL.match(text):
                text = (_ZERO + timedelta(seconds=round(float(text) * 86_400))).isoformat(" ")
            elif _EIGHT.match(text):
                text = f"{text[:4]}-{text[4:6]}-{text[6:]}"
        return self._reader.read(text)

    def _offset(self, start: str) -> timedelta:
        """The offset of the zone in the ten minutes that begin with ``start``."""
        if len(self._offsets) > _CACHE:
            self._offsets.clear()
        away = datetime.fromisoformat(f"{start}0:00").replace(tzinfo=self._zone).utcoffset() or timedelta()
        self._offsets[start] = away
        return away
