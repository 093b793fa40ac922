"""What somebody of a client may see: their own client and what was published to them.

This is the ORM's half of the rule; the policies of the migrations are the database's.
"""

from uuid import UUID

from sqlalchemy import ColumnElement, and_, select

from tenants.store.accounts import Invitation, Seat
from tenants.store.audit import AuditEvent
from tenants.store.base import TenantOwned
from tenants.store.clients import Client, Community, Recipient
from tenants.store.comments import ReviewComment
from tenants.store.overviews import Overview
from tenants.store.reports import Delivery, ReportRun
from tenants.store.reviews import ActionItem, Review
from tenants.store.schedules import Schedule
from tenants.terms.report import ReviewState

SEEN = (ReviewState.PUBLISHED.value, ReviewState.ACKNOWLEDGED.value)

MAY_ADD: tuple[type, ...] = (AuditEvent, ReviewComment)
MAY_CHANGE: tuple[type, ...] = (Review, ReviewComment)
"""A client acknowledges, rates and comments a review, and that it did is recorded; nothing else is theirs to write."""


def visible(client_id: UUID) -> dict[type[TenantOwned], ColumnElement[bool]]:
    """Return which rows of each kind the client ``client_id`` may see; of a kind that is not listed, none.

    What is asked of a parent stands by itself (``correlate_except``): the statement may name that parent as well.
    """
    review = and_(Review.client_id == client_id, Review.state.in_(SEEN))
    run = and_(
        ReportRun.client_id == client_id,
        select(Review.id)
        .where(Review.tenant_id == ReportRun.tenant_id, Review.id == ReportRun.review_id, review)
        .correlate_except(Review)
        .exists(),
    )
    return {
        Client: Client.id == client_id,
        Community: Community.client_id == client_id,
        Recipient: Recipient.client_id == client_id,
        Invitation: Invitation.client_id == client_id,
        Seat: Seat.client_id == client_id,
        Review: review,
        ActionItem: select(Review.id)
        .where(Review.tenant_id == ActionItem.tenant_id, Review.id == ActionItem.review_id, review)
        .correlate_except(Review)
        .exists(),
        ReportRun: run,
        ReviewComment: and_(
            ReviewComment.client_id == client_id,
            ReviewComment.audience == "client",
            select(Review.id)
            .where(Review.tenant_id == ReviewComment.tenant_id, Review.id == ReviewComment.review_id, review)
            .correlate_except(Review)
            .exists(),
        ),
        Schedule: Schedule.client_id == client_id,
        Overview: and_(Overview.client_id == client_id, Overview.state == ReviewState.PUBLISHED),
        Delivery: and_(
            Delivery.client_id == client_id,
            select(ReportRun.id)
            .where(ReportRun.tenant_id == Delivery.tenant_id, ReportRun.id == Delivery.run_id, run)
            .correlate_except(ReportRun)
            .exists(),
        ),
    }
