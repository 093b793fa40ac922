"""A report as a template under the pen would print it: nothing is saved, and each page is drawn where it cannot hurt."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from tenants.actions import documents, reporting, reviewing
from tenants.actions.specimen import specimen
from tenants.render import pdf, pictures
from tenants.render.pictures import Picture
from tenants.store import reviews
from tenants.store.clients import Client
from tenants.store.reviews import Review
from tenants.store.tenancy import current_tenant
from tenants.terms import snapshot
from tenants.terms.document import Brand, ReportDocument
from tenants.terms.report import ReviewState
from tenants.terms.template import Template

OFFERED = 8
"""Reviews that a template can be shown with."""
SECONDS, MEGABYTES = 30, 600


def shown_with(client: Client | None) -> Sequence[Review]:
    """Return reviews to show a template with: each community's newest, the latest period first; of ``client`` only, if given."""
    found: dict[object, Review] = {}
    rows = reviews.in_states(*ReviewState)
    for row in sorted(rows, key=lambda row: (row.period_first, row.version), reverse=True):
        if client is None or row.client_id == client.id:
            found.setdefault(row.community_id, row)
    return list(found.values())[:OFFERED]


def document_of(review: Review | None, client: Client | None, *, now: datetime) -> ReportDocument:
    """Return what the report of ``review`` says; without one, a report about nothing in the name of ``client``."""
    if review is not None:
        return reviewing.now_document(review, now=now)
    brand = brand_of()
    name = client.name if client else brand.agency
    return replace(specimen(), client=name, community=name, brand=brand)


def brand_of() -> Brand:
    """Return the brand of the workspace in use."""
    return documents.brand_of(current_tenant())


def printed(document: ReportDocument, template: Template, brand: Brand, *, names_shown: bool) -> ReportDocument:
    """Return ``document`` laid out by ``template`` in ``brand`` instead of what it was made with."""
    return replace(document, template=template, brand=brand, names_shown=names_shown)


def pages(document: ReportDocument, lang: str, paper: str) -> bytes:
    """Return the PDF of ``document``, made in a bounded process. Raises what ``pdf.render_bounded`` refuses."""
    assets = reporting.pictures(document)
    return pdf.render_bounded(snapshot.dump(document), lang, paper, assets=assets, seconds=SECONDS, megabytes=MEGABYTES)


def page(content: bytes, number: int) -> Picture:
    """Return one page of a PDF as a picture, drawn in a bounded process."""
    return pictures.picture_bounded(content, number)
