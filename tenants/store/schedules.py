"""Report schedules, and the ledger of the periods they have dealt with."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from tenants.store.accounts import Person
from tenants.store.base import Identified, Model, db, new_id, owned
from tenants.store.clients import Community
from tenants.terms.period import Period


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

    ``outcome``: ``drafted`` (a person goes on), ``sent`` (unreviewed, as the schedule says), ``held`` (it would have been sent unreviewed,
    but the data raised questions), ``skipped`` (a person decided that there is nothing to report).
    """

    __tablename__ = "scheduled_period"
    schedule_id: Mapped[UUID]
    period: Mapped[str] = mapped_column(String(24))
    period_first: Mapped[date]
    due_at: Mapped[datetime]
    outcome: Mapped[str] = mapped_column(String(10))
    review_id: Mapped[UUID | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    schedule: Mapped[Schedule] = relationship()
    __table_args__ = (
        UniqueConstraint("tenant_id", "schedule_id", "period"),
        owned("schedule_id", "schedule", ondelete="CASCADE"),
        owned("review_id", "review"),
    )


def at_work(*, paused: bool = True) -> Sequence[Schedule]:
    """Schedules that are not archived, by community and cadence; without the paused ones if told so."""
    query = select(Schedule).join(Schedule.community).where(Schedule.archived_at.is_(None), Community.archived_at.is_(None))
    if not paused:
        query = query.where(Schedule.paused_at.is_(None))
    whole = joinedload(Schedule.community).joinedload(Community.client)
    return db.session.scalars(query.options(whole, joinedload(Schedule.approver)).order_by(Community.name, Schedule.cadence)).all()


def by_id(schedule_id: UUID) -> Schedule | None:
    """The schedule of that id."""
    return db.session.scalars(select(Schedule).where(Schedule.id == schedule_id)).one_or_none()


def dealt_with(schedule: Schedule) -> Sequence[ScheduledPeriod]:
    """The periods a schedule has come due for, the newest first."""
    query = select(ScheduledPeriod).where(ScheduledPeriod.schedule_id == schedule.id)
    return db.session.scalars(query.order_by(ScheduledPeriod.period_first.desc())).all()


def take(schedule: Schedule, period: Period, due_at: datetime, outcome: str, review_id: UUID | None) -> bool:
    """Note that ``period`` came due; ``False`` when another clock was quicker."""
    row = insert(ScheduledPeriod).values(
        tenant_id=schedule.tenant_id,
        id=new_id(),
        schedule_id=schedule.id,
        period=period.label,
        period_first=period.first,
        due_at=due_at,
        outcome=outcome,
        review_id=review_id,
    )
    once = row.on_conflict_do_nothing(index_elements=["tenant_id", "schedule_id", "period"]).returning(ScheduledPeriod.id)
    return db.session.execute(once).scalar_one_or_none() is not None
