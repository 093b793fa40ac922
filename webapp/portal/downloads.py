"""Files of the portal: a report in every form and both languages, and all reports of a period at once."""

from uuid import UUID

from flask import Response, abort, request, url_for

from tenants.actions import bundling
from tenants.store import reviews
from tenants.store.client_view import SEEN
from tenants.terms.people import Role
from webapp.access import allow
from webapp.forms import Form
from webapp.hypermedia import answer
from webapp.screens import portal as portal_screens
from webapp.screens.downloads import file_of
from webapp.screens.sending import send, send_pieces
from webapp.screens.spans import parsed
from webapp.words import language

portal_files = portal_screens("portal_files")


@portal_files.get("/reports/<uuid:review_id>/report.<form>")
@allow(Role.CLIENT)
def file(review_id: UUID, form: str) -> Response:
    """One report as a file, in the client's language or the one in the address."""
    row = reviews.by_id(review_id)
    if row is None or row.state not in SEEN:
        abort(404)
    return send(file_of(row, form, request.args.get("lang", row.client.language)))


@portal_files.get("/reports/zip")
@allow(Role.CLIENT)
def bundle() -> Response:
    """Every report of the period in the address, as far as they are published to this client."""
    period, form = parsed(request.args.get("period", "")), Form()
    with form.refusals():
        made = bundling.bundle(period, lang=language())
        return send_pieces(made.file, made.name, made.size)
    return answer(url_for("portal.reports"), toast=f"{form.problem} {form.remedy}")
