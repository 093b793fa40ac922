"""How unusual a day or a week is against a community's own past, by median and median absolute deviation.

A day is held against the same weekday of the weeks before, a week against the weeks before. Days that no import vouches for are no days.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import sqrt
from statistics import median

from tenants.terms.facts import Day
from tenants.terms.figure import Plain

LEAST = 8
"""Comparable values that a judgement rests on, at the least."""
MOST = 26
"""How many are looked at: half a year of weeks."""
_ROBUST = 1.4826
"""Median absolute deviation to standard deviation, for a normal distribution."""
_WEEK = 7

Value = Callable[[Day], float]


@dataclass(frozen=True, slots=True)
class Unusual:
    """A value beside comparable earlier ones.

    ``score`` is its distance from their median in robust standard deviations, with its sign. ``among`` is how many there are, ``beyond``
    how many of them lie as far out on the same side, or farther.
    """

    value: float
    middle: float
    score: float
    among: int
    beyond: int

    def facts(self) -> dict[str, Plain]:
        """The same as plain values, for words."""
        return {"value": self.value, "middle": self.middle, "score": round(self.score, 2), "among": self.among, "beyond": self.beyond}


def unusual(value: float, past: Sequence[float]) -> Unusual | None:
    """Return how a count stands among earlier ones; ``None`` with fewer than eight of them.

    The spread is never taken smaller than chance alone makes it in counts (the root of the median, at least 1): where every week was the
    same, one more or less is still nothing.
    """
    if len(past) < LEAST:
        return None
    middle = median(past)
    spread = max(_ROBUST * median(abs(each - middle) for each in past), sqrt(max(middle, 1.0)))
    beyond = sum(each <= value if value < middle else each >= value for each in past)
    return Unusual(value, middle, (value - middle) / spread, len(past), beyond)


def of_day(days: Sequence[Day], day: date, value: Value) -> Unusual | None:
    """Return how ``day`` stands among the up to 26 covered days of its weekday before it; ``None`` where it is not covered itself."""
    at = {each.day: each for each in days if each.covered}
    if day not in at:
        return None
    before = [each for each in at if each < day and each.weekday() == day.weekday()]
    return unusual(value(at[day]), [value(at[each]) for each in sorted(before)[-MOST:]])


def of_week(days: Sequence[Day], monday: date, value: Value) -> Unusual | None:
    """Return how the week that begins on ``monday`` stands among the up to 26 before it, by the sum of its days.

    Only weeks with data on every day count; ``None`` where this one is none of them.
    """
    at = {each.day: each for each in days if each.covered}

    def total(first: date) -> float | None:
        week = [at.get(first + timedelta(days=n)) for n in range(_WEEK)]
        whole = [each for each in week if each is not None]
        return sum(value(each) for each in whole) if len(whole) == _WEEK else None

    now = total(monday)
    if now is None:
        return None
    past = [total(monday - timedelta(weeks=n)) for n in range(MOST, 0, -1)]
    return unusual(now, [each for each in past if each is not None])


def last_week(days: Sequence[Day]) -> date | None:
    """The Monday of the last whole ISO week that ``days`` reach the end of; ``None`` where they reach none."""
    if not days:
        return None
    after = max(each.day for each in days) + timedelta(days=1)
    return after - timedelta(days=after.weekday() + _WEEK)


def gaps(days: Sequence[Day], value: Value) -> tuple[int, list[int]]:
    """Return for how many days up to the last one nothing happened, and the length of every earlier pause between two days with something.

    Days that follow each other have a pause of 0 between them. A pause with a day without data in it is none: nobody knows. Where the
    silence itself holds such a day, it is counted from the day after.
    """
    past: list[int] = []
    empty, known = 0, False
    for each in sorted(days, key=lambda day: day.day):
        if not each.covered:
            empty, known = 0, False
        elif value(each):
            if known:
                past.append(empty)
            empty, known = 0, True
        else:
            empty += 1
    return empty, past


def usual_gap(past: Sequence[int]) -> int | None:
    """The pause that 19 of 20 earlier ones did not pass; ``None`` with fewer than eight."""
    if len(past) < LEAST:
        return None
    return sorted(past)[max(0, -(-19 * len(past) // 20) - 1)]
