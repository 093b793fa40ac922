"""Figures that somebody counted by hand, where no import knows: day by day, never both on one day, and never people added up over days.

A community whose platform exports nothing has messages, joins, leaves and members all the same, if somebody writes them down. What such
days cannot tell (who the active people were) stays unknown, with its reason.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta

from tenants.measure.known import Known
from tenants.measure.span import covered, elapsed, members_at
from tenants.terms.event import EventKind
from tenants.terms.facts import Day, Facts, Who
from tenants.terms.figure import Plain, Reason

LEDGER = frozenset({"members_start", "members_end", "joins", "leaves", "net_growth", "growth_rate", "churn_rate", "capacity_use",
    "early_leave_rate", "stay_d1", "stay_d7", "stay_d30", "referral_joins", "referral_share"})  # fmt: skip
"""Metrics of membership alone: for them a day between two lists of members is as good as one with an export."""
_UNTOLD = frozenset({"replies", "reactions", "acts", "reply_coverage", "first_reply_minutes", "active_hours", "ugc_share",
    "referral_joins", "referral_share"})  # fmt: skip
"""Metrics of which nobody writes down the parts at all; of the others daily counts exist and cannot be added up."""

Said = Known | Reason | None


def is_listed(facts: Facts, day: date) -> bool:
    """Whether lists of members tell who belonged on ``day``."""
    return any(first <= day <= last for first, last in facts.listed)


def known_days(facts: Facts, key: str) -> Sequence[Day]:
    """The elapsed days that imports vouch for, as far as the metric ``key`` is concerned."""
    if key not in LEDGER:
        return covered(facts)
    return [day for day in elapsed(facts) if day.covered or is_listed(facts, day.day)]


def counted(facts: Facts, key: str, field: str) -> dict[date, int]:
    """What was counted by hand as ``field`` on days of the period of which imports know nothing for the metric ``key``."""
    if all(day.covered for day in facts.days):
        return {}
    found: dict[date, int] = {}
    for day in facts.days:
        value = getattr(facts.manual[day.day], field) if day.day in facts.manual else None
        if value is not None and not day.covered and not (key in LEDGER and is_listed(facts, day.day)):
            found[day.day] = value
    return found


def manually(facts: Facts, key: str) -> Said:
    """What figures counted by hand make of the metric ``key``; ``None``: nothing, imports alone tell it.

    A value's coverage counts the days by hand with those of the imports.
    """
    if all(day.covered for day in facts.days) or not any(day.day in facts.manual for day in facts.days):
        return None
    find = _FOUND.get(key)
    if find is not None:
        return find(facts)
    if known_days(facts, key):
        return None
    return Reason.NOT_RECORDED if key in _UNTOLD else Reason.DAILY_ONLY


def _share(facts: Facts, key: str, hand: Mapping[date, int]) -> tuple[float, dict[str, Plain]]:
    imported = len(known_days(facts, key))
    return (imported + len(hand)) / facts.period.length, {"days_manual": len(hand), "days_imported": imported}


def _sum(key: str, field: str, imported: Callable[[Facts], float | Reason]) -> Callable[[Facts], Said]:
    """Counts of days by hand added to those of the other days."""

    def find(facts: Facts) -> Said:
        hand = counted(facts, key, field)
        if not hand:
            return None if known_days(facts, key) else Reason.NO_COVERAGE
        rest = imported(facts) if known_days(facts, key) else 0
        if isinstance(rest, Reason):
            return rest
        coverage, detail = _share(facts, key, hand)
        return Known(rest + sum(hand.values()), coverage=coverage, detail=detail)

    return find


def _messages(facts: Facts) -> float:
    whose = (Who.MEMBER, Who.UNKNOWN) if facts.contract.exclude_staff else (Who.MEMBER, Who.UNKNOWN, Who.STAFF)
    return sum(day.counts.get((EventKind.MESSAGE, who), 0) for day in covered(facts) for who in whose)


def _joins(facts: Facts) -> float:
    return sum(day.joined for day in known_days(facts, "joins"))


def _leaves(facts: Facts) -> float | Reason:
    return sum(day.left for day in known_days(facts, "leaves")) if facts.evidence.leaves else Reason.NOT_RECORDED


def _members_end(facts: Facts) -> Said:
    """By hand if the last day known of was counted by hand."""
    hand = counted(facts, "members_end", "members")
    imported = known_days(facts, "members_end")
    if not hand:
        return None if imported else Reason.NO_COVERAGE
    last = max(hand)
    if imported and imported[-1].day > last:
        return None
    coverage, detail = _share(facts, "members_end", hand)
    return Known(hand[last], coverage=coverage, detail=detail | {"day": last.isoformat()})


def _members_start(facts: Facts) -> Said:
    """What was counted the evening before; else the first day's members less its joins and more its leaves."""
    eve = facts.period.first - timedelta(days=1)
    day_before = facts.before[-1] if facts.before else None
    if (day_before is not None and day_before.covered) or is_listed(facts, eve):
        if known_days(facts, "members_start"):
            return None
        # Imports end where the month begins: whom they left there began it.
        return Known(members_at(facts, facts.period.bounds(facts.zone)[0]), estimated=not facts.evidence.leaves)
    coverage, detail = _share(facts, "members_start", counted(facts, "members_start", "members"))
    if eve in facts.manual and facts.manual[eve].members is not None:
        return Known(facts.manual[eve].members or 0, coverage=coverage, detail=detail)
    first = facts.manual.get(facts.period.first)
    if facts.days[0].covered or is_listed(facts, facts.period.first):
        return None
    if first is None or first.members is None or first.joins is None or first.leaves is None:
        return Reason.NO_COVERAGE
    return Known(max(0, first.members - first.joins + first.leaves), coverage=coverage, detail=detail)


