"""An import becomes rows, and an undone import takes them back: each inside the one transaction of the caller.

All of it is set statements; only the events themselves pass through Python, once (``incoming``). What an import adds is kept apart
from what it merely saw again (``sighting``, ``member_seen``), so that any import can be undone in any order, and what is left is what
the others would have made without it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from pyroaring import BitMap

from tenants.store import member_lists, members, redirects, rollups, texts
from tenants.store.clients import Community
from tenants.store.days import LocalDays
from tenants.store.incoming import Incoming, Numbers, Tick, copy_in, look_over
from tenants.store.sql import InOne
from tenants.store.zones import zone_of
from tenants.terms.event import Author, EventKind, Reading
from tenants.terms.period import local_midnight

Settle = Callable[[datetime | None, datetime | None], None]
"""Told when all is read and nothing is in place yet: the first and the last instant of what is to come."""

Words = Callable[[Sequence[tuple[date, str]]], Mapping[tuple[date, str], int]]
"""Counts words of texts by month."""

LOCK = "SELECT pg_try_advisory_xact_lock(:tenant, :community)"

NUMBERS_OF_MEMBERS = "SELECT external_id, no FROM member WHERE tenant_id = :tenant AND community_no = :community"
NUMBERS_OF_CHANNELS = "SELECT name, no FROM channel WHERE tenant_id = :tenant AND community_no = :community"
NEW_CHANNELS = """
INSERT INTO channel (tenant_id, community_no, no, name)
SELECT :tenant, :community, n.no, n.name FROM unnest(CAST(:nos AS int[]), CAST(:names AS text[])) AS n (no, name)
"""

# Whether no staged event has the key of another one, or of anything that is here already.
FRESH = """
SELECT count(DISTINCT key) = count(*) FROM staged_events
WHERE NOT EXISTS (SELECT FROM event WHERE tenant_id = :tenant AND community_no = :community)
  AND NOT EXISTS (SELECT FROM message_text WHERE tenant_id = :tenant AND community_no = :community)
