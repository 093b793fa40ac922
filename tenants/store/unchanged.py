"""Whether anything has changed that a community's page rests on besides its bulk data (of which ``measured`` knows), in one statement."""

from collections.abc import Sequence
from typing import cast

from tenants.store.clients import Community
from tenants.store.facts import BEFORE
from tenants.store.sql import InOne
from tenants.store.zones import zone_of
from tenants.terms.period import Period

TABLES = ("tenant", "client", "community", "survey", "activity", "recorded", "custom_metric", "target", "target_default", "tier_rules")
"""The tables whose rows the mark is made of."""
# Whole rows, whatever a page uses of them: a column added to one of these tables counts by itself.
_MARK = """
SELECT md5(array[
  (SELECT t::text FROM tenant t WHERE t.id = :tenant),
  (SELECT o::text FROM community o WHERE o.tenant_id = :tenant AND o.no = :community),
  (SELECT c::text FROM client c WHERE c.tenant_id = :tenant AND c.id = :client),
  (SELECT string_agg(s::text, chr(10) ORDER BY s.id) FROM survey s WHERE s.tenant_id = :tenant AND s.community_id = :id),
  (SELECT string_agg(a::text, chr(10) ORDER BY a.id) FROM activity a
   WHERE a.tenant_id = :tenant AND a.community_id = :id AND a.starts_at >= :begins AND a.starts_at < :ends),
  (SELECT string_agg(r::text, chr(10) ORDER BY r.id) FROM recorded r
   WHERE r.tenant_id = :tenant AND r.community_id = :id AND r.period_first >= :earliest AND r.period_until <= :until),
  (SELECT string_agg(m::text, chr(10) ORDER BY m.id) FROM custom_metric m WHERE m.tenant_id = :tenant),
  (SELECT string_agg(g::text, chr(10) ORDER BY g.id) FROM target g
   WHERE g.tenant_id = :tenant AND g.community_id = :id AND g.period = ANY(CAST(:labels AS text[]))),
  (SELECT string_agg(d::text, chr(10) ORDER BY d.id) FROM target_default d
   WHERE d.tenant_id = :tenant AND (d.client_id = :client OR d.client_id IS NULL) AND d.period = ANY(CAST(:labels AS text[]))),
  (SELECT string_agg(u::text, chr(10) ORDER BY u.id) FROM tier_rules u WHERE u.tenant_id = :tenant AND u.community_id = :id)
]::text)
"""


def mark(community: Community, periods: Sequence[Period]) -> str:
    """A short text that differs once a row has changed which figures, goals and calendar of ``periods`` rest on.

    Bulk data is left out: what was made of it goes with ``measured.forget``. It may differ for changes that no page shows.
    """
    zone = zone_of(community)
    first, until = min(period.first for period in periods), max(period.until for period in periods)
    begins, ends = Period(first, until).bounds(zone)
    found = InOne(community.no).run(
        _MARK,
        id=community.id,
        client=community.client_id,
        begins=begins,
        ends=ends,
        earliest=first - BEFORE,
        until=until,
        labels=[period.label for period in periods],
    )
    return cast("str", found.scalar_one())
