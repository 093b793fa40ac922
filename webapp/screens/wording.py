"""The agency's wording of letters, in both languages, with the letter beside it as its reader gets it."""

from datetime import UTC, datetime

from flask import Response, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from tenants.actions import layout_preview, workspaces
from tenants.actions import wording as acting
from tenants.actions.wording import PLACEHOLDERS, WORDINGS
from tenants.render.letters import Letter
from tenants.store.accounts import Tenant
from tenants.terms.errors import Refusal
from tenants.terms.people import Language, Role
from webapp.access import allow
from webapp.forms import Form
from webapp.hypermedia import answer, show
from webapp.links import outside
from webapp.screens.choices import languages
from webapp.screens.settings import settings
from webapp.words import language


@settings.get("/settings/letters")
@allow(Role.ANALYST)
def letters() -> Response:
    """The wording."""
    tenant = workspaces.find()
    initial = {f"{name}.{code}": tenant.letter_words.get(code, {}).get(name, "") for name in WORDINGS for code in Language}
    return _page(Form(initial={**initial, "lang": language()}), tenant)


@settings.post("/settings/letters")
@allow(Role.OWNER)
def change_letters() -> Response:
    """Change the wording; or, without script, show the letter and change nothing."""
    form = Form.posted()
    said = _said(form)
    if request.form.get("show"):
        return _page(form, workspaces.find())
    if form.ok:
        with form.refusals():
            acting.change(said, by=current_user.id)
            return answer(url_for("settings.letters"), toast=_("Saved. The next letters say it this way."))
    return _page(form, workspaces.find(), status=422)


@settings.post("/settings/letters/preview")
@allow(Role.OWNER)
def preview_letters() -> Response:
    """The letter as the wording in the form would make it."""
    return _page(Form.posted(), workspaces.find())


def _said(form: Form) -> dict[str, dict[str, str]]:
    return {
        str(code): {name: form.text(f"{name}.{code}", limit=longest, optional=True, lines=True) for name, longest in WORDINGS.items()}
        for code in Language
    }


def _page(form: Form, tenant: Tenant, status: int = 200) -> Response:
    lang = form.raw("lang") if form.raw("lang") in set(Language) else language()
    return show(
        "screens/settings/letters.html",
        fragment="screens/settings/_letter.html",
        status=status,
        form=form,
        tenant=tenant,
        languages=languages(),
        lang=lang,
        placeholders=[f"{{{each}}}" for each in PLACEHOLDERS],
        letter=_letter(form, tenant, lang),
    )


def _letter(form: Form, tenant: Tenant, lang: str) -> Letter | None:
    """The letter about the newest review; ``None`` while the wording holds something that cannot be filled in."""
    review = next(iter(layout_preview.shown_with(None)), None)
    document = layout_preview.document_of(review, None, now=datetime.now(UTC))
    words = {name: form.raw(f"{name}.{lang}") for name in WORDINGS}
    recipients = review.client.recipients if review else []
    name = recipients[0].name if recipients else ""
    try:
        return acting.sample(document, lang, words, link=outside("portal.index", tenant=tenant.slug), name=name)
    except Refusal:
        return None
