"""Reports: what was made and mailed, one run with its letters, and what a person can do when something stopped."""

from datetime import UTC, datetime
from uuid import UUID

from flask import Response, abort, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from tenants.actions import reporting
from tenants.store import ledger, listings
from tenants.store import reports as store
from tenants.store.files import MissingFileError
from tenants.store.reports import ReportRun
from tenants.terms.people import Language, Role
from tenants.terms.report import RunState
from webapp.access import allow
from webapp.forms import Form
from webapp.hypermedia import answer, show
from webapp.screens import workspace
from webapp.screens.deliveries import crew
from webapp.screens.pdfs import name_of, send_pdf
from webapp.screens.report_words import LETTERS, STEPS, letter, moving, progress, run_word, why
from webapp.screens.reviews import find

reports = workspace("reports")

VIEWS = {
    "all": tuple(RunState),
    "moving": (RunState.DUE, RunState.RENDERING),
    "ready": (RunState.RENDERED,),
    "failed": (RunState.FAILED,),
}


@reports.get("/reports")
@allow(Role.ANALYST)
def index() -> Response:
    """Every report that was asked for, the newest first, with its letters; letters that need a person stand on top."""
    view = request.args.get("state", "all")
    number = request.args.get("page", "1")
    if view not in VIEWS or not (number.isascii() and number.isdigit() and 0 < int(number) < 1000):
        abort(404)
    page = listings.runs(VIEWS[view], page=int(number))
    letters = listings.letters(page.rows)
    return show(
        "screens/reports/index.html",
        fragment="screens/reports/_list.html",
        listed=page,
        view=view,
        rows=[(run, run_word(run), progress(run), why(run)[0], letters.get(run.id, {})) for run in page.rows],
        moves=any(run.state in VIEWS["moving"] for run in page.rows),
        letter_words={state.value: (tone, str(_(word)), shape) for state, (tone, shape, word) in LETTERS.items()},
        hands=crew(),
        attention=[letter(row, datetime.now(UTC)) for row in ledger.needing_attention()],
        address=lambda **more: url_for("reports.index", **{"state": view, **more}),
    )


@reports.get("/reports/<uuid:run_id>", endpoint="show")
@allow(Role.ANALYST)
def show_one(run_id: UUID) -> Response:
    """One report and its letters; the part that changes asks for itself again until nothing moves."""
    return _one(_find(run_id), Form())


@reports.get("/reports/<uuid:run_id>/file")
@allow(Role.ANALYST)
def download(run_id: UUID) -> Response:
    """The PDF."""
    return pdf(_find(run_id))


@reports.post("/reports/<uuid:run_id>/retry")
@allow(Role.MANAGER)
def retry(run_id: UUID) -> Response:
    """Make a failed report due again."""
    run, form = _find(run_id), Form.posted()
    with form.refusals():
        reporting.retry(run, by=current_user.id)
        return answer(url_for("reports.show", run_id=run_id), toast=_("It is made again."))
    return _one(_find(run_id), form, status=422)


@reports.post("/reviews/<uuid:review_id>/reports")
@allow(Role.MANAGER)
def ask(review_id: UUID) -> Response:
    """Have a published report made in the other language, for download."""
    review, form = find(review_id), Form.posted()
    language = form.choice("language", Language)
    if form.ok and language is not None:
        with form.refusals():
            reporting.ask(review, language, by=current_user.id)
            made = next(run for run in store.of_review(review) if run.language == language)
            return answer(url_for("reports.show", run_id=made.id), toast=_("The report is being made."))
    return show("screens/reports/refused.html", status=422, form=form, review=review, back=url_for("reviews.show", review_id=review_id))


def pdf(run: ReportRun) -> Response:
    """Answer with a run's PDF, 404 while there is none."""
    try:
        content = reporting.read(run)
    except MissingFileError:
        abort(404)
    return send_pdf(content, name_of(run.review, run.language), digest=run.sha256 or "")


def _find(run_id: UUID) -> ReportRun:
    return store.by_id(run_id) or abort(404)


def _one(run: ReportRun, form: Form, status: int = 200) -> Response:
    letters = [letter(row, datetime.now(UTC)) for row in store.deliveries(run)]
    at, words = progress(run)
    return show(
        "screens/reports/show.html",
        fragment="screens/reports/_run.html",
        status=status,
        run=run,
        review=run.review,
        form=form,
        word=run_word(run),
        at=at,
        step=words,
        steps=[str(_(said)) for _name, said in STEPS],
        why=why(run),
        letters=letters,
        hands=crew(),
        moves=moving(run, letters),
        file_name=name_of(run.review, run.language),
        others=[each for each in store.of_review(run.review) if each.id != run.id],
        missing=[code.value for code in Language if not any(each.language == code for each in store.of_review(run.review))],
    )