def _net_growth(facts: Facts) -> Said:
    came, went = _FOUND["joins"](facts), _FOUND["leaves"](facts)
    if came is None and went is None:
        return None if known_days(facts, "net_growth") else Reason.NO_COVERAGE
    if came is None or went is None:
        # One of them was counted on days of which nobody knows the other.
        return Reason.NOT_RECORDED
    if not isinstance(came, Known) or not isinstance(went, Known):
        return went if isinstance(went, Reason) else came
    return Known(came.value - went.value, coverage=min(came.coverage or 0, went.coverage or 0), detail=came.detail)


def _growth_rate(facts: Facts) -> Said:
    before, after = _members_start(facts), _members_end(facts)
    if before is None and after is None:
        return None
    if not isinstance(before, Known) or not isinstance(after, Known):
        return Reason.NO_COVERAGE
    if not before.value:
        return Reason.NO_MEMBERS
    detail: dict[str, Plain] = {"start": before.value, "end": after.value}
    return Known((after.value - before.value) / before.value, n=int(before.value), coverage=after.coverage, detail=detail)


def _capacity_use(facts: Facts) -> Said:
    members = _members_end(facts)
    if not isinstance(members, Known):
        return members
    if not facts.capacity:
        return Reason.NO_CAPACITY
    return Known(members.value / facts.capacity, coverage=members.coverage, detail={"capacity": facts.capacity})


def _dau_avg(facts: Facts) -> Said:
    """The mean of daily people is the one figure of people that daily counts make."""
    hand = counted(facts, "dau_avg", "active_members")
    days = covered(facts)
    if not hand:
        return None if days else Reason.NO_COVERAGE
    coverage, detail = _share(facts, "dau_avg", hand)
    n = len(days) + len(hand)
    return Known((sum(len(day.active) for day in days) + sum(hand.values())) / n, n=n, coverage=coverage, detail=detail)


def _dau(facts: Facts) -> Said:
    hand = counted(facts, "dau", "active_members")
    days = covered(facts)
    if not hand or (days and days[-1].day > max(hand)):
        return None if days else Reason.NO_COVERAGE
    last = max(hand)
    series: list[Plain] = [len(day.active) if day.covered else hand.get(day.day) for day in facts.days if day.day <= last]
    coverage, _ = _share(facts, "dau", hand)
    return Known(hand[last], coverage=coverage, detail={"first": facts.period.first.isoformat(), "day": last.isoformat(), "series": series})


def _active_members(facts: Facts) -> Said:
    """Of a single day the count is known; over several days people cannot be added up."""
    if covered(facts):
        return None
    hand = counted(facts, "active_members", "active_members")
    if facts.period.length == 1 and hand:
        return Known(hand[facts.period.first], coverage=1.0, detail={"days_manual": 1, "days_imported": 0})
    return Reason.DAILY_ONLY if hand else Reason.NO_COVERAGE


def _active_rate(facts: Facts) -> Said:
    active = _active_members(facts)
    if not isinstance(active, Known):
        return active
    members = counted(facts, "active_rate", "members").get(facts.period.first)
    if not members:
        return Reason.NO_MEMBERS
    return Known(active.value / members, coverage=1.0, detail={"active": active.value, "mean_members": members})


_FOUND: Mapping[str, Callable[[Facts], Said]] = {
    "messages": _sum("messages", "messages", _messages),
    "joins": _sum("joins", "joins", _joins),
    "leaves": _sum("leaves", "leaves", _leaves),
    "members_start": _members_start,
    "members_end": _members_end,
    "net_growth": _net_growth,
    "growth_rate": _growth_rate,
    "capacity_use": _capacity_use,
    "dau": _dau,
    "dau_avg": _dau_avg,
    "active_members": _active_members,
    "active_rate": _active_rate,
}
