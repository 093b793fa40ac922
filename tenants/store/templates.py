"""Report templates: the agency's own, and for each client what differs from it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, mapped_column

from tenants.store.base import Identified, Model, db, owned
from tenants.store.clients import Client


class ReportTemplate(Identified, Model):
    """How reports are laid out (``tenants.terms.template``). Without ``client_id`` the agency's; with it only what the client changes."""

    __tablename__ = "report_template"
    client_id: Mapped[UUID | None]
    content: Mapped[dict[str, Any]] = mapped_column(default=dict)
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
