"""The one door to SQLAlchemy: the declarative base, the columns every table shares, and composite keys.

Tenant-owned tables carry ``tenant_id`` first in every key, and point at each other by ``(tenant_id, id)`` only, so that the database
itself refuses a link across tenants (trust.md, "Tenant isolation"). ``tests/architecture`` walks the metadata and holds this.
"""

import secrets
import time
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import DateTime, ForeignKey, ForeignKeyConstraint, MetaData, Uuid
from sqlalchemy.dialects import plugins
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, registry

from tenants.store.tenancy import current_tenant

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class _Base(DeclarativeBase):
    """Types that annotations stand for."""

    registry = registry(
        metadata=MetaData(naming_convention=NAMES),
        type_annotation_map={datetime: DateTime(timezone=True), UUID: Uuid(), dict[str, Any]: JSONB(), list[Any]: JSONB()},
    )


plugins.register("fence", "tenants.store.fence", "Fence")
plugins.register("alive", "tenants.store.alive", "Alive")
# Every engine comes with the fence: there is no way to a connection around it.
db = SQLAlchemy(model_class=_Base, engine_options={"plugins": ["fence", "alive"]})

if TYPE_CHECKING:
    Model = _Base
else:
    Model = db.Model


def new_id() -> UUID:
    """Return a fresh UUIDv7 (RFC 9562): 48 bits of milliseconds, then chance, so that ids are unique and ordered by their making."""
    milliseconds = time.time_ns() // 1_000_000
    chance = secrets.randbits(74)
    return UUID(int=milliseconds << 80 | 0x7 << 76 | (chance >> 62) << 64 | 0b10 << 62 | chance & ((1 << 62) - 1))


class TenantOwned:
    """Mixin of every table that belongs to one tenant; new rows get the tenant that is in use."""

    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"), primary_key=True, default=current_tenant, sort_order=-10)


class Identified(TenantOwned):
    """Mixin of tenant-owned rows with a public id."""

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id, sort_order=-9)


def owned(column: str, target: str, *, ondelete: str | None = None, remote: str = "id") -> ForeignKeyConstraint:
    """Return the composite foreign key ``(tenant_id, column) -> target(tenant_id, remote)``."""
    return ForeignKeyConstraint(["tenant_id", column], [f"{target}.tenant_id", f"{target}.{remote}"], ondelete=ondelete)
