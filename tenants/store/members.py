"""People of a community: what imports say of them, who is staff, and since when they belong to it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from tenants.measure.membership import Trace, TraceKind, spells
from tenants.store.base import db
from tenants.store.clients import Community
from tenants.store.events import Member
from tenants.store.listed import Listed
from tenants.store.redirects import persons
from tenants.store.sql import InOne
from tenants.store.zones import contract_of
from tenants.terms.event import KIND_CODE
from tenants.terms.facts import Spell


@dataclass(frozen=True, slots=True)
class Person:
    """One person as one file knows them; ``joined`` is the platform's own word."""

    external_id: str
    name: str
    is_bot: bool
    joined: datetime | None
    email: str = ""
    is_staff: bool = False
    is_paid: bool = False


Seen = dict[int, Person]
"""People of one file by their number."""

NEW = """
INSERT INTO member (tenant_id, community_no, no, external_id, name, is_bot, is_staff)
SELECT :tenant, :community, p.no, p.external_id, '', false, false
FROM unnest(CAST(:nos AS int[]), CAST(:ids AS text[])) AS p (no, external_id)
ON CONFLICT DO NOTHING
"""
SAY = """
INSERT INTO member_seen (tenant_id, community_no, import_no, member_no, name, is_bot, joined_at, email, is_staff, is_paid)
SELECT :tenant, :community, :import, p.no, p.name, p.is_bot, p.joined_at, p.email, p.is_staff, p.is_paid
FROM unnest(CAST(:nos AS int[]), CAST(:names AS text[]), CAST(:bots AS boolean[]), CAST(:joined AS timestamptz[]), CAST(:emails AS text[]),
            CAST(:staff AS boolean[]), CAST(:paid AS boolean[])) AS p (no, name, is_bot, joined_at, email, is_staff, is_paid)
"""
# The newest import that knows a name is right about it; one that knows a bot is; the earliest day of joining is. Who is staff and who
# pays is what a person said of them, else what any import says.
SETTLE = """
WITH said AS (
  SELECT m.no, m.is_bot AS was_bot, bool_or(s.is_bot) AS is_bot, min(s.joined_at) AS joined_at, m.is_staff AS was_staff,
         coalesce(m.staff_said, bool_or(s.is_staff)) AS is_staff, coalesce(m.paid_said, bool_or(s.is_paid)) AS is_paid,
         coalesce((array_agg(s.email ORDER BY s.import_no DESC) FILTER (WHERE s.email <> ''))[1], '') AS email,
         coalesce((array_agg(s.name ORDER BY s.import_no DESC) FILTER (WHERE s.name <> ''))[1],
                  substr(m.external_id, strpos(m.external_id, ':') + 1, 200)) AS name
  FROM member m
  JOIN member_seen s ON s.tenant_id = m.tenant_id AND s.community_no = m.community_no AND s.member_no = m.no
  WHERE m.tenant_id = :tenant AND m.community_no = :community AND m.no = ANY(CAST(:nos AS int[]))
  GROUP BY m.no, m.is_bot, m.is_staff, m.staff_said, m.paid_said, m.external_id
), settled AS (
  UPDATE member m SET name = said.name, is_bot = said.is_bot, joined_at = said.joined_at, email = said.email,
                      is_staff = said.is_staff, is_paid = said.is_paid FROM said
  WHERE m.tenant_id = :tenant AND m.community_no = :community AND m.no = said.no
    AND (m.name, m.is_bot, m.joined_at, m.email, m.is_staff, m.is_paid)
        IS DISTINCT FROM (said.name, said.is_bot, said.joined_at, said.email, said.is_staff, said.is_paid)
)
SELECT no FROM said WHERE was_bot <> is_bot OR was_staff <> is_staff
"""
UNSAY = "DELETE FROM member_seen WHERE tenant_id = :tenant AND community_no = :community AND import_no = :import RETURNING member_no"
DROP = """
DELETE FROM member m WHERE m.tenant_id = :tenant AND m.community_no = :community AND NOT EXISTS (
  SELECT FROM member_seen s WHERE s.tenant_id = m.tenant_id AND s.community_no = m.community_no AND s.member_no = m.no
)
"""
DAYS_OF = """
SELECT DISTINCT day FROM event WHERE tenant_id = :tenant AND community_no = :community AND member_no = ANY(CAST(:nos AS int[]))
"""
MARK = """
UPDATE member SET is_staff = :staff, staff_said = :staff
WHERE tenant_id = :tenant AND community_no = :community AND coalesce(person_no, no) = ANY(CAST(:nos AS int[]))
  AND (is_staff <> :staff OR staff_said IS DISTINCT FROM :staff)
RETURNING no
"""

