"""The workspace of the request: who is signed in, which workspace the address names, and the scope all its queries run in."""

from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

import structlog
from flask import g, session
from flask_login import LoginManager, UserMixin, current_user

from tenants.actions import passwords, sessions
from tenants.actions.branding import digest_of
from tenants.render import currency
from tenants.store import accounts as store
from tenants.store.tenancy import use_tenant
from tenants.terms.people import Role

SEEN_EVERY = timedelta(minutes=5)

logins = LoginManager()


@dataclass(frozen=True, slots=True)
class Visitor(UserMixin):  # type: ignore[misc] # flask_login ships no types
    """Who is signed in, as plain values: rows of the database do not outlive a change of scope."""

    id: UUID
    name: str
    email: str
    language: str
    login_id: UUID
    secret: str

    def get_id(self) -> str:
        """Return what the cookie carries: the session's secret, never the person's id."""
        return self.secret


@dataclass(frozen=True, slots=True)
class Workspace:
    """The workspace of the request, as plain values for pages."""

    id: int
    slug: str
    name: str
    language: str
    timezone: str
    colour: str
    footer: str
    paper: str = "A4"
    logo: str = ""
    """The digest that names its logo; empty for none."""


@dataclass(frozen=True, slots=True)
class Membership:
    """The visitor's place in the workspace."""

    seat_id: UUID
    role: Role
    client_id: UUID | None


@logins.user_loader  # type: ignore[untyped-decorator] # flask_login ships no types
def load(secret: str) -> Visitor | None:
    """Return the visitor a cookie stands for, ``None`` once its session has ended."""
    now = datetime.now(UTC)
    login = store.login_by_hash(passwords.digest(secret), now)
    if login is None:
        return None
    person = login.person
    visitor = Visitor(id=person.id, name=person.name, email=person.email, language=person.language, login_id=login.id, secret=secret)
    if now - login.seen_at > SEEN_EVERY:
        sessions.touch(login.id, now=now)
    return visitor


def begin(secret: str) -> None:
    """Put a new session into the cookie; nothing of the old one stays, the CSRF token included."""
    session.clear()
    session["_user_id"] = secret
    session["_fresh"] = True


def end() -> None:
    """Forget the session in the cookie; its row is the action's business."""
    session.clear()


def open_scope(slug: str) -> Membership | None:
    """Enter the workspace of that slug for the rest of the request, if the visitor has a seat there."""
    tenant = store.tenant_by_slug(slug)
    if tenant is None:
        return None
    workspace = Workspace(
        id=tenant.id,
        slug=tenant.slug,
        name=tenant.name,
        language=tenant.language,
        timezone=tenant.timezone,
        colour=tenant.colour,
        footer=tenant.footer,
        paper=tenant.paper,
        logo=digest_of(tenant.logo_key),
    )
    enter(workspace.id)
    seat = store.seat_of(current_user.id)
    membership = Membership(seat.id, Role(seat.role), seat.client_id) if seat else None
    if membership is None:
        leave()
        return None
    g.workspace, g.membership = workspace, membership
    currency.use(tenant.currency)
    structlog.contextvars.bind_contextvars(tenant_id=workspace.id)
    if membership.role is Role.CLIENT:
        # The agency's own people stay in the scope their seat was found in: another one would mean another transaction.
        enter(workspace.id, membership.client_id)
    return membership


def enter(tenant_id: int, client_id: UUID | None = None) -> None:
    """Keep a scope open until the end of the request."""
    leave()
    g.scope = ExitStack()
    g.scope.enter_context(use_tenant(tenant_id, client_id))


def leave() -> None:
    """Leave the scope of the request, if one is open."""
    stack: ExitStack | None = g.pop("scope", None)
    if stack is not None:
        stack.close()


def may(role: Role | str) -> bool:
    """Tell whether the visitor's role opens what ``allow(role)`` opens; for buttons, never instead of the mark on the view."""
    from webapp.access import STRONGER  # noqa: PLC0415 - access asks for scopes, scope for roles

    membership: Membership | None = g.get("membership")
    return membership is not None and membership.role in STRONGER[Role(role)]
