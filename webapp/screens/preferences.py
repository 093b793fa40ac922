"""Language and brightness: two cookies, and for the signed-in the language of their account. Works without a script."""

from flask import Blueprint, current_app, request
from flask_login import current_user
from werkzeug.wrappers import Response

from tenants.actions import accounts as acting
from tenants.terms.people import Language
from webapp.access import public
from webapp.hypermedia import go
from webapp.links import safe
from webapp.words import COOKIE

preferences = Blueprint("preferences", __name__)

THEMES = ("auto", "light", "dark")
YEAR = 365 * 24 * 3600


@preferences.post("/preferences")
@public
def keep() -> Response:
    """Keep what was chosen and go back to the page it was chosen on."""
    response: Response = go(safe(request.form.get("next"), "/"))
    language, theme = request.form.get("language", ""), request.form.get("theme", "")
    if language in tuple(Language):
        _cookie(response, COOKIE, language)
        if current_user.is_authenticated:
            acting.change_language(current_user.id, language)
    if theme in THEMES:
        _cookie(response, "theme", theme)
    return response


def _cookie(response: Response, name: str, value: str) -> None:
    secure = bool(current_app.config["SESSION_COOKIE_SECURE"])
    response.set_cookie(name, value, max_age=YEAR, samesite="Lax", secure=secure, httponly=True)
