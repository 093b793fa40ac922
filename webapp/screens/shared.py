"""One report, for whoever holds its link: no account, nothing else of the workspace, nobody's brand but the agency's.

A link that was ended, ran out, belongs to a withdrawn report or never existed gives one and the same page. Everything about the report is
read in the scope of its client, so that the database itself shows what was published to them and nothing more.
"""

import re
from base64 import b64encode
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, current_app, g, request, url_for
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.exceptions import NotFound, TooManyRequests

from tenants.actions import passwords, reporting, sharing
from tenants.actions.sharing import Opened
from tenants.render import formats
from tenants.render.wording.errors import sentence
from tenants.store import accounts, reviews
from tenants.store.reviews import Review
from tenants.terms.people import Language
from tenants.terms.words import N_
from webapp import scope
from webapp.access import public
from webapp.forms import Form
from webapp.hypermedia import show as page
from webapp.reading import online
from webapp.screens.downloads import OFFERED, file_of
from webapp.screens.sending import send
from webapp.security import limiter, refused
from webapp.words import COOKIE, LANGUAGES, language

shared = Blueprint("shared", __name__, url_prefix="/s/<tenant>/<token>")

KEY, SEEN = "shared_key", "shared_seen"
OPEN_FOR = 8 * 3600
"""Seconds for which a password opens a link in one browser."""
TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
_ROBOT = re.compile(r"bot\b|crawl|spider|preview|scan|fetch|monitor|curl|wget|python|java/|headless", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody with a valid link: the workspace it belongs to and what it opens."""

    tenant_id: int
    agency: str
    colour: str
    timezone: str
    link: Opened


def by_link() -> str:
    """Key of a limit by the link, so that its password is guessed slowly from however many machines."""
    return "link:" + passwords.digest((request.view_args or {}).get("token", "")).hex()[:32]


@shared.get("")
@public
@limiter.limit("300/minute")
def show(token: str) -> Response:
    """The report, or the question for its password. Showing consumes nothing: mail scanners may look."""
    holder = _holder(token)
    with force_locale(_language(holder)):
        if not _may_read(holder):
            return _ask(holder, Form())
        review = _review(holder)
        response = _report(holder, review)
    if _counts():
        scope.enter(holder.tenant_id)
        sharing.count(holder.link.link_id, now=datetime.now(UTC))
        _cookie(response, SEEN, "1", None)
    return response


@shared.post("")
@public
@limiter.limit("10/10 minutes", key_func=by_link, deduct_when=refused)
@limiter.limit("50/10 minutes", deduct_when=refused)
def unlock(token: str) -> Response:
    """Take the password: right, and this browser may read for some hours; wrong, and it counts."""
    holder, form = _holder(token), Form.posted()
    with force_locale(_language(holder)):
        password = form.secret("password")
        if form.ok and (not holder.link.locked or sharing.unlocks(holder.link.link_id, password)):
            response = Response(status=303, headers={"Location": url_for("shared.show", token=token, lang=language())})
            _cookie(response, KEY, _signer().dumps([str(holder.link.link_id), holder.link.lock]), OPEN_FOR)
            return response
        if form.ok:
            form.wrong("password", " ".join(sentence("share.password", {}, language())))
        return _ask(holder, form, status=422)


@shared.get("/report.<form>")
@public
@limiter.limit("30/10 minutes", key_func=by_link)
def file(token: str, form: str) -> Response:
    """The report as a file, in the language of the address."""
    holder = _holder(token)
    if form not in OFFERED or not _may_read(holder):
        raise NotFound
    lang = _language(holder)
    with force_locale(lang):
        response = send(file_of(_review(holder), form, lang))
    if request.method == "GET":
        scope.enter(holder.tenant_id)
        sharing.count(holder.link.link_id, now=datetime.now(UTC), download=True)
    return response


def _holder(token: str) -> Holder:
    """Return who holds a valid link, or answer 404; the same questions are asked of a workspace that does not exist."""
    tenant = accounts.tenant_by_slug(g.slug)
    facts = (tenant.id, tenant.name, tenant.colour, tenant.timezone) if tenant else (0, "", "", "")
    scope.enter(facts[0])
    link = sharing.opened(token, datetime.now(UTC)) if TOKEN.fullmatch(token) else None
    if link is None:
        raise NotFound
    return Holder(*facts, link)


def _review(holder: Holder) -> Review:
    """The published review, as its client sees it."""
    scope.enter(holder.tenant_id, holder.link.client_id)
    row = reviews.by_id(holder.link.review_id)
    if row is None or row.document is None:
        raise NotFound
    return row


def _report(holder: Holder, review: Review) -> Response:
    document = reviews.frozen(review)
    if document is None:
        raise NotFound
    same = reviews.published()
    newer = any(
        each.community_id == review.community_id and each.period == review.period and each.version > review.version for each in same
    )
    picture = reporting.pictures(document).get("logo")
    # Within the page: an address of its own would be one more door to guard.
    logo = b64encode(picture).decode() if picture else ""
    return page("shared/report.html", newer=newer, **(_house(holder) | {"logo": logo}), **online(document))


def _ask(holder: Holder, form: Form, status: int = 200) -> Response:
    return page("shared/password.html", status=status, form=form, **_house(holder))


def _house(holder: Holder) -> dict[str, Any]:
    """Whose page it is, and how to read it in the other language."""
    token = (request.view_args or {})["token"]
    return {
        "agency": holder.agency,
        "logo": "",
        "colour": holder.colour.lstrip("#"),
        "until": formats.moment(holder.link.expires_at, ZoneInfo(holder.timezone), language()),
        "tongues": [(code, tag, name, url_for("shared.show", token=token, lang=code)) for code, tag, name in LANGUAGES],
        "token": token,
        "lang": language(),
    }


def _language(holder: Holder | None) -> str:
    """The language of the address, the one the visitor chose elsewhere on this site, or the client's."""
    for wanted in (request.args.get("lang", ""), request.cookies.get(COOKIE, "")):
        if wanted in tuple(Language):
            return wanted
    return holder.link.language if holder else language()


def _may_read(holder: Holder) -> bool:
    """Whether the link asks for no password, or this browser gave the present one."""
    if not holder.link.locked:
        return True
    try:
        kept = _signer().loads(request.cookies.get(KEY, ""), max_age=OPEN_FOR)
    except BadSignature:
        return False
    return bool(kept == [str(holder.link.link_id), holder.link.lock])


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="shared report")


