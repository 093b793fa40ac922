"""One place decides page or fragment; every view answers through it.

``show`` answers a GET, or a form that was refused (422): the page, or its fragment for htmx. ``answer`` answers a change that
succeeded: a redirect, or the fragment that htmx swaps in, with an optional word of confirmation. htmx-flask reads and writes htmx's
headers; ``Vary`` is set here, since it does not.
"""

from dataclasses import dataclass
from typing import Any

from flask import Response, flash, redirect, render_template
from htmx_flask import make_response, request
from werkzeug.wrappers import Response as BaseResponse

BY_SCRIPT = "X-By-Script"
"""The header of a form that a script sends: it loads the page it is told itself."""


@dataclass(frozen=True, slots=True)
class Toast:
    """A short confirmation; ``undo`` is the address that takes the change back by POST."""

    text: str
    undo: str = ""
    tone: str = "good"


def wants_fragment() -> bool:
    """True where htmx asks for a part. Not when it restores history and not for a boosted link: both need the whole page."""
    asked = request.htmx
    return bool(asked) and not asked.history_restore_request and not asked.boosted


def show(page: str, *, fragment: str = "", status: int = 200, **context: Any) -> Response:
    """Render the template ``page``, or ``fragment`` for htmx; both see the same ``context``."""
    name = fragment if fragment and wants_fragment() else page
    response: Response = make_response(render_template(name, **context), status)
    return response


def answer(page: str, *, fragment: str = "", toast: Toast | str = "", **context: Any) -> Response:
    """Answer a change: without htmx go to the address ``page`` (303), with htmx swap ``fragment``, or go there too if there is none."""
    word = Toast(toast) if isinstance(toast, str) else toast
    if not (fragment and wants_fragment()):
        if word.text:
            flash({"text": word.text, "undo": word.undo}, word.tone)  # type: ignore[arg-type] # any JSON value is kept in the session
        return _go(page)
    body = render_template(fragment, **context)
    if word.text:
        body += render_template("components/_toast_oob.html", toast=word)
    response: Response = make_response(body)
    return response


def _go(address: str) -> Response:
    """Redirect; a script (htmx, or one that sent a form itself) is told the address instead.

    htmx would swap a followed redirect into a part; any script that followed it would use up the word meant for the page.
    """
    if wants_fragment() or request.headers.get(BY_SCRIPT):
        told: Response = make_response("", 204, redirect=address)
        return told
    response: Response = make_response(redirect(address, 303))
    return response


def go(address: str) -> Response:
    """Send the visitor to ``address``, whether htmx or the browser asked."""
    return _go(address)


def vary(response: BaseResponse) -> BaseResponse:
    """Mark every answer as depending on who asked: a cached part must never be shown as a page."""
    response.vary.add("HX-Request")
    return response
