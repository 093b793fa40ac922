"""The gateway: sign up, sign in and out, a new password, invitations. An answer never tells whether an address is known."""

from datetime import UTC, datetime

from flask import Blueprint, Response, make_response, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user

from tenants.actions import accounts as acting
from tenants.actions import sessions
from tenants.actions.sessions import Device
from tenants.store.seats import SeatGlimpse, seats_of
from tenants.terms.errors import Refusal
from tenants.terms.people import Language, Role
from webapp import house, scope
from webapp.access import public, signed_in
from webapp.forms import Form
from webapp.hypermedia import answer, go, show
from webapp.links import outside, safe
from webapp.security import by_address_typed, limiter, refused
from webapp.words import LANGUAGES, language
from webapp.zones import zones

accounts = Blueprint("accounts", __name__)


def device() -> Device:
    """The browser of this request, as its owner will recognise it."""
    return Device(agent=request.user_agent.string or "", address=request.remote_addr or "")


def home_of(seat: SeatGlimpse) -> str:
    """Where a seat leads: the portal for somebody of a client, else the workspace."""
    if seat.role == Role.CLIENT:
        return f"/w/{seat.slug}/portal/"
    return url_for("home.index", tenant=seat.slug)


@accounts.get("/")
@public
def start() -> Response:
    """Lead the signed-in to their work, everybody else to sign-in."""
    if not current_user.is_authenticated:
        return go(url_for("accounts.sign_in"))
    return enter()


@accounts.get("/enter")
@signed_in
def enter() -> Response:
    """Open the workspace used last, the only one, or the list to choose from."""
    seats = seats_of(current_user.id)
    last = next((seat for seat in seats if seat.slug == request.cookies.get("workspace")), None)
    chosen = last or (seats[0] if len(seats) == 1 else None)
    return go(home_of(chosen) if chosen else url_for("accounts.workspaces"))


@accounts.get("/workspaces")
@signed_in
def workspaces() -> Response:
    """Every workspace the visitor has a seat in."""
    seats = [(seat, home_of(seat)) for seat in seats_of(current_user.id)]
    return show("screens/accounts/workspaces.html", seats=seats)


@accounts.get("/workspaces/new")
@signed_in
def new_workspace() -> Response:
    """Ask for one more workspace."""
    form = Form(initial={"language": language(), "timezone": "Asia/Shanghai"})
    return show("screens/accounts/new_workspace.html", form=form, zones=zones(), languages=_languages())


@accounts.post("/workspaces")
@signed_in
@limiter.limit("10/hour", key_func=lambda: str(current_user.get_id())[:16])
def found() -> Response:
    """Open one more workspace, with the visitor as its owner."""
    form = Form.posted()
    agency, slug = form.text("agency", limit=120), form.text("slug", limit=40)
    lang, zone = form.one_of("language", list(Language)), form.text("timezone", limit=60)
    if form.ok:
        with form.refusals():
            tenant = acting.found(slug, agency=agency, language=lang, timezone=zone, by=current_user.id)
            return answer(url_for("home.index", tenant=tenant.slug), toast=_("The workspace is open."))
    return show("screens/accounts/new_workspace.html", status=422, form=form, zones=zones(), languages=_languages())


def _languages() -> list[tuple[str, str]]:
    return [(code, name) for code, _tag, name in LANGUAGES]


@accounts.get("/sign-in")
@public
def sign_in() -> Response:
    """Ask who is there."""
    if current_user.is_authenticated:
        return go(safe(request.args.get("next"), url_for("accounts.enter")))
    return show("screens/accounts/sign_in.html", form=Form(initial={"next": request.args.get("next", "")}))


@accounts.post("/sign-in")
@public
@limiter.limit("10/10 minutes", key_func=by_address_typed, deduct_when=refused)
@limiter.limit("50/10 minutes", deduct_when=refused)
def open_session() -> Response:
    """Sign in. After ten wrong tries for one address within ten minutes the next is not looked at."""
    form = Form.posted()
    email, password = form.text("email", limit=254), form.secret("password")
    if form.ok:
        with form.refusals():
            keep = form.flag("keep")
            _person, secret = acting.sign_in(email, password, device=device(), keep=keep, now=datetime.now(UTC))
            begin(secret, keep=keep)
            return go(safe(form.raw("next"), url_for("accounts.enter")))
    return show("screens/accounts/sign_in.html", status=422, form=form)


def begin(secret: str, *, keep: bool = False) -> None:
    """Start the new session in this browser."""
    scope.begin(secret)
    session.permanent = keep


@accounts.post("/sign-out")
@public
def sign_out() -> Response:
    """End the session, here and in the database."""
    if current_user.is_authenticated:
        sessions.sign_out(current_user.login_id)
    scope.end()
    return go(url_for("accounts.sign_in"))


