"""Evaluation reviews and the actions agreed in them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, Select, String, Text, UniqueConstraint, and_, func, or_, select, union
from sqlalchemy.dialects.postgresql import distinct_on, insert
from sqlalchemy.orm import Mapped, defer, joinedload, mapped_column, relationship

from tenants.store.base import Identified, Model, db, new_id, owned
from tenants.store.clients import Client, Community
from tenants.store.surveys import AnswerRow, Survey
from tenants.store.target_defaults import DefaultRow
from tenants.store.targets import TargetRow
from tenants.terms import snapshot
from tenants.terms.document import ReportDocument
from tenants.terms.period import Period
from tenants.terms.report import ActionState, ReviewState


class Review(Identified, Model):
    """The review of one community and period. ``document`` is the frozen ReportDocument from approval on, ``None`` before.

    ``reasons`` holds why each missed goal was missed, by metric; ``rating`` is the client's, 1 (poor) to 5; ``correction_reason`` is why
    there is a version after the first.
    """

    __tablename__ = "review"
    community_id: Mapped[UUID]
    client_id: Mapped[UUID]
    period: Mapped[str] = mapped_column(String(24))
    period_first: Mapped[date]
    period_until: Mapped[date]
    version: Mapped[int] = mapped_column(default=1)
    state: Mapped[str] = mapped_column(String(12), default="draft")
    revision: Mapped[int] = mapped_column(default=1)
    commentary: Mapped[dict[str, Any]] = mapped_column(default=dict)
    rewritten: Mapped[dict[str, Any]] = mapped_column(default=dict)
    adopted: Mapped[list[Any]] = mapped_column(default=list)
    dropped: Mapped[list[Any]] = mapped_column(default=list)
    answers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    note: Mapped[str] = mapped_column(Text, default="")
    voices: Mapped[list[Any]] = mapped_column(default=list)
    reasons: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    document: Mapped[dict[str, Any] | None]
    drafted_at: Mapped[datetime] = mapped_column(server_default=func.now())
    submitted_at: Mapped[datetime | None]
    submitted_by: Mapped[UUID | None]
    approved_at: Mapped[datetime | None]
    approved_by: Mapped[UUID | None]
    published_at: Mapped[datetime | None]
    published_by: Mapped[UUID | None]
    acknowledged_at: Mapped[datetime | None]
    acknowledged_by: Mapped[UUID | None]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[UUID | None]
    correction_reason: Mapped[str] = mapped_column(Text, default="", server_default="")
    rating: Mapped[int | None]
    rating_note: Mapped[str] = mapped_column(Text, default="", server_default="")
    rated_at: Mapped[datetime | None]
    rated_by: Mapped[UUID | None]
    community: Mapped[Community] = relationship(overlaps="client")
    client: Mapped[Client] = relationship(overlaps="community")
    __table_args__ = (
        UniqueConstraint("tenant_id", "community_id", "period", "version"),
        owned("community_id", "community"),
        owned("client_id", "client"),
        Index("ix_review_state", "tenant_id", "state"),
    )


class ActionItem(Identified, Model):
    """Something to do, agreed in a review; carried into the next ones until done or dropped, which needs a ``reason``."""

    __tablename__ = "action_item"
    community_id: Mapped[UUID]
    review_id: Mapped[UUID]
    text: Mapped[str] = mapped_column(Text)
    owner: Mapped[str] = mapped_column(String(120), default="")
    due: Mapped[date | None]
    state: Mapped[str] = mapped_column(String(8), default="open")
    closed_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(String(600), default="", server_default="")
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    __table_args__ = (
        owned("community_id", "community"),
        owned("review_id", "review", ondelete="CASCADE"),
        Index("ix_action_item_open", "tenant_id", "community_id", "state"),
    )


SHOWN = (ReviewState.PUBLISHED, ReviewState.ACKNOWLEDGED)
"""States in which the client reads a review."""
NAMED = (joinedload(Review.community), joinedload(Review.client))
IN_LISTS = (defer(Review.document), *NAMED)
"""What a list of reviews loads: the names of community and client in the same turn, the frozen document only if it is used."""


def by_id(review_id: UUID) -> Review | None:
    """The review of that id."""
    return db.session.scalars(select(Review).where(Review.id == review_id)).one_or_none()


def locked(review_id: UUID) -> Review | None:
    """The review as the database has it now, kept from other writers until the transaction ends."""
    query = select(Review).where(Review.id == review_id).with_for_update(of=Review)
    return db.session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def latest(community: Community, period: Period) -> Review | None:
    """The highest version of the community's review of exactly ``period``."""
    query = select(Review).where(Review.community_id == community.id, Review.period == period.label)
    return db.session.scalars(query.order_by(Review.version.desc()).limit(1)).one_or_none()


