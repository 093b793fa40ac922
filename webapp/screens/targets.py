"""Targets of a community and period: one table, one button; a row without a goal is no target."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from flask import Response, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from tenants.actions import communities as community_actions
from tenants.actions import figures as measuring
from tenants.actions import targets as acting
from tenants.actions.targets import TargetForm
from tenants.render.wording.metrics import metric_words, pillar_word, unit_word
from tenants.store import targets as store
from tenants.store.clients import Community
from tenants.store.targets import TargetRow
from tenants.terms.figure import Figure
from tenants.terms.metric import CORE_PILLARS, Direction, Metric, Unit
from tenants.terms.people import Role
from tenants.terms.period import Cadence, Period
from tenants.terms.words import N_
from webapp.access import allow
from webapp.forms import Form
from webapp.hypermedia import answer, show
from webapp.screens import workspace
from webapp.screens.spans import around, current, label_words
from webapp.words import language

targets = workspace("targets")

PERCENT = frozenset({Unit.SHARE})
"""Units that are kept as fractions and typed as percentages."""
FIELDS = ("value", "low", "direction", "weight", "tolerance", "baseline", "stretch")
DIRECTIONS = ((Direction.UP, N_("at least")), (Direction.DOWN, N_("at most")), (Direction.RANGE, N_("between")))


@dataclass(frozen=True, slots=True)
class Row:
    """One metric in the table: its target in force, if any, and what was measured now and before."""

    metric: Metric
    name: str
    formula: str
    unit: str
    target: TargetRow | None
    now: Figure | None
    before: Figure | None

    @property
    def direction(self) -> str:
        """Which way is good: the target's own word, else the metric's."""
        if self.target is not None:
            return self.target.direction
        return Direction.UP if self.metric.direction is Direction.NONE else self.metric.direction


@targets.get("/communities/<community>/targets")
@allow(Role.ANALYST)
def index(community: str) -> Response:
    """The targets of one period, beside what was measured in it and before it."""
    row = community_actions.find(community)
    period = current(request.args.get("period"), row, Cadence.MONTH)
    return _page(row, period, Form(initial={"revision": store.revision(row, period)} | _initial(store.in_force(row, period))))


@targets.post("/communities/<community>/targets")
@allow(Role.MANAGER)
def save(community: str) -> Response:
    """Set and end targets of one period, all or none."""
    row = community_actions.find(community)
    period = current(request.args.get("period"), row, Cadence.MONTH)
    form = Form.posted()
    wanted = {metric.key: _read(form, metric) for metric in acting.catalogue() if f"value.{metric.key}" in request.form}
    revision = form.whole("revision")
    if form.ok:
        with form.refusals():
            changed = acting.save(row, period, wanted, revision=revision, by=current_user.id)
            words = ngettext("One target changed.", "%(num)d targets changed.", changed) if changed else _("Nothing changed.")
            return answer(url_for("targets.index", community=community, period=period.label), toast=words)
    return _page(row, period, form, status=422)


@targets.post("/communities/<community>/targets/copy")
@allow(Role.MANAGER)
def copy(community: str) -> Response:
    """Copy the targets of the period before into those rows that have none."""
    row = community_actions.find(community)
    period = current(request.args.get("period"), row, Cadence.MONTH)
    count = acting.copy_forward(row, period.previous(), period, by=current_user.id)
    words = ngettext("One target copied.", "%(num)d targets copied.", count) if count else _("There was nothing to copy.")
    return answer(url_for("targets.index", community=community, period=period.label), toast=words)


def _page(community: Community, period: Period, form: Form, status: int = 200) -> Response:
    now = datetime.now(UTC)
    today = now.astimezone(ZoneInfo(community.timezone)).date()
    begun = [each for each in (period.previous(), period) if each.first <= today]
    known = measuring.history(community, [metric.key for metric in acting.catalogue()], begun, now=now)
    measured, before = known.get(period, {}), known.get(period.previous(), {})
    return show(
        "screens/targets/index.html",
        status=status,
        community=community,
        period=period,
        spans=around(period, lambda label: url_for("targets.index", community=community.slug, period=label)),
        before_words=label_words(period.previous()),
        groups=_groups(community, period, measured, before),
        form=form,
        fields=FIELDS,
        directions=[(code.value, _(words)) for code, words in DIRECTIONS],
        direction_names={code.value: _(words) for code, words in DIRECTIONS},
        can_copy=bool(store.in_force(community, period.previous())),
    )


def _groups(
    community: Community, period: Period, measured: Mapping[str, Figure], before: Mapping[str, Figure]
) -> list[tuple[str, bool, list[Row]]]:
    """The rows by pillar: (name, open at first, rows). The three promises stand open, the others only when they hold a target."""
    present = {row.metric: row for row in store.in_force(community, period)}
    groups: dict[str, list[Row]] = {}
    for metric in acting.catalogue():
        words = metric_words(metric.key, language())
        figures = measured.get(metric.key), before.get(metric.key)
        line = Row(metric, words.name, words.formula, _unit(metric.unit), present.get(metric.key), *figures)
        groups.setdefault(metric.pillar, []).append(line)
    order = sorted(groups, key=lambda pillar: (pillar not in CORE_PILLARS, [*CORE_PILLARS, pillar].index(pillar)))
    return [
        (pillar_word(pillar, language()), pillar in CORE_PILLARS or any(line.target for line in groups[pillar]), groups[pillar])
        for pillar in order
    ]


def _unit(unit: Unit) -> str:
    """What stands behind a goal's field; plain counts need no word."""
    if unit in PERCENT or unit is Unit.PERCENT:
        return "%"
    return unit_word(unit, language()) if unit in {Unit.MINUTES, Unit.HOURS, Unit.MONEY} else ""


def _initial(rows: list[TargetRow]) -> dict[str, object]:
    units = {metric.key: metric.unit for metric in acting.catalogue()}
    initial: dict[str, object] = {}
    for row in rows:
        scale = 100 if units.get(row.metric) in PERCENT else 1
        for field in ("value", "low", "baseline", "stretch"):
            number = getattr(row, field)
            initial[f"{field}.{row.metric}"] = "" if number is None else f"{number * scale:.10g}"
        initial[f"weight.{row.metric}"] = f"{row.weight:g}"
        initial[f"tolerance.{row.metric}"] = f"{row.tolerance * 100:g}"
        initial[f"direction.{row.metric}"] = row.direction
    return initial


def _read(form: Form, metric: Metric) -> TargetForm | None:
    """Read one row; an empty goal means no target."""
    key = metric.key
    if not form.raw(f"value.{key}").strip():
        return None
    scale = 100 if metric.unit in PERCENT else 1
    numbers = {name: form.number(f"{name}.{key}", optional=name != "value") for name in ("value", "low", "baseline", "stretch")}
    if numbers["value"] is None:
        return None
    scaled = {name: number / scale if number is not None else None for name, number in numbers.items()}
    weight = form.number(f"weight.{key}", least=0.01, most=1000, optional=True)
    tolerance = form.number(f"tolerance.{key}", least=0, most=99, optional=True)
    direction = form.one_of(f"direction.{key}", [Direction.UP, Direction.DOWN, Direction.RANGE], optional=True)
    return TargetForm(
        value=scaled["value"] or 0.0,
        direction=Direction(direction) if direction else None,
        low=scaled["low"],
        baseline=scaled["baseline"],
        stretch=scaled["stretch"],
        weight=1.0 if weight is None else weight,
        tolerance=0.05 if tolerance is None else tolerance / 100,
    )
