"""Saying something about a review: among ourselves, to the client, in answer to the client; and taking it back."""

from datetime import UTC, datetime
from uuid import UUID

from flask import Response, abort, url_for
from flask_babel import gettext as _
from flask_login import current_user

from tenants.actions import remarks
from tenants.actions.remarks import CLIENT, INTERNAL, LONGEST
from tenants.store import comments
from tenants.store import reviews as store
from tenants.store.comments import ReviewComment
from tenants.store.reviews import Review
from tenants.terms.people import Role
from webapp.access import allow
from webapp.forms import Form
from webapp.hypermedia import Toast, answer
from webapp.screens.review_page import address, page_of, refused
from webapp.screens.reviews import find, reviews


@reviews.post("/reviews/<uuid:review_id>/remarks")
@allow(Role.ANALYST)
def say(review_id: UUID) -> Response:
    """Say something among ourselves or, once it is published, to the client."""
    row, form = find(review_id), Form.posted()
    audience = form.one_of("audience", (INTERNAL, CLIENT))
    text = form.text("text", limit=LONGEST, lines=True)
    metric = form.text("metric", limit=40, optional=True)
    if form.ok:
        with form.refusals():
            remark = remarks.say(row, text, audience=audience, metric=metric, by=current_user.id, now=datetime.now(UTC))
            words = _("The client can read it now.") if audience == CLIENT else _("Kept among you.")
            return _answered(row, remark, Toast(words, undo=_address("take_back", remark)))
    return refused(row, form)


@reviews.post("/reviews/<uuid:review_id>/remarks/<uuid:remark_id>/answer", endpoint="answer")
@allow(Role.ANALYST)
def reply(review_id: UUID, remark_id: UUID) -> Response:
    """Answer what the client said."""
    row, form = find(review_id), Form.posted()
    asked = _find(row, remark_id)
    text = form.text("text", limit=LONGEST, lines=True)
    if form.ok:
        with form.refusals():
            remark = remarks.answer(asked, text, by=current_user.id, now=datetime.now(UTC))
            return _answered(row, remark, Toast(_("The client can read it now."), undo=_address("take_back", remark)))
    return refused(row, form)


@reviews.post("/reviews/<uuid:review_id>/remarks/<uuid:remark_id>/settlement")
@allow(Role.ANALYST)
def settle_remark(review_id: UUID, remark_id: UUID) -> Response:
    """Mark what the client said as answered, or as still open."""
    row, form = find(review_id), Form.posted()
    remark = _find(row, remark_id)
    answered = form.flag("answered")
    with form.refusals():
        remarks.settle(remark, answered=answered, by=current_user.id, now=datetime.now(UTC))
        return _answered(row, remark, Toast(_("Marked as answered.") if answered else _("Open again.")))
    return refused(row, form)


@reviews.post("/reviews/<uuid:review_id>/remarks/<uuid:remark_id>/taking-back")
@allow(Role.ANALYST)
def take_back(review_id: UUID, remark_id: UUID) -> Response:
    """Take one's own remark back."""
    row, form = find(review_id), Form.posted()
    remark = _find(row, remark_id)
    with form.refusals():
        remarks.take_back(remark, by=current_user.id, now=datetime.now(UTC))
        return _answered(row, remark, Toast(_("Taken back; nobody reads it any more."), undo=_address("put_back", remark)))
    return refused(row, form)


@reviews.post("/reviews/<uuid:review_id>/remarks/<uuid:remark_id>/putting-back")
@allow(Role.ANALYST)
def put_back(review_id: UUID, remark_id: UUID) -> Response:
    """Undo taking a remark back."""
    row, form = find(review_id), Form.posted()
    remark = _find(row, remark_id)
    with form.refusals():
        remarks.restore(remark, by=current_user.id)
        return _answered(row, remark, Toast(_("It stands again.")))
    return refused(row, form)


def _find(row: Review, remark_id: UUID) -> ReviewComment:
    """The remark, if it was made on some version of the review's period."""
    remark = comments.by_id(remark_id)
    on = store.by_id(remark.review_id) if remark else None
    if remark is None or on is None or (on.community_id, on.period) != (row.community_id, row.period):
        abort(404)
    return remark


def _address(deed: str, remark: ReviewComment) -> str:
    return url_for(f"reviews.{deed}", review_id=remark.review_id, remark_id=remark.id)


def _answered(row: Review, remark: ReviewComment, toast: Toast) -> Response:
    page = page_of(row)
    where = address(row, "remarks")
    return answer(where, fragment="screens/reviews/_talk_changed.html", toast=toast, changed=remark.audience, metric=remark.metric, **page)
