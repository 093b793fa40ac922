"""What happens to reports and letters of reviews that are taken from the client again."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select, update

from tenants.store.base import db
from tenants.store.reports import Delivery, ReportRun
from tenants.terms.report import DeliveryState, RunState

NOT_YET_HANDED = (DeliveryState.PENDING, DeliveryState.SENDING)
"""A letter in one of these has not been given to the mail server; later it may have arrived, and is left as it is."""
LETTER_STOPPED = "delivery.withdrawn"


def stop(review_ids: Sequence[UUID]) -> tuple[int, int]:
    """End the reports and letters of those reviews that are on their way; return how many of each.

    The fence rises with it: a worker that holds one learns at its next step that it is no longer its own.
    """
    unfinished = (
        update(ReportRun)
        .where(ReportRun.review_id.in_(review_ids), ReportRun.state.in_((RunState.DUE, RunState.RENDERING)))
        .values(state=RunState.FAILED, step="", fence=ReportRun.fence + 1, lease_until=None, error="report.withdrawn", error_facts={})
        .returning(ReportRun.id)
    )
    runs = db.session.scalars(unfinished.execution_options(synchronize_session=False)).all()
    of_them = select(ReportRun.id).where(ReportRun.review_id.in_(review_ids))
    unsent = (
        update(Delivery)
        .where(Delivery.run_id.in_(of_them), Delivery.state.in_(NOT_YET_HANDED))
        .values(state=DeliveryState.FAILED, fence=Delivery.fence + 1, lease_until=None, error=LETTER_STOPPED)
        .returning(Delivery.id)
    )
    letters = db.session.scalars(unsent.execution_options(synchronize_session=False)).all()
    return len(runs), len(letters)
