"""Writing a review: the commentary, the findings, the quotations, the actions, the answers to the quality check."""

from datetime import UTC, date, datetime
from uuid import UUID

from flask import Response, abort, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from tenants.actions import action_items, reviewing
from tenants.actions.reviewing import LONGEST_SENTENCE, LONGEST_TEXT, Decision
from tenants.render.wording.errors import sentence
from tenants.store import reviews as store
from tenants.store.reviews import ActionItem, Review
from tenants.terms.document import Commentary
from tenants.terms.errors import Refusal
from tenants.terms.people import Role
from tenants.terms.report import ActionState
from webapp.access import allow
from webapp.forms import Form
from webapp.hypermedia import Toast, answer, show, wants_fragment
from webapp.screens.review_page import FIELDS, address, finding_page, page_of, refused
from webapp.screens.review_parts import actions_of
from webapp.screens.reviews import find, reviews
from webapp.words import language


@reviews.post("/reviews/<uuid:review_id>/commentary")
@allow(Role.ANALYST)
def comment(review_id: UUID) -> Response:
    """Keep the commentary. If somebody else was quicker, what was typed stays in the fields, beside what stands there now."""
    row, form = find(review_id), Form.posted()
    texts = {name: form.text(name, limit=LONGEST_TEXT, optional=True, lines=True) for name in FIELDS}
    if form.ok:
        try:
            changed = reviewing.comment(row, Commentary(**texts), revision=_revision(form), by=current_user.id)
        except Refusal as refusal:
            form.refuse(refusal)
            if refusal.code == "review.changed":
                return _conflict(find(review_id), texts)
        else:
            page = page_of(changed)
            return answer(
                address(row, "commentary"), fragment="screens/reviews/_commentary_saved.html", toast=_("Commentary saved."), **page
            )
    return show("screens/reviews/show.html", fragment="screens/reviews/_commentary.html", status=422, **page_of(row, form))


def _conflict(row: Review, texts: dict[str, str]) -> Response:
    """The form again with what was typed, the newest revision, and what stands there now wherever the two differ."""
    form = Form(initial={**texts, "revision": row.revision})
    form.problem = sentence("review.changed", {}, language())[0]
    form.remedy = _("Your text is still in the fields. Compare it with what stands there now, then save again.")
    theirs = {name: str(row.commentary.get(name, "")) for name in FIELDS if str(row.commentary.get(name, "")) != texts[name]}
    return show("screens/reviews/show.html", fragment="screens/reviews/_commentary.html", status=422, **page_of(row, form, theirs=theirs))


@reviews.post("/reviews/<uuid:review_id>/findings")
@allow(Role.ANALYST)
def decide(review_id: UUID) -> Response:
    """Adopt, rewrite or drop a finding of the draft, or leave it open again."""
    row, form = find(review_id), Form.posted()
    finding = form.text("finding", limit=200)
    decision = form.choice("decision", Decision)
    said = form.text("sentence", limit=LONGEST_SENTENCE, optional=decision is not Decision.REWRITTEN)
    if form.ok and decision is not None:
        with form.refusals():
            changed = reviewing.decide(row, finding, decision, sentence=said, revision=_revision(form), by=current_user.id)
            return answer(address(row, f"f-{finding}"), fragment="screens/reviews/_finding_decided.html", **finding_page(changed, finding))
    return refused(row, form)


@reviews.post("/reviews/<uuid:review_id>/answers")
@allow(Role.ANALYST)
def settle(review_id: UUID) -> Response:
    """Answer a question of the quality check with a reason; an empty one takes the answer back."""
    row, form = find(review_id), Form.posted()
    key, reason = form.text("code", limit=80), form.text("reason", limit=LONGEST_SENTENCE, optional=True)
    if form.ok:
        with form.refusals():
            changed = reviewing.answer(row, key, reason, revision=_revision(form), by=current_user.id)
            return answer(address(row, "gate"), fragment="screens/reviews/_gate_answered.html", **page_of(changed))
    return refused(row, form)


