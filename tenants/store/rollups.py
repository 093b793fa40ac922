"""Rollups: what each local day came to, so that figures cost days and not events.

``community_day`` counts acts by kind and by whose they are; ``community_day_bitmap`` keeps who did them, exactly, in two bytes an act.
Both are rebuilt from the events for the days that changed, in the transaction that changed them.
"""

from collections.abc import Collection
from datetime import date

from pyroaring import BitMap

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
# Whose: 0 member, 1 staff, 2 bot, 3 nobody named.
COUNT = """
INSERT INTO community_day (tenant_id, community_no, day, kind, who, count)
SELECT :tenant, :community, e.day, e.kind,
       CASE WHEN e.member_no IS NULL THEN 3 WHEN m.is_bot THEN 2 WHEN m.is_staff THEN 1 ELSE 0 END AS who, sum(e.count)
FROM event e
LEFT JOIN member m ON m.tenant_id = e.tenant_id AND m.community_no = e.community_no AND m.no = e.member_no
WHERE e.tenant_id = :tenant AND e.community_no = :community AND e.day = ANY(CAST(:days AS date[]))
GROUP BY e.day, e.kind, who
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
    """Count ``days`` of ``community`` anew from its events; ``None``: every day it has."""
    here = InOne(community.no)
    wanted = [row.day for row in here.rows(DAYS)] if days is None else sorted(days)
    here.run(CLEAR_COUNTS, every=days is None, days=wanted)
    here.run(CLEAR_PEOPLE, every=days is None, days=wanted)
    for start in range(0, len(wanted), BATCH):
        batch = wanted[start : start + BATCH]
        here.run(COUNT, days=batch)
        found = here.rows(PEOPLE, days=batch)
        here.run(
            KEEP_PEOPLE,
            days=[row.day for row in found],
            kinds=[row.kind for row in found],
            people=[BitMap(row.people).serialize() for row in found],
        )
