"""Style sheets, scripts and icons under addresses that carry their content's hash, so that they may be cached for ever."""

import hashlib
import mimetypes
from functools import cache
from pathlib import Path

from flask import Blueprint, Response, abort, current_app, request, url_for

from webapp.access import public

STATIC = Path(__file__).resolve().parent / "static"
BUNDLE = "app.css"
"""All of ``static/css/*.css`` in the order of their names, as one file."""

assets = Blueprint("assets", __name__)


def _bytes(name: str) -> bytes:
    if name == BUNDLE:
        return b"\n".join(path.read_bytes() for path in sorted((STATIC / "css").glob("*.css")))
    path = (STATIC / name).resolve()
    if not path.is_relative_to(STATIC) or not path.is_file():
        raise FileNotFoundError(name)
    return path.read_bytes()


@cache
def _kept(name: str) -> tuple[str, bytes]:
    body = _bytes(name)
    return hashlib.sha256(body).hexdigest()[:16], body


def _digest(name: str) -> tuple[str, bytes]:
    if current_app.debug:
        _kept.cache_clear()
    return _kept(name)


def asset_url(name: str) -> str:
    """The address of the static file ``name`` (``app.css``, ``js/app.js``, ``vendor/htmx.min.js``).

    Raises ``FileNotFoundError`` where the file is missing: a page without its style is a bug, not a detail.
    """
    return url_for("assets.serve", digest=_digest(name)[0], name=name)


@assets.get("/assets/<digest>/<path:name>")
@public
def serve(digest: str, name: str) -> Response:
    """Send one static file. An outdated hash gets the present bytes, but may not be cached under that address."""
    try:
        current, body = _digest(name)
    except FileNotFoundError:
        abort(404)
    response = Response(body, mimetype=mimetypes.guess_type(name)[0] or "application/octet-stream")
    response.set_etag(current)
    if digest == current:
        response.cache_control.public = True
        response.cache_control.max_age = 31_536_000
        response.cache_control.immutable = True
    else:
        response.cache_control.no_cache = True
    response.make_conditional(request)
    return response
