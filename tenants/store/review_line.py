"""A review among its likes: the versions of its period, the review before it, the one after it."""

from collections.abc import Sequence

from sqlalchemy import select

from tenants.store.base import db
from tenants.store.reviews import SHOWN, Review, by_id
from tenants.terms.period import Period
from tenants.terms.report import ReviewState

_LOOK_BACK = 60
"""Reviews looked through for the last one of the same cadence: a year of weeks and then some."""


def last_version(review: Review) -> Review | None:
    """The version before this one, which was published once; ``None`` for a first version."""
    query = select(Review).where(
        Review.community_id == review.community_id,
        Review.period == review.period,
        Review.version < review.version,
        Review.document.is_not(None),
    )
    return db.session.scalars(query.order_by(Review.version.desc()).limit(1)).one_or_none()


def last_review(review: Review, cadence: str) -> Review | None:
    """The newest frozen review of the community's last period of ``cadence`` before this one that has any, withdrawn ones left out."""
    query = select(Review.id, Review.period).where(
        Review.community_id == review.community_id,
        Review.period_first < review.period_first,
        Review.document.is_not(None),
        Review.state != ReviewState.WITHDRAWN,
    )
    newest = db.session.execute(query.order_by(Review.period_first.desc(), Review.version.desc()).limit(_LOOK_BACK))
    found = next((review_id for review_id, label in newest if Period.parse(label).cadence == cadence), None)
    return None if found is None else by_id(found)


def followed(review: Review, cadence: str) -> bool:
    """Whether a later period of ``cadence`` was published to the client as well."""
    query = select(Review.period).where(
        Review.community_id == review.community_id, Review.period_first > review.period_first, Review.state.in_(SHOWN)
    )
    return any(Period.parse(label).cadence == cadence for label in db.session.scalars(query))


def published_versions(review: Review) -> Sequence[Review]:
    """This and the earlier versions of its period that the client can read, kept from other writers until the transaction ends."""
    query = select(Review).where(
        Review.community_id == review.community_id,
        Review.period == review.period,
        Review.version <= review.version,
        Review.state.in_(SHOWN),
    )
    return db.session.scalars(query.with_for_update(of=Review).execution_options(populate_existing=True)).all()
