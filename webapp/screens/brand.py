"""The workspace's logo, and its colour as a style sheet of its own: no colour a person chose is ever used as it is."""

from flask import Response, abort

from tenants.actions import branding, workspaces
from tenants.render.charts.hue import hue_and_chroma
from tenants.terms.people import Role
from webapp.access import allow
from webapp.screens import workspace

brand = workspace("brand")


@brand.get("/brand-<digest>.png")
@allow(Role.ANALYST, Role.CLIENT)
def logo(digest: str) -> Response:
    """The workspace's logo, under an address that changes with it."""
    tenant = workspaces.find()
    picture = branding.picture_of(tenant.logo_key) if digest == branding.digest_of(tenant.logo_key) else None
    if picture is None:
        abort(404)
    response = Response(picture, mimetype="image/png")
    response.cache_control.private = True
    response.cache_control.max_age = 86_400
    return response


@brand.get("/brand-<colour>.css")
@allow(Role.ANALYST, Role.CLIENT)
def style(colour: str) -> Response:
    """Hue and chroma of the colour in the address."""
    hue, chroma = hue_and_chroma(colour)
    response = Response(f"@layer tokens {{ :root {{ --brand-h: {hue:.1f}; --brand-c: {chroma:.4f}; }} }}\n", mimetype="text/css")
    response.cache_control.private = True
    response.cache_control.max_age = 86_400
    return response
