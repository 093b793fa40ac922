"""The ledger of letters and runs, for whoever asks what became of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import contains_eager, joinedload

from tenants.store.base import db
from tenants.store.listings import PAGE, Page
from tenants.store.outgoing import LEFT
from tenants.store.reports import Delivery, ReportRun
from tenants.store.reviews import IN_LISTS, Review
from tenants.store.suppressions import Suppression
from tenants.store.withdrawals import LETTER_STOPPED
from tenants.terms.report import DeliveryState as S
from tenants.terms.report import ReviewState, RunState

MOST = 1000
_CAME_BACK = Delivery.bounced_at.is_not(None)
VIEWS: dict[str, ColumnElement[bool]] = {
    "moving": Delivery.state.in_((S.PENDING, S.SENDING, S.HANDING)),
    "sent": and_(Delivery.state == S.SENT, ~_CAME_BACK),
    "held": Delivery.state == S.HELD,
    "failed": and_(Delivery.state == S.FAILED, Delivery.error != LEFT),
    "returned": _CAME_BACK,
}
"""Letters by what became of them; one that a person left as it is stands among all."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which letters somebody wants to see; empty means any. ``text`` is part of an address."""

    view: str = ""
    client_id: UUID | None = None
    period: str = ""
    text: str = ""


def page(asked: Asked, number: int = 1) -> Page[Delivery]:
    """The letters ``asked`` for, the newest first, a page at a time, with their runs and reviews."""
    query = select(Delivery).join(Delivery.run).join(ReportRun.review).where(*_wanted(asked))
    whole = contains_eager(Delivery.run).contains_eager(ReportRun.review).options(*IN_LISTS)
    ordered = query.options(whole).order_by(Delivery.created_at.desc(), Delivery.id.desc())
    found = db.session.scalars(ordered.limit(PAGE + 1).offset((number - 1) * PAGE)).unique().all()
    return Page(found[:PAGE], number, len(found) > PAGE)


def counts(asked: Asked) -> dict[str, int]:
    """How many letters there are in each view, whichever is asked for, of that client, period and address."""
    rest = _wanted(Asked("", asked.client_id, asked.period, asked.text))
    columns = [func.count().filter(condition) for condition in VIEWS.values()]
    query = select(*columns).select_from(Delivery).join(Delivery.run).join(ReportRun.review).where(*rest)
    found = [int(count) for count in tuple(db.session.execute(query).one())]
    stopped = select(func.count(Suppression.id)).where(Suppression.lifted_at.is_(None))
    return dict(zip(VIEWS, found, strict=True)) | {"stopped": db.session.scalar(stopped) or 0}


def periods() -> Sequence[str]:
    """Labels of the periods that letters went out for, the latest first."""
    query = select(Review.period, func.max(Review.period_first).label("first")).join(ReportRun, ReportRun.review_id == Review.id)
    query = query.where(ReportRun.tenant_id == Review.tenant_id, ReportRun.deliver).group_by(Review.period)
    found = db.session.execute(query.order_by(func.max(Review.period_first).desc(), Review.period)).all()
    return [label for label, _first in found]


def _wanted(asked: Asked) -> list[ColumnElement[bool]]:
    conditions = [VIEWS[asked.view]] if asked.view in VIEWS else []
    if asked.client_id is not None:
        conditions.append(Review.client_id == asked.client_id)
    if asked.period:
        conditions.append(Review.period == asked.period)
    if asked.text:
        conditions.append(Delivery.recipient.icontains(asked.text, autoescape=True))
    return conditions


def letters(period: str | None = None) -> Sequence[Delivery]:
    """The newest letters of the workspace with their runs and reviews, at most a thousand; of one period's label if told so."""
    query = select(Delivery).join(Delivery.run).join(ReportRun.review)
    if period is not None:
        query = query.where(Review.period == period)
    whole = contains_eager(Delivery.run).contains_eager(ReportRun.review).options(*IN_LISTS)
    return db.session.scalars(query.options(whole).order_by(Delivery.created_at.desc(), Delivery.id.desc()).limit(MOST)).all()


def needing_attention(limit: int = 100) -> Sequence[Delivery]:
    """Letters that wait for a person's word, held or failed, the newest first; those stopped with a withdrawn report wait for none."""
    waiting = Delivery.state.in_((S.HELD, S.FAILED)), Delivery.error.not_in((LEFT, LETTER_STOPPED))
    query = select(Delivery).where(*waiting).order_by(Delivery.created_at.desc()).limit(limit)
    review = joinedload(Delivery.run).joinedload(ReportRun.review).options(*IN_LISTS)
    return db.session.scalars(query.options(review)).all()


def failed(limit: int = 100) -> Sequence[ReportRun]:
    """Runs that failed and wait for a person, the newest first; of a withdrawn review no report is waited for."""
    wanted = ReportRun.review.has(Review.state != ReviewState.WITHDRAWN)
    query = select(ReportRun).where(ReportRun.state == RunState.FAILED, wanted).options(joinedload(ReportRun.review).options(*IN_LISTS))
    return db.session.scalars(query.order_by(ReportRun.created_at.desc()).limit(limit)).all()
