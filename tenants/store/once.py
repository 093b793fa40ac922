"""One row a key, however many ask for it at the same time."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlalchemy.dialects.postgresql import insert

from tenants.store.base import Identified, db, new_id
from tenants.store.tenancy import current_tenant


def add_once(model: type[Identified], key: Sequence[str], *, where: ColumnElement[bool] | None = None, **values: Any) -> UUID | None:
    """Add a row of the tenant in use and return its id; ``None`` when another one holds its ``key``, the columns of a unique index.

    ``where`` is the index's own condition, if it has one. Whoever adds the same key at the same time is waited for, until it is clear
    whether it succeeds.
    """
    row = insert(model).values(tenant_id=current_tenant(), id=new_id(), **values)
    once = row.on_conflict_do_nothing(index_elements=["tenant_id", *key], index_where=where).returning(model.id)
    return db.session.execute(once).scalar_one_or_none()
