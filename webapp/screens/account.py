"""One's own account: name, language, password, and the browsers that are signed in."""

from datetime import UTC, datetime
from uuid import UUID

from flask import Response, url_for
from flask_babel import gettext as _
from flask_login import current_user

from tenants.actions import accounts as acting
from tenants.actions import sessions
from tenants.store import accounts as store
from tenants.terms.people import Language
from webapp.access import signed_in
from webapp.forms import Form
from webapp.hypermedia import Toast, answer, show
from webapp.screens.accounts import accounts, begin, device
from webapp.security import limiter, refused
from webapp.words import LANGUAGES, language


def _page(profile: Form | None = None, password: Form | None = None) -> Response:
    now = datetime.now(UTC)
    mine = Form(initial={"name": current_user.name, "language": current_user.language})
    return show(
        "screens/accounts/account.html",
        status=422 if profile or password else 200,
        profile=profile or mine,
        secret=password or Form(),
        sessions=store.logins_of(current_user.id, now),
        languages=[(code, name) for code, _tag, name in LANGUAGES],
    )


@accounts.get("/account")
@signed_in
def account() -> Response:
    """Show the visitor's account."""
    return _page()


@accounts.post("/account/profile")
@signed_in
def change_profile() -> Response:
    """Change name and language."""
    form = Form.posted()
    name, lang = form.text("name", limit=120), form.choice("language", Language)
    if form.ok and lang:
        with form.refusals():
            acting.change_profile(current_user.id, name=name, language=lang.value)
            response = answer(url_for("accounts.account"), toast=_("Saved.") if lang.value == language() else "")
            response.set_cookie("lang", lang.value, max_age=365 * 24 * 3600, samesite="Lax", httponly=True)
            return response
    return _page(profile=form)


@accounts.post("/account/password")
@signed_in
@limiter.limit("10/10 minutes", key_func=lambda: f"person:{current_user.id}", deduct_when=refused)
def change_password() -> Response:
    """Change the password; all other sessions end, and this one gets a new cookie."""
    form = Form.posted()
    present, new = form.secret("present"), form.secret("new")
    if form.ok:
        with form.refusals():
            cookie = acting.change_password(current_user.id, present=present, new=new, device=device(), now=datetime.now(UTC))
            begin(cookie)
            return answer(url_for("accounts.account"), toast=_("Your new password counts. All other sessions have ended."))
    return _page(password=form)


@accounts.post("/account/sessions/<uuid:login_id>/end")
@signed_in
def end_session(login_id: UUID) -> Response:
    """End one of one's own sessions; another person's id changes nothing."""
    sessions.revoke(login_id, by=current_user.id)
    return answer(url_for("accounts.account"), toast=Toast(_("That session has ended.")))
