"""Report schedules, and the ledger of the periods they have dealt with."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, ForeignKey, Index, String, UniqueConstraint, func, select, update
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from tenants.store.accounts import Person
from tenants.store.base import Identified, Model, db, owned
from tenants.store.clients import Client, Community
from tenants.store.once import add_once
from tenants.store.reviews import SHOWN, Review
from tenants.store.tenancy import current_tenant
from tenants.terms.period import Cadence, Period
from tenants.terms.report import ReviewState
from tenants.terms.rhythm import Rhythm


class Schedule(Identified, Model):
    """When the reports of one community come due, who approves them, and who receives them.

    ``hour`` is an hour of the day in the community's zone, ``settle_days`` whole local days after the period's end. ``recipients`` are
    addresses, empty for the client's own list; ``language`` is empty for the client's. ``unreviewed`` says that nobody reads the report
    before it is sent. ``first`` is the first day of the first period it covers: what ended earlier is never caught up.
    """

    __tablename__ = "schedule"
    community_id: Mapped[UUID]
    client_id: Mapped[UUID]
    cadence: Mapped[str] = mapped_column(String(10))
    settle_days: Mapped[int] = mapped_column(default=2)
    hour: Mapped[int] = mapped_column(default=9)
    language: Mapped[str] = mapped_column(String(12), default="")
    recipients: Mapped[list[Any]] = mapped_column(default=list)
    approver_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    unreviewed: Mapped[bool] = mapped_column(default=False)
    first: Mapped[date]
    revision: Mapped[int] = mapped_column(default=1)
    paused_at: Mapped[datetime | None]
    archived_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    created_by: Mapped[UUID | None]
    community: Mapped[Community] = relationship(overlaps="client")
    approver: Mapped[Person | None] = relationship()

    @property
    def rhythm(self) -> Rhythm:
        """How it runs."""
        return Rhythm(Cadence(self.cadence), self.settle_days, self.hour, self.community.timezone, self.first)

    __table_args__ = (
        owned("community_id", "community"),
        owned("client_id", "client"),
        Index(
            "uq_schedule_at_work",
            "tenant_id",
            "community_id",
            "cadence",
            unique=True,
            postgresql_where="archived_at IS NULL",
        ),
    )


class ScheduledPeriod(Identified, Model):
    """One period a schedule has come due for; that the row is there is what keeps it from coming due again.

    ``outcome``: ``drafted`` (a person goes on), ``sending`` (on its way unreviewed), ``sent`` (unreviewed, as the schedule says), ``held``
    (it would have been sent unreviewed, but the data raised questions), ``skipped`` (a person decided that there is nothing to report, or
    the community was archived). ``reminded_at``: when the agency was told that it is overdue.
    """

    __tablename__ = "scheduled_period"
    schedule_id: Mapped[UUID]
    period: Mapped[str] = mapped_column(String(24))
    period_first: Mapped[date]
    due_at: Mapped[datetime]
    outcome: Mapped[str] = mapped_column(String(10))
    review_id: Mapped[UUID | None]
    reminded_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    schedule: Mapped[Schedule] = relationship(overlaps="review")
    review: Mapped[Review | None] = relationship(overlaps="schedule")
    __table_args__ = (
        UniqueConstraint("tenant_id", "schedule_id", "period"),
        owned("schedule_id", "schedule", ondelete="CASCADE"),
        owned("review_id", "review"),
    )


WHOLE = (joinedload(Schedule.community).joinedload(Community.client), joinedload(Schedule.approver))
MOST_LISTED = 4
"""Periods a list shows of each schedule."""


def listed(*, archived: bool = False, community: Community | None = None) -> Sequence[Schedule]:
    """Schedules by client, community and cadence, either those not archived or the archived ones; of one community if told so."""
    query = select(Schedule).join(Schedule.community).join(Community.client).options(*WHOLE)
    query = query.where(Schedule.archived_at.is_not(None) if archived else Schedule.archived_at.is_(None))
    if community is not None:
        query = query.where(Schedule.community_id == community.id)
    return db.session.scalars(query.order_by(Client.name, Community.name, Schedule.cadence, Schedule.id)).all()


def running() -> Sequence[Schedule]:
    """Schedules that are neither paused nor archived, those of archived communities too."""
    query = select(Schedule).where(Schedule.archived_at.is_(None), Schedule.paused_at.is_(None))
    return db.session.scalars(query.options(*WHOLE).order_by(Schedule.id)).all()


def ruling(community_id: UUID, cadence: str) -> Schedule | None:
    """The schedule of a community and cadence that is not archived; paused, its recipients and language still hold."""
    query = select(Schedule).where(Schedule.community_id == community_id, Schedule.cadence == cadence, Schedule.archived_at.is_(None))
    return db.session.scalars(query.options(*WHOLE)).one_or_none()


def by_id(schedule_id: UUID, *, lock: bool = False) -> Schedule | None:
    """The schedule of that id; with ``lock`` as the database has it now, kept from other writers until the transaction ends."""
    query = select(Schedule).where(Schedule.id == schedule_id)
    if lock:
        query = query.with_for_update(of=Schedule).execution_options(populate_existing=True)
    return db.session.scalars(query).one_or_none()


def dealt_with() -> dict[UUID, date]:
    """The first day of the newest period each schedule has dealt with; all before it are dealt with too, since they are in order."""
    newest = select(ScheduledPeriod.schedule_id, func.max(ScheduledPeriod.period_first)).group_by(ScheduledPeriod.schedule_id)
    return {schedule_id: first for schedule_id, first in db.session.execute(newest)}  # noqa: C416 - rows are no pairs to a type checker


def outcomes(schedule_ids: Sequence[UUID]) -> dict[UUID, list[ScheduledPeriod]]:
    """The last few periods each of the schedules has dealt with, the newest first, with their reviews."""
    nth = func.row_number().over(partition_by=ScheduledPeriod.schedule_id, order_by=ScheduledPeriod.period_first.desc())
    ranked = select(ScheduledPeriod.id, nth.label("nth")).where(_tenants_own(), ScheduledPeriod.schedule_id.in_(schedule_ids)).subquery()
    query = (
        select(ScheduledPeriod)
        .where(ScheduledPeriod.id.in_(select(ranked.c.id).where(ranked.c.nth <= MOST_LISTED)))
        .options(joinedload(ScheduledPeriod.review).defer(Review.document))
        .order_by(ScheduledPeriod.period_first.desc())
    )
    found: dict[UUID, list[ScheduledPeriod]] = {each: [] for each in schedule_ids}
    for row in db.session.scalars(query):
        found[row.schedule_id].append(row)
    return found


def take(schedule: Schedule, period: Period, due_at: datetime, outcome: str, now: datetime) -> UUID | None:
    """Note that ``period`` came due, and return the id of the note; ``None`` when another clock was quicker.

    A clock that takes the same period at the same time is waited for, until it is clear whether it succeeds.
    """
    return add_once(
        ScheduledPeriod,
        ("schedule_id", "period"),
        schedule_id=schedule.id,
        period=period.label,
        period_first=period.first,
        due_at=due_at,
        outcome=outcome,
        created_at=now,
    )


def belongs(taken: UUID, review: Review) -> None:
    """Note which review a period that came due is about."""
    _change(ScheduledPeriod.id == taken, review_id=review.id)


def settle(taken: UUID, outcome: str) -> bool:
    """End the way of a period that is being sent unreviewed; ``False`` when another clock did."""
    return _change(ScheduledPeriod.id == taken, ScheduledPeriod.outcome == "sending", outcome=outcome)


def remind(taken: UUID, now: datetime) -> bool:
    """Note that the agency is told about an overdue period; ``False`` when it was told before."""
    return _change(ScheduledPeriod.id == taken, ScheduledPeriod.reminded_at.is_(None), reminded_at=now)


def sending() -> Sequence[ScheduledPeriod]:
    """Periods that are on their way unreviewed, the oldest first."""
    query = select(ScheduledPeriod).where(ScheduledPeriod.outcome == "sending")
    return db.session.scalars(query.order_by(ScheduledPeriod.period_first, ScheduledPeriod.id)).all()


def overdue(before: datetime) -> Sequence[ScheduledPeriod]:
    """Periods that came due before then, wait for a person, were never published and not reminded of, the oldest first."""
    query = (
        select(ScheduledPeriod)
        .join(ScheduledPeriod.review)
        .join(ScheduledPeriod.schedule)
        .join(Schedule.community)
        .where(
            ScheduledPeriod.outcome.in_(("drafted", "held")),
            ScheduledPeriod.reminded_at.is_(None),
            func.greatest(ScheduledPeriod.due_at, ScheduledPeriod.created_at) < before,
            Review.state.not_in((*SHOWN, ReviewState.WITHDRAWN)),
            Schedule.archived_at.is_(None),
            Schedule.paused_at.is_(None),
            Community.archived_at.is_(None),
        )
    )
    return db.session.scalars(query.order_by(ScheduledPeriod.due_at, ScheduledPeriod.id)).all()


def _tenants_own() -> ColumnElement[bool]:
    return ScheduledPeriod.tenant_id == current_tenant()


def _change(*which: ColumnElement[bool], **values: Any) -> bool:
    done = db.session.execute(
        update(ScheduledPeriod).where(*which).values(**values).returning(ScheduledPeriod.id).execution_options(synchronize_session=False)
    )
    return done.scalar_one_or_none() is not None
