"""Schedules: when the reports of each community come due, who is told, who receives them."""

from datetime import UTC, datetime
from uuid import UUID

from flask import Response, abort, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from tenants.actions import communities as community_actions
from tenants.actions import schedules as acting
from tenants.store import schedules as store
from tenants.store.clients import Community, community_by_slug
from tenants.store.schedules import Schedule
from tenants.terms.people import Role
from webapp.access import allow
from webapp.forms import Form
from webapp.hypermedia import Toast, answer, show
from webapp.screens import workspace
from webapp.screens.schedule_form import begun_with, choices, initial, offered, preview, typed, wanted
from webapp.screens.schedule_words import by_client, dates, shown

schedules = workspace("schedules")

MOST_LISTED = 6
"""Missed periods a page names before it counts the rest."""


@schedules.get("/schedules")
@allow(Role.ANALYST)
def index() -> Response:
    """Every schedule by client, with its next dates and what became of the last ones."""
    now = datetime.now(UTC)
    return show(
        "screens/schedules/index.html",
        groups=by_client(shown(store.listed(), now)),
        archived=shown(store.listed(archived=True), now),
        community=None,
    )


@schedules.get("/communities/<community>/schedules")
@allow(Role.ANALYST)
def of_community(community: str) -> Response:
    """The schedules of one community."""
    row, now = community_actions.find(community), datetime.now(UTC)
    return show(
        "screens/schedules/index.html",
        groups=by_client(shown(store.listed(community=row), now)),
        archived=shown(store.listed(archived=True, community=row), now),
        community=row,
    )


@schedules.get("/schedules/new")
@allow(Role.MANAGER)
def new() -> Response:
    """The form of a new schedule."""
    return _edit(Form(initial=initial(None, request.args.get("community", ""), datetime.now(UTC))), None)


@schedules.post("/schedules")
@allow(Role.MANAGER)
def create() -> Response:
    """Set a schedule up."""
    form, now = Form.posted(), datetime.now(UTC)
    terms, community = wanted(form), _chosen(form)
    cadence, first = begun_with(form, community, now)
    if form.ok and community is not None:
        with form.refusals():
            made = acting.create(community, cadence, terms, first=first, by=current_user.id, now=now)
            return answer(url_for("schedules.index", _anchor=f"schedule-{made.id}"), toast=_("The schedule is set up."))
    return _edit(form, None, status=422)


@schedules.get("/schedules/dates")
@allow(Role.MANAGER)
def upcoming() -> Response:
    """The dates that what was typed so far leads to; a part of the form, and a page of its own where no script runs."""
    form = Form(request.args)
    schedule_id = form.uuid("schedule_id", optional=True)
    row = store.by_id(schedule_id) if schedule_id else None
    return show("screens/schedules/dates.html", fragment="screens/schedules/_dates.html", row=row, **preview(form, row, datetime.now(UTC)))


@schedules.get("/schedules/<uuid:schedule_id>/edit")
@allow(Role.MANAGER)
def edit(schedule_id: UUID) -> Response:
    """The form of an existing schedule."""
    row = acting.find(schedule_id)
    return _edit(Form(initial=initial(row, "", datetime.now(UTC))), row)


@schedules.post("/schedules/<uuid:schedule_id>")
@allow(Role.MANAGER)
def update(schedule_id: UUID) -> Response:
    """Change a schedule."""
    row, form = acting.find(schedule_id), Form.posted()
    terms = wanted(form)
    revision = form.whole("revision")
    if form.ok:
        with form.refusals():
            acting.change(row, terms, revision=revision, by=current_user.id)
            return answer(url_for("schedules.index", _anchor=f"schedule-{schedule_id}"), toast=_("Saved."))
    return _edit(form, row, status=422)


