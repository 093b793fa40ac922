"""The client's overviews over all its communities."""

from uuid import UUID

from flask import Response, abort

from tenants.store import overviews as store
from tenants.store.overviews import Overview
from tenants.terms.people import Role
from tenants.terms.period import Period
from webapp.access import allow
from webapp.hypermedia import show
from webapp.screens import portal as portal_screens
from webapp.screens.overviews import pdf_of, seen

portal_overviews = portal_screens("portal_overviews")


@portal_overviews.get("/overviews/<uuid:overview_id>", endpoint="show")
@allow(Role.CLIENT)
def show_one(overview_id: UUID) -> Response:
    """One overview, read online."""
    row = _find(overview_id)
    newest = store.latest(row.client, Period.parse(row.period))
    newer = newest if newest is not None and newest.version > row.version else None
    return show("portal/overview.html", client_name=row.client.name if row.client else "", newer=newer, **seen(row))


@portal_overviews.get("/overviews/<uuid:overview_id>/file")
@allow(Role.CLIENT)
def download(overview_id: UUID) -> Response:
    """The same as a PDF."""
    return pdf_of(_find(overview_id))


def _find(overview_id: UUID) -> Overview:
    return store.by_id(overview_id) or abort(404)
