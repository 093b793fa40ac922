"""The client's portal: the latest report, all of them, one read online, its PDF, the calendar. Only what was published to this client."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Response, abort, g, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from tenants.actions import reporting, reviewing
from tenants.store import listings, reports, reviews
from tenants.store.clients import Client, all_clients
from tenants.store.files import MissingFileError
from tenants.store.reports import ReportRun
from tenants.store.reviews import Review
from tenants.terms.document import ReportDocument
from tenants.terms.people import Language, Role
from tenants.terms.report import ReviewState, RunState
from webapp.access import allow
from webapp.forms import Form
from webapp.hypermedia import answer, show
from webapp.portal.days import coming_and_held, months_of
from webapp.portal.expected import expected
from webapp.portal.front import answers, kept
from webapp.portal.history import rolled_up, trends, versions
from webapp.portal.talk import talk
from webapp.reading import front, online, verdict
from webapp.screens import portal as portal_screens
from webapp.screens.pdfs import name_of, send_pdf

portal = portal_screens("portal")

EARLIER = 6
"""Earlier reports that the first page lists."""


@portal.get("/")
@allow(Role.CLIENT)
def index() -> Response:
    """The latest report's answer first: verdict, the three promises, what comes next, what is asked; then the earlier ones."""
    rows = listings.published()
    newest = max((row.review for row in rows), key=lambda row: row.published_at or row.drafted_at, default=None)
    document = reviews.frozen(newest) if newest else None
    if newest is None or document is None:
        return show("portal/welcome.html", expected=expected(datetime.now(UTC)), **_house())
    head, more = verdict(document)
    today = _today(document)
    ahead, _held = coming_and_held([document], today)
    return show(
        "portal/index.html",
        review=newest,
        d=document,
        today=today,
        run=_run(newest),
        verdict=head,
        verdict_more=more,
        answers=answers(document),
        report=front(document),
        coming=ahead[:6],
        earlier=[kept(row) for row in rows if row.review.id != newest.id][:EARLIER],
        more_reports=len(rows) - 1 > EARLIER,
        trends=trends(newest),
        overviews=rolled_up(_client())[:1],
        expected=expected(datetime.now(UTC)),
        **_house(),
    )


@portal.get("/reports", endpoint="reports")
@allow(Role.CLIENT)
def all_reports() -> Response:
    """Every published report, by community, the newest first."""
    rows = [kept(row) for row in listings.published()]
    places = list(dict.fromkeys(row.community for row in rows))
    groups = [(place, [row for row in rows if row.community == place]) for place in places]
    return show("portal/reports.html", overviews=rolled_up(_client()), groups=groups, **_house())


@portal.get("/reports/<uuid:review_id>")
@allow(Role.CLIENT)
def report(review_id: UUID) -> Response:
    """One report, read online: the same content as its PDF, every figure with its definition."""
    row = _find(review_id)
    document = _document(row)
    told = {"run": _run(row), "newer": _newer(row), "versions": versions(row), **talk(row, document)}
    return show("portal/report.html", review=row, **told, **online(document), **_house())


@portal.get("/reports/<uuid:review_id>/file")
@allow(Role.CLIENT)
def download(review_id: UUID) -> Response:
    """The PDF, in the client's language or the one in the address where it was made."""
    row = _find(review_id)
    wanted = request.args.get("language", "")
    run = reports.rendered(row, wanted) if wanted in tuple(Language) else _run(row)
    if run is None:
        abort(404)
    try:
        content = reporting.read(run)
    except MissingFileError:
        abort(404)
    return send_pdf(content, name_of(row, run.language), digest=run.sha256 or "")


@portal.get("/reports/<uuid:review_id>/acknowledgement")
@allow(Role.CLIENT)
def ask_acknowledge(review_id: UUID) -> Response:
    """Ask whether the report was read."""
    return show("portal/confirm.html", review=_find(review_id), form=Form(), **_house())


@portal.post("/reports/<uuid:review_id>/acknowledgement")
@allow(Role.CLIENT)
def acknowledge(review_id: UUID) -> Response:
    """Confirm the report: the agency sees that it arrived and was read."""
    row, form = _find(review_id), Form.posted()
    with form.refusals():
        reviewing.acknowledge(row, by=current_user.id, now=datetime.now(UTC))
        thanks = _("Thank you. %(agency)s sees that you read it.", agency=g.workspace.name)
        return answer(url_for("portal.report", review_id=review_id), toast=thanks)
    return show("portal/confirm.html", status=422, review=row, form=form, **_house())


@portal.get("/calendar")
@allow(Role.CLIENT)
def calendar() -> Response:
    """What is coming and what was held, as the published reports tell it."""
    documents = [document for row in reviews.published(whole=True) if (document := reviews.frozen(row)) is not None]
    today = _today(documents[0]) if documents else datetime.now(UTC).date()
    ahead, held = coming_and_held(documents, today)
    several = len({line.community for line in [*ahead, *held]}) > 1
    reports_to_come = expected(datetime.now(UTC), 2)
    return show("portal/calendar.html", coming=ahead, months=months_of(held), several=several, expected=reports_to_come, **_house())


def _house() -> dict[str, Any]:
    """Whose portal it is."""
    return {"client_name": _client().name}


def _client() -> Client:
    return next(iter(all_clients()), None) or abort(404)


def _find(review_id: UUID) -> Review:
    """The review, if it was published to this client; anything else is not there."""
    row = reviews.by_id(review_id)
    if row is None or row.state not in (ReviewState.PUBLISHED, ReviewState.ACKNOWLEDGED):
        abort(404)
    return row


def _document(row: Review) -> ReportDocument:
    return reviews.frozen(row) or abort(404)


def _newer(row: Review) -> Review | None:
    """A later version of the same report, if one was published."""
    same = [each for each in reviews.published() if each.community_id == row.community_id and each.period == row.period]
    return next((each for each in same if each.version > row.version), None)


def _run(row: Review) -> ReportRun | None:
    """The report in the client's language, once its PDF is ready."""
    found = reports.rendered(row, row.client.language)
    return found if found is not None and found.state == RunState.RENDERED and found.file_key else None


def _today(document: ReportDocument) -> date:
    return datetime.now(UTC).astimezone(ZoneInfo(document.zone)).date()
