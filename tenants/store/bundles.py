"""Which reports of a period there are, for those who take them all at once."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import distinct_on

from tenants.store.base import db
from tenants.store.client_view import SEEN
from tenants.store.clients import Client
from tenants.store.reports import ReportRun
from tenants.store.reviews import IN_LISTS, Review
from tenants.terms.report import RunState


def of_period(label: str, client: Client | None) -> list[tuple[Review, Sequence[ReportRun]]]:
    """Each community's review of exactly that period with its finished and waiting reports, by client and community.

    The highest published version, else the highest there is; of a failed report nothing is told here.
    """
    seen = Review.state.in_(SEEN)
    query = select(Review).where(Review.period == label).options(*IN_LISTS)
    if client is not None:
        query = query.where(Review.client_id == client.id)
    query = query.order_by(Review.community_id, seen.desc(), Review.version.desc()).ext(distinct_on(Review.community_id))
    rows = sorted(db.session.scalars(query), key=lambda row: (row.client.name, row.community.name, str(row.id)))
    runs: dict[UUID, list[ReportRun]] = defaultdict(list)
    wanted = [row.id for row in rows if row.state in SEEN]
    found = select(ReportRun).where(ReportRun.review_id.in_(wanted), ReportRun.state != RunState.FAILED)
    for run in db.session.scalars(found.order_by(ReportRun.language, ReportRun.id)):
        runs[run.review_id].append(run)
    return [(row, runs[row.id]) for row in rows]


def periods() -> list[tuple[str, int]]:
    """Periods with published reviews and how many communities have one, the newest first."""
    communities = func.count(Review.community_id.distinct())
    query = select(Review.period, communities).where(Review.state.in_(SEEN))
    query = query.group_by(Review.period, Review.period_first).order_by(Review.period_first.desc(), Review.period)
    return [(label, int(count)) for label, count in db.session.execute(query)]
