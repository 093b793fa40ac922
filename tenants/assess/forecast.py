"""How far off past forecasts would have been: the range of a running period's forecast."""

from collections.abc import Callable, Mapping, Sequence

from tenants.measure.span import elapsed
from tenants.terms.event import EventKind
from tenants.terms.facts import Day, Facts, Who


def _acts(*kinds: EventKind) -> Callable[[Facts, Day], int]:
    def count(facts: Facts, day: Day) -> int:
        skip = {Who.BOT, *((Who.STAFF,) if facts.contract.exclude_staff else ())}
        wanted = kinds or facts.contract.qualifying
        return sum(n for (kind, who), n in day.counts.items() if kind in wanted and who not in skip)

    return count


DAILY: Mapping[str, Callable[[Facts, Day], int]] = {
    "joins": lambda _facts, day: day.joined,
    "leaves": lambda _facts, day: day.left,
    "net_growth": lambda _facts, day: day.joined - day.left,
    "messages": _acts(EventKind.MESSAGE),
    "replies": _acts(EventKind.REPLY),
    "reactions": _acts(EventKind.REACTION),
    "acts": _acts(),
}
"""Additive metrics that the days before tell day by day."""


def finishing_ratios(facts: Facts, metric: str) -> Sequence[float]:
    """Return, for each whole earlier period that the 90 days before reach, its final value over what was to be expected of it then.

    "Then" is after as many of its days as have passed of this one: final / (value so far / elapsed share). Empty for metrics that
    are not counted by day; periods with a day without data, or with nothing by then, are left out.
    """
    daily, passed = DAILY.get(metric), len(elapsed(facts))
    if daily is None or not passed or not facts.before:
        return ()
    by_day = {day.day: day for day in facts.before}
    ratios = []
    period = facts.period.previous()
    while period.first >= facts.before[0].day:
        days = [by_day.get(day) for day in period.days()]
        known = [day for day in days if day is not None and day.covered]
        if len(known) == period.length:
            counts = [daily(facts, day) for day in known]
            then = max(1, round(passed / facts.period.length * period.length))
            early = sum(counts[:then])
            if early > 0:
                ratios.append(sum(counts) / (early / (then / period.length)))
        period = period.previous()
    return tuple(ratios)
