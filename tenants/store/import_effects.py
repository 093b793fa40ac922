"""What an import may contradict: reviews the client has already read."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import joinedload, undefer

from tenants.store.base import db
from tenants.store.clients import Community
from tenants.store.reviews import Review, highest_published


def published_between(community: Community, first: date, until: date, *, limit: int) -> Sequence[Review]:
    """Reviews of ``community`` that its client reads whose period holds a day from ``first`` up to ``until``; the newest period first.

    Of one period the highest published version, with its frozen document; at most ``limit`` of them.
    """
    query = highest_published().where(Review.community_id == community.id, Review.period_first < until, Review.period_until > first)
    rows = db.session.scalars(query.options(undefer(Review.document), joinedload(Review.community))).all()
    return sorted(rows, key=lambda review: review.period_first, reverse=True)[:limit]
