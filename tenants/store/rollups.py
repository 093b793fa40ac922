"""Rollups: what each local day came to, so that figures cost days and not events.

``community_day`` counts acts by kind and by whose they are; ``community_day_bitmap`` keeps who did them, exactly, in two bytes an act.
Both are rebuilt from the events for the days that changed, in the transaction that changed them.
"""

from collections.abc import Collection
from datetime import date

from pyroaring import BitMap

from tenants.store import measured
from tenants.store.clients import Community
from tenants.store.sql import InOne

BATCH = 400

DAYS = "SELECT DISTINCT day FROM event WHERE tenant_id = :tenant AND community_no = :community ORDER BY day"
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
# Whose: 0 member, 1 staff, 2 bot, 3 nobody named.
COUNT = """
INSERT INTO community_day (tenant_id, community_no, day, kind, who, count)
SELECT :tenant, :community, day, kind,
       CASE WHEN member_no IS NULL THEN 3 WHEN member_no = ANY(CAST(:bots AS int[])) THEN 2
            WHEN member_no = ANY(CAST(:staff AS int[])) THEN 1 ELSE 0 END AS who, sum(count)
FROM event
WHERE tenant_id = :tenant AND community_no = :community AND day = ANY(CAST(:days AS date[]))
GROUP BY day, kind, who
"""
PEOPLE = """
SELECT day, kind, array_agg(DISTINCT member_no) AS people FROM event
WHERE tenant_id = :tenant AND community_no = :community AND day = ANY(CAST(:days AS date[])) AND member_no IS NOT NULL
GROUP BY day, kind
"""
KEEP_PEOPLE = """
INSERT INTO community_day_bitmap (tenant_id, community_no, day, kind, people)
SELECT :tenant, :community, d.day, d.kind, d.people
FROM unnest(CAST(:days AS date[]), CAST(:kinds AS smallint[]), CAST(:people AS bytea[])) AS d (day, kind, people)
"""


def rebuild(community: Community, days: Collection[date] | None = None) -> None:
    """Count ``days`` of ``community`` anew from its events; ``None``: every day it has. What was measured before is forgotten."""
    here = InOne(community.no)
    wanted = [row.day for row in here.rows(DAYS)] if days is None else sorted(days)
    here.run(CLEAR_COUNTS, every=days is None, days=wanted)
    here.run(CLEAR_PEOPLE, every=days is None, days=wanted)
    others = here.rows(OTHERS)
    bots, staff = [row.no for row in others if row.is_bot], [row.no for row in others if not row.is_bot]
    for start in range(0, len(wanted), BATCH):
        batch = wanted[start : start + BATCH]
        here.run(COUNT, days=batch, bots=bots, staff=staff)
        found = here.rows(PEOPLE, days=batch)
        here.run(
            KEEP_PEOPLE,
            days=[row.day for row in found],
            kinds=[row.kind for row in found],
            people=[BitMap(row.people).serialize() for row in found],
        )
    measured.forget(community)