# First acts are those that make a member active. Who did something else before was there by then: those few are returned.
FIRST_ACTS = """
WITH found AS (
  SELECT member_no, min(occurred_at) FILTER (WHERE kind = ANY(CAST(:qualifying AS smallint[]))) AS at, min(occurred_at) AS seen
  FROM event WHERE tenant_id = :tenant AND community_no = :community AND kind NOT IN (4, 5)
    AND (:everybody OR member_no = ANY(CAST(:nos AS int[])))
  GROUP BY member_no
), known AS (
  SELECT m.no, found.at, found.seen FROM member m LEFT JOIN found ON found.member_no = m.no
  WHERE m.tenant_id = :tenant AND m.community_no = :community AND (:everybody OR m.no = ANY(CAST(:nos AS int[])))
), kept AS (
  UPDATE member m SET first_act_at = known.at FROM known
  WHERE m.tenant_id = :tenant AND m.community_no = :community AND m.no = known.no AND m.first_act_at IS DISTINCT FROM known.at
)
SELECT no, seen FROM known WHERE seen < at OR at IS NULL AND seen IS NOT NULL
"""
CLEAR = """
DELETE FROM spell WHERE tenant_id = :tenant AND community_no = :community AND (:everybody OR member_no = ANY(CAST(:nos AS int[])))
"""
# Kinds 4 and 5 are JOIN and LEAVE, spelled out so that the partial index is used.
LEAVERS = """
SELECT DISTINCT member_no FROM event
WHERE tenant_id = :tenant AND community_no = :community AND kind = 5 AND (:everybody OR member_no = ANY(CAST(:nos AS int[])))
"""
# Who never left has one spell, and its beginning is the earliest evidence: `measure.membership.spells` in one statement.
# Lists of members (the arrays) count where nothing earlier shows somebody there; they were in since ``opened``, at the latest.
# Who was merged joined when the first of their accounts did. Inviters count under their person too, nobody invites themselves, and who
# invites somebody into one more room has not brought them.
STEADY = """
WITH invited AS (
  SELECT e.member_no, e.occurred_at, e.channel_no, nullif(coalesce(i.person_no, e.inviter_no), e.member_no) AS inviter_no
  FROM event e LEFT JOIN member i ON i.tenant_id = e.tenant_id AND i.community_no = e.community_no AND i.no = e.inviter_no
  WHERE e.tenant_id = :tenant AND e.community_no = :community AND e.kind = 4
), joins AS (
  SELECT member_no, min(occurred_at) AS at, min(occurred_at) FILTER (WHERE inviter_no IS NOT NULL) AS invited_at,
         (array_agg(inviter_no ORDER BY occurred_at, channel_no NULLS FIRST) FILTER (WHERE inviter_no IS NOT NULL))[1] AS inviter
  FROM invited GROUP BY member_no
), others AS (
  SELECT person_no AS no, min(joined_at) AS at FROM member
  WHERE tenant_id = :tenant AND community_no = :community AND person_no IS NOT NULL GROUP BY person_no
), known AS (
  SELECT m.no, least(m.joined_at, others.at) AS told, joins.at AS join_at, m.first_act_at AS act,
         joins.inviter, joins.invited_at, least(joins.at, m.first_act_at, sooner.at) AS traced
  FROM member m LEFT JOIN joins ON joins.member_no = m.no LEFT JOIN others ON others.no = m.no
  LEFT JOIN unnest(CAST(:sooner AS int[]), CAST(:sooner_at AS timestamptz[])) AS sooner (no, at) ON sooner.no = m.no
  WHERE m.tenant_id = :tenant AND m.community_no = :community AND m.person_no IS NULL
    AND (:everybody OR m.no = ANY(CAST(:nos AS int[]))) AND m.no <> ALL(CAST(:leavers AS int[]))
), shown AS (
  SELECT known.*, CASE WHEN least(told, traced) <= listed.at THEN least(told, traced)
                       ELSE coalesce(listed.opened, least(told, traced)) END AS since
  FROM known LEFT JOIN unnest(CAST(:listed AS int[]), CAST(:seen AS timestamptz[]), CAST(:opened AS timestamptz[]))
       AS listed (no, at, opened) ON listed.no = known.no
)
INSERT INTO spell (tenant_id, community_no, member_no, joined_at, left_at, estimated, is_first, inviter_no, first_act_at)
SELECT :tenant, :community, no, since, NULL, since IS DISTINCT FROM told AND since IS DISTINCT FROM join_at, true,
       CASE WHEN invited_at < since + INTERVAL '24 hours' THEN inviter END, act
FROM shown WHERE since IS NOT NULL
"""
MOVES = """
SELECT e.member_no, e.kind, e.occurred_at, e.channel_no, nullif(coalesce(i.person_no, e.inviter_no), e.member_no) AS inviter_no
FROM event e LEFT JOIN member i ON i.tenant_id = e.tenant_id AND i.community_no = e.community_no AND i.no = e.inviter_no
WHERE e.tenant_id = :tenant AND e.community_no = :community AND e.kind IN (4, 5) AND e.member_no = ANY(CAST(:nos AS int[]))
"""
# The first of a day in each room, and the first after each time they left: an act at the very instant comes before that. Acts that make
# nobody active show all the same that somebody is there.
ACTS = """
SELECT e.member_no, e.channel_no, min(e.occurred_at) AS at, e.kind = ANY(CAST(:qualifying AS smallint[])) AS counts
FROM event e LEFT JOIN (
  SELECT member_no, array_agg(occurred_at ORDER BY occurred_at) AS at FROM event
  WHERE tenant_id = :tenant AND community_no = :community AND kind = 5 AND member_no = ANY(CAST(:nos AS int[])) GROUP BY member_no
) gone ON gone.member_no = e.member_no
WHERE e.tenant_id = :tenant AND e.community_no = :community AND e.member_no = ANY(CAST(:nos AS int[]))
  AND e.kind NOT IN (4, 5)
GROUP BY e.member_no, e.channel_no, e.day, counts, width_bucket(e.occurred_at - INTERVAL '1 microsecond', gone.at)
"""
TOLD = """
SELECT coalesce(person_no, no) AS no, min(joined_at) AS joined_at FROM member
WHERE tenant_id = :tenant AND community_no = :community AND coalesce(person_no, no) = ANY(CAST(:nos AS int[])) GROUP BY 1
"""
KEEP = """
INSERT INTO spell (tenant_id, community_no, member_no, joined_at, left_at, estimated, is_first, inviter_no, first_act_at)
SELECT :tenant, :community, s.*
FROM unnest(CAST(:members AS int[]), CAST(:joined AS timestamptz[]), CAST(:left_at AS timestamptz[]), CAST(:estimated AS boolean[]),
            CAST(:firsts AS boolean[]), CAST(:inviters AS int[]), CAST(:acts AS timestamptz[])) AS s
"""


