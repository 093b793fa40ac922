"""The team: who works here, who of a client may look in, who is invited."""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from flask import Response, g, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from tenants.actions import people as acting
from tenants.store import accounts as store
from tenants.store.clients import Client, all_clients
from tenants.terms.errors import NotFoundError, Refusal
from tenants.terms.people import Role
from tenants.terms.words import N_
from webapp.access import allow
from webapp.forms import Form
from webapp.hypermedia import Toast, answer, show
from webapp.links import outside
from webapp.screens import workspace
from webapp.security import limiter

people = workspace("people")

ROLES = {
    Role.OWNER: (N_("Owner of the workspace"), N_("everything, people and settings included")),
    Role.MANAGER: (N_("Manager"), N_("runs communities: imports, targets, calendar, reviews, reports")),
    Role.ANALYST: (N_("Analyst"), N_("reads everything, drafts commentary, changes no settings")),
    Role.CLIENT: (N_("From a client"), N_("sees that client's published reports and nothing else")),
}


def role_options() -> Sequence[tuple[str, str, str]]:
    """The roles in words, for forms."""
    return [(role.value, _(name), _(note)) for role, (name, note) in ROLES.items()]


def _page(form: Form | None = None) -> Response:
    clients: Sequence[Client] = all_clients()
    return show(
        "screens/people/index.html",
        status=422 if form else 200,
        form=form or Form(initial={"role": Role.MANAGER.value}),
        seats=store.seats(),
        invitations=store.open_invitations(datetime.now(UTC)),
        roles=role_options(),
        role_names={role.value: _(name) for role, (name, _note) in ROLES.items()},
        clients=[(str(client.id), client.name) for client in clients],
        client_names={client.id: client.name for client in clients},
        mine=g.membership.seat_id,
    )


@people.get("/people")
@allow(Role.ANALYST)
def index() -> Response:
    """Everybody with a seat, and the invitations that wait."""
    return _page()


@people.post("/people/invitations")
@allow(Role.OWNER)
@limiter.limit("60/hour", key_func=lambda: f"person:{current_user.get_id()}"[:24])
def invite() -> Response:
    """Invite one or several addresses with one role."""
    form = Form.posted()
    emails, role = form.emails("emails"), form.choice("role", Role)
    client_id = form.uuid("client_id", optional=True) if role is Role.CLIENT else None
    if form.ok and role:
        slug = g.workspace.slug
        with form.refusals():
            sent = acting.invite(
                emails,
                role=role,
                client_id=client_id,
                by=current_user.id,
                link=lambda secret: outside("accounts.invitation", slug=slug, secret=secret),
                now=datetime.now(UTC),
            )
            words = ngettext("One invitation is on its way.", "%(num)d invitations are on their way.", len(sent))
            return answer(url_for("people.index"), toast=words)
    return _page(form)


@people.post("/people/invitations/<uuid:invitation_id>/withdrawal")
@allow(Role.OWNER)
def withdraw(invitation_id: UUID) -> Response:
    """Withdraw an invitation."""
    acting.withdraw(invitation_id, by=current_user.id, now=datetime.now(UTC))
    return answer(url_for("people.index"), toast=_("The invitation is withdrawn; its link opens nothing any more."))


@people.post("/people/<uuid:seat_id>/role")
@allow(Role.OWNER)
def change_role(seat_id: UUID) -> Response:
    """Give somebody another role."""
    form = Form.posted()
    role = form.choice("role", Role)
    client_id = form.uuid("client_id", optional=True) if role is Role.CLIENT else None
    if not (form.ok and role):
        return _page(form)
    acting.change_role(seat_id, role=role, client_id=client_id, by=current_user.id)
    return answer(url_for("people.index"), toast=_("The new role counts from now on."))


@people.get("/people/<uuid:seat_id>/removal")
@allow(Role.OWNER)
def ask_removal(seat_id: UUID) -> Response:
    """Ask before somebody loses their seat."""
    seat = store.seat_by_id(seat_id)
    if seat is None:
        raise NotFoundError("people.seat_missing")
    return show(
        "layouts/confirm.html",
        question=_("Remove %(name)s from this workspace?", name=seat.person.name or seat.person.email),
        text=_("They lose access at once, on every machine. What they wrote stays."),
        verb=_("Remove %(name)s", name=seat.person.name or seat.person.email),
        address=url_for("people.remove", seat_id=seat_id),
        back=url_for("people.index"),
        danger=True,
    )


@people.post("/people/<uuid:seat_id>/removal")
@allow(Role.OWNER)
def remove(seat_id: UUID) -> Response:
    """Take somebody's seat away."""
    try:
        acting.remove(seat_id, by=current_user.id)
    except Refusal as refusal:
        form = Form()
        if refusal.code != "people.last_owner":
            raise
        form.refuse(refusal)
        return _page(form)
    return answer(url_for("people.index"), toast=Toast(_("Removed. Their account and their other workspaces stay.")))
