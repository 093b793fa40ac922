"""Invitations: what they offer, and accepting them as somebody known or somebody new."""

from datetime import UTC, datetime

from flask import Response, abort, url_for
from flask_babel import gettext as _
from flask_login import current_user

from tenants.actions import people as inviting
from tenants.store import accounts as store
from tenants.terms.errors import Refusal
from tenants.terms.people import Role
from webapp import house, scope
from webapp.access import public
from webapp.forms import Form
from webapp.hypermedia import answer, show
from webapp.screens.accounts import accounts, begin, device, lapsed_link
from webapp.security import limiter
from webapp.words import language


@accounts.get("/invitations/<slug>/<secret>")
@public
@limiter.limit("60/hour")
def invitation(slug: str, secret: str) -> Response:
    """Show what the invitation offers and what it takes to accept."""
    offer = _offer(slug, secret)
    if offer is None:
        return lapsed_link("")
    return show("screens/accounts/invitation.html", form=Form(), offer=offer)


def _offer(slug: str, secret: str) -> inviting.Invited | None:
    """Enter the inviting workspace and look; ``None`` where workspace or invitation is not there."""
    tenant = store.tenant_by_slug(slug)
    if tenant is None:
        return None
    scope.enter(tenant.id)
    try:
        offer = inviting.look_at(secret, now=datetime.now(UTC))
    except Refusal:
        return None
    if offer.role is Role.CLIENT:
        house.enter(slug)
    return offer


@accounts.post("/invitations/<slug>/<secret>")
@public
@limiter.limit("60/hour")
def accept(slug: str, secret: str) -> Response:
    """Accept: as the one who is signed in, or with a name and a password as somebody new."""
    offer = _offer(slug, secret)
    if offer is None:
        return lapsed_link("")
    now, form = datetime.now(UTC), Form.posted()
    done = _("Welcome to %(agency)s.", agency=offer.agency)
    if offer.known:
        if not current_user.is_authenticated:
            abort(403)
        with form.refusals():
            inviting.accept(secret, by=current_user.id, now=now)
            return answer(_inside(slug, offer.role), toast=done)
    else:
        name, password = form.text("name", limit=120), form.secret("password")
        if form.ok:
            with form.refusals():
                cookie = inviting.accept_as_new(secret, name=name, password=password, language=language(), device=device(), now=now)
                begin(cookie)
                return answer(_inside(slug, offer.role), toast=done)
    return show("screens/accounts/invitation.html", status=422, form=form, offer=offer)


def _inside(slug: str, role: Role) -> str:
    return f"/w/{slug}/portal/" if role is Role.CLIENT else url_for("home.index", tenant=slug)
