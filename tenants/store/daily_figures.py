"""Figures that somebody counted by hand, one row a local day, for platforms that export nothing; and every change of them."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, String, delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tenants.store.base import Identified, Model, db, owned
from tenants.store.clients import Community
from tenants.store.events import InCommunity
from tenants.store.tenancy import current_tenant
from tenants.terms.manual import Manual

FIELDS = ("members", "messages", "active_members", "joins", "leaves")
"""What can be counted on a day, in the order of the table."""


class DailyFigure(InCommunity, Model):
    """What is known of one local day by hand; a day of which nothing is known has no row."""

    __tablename__ = "daily_figure"
    day: Mapped[date] = mapped_column(primary_key=True)
    members: Mapped[int | None]
    messages: Mapped[int | None]
    active_members: Mapped[int | None]
    joins: Mapped[int | None]
    leaves: Mapped[int | None]
    entered_by: Mapped[UUID | None]
    entered_at: Mapped[datetime]
    __table_args__ = (owned("community_no", "community", remote="no", ondelete="CASCADE"),)


class DailyChange(Identified, Model):
    """One saving: what the changed days said before and after, by day in ISO form; ``source`` is the file it came from, "" for the page.

    ``import_no`` is the import that brought that file.
    """

    __tablename__ = "daily_change"
    community_id: Mapped[UUID]
    source: Mapped[str] = mapped_column(String(200))
    before: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any]]
    made_by: Mapped[UUID | None]
    made_at: Mapped[datetime]
    undone_by: Mapped[UUID | None]
    undone_at: Mapped[datetime | None]
    import_no: Mapped[int | None]
    community: Mapped[Community] = relationship()
    __table_args__ = (owned("community_id", "community"), Index("ix_daily_change_community", "tenant_id", "community_id", "made_at"))


def between(community: Community, first: date, until: date) -> dict[date, Manual]:
    """What is known by hand of the days ``[first, until)``, in order; days of which nothing is known are not there."""
    columns = [getattr(DailyFigure, name) for name in FIELDS]
    wanted = select(DailyFigure.day, *columns).where(*_mine(community), DailyFigure.day >= first, DailyFigure.day < until)
    return {row[0]: Manual(*row[1:]) for row in db.session.execute(wanted.order_by(DailyFigure.day))}


def last_day(community: Community) -> date | None:
    """The last day of which anything is known by hand."""
    return db.session.scalar(select(func.max(DailyFigure.day)).where(*_mine(community)))


def of_days(community: Community, days: Sequence[date]) -> dict[date, Manual]:
    """What is known by hand of ``days``, locked until the end of the transaction."""
    wanted = select(DailyFigure).where(*_mine(community), DailyFigure.day.in_(days)).with_for_update()
    return {row.day: Manual(*(getattr(row, name) for name in FIELDS)) for row in db.session.scalars(wanted)}


def put(community: Community, figures: Mapping[date, Manual], *, by: UUID | None, now: datetime) -> None:
    """Write what is known of each day; a day of which nothing is known loses its row."""
    empty = [day for day, manual in figures.items() if manual == Manual()]
    if empty:
        db.session.execute(delete(DailyFigure).where(*_mine(community), DailyFigure.day.in_(empty)))
    same = {"tenant_id": current_tenant(), "community_no": community.no, "entered_by": by, "entered_at": now}
    rows = [{**same, "day": day, **asdict(manual)} for day, manual in sorted(figures.items()) if manual != Manual()]
    if rows:
        stored = insert(DailyFigure).values(rows)
        changed = {name: stored.excluded[name] for name in (*FIELDS, "entered_by", "entered_at")}
        db.session.execute(stored.on_conflict_do_update(index_elements=["tenant_id", "community_no", "day"], set_=changed))


def changes(community_id: UUID, limit: int = 20) -> Sequence[DailyChange]:
    """The newest changes, the newest first."""
    wanted = select(DailyChange).where(DailyChange.community_id == community_id)
    return db.session.scalars(wanted.order_by(DailyChange.made_at.desc(), DailyChange.id.desc()).limit(limit)).all()


def change_of_import(community_id: UUID, import_no: int) -> DailyChange | None:
    """The change that an import made and nobody took back."""
    wanted = select(DailyChange).where(DailyChange.community_id == community_id, DailyChange.import_no == import_no)
    return db.session.scalars(wanted.where(DailyChange.undone_at.is_(None))).first()


def change_by_id(change_id: UUID) -> DailyChange | None:
    """One change of the workspace in use."""
    return db.session.get(DailyChange, (current_tenant(), change_id))


def _mine(community: Community) -> tuple[Any, ...]:
    return DailyFigure.tenant_id == current_tenant(), DailyFigure.community_no == community.no
