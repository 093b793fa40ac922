"""Times as people's files write them: with or without a zone, year first, day first or month first, in English and Chinese."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Literal, NamedTuple

Order = Literal["dmy", "mdy"]

_CACHE = 50_000
_PARTS = re.compile(
    r"^(?:周|星期|[A-Za-z]{3,9},\s*)?(\d{1,4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,4})\s*日?"
    r"(?:[T,\s]*(上午|下午|凌晨|中午|晚上|AM|PM)?\s*(\d{1,2})[:：时](\d{1,2})(?:[:：分](\d{1,2})(?:\.\d+)?)?[秒分]?\s*(AM|PM|a\.?\s?m\.?|p\.?\s?m\.?)?)?"
    r"\s*(?:(?:UTC|GMT)?\s*([+-]\d{1,2}:?(?:\d{2})?)|(Z|UTC|GMT))?$",
    re.IGNORECASE,
)


_LAST_SECOND = timedelta(minutes=59, seconds=59)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def unix_time(value: object, *, per_second: int = 1) -> datetime | None:
    """The moment of a count of seconds since 1970 (or of parts of a second), a number or its digits; ``None`` if it is none."""
    if isinstance(value, str):
        if not (value.isascii() and value.isdigit() and len(value) <= 20):
            return None
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value < 1 << 62:
        return None
    seconds, rest = divmod(value, per_second)
    try:
        return _EPOCH + timedelta(0, seconds, rest * 1_000_000 // per_second)
    except OverflowError:
        return None


class LocalHour(NamedTuple):
    """One hour of a place's clock: when it began in UTC (``None`` if the clock is changed within it) and as written there."""

    utc: datetime | None
    local: datetime
    written: str

    def at(self, minute: str, second: str) -> tuple[datetime, str] | None:
        """A moment within: in UTC, and as written (ISO 8601, to the second); ``None`` if there is no such minute."""
        minutes, seconds = int(minute), int(second)
        if minutes > 59 or seconds > 59:
            return None
        past = timedelta(0, minutes * 60 + seconds)
        written = f"{self.written}:{minute:0>2}:{second:0>2}"
        if self.utc is not None:
            return self.utc + past, written
        try:
            return (self.local + past).astimezone(UTC), written
        except OverflowError:
            return None


def local_hour(zone: tzinfo, year: int, month: int, day: int, hour: int) -> LocalHour | None:
    """That hour of ``zone``; ``None`` if there is no such hour, or it lies outside the years that can be counted."""
    try:
        local = datetime(year, month, day, hour, tzinfo=zone)
        steady = local.utcoffset() == (local + _LAST_SECOND).utcoffset()
        return LocalHour(local.astimezone(UTC) if steady else None, local, local.isoformat()[:13])
    except (ValueError, OverflowError):
        return None


class TimeReader:
    """Turns written times into moments in UTC.

    ``zone`` is meant where the text names none, ``order`` where day and month could be either.
    """

    def __init__(self, zone: tzinfo, order: Order | None = None) -> None:
        self._zone = zone
        self._order = order
        self._known: dict[str, datetime | None] = {}

    def read(self, text: str) -> datetime | None:
        """The moment ``text`` writes, ``None`` if it writes none (or one that cannot be told without ``order``)."""
        known = self._known
        if text not in known:
            if len(known) > _CACHE:
                known.clear()
            known[text] = self._read(text.strip())
        return known[text]

    def _read(self, text: str) -> datetime | None:
        try:
            if text.isascii() and text.isdigit() and len(text) in {10, 13}:
                return datetime.fromtimestamp(int(text) / (1000 if len(text) == 13 else 1), UTC)
            at = self._iso(text) or self._parts(text)
            if at is None:
                return None
            return (at if at.tzinfo else at.replace(tzinfo=self._zone)).astimezone(UTC)
        except (ValueError, OverflowError):
            return None

    @staticmethod
    def _iso(text: str) -> datetime | None:
        if len(text) < 10 or text[4:5] != "-":
            return None
        try:
            return datetime.fromisoformat(text)
        except ValueError:
            return None

    def _parts(self, text: str) -> datetime | None:
        found = _PARTS.match(text)
        if found is None:
            return None
        first, second, third = int(found[1]), int(found[2]), int(found[3])
        if len(found[1]) == 4:
            year, month, day = first, second, third
        else:
            order = self._order or _certain(first, second, text)
            if order is None or len(found[1]) > 2:
                return None
            day, month = (first, second) if order == "dmy" else (second, first)
            year = third if third > 99 else 2000 + third
        hour = _hour(int(found[5] or 0), (found[4] or found[8] or "").lower())
        offset = found[9] or ("+00:00" if found[10] else "")
        stamp = f"{year:04}-{month:02}-{day:02}T{hour:02}:{int(found[6] or 0):02}:{int(found[7] or 0):02}{_offset(offset)}"
        return datetime.fromisoformat(stamp)


def _certain(first: int, second: int, text: str) -> Order | None:
    if first > 12 or "." in text[:3]:
        return "dmy"
    return "mdy" if second > 12 else None


def _hour(hour: int, half: str) -> int:
    if not half:
        return hour
    if hour > 12:
        return hour if half in {"下午", "晚上"} else 99
    after_noon = half in {"下午", "晚上", "中午"} or half.startswith("p")
    if half == "中午" and hour == 11:
        return hour
    return hour % 12 + (12 if after_noon else 0)


def _offset(text: str) -> str:
    if not text:
        return ""
    digits = text[1:].replace(":", "")
    hours, minutes = (digits, "00") if len(digits) <= 2 else (digits[:-2], digits[-2:])
    return f"{text[0]}{int(hours):02}:{minutes}"


def order_of(samples: Iterable[str]) -> Order | None:
    """Which of day and month comes first, told by a value above 12 among ``samples``; ``None`` if nothing tells, or both ways are seen.

    Times that begin with the year say nothing and need no order.
    """
    seen: set[Order] = set()
    for text in samples:
        found = _PARTS.match(text.strip())
        if found is not None and len(found[1]) <= 2:
            certain = _certain(int(found[1]), int(found[2]), text.strip())
            if certain:
                seen.add(certain)
    return seen.pop() if len(seen) == 1 else None


def is_ambiguous(text: str) -> bool:
    """Whether ``text`` writes a date whose day and month could change places and give another day."""
    found = _PARTS.match(text.strip())
    return (
        found is not None
        and len(found[1]) <= 2
        and found[1].lstrip("0") != found[2].lstrip("0")
        and _certain(int(found[1]), int(found[2]), text.strip()) is None
    )
