"""Questions and answers between client and agency about one report, and the client's rating of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from flask import Response, abort, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from tenants.actions import remarks, reviewing
from tenants.actions.changes import PUBLISHED
from tenants.actions.reviewing import HIGHEST_RATING, LONGEST_SENTENCE
from tenants.render.wording.metrics import metric_words
from tenants.store import comments, review_line, reviews
from tenants.store.comments import ReviewComment
from tenants.store.reviews import Review
from tenants.terms.document import ReportDocument
from tenants.terms.metric import Unit
from tenants.terms.people import Role
from webapp.access import allow
from webapp.forms import Form
from webapp.hypermedia import Toast, answer, show
from webapp.screens import portal as portal_screens
from webapp.words import language

portal_talk = portal_screens("portal_talk")


@dataclass(frozen=True, slots=True)
class Said:
    """A remark on the page. ``about`` names the figure it is about, ``version`` the report's where that is another one."""

    id: UUID
    author: str
    agency: bool
    mine: bool
    at: datetime
    about: str
    version: int
    text: str


def talk(row: Review, document: ReportDocument, form: Form | None = None, rating: Form | None = None) -> dict[str, Any]:
    """Return what the page shows of the conversation about ``row``, and its forms; ``?about=`` chooses the figure asked about."""
    asked = request.args.get("about", "")
    offered = _offered(document)
    chosen = asked if asked in dict(offered) else ""
    return {
        "said": [_said(remark, version, row) for remark, version in comments.of_period(row, comments.CLIENT)],
        "remark_form": form or Form(initial={"metric": chosen}),
        "askable": offered,
        "rateable": not review_line.followed(row, document.period.cadence),
        "rating_form": rating or Form(initial={"rating": row.rating, "note": row.rating_note}),
        "ratings": _ratings(),
    }


@portal_talk.post("/reports/<uuid:review_id>/remarks")
@allow(Role.CLIENT)
def say(review_id: UUID) -> Response:
    """Ask or say something about a report, or about one of its figures."""
    row, form = _find(review_id), Form.posted()
    document = _document(row)
    text = form.text("text", limit=remarks.LONGEST, lines=True)
    metric = form.one_of("metric", [key for key, _name in _offered(document)], optional=True)
    if form.ok:
        with form.refusals():
            made = remarks.say(row, text, audience=comments.CLIENT, metric=metric, by=current_user.id, now=datetime.now(UTC))
            undo = url_for("portal_talk.take_back", remark_id=made.id)
            return answer(_place(row), toast=Toast(_("Sent. Whoever looks after the report is told."), undo))
    return _refused(row, talk(row, document, form))


@portal_talk.post("/remarks/<uuid:remark_id>/withdrawal")
@allow(Role.CLIENT)
def take_back(remark_id: UUID) -> Response:
    """Take one's own remark back."""
    remark = comments.by_id(remark_id) or abort(404)
    row = _find(remark.review_id)
    form = Form()
    with form.refusals():
        remarks.take_back(remark, by=current_user.id, now=datetime.now(UTC))
        return answer(_place(row), toast=Toast(_("Taken back."), url_for("portal_talk.restore", remark_id=remark_id)))
    return _refused(row, talk(row, _document(row), form))


@portal_talk.post("/remarks/<uuid:remark_id>/restoration")
@allow(Role.CLIENT)
def restore(remark_id: UUID) -> Response:
    """Say again what was taken back."""
    remark = comments.by_id(remark_id) or abort(404)
    row = _find(remark.review_id)
    form = Form()
    with form.refusals():
        remarks.restore(remark, by=current_user.id)
        return answer(_place(row), toast=_("It stands there again."))
    return _refused(row, talk(row, _document(row), form))


@portal_talk.post("/reports/<uuid:review_id>/rating")
@allow(Role.CLIENT)
def rate(review_id: UUID) -> Response:
    """Say how useful the report was."""
    row, form = _find(review_id), Form.posted()
    rating = form.whole("rating", least=1, most=HIGHEST_RATING)
    note = form.text("note", limit=LONGEST_SENTENCE, optional=True, lines=True)
    if form.ok and rating is not None:
        with form.refusals():
            reviewing.rate(row, rating, note, by=current_user.id, now=datetime.now(UTC))
            thanks = _("Thank you. It helps to make the next report better.")
            return answer(url_for("portal.report", review_id=row.id, _anchor="rating"), toast=thanks)
    return _refused(row, talk(row, _document(row), rating=form))


def _refused(row: Review, told: dict[str, Any]) -> Response:
    """The conversation by itself, with what was wrong and what was typed."""
    return show("portal/say.html", status=422, review=row, client_name=row.client.name, **told)


def _find(review_id: UUID) -> Review:
    row = reviews.by_id(review_id)
    return row if row is not None and row.state in PUBLISHED else abort(404)


def _document(row: Review) -> ReportDocument:
    return reviews.frozen(row) or abort(404)


def _place(row: Review) -> str:
    return url_for("portal.report", review_id=row.id, _anchor="remarks")


def _said(remark: ReviewComment, version: int, row: Review) -> Said:
    return Said(
        id=remark.id,
        author=remark.author.name if remark.author else "",
        agency=not remark.from_client,
        mine=remark.author_id == current_user.id,
        at=remark.created_at,
        about=metric_words(remark.metric, language()).name if remark.metric else "",
        version=version if version != row.version else 0,
        text=remark.text,
    )


def _offered(document: ReportDocument) -> Sequence[tuple[str, str]]:
    """The scorecard's figures, to ask about."""
    lines = [line for part in document.pillars for line in part.lines if line.figure.unit is not Unit.TABLE]
    return [(line.metric, metric_words(line.metric, language()).name) for line in lines]


def _ratings() -> list[tuple[str, str, str]]:
    words = (_("Poor"), _("Rather poor"), _("Fair"), _("Good"), _("Very good"))
    return [(str(number), f"{number} · {word}", "") for number, word in enumerate(words, 1)]
