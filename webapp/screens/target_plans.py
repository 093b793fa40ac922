"""Setting targets with less typing: copied from the period before, or suggested by the community's own past; seen before they are saved."""

from datetime import UTC, datetime

from flask import Response, request
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from tenants.actions import target_copying, target_suggestions
from tenants.actions import targets as acting
from tenants.actions.stages import factors
from tenants.render.wording.stages import stage_words
from tenants.store import stages as stage_store
from tenants.store import targets as store
from tenants.store.base import new_id
from tenants.store.clients import Community
from tenants.terms.metric import Pillar
from tenants.terms.people import Role
from tenants.terms.period import Period
from tenants.terms.target import Target
from webapp.access import allow
from webapp.forms import Form
from webapp.hypermedia import Toast, answer, show
from webapp.screens import workspace
from webapp.screens.spans import label_words, parsed
from webapp.screens.target_words import goal_words, name, why
from webapp.screens.targets import address, chosen, said
from webapp.words import language

target_plans = workspace("target_plans")


@target_plans.get("/communities/<community>/targets/copy")
@allow(Role.MANAGER)
def preview(community: str) -> Response:
    """What copying the targets of another period would set, with what is there already."""
    row, period = chosen(community)
    form = Form(initial={"source": _source(period).label, "uplift": request.args.get("uplift", "")})
    return _preview(row, period, form)


@target_plans.post("/communities/<community>/targets/copy")
@allow(Role.MANAGER)
def copy(community: str) -> Response:
    """Copy targets of another period; without a choice all of them into the rows that have none."""
    row, period = chosen(community)
    form = Form.posted()
    uplift = form.number("uplift", least=-90, most=200, optional=True) or 0.0
    only = request.form.getlist("metric") if request.form.get("chosen") else None
    batch = new_id()
    if form.ok and request.form.get("step") != "look":
        with form.refusals():
            count = target_copying.copy_forward(
                row, _source(period), period, uplift=uplift / 100, only=only, over=only is not None, batch=batch, by=current_user.id
            )
            words = ngettext("One target copied.", "%(num)d targets copied.", count) if count else _("There was nothing to copy.")
            return answer(address(row, period), toast=Toast(words, undo=said(row, count, batch).undo))
    return _preview(row, period, form, status=200 if form.ok else 422)


def _source(period: Period) -> Period:
    """The period that is copied: the one named, else the one before."""
    label = request.form.get("source") or request.args.get("source")
    return parsed(label) if label else period.previous()


def _preview(community: Community, period: Period, form: Form, status: int = 200) -> Response:
    try:
        uplift = float(form.raw("uplift").strip().rstrip("%％ ") or 0) / 100 if form.ok else 0.0
    except ValueError:
        uplift = 0.0
    source = _source(period)
    planned = target_copying.plan_copy(community, source, period, uplift=uplift)
    lines = [
        (
            each,
            name(metric),
            goal_words(each.source, metric),
            goal_words(each.target, metric),
            goal_words(each.present, metric) if each.present else "",
        )
        for each in planned
        if (metric := acting.metric_of(each.target.metric)) is not None
    ]
    return show(
        "screens/targets/copy.html",
        status=status,
        community=community,
        period=period,
        period_words=label_words(period),
        source=source,
        source_words=label_words(source),
        sources=_sources(community, period),
        lines=lines,
        form=form,
    )


def _sources(community: Community, period: Period) -> list[tuple[str, str]]:
    """The periods of the same length that have targets, the newest first, and the one before."""
    labels = [period.previous().label, *store.periods_with_targets(community)]
    found = [Period.parse(label) for label in dict.fromkeys(labels) if label != period.label]
    return [(each.label, label_words(each)) for each in found if each.cadence is period.cadence]


@target_plans.get("/communities/<community>/targets/suggestions")
@allow(Role.MANAGER)
def suggested(community: str) -> Response:
    """Goals that the past suggests, each with the figures behind it."""
    row, period = chosen(community)
    return _suggested(row, period, Form())


def _suggested(row: Community, period: Period, form: Form, status: int = 200) -> Response:
    now = datetime.now(UTC)
    stage = stage_store.current(row)
    bound = {each.metric: each for each in store.in_force(row, period)}
    lines = []
    for metric, each in target_suggestions.suggestions(row, period, now=now, factors=factors(stage.stage) if stage else None):
        present = goal_words(bound[metric.key], metric) if metric.key in bound else ""
        goal = goal_words(Target(metric.key, each.value, each.direction), metric)
        lines.append((metric, name(metric), goal, present, why(metric, each)))
    pillars = list(Pillar)
    lines.sort(key=lambda line: pillars.index(line[0].pillar))
    return show(
        "screens/targets/suggestions.html",
        status=status,
        form=form,
        community=row,
        period=period,
        period_words=label_words(period),
        lines=lines,
        stage=stage_words(stage.stage, language())[0] if stage else "",
    )


@target_plans.post("/communities/<community>/targets/suggestions")
@allow(Role.MANAGER)
def adopt(community: str) -> Response:
    """Take the chosen suggestions over as targets, all or none."""
    row, period = chosen(community)
    batch = new_id()
    stage = stage_store.current(row)
    known = factors(stage.stage) if stage else None
    keys = request.form.getlist("metric")
    now = datetime.now(UTC)
    if not keys:
        form = Form()
        form.problem = _("Nothing is ticked yet. Tick the goals you want to promise.")
        return _suggested(row, period, form, status=422)
    changed = target_suggestions.adopt(row, period, keys, now=now, factors=known, batch=batch, by=current_user.id)
    return answer(address(row, period), toast=said(row, changed, batch))
