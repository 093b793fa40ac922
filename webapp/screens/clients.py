"""Clients: the list, one client with its communities and recipients, adding, changing, putting away."""

from datetime import UTC, datetime

from flask import Response, g, url_for
from flask_babel import gettext as _
from flask_login import current_user

from tenants.actions import clients as acting
from tenants.actions.clients import ClientForm
from tenants.store import clients as store
from tenants.store.clients import Client
from tenants.terms.people import Language, Role
from webapp.access import allow
from webapp.forms import Form
from webapp.hypermedia import Toast, answer, show
from webapp.screens import workspace
from webapp.screens.choices import kinds, languages, platforms, suggested_slug

clients = workspace("clients")


@clients.get("/clients")
@allow(Role.ANALYST)
def index() -> Response:
    """Every client with its communities; those put away stand apart."""
    return show("screens/clients/index.html", clients=store.all_clients(whole=True), archived=store.all_clients(archived=True, whole=True))


@clients.get("/clients/new")
@allow(Role.MANAGER)
def new() -> Response:
    """The form of a new client."""
    return _edit(Form(initial={"language": g.workspace.language}), None)


@clients.post("/clients")
@allow(Role.MANAGER)
def create() -> Response:
    """Add a client."""
    form = Form.posted()
    wanted = _read(form)
    if form.ok and wanted:
        with form.refusals():
            slug = form.text("slug", limit=40, optional=True) or suggested_slug(wanted.name, Client, "client")
            made = acting.create(slug, wanted, by=current_user.id)
            return answer(url_for("clients.show", client=made.slug), toast=_("Client added. Next: its first community."))
    return _edit(form, None, status=422)


@clients.get("/clients/<client>", endpoint="show")
@allow(Role.ANALYST)
def show_one(client: str) -> Response:
    """One client: communities, recipients, contract."""
    return show(
        "screens/clients/show.html",
        client=acting.find(client),
        language_names=dict(languages()),
        platform_names=dict(platforms()),
        kind_names=dict(kinds()),
    )


@clients.get("/clients/<client>/edit")
@allow(Role.MANAGER)
def edit(client: str) -> Response:
    """The form of an existing client."""
    row = acting.find(client)
    initial = {
        "name": row.name,
        "language": row.language,
        "recipients": "\n".join(recipient.email for recipient in row.recipients),
        "contact": row.contact,
        "contract_from": row.contract_from or "",
        "contract_until": row.contract_until or "",
        "notes": row.notes,
    }
    return _edit(Form(initial=initial), row)


@clients.post("/clients/<client>")
@allow(Role.MANAGER)
def update(client: str) -> Response:
    """Change a client."""
    row = acting.find(client)
    form = Form.posted()
    wanted = _read(form)
    if form.ok and wanted:
        with form.refusals():
            acting.change(row, wanted, by=current_user.id)
            return answer(url_for("clients.show", client=row.slug), toast=_("Saved."))
    return _edit(form, row, status=422)


@clients.get("/clients/<client>/archive")
@allow(Role.MANAGER)
def ask_archive(client: str) -> Response:
    """Ask whether to put a client away."""
    row = acting.find(client)
    return show(
        "layouts/confirm.html",
        question=_("Archive %(name)s?", name=row.name),
        text=_("Its communities are put away with it. Nothing is deleted; you can take it back at any time."),
        verb=_("Archive client"),
        address=url_for("clients.archive", client=client),
        back=url_for("clients.show", client=client),
    )


@clients.post("/clients/<client>/archive")
@allow(Role.MANAGER)
def archive(client: str) -> Response:
    """Put a client and its communities away."""
    row = acting.find(client)
    name = row.name
    acting.archive(row, by=current_user.id, now=datetime.now(UTC))
    undo = url_for("clients.restore", client=client)
    return answer(url_for("clients.index"), toast=Toast(_("%(name)s is archived.", name=name), undo=undo))


@clients.post("/clients/<client>/restoration")
@allow(Role.MANAGER)
def restore(client: str) -> Response:
    """Take a client back."""
    row = acting.find(client)
    acting.restore(row, by=current_user.id)
    return answer(url_for("clients.show", client=client), toast=_("%(name)s is back.", name=row.name))


def _read(form: Form) -> ClientForm | None:
    name = form.text("name", limit=120)
    language = form.choice("language", Language)
    recipients = form.emails("recipients")
    contact = form.text("contact", limit=2000, optional=True, lines=True)
    begins, ends = form.day("contract_from", optional=True), form.day("contract_until", optional=True)
    notes = form.text("notes", limit=4000, optional=True, lines=True)
    if language is None:
        return None
    return ClientForm(
        name=name, language=language, recipients=recipients, contact=contact, contract_from=begins, contract_until=ends, notes=notes
    )


def _edit(form: Form, row: Client | None, status: int = 200) -> Response:
    return show("screens/clients/edit.html", status=status, form=form, client=row, languages=languages())
