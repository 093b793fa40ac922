"""Deliveries: every letter that left with a report and what became of it, and the addresses that get no more."""

from datetime import UTC, datetime
from urllib.parse import urlencode
from uuid import UUID

from flask import Response, abort, current_app, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from tenants.actions import delivering, unsubscribing
from tenants.render import formats
from tenants.store import clients, heartbeat, ledger, reports, suppressions
from tenants.store.reports import Delivery
from tenants.store.suppressions import Reason, Suppression
from tenants.terms.people import Role
from tenants.terms.words import N_
from webapp.access import allow
from webapp.config import Config
from webapp.forms import Form
from webapp.hypermedia import answer, show
from webapp.links import safe
from webapp.screens import workspace
from webapp.screens.report_words import letter
from webapp.words import language

deliveries = workspace("deliveries")

VIEWS = {
    "": N_("All"),
    "moving": N_("On their way"),
    "sent": N_("Sent"),
    "held": N_("May have arrived"),
    "failed": N_("Not delivered"),
    "returned": N_("Mail returned"),
    "stopped": N_("Stopped addresses"),
}
REASONS = {
    Reason.BOUNCED: N_("The address takes no mail"),
    Reason.UNSUBSCRIBED: N_("The reader wants no more"),
    Reason.COMPLAINED: N_("The reader called a report unwanted mail"),
}


def crew() -> heartbeat.Crew:
    """The workers as their heartbeats tell, for pages that wait for them."""
    return heartbeat.crew(heartbeat.ages())


@deliveries.get("/deliveries")
@allow(Role.ANALYST)
def index() -> Response:
    """Letters by state, client, period and part of the address, the newest first; it asks for itself again while one moves."""
    view, number = request.args.get("state", ""), request.args.get("page", "1")
    if view not in VIEWS or not (number.isascii() and number.isdigit() and 0 < int(number) < 1000):
        abort(404)
    client = clients.client_by_slug(request.args["client"]) if request.args.get("client") else None
    asked = ledger.Asked(view, client.id if client else None, request.args.get("period", "")[:24], request.args.get("q", "").strip()[:254])
    listed = ledger.page(asked, int(number)) if view != "stopped" else None
    letters = [letter(row, datetime.now(UTC)) for row in listed.rows] if listed else []
    kept = {"state": view, "client": client.slug if client else "", "period": asked.period, "q": asked.text}
    counts = ledger.counts(asked)

    def address(**more: object) -> str:
        wanted = {name: value for name, value in (kept | more).items() if value}
        return url_for("deliveries.index") + (f"?{urlencode(wanted)}" if wanted else "")

    return show(
        "screens/deliveries/index.html",
        fragment="screens/deliveries/_list.html",
        form=Form(initial=kept),
        view=view,
        states=[(key, f"{_(words)} ({counts[key]})" if key else _(words)) for key, words in VIEWS.items()],
        client_options=[(each.slug, each.name) for each in clients.all_clients()],
        period_options=[(label, formats.period(label, language())) for label in ledger.periods()],
        listed=listed,
        letters=letters,
        stopped=[(row, str(_(REASONS[Reason(row.reason)]))) for row in suppressions.in_force()] if view == "stopped" else [],
        moves=any(each.moves for each in letters),
        filtered=bool(client or asked.period or asked.text),
        hands=crew(),
        address=address,
    )


@deliveries.get("/deliveries/<uuid:delivery_id>/again")
@allow(Role.MANAGER)
def ask_again(delivery_id: UUID) -> Response:
    """Ask before a letter that may have arrived is sent a second time."""
    return _asked(_find(delivery_id), Form())


@deliveries.post("/deliveries/<uuid:delivery_id>/resend")
@allow(Role.MANAGER)
def resend(delivery_id: UUID) -> Response:
    """Send a held or failed letter again."""
    row, form = _find(delivery_id), Form.posted()
    recipient = row.recipient
    with form.refusals():
        delivering.resend(row, by=current_user.id)
        return answer(_back(), toast=_("The letter to %(recipient)s goes out again.", recipient=recipient))
    return _asked(_find(delivery_id), form, status=422)


@deliveries.post("/deliveries/<uuid:delivery_id>/close")
@allow(Role.MANAGER)
def close(delivery_id: UUID) -> Response:
    """Note that a held letter arrived, or that a failed one is left as it is."""
    row, form = _find(delivery_id), Form.posted()
    said = _("Noted: it arrived.") if row.state == "held" else _("Noted: it is left as it is.")
    with form.refusals():
        delivering.close(row, by=current_user.id)
        return answer(_back(), toast=said)
    return _asked(_find(delivery_id), form, status=422)


@deliveries.get("/deliveries/<uuid:delivery_id>/address")
@allow(Role.MANAGER)
def ask_elsewhere(delivery_id: UUID) -> Response:
    """Ask for another address."""
    row = _find(delivery_id)
    return _elsewhere(row, Form(initial={"email": row.recipient, "keep": True}))


@deliveries.post("/deliveries/<uuid:delivery_id>/address")
@allow(Role.MANAGER)
def elsewhere(delivery_id: UUID) -> Response:
    """Send the report to another address too."""
    row, form = _find(delivery_id), Form.posted()
    email = form.email("email")
    if form.ok:
        with form.refusals():
            delivering.send_elsewhere(row, email, keep=form.flag("keep"), domain=_domain(), by=current_user.id)
            return answer(_back(), toast=_("The report goes to %(recipient)s.", recipient=email))
    return _elsewhere(_find(delivery_id), form, status=422)


@deliveries.get("/deliveries/stopped/<uuid:suppression_id>")
@allow(Role.MANAGER)
def ask_lift(suppression_id: UUID) -> Response:
    """Ask why an address gets letters again."""
    return _lifted(_stopped(suppression_id), Form())


@deliveries.post("/deliveries/stopped/<uuid:suppression_id>")
@allow(Role.MANAGER)
def lift(suppression_id: UUID) -> Response:
    """Write to an address again."""
    row, form = _stopped(suppression_id), Form.posted()
    reason, address = form.text("reason", limit=300), row.email
    if form.ok:
        with form.refusals():
            unsubscribing.lift(row, reason, by=current_user.id)
            said = _("%(recipient)s gets reports again, beginning with the next one.", recipient=address)
            return answer(url_for("deliveries.index", state="stopped"), toast=said)
    return _lifted(_stopped(suppression_id), form, status=422)


def _asked(row: Delivery, form: Form, status: int = 200) -> Response:
    seen = letter(row, datetime.now(UTC))
    return show("screens/deliveries/again.html", status=status, each=seen, row=row, form=form, back=_back())


def _elsewhere(row: Delivery, form: Form, status: int = 200) -> Response:
    return show("screens/deliveries/address.html", status=status, row=row, form=form, back=_back())


def _lifted(row: Suppression, form: Form, status: int = 200) -> Response:
    words = str(_(REASONS[Reason(row.reason)]))
    return show("screens/deliveries/stopped.html", status=status, row=row, words=words, form=form)


def _find(delivery_id: UUID) -> Delivery:
    return reports.delivery(delivery_id) or abort(404)


def _stopped(suppression_id: UUID) -> Suppression:
    return suppressions.by_id(suppression_id) or abort(404)


def _back() -> str:
    """The list or the report that the visitor came from."""
    return safe(request.values.get("back"), url_for("deliveries.index"))


def _domain() -> str:
    config: Config = current_app.config["QUNCE"]
    return delivering.office(config.smtp_url, config.base_url).domain
