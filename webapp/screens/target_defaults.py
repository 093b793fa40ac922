"""Targets for every community of a client or of the whole workspace: what a change of them changes is shown before it is saved."""

from datetime import UTC, datetime

from flask import Response, abort, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from tenants.actions import target_defaults as acting
from tenants.actions.target_defaults import Effect
from tenants.actions.targets import metric_of
from tenants.store import clients as client_store
from tenants.store import target_defaults as store
from tenants.store.clients import Client
from tenants.terms.people import Role
from tenants.terms.period import Cadence, Period
from tenants.terms.target import Target
from webapp.access import allow
from webapp.forms import Form
from webapp.hypermedia import answer, show
from webapp.screens import workspace
from webapp.screens.spans import around, parsed
from webapp.screens.target_form import DIRECTIONS, FIELDS, grouped, initial, rows, typed
from webapp.screens.target_words import cadences, goal_words, name, versions
from webapp.words import zone

target_defaults = workspace("target_defaults")


@target_defaults.get("/targets")
@allow(Role.ANALYST)
def index() -> Response:
    """What a client or the workspace promises for all of its communities in one period."""
    client, period = _chosen()
    kept = store.of(client, period.label)
    return _page(client, period, Form(initial={"revision": store.revision(client, period.label)} | initial(kept)))


@target_defaults.post("/targets")
@allow(Role.MANAGER)
def save() -> Response:
    """Show what a change would change; with ``step=save`` make it."""
    client, period = _chosen()
    form = Form.posted()
    wanted = typed(form)
    revision = form.whole("revision")
    if form.ok:
        with form.refusals():
            if request.form.get("step") != "save":
                effects = acting.effects(client, period, wanted)
                return _preview(client, period, effects)
            changed = acting.save(client, period, wanted, revision=revision, by=current_user.id)
            words = ngettext("One target changed.", "%(num)d targets changed.", changed) if changed else _("Nothing changed.")
            return answer(_address(client, period.label), toast=words)
    return _page(client, period, form, status=422)


def _chosen() -> tuple[Client | None, Period]:
    """The client (none: the workspace) and the period that the address names; without one, the month that holds today."""
    slug, label = request.args.get("client", ""), request.args.get("period")
    client = client_store.client_by_slug(slug) if slug else None
    if slug and client is None:
        abort(404)
    return client, parsed(label) if label else Period.containing(datetime.now(UTC).astimezone(zone()).date(), Cadence.MONTH)


def _address(client: Client | None, label: str) -> str:
    return url_for("target_defaults.index", client=client.slug if client else None, period=label)


def _places(client: Client | None, label: str) -> list[tuple[str, str, bool]]:
    """The workspace and its clients: (name, address, is the present one)."""
    every = [(each.name, _address(each, label), client is not None and client.id == each.id) for each in client_store.all_clients()]
    return [(_("Whole workspace"), _address(None, label), client is None), *every]


def _page(client: Client | None, period: Period, form: Form, status: int = 200) -> Response:
    own = {row.metric: row for row in store.of(client, period.label)}
    above = {row.metric: row for row in store.of(None, period.label)} if client else {}
    return show(
        "screens/targets/defaults.html",
        status=status,
        client=client,
        places=_places(client, period.label),
        period=period,
        cadences=cadences(period, lambda label: _address(client, label)),
        spans=around(period, lambda label: _address(client, label)),
        groups=grouped(rows(own, above, {}, {})),
        versions=versions(store.versions(client, period.label)),
        form=form,
        fields=FIELDS,
        directions=[(code.value, _(words)) for code, words in DIRECTIONS],
        direction_names={code.value: _(words) for code, words in DIRECTIONS},
        address=_address(client, period.label),
    )


def _preview(client: Client | None, period: Period, effects: list[Effect]) -> Response:
    """The page between typing and saving: what was typed travels in hidden fields."""

    def words(target: Target | None, key: str) -> str:
        metric = metric_of(key)
        return "" if target is None or metric is None else goal_words(target, metric)

    lines = [
        (each, name(metric), words(each.before, each.metric), words(each.after, each.metric))
        for each in effects
        if (metric := metric_of(each.metric)) is not None
    ]
    kept = [(key, value) for key, value in request.form.items() if key not in {"csrf_token", "step"}]
    return show(
        "screens/targets/effects.html",
        client=client,
        period=period,
        spans=around(period, lambda label: _address(client, label)),
        changes=[each for each in lines if each[0].why == "changes"],
        others=[each for each in lines if each[0].why != "changes"],
        communities=len({each.community.id for each in effects if each.why == "changes"}),
        kept=kept,
        address=_address(client, period.label),
    )
