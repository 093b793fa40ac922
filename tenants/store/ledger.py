"""The ledger of letters, for whoever asks what became of them."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from tenants.store.base import db
from tenants.store.reports import Delivery, ReportRun
from tenants.store.reviews import IN_LISTS, Review

MOST = 1000


def letters(period: str | None = None) -> Sequence[Delivery]:
    """The newest letters of the workspace with their runs and reviews, at most a thousand; of one period's label if told so."""
    query = select(Delivery).join(Delivery.run).join(ReportRun.review)
    if period is not None:
        query = query.where(Review.period == period)
    whole = contains_eager(Delivery.run).contains_eager(ReportRun.review).options(*IN_LISTS)
    return db.session.scalars(query.options(whole).order_by(Delivery.created_at.desc(), Delivery.id.desc()).limit(MOST)).all()
