"""KPI targets: what an agency promises of a community for a period, kept version by version."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from tenants.assess.attainment import check
from tenants.measure import CATALOGUE
from tenants.store import audit
from tenants.store import targets as store
from tenants.store.base import db
from tenants.store.clients import Community
from tenants.store.targets import TargetRow
from tenants.store.work import work
from tenants.terms.errors import NotFoundError, Refusal
from tenants.terms.metric import Direction, Metric, Unit
from tenants.terms.period import Period
from tenants.terms.target import Target

UNBOUNDED_SHARES = frozenset({"growth_rate"})
"""Shares that may pass 100 %."""
LARGEST = 1e12


@dataclass(frozen=True, slots=True)
class TargetForm:
    """What a person says of a target. ``direction`` left out means the metric's own; shares are fractions (0.42)."""

    value: float
    direction: Direction | None = None
    low: float | None = None
    baseline: float | None = None
    stretch: float | None = None
    weight: float = 1.0
    tolerance: float = 0.05


def put(community: Community, metric: str, period: Period, form: TargetForm, *, by: UUID | None) -> TargetRow:
    """Set or change a target: adds a version, and leaves what was reviewed under an earlier one as it is.

    Saying the same again adds nothing. Refuses an unknown metric, one that carries no target, and values that mean nothing.
    """
    _open(community)
    target = _target(metric, form)
    with work():
        return _put(community, period, target, by)


def save(
    community: Community, period: Period, wanted: Mapping[str, TargetForm | None], *, revision: int | None = None, by: UUID | None
) -> int:
    """Set or end several targets of a period at once, all or none; return how many changed.

    ``None`` ends a target. A refusal names its field as ``<field>.<metric>``. Refused when somebody else changed the period's targets
    since ``revision`` (``store.targets.revision``; ``None``: whatever they are).
    """
    _open(community)
    checked: dict[str, Target | None] = {}
    for metric, form in wanted.items():
        try:
            checked[metric] = _target(metric, form) if form else None
        except Refusal as refusal:
            refusal.field = f"{refusal.field or 'value'}.{metric}"
            raise
    changed = 0
    with work():
        store.hold(community)
        if revision is not None and store.revision(community, period) != revision:
            raise Refusal("target.changed")
        for metric, target in checked.items():
            present = store.latest(community, period, metric, lock=True)
            before = present.version if present else 0
            if target is None:
                if present is not None and not present.removed:
                    _end(present, by)
                    changed += 1
            elif _put(community, period, target, by).version != before:
                changed += 1
    return changed


def _put(community: Community, period: Period, target: Target, by: UUID | None) -> TargetRow:
    present = store.latest(community, period, target.metric, lock=True)
    if present is not None and not present.removed and _as_target(present) == target:
        return present
    row = TargetRow(
        community_id=community.id,
        metric=target.metric,
        period=period.label,
        period_first=period.first,
        period_until=period.until,
        version=present.version + 1 if present else 1,
        value=target.value,
        low=target.low,
        baseline=target.baseline,
        stretch=target.stretch,
        direction=target.direction,
        weight=target.weight,
        tolerance=target.tolerance,
        set_by=by,
    )
    db.session.add(row)
    db.session.flush()
    audit.record(by, "set", "target", row.id, metric=target.metric, period=period.label, value=target.value, version=row.version)
    return row


def _end(present: TargetRow, by: UUID | None) -> TargetRow:
    columns = ("community_id", "metric", "period", "period_first", "period_until", "value", "low", "baseline", "stretch")
    kept = {name: getattr(present, name) for name in (*columns, "direction", "weight", "tolerance")}
    row = TargetRow(**kept, version=present.version + 1, removed=True, set_by=by)
    db.session.add(row)
    db.session.flush()
    audit.record(by, "removed", "target", row.id, metric=present.metric, period=present.period)
    return row


def remove(community: Community, metric: str, period: Period, *, by: UUID | None) -> TargetRow:
    """End a target with a version that says so; ``put`` brings it back."""
    with work():
        present = store.latest(community, period, metric, lock=True)
        if present is None or present.removed:
            raise NotFoundError("target.not_found", metric=metric, period=period.label)
        return _end(present, by)


def copy_forward(community: Community, source: Period, into: Period, *, by: UUID | None) -> int:
    """Copy every target in force from one period into another that has none for that metric; return how many were copied."""
    _open(community)
    taken = {row.metric for row in store.in_force(community, into)}
    missing = [_as_target(row) for row in store.in_force(community, source) if row.metric not in taken]
    with work():
        for target in missing:
            _put(community, into, target, by)
    return len(missing)


def _open(community: Community) -> None:
    if community.archived_at is not None:
        raise Refusal("community.archived", slug=community.slug, name=community.name)


def catalogue() -> Sequence[Metric]:
    """Every metric that a target may be set on, in the catalogue's order."""
    return [metric for metric in CATALOGUE.values() if metric.targetable]


def _target(key: str, form: TargetForm) -> Target:
    """Return the target that ``form`` describes, or refuse it, naming the field."""
    metric = CATALOGUE.get(key)
    if metric is None:
        raise Refusal("target.unknown_metric", field="metric", metric=key)
    if not metric.targetable:
        raise Refusal("target.not_targetable", field="metric", metric=key)
    direction = form.direction or metric.direction
    if direction is Direction.NONE:
        direction = Direction.UP
    for field in ("value", "low", "baseline", "stretch"):
        number = getattr(form, field)
        if number is None:
            continue
        if not math.isfinite(number) or abs(number) > LARGEST:
            raise Refusal("target.value_unusable", field=field, metric=key)
        if metric.unit is Unit.SHARE and abs(number) > 1 and key not in UNBOUNDED_SHARES:
            raise Refusal("target.share_over_one", field=field, metric=key, value=number)
    target = Target(
        metric=key,
        value=form.value,
        direction=direction,
        low=form.low if direction is Direction.RANGE else None,
        baseline=form.baseline,
        stretch=form.stretch,
        weight=form.weight,
        tolerance=form.tolerance,
    )
    check(target)
    return target


def _as_target(row: TargetRow) -> Target:
    """Return ``row`` as the term, its version left out so that equal promises compare equal."""
    return replace(store.as_target(row), version=1)
