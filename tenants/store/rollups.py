"""Rollups: what each local day came to, so that figures cost days and not events.

``community_day`` counts acts by kind, by whose they are and by hour; ``community_day_bitmap`` keeps who did them and how often, exactly, in
a few bytes a person; ``thread`` what was asked and answered.
Both are rebuilt from the events for the days that changed, in the transaction that changed them.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from pyroaring import BitMap
from sqlalchemy import select

from tenants.store import measured, slices, threads
from tenants.store.base import db
from tenants.store.clients import Community
from tenants.store.events import CommunityDay
from tenants.store.sql import InOne

BATCH = 120

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
_BY_HOUR = ", ".join(f"coalesce(sum(acts) FILTER (WHERE hour = {hour}), 0)" for hour in range(24))
# Quarters of an hour are told from each other without a look into the tables of zones, whose hours all begin at one of them.
# Whose: 0 member, 1 staff, 2 bot, 3 nobody named.
COUNT = f"""
INSERT INTO community_day (tenant_id, community_no, day, kind, who, count, hours)
SELECT :tenant, :community, day, kind, who, sum(acts), ARRAY[{_BY_HOUR}]
FROM (
  SELECT day, kind, who, CAST(extract(hour FROM quarter AT TIME ZONE CAST(:zone AS text)) AS int) AS hour, acts
  FROM (
    SELECT day, kind, CASE WHEN member_no IS NULL THEN 3 WHEN member_no = ANY(CAST(:bots AS int[])) THEN 2
                           WHEN member_no = ANY(CAST(:staff AS int[])) THEN 1 ELSE 0 END AS who,
           date_bin('15 minutes', occurred_at, timestamptz '2000-01-01 00:00+00') AS quarter, sum(count) AS acts
    FROM event WHERE tenant_id = :tenant AND community_no = :community AND day = ANY(CAST(:days AS date[]))
    GROUP BY 1, 2, 3, 4
  ) each_quarter
) each_hour
GROUP BY day, kind, who
"""  # noqa: S608 - twenty-four numbers
PEOPLE = """
SELECT day, kind, times, array_agg(member_no) AS people FROM (
  SELECT day, kind, member_no, sum(count) AS times FROM event
  WHERE tenant_id = :tenant AND community_no = :community AND day = ANY(CAST(:days AS date[])) AND member_no IS NOT NULL
  GROUP BY day, kind, member_no
) each_person
GROUP BY day, kind, times
"""
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
    begun = wanted if days is None else sorted(threads.touched(here, wanted)) if wanted else []
    here.run(CLEAR_COUNTS, every=days is None, days=wanted)
    here.run(CLEAR_PEOPLE, every=days is None, days=wanted)
    threads.clear(here, None if days is None else begun)
    others = here.rows(OTHERS)
    bots, staff = [row.no for row in others if row.is_bot], [row.no for row in others if not row.is_bot]
    most = len(begun) >= here.run(LEFT).scalar_one()
    with here.with_room():
        for start in range(0, len(wanted), BATCH):
            batch = wanted[start : start + BATCH]
            here.run(COUNT, days=batch, bots=bots, staff=staff, zone=community.timezone)
            _keep_people(here, batch)
        if most:
            threads.make_most(here, begun, bots)
        else:
            for start in range(0, len(begun), BATCH):
                threads.make(here, begun[start : start + BATCH], bots)
    measured.forget(community)


def _keep_people(here: InOne, days: Sequence[date]) -> None:
    """Who acted on each of ``days``, and how often."""
    found: dict[tuple[date, int], dict[int, Sequence[int]]] = defaultdict(dict)
    for day, kind, times, people in here.rows(PEOPLE, days=days):
        found[day, kind][int(times)] = people
    cut = {key: slices.of(groups) for key, groups in found.items()}
    here.run(
        KEEP_PEOPLE,
        days=[day for day, _kind in cut],
        kinds=[kind for _day, kind in cut],
        people=[BitMap().union(*parts).serialize() for parts in cut.values()],
        times=[slices.pack(parts) for parts in cut.values()],
    )


def outdated() -> Sequence[UUID]:
    """Communities of the workspace in use whose days were counted before there was all that ``rebuild`` counts now."""
    here = CommunityDay.tenant_id == Community.tenant_id, CommunityDay.community_no == Community.no
    counted = measured.DataVersion.tenant_id == Community.tenant_id, measured.DataVersion.community_no == Community.no
    missing = ~select(measured.DataVersion.version).where(*counted).exists()
    wanted = select(Community.id).where(select(CommunityDay.day).where(*here).exists(), missing, Community.archived_at.is_(None))
    return db.session.scalars(wanted.order_by(Community.no)).all()
