"""Evaluation reviews and the actions agreed in them."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, String, Text, UniqueConstraint, func
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tenants.store.base import Identified, Model, owned
from tenants.store.clients import Client, Community


class Review(Identified, Model):
    """The review of one community and period. ``document`` is the frozen ReportDocument from approval on, ``None`` before."""

    __tablename__ = "review"
    community_id: Mapped[UUID]
    client_id: Mapped[UUID]
    period: Mapped[str] = mapped_column(String(24))
    period_first: Mapped[date]
    period_until: Mapped[date]
    version: Mapped[int] = mapped_column(default=1)
    state: Mapped[str] = mapped_column(String(12), default="draft")
    revision: Mapped[int] = mapped_column(default=1)
    commentary: Mapped[dict[str, Any]] = mapped_column(default=dict)
    rewritten: Mapped[dict[str, Any]] = mapped_column(default=dict)
    adopted: Mapped[list[Any]] = mapped_column(default=list)
    dropped: Mapped[list[Any]] = mapped_column(default=list)
    answers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    note: Mapped[str] = mapped_column(Text, default="")
    voices: Mapped[list[Any]] = mapped_column(default=list)
    document: Mapped[dict[str, Any] | None]
    drafted_at: Mapped[datetime] = mapped_column(server_default=func.now())
    submitted_at: Mapped[datetime | None]
    submitted_by: Mapped[UUID | None]
    approved_at: Mapped[datetime | None]
    approved_by: Mapped[UUID | None]
    published_at: Mapped[datetime | None]
    published_by: Mapped[UUID | None]
    acknowledged_at: Mapped[datetime | None]
    acknowledged_by: Mapped[UUID | None]
    community: Mapped[Community] = relationship(overlaps="client")
    client: Mapped[Client] = relationship(overlaps="community")
    __table_args__ = (
        UniqueConstraint("tenant_id", "community_id", "period", "version"),
        owned("community_id", "community"),
        owned("client_id", "client"),
        Index("ix_review_state", "tenant_id", "state"),
    )


class ActionItem(Identified, Model):
    """Something to do, agreed in a review; carried into the next ones until done or dropped."""

    __tablename__ = "action_item"
    community_id: Mapped[UUID]
    review_id: Mapped[UUID]
    text: Mapped[str] = mapped_column(Text)
    owner: Mapped[str] = mapped_column(String(120), default="")
    due: Mapped[date | None]
    state: Mapped[str] = mapped_column(String(8), default="open")
    closed_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    __table_args__ = (
        owned("community_id", "community"),
        owned("review_id", "review", ondelete="CASCADE"),
        Index("ix_action_item_open", "tenant_id", "community_id", "state"),
    )
