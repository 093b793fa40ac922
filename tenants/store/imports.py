"""Imports: one row an uploaded export, from waiting to done, failed or undone."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Identity, Index, String, UniqueConstraint, func
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tenants.store.base import Identified, Model, owned
from tenants.store.clients import Community


class Import(Identified, Model):
    """One export and what became of it. ``no`` marks its rows in the bulk tables.

    ``counts`` are events by kind as the file holds them, ``evidence`` what its format can tell, ``skipped`` the kept skipped places.
    A failed import wrote nothing; ``error`` is a refusal's code and ``error_facts`` its facts.
    """

    __tablename__ = "import"
    no: Mapped[int] = mapped_column(Identity())
    community_id: Mapped[UUID]
    file_name: Mapped[str] = mapped_column(String(200))
    file_key: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int] = mapped_column(BigInteger)
    wanted_format: Mapped[str] = mapped_column(String(20), default="auto")
    mapping: Mapped[dict[str, Any]] = mapped_column(default=dict)
    format: Mapped[str] = mapped_column(String(20), default="")
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    progress: Mapped[int] = mapped_column(default=0)
    records: Mapped[int] = mapped_column(default=0)
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    people: Mapped[int] = mapped_column(default=0)
    added: Mapped[int] = mapped_column(default=0)
    already_there: Mapped[int] = mapped_column(default=0)
    skipped: Mapped[list[Any]] = mapped_column(default=list)
    skipped_more: Mapped[int] = mapped_column(default=0)
    evidence: Mapped[dict[str, Any]] = mapped_column(default=dict)
    first_at: Mapped[datetime | None]
    last_at: Mapped[datetime | None]
    covers_from: Mapped[date | None]
    covers_until: Mapped[date | None]
    error: Mapped[str] = mapped_column(String(60), default="")
    error_facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    attempt: Mapped[int] = mapped_column(default=0)
    fence: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None]
    created_by: Mapped[UUID | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    finished_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]
    community: Mapped[Community] = relationship()
    __table_args__ = (
        UniqueConstraint("tenant_id", "no"),
        owned("community_id", "community"),
        Index("ix_import_community", "tenant_id", "community_id", "created_at"),
    )