def _counts() -> bool:
    """Whether this is a person's first look: no scanner, no prefetch, no reload."""
    ahead = request.headers.get("Sec-Purpose", request.headers.get("Purpose", ""))
    agent = request.user_agent.string or ""
    if request.method != "GET" or SEEN in request.cookies or "prefetch" in ahead:
        return False
    return request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate" and agent.startswith("Mozilla/") and not _ROBOT.search(agent)


def _cookie(response: Response, name: str, value: str, seconds: int | None) -> None:
    """Keep a value for this link alone."""
    here = url_for("shared.show", token=(request.view_args or {})["token"])
    secure = bool(current_app.config["SESSION_COOKIE_SECURE"])
    response.set_cookie(name, value, max_age=seconds, path=here, samesite="Lax", secure=secure, httponly=True)


@shared.errorhandler(NotFound)
def gone(_error: NotFound) -> Response:
    """The one page for every link that opens nothing."""
    return _plain(
        404, N_("This link opens nothing"), N_("It may have run out or been ended. Ask the person who sent it to you for a new one.")
    )


@shared.errorhandler(TooManyRequests)
def slower(_error: TooManyRequests) -> Response:
    """Too many tries, or too many files."""
    return _plain(429, N_("Too many tries"), N_("Please wait a few minutes, then try again."))


@shared.errorhandler(CSRFError)
def lapsed(_error: CSRFError) -> Response:
    """The form was older than the visit."""
    return _plain(400, N_("This form has lapsed"), N_("Open the link once more and type the password again."))


def _plain(status: int, title: str, text: str) -> Response:
    with force_locale(_language(None)):
        return page("shared/nothing.html", status=status, title=_(title), text=_(text), agency="", logo="", colour="", tongues=[])


@shared.after_request
def discreet(response: Response) -> Response:
    """Nobody lists this page, keeps it or learns its address from a link on it; the page itself must say so to our own forms."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response.headers["Referrer-Policy"] = "same-origin"
    response.cache_control.private = True
    response.cache_control.no_store = True
    return response
