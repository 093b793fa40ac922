"""Links to a published report, for people without an account; and all reports of a period as one file."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from flask import Response, abort, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user

from tenants.actions import bundling, sharing
from tenants.store import shares as store
from tenants.store.client_view import SEEN
from tenants.store.clients import all_clients, client_by_slug
from tenants.store.reviews import Review
from tenants.store.shares import ShareLink
from tenants.terms.people import Role
from webapp.access import allow
from webapp.forms import Form
from webapp.hypermedia import Toast, answer, show
from webapp.links import outside
from webapp.screens import workspace
from webapp.screens.downloads import FORMS, file_of
from webapp.screens.reviews import find
from webapp.screens.sending import send, send_pieces
from webapp.screens.spans import label_words, parsed
from webapp.words import language, zone

shares = workspace("shares")

DAYS = ("7", "30", "90")
FRESH = "share_made"
"""Where a new link waits in the visitor's session for the one page that shows it."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One link in the list. ``state``: open, ended, over."""

    link: ShareLink
    state: str


@shares.app_context_processor
def helpers() -> dict[str, object]:
    """What the fragments about links and files need wherever they stand."""
    return {"share_links": listed, "report_forms": FORMS, "report_periods": lambda: bundling.offered(language())}


def listed(review: Review) -> Sequence[Listed]:
    """Return the links of a review, the newest first."""
    return [Listed(link, _state(link)) for link in store.of_review(review)]


@shares.get("/reviews/<uuid:review_id>/shares")
@allow(Role.MANAGER)
def index(review_id: UUID) -> Response:
    """Every link to the report, and a form for a new one; a link just made is shown this once."""
    return _page(find(review_id), Form(initial={"days": "30"}))


@shares.post("/reviews/<uuid:review_id>/shares")
@allow(Role.MANAGER)
def add(review_id: UUID) -> Response:
    """Make a link."""
    review, form = find(review_id), Form.posted()
    note, until = form.text("note", limit=sharing.LONGEST_NOTE, optional=True), _until(form)
    password = form.raw("password")
    if form.ok and until is not None:
        with form.refusals():
            made = sharing.share(review, note=note, until=until, password=password, by=current_user.id, now=datetime.now(UTC))
            session[FRESH] = {"link": str(made.link.id), "address": outside("shared.show", token=made.secret)}
            return answer(url_for("shares.index", review_id=review_id), toast=_("The link is made. Copy it now: it is shown this once."))
    return _page(find(review_id), form, status=422)


@shares.post("/shares/<uuid:link_id>/revocation")
@allow(Role.MANAGER)
def revocation(link_id: UUID) -> Response:
    """End a link at once."""
    link = _find(link_id)
    review_id = link.review_id
    sharing.revoke(link, by=current_user.id, now=datetime.now(UTC))
    undo = url_for("shares.restoration", link_id=link_id)
    return answer(url_for("shares.index", review_id=review_id), toast=Toast(_("The link opens nothing any more."), undo=undo))


@shares.post("/shares/<uuid:link_id>/restoration")
@allow(Role.MANAGER)
def restoration(link_id: UUID) -> Response:
    """Take up a link again that was ended by hand."""
    link = _find(link_id)
    review_id = link.review_id
    sharing.restore(link, by=current_user.id)
    return answer(url_for("shares.index", review_id=review_id), toast=_("The link opens the report again."))


@shares.post("/shares/<uuid:link_id>/extension")
@allow(Role.MANAGER)
def extension(link_id: UUID) -> Response:
    """Let a link end at another time."""
    link, form = _find(link_id), Form.posted()
    review_id = link.review_id
    until = _until(form)
    if form.ok and until is not None:
        with form.refusals():
            sharing.extend(link, until=until, by=current_user.id, now=datetime.now(UTC))
            return answer(url_for("shares.index", review_id=review_id), toast=_("The link now ends on another day."))
    return _page(find(review_id), Form(initial={"days": "30"}), status=422, about=(link_id, form))


@shares.get("/reviews/<uuid:review_id>/report.<form>")
@allow(Role.ANALYST)
def file(review_id: UUID, form: str) -> Response:
    """The report of approved figures as a file, in the client's language or the one in the address."""
    review = find(review_id)
    return send(file_of(review, form, request.args.get("lang", review.client.language)))


@shares.get("/reports/zip")
@allow(Role.MANAGER)
def bundle() -> Response:
    """All reports of the period in the address as one ZIP file; without a period, the page that asks which."""
    form = Form(request.args, initial={"client": ""})
    if not form.raw("period"):
        return _bundles(form)
    period = parsed(form.raw("period"))
    slug = form.raw("client")
    client = (client_by_slug(slug) or abort(404)) if slug else None
    with form.refusals():
        made = bundling.bundle(period, lang=language(), client=client)
        return send_pieces(made.file, made.name, made.size)
    return _bundles(form, status=422)


def _bundles(form: Form, status: int = 200) -> Response:
    clients = [("", _("All clients")), *((each.slug, each.name) for each in all_clients())]
    periods = [(label, f"{words} ({count})") for label, words, count in bundling.offered(language())]
    return show("screens/shares/bundles.html", status=status, form=form, clients=clients, periods=periods)


def _page(review: Review, form: Form, status: int = 200, about: tuple[UUID, Form] | None = None) -> Response:
    made = session.get(FRESH) if request.method == "GET" else None
    rows = listed(review)
    if made and any(str(row.link.id) == made["link"] for row in rows):
        session.pop(FRESH)
    else:
        made = None
    return show(
        "screens/shares/index.html",
        status=status,
        review=review,
        title=label_words(parsed(review.period)),
        form=form,
        rows=rows,
        made=made,
        days=[(days, _("%(n)s days", n=days)) for days in DAYS] + [("date", _("Until a day"))],
        may_share=review.state in SEEN,
        about=about,
        today=datetime.now(UTC).astimezone(zone()).date(),
    )


def _until(form: Form) -> datetime | None:
    """Return when the link ends: so many days from now, or at the end of the day that was typed."""
    chosen = form.one_of("days", (*DAYS, "date"))
    if chosen == "date":
        day = form.day("until")
        return None if day is None else _end_of(day)
    return datetime.now(UTC) + timedelta(days=int(chosen)) if chosen else None


def _end_of(day: date) -> datetime | None:
    try:
        return datetime.combine(day + timedelta(days=1), time.min, tzinfo=zone()).astimezone(UTC)
    except OverflowError:
        return datetime.max.replace(tzinfo=UTC)


def _state(link: ShareLink) -> str:
    if link.revoked_at is not None:
        return "ended"
    return "open" if link.expires_at > datetime.now(UTC) else "over"


def _find(link_id: UUID) -> ShareLink:
    return store.by_id(link_id) or abort(404)
