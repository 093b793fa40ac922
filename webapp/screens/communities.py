"""Communities: adding, changing, putting away. The page of one community is ``webapp/screens/dashboard.py``."""

from datetime import UTC, datetime

from flask import Response, g, url_for
from flask_babel import gettext as _
from flask_login import current_user

from tenants.actions import clients as client_actions
from tenants.actions import communities as acting
from tenants.actions.communities import CommunityForm
from tenants.store.clients import Client, Community
from tenants.terms.community import CommunityKind, Platform
from tenants.terms.people import Role
from webapp.access import allow
from webapp.forms import Form
from webapp.hypermedia import Toast, answer, show
from webapp.screens import workspace
from webapp.screens.choices import kinds, platforms, suggested_slug
from webapp.zones import zones

communities = workspace("communities")


@communities.get("/clients/<client>/communities/new")
@allow(Role.MANAGER)
def new(client: str) -> Response:
    """The form of a new community."""
    initial = {"platform": Platform.WECHAT.value, "kind": CommunityKind.PRODUCT.value, "timezone": g.workspace.timezone}
    return _edit(Form(initial=initial), client_actions.find(client), None)


@communities.post("/clients/<client>/communities")
@allow(Role.MANAGER)
def create(client: str) -> Response:
    """Add a community to a client."""
    owner = client_actions.find(client)
    form = Form.posted()
    wanted = _read(form)
    if form.ok:
        with form.refusals():
            slug = form.text("slug", limit=40, optional=True) or suggested_slug(wanted.name, Community, "community")
            made = acting.create(slug, owner, wanted, by=current_user.id)
            return answer(url_for("communities.show", community=made.slug), toast=_("Community added. Next: import its export."))
    return _edit(form, owner, None, status=422)


@communities.get("/communities/<community>/edit")
@allow(Role.MANAGER)
def edit(community: str) -> Response:
    """The form of an existing community."""
    row = acting.find(community)
    plain = ("name", "platform", "kind", "timezone", "positioning", "audience", "rules")
    initial: dict[str, object] = {name: getattr(row, name) for name in plain}
    initial["capacity"] = row.capacity or ""
    initial["quiet_from"] = row.quiet_from.strftime("%H:%M") if row.quiet_from else ""
    initial["quiet_until"] = row.quiet_until.strftime("%H:%M") if row.quiet_until else ""
    return _edit(Form(initial=initial), row.client, row)


@communities.post("/communities/<community>")
@allow(Role.MANAGER)
def update(community: str) -> Response:
    """Change a community."""
    row = acting.find(community)
    form = Form.posted()
    wanted = _read(form)
    if form.ok:
        with form.refusals():
            acting.change(row, wanted, by=current_user.id)
            return answer(url_for("communities.show", community=row.slug), toast=_("Saved."))
    return _edit(form, row.client, row, status=422)


@communities.get("/communities/<community>/archive")
@allow(Role.MANAGER)
def ask_archive(community: str) -> Response:
    """Ask whether to put a community away."""
    row = acting.find(community)
    return show(
        "layouts/confirm.html",
        question=_("Archive %(name)s?", name=row.name),
        text=_("Its history stays. Nothing is measured or sent until you take it back."),
        verb=_("Archive community"),
        address=url_for("communities.archive", community=community),
        back=url_for("communities.edit", community=community),
    )


@communities.post("/communities/<community>/archive")
@allow(Role.MANAGER)
def archive(community: str) -> Response:
    """Put a community away."""
    row = acting.find(community)
    name, client = row.name, row.client.slug
    acting.archive(row, by=current_user.id, now=datetime.now(UTC))
    undo = url_for("communities.restore", community=community)
    return answer(url_for("clients.show", client=client), toast=Toast(_("%(name)s is archived.", name=name), undo=undo))


@communities.post("/communities/<community>/restoration")
@allow(Role.MANAGER)
def restore(community: str) -> Response:
    """Take a community back."""
    row = acting.find(community)
    acting.restore(row, by=current_user.id)
    return answer(url_for("clients.show", client=row.client.slug), toast=_("%(name)s is back.", name=row.name))


def _read(form: Form) -> CommunityForm:
    return CommunityForm(
        name=form.text("name", limit=120),
        platform=form.one_of("platform", list(Platform)),
        timezone=form.text("timezone", limit=60),
        kind=form.one_of("kind", list(CommunityKind)),
        positioning=form.text("positioning", limit=2000, optional=True, lines=True),
        audience=form.text("audience", limit=2000, optional=True, lines=True),
        capacity=form.whole("capacity", least=1, most=10_000_000, optional=True),
        quiet_from=form.hour("quiet_from", optional=True),
        quiet_until=form.hour("quiet_until", optional=True),
        rules=form.text("rules", limit=8000, optional=True, lines=True),
    )


def _edit(form: Form, client: Client, row: Community | None, status: int = 200) -> Response:
    return show(
        "screens/communities/edit.html",
        status=status,
        form=form,
        client=client,
        community=row,
        platforms=platforms(),
        kinds=kinds(),
        zones=zones(),
    )
