"""Reviews above a single community: a client's roll-up over all its communities, and the agency's portfolio over all its clients."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import String, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tenants.store.base import Identified, Model, db, owned
from tenants.store.clients import Client
from tenants.store.reviews import Review
from tenants.terms.period import Period


class Overview(Identified, Model):
    """One roll-up (with ``client_id``) or portfolio review (without) of a period. ``document`` is frozen by publication.

    ``state``: ``draft`` or ``published``; a portfolio is never published to a client, publication only freezes it.
    """

    __tablename__ = "overview"
    client_id: Mapped[UUID | None]
    period: Mapped[str] = mapped_column(String(24))
    period_first: Mapped[date]
    period_until: Mapped[date]
    version: Mapped[int] = mapped_column(default=1)
    state: Mapped[str] = mapped_column(String(12), default="draft")
    revision: Mapped[int] = mapped_column(default=1)
    commentary: Mapped[dict[str, Any]] = mapped_column(default=dict)
    document: Mapped[dict[str, Any] | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    published_at: Mapped[datetime | None]
    published_by: Mapped[UUID | None]
    client: Mapped[Client | None] = relationship()
    __table_args__ = (
        UniqueConstraint("tenant_id", "client_id", "period", "version", postgresql_nulls_not_distinct=True),
        owned("client_id", "client"),
    )


def by_id(overview_id: UUID) -> Overview | None:
    """The overview of that id."""
    return db.session.scalars(select(Overview).where(Overview.id == overview_id)).one_or_none()


def latest(client: Client | None, period: Period) -> Overview | None:
    """The highest version of the roll-up of ``client``, or (``None``) of the portfolio, of exactly ``period``."""
    whose = Overview.client_id.is_(None) if client is None else Overview.client_id == client.id
    query = select(Overview).where(whose, Overview.period == period.label).order_by(Overview.version.desc()).limit(1)
    return db.session.scalars(query).one_or_none()


def of(client: Client | None) -> Sequence[Overview]:
    """Every overview of ``client`` (``None``: of the whole portfolio), the newest period first."""
    whose = Overview.client_id.is_(None) if client is None else Overview.client_id == client.id
    return db.session.scalars(select(Overview).where(whose).order_by(Overview.period_first.desc(), Overview.version.desc())).all()


def locked(overview_id: UUID) -> Overview | None:
    """The overview as the database has it now, kept from other writers until the transaction ends."""
    query = select(Overview).where(Overview.id == overview_id).with_for_update(of=Overview)
    return db.session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def published(client: Client) -> Sequence[Overview]:
    """Published roll-ups of ``client``, of each period the highest version, the newest period first."""
    rows = [row for row in of(client) if row.state == "published"]
    newest = {row.period: row for row in reversed(rows)}
    return [row for row in rows if newest[row.period] is row]


def reviews_of(period: Period) -> dict[UUID, list[Review]]:
    """Every community's reviews of exactly ``period``, the highest version first."""
    query = select(Review).where(Review.period == period.label).order_by(Review.community_id, Review.version.desc())
    found: dict[UUID, list[Review]] = {}
    for row in db.session.scalars(query):
        found.setdefault(row.community_id, []).append(row)
    return found
