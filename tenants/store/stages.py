"""Where communities stand in their life: what figures propose, what a person confirmed, and what was before."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, Row, String, Text, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from tenants.store.accounts import Person
from tenants.store.base import Identified, Model, db, owned
from tenants.store.clients import Community
from tenants.terms.stages import StageState


class StageRow(Identified, Model):
    """One stage of one community. ``proposed`` is what the figures of ``month`` said, ``reasons`` why, ``note`` what the person said.

    A community has at most one proposal that waits; the newest confirmed row is the stage it is in.
    """

    __tablename__ = "stage"
    community_id: Mapped[UUID]
    stage: Mapped[str] = mapped_column(String(12))
    state: Mapped[str] = mapped_column(String(10))
    month: Mapped[str] = mapped_column(String(7))
    proposed: Mapped[str] = mapped_column(String(12), default="")
    reasons: Mapped[list[Any]] = mapped_column(default=list)
    note: Mapped[str] = mapped_column(Text, default="")
    made_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[UUID | None]
    community: Mapped[Community] = relationship()
    __table_args__ = (
        owned("community_id", "community", ondelete="CASCADE"),
        Index("uq_stage_proposed", "tenant_id", "community_id", unique=True, postgresql_where="state = 'proposed'"),
    )


def current(community: Community) -> StageRow | None:
    """The stage a person confirmed last."""
    wanted = select(StageRow).where(StageRow.community_id == community.id, StageRow.state == StageState.CONFIRMED)
    return db.session.scalars(wanted.order_by(StageRow.decided_at.desc(), StageRow.id.desc()).limit(1)).one_or_none()


def waiting(community: Community) -> StageRow | None:
    """The proposal of a change that waits for a decision."""
    wanted = select(StageRow).where(StageRow.community_id == community.id, StageRow.state == StageState.PROPOSED)
    return db.session.scalars(wanted).one_or_none()


def looked_at(community: Community, month: str) -> bool:
    """Whether a change was proposed from the figures of ``month``, whatever became of it."""
    wanted = select(StageRow.id).where(StageRow.community_id == community.id, StageRow.month >= month, StageRow.proposed != "")
    return db.session.scalars(wanted.limit(1)).first() is not None


def history(community: Community) -> Sequence[Row[StageRow, str | None]]:
    """Everything that was decided, with the name of who did (``None``: the command line), the newest first."""
    wanted = select(StageRow, Person.name).outerjoin(Person, Person.id == StageRow.decided_by)
    decided = StageRow.community_id == community.id, StageRow.state != StageState.PROPOSED
    return db.session.execute(wanted.where(*decided).order_by(StageRow.decided_at.desc(), StageRow.id.desc())).all()


def proposals() -> Sequence[StageRow]:
    """The changes that wait for a decision in the workspace in use, with their communities."""
    wanted = select(StageRow).join(StageRow.community).where(StageRow.state == StageState.PROPOSED, Community.archived_at.is_(None))
    return db.session.scalars(wanted.options(joinedload(StageRow.community).joinedload(Community.client)).order_by(StageRow.made_at)).all()
