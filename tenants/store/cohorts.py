"""The cohort triangle: of the people who acted for the first time in a week, how many were active in each week after it.

Everything comes from the bitmaps of days: a week is the union of its days, a cell the size of an intersection.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from pyroaring import BitMap

from tenants.store import firsts
from tenants.store.clients import Community
from tenants.store.reading import OTHERS, PEOPLE
from tenants.store.sql import InOne
from tenants.store.vouched import what_is_known
from tenants.store.zones import contract_of, zone_of
from tenants.terms.event import KIND_CODE

WEEK = timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class Cohort:
    """The people whose first ever qualifying act fell in the week that begins on ``monday``.

    ``active``: how many of them acted in that week (all), the next, and so on up to the last week of the triangle. ``None`` for a week
    that the data does not cover in full; ``people`` is ``None`` where that is the cohort's own week.
    """

    monday: date
    people: int | None
    active: Sequence[int | None]


def cohorts(community: Community, until: date, weeks: int, *, now: datetime) -> list[Cohort]:
    """The triangle of the ``weeks`` whole weeks (Monday to Sunday, local) that end on or before the day before ``until``, oldest first.

    Cost: the bitmaps of these weeks. Bots are left out, staff as the contract says.
    """
    last = until - timedelta(days=until.weekday())
    mondays = [last - WEEK * back for back in range(weeks, 0, -1)]
    here, zone, contract = InOne(community.no), zone_of(community), contract_of(community)
    out = BitMap(no for no, bot, staff in here.rows(OTHERS) if bot or (staff and contract.exclude_staff))
    qualifying = [KIND_CODE[kind] for kind in contract.qualifying]
    rows = here.rows(PEOPLE, first=mondays[0], until=last, qualifying=qualifying)
    active = _by_week((day, BitMap.deserialize(people)) for day, people in rows)
    fresh = _by_week((day, people - out) for day, people in firsts.by_day(here, zone, last).items() if day >= mondays[0])
    nobody = BitMap()
    vouched = what_is_known(community, zone, now)
    known = {monday for monday in mondays if all(vouched.covers(monday + timedelta(days=day)) for day in range(7))}
    return [
        Cohort(
            monday=monday,
            people=len(fresh.get(monday, nobody)) if monday in known else None,
            active=[
                fresh.get(monday, nobody).intersection_cardinality(active.get(later, nobody)) if {later, monday} <= known else None
                for later in mondays[place:]
            ],
        )
        for place, monday in enumerate(mondays)
    ]


def _by_week(days: Iterable[tuple[date, BitMap]]) -> Mapping[date, BitMap]:
    """The people of each week's days together, by its Monday."""
    parts: dict[date, list[BitMap]] = {}
    for day, people in days:
        parts.setdefault(day - timedelta(days=day.weekday()), []).append(people)
    return {monday: BitMap.union(*found) for monday, found in parts.items()}
