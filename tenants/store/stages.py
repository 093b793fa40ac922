"""Where communities stand in their life: what figures propose, what a person confirmed, and what was before."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, Row, String, Text, func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Mapped, contains_eager, joinedload, mapped_column, relationship

from tenants.store.accounts import Person
from tenants.store.base import Identified, Model, db, owned
from tenants.store.clients import Community
from tenants.store.events import SpellRow
from tenants.store.tenancy import current_tenant
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
    looked: Mapped[str] = mapped_column(String(7), default="", server_default="")
    """The last month whose figures were held against it."""
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


def by_id(community: Community, row_id: UUID) -> StageRow | None:
    """One stage of that community."""
    wanted = select(StageRow).where(StageRow.community_id == community.id, StageRow.id == row_id)
    return db.session.scalars(wanted).one_or_none()


def newest(community: Community) -> StageRow | None:
    """What was decided last and not taken back."""
    decided = StageRow.state.in_((StageState.CONFIRMED, StageState.DECLINED))
    wanted = select(StageRow).where(StageRow.community_id == community.id, decided)
    return db.session.scalars(wanted.order_by(StageRow.decided_at.desc(), StageRow.id.desc()).limit(1)).one_or_none()


def in_force() -> Sequence[StageRow]:
    """The stage confirmed last of every live community of the workspace in use, with the community."""
    wanted = (
        select(StageRow)
        .join(StageRow.community)
        .where(StageRow.state == StageState.CONFIRMED, Community.archived_at.is_(None))
        .options(contains_eager(StageRow.community))
        .order_by(StageRow.community_id, StageRow.decided_at.desc(), StageRow.id.desc())
        .ext(distinct_on(StageRow.community_id))
    )
    return db.session.scalars(wanted).all()


def first_known(community: Community) -> datetime | None:
    """When the first person is known to have joined."""
    mine = SpellRow.tenant_id == current_tenant(), SpellRow.community_no == community.no
    return db.session.scalar(select(func.min(SpellRow.joined_at)).where(*mine))


def history(community: Community) -> Sequence[Row[StageRow, str | None]]:
    """Everything that was decided, with the name of who did (``None``: the command line), the newest first."""
    wanted = select(StageRow, Person.name).outerjoin(Person, Person.id == StageRow.decided_by)
    decided = StageRow.community_id == community.id, StageRow.state != StageState.PROPOSED
    return db.session.execute(wanted.where(*decided).order_by(StageRow.decided_at.desc(), StageRow.id.desc())).all()


def proposals() -> Sequence[StageRow]:
    """The changes that wait for a decision in the workspace in use, with their communities."""
    wanted = select(StageRow).join(StageRow.community).where(StageRow.state == StageState.PROPOSED, Community.archived_at.is_(None))
    return db.session.scalars(wanted.options(joinedload(StageRow.community).joinedload(Community.client)).order_by(StageRow.made_at)).all()
