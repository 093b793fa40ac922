"""Targets of a client or of the whole workspace: what binds each of their communities that has no target of its own."""

from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, UniqueConstraint, func, or_, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Mapped

from tenants.store.accounts import Tenant
from tenants.store.base import Model, db, owned
from tenants.store.clients import Client
from tenants.store.promised import Promised
from tenants.store.tenancy import current_tenant


class DefaultRow(Promised, Model):
    """One version of one default. ``client_id`` is ``None`` for the workspace's own; the version in force is the highest."""

    __tablename__ = "target_default"
    client_id: Mapped[UUID | None]
    __table_args__ = (
        UniqueConstraint("tenant_id", "client_id", "period", "metric", "version", postgresql_nulls_not_distinct=True),
        owned("client_id", "client"),
    )


def of(client: Client | None, period: str) -> list[DefaultRow]:
    """The defaults in force of a client, or with ``None`` of the workspace, in the period of that label, by metric."""
    query = (
        select(DefaultRow)
        .where(_at(client), DefaultRow.period == period)
        .order_by(DefaultRow.metric, DefaultRow.version.desc())
        .ext(distinct_on(DefaultRow.metric))
    )
    return [row for row in db.session.scalars(query) if not row.removed]


def binding(client_ids: Collection[UUID], periods: Iterable[str]) -> Sequence[DefaultRow]:
    """What is in force for some clients and for the workspace in periods of those labels: by period and metric, a client's first."""
    query = (
        select(DefaultRow)
        .where(DefaultRow.period.in_(list(periods)), or_(DefaultRow.client_id.in_(client_ids), DefaultRow.client_id.is_(None)))
        .order_by(DefaultRow.period, DefaultRow.metric, DefaultRow.client_id.asc().nulls_last(), DefaultRow.version.desc())
        .ext(distinct_on(DefaultRow.period, DefaultRow.metric, DefaultRow.client_id))
    )
    return [row for row in db.session.scalars(query) if not row.removed]


def latest(client: Client | None, period: str, metric: str) -> DefaultRow | None:
    """The highest version of one default, removed or not."""
    query = (
        select(DefaultRow)
        .where(_at(client), DefaultRow.period == period, DefaultRow.metric == metric)
        .order_by(DefaultRow.version.desc())
        .limit(1)
    )
    return db.session.scalars(query).one_or_none()


def hold() -> None:
    """Let nobody else change the workspace's defaults until the transaction ends."""
    db.session.execute(select(Tenant.id).where(Tenant.id == current_tenant()).with_for_update(key_share=True))


def revision(client: Client | None, period: str) -> int:
    """A number that rises with every change of the defaults of one place and period."""
    return db.session.scalar(select(func.count()).select_from(DefaultRow).where(_at(client), DefaultRow.period == period)) or 0


def versions(client: Client | None, period: str) -> Sequence[DefaultRow]:
    """Every version of every default of one place and period, the newest first."""
    query = select(DefaultRow).where(_at(client), DefaultRow.period == period)
    return db.session.scalars(query.order_by(DefaultRow.set_at.desc(), DefaultRow.id.desc())).all()


def _at(client: Client | None) -> ColumnElement[bool]:
    return DefaultRow.client_id.is_(None) if client is None else DefaultRow.client_id == client.id
