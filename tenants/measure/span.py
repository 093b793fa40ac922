"""Where a period ends as far as the data knows, which of its days count, and who was a member when.

A running period is cut at ``as_of``: nothing later is known, so nothing later counts, neither for nor against.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import reduce
from operator import or_
from zoneinfo import ZoneInfo

from tenants.terms.facts import Day, Facts, People, Spell
from tenants.terms.period import Period, local_midnight

_TICK = timedelta(microseconds=1)


def known_until(facts: Facts) -> datetime:
    """The first instant of which nothing is known; the start of the period where nothing is known at all.

    ``as_of`` itself is known (it is the last thing seen), hence one tick after it.
    """
    start, _ = facts.period.bounds(facts.zone)
    return start if facts.as_of is None else facts.as_of + _TICK


def span(facts: Facts) -> tuple[datetime, datetime]:
    """The half-open span that counts: the period, cut after the local day on which the data ends (never before its start).

    Whole days, so that people counted by day and membership intervals agree to the last one; a period is whole once
    something of its last day was seen.
    """
    start, _ = facts.period.bounds(facts.zone)
    last = last_day(facts)
    return start, start if last is None else local_midnight(last + timedelta(days=1), facts.zone)


def last_day(facts: Facts) -> date | None:
    """The last local day of the period that the data reaches, ``None`` if it ends before the period begins."""
    if facts.as_of is None:
        return None
    seen = facts.as_of.astimezone(facts.zone).date()
    return None if seen < facts.period.first else min(seen, facts.period.until - timedelta(days=1))


def running(facts: Facts) -> bool:
    """Tell whether the data ends before the last local day of the period."""
    return last_day(facts) != facts.period.until - timedelta(days=1)


def elapsed(facts: Facts) -> Sequence[Day]:
    """The days of the period up to the one the data ends on."""
    last = last_day(facts)
    return [day for day in facts.days if last is not None and day.day <= last]


def covered(facts: Facts) -> Sequence[Day]:
    """The elapsed days that some import vouches for; the others are left out of every figure."""
    return [day for day in elapsed(facts) if day.covered]


def coverage(facts: Facts) -> float:
    """Days with data over days of the period, 0..1."""
    return len(covered(facts)) / facts.period.length


def window(facts: Facts, days: int) -> Sequence[Day]:
    """The last ``days`` days that end with the last elapsed one, as far as the facts reach back."""
    return [*facts.before, *elapsed(facts)][-days:]


def union(sets: Iterable[People]) -> People:
    """Everybody in any of ``sets``; works for roaring bitmaps and frozensets alike."""
    found = [each for each in sets if len(each)]
    return reduce(or_, found) if found else frozenset()


def without(people: People, others: People) -> People:
    """``people`` who are not among ``others``; the empty set may be of another kind."""
    return people - others if len(others) else people


def among(people: People, others: People) -> People:
    """``people`` who are among ``others``; the empty set may be of another kind."""
    return people & others if len(others) else others


def active_people(facts: Facts) -> People:
    """``A(T)``: everybody with a qualifying act on a covered day of the period."""
    return union(day.active for day in covered(facts))


def there(facts: Facts, instant: datetime) -> Sequence[Spell]:
    """Membership just before ``instant``, besides the settled: of who joined earlier and has not left earlier.

    Somebody who joins or leaves at that very instant does so *after* it, so that members at the end less members at the
    start always equals the joins less the leaves between them.
    """
    return [spell for spell in facts.spells if spell.joined < instant and (spell.left is None or spell.left >= instant)]


def members_at(facts: Facts, instant: datetime) -> int:
    """Members just before ``instant``, as ``there`` has it; an instant of the period, or its end."""
    return settled(facts) + len(there(facts, instant))


def settled(facts: Facts) -> int:
    """How many were members all the time."""
    return sum(map(len, facts.settled.values()))


def guessed(facts: Facts, spells: Sequence[Spell]) -> int:
    """Of how many of the settled and of ``spells`` it is estimated since when."""
    return len(facts.settled.get(True, ())) + sum(spell.estimated for spell in spells)


def mean_members(facts: Facts) -> float:
    """Mean of the member count at the end of each covered day (0 if there is none)."""
    always = settled(facts)
    joined = sorted(spell.joined for spell in facts.spells)
    left = sorted(spell.left for spell in facts.spells if spell.left is not None)
    _, end = span(facts)
    ends = [min(end, local_midnight(day.day + timedelta(days=1), facts.zone)) for day in covered(facts)]
    counts = [always + bisect_left(joined, moment) - bisect_left(left, moment) for moment in ends]
    return sum(counts) / len(counts) if counts else 0.0


def days_later(moment: datetime, days: int, zone: ZoneInfo) -> datetime:
    """The same local clock time ``days`` days later; across a change of the clock that is an hour more or less."""
    return (moment.astimezone(zone) + timedelta(days=days)).astimezone(UTC)


def cohort(facts: Facts) -> Sequence[Spell]:
    """Who joined in the period for the first time ever; a re-join is no new member of a cohort."""
    start, end = span(facts)
    return [spell for spell in facts.spells if spell.first and start <= spell.joined < end]


def is_month(period: Period) -> bool:
    """Tell whether ``period`` is exactly one calendar month, however it was asked for."""
    month = Period.month(period.first.year, period.first.month)
    return (period.first, period.until) == (month.first, month.until)
