"""A report as a file, for whoever may read it: the stored PDF where there is one, everything else made of the frozen document."""

from flask import abort

from tenants.actions import renderings, reporting
from tenants.actions.renderings import Format, Rendering
from tenants.store import reports, reviews
from tenants.store.accounts import tenant_in_use
from tenants.store.files import MissingFileError
from tenants.store.reviews import Review
from tenants.terms.people import Language
from tenants.terms.report import RunState
from tenants.terms.words import N_

OFFERED = (Format.PDF, Format.XLSX, Format.JSON, Format.HTML)
FORMS = (("pdf", "PDF"), ("xlsx", "Excel"), ("json", "JSON"), ("html", N_("Web page")))
"""The forms and what their links are called."""


def file_of(review: Review, form: str, lang: str) -> Rendering:
    """Return a frozen review's report in that form and language; 404 where nothing is frozen, or for an unknown form or language."""
    document = reviews.frozen(review)
    if document is None or form not in OFFERED or lang not in tuple(Language):
        abort(404)
    home = str(review.client.language)
    kept = _stored(review, lang) if form == Format.PDF else None
    if kept is not None:
        name = renderings.name(document, Format.PDF, lang if lang != home else "")
        return Rendering(kept, renderings.KINDS[Format.PDF], name)
    paper = review.client.paper or tenant_in_use().paper
    return renderings.render(document, form, lang, assets=reporting.pictures(document), home=home, paper=paper)


def _stored(review: Review, lang: str) -> bytes | None:
    """The PDF that was made once and mailed: whoever takes it here gets the same."""
    run = reports.rendered(review, lang)
    if run is None or run.state != RunState.RENDERED or run.file_key is None:
        return None
    try:
        return reporting.read(run)
    except MissingFileError:
        return None