HAVING count(*) > 0
"""
_ADD = """
WITH added AS (
  INSERT INTO event (tenant_id, community_no, key, kind, occurred_at, day, member_no, author_no, channel_no, reply_to, inviter_no,
                     count, own_count, question, import_no)
  SELECT :tenant, :community, i.key, i.kind, i.occurred_at,
         CAST(:first_day AS date) + width_bucket(i.occurred_at, CAST(:midnights AS timestamptz[])) - 1,
         coalesce(p.person, nullif(i.member_no, 0)), CASE WHEN p.person IS NOT NULL THEN i.member_no END,
         nullif(i.channel_no, 0), i.reply_to, nullif(i.inviter_no, 0), i.count, i.count, i.question, :import
  FROM {rows} i
  LEFT JOIN unnest(CAST(:merged AS int[]), CAST(:persons AS int[])) AS p (no, person) ON p.no = i.member_no
  {known}
  RETURNING day, count
)
SELECT day, count(*), sum(count) FROM added GROUP BY day
"""
# Rows that name nobody may stand for many acts; of two in one file the greater count is the truth.
_EACH_ONCE = """(
    SELECT * FROM staged_events WHERE member_no <> 0
    UNION ALL
    (SELECT DISTINCT ON (key) * FROM staged_events WHERE member_no = 0 ORDER BY key, count DESC)
  )"""
ADD = _ADD.format(rows=_EACH_ONCE, known="ON CONFLICT DO NOTHING")
# Nothing to look out for: a fifth of the time less, for PostgreSQL looks for a conflict before it writes each row, and writes it twice.
ADD_FRESH = _ADD.format(rows="staged_events", known="")

# One look at the primary key for each row of the file (``in_order``), whatever the planner thinks of the table: the cost follows the file.
SIGHT = """
INSERT INTO sighting (tenant_id, community_no, import_no, key, count)
SELECT :tenant, :community, :import, i.key, max(i.count)
FROM staged_events i
CROSS JOIN LATERAL (
  SELECT FROM event e
  WHERE e.tenant_id = :tenant AND e.community_no = :community AND e.key BETWEEN i.key AND i.key AND e.import_no <> :import
  ORDER BY e.key LIMIT 1
) seen
GROUP BY i.key
"""

GROW = """
WITH grown AS (
  SELECT i.key, i.count, seen.day, i.count - seen.count AS more
  FROM (SELECT key, max(count) AS count FROM staged_events WHERE member_no = 0 GROUP BY key) i
  CROSS JOIN LATERAL (
    SELECT e.day, e.count FROM event e
    WHERE e.tenant_id = :tenant AND e.community_no = :community AND e.key BETWEEN i.key AND i.key
      AND e.import_no <> :import AND e.count < i.count
    ORDER BY e.key LIMIT 1
  ) seen
), raised AS (
  UPDATE event e SET count = grown.count FROM grown
  WHERE e.tenant_id = :tenant AND e.community_no = :community AND e.key = grown.key
)
SELECT day, sum(more) FROM grown GROUP BY day
"""

HAND_OVER = """
WITH heir AS (
  SELECT DISTINCT ON (s.key) s.key, s.import_no, s.count
  FROM sighting s JOIN event e ON e.tenant_id = s.tenant_id AND e.community_no = s.community_no AND e.key = s.key
  WHERE s.tenant_id = :tenant AND s.community_no = :community AND s.import_no <> :import AND e.import_no = :import
  ORDER BY s.key, s.import_no
), taken AS (
  DELETE FROM sighting s USING heir
  WHERE s.tenant_id = :tenant AND s.community_no = :community AND s.key = heir.key AND s.import_no = heir.import_no
)
UPDATE event e SET import_no = heir.import_no, own_count = heir.count FROM heir
WHERE e.tenant_id = :tenant AND e.community_no = :community AND e.key = heir.key
RETURNING e.key, e.day, e.member_no IS NULL AS nobody
"""

# The day of a thread changes too when a reply of another day goes.
REMOVE = """
WITH gone AS (
  DELETE FROM event WHERE tenant_id = :tenant AND community_no = :community AND import_no = :import RETURNING day, kind, reply_to
)
SELECT day FROM gone
UNION
SELECT m.day FROM gone JOIN event m ON m.tenant_id = :tenant AND m.community_no = :community AND m.key = gone.reply_to
WHERE gone.kind = 2
"""

FORGET_SIGHTINGS = """
DELETE FROM sighting WHERE tenant_id = :tenant AND community_no = :community AND import_no = :import RETURNING key, count
"""

# Only rows that name nobody ever grew.
SHRINK = """
WITH seen AS (
  SELECT e.key, greatest(e.own_count, max(s.count)) AS count
  FROM event e
  LEFT JOIN sighting s ON s.tenant_id = e.tenant_id AND s.community_no = e.community_no AND s.key = e.key
  WHERE e.tenant_id = :tenant AND e.community_no = :community AND e.key = ANY(CAST(:keys AS uuid[])) AND e.member_no IS NULL
  GROUP BY e.key, e.own_count
)
UPDATE event e SET count = seen.count FROM seen
WHERE e.tenant_id = :tenant AND e.community_no = :community AND e.key = seen.key AND e.count <> seen.count
RETURNING e.day
"""

DROP_CHANNELS = """
DELETE FROM channel c WHERE c.tenant_id = :tenant AND c.community_no = :community AND NOT EXISTS (
  SELECT FROM event e WHERE e.tenant_id = c.tenant_id AND e.community_no = c.community_no AND e.channel_no = c.no
)
"""

SPAN = "SELECT min(occurred_at) AS first, max(occurred_at) AS last FROM event WHERE tenant_id = :tenant AND community_no = :community"
REZONE = """
UPDATE event SET day = CAST(:first_day AS date) + width_bucket(occurred_at, CAST(:midnights AS timestamptz[])) - 1
WHERE tenant_id = :tenant AND community_no = :community
  AND day <> CAST(:first_day AS date) + width_bucket(occurred_at, CAST(:midnights AS timestamptz[])) - 1
"""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What an import came to. ``added`` and ``already_there`` are acts and together what the file holds."""

    counts: Mapping[EventKind, int]
    people: int
    added: int
    already_there: int
    first: datetime | None
    last: datetime | None


def lock(community_no: int) -> bool:
    """Take this community's turn until the end of the transaction; ``False`` while another import has it."""
    return bool(InOne(community_no).run(LOCK).scalar_one())


def load(
    community: Community, import_no: int, reading: Reading, *, source: str, since: datetime | None, tick: Tick, settle: Settle
) -> Loaded:
    """Read all of ``reading`` into ``community`` as import ``import_no``, which has its turn (``lock``).

    ``source`` names whose ids these are (``discord``). ``since`` is the first instant the community's other imports vouch for. People,
    membership and rollups are brought up to date too. ``tick`` is called while it reads, ``settle`` once when all is read. Whatever
    reading raises must end the transaction.
    """
    here = InOne(community.no)
    numbers = Numbers(dict(_pairs(here, NUMBERS_OF_MEMBERS)), f"{source}:", any_case=reading.tally.any_case)
    channels = Numbers(dict(_pairs(here, NUMBERS_OF_CHANNELS)))
    incoming = copy_in(reading.events, source, numbers, channels, tick)
    settle(incoming.first, incoming.last)
    if channels.new:
        here.run(NEW_CHANNELS, nos=list(channels.new.values()), names=list(channels.new))
    fresh = bool(here.run(FRESH).scalar())
    if not fresh:
        look_over()
    dirty, rows, added = _add(here, community, import_no, incoming, ADD_FRESH if fresh else ADD)
    if rows < incoming.rows:
        with here.in_order():
            here.run(SIGHT, **{"import": import_no})
            with here.in_sets():
                grown = here.rows(GROW, **{"import": import_no})
        dirty |= {day for day, _more in grown}
        added += sum(more for _day, more in grown)
    texts.take_in(here, import_no, fresh=fresh)
    with here.in_sets():
        touched, repainted = members.take_in(here, import_no, _people(numbers, reading.tally.authors))
        moved = redirects.settle(here)
    dirty |= repainted | moved.days
    touched = [*touched, *moved.nos]
    first, last = _vouched(community, reading, incoming)
    for each in reading.tally.lists:
        listed = BitMap(numbers.of(author) for author in each.people)
        member_lists.keep(community, import_no, source=f"{source}/{each.group}", as_of=each.as_of, people=listed)
    # A list speaks of those too who are not on it.
    earlier = since is None or bool(reading.tally.lists) or (first is not None and first < since)
    members.rebuild_spells(here, community, None if earlier else touched, since=_earliest(since, first))
    rollups.rebuild(community, dirty)
    total = sum(incoming.counts.values())
    people = incoming.people.union(*member_lists.people_of(community, import_no)) if reading.tally.lists else incoming.people
    return Loaded(incoming.counts, len(people), added, total - added, first, last)


