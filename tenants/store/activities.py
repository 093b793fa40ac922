"""The activity calendar."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import Index, Numeric, SmallInteger, String, Text, func
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tenants.store.base import Identified, Model, owned
from tenants.store.clients import Community


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