def of_community(community: Community) -> Sequence[Member]:
    """Everybody ever seen in ``community``, by name."""
    wanted = select(Member).where(Member.tenant_id == community.tenant_id, Member.community_no == community.no)
    return db.session.scalars(wanted.order_by(Member.name, Member.no)).all()


def mark(community: Community, nos: Collection[int], *, staff: bool) -> frozenset[date]:
    """Say of people that they are staff, or are not; return the days whose rollups are out of date by it."""
    here = InOne(community.no)
    changed = [row.no for row in here.rows(MARK, nos=list(nos), staff=staff)]
    return frozenset(_days_of(here, changed))


def take_in(here: InOne, import_no: int, seen: Seen) -> tuple[list[int], set[date]]:
    """Keep what an import says of people: the numbers it touches, and the days whose rollups that changes (somebody turned out a bot)."""
    nos = list(seen)
    people = list(seen.values())
    here.run(NEW, nos=nos, ids=[person.external_id for person in people])
    here.run(
        SAY,
        nos=nos,
        names=[person.name[:200] for person in people],
        bots=[person.is_bot for person in people],
        joined=[person.joined for person in people],
        emails=[person.email.strip().lower()[:254] for person in people],
        staff=[person.is_staff for person in people],
        paid=[person.is_paid for person in people],
        **{"import": import_no},
    )
    return nos, _settle(here, nos)


