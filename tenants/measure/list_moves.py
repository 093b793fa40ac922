"""Who came and who left between lists of members: what lists of several days and groups say together, in whatever order they came in."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from tenants.measure.membership import TraceKind
from tenants.terms.facts import People

Lists = Mapping[str, Sequence[tuple[date, People]]]
"""The lists of each group, the oldest first, one a day."""


@dataclass(frozen=True, slots=True)
class Moves:
    """What lists show of people, by member number.

    ``first``: the day of the first list with them, and whether it is the first list of its group, which tells that they were there and
    not since when. ``others``: what later lists show of who was ever missing on one: a leave on the first day they are not listed (and
    again on every later one), a join on the first day they are listed again.
    """

    first: Mapping[int, tuple[date, bool]] = field(default_factory=dict)
    others: Mapping[int, Sequence[tuple[TraceKind, date]]] = field(default_factory=dict)


def moves(lists: Lists) -> Moves:
    """Compare consecutive lists. Who is missing on one group's list but stands on the newest of another has not left the community.

    Somebody came or left at a day between two lists; the day of the later one stands for it.
    """
    first: dict[int, tuple[date, bool]] = {}
    others: dict[int, list[tuple[TraceKind, date]]] = defaultdict(list)
    nobody = _nobody(lists)
    ever, present = nobody, nobody
    for day, now, opening in _days(lists):
        for no in now - ever:
            first[no] = day, no in opening
        for no in (now & ever) - present:
            others[no].append((TraceKind.JOIN, day))
        ever = ever | now
        for no in ever - now:
            others[no].append((TraceKind.LEAVE, day))
        present = now
    return Moves(first, others)


def _nobody(lists: Lists) -> People:
    """The empty set of the kind the lists are of: sets of bits answer to their own kind alone."""
    some = next((people for found in lists.values() for _, people in found), frozenset())
    return some - some


def _days(lists: Lists) -> Iterator[tuple[date, People, People]]:
    """Each day with a list: who stands on the newest list of any group then, and on a group's first one of that very day."""
    nobody = _nobody(lists)
    latest: dict[str, People] = {}
    by_day: dict[date, list[tuple[str, People]]] = defaultdict(list)
    for group, found in lists.items():
        for day, people in found:
            by_day[day].append((group, people))
    for day in sorted(by_day):
        opening = _all(nobody, (people for group, people in by_day[day] if group not in latest))
        latest.update(by_day[day])
        yield day, _all(nobody, latest.values()), opening


def _all(nobody: People, several: Iterable[People]) -> People:
    found = nobody
    for people in several:
        found = found | people
    return found


def spans(lists: Sequence[tuple[str, date]]) -> Sequence[tuple[date, date]]:
    """The days, both ends in, of which lists tell who belonged: of each group from its first list to its last."""
    found: dict[str, tuple[date, date]] = {}
    for group, day in lists:
        first, last = found.get(group, (day, day))
        found[group] = min(first, day), max(last, day)
    return list(found.values())
