"""Whose house a page is: the agency's wherever somebody of a client reads it, the product's for the agency's own people.

Before sign-in nobody is known. A browser that was in an agency's portal, or was led to it by a link that only a client's person gets,
wears that agency's name from then on (a signed cookie); one that is on its way to some portal wears no name at all, so that the page
tells neither whose product it is nor whether there is such an agency.
"""

import base64
from dataclasses import dataclass
from urllib.parse import quote
from uuid import UUID

from flask import Flask, Response, current_app, g, request, url_for
from flask_login import current_user
from itsdangerous import BadSignature, URLSafeSerializer

from tenants.actions import branding
from tenants.store import accounts as store
from tenants.store.accounts import Tenant
from tenants.store.seats import seats_of
from tenants.store.tenancy import use_tenant
from tenants.terms.people import Role
from webapp.access import PORTAL
from webapp.assets import asset_url
from webapp.links import url_if
from webapp.words import language

COOKIE = "house"
YEAR_S = 365 * 24 * 3600
LINKS = "/s/"
PORTALS = PORTAL.removeprefix("/w/<tenant>") + "/"


@dataclass(frozen=True, slots=True)
class House:
    """Whose page it is. An empty ``name`` names nobody. ``logo`` is the picture's address, ``style`` that of the colour's style sheet."""

    name: str
    icon: str
    logo: str = ""
    style: str = ""
    product: bool = False


def house() -> House:
    """Return whose house the page of this request is; asked for once a request."""
    if "house" not in g:
        g.house = _found()
    kept: House = g.house
    return kept


def enter(slug: str) -> None:
    """Let this request's pages, and this browser's sign-in from now on, wear the agency's look."""
    tenant = store.tenant_by_slug(slug)
    if tenant is not None:
        g.house_slug = slug
        g.house = _agency(tenant)


def greet(person_id: UUID) -> None:
    """Let this request's pages wear the look that ``person_id``'s own would: for links out of letters, before anybody is signed in."""
    g.house = _of_seats(person_id)


def init_house(app: Flask) -> None:
    """Give templates ``house()``, and keep in the browser which agency's client it belongs to."""
    app.jinja_env.globals["house"] = house

    def remember(response: Response) -> Response:
        membership, workspace = g.get("membership"), g.get("workspace")
        slug = workspace.slug if membership is not None and membership.role is Role.CLIENT else g.get("house_slug", "")
        if slug and _remembered() != slug:
            secure = bool(current_app.config["SESSION_COOKIE_SECURE"])
            response.set_cookie(COOKIE, _signer().dumps(slug), max_age=YEAR_S, httponly=True, samesite="Lax", secure=secure)
        elif membership is not None and membership.role is not Role.CLIENT and COOKIE in request.cookies:
            response.delete_cookie(COOKIE)
        return response

    app.after_request(remember)


def _found() -> House:
    if request.path.startswith(LINKS):
        # What is refused below a link to share must not name the product, nor another agency that this browser knows.
        return House("", "data:,")
    workspace, membership = g.get("workspace"), g.get("membership")
    if membership is not None:
        if membership.role is not Role.CLIENT:
            return _product()
        logo = url_for("brand.logo", digest=workspace.logo) if workspace.logo else ""
        return _of(workspace.name, workspace.colour, logo)
    if current_user and current_user.is_authenticated:
        return _of_seats(current_user.id)
    tenant = store.tenant_by_slug(slug) if (slug := _remembered()) else None
    if tenant is not None:
        return _agency(tenant)
    return House("", "data:,") if _towards_portal() else _product()


def _of_seats(person_id: UUID) -> House:
    """The house of a person outside any workspace: the agency's, if they are a client of one alone."""
    seats = seats_of(person_id)
    if not seats or any(seat.role != Role.CLIENT for seat in seats):
        return _product()
    slugs = {seat.slug for seat in seats}
    tenant = store.tenant_by_slug(slugs.pop()) if len(slugs) == 1 else None
    return _agency(tenant) if tenant is not None else House("", "data:,")


def _agency(tenant: Tenant) -> House:
    """An agency's look where no workspace is open: its logo travels within the page."""
    name, colour, identity, key = tenant.name, tenant.colour, tenant.id, tenant.logo_key
    if not key:
        return _of(name, colour, "")
    if g.get("scope") is not None:
        picture = branding.picture_of(key)
    else:
        with use_tenant(identity):
            picture = branding.picture_of(key)
    return _of(name, colour, "data:image/png;base64," + base64.b64encode(picture).decode() if picture else "")


def _of(name: str, colour: str, logo: str) -> House:
    return House(name, _icon(name, colour), logo, url_if("open_files.brand", colour=colour.lstrip("#")))


def _product() -> House:
    return House("群策 Qunce" if language() != "en" else "Qunce", asset_url("mark.svg"), product=True)


def _icon(name: str, colour: str) -> str:
    """A square in the agency's colour: what a browser's tab has room for."""
    drawn = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 20"><rect width="20" height="20" rx="4" fill="{colour}"/></svg>'
    return "data:image/svg+xml," + quote(drawn) if name else "data:,"


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="house")


def _remembered() -> str:
    try:
        return str(_signer().loads(request.cookies.get(COOKIE, "")))
    except BadSignature:
        return ""


def _towards_portal() -> bool:
    """Whether the page asked for, or the one behind sign-in, is of a portal or an invitation: whose, must not matter here."""
    wanted = request.values.get("next", "") or request.path
    if wanted.startswith("/invitations/"):
        return True
    return wanted.startswith("/w/") and PORTALS in wanted + "/"
