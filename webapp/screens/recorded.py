"""Figures recorded by hand: what nobody can measure, for one community and period, with every version and the way back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from flask import Response, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from tenants.actions import communities as community_actions
from tenants.actions import recording as acting
from tenants.render import formats
from tenants.render.wording.metrics import metric_words, unit_word
from tenants.store import recorded as store
from tenants.store.clients import Community
from tenants.store.recorded import Recorded
from tenants.terms.metric import Metric, Unit
from tenants.terms.people import Role
from tenants.terms.period import Cadence, Period
from webapp.access import allow
from webapp.forms import Form
from webapp.hypermedia import Toast, answer, show
from webapp.screens import workspace
from webapp.screens.spans import around, current, label_words
from webapp.words import language

recorded = workspace("recorded")

EARLIER = 60
"""Values of other periods that the page lists."""


@dataclass(frozen=True, slots=True)
class Line:
    """One metric that may be recorded, with what stands on record for the period."""

    metric: Metric
    name: str
    formula: str
    unit: str
    row: Recorded | None


@recorded.get("/communities/<community>/recorded")
@allow(Role.ANALYST)
def index(community: str) -> Response:
    """What is on record for one period, and a field for everything that may be."""
    row = community_actions.find(community)
    period = current(request.args.get("period"), row, Cadence.MONTH, ended=True)
    return _page(row, period, Form(initial=_initial(row, period)))


@recorded.post("/communities/<community>/recorded")
@allow(Role.MANAGER)
def save(community: str) -> Response:
    """Record what was typed; a field left empty changes nothing."""
    row = community_actions.find(community)
    period = current(request.args.get("period"), row, Cadence.MONTH, ended=True)
    form = Form.posted()
    wanted = [(metric, value) for metric in acting.recordable() if (value := _read(form, metric)) is not None]
    before = {each.metric: each for each in _of(row, period)}
    if form.ok:
        changed: list[Recorded] = []
        with form.refusals():
            for metric, value in wanted:
                note = form.text(f"note.{metric.key}", limit=500, optional=True)
                said = acting.record(row, metric.key, period, value, note=note, by=current_user.id, now=datetime.now(UTC))
                if metric.key not in before or before[metric.key].id != said.id:
                    changed.append(said)
            return _saved(community, period, changed)
    return _page(row, period, form, status=422)


def _saved(community: str, period: Period, changed: list[Recorded]) -> Response:
    there = url_for("recorded.index", community=community, period=period.label)
    if not changed:
        return answer(there, toast=_("Nothing changed."))
    words = ngettext("One value recorded.", "%(num)d values recorded.", len(changed))
    undo = url_for("recorded.undo", community=community, recorded_id=changed[0].id) if len(changed) == 1 else ""
    return answer(there, toast=Toast(words, undo=undo))


@recorded.post("/communities/<community>/recorded/<uuid:recorded_id>/undo")
@allow(Role.MANAGER)
def undo(community: str, recorded_id: UUID) -> Response:
    """Let what stood before a value hold again."""
    row, form = community_actions.find(community), Form.posted()
    period = current(request.args.get("period"), row, Cadence.MONTH, ended=True)
    with form.refusals():
        said = acting.take_back(row, recorded_id, by=current_user.id, now=datetime.now(UTC))
        back = url_for("recorded.undo", community=community, recorded_id=said.id)
        words = _("The value before holds again.") if said.value is not None else _("The value was taken back.")
        return answer(url_for("recorded.index", community=community, period=said.period), toast=Toast(words, undo=back))
    return _page(row, period, form, status=422)


def _of(community: Community, period: Period) -> list[Recorded]:
    return [
        each
        for each in store.in_force(community, period.first, period.until)
        if (each.period_first, each.period_until) == (period.first, period.until)
    ]


def _initial(community: Community, period: Period) -> dict[str, object]:
    shares = {metric.key for metric in acting.recordable() if metric.unit is Unit.SHARE}
    rows = [each for each in _of(community, period) if each.value is not None]
    values = {f"value.{each.metric}": f"{(each.value or 0) * (100 if each.metric in shares else 1):.10g}" for each in rows}
    return {**values, **{f"note.{each.metric}": each.note for each in rows}}


def _read(form: Form, metric: Metric) -> float | None:
    """The value of one field, shares as fractions; ``None`` if it is empty or wrong."""
    value = form.number(f"value.{metric.key}", optional=True)
    return value / 100 if value is not None and metric.unit is Unit.SHARE else value


def _page(community: Community, period: Period, form: Form, status: int = 200) -> Response:
    known = {each.metric: each for each in _of(community, period)}
    metrics = acting.recordable()
    units = {metric.key: metric.unit for metric in metrics}
    rows = [row for row in store.in_force(community) if row.value is not None]
    return show(
        "screens/recorded/index.html",
        status=status,
        community=community,
        period=period,
        spans=around(period, lambda label: url_for("recorded.index", community=community.slug, period=label)),
        lines=[_line(metric, known.get(metric.key)) for metric in metrics],
        rows=[_listed(row, units) for row in rows[:EARLIER]],
        more=max(0, len(rows) - EARLIER),
        form=form,
    )


def _line(metric: Metric, row: Recorded | None) -> Line:
    words = metric_words(metric.key, language())
    unit = "%" if metric.unit is Unit.SHARE else unit_word(metric.unit, language())
    return Line(metric, words.name, words.formula, unit, row if row is not None and row.value is not None else None)


def _listed(row: Recorded, units: Mapping[str, Unit]) -> tuple[str, str, str, Recorded]:
    """Period, metric and value in words, and the row."""
    value = formats.figure(row.value, units.get(row.metric, Unit.RATIO), language())
    return label_words(Period.parse(row.period)), metric_words(row.metric, language()).name, value, row
