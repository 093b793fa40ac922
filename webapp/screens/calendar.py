"""The activity calendar: month and list, one activity, planning, moving, and what came of it."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Response, abort, g, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from tenants.actions import activities as acting
from tenants.actions import communities as community_actions
from tenants.render import formats
from tenants.store.activities import Activity
from tenants.store.clients import all_communities
from tenants.terms.activity import ActivityKind, ActivityState
from tenants.terms.people import Language, Role
from tenants.terms.period import Cadence, Period
from webapp.access import allow
from webapp.forms import Form
from webapp.hypermedia import Toast, answer, show
from webapp.screens import plans, workspace
from webapp.screens.choices import activity_kinds
from webapp.screens.days import Filter, month_of
from webapp.screens.spans import around, label_words, parsed
from webapp.words import language

calendar = workspace("calendar")


def today() -> date:
    """Return the day it is in the workspace's zone."""
    return datetime.now(UTC).astimezone(ZoneInfo(g.workspace.timezone)).date()


@calendar.get("/calendar")
@allow(Role.ANALYST)
def index() -> Response:
    """The activities of a month, as a grid or a list, of all communities or one, of all kinds or one."""
    period = parsed(request.args["month"]) if "month" in request.args else Period.containing(today(), Cadence.MONTH)
    if period.cadence is not Cadence.MONTH:
        abort(404)
    chosen = Filter(request.args.get("community", ""), request.args.get("kind", ""), request.args.get("view", "month"))
    places = [(place.slug, place.name) for place in all_communities()]
    month = month_of(period, chosen, today(), datetime.now(UTC))
    return show(
        "screens/calendar/index.html",
        fragment="screens/calendar/_month.html",
        month=month,
        chosen=chosen,
        title=label_words(period),
        spans=around(period, chosen.address),
        this_month=chosen.address(Period.containing(today(), Cadence.MONTH).label),
        communities=places,
        kinds=activity_kinds(),
        community_name=dict(places).get(chosen.community, ""),
        kind_name=dict(activity_kinds()).get(chosen.kind, ""),
        weekday_names=formats.WEEKDAYS[Language(language())],
    )


@calendar.get("/calendar/new")
@allow(Role.MANAGER)
def new() -> Response:
    """The form of a new activity; ``day`` and ``community`` may be given in the address."""
    day = request.args.get("day") or (today() + timedelta(days=7)).isoformat()
    initial = {
        "community": request.args.get("community", ""),
        "kind": ActivityKind.TOPIC.value,
        "day": day,
        "at": "20:00",
        "until": "21:00",
    }
    return _edit(Form(initial=initial), None)


@calendar.post("/calendar")
@allow(Role.MANAGER)
def create() -> Response:
    """Plan an activity."""
    form = Form.posted()
    slug = form.one_of("community", [place.slug for place in all_communities()])
    if form.ok:
        place = community_actions.find(slug)
        wanted = plans.read(form, ZoneInfo(place.timezone))
        if wanted:
            with form.refusals():
                made = acting.plan(place, wanted, by=current_user.id, now=datetime.now(UTC))
                return answer(_month_address(made), toast=_("%(title)s is in the calendar.", title=made.title))
    plans.blame_end(form)
    return _edit(form, None, status=422)


@calendar.get("/calendar/<uuid:activity_id>", endpoint="show")
@allow(Role.ANALYST)
def show_one(activity_id: UUID) -> Response:
    """One activity: the plan, and what came of it."""
    return _one(_present(activity_id), None)


@calendar.get("/calendar/<uuid:activity_id>/edit")
@allow(Role.MANAGER)
def edit(activity_id: UUID) -> Response:
    """The form of an existing activity."""
    row = _present(activity_id)
    return _edit(Form(initial=plans.of(row)), row)


@calendar.post("/calendar/<uuid:activity_id>")
@allow(Role.MANAGER)
def update(activity_id: UUID) -> Response:
    """Change the plan."""
    row = _present(activity_id)
    form = Form.posted()
    wanted = plans.read(form, ZoneInfo(row.community.timezone))
    revision = form.whole("revision") or 0
    if form.ok and wanted:
        with form.refusals():
            acting.change(activity_id, wanted, revision=revision, by=current_user.id)
            return answer(url_for("calendar.show", activity_id=activity_id), toast=_("Saved."))
    plans.blame_end(form)
    return _edit(form, row, status=422)


