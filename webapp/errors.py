"""What a person sees when something is refused, missing or broken: a page, or a banner in the page they are on."""

from typing import Any

import structlog
from flask import Flask, Response, g, make_response, render_template, url_for
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, SecurityError

from tenants.render.wording.errors import sentence
from tenants.terms.errors import NotFoundError, Refusal
from webapp.hypermedia import wants_fragment
from webapp.words import language

log = structlog.get_logger()


def _words(status: int) -> tuple[str, str]:
    """Title and text of a status."""
    return {
        400: (_("That could not be read"), _("Please go back and try again.")),
        403: (_("This is not yours to open"), _("Your role in this workspace does not allow it. An owner can change that.")),
        404: (_("There is nothing here"), _("The address is wrong, or you may not see what it leads to.")),
        405: (_("That could not be read"), _("Please go back and try again.")),
        413: (_("That is too large"), _("Nothing was written. Please send a smaller file.")),
        429: (_("Too many tries"), _("Please wait a few minutes, then try again.")),
    }.get(status, (_("Something went wrong here"), _("It was noted. Nothing half-done was kept. Please try again in a minute.")))


def _answer(status: int, title: str, text: str, remedy: str = "") -> Response:
    if wants_fragment():
        body = render_template("errors/_error.html", title=title, text=text, remedy=remedy)
        response = make_response(body, 422 if status == 422 else status)
        response.headers["HX-Retarget"] = "#notices"
        response.headers["HX-Reswap"] = "outerHTML"
        return response
    inside = g.get("workspace") is not None and g.get("membership") is not None
    link, label = _way_back(inside=inside)
    page = render_template("errors/error.html", status=status, title=title, text=text, remedy=remedy, link=link, link_label=label)
    return make_response(page, status)


def _way_back(*, inside: bool) -> tuple[str, str]:
    if inside:
        return url_for("accounts.enter"), _("To the workspace")
    return url_for("accounts.start"), _("To the beginning")


def refused(error: Refusal) -> Response:
    """A refusal no form took in: 422, in words; something missing: 404, without saying what."""
    if isinstance(error, NotFoundError):
        return _answer(404, *_words(404))
    said, remedy = sentence(error.code, error.facts, language())
    return _answer(422, said, remedy)


def failed(error: HTTPException) -> Response:
    """Any other refusal of HTTP."""
    if error.response is not None and error.code and error.code < 400:
        return error.response  # type: ignore[return-value] # a redirect made by werkzeug
    if isinstance(error, SecurityError):
        # A host that is not ours: no address can be built for it, so there is no page either.
        return make_response("", 400)
    status = error.code or 500
    if status == 500:
        return broken(error)
    response = _answer(status, *_words(status))
    for name, value in error.get_headers():
        if name in {"Allow", "Retry-After"}:
            response.headers[name] = value
    return response


def lapsed(_error: CSRFError) -> Response:
    """The form's token is missing or of another session."""
    text = _("You signed in or out in another window meanwhile. Nothing was written. Load the page again and repeat.")
    return _answer(400, _("This form has lapsed"), text)


def broken(error: Exception) -> Response:
    """A mistake of ours: noted with its trace, shown without it."""
    log.error("request failed", exc_info=error)
    try:
        return _answer(500, *_words(500))
    except Exception:
        log.exception("error page failed")
        return make_response(render_template("errors/bare.html"), 500)


def init_errors(app: Flask) -> None:
    """Register the answers."""
    handlers: list[tuple[Any, Any]] = [(Refusal, refused), (CSRFError, lapsed), (HTTPException, failed), (Exception, broken)]
    for kind, handler in handlers:
        app.register_error_handler(kind, handler)
