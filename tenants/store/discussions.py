"""What was asked and discussed: threads with who began them and where, for lists that people read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import aliased

from tenants.store.base import db
from tenants.store.clients import Community
from tenants.store.events import Channel, Member
from tenants.store.tenancy import current_tenant
from tenants.store.threads import ThreadRow
from tenants.terms.period import Period

ANSWER_DAYS = timedelta(days=7)
"""As ``reply_coverage`` has it: a reply that comes later answers nobody."""
WAITS = (5, 15, 60, 240, 1_440, 10_080)
"""Ends of the classes of waiting times, in minutes; what is longer is the last class."""


@dataclass(frozen=True, slots=True)
class Discussion:
    """One thread: its first message's key, when it began, by whom and where, and how often it was replied to."""

    key: UUID
    started: datetime
    author: str
    member_no: int
    channel: str
    replies: int
    question: bool
    answered: datetime | None


def unanswered(community: Community, period: Period, *, limit: int, offset: int = 0) -> list[Discussion]:
    """Members' questions of ``period`` that nobody else answered within seven days, the newest first."""
    wanted = _unanswered(community, period).order_by(ThreadRow.started_at.desc(), ThreadRow.key)
    return [_discussion(row) for row in db.session.execute(wanted.limit(limit).offset(offset))]


def how_many_unanswered(community: Community, period: Period) -> int:
    """How many questions ``unanswered`` has in all."""
    return db.session.scalar(select(func.count()).select_from(_unanswered(community, period).subquery())) or 0


def _unanswered(community: Community, period: Period) -> Select[ThreadRow, str, str]:
    return _threads(community, period).where(ThreadRow.question, _by_members(community), _open())


def most_discussed(community: Community, period: Period, *, limit: int) -> list[Discussion]:
    """Threads begun in ``period`` with the most replies, the most discussed first; at least two replies make a discussion."""
    wanted = _threads(community, period).where(ThreadRow.replies >= 2)
    rows = db.session.execute(wanted.order_by(ThreadRow.replies.desc(), ThreadRow.started_at, ThreadRow.key).limit(limit))
    return [_discussion(row) for row in rows]


def waits(community: Community, period: Period) -> tuple[Sequence[int], int]:
    """How many threads of ``period`` waited how long for their first reply, and how many of members' questions got none.

    The first is a count for each class of ``WAITS`` and one for longer.
    """
    minutes = func.extract("epoch", ThreadRow.answered_at - ThreadRow.started_at) / 60
    place = case(*[(minutes < end, at) for at, end in enumerate(WAITS)], else_=len(WAITS))
    here = _threads(community, period).with_only_columns(place.label("place"), func.count().label("threads"))
    counts = [0] * (len(WAITS) + 1)
    for row in db.session.execute(here.where(ThreadRow.answered_at >= ThreadRow.started_at).group_by("place")):
        counts[row.place] = row.threads
    silent = _threads(community, period).where(ThreadRow.question, _by_members(community), ThreadRow.answered_at.is_(None))
    return counts, db.session.scalar(select(func.count()).select_from(silent.subquery())) or 0


def _by_members(community: Community) -> ColumnElement[bool]:
    """Begun by nobody of the staff; who is staff with one of their accounts is."""
    other = aliased(Member)
    here = (other.tenant_id == current_tenant(), other.community_no == community.no)
    return ThreadRow.member_no.not_in(select(func.coalesce(other.person_no, other.no)).where(*here, other.is_staff))


def _open() -> ColumnElement[bool]:
    return or_(ThreadRow.answered_at.is_(None), ThreadRow.answered_at > ThreadRow.started_at + ANSWER_DAYS)


def _threads(community: Community, period: Period) -> Select[ThreadRow, str, str]:
    """Threads that people, no bots, began in ``period``."""
    by = and_(Member.tenant_id == ThreadRow.tenant_id, Member.community_no == ThreadRow.community_no, Member.no == ThreadRow.member_no)
    at = and_(Channel.tenant_id == ThreadRow.tenant_id, Channel.community_no == ThreadRow.community_no, Channel.no == ThreadRow.channel_no)
    return (
        select(ThreadRow, Member.name, func.coalesce(Channel.name, "").label("channel"))
        .join(Member, by)
        .outerjoin(Channel, at)
        .where(ThreadRow.tenant_id == current_tenant(), ThreadRow.community_no == community.no, Member.is_bot.is_(False))
        .where(ThreadRow.day >= period.first, ThreadRow.day < period.until)
    )


def _discussion(row: Any) -> Discussion:
    thread, author, channel = row
    return Discussion(
        key=thread.key,
        started=thread.started_at,
        author=author,
        member_no=thread.member_no,
        channel=channel,
        replies=thread.replies,
        question=thread.question,
        answered=thread.answered_at,
    )
