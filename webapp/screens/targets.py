"""Targets of a community and period: how they stand, one table to change them, one button; a row without a goal is no target of its own."""

from datetime import UTC, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Response, abort, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from tenants.actions import communities as community_actions
from tenants.actions import figures as measuring
from tenants.actions import targets as acting
from tenants.actions.target_standing import standing
from tenants.store import targets as store
from tenants.store.base import new_id
from tenants.store.clients import Community
from tenants.terms.people import Role
from tenants.terms.period import Cadence, Period
from webapp.access import allow
from webapp.forms import Form
from webapp.hypermedia import Toast, answer, show
from webapp.screens import workspace
from webapp.screens.spans import around, current, label_words
from webapp.screens.target_form import DIRECTIONS, FIELDS, grouped, initial, rows, typed
from webapp.screens.target_words import cadences, stands, versions

targets = workspace("targets")


@targets.get("/communities/<community>/targets")
@allow(Role.ANALYST)
def index(community: str) -> Response:
    """The targets of one period, how they stand, beside what was measured in it and before it."""
    row, period = chosen(community)
    kept = [each for each in store.own(row, period).values() if not each.removed]
    return _page(row, period, Form(initial={"revision": store.revision(row, period)} | initial(kept)))


@targets.post("/communities/<community>/targets")
@allow(Role.MANAGER)
def save(community: str) -> Response:
    """Set and end targets of one period, all or none."""
    row, period = chosen(community)
    form, batch = Form.posted(), new_id()
    wanted = typed(form)
    revision = form.whole("revision")
    if form.ok:
        with form.refusals():
            changed = acting.save(row, period, wanted, revision=revision, batch=batch, by=current_user.id)
            return answer(address(row, period), toast=said(row, changed, batch))
    return _page(row, period, form, status=422)


@targets.post("/communities/<community>/targets/undo")
@allow(Role.MANAGER)
def undo(community: str) -> Response:
    """Take back what was set in one go."""
    row, period = chosen(community)
    try:
        batch = UUID(request.args.get("batch", ""))
    except ValueError:
        abort(404)
    count = acting.undo(row, batch, by=current_user.id)
    words = ngettext("One target is as it was before.", "%(num)d targets are as they were before.", count)
    return answer(address(row, period), toast=words if count else _("They were changed again since, so nothing was taken back."))


@targets.post("/communities/<community>/targets/waive")
@allow(Role.MANAGER)
def waive(community: str) -> Response:
    """Let what the client or the workspace promises of one metric not apply here."""
    row, period = chosen(community)
    batch = new_id()
    acting.waive(row, request.form.get("metric", ""), period, batch=batch, by=current_user.id)
    return answer(address(row, period), toast=said(row, 1, batch))


@targets.post("/communities/<community>/targets/inherit")
@allow(Role.MANAGER)
def inherit(community: str) -> Response:
    """Let what the client or the workspace promises of one metric apply again."""
    row, period = chosen(community)
    acting.inherit(row, request.form.get("metric", ""), period, by=current_user.id)
    return answer(address(row, period), toast=ngettext("One target changed.", "%(num)d targets changed.", 1))


@targets.get("/communities/<community>/targets/versions")
@allow(Role.ANALYST)
def history(community: str) -> Response:
    """Every version of every target of a period: who changed what, when, from what to what."""
    row, period = chosen(community)
    return show(
        "screens/targets/versions.html",
        community=row,
        period=period,
        spans=around(period, lambda label: url_for("targets.history", community=community, period=label)),
        versions=versions(store.history(row, period)),
    )


def chosen(community: str) -> tuple[Community, Period]:
    """The community and period that the address names; without one, the month that holds today."""
    row = community_actions.find(community)
    return row, current(request.args.get("period"), row, Cadence.MONTH)


def address(community: Community, period: Period) -> str:
    """Where the targets of a community and period stand."""
    return url_for("targets.index", community=community.slug, period=period.label)


def said(community: Community, changed: int, batch: UUID) -> Toast:
    """What became of a change, with the way back."""
    if not changed:
        return Toast(_("Nothing changed."))
    words = ngettext("One target changed.", "%(num)d targets changed.", changed)
    return Toast(words, undo=url_for("targets.undo", community=community.slug, period=request.args.get("period"), batch=batch))


def _page(community: Community, period: Period, form: Form, status: int = 200) -> Response:
    now = datetime.now(UTC)
    today = now.astimezone(ZoneInfo(community.timezone)).date()
    begun = [each for each in (period.previous(), period) if each.first <= today]
    known = measuring.history(community, [metric.key for metric in acting.catalogue()], begun, now=now)
    lines = rows(store.own(community, period), store.inherited(community, period), known.get(period, {}), known.get(period.previous(), {}))
    return show(
        "screens/targets/index.html",
        status=status,
        community=community,
        period=period,
        cadences=cadences(period, lambda label: url_for("targets.index", community=community.slug, period=label)),
        spans=around(period, lambda label: url_for("targets.index", community=community.slug, period=label)),
        before_words=label_words(period.previous()),
        groups=grouped(lines),
        stands=stands(standing(community, period, now=now), lines),
        running=period.contains(today),
        form=form,
        fields=FIELDS,
        directions=[(code.value, _(words)) for code, words in DIRECTIONS],
        direction_names={code.value: _(words) for code, words in DIRECTIONS},
        can_copy=bool(store.in_force(community, period.previous())),
    )
