"""The agency's own look, as its clients see it: logo, colour, typeface, sender and foot, with what each comes to."""

import base64
from dataclasses import dataclass
from typing import Any

from flask import Response, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from tenants.actions import branding as acting
from tenants.actions import workspaces
from tenants.actions.branding import COLOUR, TYPEFACES, BrandForm
from tenants.render import charts
from tenants.store.accounts import Tenant
from tenants.terms.people import Role
from webapp.access import allow
from webapp.forms import Form
from webapp.hypermedia import Toast, answer, show
from webapp.screens.settings import settings
from webapp.security import limiter

FIELDS = ("colour", "typeface", "footer", "sender")
LARGEST = 4 << 20


@dataclass(frozen=True, slots=True)
class Swatch:
    """One use of the colour: its ground, its letters, and the contrast between them (1 to 21)."""

    use: str
    ground: str
    letters: str
    contrast: float


@settings.get("/settings/brand")
@allow(Role.ANALYST)
def brand() -> Response:
    """The look."""
    tenant = workspaces.find()
    return _page(Form(initial={name: getattr(tenant, name) for name in FIELDS}), tenant)


@settings.post("/settings/brand")
@allow(Role.OWNER)
def change_brand() -> Response:
    """Change the look."""
    form = Form.posted()
    wanted = BrandForm(
        colour=form.text("colour", limit=7),
        typeface=form.one_of("typeface", TYPEFACES),
        footer=form.text("footer", limit=200, optional=True),
        sender=form.text("sender", limit=120, optional=True),
    )
    if form.ok:
        with form.refusals():
            acting.change(wanted, by=current_user.id)
            return answer(url_for("settings.brand"), toast=_("Saved. Reports that are not approved yet follow at once."))
    return _page(form, workspaces.find(), status=422)


@settings.get("/settings/brand/colour")
@allow(Role.ANALYST)
def preview_brand() -> Response:
    """How a colour would look, for the form to show while it is chosen; an unusable one shows the present colour."""
    colour = request.args.get("colour", "").strip().lower()
    return show("screens/settings/_colour.html", fragment="screens/settings/_colour.html", **_colour(colour, workspaces.find()))


@settings.post("/settings/brand/logo")
@allow(Role.OWNER)
@limiter.limit("30/hour", key_func=lambda: f"logo:{current_user.id}")
def put_logo() -> Response:
    """Take a picture as the logo."""
    form = Form(data=request.form)
    given = form.file("logo")
    before = acting.digest_of(workspaces.find().logo_key)
    if given is not None:
        with form.refusals(), given.stream as upload:
            # One byte more than is allowed tells that it was too many; the rest of a flood is never read into memory.
            acting.put_logo(upload.read(LARGEST + 1), by=current_user.id)
            return answer(url_for("settings.brand"), toast=Toast(_("The logo is in place."), undo=_undo(before)))
    tenant = workspaces.find()
    shown = Form(initial={name: getattr(tenant, name) for name in FIELDS})
    shown.errors |= form.errors
    shown.problem, shown.remedy = form.problem, form.remedy
    return _page(shown, tenant, status=422)


@settings.post("/settings/brand/logo/removal")
@allow(Role.OWNER)
def remove_logo() -> Response:
    """Go on without a logo."""
    before = acting.digest_of(workspaces.find().logo_key)
    acting.remove_logo(by=current_user.id)
    undo = _undo(before) if before else ""
    return answer(url_for("settings.brand"), toast=Toast(_("The logo is gone from pages and new reports."), undo=undo))


@settings.post("/settings/brand/logo/restoration")
@allow(Role.OWNER)
def restore_logo() -> Response:
    """Take up a former logo again."""
    acting.restore_logo(request.args.get("digest", ""), by=current_user.id)
    return answer(url_for("settings.brand"), toast=_("The logo is as it was before."))


def _undo(digest: str) -> str:
    return url_for("settings.restore_logo", digest=digest) if digest else url_for("settings.remove_logo")


def _page(form: Form, tenant: Tenant, status: int = 200) -> Response:
    picture = acting.picture_of(tenant.logo_key)
    return show(
        "screens/settings/brand.html",
        status=status,
        form=form,
        tenant=tenant,
        logo="data:image/png;base64," + base64.b64encode(picture).decode() if picture else "",
        lost=bool(tenant.logo_key and picture is None),
        typefaces=[("serif", _("With serifs")), ("sans", _("Without serifs"))],
        **_colour(form.raw("colour").lower(), tenant),
    )


def _colour(colour: str, tenant: Tenant) -> dict[str, Any]:
    """The uses of a brand colour in reports and letters as ``charts.palette`` derives them, and in words where it had to be bent."""
    palette = charts.palette(colour if COLOUR.fullmatch(colour) else tenant.colour)
    pairs = (
        (_("Cover and buttons"), palette.brand, palette.on),
        (_("Bars and dots"), palette.mark, palette.onmark),
        (_("Letters on white"), palette.white, palette.text),
        (_("Quiet ground"), palette.tint, palette.ink),
    )
    bent = []
    if palette.mark != palette.brand and charts.contrast(palette.brand, palette.white) < 3.1:
        bent.append(_("Too light for bars on white: they become darker."))
    if charts.contrast(palette.brand, palette.white) < 5.5:
        bent.append(_("Too light for letters on white: they become darker."))
    if palette.on == palette.ink:
        bent.append(_("White letters would be too faint on the cover: they become black."))
    swatches = [Swatch(use, ground, letters, charts.contrast(ground, letters)) for use, ground, letters in pairs]
    return {"swatches": swatches, "bent": bent, "palette": palette}
