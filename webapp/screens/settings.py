"""The workspace's settings: its name, its look on reports and letters, language and time zone. Owners change them, others read."""

from dataclasses import dataclass

from babel.numbers import get_currency_name
from flask import Response, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from tenants.actions import workspaces as acting
from tenants.actions.workspaces import COLOUR, WorkspaceForm
from tenants.render import charts, currency
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


@dataclass(frozen=True, slots=True)
class Swatch:
    """One use of the colour: its ground, its letters, and the contrast between them (1 to 21)."""

    use: str
    ground: str
    letters: str
    contrast: float


@settings.get("/settings")
@allow(Role.ANALYST)
def index() -> Response:
    """The settings."""
    tenant = acting.find()
    names = ("name", "language", "timezone", "colour", "footer", "sender", "currency")
    return _page(Form(initial={name: getattr(tenant, name) for name in names}), tenant)


@settings.post("/settings")
@allow(Role.OWNER)
def update() -> Response:
    """Change the settings."""
    form = Form.posted()
    wanted = WorkspaceForm(
        name=form.text("name", limit=120),
        language=form.one_of("language", list(Language)),
        timezone=form.text("timezone", limit=60),
        colour=form.text("colour", limit=7),
        footer=form.text("footer", limit=200, optional=True),
        sender=form.text("sender", limit=120, optional=True),
        currency=form.one_of("currency", currency.OFFERED),
    )
    if form.ok:
        with form.refusals():
            acting.change(wanted, by=current_user.id)
            return answer(url_for("settings.index"), toast=_("Saved."))
    return _page(form, acting.find(), status=422)


@settings.get("/settings/colour")
@allow(Role.ANALYST)
def preview() -> Response:
    """How a colour would look, for the form to show while it is chosen; an unusable one shows the present colour."""
    colour = request.args.get("colour", "").strip().lower()
    tenant = acting.find()
    shown = colour if COLOUR.fullmatch(colour) else tenant.colour
    return show("screens/settings/_colour.html", fragment="screens/settings/_colour.html", swatches=_swatches(shown))


def _page(form: Form, tenant: Tenant, status: int = 200) -> Response:
    colour = form.raw("colour").lower()
    return show(
        "screens/settings/index.html",
        status=status,
        form=form,
        tenant=tenant,
        languages=languages(),
        currencies=[(code, get_currency_name(code, locale=language())) for code in currency.OFFERED],
        language_name=dict(languages())[tenant.language],
        zones=zones(),
        swatches=_swatches(colour if COLOUR.fullmatch(colour) else tenant.colour),
    )


def _swatches(colour: str) -> list[Swatch]:
    """The uses of a brand colour in reports and letters, as ``charts.palette`` derives them."""
    palette = charts.palette(colour)
    pairs = (
        (_("Cover and buttons"), palette.brand, palette.on),
        (_("Bars and dots"), palette.mark, palette.onmark),
        (_("Letters on white"), palette.white, palette.text),
        (_("Quiet ground"), palette.tint, palette.ink),
    )
    return [Swatch(use, ground, letters, charts.contrast(ground, letters)) for use, ground, letters in pairs]