@calendar.post("/calendar/<uuid:activity_id>/day")
@allow(Role.MANAGER)
def move(activity_id: UUID) -> Response:
    """Move an activity to another day at the same local time; its length stays."""
    row = _present(activity_id)
    form = Form(request.values)
    day = form.day("day")
    zone = ZoneInfo(row.community.timezone)
    if day is None:
        return _one(row, form, status=422)
    before = row.starts_at.astimezone(zone)
    with form.refusals():
        moved = acting.move(
            activity_id,
            before.replace(year=day.year, month=day.month, day=day.day).astimezone(UTC),
            revision=form.whole("revision", optional=True) or row.revision,
            by=current_user.id,
        )
        undo = url_for("calendar.move", activity_id=activity_id, day=before.date().isoformat())
        return answer(_month_address(moved), toast=Toast(_("%(title)s is moved.", title=moved.title), undo=undo))
    return _one(row, form, status=422)


@calendar.post("/calendar/<uuid:activity_id>/outcome")
@allow(Role.MANAGER)
def finish(activity_id: UUID) -> Response:
    """Mark it done, with participants, cost and result."""
    row = _present(activity_id)
    form = Form.posted()
    wanted = plans.read_outcome(form)
    revision = form.whole("revision") or 0
    if form.ok:
        with form.refusals():
            done = acting.finish(activity_id, wanted, revision=revision, by=current_user.id, now=datetime.now(UTC))
            return answer(url_for("calendar.show", activity_id=activity_id), toast=_("%(title)s is done.", title=done.title))
    return _one(row, form, status=422)


@calendar.post("/calendar/<uuid:activity_id>/cancellation")
@allow(Role.MANAGER)
def cancel(activity_id: UUID) -> Response:
    """Call an activity off."""
    row = _present(activity_id)
    acting.cancel(activity_id, revision=row.revision, by=current_user.id)
    undo = url_for("calendar.reopen", activity_id=activity_id)
    return answer(url_for("calendar.show", activity_id=activity_id), toast=Toast(_("Called off."), undo=undo))


@calendar.post("/calendar/<uuid:activity_id>/reopening")
@allow(Role.MANAGER)
def reopen(activity_id: UUID) -> Response:
    """Take back that it was done or called off."""
    row = _present(activity_id)
    acting.reopen(activity_id, revision=row.revision, by=current_user.id)
    return answer(url_for("calendar.show", activity_id=activity_id), toast=_("Planned again."))


@calendar.post("/calendar/<uuid:activity_id>/deletion")
@allow(Role.MANAGER)
def delete(activity_id: UUID) -> Response:
    """Take an activity out of the calendar."""
    row = acting.delete(activity_id, by=current_user.id, now=datetime.now(UTC))
    undo = url_for("calendar.undelete", activity_id=activity_id)
    return answer(_month_address(row), toast=Toast(_("%(title)s is deleted.", title=row.title), undo=undo))


@calendar.post("/calendar/<uuid:activity_id>/restoration")
@allow(Role.MANAGER)
def undelete(activity_id: UUID) -> Response:
    """Bring a deleted activity back."""
    row = acting.undelete(activity_id, by=current_user.id)
    return answer(url_for("calendar.show", activity_id=activity_id), toast=_("%(title)s is back.", title=row.title))


def _present(activity_id: UUID) -> Activity:
    row = acting.find(activity_id)
    if row.deleted_at is not None:
        abort(404)
    return row


def _month_address(row: Activity) -> str:
    local = row.starts_at.astimezone(ZoneInfo(row.community.timezone)).date()
    return url_for("calendar.index", month=Period.containing(local, Cadence.MONTH).label)


def _one(row: Activity, form: Form | None, status: int = 200) -> Response:
    zone = ZoneInfo(row.community.timezone)
    return show(
        "screens/calendar/show.html",
        status=status,
        activity=row,
        zone=zone,
        starts=row.starts_at.astimezone(zone),
        ends=row.ends_at.astimezone(zone) if row.ends_at else None,
        begun=row.starts_at <= datetime.now(UTC),
        kind_name=dict(activity_kinds())[row.kind],
        form=form or Form(initial=plans.outcome_of(row)),
        month_address=_month_address(row),
        done=row.state == ActivityState.DONE,
        off=row.state == ActivityState.CANCELLED,
    )


def _edit(form: Form, row: Activity | None, status: int = 200) -> Response:
    return show(
        "screens/calendar/edit.html",
        status=status,
        form=form,
        activity=row,
        communities=[(place.slug, place.name) for place in all_communities()],
        kinds=activity_kinds(),
    )
