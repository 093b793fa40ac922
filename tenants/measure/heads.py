"""People of several communities: whoever is known to be one person counts once, and who was only counted by hand adds up by number."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain
from statistics import fmean

from tenants.measure.span import active_people, covered, mean_members, span, there, union, window
from tenants.terms.facts import Facts, Spell
from tenants.terms.figure import Figure
from tenants.terms.period import local_midnight

Person = object
"""Somebody across communities: equal for one person, whatever it is."""
Naming = Callable[[int], Person]

PEOPLE = ("active_members", "members_start", "members_end", "dau", "wau", "mau")
"""Distinct people whose numbers are at hand, so that whoever is in two communities counts once where that is known."""


@dataclass(frozen=True, slots=True)
class Part:
    """One community in a roll-up: its facts, its figures, and who its members are across communities."""

    facts: Facts
    figures: Mapping[str, Figure]
    naming: Naming
    known: bool
    """Whether it is known who of it is who elsewhere; else somebody may be counted twice, and the figures say so."""


def heads(key: str, parts: Sequence[Part]) -> tuple[int, bool]:
    """How many different people the metric ``key`` (of ``PEOPLE``) is of, and whether a community only knows how many, not who."""
    people: set[Person] = set()
    nameless = 0
    unnamed = False
    for part in parts:
        numbers, value = _members(key, part.facts), round(part.figures[key].value or 0)
        if len(numbers) == value:
            people.update(map(part.naming, numbers))
        else:
            nameless += value
            unnamed = True
    return len(people) + nameless, unnamed


def _members(key: str, facts: Facts) -> Collection[int]:
    start, end = span(facts)
    match key:
        case "active_members":
            return active_people(facts)
        case "dau":
            days = covered(facts)
            return days[-1].active if days else ()
        case "wau" | "mau":
            return union(day.active for day in window(facts, 7 if key == "wau" else 28) if day.covered)
    return _everybody(facts, there(facts, start if key == "members_start" else end))


def _everybody(facts: Facts, spells: Iterable[Spell]) -> set[int]:
    return {*chain.from_iterable(facts.settled.values()), *(spell.member for spell in spells)}


def daily_heads(parts: Sequence[Part]) -> float:
    """Mean number of different people active on a day: the means of the communities, less what counts people twice.

    Each has a mean over its own days, so that a day of which one of them knows nothing is no day without anybody there.
    """
    total = sum(part.figures["dau_avg"].value or 0 for part in parts)
    days: dict[date, list[set[Person]]] = defaultdict(list)
    for part in parts:
        for day in covered(part.facts):
            days[day.day].append(set(map(part.naming, day.active)))
    # How many are in two of them is seen on the days that two of them know.
    twice = [sum(map(len, active)) - len(set().union(*active)) for active in days.values() if len(active) > 1]
    return total - (fmean(twice) if twice else 0)


def mean_heads(parts: Sequence[Part]) -> float:
    """Mean number of different members: the means of the communities, less what counts people twice."""
    total = sum(mean_members(part.facts) for part in parts)
    where: dict[Person, list[tuple[int, int]]] = defaultdict(list)
    for place, part in enumerate(parts):
        for number in _everybody(part.facts, part.facts.spells):
            where[part.naming(number)].append((place, number))
    twice = [places for places in where.values() if len(places) > 1]
    wanted = [{number for places in twice for there, number in places if there == place} for place in range(len(parts))]
    presence = [_presence(part.facts, numbers) for part, numbers in zip(parts, wanted, strict=True)]
    days = [{day.day for day in covered(part.facts)} for part in parts]
    return total - sum(_surplus([(presence[place][number], days[place]) for place, number in places]) for places in twice)


def _surplus(places: Sequence[tuple[Collection[date], Collection[date]]]) -> float:
    """How much more than one person somebody is in the means of the communities: by their days there, and the days known of each."""
    days = set().union(*(known for _, known in places))
    if not days:
        return 0.0
    once = len(set().union(*(there_on for there_on, _ in places))) / len(days)
    return sum(len(there_on) / len(known) for there_on, known in places if known) - once


def _presence(facts: Facts, numbers: Collection[int]) -> Mapping[int, Collection[date]]:
    """The covered days at whose end each of ``numbers`` was a member."""
    if not numbers:
        return {}
    end = span(facts)[1]
    days = [day.day for day in covered(facts)]
    moments = [min(end, local_midnight(day + timedelta(days=1), facts.zone)) for day in days]
    always = {number for number in numbers if any(number in people for people in facts.settled.values())}
    found = {number: set(days if number in always else ()) for number in numbers}
    for spell in facts.spells:
        if spell.member in found:
            last = len(moments) if spell.left is None else bisect_left(moments, spell.left + timedelta(microseconds=1))
            found[spell.member].update(days[bisect_left(moments, spell.joined + timedelta(microseconds=1)) : last])
    return found
