"""Report templates: the agency's under its settings, a client's under the client, each beside the real page it makes."""

from datetime import UTC, datetime
from typing import Any

from flask import Response, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from tenants.actions import clients as finding
from tenants.actions import layouts as acting
from tenants.actions.layouts import Layout
from tenants.store.clients import Client
from tenants.terms.people import Role
from webapp.access import allow
from webapp.forms import Form
from webapp.hypermedia import Toast, answer, show, wants_fragment
from webapp.screens.clients import clients
from webapp.screens.layout_form import Typed
from webapp.screens.layout_page import drawn, page_of, reset_words
from webapp.screens.settings import settings
from webapp.security import limiter

PAGE, PARTS, PICTURE = "screens/layouts/show.html", "screens/layouts/_parts.html", "screens/layouts/_preview.html"


def person() -> str:
    """Who asks, for the limit on drawn pages."""
    return f"preview:{current_user.id}"


drawings = limiter.shared_limit("90/minute", scope="previews", key_func=person)


@settings.get("/settings/report")
@allow(Role.ANALYST)
def report() -> Response:
    """The agency's template."""
    return _shown(None)


@settings.post("/settings/report")
@allow(Role.MANAGER)
def save_report() -> Response:
    """Save the agency's template, or do what a button of the form says and save nothing."""
    return _saved(None)


@settings.post("/settings/report/preview")
@allow(Role.MANAGER)
@drawings
def preview_report() -> Response:
    """A page of the report as the form would print it, and where the change would be seen."""
    return _previewed(None)


@settings.get("/settings/report/reset")
@allow(Role.MANAGER)
def ask_reset_report() -> Response:
    """Ask whether to go back to the product's template."""
    return _asked(None)


@settings.post("/settings/report/reset")
@allow(Role.MANAGER)
def reset_report() -> Response:
    """Go back to the product's template."""
    return _reset(None)


@settings.post("/settings/report/undo")
@allow(Role.MANAGER)
def undo_report() -> Response:
    """Take the last save of the agency's template back."""
    return _undone(None)


@clients.get("/clients/<client>/report", endpoint="report")
@allow(Role.ANALYST)
def client_report(client: str) -> Response:
    """What a client changes of the agency's template."""
    return _shown(finding.find(client))


@clients.post("/clients/<client>/report", endpoint="save_report")
@allow(Role.MANAGER)
def save_client_report(client: str) -> Response:
    """Save what a client changes, or do what a button of the form says and save nothing."""
    return _saved(finding.find(client))


@clients.post("/clients/<client>/report/preview", endpoint="preview_report")
@allow(Role.MANAGER)
@drawings
def preview_client_report(client: str) -> Response:
    """A page of the client's report as the form would print it."""
    return _previewed(finding.find(client))


@clients.get("/clients/<client>/report/reset", endpoint="ask_reset_report")
@allow(Role.MANAGER)
def ask_reset_client_report(client: str) -> Response:
    """Ask whether to follow the agency's template again."""
    return _asked(finding.find(client))


@clients.post("/clients/<client>/report/reset", endpoint="reset_report")
@allow(Role.MANAGER)
def reset_client_report(client: str) -> Response:
    """Follow the agency's template again in every part."""
    return _reset(finding.find(client))


@clients.post("/clients/<client>/report/undo", endpoint="undo_report")
@allow(Role.MANAGER)
def undo_client_report(client: str) -> Response:
    """Take the last save of the client's template back."""
    return _undone(finding.find(client))


def _address(client: Client | None, verb: str = "", **more: Any) -> str:
    name = f"{verb}_report" if verb else "report"
    return url_for(f"clients.{name}", client=client.slug, **more) if client else url_for(f"settings.{name}", **more)


def _kept(client: Client | None) -> tuple[Form, Typed]:
    layout = acting.find(client)
    template = acting.template_of(client) if client else acting.agencys()
    return Form(initial={"revision": layout.revision}), Typed.of(layout, template, agency=client is None)


def _shown(client: Client | None) -> Response:
    form, typed = _kept(client)
    return show(PAGE, **page_of(client, form, typed, _address))


def _posted(client: Client | None) -> tuple[Form, Typed]:
    """What was sent; a request without the form (and its revision) says nothing, and is shown what is kept."""
    form = Form.posted()
    if form.whole("revision") is None:
        return form, _kept(client)[1]
    return form, Typed.posted(request.form)


def _saved(client: Client | None) -> Response:
    form, typed = _posted(client)
    deed = request.form.get("deed", "")
    if form.ok and deed:
        focus = typed.do(deed)
        response = show(PAGE, fragment=PARTS, focus=focus, **page_of(client, form, typed, _address))
        if wants_fragment():
            response.headers["HX-Trigger-After-Settle"] = "layout-changed"
        return response
    if form.ok:
        with form.refusals():
            revision = form.whole("revision") or 0
            wanted = Layout(typed.changes, typed.paper, typed.names_shown, revision)
            if acting.save(client, wanted, by=current_user.id, now=datetime.now(UTC)):
                undo = _address(client, "undo", revision=revision + 1)
                return answer(_address(client), toast=Toast(_("Saved. Reports that are not approved yet follow at once."), undo=undo))
            return answer(_address(client), toast=_("Nothing changed."))
    return show(PAGE, status=422, **page_of(client, form, typed, _address))


def _previewed(client: Client | None) -> Response:
    form, typed = _posted(client)
    made = drawn(client, form, typed)
    if made is None:
        return Response(status=204)
    return show(PAGE, fragment=PICTURE, picture=made, swapped=wants_fragment(), **page_of(client, form, typed, _address))


def _asked(client: Client | None) -> Response:
    return show(
        "layouts/confirm.html",
        question=_("Follow the agency's layout again?") if client else _("Go back to the product's layout?"),
        text=reset_words(client),
        verb=_("Go back"),
        address=_address(client, "reset", revision=acting.find(client).revision),
        back=_address(client),
    )


def _reset(client: Client | None) -> Response:
    revision = request.args.get("revision", -1, int)
    if acting.reset(client, revision=revision, by=current_user.id, now=datetime.now(UTC)):
        done = _("%(client)s follows the agency's layout.", client=client.name) if client else _("Reports follow the product's layout.")
        return answer(_address(client), toast=Toast(done, undo=_address(client, "undo", revision=revision + 1)))
    return answer(_address(client), toast=_("Nothing changed."))


def _undone(client: Client | None) -> Response:
    acting.undo(client, revision=request.args.get("revision", -1, int), by=current_user.id, now=datetime.now(UTC))
    return answer(_address(client), toast=_("The layout is as it was before."))