def unload(community: Community, import_no: int, *, since: datetime | None, words: Words | None = None) -> None:
    """Take import ``import_no`` back: rows that only it held go, others pass to the import that saw them next.

    ``since`` is the first instant that the imports which stay vouch for. ``words`` counts words of texts (``ingest.speech.counted``) and is
    given where those of this import were counted: they are taken off again.
    """
    here = InOne(community.no)
    which = {"import": import_no}
    with here.in_sets():
        passed = [row.key for row in here.rows(HAND_OVER, **which) if row.nobody]
        texts.hand_over(here, import_no)
        if words is not None:
            for some in texts.of_import(here, import_no):
                texts.add_words(here, {each: -count for each, count in words(some).items()})
        texts.forget(here, import_no)
        dirty = {row.day for row in here.rows(REMOVE, **which)}
        passed += [row.key for row in here.rows(FORGET_SIGHTINGS, **which)]
        dirty |= {row.day for row in here.rows(SHRINK, keys=passed)}
        here.run(DROP_CHANNELS)
        member_lists.drop(community, import_no)
        dirty |= members.take_out(here, import_no)
        dirty |= redirects.settle(here).days
    members.rebuild_spells(here, community, None, since=since)
    rollups.rebuild(community, dirty)


def recompute(community: Community, *, since: datetime | None) -> None:
    """Count everything of ``community`` anew: events on the local days of the zone it has now, membership, rollups."""
    here = InOne(community.no)
    span = here.run(SPAN).one()
    if span.first is not None:
        days = LocalDays(zone_of(community), span.first, span.last)
        here.run(REZONE, first_day=days.first_day, midnights=days.midnights)
    members.rebuild_spells(here, community, None, since=since)
    rollups.rebuild(community)


def _pairs(here: InOne, statement: str) -> list[tuple[str, int]]:
    return [(row[0], row[1]) for row in here.rows(statement)]


def _add(here: InOne, community: Community, import_no: int, incoming: Incoming, add: str) -> tuple[set[date], int, int]:
    """Insert what is new, by ``add``: the days it falls on, how many rows and how many acts."""
    if incoming.first is None or incoming.last is None:
        return set(), 0, 0
    days = LocalDays(zone_of(community), incoming.first, incoming.last)
    known = redirects.persons(here)
    people = {"merged": list(known), "persons": list(known.values())}
    found = here.rows(add, first_day=days.first_day, midnights=days.midnights, **people, **{"import": import_no})
    return {row[0] for row in found}, sum(row[1] for row in found), sum(int(row[2]) for row in found)


def _people(numbers: Numbers, authors: Mapping[str, Author]) -> members.Seen:
    """What the file says of each person it knows, whether they acted or not."""
    seen: members.Seen = {}
    for name in [*authors, *(name for name in numbers.by_name if name not in authors)]:
        author = authors.get(name) or Author(name, "")
        person = members.Person(
            numbers.full(name), author.name, author.is_bot, author.joined, author.email, author.is_staff, author.is_paid
        )
        # Of one person's spellings the one that the file describes is right.
        seen.setdefault(numbers.of(name), person)
    return seen


def _vouched(community: Community, reading: Reading, incoming: Incoming) -> tuple[datetime | None, datetime | None]:
    """The first and last instant an import vouches for: of its acts, but of a list its own days, however long ago people joined."""
    days = [each.as_of for each in reading.tally.lists]
    if not days or set(incoming.counts) - {EventKind.JOIN, EventKind.LEAVE}:
        return incoming.first, incoming.last
    zone = zone_of(community)
    return local_midnight(min(days), zone), local_midnight(max(days) + timedelta(days=1), zone) - timedelta(microseconds=1)


def _earliest(one: datetime | None, other: datetime | None) -> datetime | None:
    known = [each for each in (one, other) if each is not None]
    return min(known, default=None)
