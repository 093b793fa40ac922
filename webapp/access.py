"""Who may reach a view: one mark a view, one guard for all, and an application that refuses to start without the mark.

Order of the questions: signed in? member of this workspace (else 404: it must not be told apart from one that does not exist)?
a role that may (else 403)? Only then the CSRF token, so that a lapsed session leads to sign-in and not to "bad request".
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar, cast

from flask import Flask, abort, current_app, g, make_response, redirect, request, url_for
from flask_login import current_user
from flask_wtf.csrf import CSRFProtect
from werkzeug.wrappers import Response

from tenants.terms.people import Role

WORKSPACE = "/w/<tenant>"
PORTAL = "/w/<tenant>/portal"

csrf = CSRFProtect()
View = TypeVar("View", bound=Callable[..., Any])


class Door(StrEnum):
    """How far a view is open."""

    PUBLIC = "public"
    SIGNED_IN = "signed_in"
    ROLES = "roles"


@dataclass(frozen=True, slots=True)
class Policy:
    """Who may reach a view. ``roles`` counts for ``Door.ROLES`` only."""

    door: Door
    roles: frozenset[Role] = frozenset()


STRONGER = {
    Role.OWNER: frozenset({Role.OWNER}),
    Role.MANAGER: frozenset({Role.OWNER, Role.MANAGER}),
    Role.ANALYST: frozenset({Role.OWNER, Role.MANAGER, Role.ANALYST}),
    Role.CLIENT: frozenset({Role.CLIENT}),
}


def allow(*roles: Role) -> Callable[[View], View]:
    """Open a workspace view to ``roles`` and the stronger ones: ``allow(Role.MANAGER)`` is managers and owners.

    ``Role.CLIENT`` stands apart: it opens portal views, and only those.
    """
    return _mark(Policy(Door.ROLES, frozenset[Role]().union(*(STRONGER[role] for role in roles))))


def public(view: View) -> View:
    """Open a view to everybody."""
    return _mark(Policy(Door.PUBLIC))(view)


def signed_in(view: View) -> View:
    """Open a view to everybody with an account, whatever workspace they belong to."""
    return _mark(Policy(Door.SIGNED_IN))(view)


def no_form(view: View) -> View:
    """Let a view be posted to by machines: its proof stands in the address or a header, and no session of anybody's is used for it."""
    view.__dict__["no_form"] = True
    return view


def _mark(policy: Policy) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        view.__dict__["policy"] = policy
        return view

    return decorate


def policy_of(app: Flask, endpoint: str) -> Policy | None:
    """The policy of a registered view, ``None`` where it carries no mark."""
    return cast("Policy | None", getattr(app.view_functions[endpoint], "policy", None))


def refuse_unguarded(app: Flask) -> None:
    """Raise ``RuntimeError`` if any route lacks a policy, or if a client's role opens more than the portal."""
    wrong = []
    for rule in app.url_map.iter_rules():
        policy = policy_of(app, rule.endpoint)
        inside, portal = rule.rule.startswith(WORKSPACE), rule.rule.startswith(PORTAL)
        if policy is None:
            wrong.append(f"{rule.rule} ({rule.endpoint}) has no policy")
        elif inside != (policy.door is Door.ROLES):
            wrong.append(f"{rule.rule} ({rule.endpoint}): roles belong to workspace routes, and to all of them")
        elif Role.CLIENT in policy.roles and not portal and rule.endpoint not in SHARED:
            wrong.append(f"{rule.rule} ({rule.endpoint}) is open to clients outside the portal")
    if wrong:
        raise RuntimeError("unguarded routes: " + "; ".join(wrong))


SHARED = frozenset({"brand.style", "brand.logo"})
"""Workspace routes that clients and staff share: the colour and the logo that pages of the workspace wear."""


def take_tenant(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Move the workspace's slug out of the view's arguments; the guard turns it into a scope."""
    g.slug = values.pop("tenant", None) if values else None


def put_tenant(endpoint: str, values: dict[str, Any]) -> None:
    """Put the slug back into every address inside the workspace."""
    known = endpoint in current_app.view_functions
    if known and "tenant" not in values and g.get("slug") and current_app.url_map.is_endpoint_expecting(endpoint, "tenant"):
        values["tenant"] = g.slug


def guard() -> Response | None:
    """Let the request pass to its view, or answer it: sign-in, 404, 403, 400."""
    if request.endpoint is None:
        return None
    policy = policy_of(current_app, request.endpoint)
    if policy is None:
        abort(500)
    if policy.door is not Door.PUBLIC and not current_user.is_authenticated:
        return to_sign_in()
    if policy.door is Door.ROLES:
        enter_workspace(policy)
    if not getattr(current_app.view_functions[request.endpoint], "no_form", False):
        csrf.protect()
    return None


def enter_workspace(policy: Policy) -> None:
    """Open the scope of the workspace in the address for the rest of the request, or abort with 404 or 403."""
    from webapp.scope import open_scope  # noqa: PLC0415 - the database is not needed to mark views

    membership = open_scope(g.slug)
    if membership is None:
        abort(404)
    if membership.role not in policy.roles:
        abort(403)


def to_sign_in() -> Response:
    """Lead to sign-in and, after a GET, back to where the visitor wanted to go."""
    following = request.full_path.rstrip("?") if request.method == "GET" else None
    address = url_for("accounts.sign_in", next=following)
    if request.headers.get("HX-Request") == "true":
        response = make_response("", 204)
        response.headers["HX-Redirect"] = url_for("accounts.sign_in")
        return response
    return make_response(redirect(address, 302))


def close_scope(_error: BaseException | None = None) -> None:
    """Leave the workspace's scope at the end of the request."""
    from webapp.scope import leave  # noqa: PLC0415 - as above

    leave()


def init_access(app: Flask) -> None:
    """Install the guard. ``CSRFProtect`` checks when the guard asks it to, not before."""
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False
    app.config["WTF_CSRF_TIME_LIMIT"] = None
    csrf.init_app(app)
    app.url_value_preprocessor(take_tenant)
    app.url_defaults(put_tenant)
    app.before_request(guard)
    app.teardown_request(close_scope)
