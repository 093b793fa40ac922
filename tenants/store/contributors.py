"""Who contributes most to a community, with what they did week by week: a few statements over the acts of one period."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tenants.store.clients import Community
from tenants.store.sql import InOne
from tenants.store.zones import contract_of
from tenants.terms.event import KIND_CODE
from tenants.terms.period import Period

WEEKS = 8

TOP = """
WITH done AS (
  SELECT member_no, sum(count) AS acts, count(DISTINCT day) AS days,
         coalesce(sum(count) FILTER (WHERE kind = 3), 0) AS reactions
  FROM event
  WHERE tenant_id = :tenant AND community_no = :community AND day >= :first AND day < :until
    AND kind = ANY(CAST(:qualifying AS smallint[])) AND member_no IS NOT NULL
  GROUP BY member_no
)
SELECT m.no, m.name, m.is_staff, done.acts, done.days, done.reactions
FROM done JOIN member m ON m.tenant_id = :tenant AND m.community_no = :community AND m.no = done.member_no
WHERE NOT m.is_bot AND NOT (m.is_staff AND :without_staff)
ORDER BY done.acts DESC, done.days DESC, m.no LIMIT :most
"""

BY_DAY = """
SELECT member_no, day, sum(count) AS acts FROM event
WHERE tenant_id = :tenant AND community_no = :community AND member_no = ANY(CAST(:nos AS int[])) AND day >= :first AND day < :until
  AND kind = ANY(CAST(:qualifying AS smallint[]))
GROUP BY member_no, day
"""


@dataclass(frozen=True, slots=True)
class Contributor:
    """One person and what they did in a period. ``weeks``: acts in each of the eight weeks that end with it, the oldest first."""

    no: int
    name: str
    is_staff: bool
    acts: int
    days: int
    reactions: int
    weeks: Sequence[int]


def most_active(community: Community, period: Period, *, most: int = 10) -> list[Contributor]:
    """The ``most`` people with the most qualifying acts in ``period``, the most active first; bots never, staff as the contract says.

    Of equals, who was there on more days stands first. The cost follows the acts of the period.
    """
    here, contract = InOne(community.no), contract_of(community)
    qualifying = [KIND_CODE[kind] for kind in contract.qualifying]
    span = {"first": period.first, "until": period.until}
    rows = here.rows(TOP, qualifying=qualifying, without_staff=contract.exclude_staff, most=most, **span)
    weeks = _weeks(here, [row.no for row in rows], period.until, qualifying)
    return [Contributor(row.no, row.name, row.is_staff, int(row.acts), row.days, int(row.reactions), weeks[row.no]) for row in rows]


def _weeks(here: InOne, nos: list[int], until: date, qualifying: list[int]) -> dict[int, list[int]]:
    first = until - timedelta(weeks=WEEKS)
    found: dict[int, list[int]] = defaultdict(lambda: [0] * WEEKS)
    if nos:
        for no, day, acts in here.rows(BY_DAY, nos=nos, first=first, until=until, qualifying=qualifying):
            found[no][(day - first).days // 7] += int(acts)
    return found
