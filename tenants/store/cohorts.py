"""The cohort triangle: of the people who acted for the first time in a week, how many were active in each week after it.

Everything comes from the bitmaps of days: a week is the union of its days, a cell the size of an intersection.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from pyroaring import BitMap

from tenants.store.clients import Community
from tenants.store.days import LocalDays
from tenants.store.reading import FIRSTS, OTHERS, PEOPLE
from tenants.store.sql import InOne
from tenants.store.vouched import what_is_known
from tenants.store.zones import contract_of, zone_of
from tenants.terms.event import KIND_CODE
from tenants.terms.period import Period

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

    Cost: the bitmaps of these weeks and one look at each member's first act. Bots are left out, staff as the contract says.
    """
    last = until - timedelta(days=until.weekday())
    mondays = [last - WEEK * back for back in range(weeks, 0, -1)]
    here, zone, contract = InOne(community.no), zone_of(community), contract_of(community)
    out = BitMap(no for no, bot, staff in here.rows(OTHERS) if bot or (staff and contract.exclude_staff))
    qualifying = [KIND_CODE[kind] for kind in contract.qualifying]
    active = _by_week(here.rows(PEOPLE, first=mondays[0], until=last, qualifying=qualifying))
    fresh = _fresh(here, LocalDays(zone, *Period(mondays[0], last).bounds(zone)), [*mondays, last], out)
    vouched = what_is_known(community, zone, now)
    known = {monday for monday in mondays if all(vouched.covers(monday + timedelta(days=day)) for day in range(7))}
    return [
        Cohort(
            monday=monday,
            people=len(fresh[monday]) if monday in known else None,
            active=[
                fresh[monday].intersection_cardinality(active.get(later, BitMap())) if later in known and monday in known else None
                for later in mondays[place:]
            ],
        )
        for place, monday in enumerate(mondays)
    ]


def _by_week(rows: Sequence[Any]) -> Mapping[date, BitMap]:
    """Who was active in each week, by its Monday."""
    parts: dict[date, list[BitMap]] = {}
    for day, people in rows:
        parts.setdefault(day - timedelta(days=day.weekday()), []).append(BitMap.deserialize(people))
    return {monday: BitMap.union(*found) for monday, found in parts.items()}


def _fresh(here: InOne, days: LocalDays, mondays: Sequence[date], out: BitMap) -> Mapping[date, BitMap]:
    """Whose first act fell in each week but the last, which only ends the one before."""
    begins = [days.midnights[(monday - days.first_day).days] for monday in mondays]
    rows = {place: people for place, people in here.rows(FIRSTS, midnights=begins, ends=begins[-1]) if place}
    return {monday: BitMap(rows.get(place, ())) - out for place, (monday, _next) in enumerate(pairwise(mondays), 1)}