def take_out(here: InOne, import_no: int) -> set[date]:
    """Forget what an import said; people whom no other import knows go. Returns the days whose rollups that changes."""
    nos = [row.member_no for row in here.rows(UNSAY, **{"import": import_no})]
    here.run(DROP)
    return _settle(here, nos)


def rebuild_spells(here: InOne, community: Community, nos: Collection[int] | None, *, since: datetime | None) -> None:
    """Bring first acts and membership of ``nos`` (``None``: of everybody) up to date with the events; ``since`` as in ``spells``."""
    qualifying = [KIND_CODE[kind] for kind in contract_of(community).qualifying]
    which: dict[str, Any] = {"everybody": nos is None, "nos": _with_persons(here, nos or ())}
    shown = Listed(here, community)
    wanted = None if nos is None else frozenset(which["nos"])
    with here.in_sets():
        with here.with_room(), here.in_heaps():
            sooner = {row.no: row.seen for row in here.rows(FIRST_ACTS, qualifying=qualifying, **which)}
        here.run(CLEAR, **which)
        leavers = list({row.member_no for row in here.rows(LEAVERS, **which)}.union(shown.leavers(wanted)))
        before = {"sooner": list(sooner), "sooner_at": list(sooner.values())}
        here.run(STEADY, leavers=leavers, **which, **before, **shown.arrays(wanted, since=since))
    if leavers:
        _keep(here, _of_leavers(here, leavers, qualifying, since, shown))


def _of_leavers(here: InOne, leavers: list[int], qualifying: list[int], since: datetime | None, shown: Listed) -> Iterable[Spell]:
    traces = _traces(here, leavers, qualifying)
    told = {row.no: row.joined_at for row in here.rows(TOLD, nos=leavers)}
    for member in leavers:
        found = [*traces[member], *shown.traces(member)]
        yield from spells(member, found, platform_joined=told.get(member), since=since)


def _traces(here: InOne, nos: list[int], qualifying: list[int]) -> Mapping[int, list[Trace]]:
    traces: dict[int, list[Trace]] = defaultdict(list)
    for member, kind, at, room, inviter in here.rows(MOVES, nos=nos):
        what = TraceKind.JOIN if kind == 4 else TraceKind.LEAVE
        traces[member].append(Trace(what, at, str(room or ""), inviter))
    for member, room, at, counts in here.rows(ACTS, nos=nos, qualifying=qualifying):
        traces[member].append(Trace(TraceKind.ACT, at, str(room or ""), counts=counts))
    return traces


def _keep(here: InOne, found: Iterable[Spell]) -> None:
    # Two spells of one person cannot begin at one instant, but a join and a leave may share it.
    rows = list({(spell.member, spell.joined): spell for spell in found}.values())
    here.run(
        KEEP,
        members=[spell.member for spell in rows],
        joined=[spell.joined for spell in rows],
        left_at=[spell.left for spell in rows],
        estimated=[spell.estimated for spell in rows],
        firsts=[spell.first for spell in rows],
        inviters=[spell.inviter for spell in rows],
        acts=[spell.first_act for spell in rows],
    )


def _settle(here: InOne, nos: list[int]) -> set[date]:
    turned = [row.no for row in here.rows(SETTLE, nos=nos)]
    return _days_of(here, turned)


def _days_of(here: InOne, nos: list[int]) -> set[date]:
    return {row.day for row in here.rows(DAYS_OF, nos=_with_persons(here, nos))} if nos else set()


def _with_persons(here: InOne, nos: Collection[int]) -> list[int]:
    """``nos`` and whom they count under."""
    known = persons(here) if nos else {}
    return list({*nos, *(known[no] for no in nos if no in known)})
