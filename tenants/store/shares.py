"""Links that show one published report to whoever holds them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import String, UniqueConstraint, func, select, update
from sqlalchemy.orm import Mapped, defer, joinedload, mapped_column, relationship

from tenants.store.base import Identified, Model, db, owned
from tenants.store.reviews import IN_LISTS, Review


class ShareLink(Identified, Model):
    """One link. Only the SHA-256 of its token is kept, and an argon2 hash of its password where it has one.

    ``views`` counts openings of the page, ``downloads`` files taken.
    """

    __tablename__ = "share_link"
    review_id: Mapped[UUID]
    client_id: Mapped[UUID]
    note: Mapped[str] = mapped_column(String(120), default="")
    token_hash: Mapped[bytes]
    password_hash: Mapped[str | None] = mapped_column(String(200))
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    created_by: Mapped[UUID | None]
    views: Mapped[int] = mapped_column(default=0)
    downloads: Mapped[int] = mapped_column(default=0)
    last_used_at: Mapped[datetime | None]
    review: Mapped[Review] = relationship(overlaps="client")
    __table_args__ = (
        UniqueConstraint("tenant_id", "token_hash"),
        owned("review_id", "review", ondelete="CASCADE"),
        owned("client_id", "client"),
    )


def of_review(review: Review) -> Sequence[ShareLink]:
    """Every link to the review, the newest first."""
    query = select(ShareLink).where(ShareLink.review_id == review.id)
    return db.session.scalars(query.order_by(ShareLink.created_at.desc(), ShareLink.id.desc())).all()


def by_id(link_id: UUID) -> ShareLink | None:
    """The link of that id."""
    query = select(ShareLink).where(ShareLink.id == link_id).options(joinedload(ShareLink.review).options(*IN_LISTS))
    return db.session.scalars(query).one_or_none()


def by_hash(token_hash: bytes) -> ShareLink | None:
    """The link whose token has that SHA-256, revoked and expired ones too."""
    review = joinedload(ShareLink.review).options(defer(Review.document), joinedload(Review.client))
    return db.session.scalars(select(ShareLink).where(ShareLink.token_hash == token_hash).options(review)).one_or_none()


def count(link_id: UUID, now: datetime, *, download: bool) -> None:
    """Add one opening, or one file taken; two at the same moment are two."""
    column = ShareLink.downloads if download else ShareLink.views
    change = update(ShareLink).where(ShareLink.id == link_id).values({column: column + 1, ShareLink.last_used_at: now})
    db.session.execute(change.execution_options(synchronize_session=False))
