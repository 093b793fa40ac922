"""What every promise holds, whoever gave it: a metric, a period, its goal and how it is judged; each change is a version."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import String, func
from sqlalchemy.orm import Mapped, mapped_column

from tenants.store.base import Identified


class Promised(Identified):
    """Mixin of targets. The version in force is the highest; ``removed`` ends a target as a version of its own."""

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