def of_community(community: Community) -> Sequence[Review]:
    """Every review of the community, the newest period first, of one period the highest version first."""
    query = select(Review).where(Review.community_id == community.id).options(*IN_LISTS)
    return db.session.scalars(query.order_by(Review.period_first.desc(), Review.period, Review.version.desc())).all()


def in_states(*states: ReviewState) -> Sequence[Review]:
    """Reviews of the workspace in any of ``states`` with their communities and clients, the oldest period first."""
    query = select(Review).where(Review.state.in_(states)).options(*IN_LISTS)
    return db.session.scalars(query.order_by(Review.period_first, Review.drafted_at, Review.id)).all()


def published(*, whole: bool = False) -> Sequence[Review]:
    """Reviews a client may read, the newest period first; of one period only the highest published version.

    Their frozen documents are large: they come along only if asked for (``whole``), else each is read when it is first used.
    """
    rows = db.session.scalars(highest_published().options(*(NAMED if whole else IN_LISTS)))
    return sorted(rows, key=by_publication, reverse=True)


def highest_published() -> Select[Review]:
    """The statement behind ``published``, without what it loads besides; its rows come in no order to be shown in."""
    query = select(Review).where(Review.state.in_(SHOWN))
    return query.order_by(Review.community_id, Review.period, Review.version.desc()).ext(distinct_on(Review.community_id, Review.period))


def by_publication(review: Review) -> tuple[date, datetime]:
    """What published reviews are ordered by."""
    return review.period_first, review.published_at or review.drafted_at


def add(community: Community, period: Period, now: datetime) -> Review:
    """Return the first version of a review, made unless another was quicker."""
    row = insert(Review).values(
        tenant_id=community.tenant_id,
        id=new_id(),
        community_id=community.id,
        client_id=community.client_id,
        period=period.label,
        period_first=period.first,
        period_until=period.until,
        drafted_at=now,
        **_EMPTY,
    )
    db.session.execute(row.on_conflict_do_nothing(index_elements=["tenant_id", "community_id", "period", "version"]))
    query = select(Review).where(Review.community_id == community.id, Review.period == period.label)
    return db.session.scalars(query.order_by(Review.version.desc()).limit(1)).one()


_EMPTY: dict[str, Any] = {"commentary": {}, "rewritten": {}, "adopted": [], "dropped": [], "answers": {}, "voices": [], "note": ""}


def frozen(review: Review) -> ReportDocument | None:
    """The document that approval froze; ``None`` before."""
    return None if review.document is None else snapshot.rebuild(review.document)


def freeze(review: Review, document: ReportDocument | None) -> None:
    """Keep ``document`` with the review from now on, or (``None``) let it be computed again."""
    review.document = None if document is None else json.loads(snapshot.dump(document))


@dataclass(frozen=True, slots=True)
class Agreed:
    """An action in a review: ``since`` is the label of the period it was agreed in, ``carried`` whether that is an earlier one."""

    item: ActionItem
    since: str
    carried: bool


