"""Who did what, when: written in the same transaction as the change; the serving role may only insert and read."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, String, func
from sqlalchemy.orm import Mapped, mapped_column

from tenants.store.base import Identified, Model, db


class AuditEvent(Identified, Model):
    """One deed. ``verb`` and ``noun`` are codes (``published``, ``review``); ``facts`` plain values."""

    __tablename__ = "audit_event"
    at: Mapped[datetime] = mapped_column(server_default=func.now())
    person_id: Mapped[UUID | None]
    verb: Mapped[str] = mapped_column(String(30))
    noun: Mapped[str] = mapped_column(String(30))
    noun_id: Mapped[str] = mapped_column(String(60))
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    # Not read back: somebody of a client may add a deed but see none.
    __mapper_args__ = {"eager_defaults": False}  # noqa: RUF012 - SQLAlchemy's way
    __table_args__ = (Index("ix_audit_event_at", "tenant_id", "at"),)


def record(person_id: UUID | None, verb: str, noun: str, noun_id: object, **facts: object) -> None:
    """Add one deed to the running transaction; ``person_id`` is ``None`` for the system and the command line."""
    db.session.add(AuditEvent(person_id=person_id, verb=verb, noun=noun, noun_id=str(noun_id), facts=dict(facts)))
