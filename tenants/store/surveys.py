"""Satisfaction surveys and their answers."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, SmallInteger, String, Text, UniqueConstraint, func
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tenants.store.base import Identified, Model, TenantOwned, owned
from tenants.store.clients import Community


class Survey(Identified, Model):
    """One imported survey. ``columns`` remembers which columns were chosen, ``asked_on`` the local day it belongs to."""

    __tablename__ = "survey"
    community_id: Mapped[UUID]
    name: Mapped[str] = mapped_column(String(160))
    file_name: Mapped[str] = mapped_column(String(200))
    file_key: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64))
    asked_on: Mapped[date | None]
    nps_scale: Mapped[str | None] = mapped_column(String(5))
    csat_scale: Mapped[str | None] = mapped_column(String(5))
    sent: Mapped[int | None]
    columns: Mapped[dict[str, Any]] = mapped_column(default=dict)
    responses: Mapped[int] = mapped_column(default=0)
    skipped: Mapped[list[Any]] = mapped_column(default=list)
    state: Mapped[str] = mapped_column(String(10), default="done")
    created_by: Mapped[UUID | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    undone_at: Mapped[datetime | None]
    community: Mapped[Community] = relationship()
    __table_args__ = (
        owned("community_id", "community"),
        Index("ix_survey_asked", "tenant_id", "community_id", "asked_on"),
    )


class AnswerRow(TenantOwned, Model):
    """One response of one survey."""

    __tablename__ = "answer"
    survey_id: Mapped[UUID] = mapped_column(primary_key=True)
    no: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    key: Mapped[str] = mapped_column(String(64))
    nps: Mapped[int | None] = mapped_column(SmallInteger)
    csat: Mapped[int | None] = mapped_column(SmallInteger)
    answered_at: Mapped[datetime | None]
    comment: Mapped[str] = mapped_column(Text, default="")
    __table_args__ = (
        UniqueConstraint("tenant_id", "survey_id", "key"),
        owned("survey_id", "survey", ondelete="CASCADE"),
    )
