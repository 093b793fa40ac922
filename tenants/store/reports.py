"""Report runs and deliveries: the queue of record (trust.md, "Durable report runs")."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, String, UniqueConstraint, func
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tenants.store.base import Identified, Model, owned
from tenants.store.reviews import Review


class ReportRun(Identified, Model):
    """One report to make: a review's version in one language. ``fence`` rises with every claim; only its holder may write."""

    __tablename__ = "report_run"
    review_id: Mapped[UUID]
    client_id: Mapped[UUID]
    version: Mapped[int]
    language: Mapped[str] = mapped_column(String(12))
    paper: Mapped[str] = mapped_column(String(6), default="A4")
    state: Mapped[str] = mapped_column(String(10), default="due")
    step: Mapped[str] = mapped_column(String(20), default="")
    attempt: Mapped[int] = mapped_column(default=0)
    fence: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None]
    next_at: Mapped[datetime] = mapped_column(server_default=func.now())
    deliver: Mapped[bool] = mapped_column(default=True)
    file_key: Mapped[str | None] = mapped_column(String(200))
    sha256: Mapped[str | None] = mapped_column(String(64))
    size: Mapped[int | None]
    pages: Mapped[int | None]
    error: Mapped[str] = mapped_column(String(60), default="")
    error_facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    rendered_at: Mapped[datetime | None]
    review: Mapped[Review] = relationship(overlaps="client")
    __table_args__ = (
        UniqueConstraint("tenant_id", "review_id", "version", "language"),
        owned("review_id", "review"),
        owned("client_id", "client"),
        Index("ix_report_run_waiting", "tenant_id", "state", "next_at"),
    )


class Delivery(Identified, Model):
    """One letter of one report to one recipient. ``message_id`` is made from tenant, run and recipient, so a resend is the same letter."""

    __tablename__ = "delivery"
    run_id: Mapped[UUID]
    client_id: Mapped[UUID]
    recipient: Mapped[str] = mapped_column(String(254))
    message_id: Mapped[str] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(10), default="pending")
    attempt: Mapped[int] = mapped_column(default=0)
    fence: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None]
    next_at: Mapped[datetime] = mapped_column(server_default=func.now())
    error: Mapped[str] = mapped_column(String(60), default="")
    error_text: Mapped[str] = mapped_column(String(300), default="")
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    sent_at: Mapped[datetime | None]
    run: Mapped[ReportRun] = relationship(overlaps="client")
    __table_args__ = (
        UniqueConstraint("tenant_id", "run_id", "recipient"),
        UniqueConstraint("tenant_id", "message_id"),
        owned("run_id", "report_run"),
        owned("client_id", "client"),
        Index("ix_delivery_waiting", "tenant_id", "state", "next_at"),
    )
