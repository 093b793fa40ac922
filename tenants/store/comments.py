"""What people say about a review: among themselves, or with the client. The two are never mixed."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, ForeignKey, Index, String, Text, and_, func, select, update
from sqlalchemy.orm import Mapped, defer, joinedload, mapped_column, relationship

from tenants.store.accounts import Person, Seat
from tenants.store.base import Identified, Model, db, owned
from tenants.store.reviews import Review

INTERNAL, CLIENT = "internal", "client"
MOST_AT_ONCE = 100


class ReviewComment(Identified, Model):
    """One remark on a review, or on one of its figures (``metric``). ``audience`` is ``internal`` or ``client``, for good.

    One taken back keeps its row; its text is shown to nobody. ``from_client``: somebody of the client said it. ``told_at``: when those
    it is for were written to about it.
    """

    __tablename__ = "review_comment"
    review_id: Mapped[UUID]
    client_id: Mapped[UUID]
    author_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    audience: Mapped[str] = mapped_column(String(8))
    metric: Mapped[str] = mapped_column(String(40), default="")
    text: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    taken_back_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    from_client: Mapped[bool] = mapped_column(default=False)
    told_at: Mapped[datetime | None]
    author: Mapped[Person | None] = relationship()
    __table_args__ = (
        owned("review_id", "review", ondelete="CASCADE"),
        owned("client_id", "client"),
        Index("ix_review_comment_of", "tenant_id", "review_id", "created_at"),
    )


def of_period(review: Review, *audiences: str) -> list[tuple[ReviewComment, int]]:
    """Remarks on every version of the review's period that its reader may see, each with the version, the oldest first.

    Those taken back are left out: a correction goes on with the conversation that led to it.
    """
    query = (
        select(ReviewComment, Review.version)
        .join(Review, (Review.tenant_id == ReviewComment.tenant_id) & (Review.id == ReviewComment.review_id))
        .where(
            Review.community_id == review.community_id,
            Review.period == review.period,
            ReviewComment.audience.in_(audiences),
            ReviewComment.taken_back_at.is_(None),
        )
        .options(joinedload(ReviewComment.author))
        .order_by(ReviewComment.created_at, ReviewComment.id)
    )
    return [(remark, version) for remark, version in db.session.execute(query)]


def by_id(comment_id: UUID) -> ReviewComment | None:
    """The remark of that id."""
    return db.session.scalars(select(ReviewComment).where(ReviewComment.id == comment_id)).one_or_none()


def locked(comment_id: UUID) -> ReviewComment | None:
    """The remark as the database has it now, kept from other writers until the transaction ends."""
    query = select(ReviewComment).where(ReviewComment.id == comment_id).with_for_update(of=ReviewComment)
    return db.session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def unanswered(review: Review) -> list[tuple[ReviewComment, Review]]:
    """What the client said about earlier periods of the community and nobody answered yet, the oldest first."""
    query = (
        select(ReviewComment, Review)
        .join(Review, (Review.tenant_id == ReviewComment.tenant_id) & (Review.id == ReviewComment.review_id))
        .where(Review.community_id == review.community_id, Review.period_first < review.period_first, _open())
        .options(defer(Review.document))
        .order_by(ReviewComment.created_at, ReviewComment.id)
    )
    return [(remark, row) for remark, row in db.session.execute(query)]


def unanswered_by_review() -> dict[UUID, int]:
    """How many remarks of the client wait for an answer, by review; reviews without any are left out."""
    query = select(ReviewComment.review_id, func.count()).where(_open()).group_by(ReviewComment.review_id)
    return {review_id: count for review_id, count in db.session.execute(query)}  # noqa: C416 - rows are no pairs to a type checker


def untold(before: datetime) -> Sequence[ReviewComment]:
    """Remarks between client and agency made before then that nobody was written to about, the oldest first."""
    query = select(ReviewComment).where(
        ReviewComment.audience == CLIENT,
        ReviewComment.told_at.is_(None),
        ReviewComment.taken_back_at.is_(None),
        ReviewComment.created_at < before,
    )
    return db.session.scalars(query.order_by(ReviewComment.created_at, ReviewComment.id).limit(MOST_AT_ONCE)).all()


def tell(comment_id: UUID, now: datetime) -> bool:
    """Take the duty to write about a remark; ``False`` when another was quicker, or it was taken back meanwhile."""
    taken = (
        update(ReviewComment)
        .where(ReviewComment.id == comment_id, ReviewComment.told_at.is_(None), ReviewComment.taken_back_at.is_(None))
        .values(told_at=now)
        .returning(ReviewComment.id)
        .execution_options(synchronize_session=False)
    )
    return db.session.scalars(taken).one_or_none() is not None


def askers(review: Review) -> Sequence[Person]:
    """People of the client who said something about any version of the review's period and still have their seat."""
    query = (
        select(Person)
        .join(ReviewComment, ReviewComment.author_id == Person.id)
        .join(Review, (Review.tenant_id == ReviewComment.tenant_id) & (Review.id == ReviewComment.review_id))
        .join(Seat, (Seat.tenant_id == ReviewComment.tenant_id) & (Seat.person_id == Person.id))
        .where(
            Review.community_id == review.community_id,
            Review.period == review.period,
            ReviewComment.from_client,
            ReviewComment.taken_back_at.is_(None),
            Seat.client_id == review.client_id,
        )
        .distinct()
        .order_by(Person.email)
    )
    return db.session.scalars(query).all()


def _open() -> ColumnElement[bool]:
    return and_(ReviewComment.from_client, ReviewComment.answered_at.is_(None), ReviewComment.taken_back_at.is_(None))