def actions_of(review: Review, begins: datetime) -> list[Agreed]:
    """What was agreed in this review or carried into it, carried ones first, then by due date.

    Carried is what an earlier period's review agreed and was not closed before ``begins``, the first instant of this period.
    """
    query = (
        select(ActionItem, Review.period)
        .join(Review, (Review.tenant_id == ActionItem.tenant_id) & (Review.id == ActionItem.review_id))
        .where(
            ActionItem.community_id == review.community_id,
            or_(
                Review.period == review.period,
                and_(Review.period_first < review.period_first, or_(ActionItem.closed_at.is_(None), ActionItem.closed_at >= begins)),
            ),
        )
        .order_by(Review.period_first, ActionItem.due.nulls_last(), ActionItem.id)
    )
    return [Agreed(item, period, period != review.period) for item, period in db.session.execute(query)]


def agreed_in(review: Review) -> Sequence[ActionItem]:
    """What was agreed in any version of the review's period, as it stands now, by due date."""
    query = (
        select(ActionItem)
        .join(Review, (Review.tenant_id == ActionItem.tenant_id) & (Review.id == ActionItem.review_id))
        .where(Review.community_id == review.community_id, Review.period == review.period)
        .order_by(ActionItem.due.nulls_last(), ActionItem.id)
    )
    return db.session.scalars(query).all()


def action(action_id: UUID) -> ActionItem | None:
    """The action of that id."""
    return db.session.scalars(select(ActionItem).where(ActionItem.id == action_id)).one_or_none()


def open_actions(community: Community | None = None) -> Sequence[ActionItem]:
    """Actions still to do, of one community or of the workspace, the earliest due first."""
    query = select(ActionItem).where(ActionItem.state == ActionState.OPEN)
    if community is not None:
        query = query.where(ActionItem.community_id == community.id)
    return db.session.scalars(query.order_by(ActionItem.due.nulls_last(), ActionItem.id)).all()


def comments(community: Community, period: Period) -> Sequence[AnswerRow]:
    """What respondents of the period's surveys wrote, the lowest score first: offered as voices."""
    query = (
        select(AnswerRow)
        .join(Survey, (Survey.tenant_id == AnswerRow.tenant_id) & (Survey.id == AnswerRow.survey_id))
        .where(
            Survey.community_id == community.id,
            Survey.undone_at.is_(None),
            Survey.asked_on >= period.first,
            Survey.asked_on < period.until,
            AnswerRow.comment != "",
        )
        .order_by(AnswerRow.nps.nulls_last(), AnswerRow.csat.nulls_last(), AnswerRow.survey_id, AnswerRow.no)
    )
    return db.session.scalars(query).all()


def undrafted(until: date) -> list[tuple[Community, str]]:
    """Communities at work with labels of periods that ended by ``until``, once had a target and have no review, oldest first.

    A target of the client or of the workspace counts as one of each of their communities; ``targets.in_force`` tells what still binds.
    """
    own = select(TargetRow.tenant_id, TargetRow.community_id, TargetRow.period, TargetRow.period_first)
    above = or_(DefaultRow.client_id.is_(None), DefaultRow.client_id == Community.client_id)
    given = select(Community.tenant_id, Community.id, DefaultRow.period, DefaultRow.period_first).join(
        DefaultRow, (DefaultRow.tenant_id == Community.tenant_id) & above
    )
    promised = union(own.where(TargetRow.period_until <= until), given.where(DefaultRow.period_until <= until)).subquery("promised")
    reviewed = select(Review.id).where(
        Review.tenant_id == Community.tenant_id, Review.community_id == Community.id, Review.period == promised.c.period
    )
    query = (
        select(Community, promised.c.period)
        .join(promised, (promised.c.tenant_id == Community.tenant_id) & (promised.c.community_id == Community.id))
        .where(Community.archived_at.is_(None), ~reviewed.exists())
        .order_by(promised.c.period_first, promised.c.period, Community.id)
    )
    return [(community, period) for community, period in db.session.execute(query)]
