"""For readers of letters, who may have no account: no more of them, and the PDF that was too large to travel.

GET shows and changes nothing, because mail scanners follow every link; POST does it, also the one that a mail program sends by itself
(RFC 8058). The seal in the address is the only proof asked for, so no session is used.
"""

from datetime import UTC, datetime

from flask import Blueprint, Response, abort, current_app, request, url_for
from flask_babel import force_locale

from tenants.actions import reporting, unsubscribing
from tenants.actions.seals import Reader
from tenants.store import reports
from tenants.store.files import MissingFileError
from tenants.store.tenancy import use_tenant
from tenants.terms.people import Language
from webapp.access import no_form, public
from webapp.hypermedia import show
from webapp.screens.pdfs import name_of, send_pdf
from webapp.security import limiter
from webapp.words import LANGUAGES, language

unsubscribe = Blueprint("unsubscribe", __name__)


@unsubscribe.get("/unsubscribe/<secret>")
@public
@limiter.limit("120/minute")
def ask(secret: str) -> Response:
    """Ask whether the reader wants no more reports, in the language of the letter."""
    return _page(unsubscribing.reader(_key(), secret), secret)


@unsubscribe.post("/unsubscribe/<secret>")
@public
@no_form
@limiter.limit("120/minute")
def stop(secret: str) -> Response:
    """Send no more, or, asked so by the page, send again."""
    if request.form.get("again") == "1":
        return _page(unsubscribing.start_again(_key(), secret), secret)
    return _page(unsubscribing.stop(_key(), secret), secret)


@unsubscribe.get("/letters/<secret>/report.pdf")
@public
@limiter.limit("60/10 minutes")
def report(secret: str) -> Response:
    """The PDF that a letter was too small for."""
    letter, run_id = unsubscribing.report_of(_key(), secret, now=datetime.now(UTC))
    with use_tenant(letter.tenant_id):
        run = reports.by_id(run_id) or abort(404)
        try:
            return send_pdf(reporting.read(run), name_of(run.review, run.language), digest=run.sha256 or "")
        except MissingFileError:
            abort(404)


def _page(reader: Reader, secret: str) -> Response:
    wanted = request.args.get("lang", "")
    with force_locale(wanted if wanted in tuple(Language) else reader.language):
        here = url_for("unsubscribe.ask", secret=secret, lang=language())
        return show(
            "shared/unsubscribe.html",
            reader=reader,
            agency=reader.agency,
            colour=reader.colour.lstrip("#"),
            tongues=[(code, tag, name, url_for("unsubscribe.ask", secret=secret, lang=code)) for code, tag, name in LANGUAGES],
            here=here,
        )


def _key() -> str:
    return str(current_app.config["SECRET_KEY"])


@unsubscribe.after_request
def discreet(response: Response) -> Response:
    """Nobody lists these pages or learns their address."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response.headers["Referrer-Policy"] = "same-origin"
    return response