@schedules.post("/schedules/<uuid:schedule_id>/pause")
@allow(Role.MANAGER)
def pause(schedule_id: UUID) -> Response:
    """Let nothing come due for a while."""
    acting.pause(acting.find(schedule_id), by=current_user.id, now=datetime.now(UTC))
    undo = url_for("schedules.resume", schedule_id=schedule_id, missed="catch_up")
    return answer(_back(schedule_id), toast=Toast(_("Paused: nothing comes due until you resume it."), undo=undo))


@schedules.get("/schedules/<uuid:schedule_id>/resume")
@allow(Role.MANAGER)
def ask_resume(schedule_id: UUID) -> Response:
    """Ask what becomes of the reports that came due meanwhile."""
    return _ask(acting.find(schedule_id), Form())


@schedules.post("/schedules/<uuid:schedule_id>/resume")
@allow(Role.MANAGER)
def resume(schedule_id: UUID) -> Response:
    """Let it come due again; ``missed`` says what becomes of what came due meanwhile."""
    row, form, now = acting.find(schedule_id), Form(request.values), datetime.now(UTC)
    said = form.one_of("missed", ["catch_up", "skip"], optional=True)
    if form.ok:
        with form.refusals():
            count = acting.resume(row, catch_up=None if not said else said == "catch_up", by=current_user.id, now=now)
            if not count:
                words = _("Resumed.")
            elif said == "skip":
                words = ngettext("Resumed; one report is skipped.", "Resumed; %(num)d reports are skipped.", count)
            else:
                words = ngettext("Resumed; one report comes due now.", "Resumed; %(num)d reports come due now.", count)
            return answer(_back(schedule_id), toast=words)
    return _ask(row, form, status=422)


@schedules.post("/schedules/<uuid:schedule_id>/archive")
@allow(Role.MANAGER)
def archive(schedule_id: UUID) -> Response:
    """Put a schedule away."""
    acting.archive(acting.find(schedule_id), by=current_user.id, now=datetime.now(UTC))
    undo = url_for("schedules.restore", schedule_id=schedule_id)
    return answer(url_for("schedules.index"), toast=Toast(_("The schedule is archived: nothing comes due any more."), undo=undo))


@schedules.post("/schedules/<uuid:schedule_id>/restore")
@allow(Role.MANAGER)
def restore(schedule_id: UUID) -> Response:
    """Take a schedule back."""
    row, form = acting.find(schedule_id), Form.posted()
    with form.refusals():
        paused = acting.restore(row, by=current_user.id, now=datetime.now(UTC))
        words = _("The schedule is back, and paused: resume it when you are ready.") if paused else _("The schedule is back.")
        undo = url_for("schedules.archive", schedule_id=schedule_id)
        return answer(_back(schedule_id), toast=Toast(words, undo=undo))
    return show("screens/schedules/refused.html", status=422, form=form, row=row)


@schedules.post("/schedules/<uuid:schedule_id>/test")
@allow(Role.MANAGER)
def try_out(schedule_id: UUID) -> Response:
    """Send the report of the last period to the person who asks, and to nobody else."""
    address = acting.try_out(acting.find(schedule_id), to=current_user.id, now=datetime.now(UTC))
    return answer(_back(schedule_id), toast=_("A test is on its way to %(address)s; nobody else receives it.", address=address))


def _back(schedule_id: UUID) -> str:
    return url_for("schedules.index", _anchor=f"schedule-{schedule_id}")


def _chosen(form: Form) -> Community | None:
    return community_by_slug(form.one_of("community", [slug for slug, _name in offered()]))


def _edit(form: Form, row: Schedule | None, status: int = 200) -> Response:
    offers, coming = choices(form, row), preview(Form(initial=typed(form)), row, datetime.now(UTC))
    return show("screens/schedules/edit.html", status=status, form=form, **offers, **coming)


def _ask(row: Schedule, form: Form, status: int = 200) -> Response:
    if row.archived_at is not None:
        abort(404)
    gone = acting.missed(row, now=datetime.now(UTC))
    named = dates(gone[:MOST_LISTED], row.rhythm)
    return show("screens/schedules/resume.html", status=status, form=form, row=row, gone=named, count=len(gone))