@accounts.get("/sign-up")
@public
def sign_up() -> Response:
    """Ask for the address; the rest follows behind the link in the letter."""
    return show("screens/accounts/sign_up.html", form=Form())


@accounts.post("/sign-up")
@public
@limiter.limit("20/hour")
@limiter.limit("5/hour", key_func=by_address_typed)
def send_confirmation() -> Response:
    """Send the letter. The page is the same whether or not the address has an account."""
    form = Form.posted()
    email = form.email("email")
    if form.ok:
        with form.refusals():
            acting.ask_to_sign_up(
                email,
                language=language(),
                confirm=lambda secret: outside("accounts.confirm", secret=secret),
                sign_in=outside("accounts.sign_in"),
                reset=outside("accounts.forgot"),
                now=datetime.now(UTC),
            )
            return show("screens/accounts/letter_sent.html", email=email)
    return show("screens/accounts/sign_up.html", status=422, form=form)


@accounts.get("/sign-up/<secret>")
@public
@limiter.limit("60/hour")
def confirm(secret: str) -> Response:
    """Show what is left to say; a mail scanner that opens the link uses nothing up."""
    try:
        person = acting.token_owner(acting.VERIFY, secret, now=datetime.now(UTC))
    except Refusal:
        return lapsed_link(url_for("accounts.sign_up"))
    form = Form(initial={"language": language(), "timezone": "Asia/Shanghai"})
    return show("screens/accounts/confirm.html", form=form, email=person.email, zones=zones(), languages=_languages())


@accounts.post("/sign-up/<secret>")
@public
@limiter.limit("60/hour")
def open_workspace(secret: str) -> Response:
    """Open the workspace and sign its owner in."""
    now = datetime.now(UTC)
    try:
        email = acting.token_owner(acting.VERIFY, secret, now=now).email
    except Refusal:
        return lapsed_link(url_for("accounts.sign_up"))
    form = Form.posted()
    given = {
        "agency": form.text("agency", limit=120),
        "slug": form.text("slug", limit=40),
        "name": form.text("name", limit=120),
        "password": form.secret("password"),
        "language": form.one_of("language", list(Language)),
        "timezone": form.text("timezone", limit=60),
    }
    if form.ok:
        with form.refusals():
            tenant, cookie = acting.sign_up(secret, **given, device=device(), now=now)
            address = url_for("home.index", tenant=tenant.slug)
            begin(cookie)
            return answer(address)
    return show("screens/accounts/confirm.html", status=422, form=form, email=email, zones=zones(), languages=_languages())


@accounts.get("/password-reset")
@public
def forgot() -> Response:
    """Ask whose password it is."""
    return show("screens/accounts/forgot.html", form=Form())


@accounts.post("/password-reset")
@public
@limiter.limit("20/hour")
@limiter.limit("5/hour", key_func=by_address_typed)
def send_reset() -> Response:
    """Send the letter, if there is somebody to send it to; the page is the same."""
    form = Form.posted()
    email = form.email("email")
    if form.ok:
        with form.refusals():
            acting.ask_for_reset(
                email,
                reset=lambda secret: outside("accounts.reset", secret=secret),
                confirm=lambda secret: outside("accounts.confirm", secret=secret),
                now=datetime.now(UTC),
            )
            return show("screens/accounts/letter_sent.html", email=email, reset=True)
    return show("screens/accounts/forgot.html", status=422, form=form)


@accounts.get("/password-reset/<secret>")
@public
@limiter.limit("60/hour")
def reset(secret: str) -> Response:
    """Ask for the new password; the link stays good until it is given."""
    try:
        house.greet(acting.token_owner(acting.RESET, secret, now=datetime.now(UTC)).id)
    except Refusal:
        return lapsed_link(url_for("accounts.forgot"))
    return show("screens/accounts/reset.html", form=Form())


@accounts.post("/password-reset/<secret>")
@public
@limiter.limit("60/hour")
def set_password(secret: str) -> Response:
    """Set the new password: every session ends, one begins here."""
    form = Form.posted()
    password = form.secret("password")
    if form.ok:
        try:
            with form.refusals():
                now = datetime.now(UTC)
                house.greet(acting.token_owner(acting.RESET, secret, now=now).id)
                _person, cookie = acting.reset_password(secret, password, device=device(), now=now)
                begin(cookie)
                return answer(url_for("accounts.enter"), toast=_("Your new password counts. All other sessions have ended."))
        except Refusal:
            return lapsed_link(url_for("accounts.forgot"))
        if form.problem:
            return lapsed_link(url_for("accounts.forgot"))
    return show("screens/accounts/reset.html", status=422, form=form)


def lapsed_link(again: str) -> Response:
    """The page of a link that is unknown, used or expired: all three look the same."""
    return make_response(render_template("screens/accounts/lapsed.html", again=again), 410)
