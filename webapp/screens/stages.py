"""The lifecycle stage of a community: what the figures propose, what was decided, what to do, and which goals fit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from flask import Response, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from tenants.actions import communities as community_actions
from tenants.actions import stages as acting
from tenants.actions.target_suggestions import Suggestion
from tenants.render import formats
from tenants.render.wording.metrics import metric_words
from tenants.render.wording.stages import playbook, reason_words, stage_words
from tenants.store import stages as store
from tenants.store.base import new_id
from tenants.store.clients import Community
from tenants.store.stages import StageRow
from tenants.store.targets import in_force as targets_in_force
from tenants.terms.metric import Direction, Unit
from tenants.terms.people import Role
from tenants.terms.period import Cadence, Period
from tenants.terms.stages import Stage, StageReason, StageState
from webapp.access import allow
from webapp.forms import Form
from webapp.hypermedia import Toast, answer, show
from webapp.screens import workspace
from webapp.screens.spans import around, current, label_words, parsed
from webapp.words import language

stages = workspace("stages")


@dataclass(frozen=True, slots=True)
class Said:
    """A stage as the page speaks of it: its name, what counts, and the reasons as (words, speaks for it)."""

    stage: str
    name: str
    note: str
    month: str
    reasons: Sequence[tuple[str, bool]]


@dataclass(frozen=True, slots=True)
class GoalLine:
    """One goal that fits the stage: the suggestion, what it rests on, and what is promised already."""

    metric: str
    name: str
    goal: str
    basis: str
    promised: str


@stages.get("/communities/<community>/stage")
@allow(Role.ANALYST)
def index(community: str) -> Response:
    """The stage in force, what the figures say now, the playbook and the goals that fit."""
    return _page(community_actions.find(community), Form())


@stages.post("/communities/<community>/stage")
@allow(Role.MANAGER)
def decide(community: str) -> Response:
    """Confirm the proposed stage, or choose another with a reason."""
    row, form, now = community_actions.find(community), Form.posted(), datetime.now(UTC)
    stage = form.one_of("stage", list(Stage))
    if form.ok:
        with form.refusals():
            done = acting.decide(row, stage, form.raw("note"), now=now, by=current_user.id)
            return answer(url_for("stages.index", community=community), toast=_undoable(community, done, _("The stage is confirmed.")))
    return _page(row, form, status=422)


@stages.post("/communities/<community>/stage/keep")
@allow(Role.MANAGER)
def keep(community: str) -> Response:
    """Stay in the stage in force, against the proposal."""
    row, form = community_actions.find(community), Form.posted()
    with form.refusals():
        done = acting.keep(row, now=datetime.now(UTC), by=current_user.id)
        return answer(url_for("stages.index", community=community), toast=_undoable(community, done, _("The stage stays as it is.")))
    return _page(row, form, status=422)


@stages.post("/communities/<community>/stage/undo")
@allow(Role.MANAGER)
def undo(community: str) -> Response:
    """Take back what was decided last (``decision``)."""
    row, form = community_actions.find(community), Form(request.values)
    decision = form.uuid("decision")
    if form.ok and decision:
        with form.refusals():
            acting.undo(row, decision, by=current_user.id)
            return answer(url_for("stages.index", community=community), toast=_("Taken back."))
    return _page(row, form, status=422)


@stages.post("/communities/<community>/stage/targets")
@allow(Role.MANAGER)
def adopt(community: str) -> Response:
    """Take the chosen goals over into the targets of ``period``, in one step."""
    row, form, now = community_actions.find(community), Form.posted(), datetime.now(UTC)
    period, chosen, batch = parsed(form.raw("period")), form.all("metric"), new_id()
    present = store.current(row)
    stage = form.one_of("stage", list(Stage)) or (present.stage if present else "")
    if not chosen:
        form.wrong("metric", _("Choose at least one goal."))
    if form.ok:
        with form.refusals():
            changed = acting.adopt(row, stage, period, chosen, now=now, batch=batch, by=current_user.id)
            words = ngettext("One goal was set.", "%(num)d goals were set.", changed) if changed else _("These goals are set already.")
            return answer(url_for("targets.index", community=community, period=period.label), toast=words)
    return _page(row, form, period=period, status=422)


def _undoable(community: str, row: StageRow, words: str) -> Toast:
    return Toast(words, undo=url_for("stages.undo", community=community, decision=row.id))


def _page(row: Community, form: Form, *, period: Period | None = None, status: int = 200) -> Response:
    now = datetime.now(UTC)
    present, waits, found = store.current(row), store.waiting(row), acting.proposal(row, now=now)
    period = period or current(request.args.get("period"), row, Cadence.MONTH)
    shown = present.stage if present else found.stage if found else ""

    def address(label: str) -> str:
        return url_for("stages.index", community=row.slug, period=label, _anchor="goals")

    return show(
        "screens/stages/index.html",
        status=status,
        community=row,
        form=form,
        present=_said(present.stage, present.month, acting.worded(present.reasons)) if present else None,
        decided=present,
        waits=_said(waits.stage, waits.month, acting.worded(waits.reasons)) if waits else None,
        found=_said(found.stage, found.month, found.reasons) if found else None,
        stages=[(each.value, *stage_words(each, language())) for each in Stage],
        shown=shown,
        shown_name=stage_words(shown, language())[0] if shown else "",
        steps=playbook(shown, language()) if shown else [],
        goals=_goals(row, shown, period, now) if shown and not row.archived_at else [],
        period=period,
        period_words=label_words(period),
        spans=around(period, address),
        history=[(each, who, stage_words(each.stage, language())[0], _state(each)) for each, who in store.history(row)],
    )


def _said(stage: str, month: str, reasons: Sequence[StageReason]) -> Said:
    name, note = stage_words(stage, language())
    words = [(reason_words(each, language()), each.holds) for each in reasons]
    return Said(stage, name, note, formats.period(month, language()) if month else "", words)


def _state(row: StageRow) -> str:
    words = {
        StageState.CONFIRMED: _("confirmed"),
        StageState.DECLINED: _("proposed by the figures, declined"),
        StageState.WITHDRAWN: _("taken back"),
    }
    if row.state == StageState.CONFIRMED and row.proposed and row.proposed != row.stage:
        return str(_("chosen; the figures proposed: %(stage)s", stage=stage_words(row.proposed, language())[0]))
    return str(words[StageState(row.state)])


def _goals(row: Community, stage: str, period: Period, now: datetime) -> list[GoalLine]:
    lang, present = language(), {each.metric: each for each in targets_in_force(row, period)}
    lines: list[GoalLine] = []
    for metric, said in acting.goals(row, stage, period, now=now):
        goal = formats.worded(said.value, metric.unit, lang)
        worded: dict[str, Any] = {
            "middle": formats.figure(said.middle, metric.unit, lang),
            "best": formats.figure(said.best_quarter, metric.unit, lang),
            "n": said.periods,
        }
        promised = present.get(metric.key)
        lines.append(
            GoalLine(
                metric=metric.key,
                name=metric_words(metric.key, lang).name,
                goal=str(_("at most %(value)s", value=goal) if said.direction is Direction.DOWN else _("at least %(value)s", value=goal)),
                basis=_basis(said, metric.unit, worded),
                promised=formats.worded(promised.value, metric.unit, lang) if promised else "",
            )
        )
    return lines


def _basis(said: Suggestion, unit: Unit, worded: dict[str, Any]) -> str:
    """What a proposed goal rests on: the last months and, where that moved it, the same month a year ago."""
    if said.last_year is None:
        return str(_("middle of the last %(n)s months %(middle)s, best quarter %(best)s", **worded))
    year = formats.figure(said.last_year, unit, language())
    return str(_("middle of the last %(n)s months %(middle)s, best quarter %(best)s; this month a year ago %(year)s", **worded, year=year))
