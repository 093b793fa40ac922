"""Members of one community who are one person count under one number: what that means for the bulk rows.

The number is the lowest of them. Events keep whose they are (``author_no``) beside under whom they count (``member_no``), so that a
person taken apart again is what they were, and an import taken back takes back what was its own.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from tenants.store.sql import InOne

PERSONS = "SELECT no, person_no FROM member WHERE tenant_id = :tenant AND community_no = :community AND person_no IS NOT NULL"
LINKS = "SELECT external_id, identity_id FROM identity_link WHERE tenant_id = :tenant AND community_no = :community"
LINKED = """
SELECT no, external_id, identity_id, person_no, is_bot OR is_staff AS apart FROM member
WHERE tenant_id = :tenant AND community_no = :community
  AND (identity_id IS NOT NULL OR person_no IS NOT NULL OR external_id = ANY(CAST(:names AS text[])))
ORDER BY no
"""
RELINK = """
UPDATE member m SET identity_id = p.identity_id, person_no = p.person_no
FROM unnest(CAST(:nos AS int[]), CAST(:identities AS uuid[]), CAST(:persons AS int[])) AS p (no, identity_id, person_no)
WHERE m.tenant_id = :tenant AND m.community_no = :community AND m.no = p.no
"""
REDIRECT = """
WITH moved AS (
  UPDATE event e SET member_no = p.now, author_no = nullif(p.no, p.now)
  FROM unnest(CAST(:nos AS int[]), CAST(:befores AS int[]), CAST(:nows AS int[])) AS p (no, before, now)
  WHERE e.tenant_id = :tenant AND e.community_no = :community AND e.member_no = p.before AND coalesce(e.author_no, e.member_no) = p.no
  RETURNING e.day
)
SELECT DISTINCT day FROM moved
"""
DAYS_OF = """
SELECT DISTINCT day FROM event WHERE tenant_id = :tenant AND community_no = :community AND member_no = ANY(CAST(:nos AS int[]))
"""
# Kind 4 is JOIN, spelled out so that the partial index is used.
INVITED = """
SELECT DISTINCT member_no FROM event
WHERE tenant_id = :tenant AND community_no = :community AND kind = 4 AND inviter_no = ANY(CAST(:nos AS int[])) AND member_no IS NOT NULL
"""


@dataclass(frozen=True, slots=True)
class Moved:
    """What a change of who is who leaves out of date: days of the rollups, and people whose membership is to be read anew."""

    days: set[date] = field(default_factory=set)
    nos: set[int] = field(default_factory=set)


def persons(here: InOne) -> Mapping[int, int]:
    """The number that each merged member counts under; who is not in it counts under their own."""
    return {row.no: row.person_no for row in here.rows(PERSONS)}


def settle(here: InOne) -> Moved:
    """Let every member count under the number that the links of this community say; nothing moves where that is so already."""
    links = {row.external_id: row.identity_id for row in here.rows(LINKS)}
    rows = here.rows(LINKED, names=list(links))
    wanted = _wanted(rows, links)
    changed = [row for row in rows if (row.identity_id, row.person_no) != wanted[row.no]]
    if not changed:
        return Moved()
    here.run(
        RELINK,
        nos=[row.no for row in changed],
        identities=[wanted[row.no][0] for row in changed],
        persons=[wanted[row.no][1] for row in changed],
    )
    moving = [row for row in changed if row.person_no != wanted[row.no][1]]
    if not moving:
        return Moved()
    befores, nows = ([row.person_no or row.no for row in moving], [wanted[row.no][1] or row.no for row in moving])
    days = {row.day for row in here.rows(REDIRECT, nos=[row.no for row in moving], befores=befores, nows=nows)}
    touched = {*(row.no for row in moving), *befores, *nows}
    if any(row.apart and {row.no, row.person_no} & touched for row in rows):
        # Whether their acts are a member's, staff's or a bot's goes with the person.
        days |= _days_of(here, touched)
    return Moved(days, touched | {row.member_no for row in here.rows(INVITED, nos=list(touched))})


def _wanted(rows: Sequence[Any], links: Mapping[str, UUID]) -> dict[int, tuple[UUID | None, int | None]]:
    """Identity and number of each of ``rows`` (by number, the lowest first), as the links say."""
    groups: dict[UUID, list[int]] = defaultdict(list)
    for row in rows:
        if row.external_id in links:
            groups[links[row.external_id]].append(row.no)
    found: dict[int, tuple[UUID | None, int | None]] = {row.no: (None, None) for row in rows}
    for identity, nos in groups.items():
        found |= {no: (identity, None if no == nos[0] else nos[0]) for no in nos}
    return found


def _days_of(here: InOne, nos: Collection[int]) -> set[date]:
    return {row.day for row in here.rows(DAYS_OF, nos=list(nos))}
