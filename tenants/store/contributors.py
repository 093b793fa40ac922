"""Who contributes most to a community, with what they did week by week: acts from the rollups, weeks of the few from an index."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from heapq import nlargest

from pyroaring import BitMap

from tenants.store import slices
from tenants.store.clients import Community
from tenants.store.slices import Slices
from tenants.store.sql import InOne
from tenants.store.tier_reading import DEEDS
from tenants.store.zones import contract_of
from tenants.terms.event import KIND_CODE, EventKind
from tenants.terms.period import Period

WEEKS = 8
REACTION = KIND_CODE[EventKind.REACTION]

# What one of a person's accounts is, the person is.
LEFT_OUT = """
SELECT coalesce(person_no, no) AS no FROM member
WHERE tenant_id = :tenant AND community_no = :community AND (is_bot OR is_staff AND :without_staff)
"""

NAMES = """
SELECT no, name, is_staff FROM member WHERE tenant_id = :tenant AND community_no = :community AND no = ANY(CAST(:nos AS int[]))
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

    Of equals, who was there on more days stands first. The cost follows the days of the period and the people of a day, not their acts.
    """
    here, contract = InOne(community.no), contract_of(community)
    qualifying = [KIND_CODE[kind] for kind in contract.qualifying]
    done = [
        (row.day, row.kind, slices.unpack(row.times, BitMap.deserialize(row.people)))
        for row in here.rows(DEEDS, earlier=period.first, until=period.until, kinds=qualifying)
    ]
    out = BitMap(row.no for row in here.rows(LEFT_OUT, without_staff=contract.exclude_staff))
    acts = slices.counts(slices.total(each for _day, _kind, each in done), out)
    least = min(nlargest(most, acts.values()), default=0)
    near = BitMap([no for no, count in acts.items() if count >= least])
    days = _days(done, near)
    chosen = sorted(near, key=lambda no: (-acts[no], -days[no], no))[:most]
    named = {row.no: row for row in here.rows(NAMES, nos=chosen)}
    reactions = [each for _day, kind, each in done if kind == REACTION]
    weeks = _weeks(here, chosen, period.until, qualifying)
    return [
        Contributor(no, named[no].name, named[no].is_staff, acts[no], days[no], sum(_times(each, no) for each in reactions), weeks[no])
        for no in chosen
        if no in named
    ]


def _days(done: Sequence[tuple[date, int, Slices]], people: BitMap) -> Mapping[int, int]:
    """On how many days each of ``people`` acted."""
    by_day: dict[date, BitMap] = defaultdict(BitMap)
    for day, _kind, each in done:
        by_day[day] |= BitMap().union(*each) & people
    found = Counter[int]()
    for there in by_day.values():
        found.update(there)
    return found


def _times(acts: Slices, no: int) -> int:
    return sum(1 << digit for digit, people in enumerate(acts) if no in people)


def _weeks(here: InOne, nos: list[int], until: date, qualifying: list[int]) -> dict[int, list[int]]:
    first = until - timedelta(weeks=WEEKS)
    found: dict[int, list[int]] = defaultdict(lambda: [0] * WEEKS)
    if nos:
        for no, day, acts in here.rows(BY_DAY, nos=nos, first=first, until=until, qualifying=qualifying):
            found[no][(day - first).days // 7] += int(acts)
    return found
