"""The activity calendar."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Index, Numeric, SmallInteger, String, Text, func, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from tenants.store.base import Identified, Model, db, owned
from tenants.store.clients import Community
from tenants.store.glance import once
from tenants.terms.activity import ActivityKind, ActivityLine, ActivityState


class Activity(Identified, Model):
    """Something planned for a community. ``planned_at`` is when it entered the calendar (``plan_execution`` counts by it).

    ``revision`` rises with every change, so that two people editing at once notice each other.
    """

    __tablename__ = "activity"
    community_id: Mapped[UUID]
    title: Mapped[str] = mapped_column(String(160))
    kind: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(10), default="planned")
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    all_day: Mapped[bool] = mapped_column(default=False)
    owner: Mapped[str] = mapped_column(String(120), default="")
    brief: Mapped[str] = mapped_column(Text, default="")
    budget: Mapped[Decimal | None] = mapped_column(Numeric(12, 2))
    cost: Mapped[Decimal | None] = mapped_column(Numeric(12, 2))
    registered: Mapped[int | None]
    participants: Mapped[int | None]
    result: Mapped[str] = mapped_column(Text, default="")
    rating: Mapped[int | None] = mapped_column(SmallInteger)
    lessons: Mapped[str] = mapped_column(Text, default="")
    done_at: Mapped[datetime | None]
    revision: Mapped[int] = mapped_column(default=1)
    planned_at: Mapped[datetime] = mapped_column(server_default=func.now())
    deleted_at: Mapped[datetime | None]
    community: Mapped[Community] = relationship()
    __table_args__ = (
        owned("community_id", "community"),
        Index("ix_activity_starts", "tenant_id", "community_id", "starts_at"),
    )


def between(community: Community, begins: datetime, ends: datetime) -> Sequence[Activity]:
    """Activities that start in ``[begins, ends)``, deleted ones left out, in the order of their start."""
    query = select(Activity).where(
        Activity.community_id == community.id, Activity.starts_at >= begins, Activity.starts_at < ends, Activity.deleted_at.is_(None)
    )
    return once(
        ("activities", community.id, begins, ends), lambda: db.session.scalars(query.order_by(Activity.starts_at, Activity.id)).all()
    )


def lines(community: Community, begins: datetime, ends: datetime) -> list[ActivityLine]:
    """The same as reviews and reports show them, in the community's local time."""
    zone = ZoneInfo(community.timezone)
    return [
        ActivityLine(
            title=each.title,
            kind=ActivityKind(each.kind),
            state=ActivityState(each.state),
            starts=each.starts_at.astimezone(zone),
            ends=each.ends_at.astimezone(zone) if each.ends_at else None,
            participants=each.participants,
            registered=each.registered,
            cost=each.cost,
            result=each.result,
        )
        for each in between(community, begins, ends)
    ]


def by_id(activity_id: UUID, *, lock: bool = False) -> Activity | None:
    """Return the activity of that id, deleted or not; ``lock`` holds the row for this transaction and reads it anew."""
    query = select(Activity).where(Activity.id == activity_id)
    if lock:
        query = query.with_for_update(of=Activity).execution_options(populate_existing=True)
    return db.session.scalars(query).one_or_none()


def workspace_between(begins: datetime, ends: datetime) -> Sequence[Activity]:
    """Activities of the whole workspace that start in ``[begins, ends)``, deleted ones left out, in the order of their start."""
    query = select(Activity).where(Activity.starts_at >= begins, Activity.starts_at < ends, Activity.deleted_at.is_(None))
    return db.session.scalars(query.options(joinedload(Activity.community)).order_by(Activity.starts_at, Activity.id)).all()
