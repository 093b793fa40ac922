"""Who acted for the first time ever on which local day: kept with the rollups, a bitmap a day; staff, bots and all."""

from collections.abc import Mapping
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from pyroaring import BitMap

from tenants.store.days import LocalDays
from tenants.store.reading import FIRSTS, FIRSTS_OF_ALL, SPAN_OF_FIRSTS, numbers
from tenants.store.sql import InOne


def by_day(here: InOne, zone: ZoneInfo, until: date) -> Mapping[date, BitMap]:
    """The people by the day of their first qualifying act, of the days before ``until``; days without any are not there."""
    kept = {day: BitMap.deserialize(people) for day, people in here.rows(FIRSTS, until=until)}
    # Where none are kept there are none, or the days were counted by an earlier release.
    return kept or {day: people for day, people in counted(here, zone).items() if day < until}


def counted(here: InOne, zone: ZoneInfo) -> Mapping[date, BitMap]:
    """The same of all days, from the members themselves: the cost follows how many they are."""
    span = here.run(SPAN_OF_FIRSTS).one()
    if span.first is None:
        return {}
    days = LocalDays(zone, span.first, span.last)
    rows = here.rows(FIRSTS_OF_ALL, midnights=days.midnights)
    return {days.first_day + timedelta(days=place - 1): numbers(people) for place, people in rows}
