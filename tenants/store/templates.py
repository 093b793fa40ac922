"""Report templates: the agency's own, and for each client what differs from it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import UniqueConstraint, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from tenants.store.base import Identified, Model, db, new_id, owned
from tenants.store.clients import Client
from tenants.store.tenancy import current_tenant


class ReportTemplate(Identified, Model):
    """How reports are laid out (``tenants.terms.template``). Without ``client_id`` the agency's; with it only what the client changes.

    ``previous`` is what the last save replaced, paper and names included, so that it can be taken back once; ``None`` for nothing.
    """

    __tablename__ = "report_template"
    client_id: Mapped[UUID | None]
    content: Mapped[dict[str, Any]] = mapped_column(default=dict)
    previous: Mapped[dict[str, Any] | None]
    revision: Mapped[int] = mapped_column(default=1)
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now())
    updated_by: Mapped[UUID | None]
    __table_args__ = (
        UniqueConstraint("tenant_id", "client_id", postgresql_nulls_not_distinct=True),
        owned("client_id", "client", ondelete="CASCADE"),
    )


def of_agency() -> ReportTemplate | None:
    """The agency's own template; ``None`` while nothing was changed."""
    return db.session.scalars(select(ReportTemplate).where(ReportTemplate.client_id.is_(None))).one_or_none()


def of_client(client: Client) -> ReportTemplate | None:
    """What ``client`` changes of the agency's template; ``None`` when it changes nothing."""
    return db.session.scalars(select(ReportTemplate).where(ReportTemplate.client_id == client.id)).one_or_none()


def of_all_clients() -> dict[UUID, ReportTemplate]:
    """What each client changes of the agency's template, by client; clients that change nothing are left out."""
    rows = db.session.scalars(select(ReportTemplate).where(ReportTemplate.client_id.is_not(None))).all()
    return {row.client_id: row for row in rows if row.client_id is not None}


def locked(client: Client | None) -> ReportTemplate:
    """Return the template of ``client`` (``None``: the agency's) for changing, made if there is none; others wait for the commit."""
    owner = client.id if client else None
    row = insert(ReportTemplate).values(tenant_id=current_tenant(), id=new_id(), client_id=owner, content={}, revision=0)
    db.session.execute(row.on_conflict_do_nothing(index_elements=["tenant_id", "client_id"]))
    mine = ReportTemplate.client_id.is_(None) if owner is None else ReportTemplate.client_id == owner
    query = select(ReportTemplate).where(mine).with_for_update().execution_options(populate_existing=True)
    return db.session.scalars(query).one()