@reviews.post("/reviews/<uuid:review_id>/reasons")
@allow(Role.ANALYST)
def explain(review_id: UUID) -> Response:
    """Keep why goals were missed: every field of the form, or the one that was just changed."""
    row, form = find(review_id), Form.posted()
    said = {
        name.removeprefix("reason-"): form.text(name, limit=LONGEST_SENTENCE, optional=True, lines=True)
        for name in request.form
        if name.startswith("reason-")
    }
    if form.ok:
        with form.refusals():
            changed = reviewing.explain(row, said, revision=_revision(form), by=current_user.id)
            page = page_of(changed)
            # With script a field is saved as it is left, and says so beside itself.
            toast = "" if wants_fragment() else _("Reasons saved.")
            return answer(address(row, "reasons"), fragment="screens/reviews/_reasons_saved.html", toast=toast, **page)
    return refused(row, form)


@reviews.post("/reviews/<uuid:review_id>/voices")
@allow(Role.ANALYST)
def choose(review_id: UUID) -> Response:
    """Choose the comments that the report quotes."""
    row, form = find(review_id), Form.posted()
    chosen: list[tuple[UUID, int]] = []
    for key in form.all("voices"):
        survey, _colon, number = key.partition(":")
        try:
            chosen.append((UUID(survey), int(number)))
        except ValueError:
            form.wrong("voices", _("Please choose one."))
    if form.ok:
        with form.refusals():
            reviewing.choose_voices(row, chosen, revision=_revision(form), by=current_user.id)
            return answer(address(row, "voices"), toast=_("Quotations saved."))
    return refused(row, form)


@reviews.post("/reviews/<uuid:review_id>/actions")
@allow(Role.ANALYST)
def add_action(review_id: UUID) -> Response:
    """Agree on an action."""
    row, form = find(review_id), Form.posted()
    text, owner, due = _action_form(form)
    if form.ok:
        with form.refusals():
            action_items.add(row, text, owner=owner, due=due, by=current_user.id)
            return answer(address(row, "actions"), toast=_("Action added."))
    return refused(row, form)


@reviews.post("/reviews/<uuid:review_id>/actions/<uuid:action_id>")
@allow(Role.ANALYST)
def change_action(review_id: UUID, action_id: UUID) -> Response:
    """Say an action differently, or give it to somebody else or another day."""
    row, form = find(review_id), Form.posted()
    item = _action(row, action_id)
    text, owner, due = _action_form(form)
    if form.ok:
        with form.refusals():
            action_items.change(item, text, owner=owner, due=due, by=current_user.id)
            return answer(address(row, "actions"), toast=_("Saved."))
    return refused(row, form)


@reviews.post("/reviews/<uuid:review_id>/actions/<uuid:action_id>/state")
@allow(Role.ANALYST)
def close_action(review_id: UUID, action_id: UUID) -> Response:
    """Mark an action done, or dropped with a reason, or open it again."""
    row, form = find(review_id), Form.posted()
    item = _action(row, action_id)
    state = form.choice("state", ActionState)
    reason = form.text("reason", limit=LONGEST_SENTENCE, optional=state is not ActionState.DROPPED)
    if form.ok and state is not None:
        with form.refusals():
            action_items.close(item, state, reason=reason, by=current_user.id, now=datetime.now(UTC))
            words = {ActionState.DONE: _("Done."), ActionState.DROPPED: _("Given up."), ActionState.OPEN: _("Open again.")}[state]
            undo = "" if state is ActionState.OPEN else url_for("reviews.reopen_action", review_id=row.id, action_id=item.id)
            return answer(address(row, "actions"), toast=Toast(words, undo=undo))
    return refused(row, form)


@reviews.post("/reviews/<uuid:review_id>/actions/<uuid:action_id>/reopening")
@allow(Role.ANALYST)
def reopen_action(review_id: UUID, action_id: UUID) -> Response:
    """Take back that an action was done or given up."""
    row = find(review_id)
    action_items.close(_action(row, action_id), ActionState.OPEN, by=current_user.id, now=datetime.now(UTC))
    return answer(address(row, "actions"), toast=_("Open again."))


def _action(row: Review, action_id: UUID) -> ActionItem:
    """The action, if the review shows it."""
    shown = {each.item.id for each in actions_of(row, datetime.now(UTC))}
    item = store.action(action_id) if action_id in shown else None
    return item or abort(404)


def _action_form(form: Form) -> tuple[str, str, date | None]:
    return form.text("text", limit=500), form.text("owner", limit=120, optional=True), form.day("due", optional=True)


def _revision(form: Form) -> int:
    return form.whole("revision", optional=True) or 0
