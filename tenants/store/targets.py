"""KPI targets, versioned: a change adds a row, so that a published review is never rewritten."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import String, UniqueConstraint, func
from sqlalchemy.orm import Mapped, mapped_column

from tenants.store.base import Identified, Model, owned


class TargetRow(Identified, Model):
    """One version of one target. The version in force is the highest; ``removed`` ends a target as a version of its own."""

    __tablename__ = "target"
    community_id: Mapped[UUID]
    metric: Mapped[str] = mapped_column(String(40))
    period: Mapped[str] = mapped_column(String(24))
    period_first: Mapped[date]
    period_until: Mapped[date]
    version: Mapped[int] = mapped_column(default=1)
    value: Mapped[float]
    low: Mapped[float | None]
    baseline: Mapped[float | None]
    stretch: Mapped[float | None]
    direction: Mapped[str] = mapped_column(String(6))
    weight: Mapped[float] = mapped_column(default=1.0)
    tolerance: Mapped[float] = mapped_column(default=0.05)
    removed: Mapped[bool] = mapped_column(default=False)
    set_by: Mapped[UUID | None]
    set_at: Mapped[datetime] = mapped_column(server_default=func.now())
    __table_args__ = (
        UniqueConstraint("tenant_id", "community_id", "period", "metric", "version"),
        owned("community_id", "community"),
    )
