"""A review on its way: handed in, returned, approved, published, corrected, taken back. Each question has a page and a dialog."""

from datetime import UTC, datetime
from uuid import UUID

from flask import Response, url_for
from flask_babel import gettext as _
from flask_login import current_user

from tenants.actions import corrections, documents, reviewing, withdrawing
from tenants.store.reviews import Review
from tenants.terms.people import Role
from webapp.access import allow
from webapp.forms import Form
from webapp.hypermedia import answer, go, show
from webapp.screens.review_page import address, page_of
from webapp.screens.review_steps import OPEN_TO, QUESTIONS
from webapp.screens.reviews import find, reviews
from webapp.screens.spans import label_words


@reviews.get("/reviews/<uuid:review_id>/submission")
@allow(Role.ANALYST)
def ask_submit(review_id: UUID) -> Response:
    """Ask whether to hand the review in."""
    return _ask(find(review_id), "submit", Form())


@reviews.post("/reviews/<uuid:review_id>/submission")
@allow(Role.ANALYST)
def submit(review_id: UUID) -> Response:
    """Hand the review in for approval."""
    row, form = find(review_id), Form.posted()
    note = form.text("reason", limit=reviewing.LONGEST_SENTENCE, optional=True)
    if form.ok:
        with form.refusals():
            reviewing.submit(row, note=note, revision=_seen(form), by=current_user.id, now=datetime.now(UTC))
            return answer(address(row), toast=_("Handed in for approval."))
    return _ask(find(review_id), "submit", form, status=422)


@reviews.get("/reviews/<uuid:review_id>/return")
@allow(Role.MANAGER)
def ask_return(review_id: UUID) -> Response:
    """Ask why the review goes back."""
    return _ask(find(review_id), "return", Form())


@reviews.post("/reviews/<uuid:review_id>/return", endpoint="return")
@allow(Role.MANAGER)
def give_back(review_id: UUID) -> Response:
    """Give the review back to its author."""
    row, form = find(review_id), Form.posted()
    reason = form.text("reason", limit=reviewing.LONGEST_SENTENCE)
    if form.ok:
        with form.refusals():
            reviewing.return_to_draft(row, reason, revision=_seen(form), by=current_user.id)
            return answer(address(row), toast=_("Returned to its author."))
    return _ask(find(review_id), "return", form, status=422)


@reviews.post("/reviews/<uuid:review_id>/approval")
@allow(Role.MANAGER)
def approve(review_id: UUID) -> Response:
    """Approve the review: its figures are frozen."""
    row, form = find(review_id), Form.posted()
    with form.refusals():
        reviewing.approve(row, revision=_seen(form), by=current_user.id, now=datetime.now(UTC))
        return answer(address(row), toast=_("Approved. The figures are frozen; the client sees nothing yet."))
    page = page_of(find(review_id), notice=form.problem, remedy=form.remedy)
    return show("screens/reviews/show.html", status=422, **page)


@reviews.get("/reviews/<uuid:review_id>/withdrawal")
@allow(Role.MANAGER)
def ask_withdraw(review_id: UUID) -> Response:
    """Ask why the approval is taken back."""
    return _ask(find(review_id), "withdraw", Form())


@reviews.post("/reviews/<uuid:review_id>/withdrawal")
@allow(Role.MANAGER)
def withdraw(review_id: UUID) -> Response:
    """Take the approval back: the figures move again."""
    row, form = find(review_id), Form.posted()
    reason = form.text("reason", limit=reviewing.LONGEST_SENTENCE)
    if form.ok:
        with form.refusals():
            reviewing.withdraw(row, reason, revision=_seen(form), by=current_user.id)
            return answer(address(row), toast=_("Approval withdrawn. The figures move again."))
    return _ask(find(review_id), "withdraw", form, status=422)


@reviews.get("/reviews/<uuid:review_id>/publication")
@allow(Role.MANAGER)
def ask_publish(review_id: UUID) -> Response:
    """Ask whether to publish, naming who will get the report."""
    return _ask(find(review_id), "publish", Form(initial={"deliver": True}))


@reviews.post("/reviews/<uuid:review_id>/publication")
@allow(Role.MANAGER)
def publish(review_id: UUID) -> Response:
    """Show the review to the client and have its report made and mailed."""
    row, form = find(review_id), Form.posted()
    with form.refusals():
        deliver = form.flag("deliver")
        reviewing.publish(row, deliver=deliver, revision=_seen(form), by=current_user.id, now=datetime.now(UTC))
        return answer(address(row, "reports"), toast=_("Published. The report is being made."))
    return _ask(find(review_id), "publish", form, status=422)


@reviews.get("/reviews/<uuid:review_id>/correction")
@allow(Role.MANAGER)
def ask_correct(review_id: UUID) -> Response:
    """Ask what is to be corrected."""
    return _ask(find(review_id), "correct", Form())


@reviews.post("/reviews/<uuid:review_id>/correction")
@allow(Role.MANAGER)
def correct(review_id: UUID) -> Response:
    """Begin the next version of a published review."""
    row, form = find(review_id), Form.posted()
    reason = form.text("reason", limit=reviewing.LONGEST_SENTENCE)
    if form.ok:
        with form.refusals():
            made = corrections.correct(row, reason, by=current_user.id, now=datetime.now(UTC))
            return answer(address(made), toast=_("Version %(n)s is a draft now.", n=made.version))
    return _ask(find(review_id), "correct", form, status=422)


@reviews.get("/reviews/<uuid:review_id>/retraction")
@allow(Role.MANAGER)
def ask_retract(review_id: UUID) -> Response:
    """Ask why the published report is taken from the client."""
    return _ask(find(review_id), "retract", Form())


@reviews.post("/reviews/<uuid:review_id>/retraction")
@allow(Role.MANAGER)
def retract(review_id: UUID) -> Response:
    """Take the published report from the client again."""
    row, form = find(review_id), Form.posted()
    reason = form.text("reason", limit=reviewing.LONGEST_SENTENCE)
    if form.ok:
        with form.refusals():
            withdrawing.withdraw(row, reason, revision=_seen(form), by=current_user.id, now=datetime.now(UTC))
            return answer(address(row), toast=_("Withdrawn. The client can no longer read it."))
    return _ask(find(review_id), "retract", form, status=422)


def _ask(row: Review, verb: str, form: Form, status: int = 200) -> Response:
    """The page behind a dialog: the same question, and after a refusal what was typed. A state that no longer asks it leads back."""
    if status == 200 and verb not in OPEN_TO[row.state]:
        return go(address(row))
    return show(
        "screens/reviews/ask.html",
        status=status,
        form=form,
        review=row,
        title=label_words(documents.period_of(row)),
        asked=QUESTIONS[verb](row),
        back=url_for("reviews.show", review_id=row.id),
    )


def _seen(form: Form) -> int:
    """The revision its author has seen; a form without one is as good as stale."""
    return form.whole("revision", optional=True) or 0
