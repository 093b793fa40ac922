"""Threads: what was asked or answered, one row for each message with a reply and each question, kept by whoever changes events.

A thread belongs to the day of its first message. A reply may be of a later day, so the threads of the changed days and those that the
replies of these days belong to are made anew.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from tenants.store.base import Model
from tenants.store.events import Unlinked
from tenants.store.sql import InOne
from tenants.terms.threads import Kind, Times, ticks


class ThreadRow(Unlinked, Model):
    """One thread. ``key`` is its first message's; ``answered_at`` the first reply by another person who is no bot; ``replies`` are all."""

    __tablename__ = "thread"
    day: Mapped[date] = mapped_column(primary_key=True)
    key: Mapped[UUID] = mapped_column(primary_key=True)
    started_at: Mapped[datetime]
    member_no: Mapped[int]
    channel_no: Mapped[int | None]
    question: Mapped[bool]
    replies: Mapped[int]
    answered_at: Mapped[datetime | None]


# Kind 1 is MESSAGE, 2 is REPLY. Right after a load the planner knows nothing of the new rows, and joins that it chose took minutes: so
# PARENTS and MAKE look once for each row of the days into the index that they order by (``in_order``), whatever it thinks of the table.
PARENTS = """
SELECT DISTINCT m.day
FROM (
  SELECT DISTINCT reply_to FROM event
  WHERE tenant_id = :tenant AND community_no = :community AND day = ANY(CAST(:days AS date[])) AND kind = 2 AND reply_to IS NOT NULL
) e
CROSS JOIN LATERAL (
  SELECT p.day FROM event p WHERE p.tenant_id = :tenant AND p.community_no = :community AND p.key BETWEEN e.reply_to AND e.reply_to
  ORDER BY p.key LIMIT 1
) m
"""
# The same where most of the community is made anew: among the messages of the other days, all at once.
PARENTS_ELSEWHERE = """
SELECT DISTINCT day FROM event
WHERE tenant_id = :tenant AND community_no = :community AND day <> ALL(CAST(:days AS date[])) AND kind = 1 AND key IN (
  SELECT reply_to FROM event
  WHERE tenant_id = :tenant AND community_no = :community AND day = ANY(CAST(:days AS date[])) AND kind = 2 AND reply_to IS NOT NULL
)
"""
CLEAR = """
DELETE FROM thread WHERE tenant_id = :tenant AND community_no = :community AND (:every OR day = ANY(CAST(:days AS date[])))
"""
MAKE = """
INSERT INTO thread (tenant_id, community_no, key, day, started_at, member_no, channel_no, question, replies, answered_at)
SELECT :tenant, :community, m.key, m.day, m.occurred_at, m.member_no, m.channel_no, m.question, r.replies, r.answered
FROM event m
CROSS JOIN LATERAL (
  SELECT count(*) AS replies,
         min(e.occurred_at) FILTER (WHERE e.member_no <> m.member_no AND e.member_no <> ALL(CAST(:bots AS int[]))) AS answered
  FROM (
    SELECT occurred_at, member_no FROM event
    WHERE tenant_id = :tenant AND community_no = :community AND reply_to BETWEEN m.key AND m.key AND kind = 2
    ORDER BY reply_to
  ) e
) r
WHERE m.tenant_id = :tenant AND m.community_no = :community AND m.day = ANY(CAST(:days AS date[]))
  AND m.kind = 1 AND m.member_no IS NOT NULL AND (m.question OR r.replies > 0)
"""
# The same where most of the community is made anew: every reply once, hashed, instead of a look for each message. Grouped by the primary
# key, and written by the day, so that the threads of a period lie together.
MAKE_MOST = """
INSERT INTO thread (tenant_id, community_no, key, day, started_at, member_no, channel_no, question, replies, answered_at)
SELECT :tenant, :community, m.key, m.day, m.occurred_at, m.member_no, m.channel_no, m.question, count(e.key),
       min(e.occurred_at) FILTER (WHERE e.member_no <> m.member_no AND e.member_no <> ALL(CAST(:bots AS int[])))
FROM event m
LEFT JOIN event e ON e.tenant_id = :tenant AND e.community_no = :community AND e.reply_to = m.key AND e.kind = 2
WHERE m.tenant_id = :tenant AND m.community_no = :community AND m.day = ANY(CAST(:days AS date[]))
  AND m.kind = 1 AND m.member_no IS NOT NULL AND (m.question OR e.key IS NOT NULL)
GROUP BY m.tenant_id, m.community_no, m.key
ORDER BY m.day
"""
# Instants as eight bytes each, one after the other.
BEGUN = """
SELECT question, member_no = ANY(CAST(:staff AS int[])) AS by_staff,
       string_agg(timestamptz_send(started_at), '') AS started,
       string_agg(timestamptz_send(coalesce(answered_at, 'infinity')), '') AS answered
FROM thread
WHERE tenant_id = :tenant AND community_no = :community AND day >= :first AND day < :until AND member_no <> ALL(CAST(:bots AS int[]))
GROUP BY 1, 2
"""


def touched(here: InOne, days: Collection[date], *, most: bool) -> set[date]:
    """``days``, and those on which the threads began that were replied to on them. ``most``: they are a large part of the community's."""
    if most:
        with here.hashed():
            return {row.day for row in here.rows(PARENTS_ELSEWHERE, days=list(days))} | set(days)
    with here.in_order():
        return {row.day for row in here.rows(PARENTS, days=list(days))} | set(days)


def clear(here: InOne, days: Sequence[date] | None) -> None:
    """Forget the threads that began on ``days``; ``None``: all."""
    here.run(CLEAR, every=days is None, days=days or [])


def make(here: InOne, days: Sequence[date], bots: Sequence[int]) -> None:
    """Make the threads that began on ``days``, which were cleared before; what ``bots`` say answers nothing."""
    with here.in_order():
        here.run(MAKE, days=days, bots=bots)


def make_most(here: InOne, days: Sequence[date], bots: Sequence[int]) -> None:
    """The same as ``make``, for all days at once that are a large part of the community's."""
    with here.hashed():
        here.run(MAKE_MOST, days=days, bots=bots)


def begun(here: InOne, first: date, until: date, *, bots: Sequence[int], staff: Sequence[int]) -> Mapping[Kind, Times]:
    """When the threads that people began from ``first`` until before ``until`` were started and answered."""
    rows = here.rows(BEGUN, first=first, until=until, bots=bots, staff=staff)
    return {Kind(row.question, row.by_staff): Times(ticks(row.started), ticks(row.answered)) for row in rows}
