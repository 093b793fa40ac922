"""Recipes: what a person said of a table's columns, kept for the next table with the same header.

One recipe a community, kind of table and header. It is used silently and says when and by whom it was used last.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import String, UniqueConstraint, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from tenants.store.base import Identified, Model, db, new_id, owned
from tenants.store.tenancy import current_tenant

LONGEST_NAME = 120


class Recipe(Identified, Model):
    """How the columns of a table are read. ``kind`` is events, members or daily; ``header`` a digest of the header's words.

    ``mapping`` is as an import keeps it (``actions.import_mapping``).
    """

    __tablename__ = "recipe"
    community_id: Mapped[UUID]
    kind: Mapped[str] = mapped_column(String(10))
    header: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    mapping: Mapped[dict[str, Any]] = mapped_column(default=dict)
    made_at: Mapped[datetime] = mapped_column(server_default=func.now())
    made_by: Mapped[UUID | None]
    used_at: Mapped[datetime | None]
    used_by: Mapped[UUID | None]
    uses: Mapped[int] = mapped_column(default=0, server_default="0")
    __table_args__ = (UniqueConstraint("tenant_id", "community_id", "kind", "header"), owned("community_id", "community"))


def by_id(recipe_id: UUID) -> Recipe | None:
    """One recipe of the workspace in use."""
    return db.session.get(Recipe, (current_tenant(), recipe_id))


def of_community(community_id: UUID) -> Sequence[Recipe]:
    """The recipes of a community by name."""
    return db.session.scalars(select(Recipe).where(Recipe.community_id == community_id).order_by(Recipe.name, Recipe.id)).all()


def for_header(community_id: UUID, kind: str, header: str) -> Recipe | None:
    """The recipe for a table of that kind with this header."""
    wanted = select(Recipe).where(Recipe.community_id == community_id, Recipe.kind == kind, Recipe.header == header)
    return db.session.scalars(wanted).one_or_none()


def named(community_id: UUID, name: str) -> Recipe | None:
    """The recipe of that name, case aside; of several the one made last."""
    wanted = select(Recipe).where(Recipe.community_id == community_id, func.lower(Recipe.name) == name.lower())
    return db.session.scalars(wanted.order_by(Recipe.made_at.desc(), Recipe.id).limit(1)).first()


def put(community_id: UUID, *, kind: str, header: str, name: str, mapping: Mapping[str, Any], by: UUID | None, now: datetime) -> UUID:
    """Keep what was said of a header; what was said of it before is replaced, its name stays. Returns the recipe's id."""
    said = {"mapping": dict(mapping), "made_at": now, "made_by": by}
    row = insert(Recipe).values(
        tenant_id=current_tenant(),
        id=new_id(),
        community_id=community_id,
        kind=kind,
        header=header,
        name=name[:LONGEST_NAME],
        uses=0,
        **said,
    )
    stored = row.on_conflict_do_update(index_elements=["tenant_id", "community_id", "kind", "header"], set_=said).returning(Recipe.id)
    return db.session.execute(stored).scalar_one()
