"""The beginnings of WhatsApp's lines: date and time as the phone's language writes them, and in which order a file writes its dates."""

import re
from datetime import date, datetime, tzinfo
from typing import Literal

from tenants.ingest.times import LocalHour, Order, local_hour

Places = Literal["dmy", "mdy", "ymd", "ydm"]

_MARKS = "\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff"
_EARLY = (
    "上午", "凌晨", "清晨", "早上", "午前", "오전", "ص", "a.m.", "a. m.", "am", "π.μ.", "पूर्वाह्न", "ÖÖ", "SA", "de.",
    "ق.ظ", "ق.ظ.", "PD", "fm",
)  # fmt: skip
_LATE = ("下午", "晚上", "午後", "오후", "م", "p.m.", "p. m.", "pm", "μ.μ.", "अपराह्न", "ÖS", "CH", "du.", "ب.ظ", "ب.ظ.", "MD", "em")
_NOON = ("中午",)
_HALVES = {re.sub(r"[.\s]", "", word).casefold(): half for words, half in ((_EARLY, 0), (_LATE, 1), (_NOON, 2)) for word in words}
_HALF = "|".join(re.escape(word).replace(r"\ ", r"\s?") for word in sorted({*_EARLY, *_LATE, *_NOON}, key=len, reverse=True))
_STAMP = (
    r"(\d{1,4})\s?([-./年])\s?(\d{1,2})\s?[-./月]\s?(\d{1,4})\s?日?\.?(?:\s?г\.)?[,،]?\s+"
    r"(?:(?:at|um|klo|kl\.?|às|à|alle|las|om|в)\s+)?"
    rf"(?:({_HALF})\s?)?(\d{{1,2}})[:.](\d{{2}})(?:[:.](\d{{2}}))?(?:\s?({_HALF}))?(?:\s?(?:ч\.|Uhr))?"
)
_BRACKETED = re.compile(rf"[{_MARKS}]*\[{_STAMP}\]\s?(.*)", re.IGNORECASE | re.DOTALL)
_BARE = re.compile(rf"[{_MARKS}]*{_STAMP}(?:\s[-–]\s|:\s)(.*)", re.IGNORECASE | re.DOTALL)
_FIRST = 2009
"""WhatsApp's first year."""
_BACK = 4
_YEAR_FIRST: tuple[Places, Places] = ("ymd", "ydm")


def style_of(text: str) -> re.Pattern[str] | None:
    """How the lines of the chat that ``text`` is the beginning of are headed: its first line that is headed at all decides."""
    for line in text.split("\n", 50)[:50]:
        for style in (_BRACKETED, _BARE):
            if style.match(line):
                return style
    return None


class DateOrder:
    """Finds out, one date after another, in which order a chat writes day, month and year.

    An order is out when it makes a date that does not exist, lies before WhatsApp or after ``latest``, or runs backwards in time: a chat is
    written in the order in which it happened.
    """

    def __init__(self, latest: date, wanted: Order | None) -> None:
        self._latest = latest
        self._states: dict[Places, list[int]] = {}
        for places in ("dmy", "mdy", "ymd", "ydm"):
            if not (places == "mdy" and wanted == "dmy") and not (places in {"dmy", "ydm"} and wanted == "mdy"):
                # Dates it makes impossible, steps back, the first and the last day.
                self._states[places] = [0, 0, 0, 0]
        self._last: tuple[str, str, str] | None = None
        self._dots = False
        self._differ = False

    def see(self, first: str, separator: str, second: str, third: str) -> None:
        """Learn from the next date of the file."""
        if self._last == (first, second, third):
            return
        self._last = (first, second, third)
        self._dots = separator == "."
        self._differ = self._differ or int(first) != int(second)
        for places, state in self._states.items():
            day = day_of(places, first, second, third)
            if day is None or day > self._latest or day.year < _FIRST:
                state[0] += 1
                continue
            ordinal = day.toordinal()
            state[1] += ordinal < state[3]
            state[2] = state[2] or ordinal
            state[3] = ordinal

    def settled(self) -> Places | None:
        """The order, ``None`` if day and month could change places all through the file."""
        fewest = min(state[0] for state in self._states.values())
        left = {places: state for places, state in self._states.items() if state[0] == fewest}
        back = min(state[1] for state in left.values())
        left = {places: state for places, state in left.items() if state[1] <= back * _BACK}
        # A year that seems to change from day to day is a day.
        spans = {places: abs(state[3] - state[2]) for places, state in left.items()}
        year_first = min((spans[places] for places in left if places in _YEAR_FIRST), default=None)
        year_last = min((spans[places] for places in left if places not in _YEAR_FIRST), default=None)
        if year_last is None or (year_first is not None and year_first < year_last):
            return "ymd" if "ymd" in left else "ydm"
        kept = [places for places in left if places not in _YEAR_FIRST]
        return kept[0] if len(kept) == 1 or self._dots or not self._differ else None


def day_of(places: Places, first: str, second: str, third: str) -> date | None:
    """The day three numbers write in this order; ``None`` if there is no such day. Years have two or four digits."""
    year, rest = (first, (second, third)) if places in _YEAR_FIRST else (third, (first, second))
    if len(year) not in {2, 4} or len(rest[0]) > 2 or len(rest[1]) > 2:
        return None
    month, day = rest if places in {"ymd", "mdy"} else (rest[1], rest[0])
    try:
        return date(int(year) + (2000 if len(year) == 2 else 0), int(month), int(day))
    except ValueError:
        return None


class Clock:
    """Turns headers into moments of UTC. An hour is worked out once, its minutes are added."""

    def __init__(self, places: Places, zone: tzinfo) -> None:
        self._places = places
        self._zone = zone
        self._hours: dict[tuple[str | None, ...], LocalHour | None] = {}

    def moment(self, found: re.Match[str]) -> tuple[datetime, str] | None:
        """The moment in UTC and the written one; ``None`` if there is none such."""
        known = found.group(1, 3, 4, 5, 6, 9)
        if known not in self._hours:
            if len(self._hours) > 5000:
                self._hours.clear()
            self._hours[known] = self._hour(*known)
        hour = self._hours[known]
        return hour.at(found[7], found[8] or "0") if hour else None

    def _hour(self, first: str, second: str, third: str, before: str | None, hour: str, after: str | None) -> LocalHour | None:
        day = day_of(self._places, first, second, third)
        at = _hour_of(int(hour), before or after or "")
        if day is None or at is None or day.year < _FIRST:
            return None
        return local_hour(self._zone, day.year, day.month, day.day, at)


def _hour_of(hour: int, half: str) -> int | None:
    which = _HALVES.get(re.sub(r"[.\s]", "", half).casefold()) if half else None
    if which is None or hour > 12:
        return hour if hour < 24 else None
    if which == 2 and hour == 11:
        return hour
    return hour % 12 + (12 if which else 0)
