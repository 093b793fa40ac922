"""What people say about a review: among themselves, or with the client. The two are never mixed."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text, func, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from tenants.store.accounts import Person
from tenants.store.base import Identified, Model, db, owned
from tenants.store.reviews import Review


class ReviewComment(Identified, Model):
    """One remark on a review, or on one of its figures (``metric``). ``audience`` is ``internal`` or ``client``, for good.

    One taken back keeps its row without its text.
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
    author: Mapped[Person | None] = relationship()
    __table_args__ = (
        owned("review_id", "review", ondelete="CASCADE"),
        owned("client_id", "client"),
        Index("ix_review_comment_of", "tenant_id", "review_id", "created_at"),
    )


def of_review(review: Review, *audiences: str) -> Sequence[ReviewComment]:
    """Remarks on the review meant for any of ``audiences``, the oldest first, those taken back too."""
    query = select(ReviewComment).where(ReviewComment.review_id == review.id, ReviewComment.audience.in_(audiences))
    return db.session.scalars(query.options(joinedload(ReviewComment.author)).order_by(ReviewComment.created_at, ReviewComment.id)).all()


def by_id(comment_id: UUID) -> ReviewComment | None:
    """The remark of that id."""
    return db.session.scalars(select(ReviewComment).where(ReviewComment.id == comment_id)).one_or_none()
