"""Clients, the people who receive their reports, and their communities."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import Identity, String, Text, UniqueConstraint, false, func, select
from sqlalchemy.orm import Mapped, contains_eager, mapped_column, relationship, selectinload

from tenants.store.base import Identified, Model, db, owned


class Client(Identified, Model):
    """A brand that pays the agency; its language governs its reports and letters.

    ``paper`` is empty where the workspace's holds. ``names_shown``: its contract allows members to be named in reports.
    """

    __tablename__ = "client"
    slug: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(120))
    language: Mapped[str] = mapped_column(String(12))
    contact: Mapped[str] = mapped_column(Text, default="")
    paper: Mapped[str] = mapped_column(String(6), default="", server_default="")
    names_shown: Mapped[bool] = mapped_column(default=False, server_default=false())
    contract_from: Mapped[date | None]
    contract_until: Mapped[date | None]
    notes: Mapped[str] = mapped_column(Text, default="")
    archived_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    recipients: Mapped[list["Recipient"]] = relationship(order_by="Recipient.email", cascade="all, delete-orphan", overlaps="tenant_id")
    communities: Mapped[list["Community"]] = relationship(
        back_populates="client", order_by="Community.name", overlaps="recipients,tenant_id"
    )
    __table_args__ = (UniqueConstraint("tenant_id", "slug"),)


class Recipient(Identified, Model):
    """Somebody at the client who gets its reports by mail."""

    __tablename__ = "recipient"
    client_id: Mapped[UUID]
    email: Mapped[str] = mapped_column(String(254))
    name: Mapped[str] = mapped_column(String(120), default="")
    __table_args__ = (UniqueConstraint("tenant_id", "client_id", "email"), owned("client_id", "client", ondelete="CASCADE"))


class Community(Identified, Model):
    """One community of a client. ``no`` is its compact key in the bulk tables; ``contract`` the metric contract in force.

    ``retention_days``: how long its platform keeps messages, where that is not as usual (``terms.retention``); 0 for ever.
    """

    __tablename__ = "community"
    no: Mapped[int] = mapped_column(Identity())
    client_id: Mapped[UUID]
    slug: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(120))
    platform: Mapped[str] = mapped_column(String(20))
    kind: Mapped[str] = mapped_column(String(20), default="product")
    positioning: Mapped[str] = mapped_column(Text, default="")
    audience: Mapped[str] = mapped_column(Text, default="")
    capacity: Mapped[int | None]
    timezone: Mapped[str] = mapped_column(String(60))
    quiet_from: Mapped[time | None]
    quiet_until: Mapped[time | None]
    rules: Mapped[str] = mapped_column(Text, default="")
    contract: Mapped[dict[str, Any]] = mapped_column(default=dict)
    contract_version: Mapped[int] = mapped_column(default=1)
    retention_days: Mapped[int | None]
    archived_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    client: Mapped[Client] = relationship(back_populates="communities", overlaps="recipients,tenant_id")
    __table_args__ = (
        UniqueConstraint("tenant_id", "slug"),
        UniqueConstraint("tenant_id", "no"),
        owned("client_id", "client"),
    )


def all_clients(*, archived: bool = False, whole: bool = False) -> Sequence[Client]:
    """Clients of the workspace by name; archived ones only if asked for, and then only they.

    ``whole`` loads the communities and recipients of all of them in one turn each.
    """
    wanted = Client.archived_at.is_not(None) if archived else Client.archived_at.is_(None)
    query = select(Client).where(wanted).order_by(Client.name, Client.id)
    if whole:
        query = query.options(selectinload(Client.communities), selectinload(Client.recipients))
    return db.session.scalars(query).all()


def client_by_slug(slug: str) -> Client | None:
    """Return the client of that slug, archived or not."""
    return db.session.scalars(select(Client).where(Client.slug == slug)).one_or_none()


def all_communities(*, archived: bool = False) -> Sequence[Community]:
    """Communities of the workspace by client and name; archived ones only if asked for, and then only they."""
    wanted = Community.archived_at.is_not(None) if archived else Community.archived_at.is_(None)
    query = select(Community).join(Community.client).options(contains_eager(Community.client)).where(wanted)
    return db.session.scalars(query.order_by(Client.name, Community.name, Community.id)).all()


def community_by_slug(slug: str) -> Community | None:
    """Return the community of that slug, archived or not."""
    return db.session.scalars(select(Community).where(Community.slug == slug)).one_or_none()


def community_by_id(community_id: UUID) -> Community | None:
    """Return the community of that id."""
    return db.session.scalars(select(Community).where(Community.id == community_id)).one_or_none()


def slugs_like(model: type[Client] | type[Community], stem: str) -> set[str]:
    """Slugs already taken that begin with ``stem``."""
    return set(db.session.scalars(select(model.slug).where(model.slug.startswith(stem, autoescape=True))))
