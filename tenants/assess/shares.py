"""Where a clear change came from: decompositions whose parts add up to it exactly, told where one part carries much of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tenants.assess.case import Case, Past, find
from tenants.assess.changes import change_of
from tenants.assess.trend import Change
from tenants.measure.span import covered, union
from tenants.terms.document import Finding, Tone
from tenants.terms.event import EventKind
from tenants.terms.facts import Day, Facts, People, Who
from tenants.terms.figure import Figure, Figures, Plain
from tenants.terms.metric import Pillar

_KINDS = {"messages": EventKind.MESSAGE, "replies": EventKind.REPLY, "reactions": EventKind.REACTION}
TELLING = 0.3
"""Share of a change from which a part of it is worth a sentence."""
LEAST = 10
"""Smallest change of which a share is taken: two of three people are no two thirds."""
MORE = 1.2
"""How much larger than the part was of the whole before: that half of a rise are messages where half of everything is, says nothing."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a metric, now and then; the parts of a metric add up to it in both periods, so their steps add up to its step."""

    name: str
    now: float
    then: float

    @property
    def step(self) -> float:
        """By how much it changed."""
        return self.now - self.then


def telling(parts: list[Part]) -> tuple[Part, float] | None:
    """Return the part that carries most of the change of the whole, with its share of it (0.3..1).

    ``None`` where the whole did not change, where some part moved against it (a share of a difference of opposites says nothing), where
    no part reaches three tenths, or where it carries hardly more of the change than it was of the whole.
    """
    whole = sum(part.step for part in parts)
    if not whole or any(part.step * whole < 0 for part in parts):
        return None
    largest = max(parts, key=lambda part: (part.step / whole, part.name))
    share = largest.step / whole
    before = sum(part.then for part in parts)
    plain = largest.then / before if before and all(part.then >= 0 for part in parts) else 0.0
    return (largest, share) if max(TELLING, MORE * plain) <= share <= 1 else None


def people(case: Case) -> Iterator[Finding]:
    """Whether a clear change in active members came from people new to it, from those of the period before, or from those who came back."""
    change = _clear(case, "active_members")
    parts = active_parts(case.facts) if change else None
    if change is None or parts is None or _moved(parts) != change.difference:
        return
    yield from _told(case, change, parts, "share_people", Pillar.ACTIVITY)


def active_parts(facts: Facts) -> list[Part] | None:
    """Active members of the period and of the one before, each by what they did before that: ``first`` ever active, ``steady`` (active in
    the period before it too) or ``back`` (earlier, but not then). ``None`` where the 90 days before do not reach that far with data, for
    whoever was active before any data would count as new.
    """
    known = {day.day: day for day in facts.before}
    last, earlier = facts.period.previous(), facts.period.previous().previous()
    days = [known.get(day) for day in (*earlier.days(), *last.days())]
    if any(day is None or not day.covered for day in days) or not facts.before[0].covered:
        return None
    then = union(known[day].active for day in last.days())
    before = union(known[day].active for day in earlier.days())
    now = union(day.active for day in covered(facts))
    old = union([facts.seen_before, *(day.active for day in facts.before if day.day < last.first)])
    groups = _groups(now, then, union([old, then])), _groups(then, before, old)
    return [Part(name, groups[0][name], groups[1][name]) for name in ("first", "steady", "back")]


def _groups(active: People, just_before: People, ever: People) -> Mapping[str, int]:
    """How many of ``active`` stand where; counted by unions, which sets of every kind have in common with an empty one."""
    everybody, lately = len(union([active, ever])), len(union([active, just_before]))
    first, steady = everybody - len(ever), len(active) + len(just_before) - lately
    return {"first": first, "steady": steady, "back": len(active) - first - steady}


def joins(case: Case) -> Iterator[Finding]:
    """Whether a clear change in joins came by invitation or without one."""
    change = _clear(case, "joins")
    if change is None or case.previous is None:
        return
    now, then = (_value(each, "referral_joins") for each in (case.figures, case.previous.figures))
    if now is None or then is None or not now + then or now > change.now or then > change.before:
        return
    parts = [Part("invited", now, then), Part("uninvited", change.now - now, change.before - then)]
    yield from _told(case, change, parts, "share_joins", Pillar.GROWTH)


def ledger(case: Case) -> Iterator[Finding]:
    """Whether a clear change in net growth came from joins or from leaves, where both moved the same way for it."""
    change = _clear(case, "net_growth")
    if change is None or case.previous is None:
        return
    pairs = [(_value(case.figures, key), _value(case.previous.figures, key)) for key in ("joins", "leaves")]
    (joined, joined_then), (left, left_then) = pairs
    if joined is None or joined_then is None or left is None or left_then is None:
        return
    # Leaves count against growth: fewer of them are a part of a rise.
    parts = [Part("joins", joined, joined_then), Part("leaves", -left, -left_then)]
    if abs(_moved(parts) - change.difference) < 0.5:
        yield from _told(case, change, parts, "share_ledger", Pillar.GROWTH)


def kinds(case: Case) -> Iterator[Finding]:
    """Which kind of act most of a clear change in acts came from."""
    change = _clear(case, "acts")
    if change is None or case.previous is None:
        return
    qualifying = [key for key, kind in _KINDS.items() if kind in case.facts.contract.qualifying]
    known = {key: (_value(case.figures, key), _value(case.previous.figures, key)) for key in qualifying}
    parts = [Part(key, now, then) for key, (now, then) in known.items() if now is not None and then is not None]
    if len(parts) < 2 or len(parts) < len(qualifying):
        return
    parts.append(Part("other", change.now - sum(part.now for part in parts), change.before - sum(part.then for part in parts)))
    if parts[-1].now >= 0 and parts[-1].then >= 0:
        yield from _told(case, change, parts, "share_kinds", Pillar.ACTIVITY)


def _clear(case: Case, key: str) -> Change | None:
    change = change_of(case, key, case.figures[key], case.previous)
    return change if change is not None and change.clear and abs(change.difference) >= LEAST else None


def _value(figures: Figures, key: str) -> float | None:
    figure: Figure | None = figures.get(key)
    return None if figure is None or figure.value is None else float(figure.value)


def _moved(parts: list[Part]) -> float:
    return sum(part.step for part in parts)


def _told(case: Case, change: Change, parts: list[Part], key: str, pillar: Pillar) -> Iterator[Finding]:
    found = telling(parts)
    if found is None or found[0].name == "other" or not isinstance(case.previous, Past):
        return
    part, share = found
    facts: dict[str, Plain] = {
        "metric": change.metric,
        "part": part.name,
        "share": share,
        "now": abs(part.now),
        "then": abs(part.then),
        "rising": change.difference > 0,
        "difference": change.difference,
        "than": case.previous.period.label,
    }
    metrics = [change.metric, *([part.name] if part.name in case.figures else [])]
    yield find(key, Tone.NEUTRAL, pillar, metrics, 27, facts)


def daily_acts(facts: Facts, day: Day) -> int:
    """Qualifying acts of a day, bots left out and staff as the contract says."""
    contract = facts.contract
    skip = {Who.BOT, *((Who.STAFF,) if contract.exclude_staff else ())}
    return sum(n for (kind, who), n in day.counts.items() if kind in contract.qualifying and who not in skip)


def days_before(case: Case) -> list[Day]:
    """The days of the previous period, where the 90 days before reach it whole and with data; else nothing."""
    if case.previous is None:
        return []
    period = case.previous.period
    found = [day for day in case.facts.before if day.covered and period.first <= day.day < period.until]
    return found if len(found) == period.length else []
