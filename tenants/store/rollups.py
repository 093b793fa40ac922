"""Rollups: what each local day came to, so that figures cost days and not events.

``community_day`` counts acts by kind, by whose they are and by hour; ``community_day_bitmap`` keeps who did them and how often, exactly, in
a few bytes a person; ``thread`` what was asked and answered.
Both are rebuilt from the events for the days that changed, in the transaction that changed them.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date, timedelta
from itertools import accumulate
from operator import sub
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from pyroaring import BitMap
from sqlalchemy import select

from tenants.store import firsts, measured, slices, threads
from tenants.store.base import db
from tenants.store.clients import Community
from tenants.store.days import LocalDays
from tenants.store.events import CommunityDay
from tenants.store.reading import sent
from tenants.store.sql import InOne
from tenants.store.zones import zone_of
from tenants.terms.period import local_midnight

BATCH = 120
NEAR = 7

DAYS = "SELECT DISTINCT day FROM event WHERE tenant_id = :tenant AND community_no = :community ORDER BY day"
LEFT = "SELECT count(DISTINCT day) FROM community_day WHERE tenant_id = :tenant AND community_no = :community"
CLEAR_COUNTS = """
DELETE FROM community_day WHERE tenant_id = :tenant AND community_no = :community AND (:every OR day = ANY(CAST(:days AS date[])))
"""
CLEAR_PEOPLE = """
DELETE FROM community_day_bitmap WHERE tenant_id = :tenant AND community_no = :community AND (:every OR day = ANY(CAST(:days AS date[])))
"""
OTHERS = """
SELECT coalesce(person_no, no) AS no, bool_or(is_bot) AS is_bot FROM member
WHERE tenant_id = :tenant AND community_no = :community AND (is_bot OR is_staff) GROUP BY 1
"""
# One row for each day and kind; all that it says of hours is numbers of four bytes each, one after the other: which hour, how many acts of
# people who are named, whose those are, and how many acts name nobody. A row with an author stands for one act. Hours, or quarters of
# one, are told from each other without a look into the tables of zones.
ACTED = """
SELECT day, kind, string_agg(int4send(CAST(date_part('hour', part AT TIME ZONE CAST(:zone AS text)) AS int)), '') AS hours,
       string_agg(int4send(octet_length(people) / 4), '') AS named, string_agg(people, '') AS people,
       string_agg(int4send(CAST(nobody AS int)), '') AS nobody
FROM (
  SELECT day, kind, date_bin(CAST(:part AS interval), occurred_at, timestamptz '2000-01-01 00:00+00') AS part,
         coalesce(string_agg(int4send(member_no), ''), '') AS people, coalesce(sum(count) FILTER (WHERE member_no IS NULL), 0) AS nobody
  FROM event WHERE tenant_id = :tenant AND community_no = :community AND day BETWEEN :first AND :last
  GROUP BY 1, 2, 3
) each_part
GROUP BY day, kind
"""
KEEP_COUNTS = """
INSERT INTO community_day (tenant_id, community_no, day, kind, who, count, hours)
SELECT :tenant, :community, d.day, d.kind, d.who, d.count, CAST(d.hours AS int[])
FROM unnest(CAST(:days AS date[]), CAST(:kinds AS smallint[]), CAST(:whose AS smallint[]), CAST(:counts AS int[]), CAST(:hours AS text[]))
     AS d (day, kind, who, count, hours)
"""
CLEAR_FIRSTS = "DELETE FROM community_day_bitmap WHERE tenant_id = :tenant AND community_no = :community AND kind = 0"
KEEP_PEOPLE = """
INSERT INTO community_day_bitmap (tenant_id, community_no, day, kind, people, times)
SELECT :tenant, :community, d.day, d.kind, d.people, d.times
FROM unnest(CAST(:days AS date[]), CAST(:kinds AS smallint[]), CAST(:people AS bytea[]), CAST(:times AS bytea[]))
     AS d (day, kind, people, times)
