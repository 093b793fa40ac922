"""The workspace's settings: its name, and what holds for everybody in it. Owners change them, others read."""

from datetime import UTC, datetime

from babel.numbers import get_currency_name
from flask import Response, url_for
from flask_babel import gettext as _
from flask_login import current_user

from tenants.actions import speech
from tenants.actions import workspaces as acting
from tenants.actions.workspaces import WorkspaceForm
from tenants.render import currency
from tenants.store.accounts import Tenant
from tenants.terms.people import Language, Role
from webapp.access import allow
from webapp.forms import Form
from webapp.hypermedia import answer, show
from webapp.screens import workspace
from webapp.screens.choices import languages
from webapp.words import language
from webapp.zones import zones

settings = workspace("settings")


@settings.get("/settings")
@allow(Role.ANALYST)
def index() -> Response:
    """The settings."""
    tenant = acting.find()
    return _page(Form(initial={name: getattr(tenant, name) for name in ("name", "language", "timezone", "currency", "text_days")}), tenant)


@settings.post("/settings")
@allow(Role.OWNER)
def update() -> Response:
    """Change the settings."""
    form = Form.posted()
    wanted = WorkspaceForm(
        name=form.text("name", limit=120),
        language=form.one_of("language", list(Language)),
        timezone=form.text("timezone", limit=60),
        currency=form.one_of("currency", currency.OFFERED),
    )
    days = form.whole("text_days", most=speech.LONGEST_KEPT, optional=True)
    if form.ok:
        with form.refusals():
            acting.change(wanted, by=current_user.id)
            if days is not None and days != acting.find().text_days:
                speech.keep_for(acting.find(), days, by=current_user.id, now=datetime.now(UTC))
            return answer(url_for("settings.index"), toast=_("Saved."))
    return _page(form, acting.find(), status=422)


def _page(form: Form, tenant: Tenant, status: int = 200) -> Response:
    return show(
        "screens/settings/index.html",
        status=status,
        form=form,
        tenant=tenant,
        languages=languages(),
        currencies=[(code, get_currency_name(code, locale=language())) for code in currency.OFFERED],
        language_name=dict(languages())[tenant.language],
        zones=zones(),
    )
