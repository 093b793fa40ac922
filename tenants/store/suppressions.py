"""Addresses that get no more reports: they do not exist, their owner said stop, or complained."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, String, func, select, update
from sqlalchemy.orm import Mapped, mapped_column

from tenants.store.base import Identified, Model, db, owned
from tenants.store.once import add_once


class Reason(StrEnum):
    """Why an address is written to no more."""

    BOUNCED = "bounced"
    UNSUBSCRIBED = "unsubscribed"
    COMPLAINED = "complained"


class Suppression(Identified, Model):
    """One address that is written to no more, until a person lifts it. ``reason`` is one of ``Reason``.

    ``email`` is kept lower-cased; ``words`` is what the mail server said.
    """

    __tablename__ = "suppression"
    email: Mapped[str] = mapped_column(String(254))
    reason: Mapped[str] = mapped_column(String(14))
    words: Mapped[str] = mapped_column(String(300), default="")
    delivery_id: Mapped[UUID | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    lifted_at: Mapped[datetime | None]
    lifted_by: Mapped[UUID | None]
    __table_args__ = (
        owned("delivery_id", "delivery"),
        Index("uq_suppression_in_force", "tenant_id", "email", unique=True, postgresql_where="lifted_at IS NULL"),
    )


def in_force() -> Sequence[Suppression]:
    """Addresses that are written to no more, the newest first."""
    query = select(Suppression).where(Suppression.lifted_at.is_(None))
    return db.session.scalars(query.order_by(Suppression.created_at.desc(), Suppression.email)).all()


def of(addresses: Iterable[str]) -> dict[str, Suppression]:
    """Which of ``addresses`` are written to no more, and why."""
    wanted = {each.lower() for each in addresses}
    query = select(Suppression).where(Suppression.lifted_at.is_(None), Suppression.email.in_(wanted))
    return {row.email: row for row in db.session.scalars(query)}


def by_id(suppression_id: UUID) -> Suppression | None:
    """The row of that id."""
    return db.session.scalars(select(Suppression).where(Suppression.id == suppression_id)).one_or_none()


def add(email: str, reason: Reason, *, words: str, delivery_id: UUID | None) -> UUID | None:
    """Write no more to ``email``; return the new row's id, ``None`` where that was so before, for whatever reason."""
    values = {"email": email.lower(), "reason": reason.value, "words": words[:300], "delivery_id": delivery_id}
    return add_once(Suppression, ("email",), where=Suppression.lifted_at.is_(None), **values)


def lift(row: Suppression, *, by: UUID | None) -> bool:
    """Write to the address again; ``False`` when somebody was quicker."""
    change = update(Suppression).where(Suppression.id == row.id, Suppression.lifted_at.is_(None))
    done = db.session.execute(change.values(lifted_at=func.now(), lifted_by=by).returning(Suppression.id))
    return done.scalar_one_or_none() is not None