"""


def rebuild(community: Community, days: Collection[date] | None = None) -> None:
    """Count ``days`` of ``community`` anew from its events; ``None``: every day it has. What was measured before is forgotten."""
    here = InOne(community.no)
    spans = _spans([row.day for row in here.rows(DAYS)] if days is None else days)
    wanted = [first + timedelta(days=n) for first, last in spans for n in range((last - first).days + 1)]
    here.run(CLEAR_COUNTS, every=days is None, days=wanted)
    left = here.run(LEFT).scalar_one()
    most = 2 * len(wanted) >= left
    with here.with_room():
        begun = sorted(threads.touched(here, wanted, most=most)) if wanted and left else wanted
    here.run(CLEAR_PEOPLE, every=days is None, days=wanted)
    threads.clear(here, None if days is None else begun)
    others = here.rows(OTHERS)
    bots, staff = {row.no for row in others if row.is_bot}, {row.no for row in others if not row.is_bot}
    zone = zone_of(community)
    with here.with_room():
        for first, last in spans:
            with here.in_heaps():
                acted = here.rows(ACTED, first=first, last=last, zone=community.timezone, part=_part(zone, first, last))
            _keep_counts(here, acted, bots, staff)
            _keep_people(here, acted)
        if most:
            threads.make_most(here, begun, list(bots))
        else:
            for start in range(0, len(begun), BATCH):
                threads.make(here, begun[start : start + BATCH], list(bots))
    _keep_firsts(here, zone)
    measured.forget(community)


def _spans(days: Collection[date]) -> list[tuple[date, date]]:
    """First and last days of spans that cover ``days``, of ``BATCH`` days at the most.

    Days between them that are near are in too: counted anew they come to the same, and one look at the index serves a whole span.
    """
    spans: list[tuple[date, date]] = []
    for day in sorted(days):
        if spans and (day - spans[-1][1]).days <= NEAR and (day - spans[-1][0]).days < BATCH:
            spans[-1] = spans[-1][0], day
        else:
            spans.append((day, day))
    return spans


def _part(zone: ZoneInfo, first: date, last: date) -> str:
    """The longest part of a day at whose borders all hours of ``zone`` begin, from ``first`` to ``last``."""
    days = LocalDays(zone, local_midnight(first, zone), local_midnight(last, zone))
    return "1 hour" if all(at.minute == at.second == 0 for at in days.midnights) else "15 minutes"


def _keep_counts(here: InOne, acted: Sequence[Any], bots: AbstractSet[int], staff: AbstractSet[int]) -> None:
    """How many acts there were, by kind, by whose they are and by local hour."""
    found: dict[tuple[date, int, int], list[int]] = {}
    for row in acted:
        hours, named = sent(row.hours), sent(row.named)
        by_bots, by_staff = (_named_among(some, row.people, named) for some in (bots, staff))
        by_members = map(sub, map(sub, named, by_bots), by_staff)
        # In the order of ``who``.
        for who, counts in enumerate((by_members, by_staff, by_bots, sent(row.nobody))):
            each_hour = [0] * 24
            for hour, count in zip(hours, counts, strict=True):
                each_hour[hour] += count
            if any(each_hour):
                found[row.day, row.kind, who] = each_hour
    days, kinds, whose = zip(*found, strict=True) if found else ((), (), ())
    here.run(
        KEEP_COUNTS,
        days=list(days),
        kinds=list(kinds),
        whose=list(whose),
        counts=[sum(hours) for hours in found.values()],
        hours=["{" + ",".join(map(str, hours)) + "}" for hours in found.values()],
    )


def _named_among(some: AbstractSet[int], people: bytes, named: Sequence[int]) -> Sequence[int]:
    """How many of ``people``, cut into pieces of ``named`` length, are among ``some``, piece by piece."""
    if not some:
        return [0] * len(named)
    known = sent(people)
    ends = list(accumulate(named))
    return [sum(no in some for no in known[end - length : end]) for end, length in zip(ends, named, strict=True)]


def _keep_people(here: InOne, acted: Sequence[Any]) -> None:
    """Who acted on each day, and how often."""
    cut = {(row.day, row.kind): slices.of(_by_times(sent(row.people))) for row in acted if row.people}
    here.run(
        KEEP_PEOPLE,
        days=[day for day, _kind in cut],
        kinds=[kind for _day, kind in cut],
        people=[BitMap().union(*parts).serialize() for parts in cut.values()],
        times=[slices.pack(parts) for parts in cut.values()],
    )


def _keep_firsts(here: InOne, zone: ZoneInfo) -> None:
    """Who acted for the first time ever on each day; all of it, for a change of one day may be felt on any other."""
    here.run(CLEAR_FIRSTS)
    found = firsts.counted(here, zone)
    some = list(found.values())
    here.run(KEEP_PEOPLE, days=list(found), kinds=[0] * len(some), people=[one.serialize() for one in some], times=[b""] * len(some))


def _by_times(people: Iterable[int]) -> Mapping[int, Sequence[int]]:
    """Who stands how often in ``people``."""
    found: dict[int, list[int]] = defaultdict(list)
    for no, times in Counter(people).items():
        found[times].append(no)
    return found


def outdated() -> Sequence[UUID]:
    """Communities of the workspace in use whose days were counted before there was all that ``rebuild`` counts now."""
    here = CommunityDay.tenant_id == Community.tenant_id, CommunityDay.community_no == Community.no
    counted = measured.DataVersion.tenant_id == Community.tenant_id, measured.DataVersion.community_no == Community.no
    missing = ~select(measured.DataVersion.version).where(*counted).exists()
    wanted = select(Community.id).where(select(CommunityDay.day).where(*here).exists(), missing, Community.archived_at.is_(None))
    return db.session.scalars(wanted.order_by(Community.no)).all()
