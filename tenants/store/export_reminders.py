"""What a platform will delete before it was exported: how far each community's data reaches, and who was reminded of what."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import UniqueConstraint, and_, func, or_, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column

from tenants.store import once
from tenants.store.base import Identified, Model, db, owned
from tenants.store.clients import Community
from tenants.store.imports import Import, ImportState
from tenants.store.tenancy import current_tenant


class ExportReminder(Identified, Model):
    """A reminder that was sent: for the days of a community from ``stretch`` on, when ``days_left`` (21 or 7) were left."""

    __tablename__ = "export_reminder"
    community_id: Mapped[UUID]
    stretch: Mapped[date]
    days_left: Mapped[int] = mapped_column()
    sent_at: Mapped[datetime]
    __table_args__ = (UniqueConstraint("tenant_id", "community_id", "stretch", "days_left"), owned("community_id", "community"))


@dataclass(frozen=True, slots=True)
class Reach:
    """How far the data of a community reaches: its last instant, and the last day that an export vouches for; both ``None`` without any."""

    community: Community
    last_at: datetime | None
    covers_until: date | None


def reaches(platforms: Collection[str]) -> Sequence[Reach]:
    """Every live community on one of ``platforms``, or with a retention of its own, by name: one statement."""
    ends = (
        select(
            Import.tenant_id,
            Import.community_id,
            func.max(Import.last_at).label("last_at"),
            func.max(Import.covers_until).label("covers_until"),
        )
        .where(Import.tenant_id == current_tenant(), Import.state == ImportState.DONE)
        .group_by(Import.tenant_id, Import.community_id)
        .subquery()
    )
    query = (
        select(Community, ends.c.last_at, ends.c.covers_until)
        .outerjoin(ends, and_(ends.c.tenant_id == Community.tenant_id, ends.c.community_id == Community.id))
        .where(Community.archived_at.is_(None), or_(Community.platform.in_(platforms), Community.retention_days.is_not(None)))
        .options(joinedload(Community.client))
        .order_by(Community.name, Community.id)
    )
    return [Reach(*row) for row in db.session.execute(query)]


def once_only(community_id: UUID, stretch: date, days_left: int, *, now: datetime) -> bool:
    """Take the right to remind of ``stretch`` with ``days_left``; ``False`` if somebody was reminded of it already."""
    key = ("community_id", "stretch", "days_left")
    taken = once.add_once(ExportReminder, key, community_id=community_id, stretch=stretch, days_left=days_left, sent_at=now)
    return taken is not None
