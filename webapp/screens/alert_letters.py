"""For readers of the daily letters about alerts: no more of them. GET changes nothing, because mail scanners follow every link."""

from flask import Blueprint, Response, current_app, request, url_for
from flask_babel import force_locale

from tenants.actions import alert_digest
from tenants.actions.seals import Reader
from tenants.terms.people import Language
from webapp.access import no_form, public
from webapp.hypermedia import show
from webapp.security import limiter
from webapp.words import LANGUAGES, language

alert_letters = Blueprint("alert_letters", __name__)


@alert_letters.get("/alerts/letters/<secret>")
@public
@limiter.limit("120/minute")
def ask(secret: str) -> Response:
    """Ask whether the reader wants no more of these letters."""
    return _page(alert_digest.reader(_key(), secret), secret)


@alert_letters.post("/alerts/letters/<secret>")
@public
@no_form
@limiter.limit("120/minute")
def stop(secret: str) -> Response:
    """Send no more, or, asked so by the page, send again."""
    return _page(alert_digest.turn(_key(), secret, daily=request.form.get("again") == "1"), secret)


def _page(reader: Reader, secret: str) -> Response:
    wanted = request.args.get("lang", "")
    with force_locale(wanted if wanted in tuple(Language) else reader.language):
        return show(
            "shared/alert_letters.html",
            reader=reader,
            agency=reader.agency,
            colour=reader.colour.lstrip("#"),
            tongues=[(code, tag, name, url_for("alert_letters.ask", secret=secret, lang=code)) for code, tag, name in LANGUAGES],
            here=url_for("alert_letters.ask", secret=secret, lang=language()),
        )


def _key() -> str:
    return str(current_app.config["SECRET_KEY"])


@alert_letters.after_request
def discreet(response: Response) -> Response:
    """Nobody lists these pages or learns their address."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response.headers["Referrer-Policy"] = "same-origin"
    return response
