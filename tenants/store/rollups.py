"""Rollups: what each local day came to, so that figures cost days and not events.

``community_day`` counts acts by kind, by whose they are and by hour; ``community_day_bitmap`` keeps who did them and how often, exactly, in
a few bytes a person; ``thread`` what was asked and answered.
Both are rebuilt from the events for the days that changed, in the transaction that changed them.
"""

from array import array
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from pyroaring import BitMap
from sqlalchemy import select

from tenants.store import firsts, measured, slices, threads
from tenants.store.base import db
from tenants.store.clients import Community
from tenants.store.events import CommunityDay
from tenants.store.reading import sent
from tenants.store.sql import InOne
from tenants.store.zones import zone_of

BATCH = 30

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
# Who acted in each quarter of an hour (the hours of every zone begin at one): numbers as four bytes each, and acts that name nobody. A row
# with an author stands for one act.
ACTED = """
SELECT day, kind, date_bin('15 minutes', occurred_at, timestamptz '2000-01-01 00:00+00') AS quarter,
       coalesce(string_agg(int4send(member_no), ''), '') AS people, coalesce(sum(count) FILTER (WHERE member_no IS NULL), 0) AS nobody
FROM event WHERE tenant_id = :tenant AND community_no = :community AND day = ANY(CAST(:days AS date[]))
GROUP BY day, kind, quarter
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
    wanted = [row.day for row in here.rows(DAYS)] if days is None else sorted(days)
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
        for start in range(0, len(wanted), BATCH):
            batch = wanted[start : start + BATCH]
            acted = here.rows(ACTED, days=batch)
            _keep_counts(here, acted, zone, bots, staff)
            _keep_people(here, acted)
        if most:
            threads.make_most(here, begun, list(bots))
        else:
            for start in range(0, len(begun), BATCH):
                threads.make(here, begun[start : start + BATCH], list(bots))
    _keep_firsts(here, zone)
    measured.forget(community)


def _keep_counts(here: InOne, acted: Sequence[Any], zone: ZoneInfo, bots: AbstractSet[int], staff: AbstractSet[int]) -> None:
    """How many acts there were, by kind, by whose they are and by local hour."""
    others = bots | staff
    found: dict[tuple[date, int, int], list[int]] = defaultdict(lambda: [0] * 24)
    for day, kind, quarter, people, nobody in acted:
        known = sent(people)
        by_others = [no for no in known if no in others] if others else []
        by_bots = sum(no in bots for no in by_others)
        hour = quarter.astimezone(zone).hour
        # In the order of ``who``: by members, by staff, by bots, and by nobody who is named.
        for who, count in enumerate((len(known) - len(by_others), len(by_others) - by_bots, by_bots, int(nobody))):
            if count:
                found[day, kind, who][hour] += count
    days, kinds, whose = zip(*found, strict=True) if found else ((), (), ())
    here.run(
        KEEP_COUNTS,
        days=list(days),
        kinds=list(kinds),
        whose=list(whose),
        counts=[sum(hours) for hours in found.values()],
        hours=["{" + ",".join(map(str, hours)) + "}" for hours in found.values()],
    )


def _keep_people(here: InOne, acted: Sequence[Any]) -> None:
    """Who acted on each day, and how often."""
    found: dict[tuple[date, int], array[int]] = defaultdict(lambda: array("I"))
    for day, kind, _quarter, people, _nobody in acted:
        if people:
            found[day, kind] += sent(people)
    cut = {key: slices.of(_by_times(people)) for key, people in found.items()}
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
