"""KPI targets: what an agency promises of a community for a period, kept version by version."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from tenants.actions import recording
from tenants.assess.attainment import check
from tenants.measure import CATALOGUE
from tenants.store import audit
from tenants.store import targets as store
from tenants.store.base import db, new_id
from tenants.store.clients import Community
from tenants.store.targets import Promise, TargetRow
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
    still_open(community)
    target = checked(metric, form)
    with work():
        return put_version(community, period, target, by, new_id())


def save(
    community: Community,
    period: Period,
    wanted: Mapping[str, TargetForm | None],
    *,
    revision: int | None = None,
    batch: UUID | None = None,
    by: UUID | None,
) -> int:
    """Set or end several targets of a period at once, all or none; return how many changed.

    ``None`` ends a target; what the client or the workspace promises binds again. A refusal names its field as ``<field>.<metric>``.
    Refused when somebody else changed the period's targets since ``revision`` (``store.targets.revision``; ``None``: whatever they are).
    ``batch`` is what ``undo`` takes all of it back by.
    """
    still_open(community)
    promised = check_all(wanted)
    batch = batch or new_id()
    changed = 0
    with work():
        store.hold(community)
        if revision is not None and store.revision(community, period) != revision:
            raise Refusal("target.changed")
        for metric, target in promised.items():
            present = store.latest(community, period, metric)
            before = present.version if present else 0
            if target is None:
                if present is not None and not present.removed:
                    _end(present, by, batch)
                    changed += 1
            elif put_version(community, period, target, by, batch).version != before:
                changed += 1
    return changed


def check_all(wanted: Mapping[str, TargetForm | None]) -> dict[str, Target | None]:
    """Return the targets that forms describe, by metric; a refusal names its field as ``<field>.<metric>``."""
    found: dict[str, Target | None] = {}
    for metric, form in wanted.items():
        try:
            found[metric] = checked(metric, form) if form else None
        except Refusal as refusal:
            refusal.field = f"{refusal.field or 'value'}.{metric}"
            raise
    return found


def put_version(community: Community, period: Period, target: Target, by: UUID | None, batch: UUID) -> TargetRow:
    """Add a version in the running transaction, unless the newest one says the same; return the newest."""
    present = store.latest(community, period, target.metric, lock=True)
    if present is not None and not present.removed and as_promised(present) == target:
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
        batch=batch,
        set_by=by,
    )
    db.session.add(row)
    db.session.flush()
    audit.record(by, "set", "target", row.id, metric=target.metric, period=period.label, value=target.value, version=row.version)
    return row


def _end(present: Promise, by: UUID | None, batch: UUID, *, version: int | None = None, community: UUID | None = None) -> TargetRow:
    columns = ("metric", "period", "period_first", "period_until", "value", "low", "baseline", "stretch")
    kept = {name: getattr(present, name) for name in (*columns, "direction", "weight", "tolerance")}
    waived = community is not None
    row = TargetRow(
        **kept,
        community_id=community or getattr(present, "community_id", None),
        version=present.version + 1 if version is None else version,
        removed=True,
        waived=waived,
        batch=batch,
        set_by=by,
    )
    db.session.add(row)
    db.session.flush()
    audit.record(by, "waived" if waived else "removed", "target", row.id, metric=present.metric, period=present.period)
    return row


def remove(community: Community, metric: str, period: Period, *, by: UUID | None) -> TargetRow:
    """End a target with a version that says so; ``put`` brings it back."""
    with work():
        present = store.latest(community, period, metric, lock=True)
        if present is None or present.removed:
            raise NotFoundError("target.not_found", metric=metric, period=period.label)
        return _end(present, by, new_id())


def waive(community: Community, metric: str, period: Period, *, batch: UUID | None = None, by: UUID | None) -> TargetRow:
    """Let no target of the client or the workspace bind this community in that period; ``put`` or ``undo`` end that.

    Raises ``NotFoundError`` where none would.
    """
    still_open(community)
    with work():
        present = store.latest(community, period, metric, lock=True)
        default = store.inherited(community, period).get(metric)
        if default is None or (present is not None and present.waived):
            raise NotFoundError("target.not_found", metric=metric, period=period.label)
        return _end(default, by, batch or new_id(), version=present.version + 1 if present else 1, community=community.id)


def inherit(community: Community, metric: str, period: Period, *, by: UUID | None) -> TargetRow:
    """End what ``waive`` began: the target of the client or the workspace binds again. Raises ``NotFoundError`` where nothing is waived."""
    still_open(community)
    with work():
        present = store.latest(community, period, metric, lock=True)
        if present is None or not present.waived:
            raise NotFoundError("target.not_found", metric=metric, period=period.label)
        return _end(present, by, new_id())


def undo(community: Community, batch: UUID, *, by: UUID | None) -> int:
    """Take back what was set in one go, as a further version; what was changed since stays. Returns how many targets were put back."""
    still_open(community)
    back = new_id()
    count = 0
    with work():
        store.hold(community)
        for row in store.of_batch(batch):
            if row.community_id != community.id:
                continue
            period = Period.parse(row.period)
            newest = store.latest(community, period, row.metric)
            if newest is None or newest.id != row.id:
                continue
            before = store.before(row)
            if before is not None and not before.removed:
                put_version(community, period, as_promised(before), by, back)
            elif before is not None and before.waived:
                _end(before, by, back, version=row.version + 1, community=community.id)
            elif row.removed and not row.waived:
                continue
            else:
                _end(row, by, back)
            count += 1
    return count


def still_open(community: Community) -> None:
    """Refuse an archived community."""
    if community.archived_at is not None:
        raise Refusal("community.archived", slug=community.slug, name=community.name)


def catalogue() -> Sequence[Metric]:
    """Every metric that a target may be set on, in the catalogue's order; the workspace's own come last."""
    return [metric for metric in recording.metrics() if metric.targetable]


def metric_of(key: str) -> Metric | None:
    """The metric of that key, the product's or the workspace's own; ``None`` if there is none."""
    return CATALOGUE.get(key)


def checked(key: str, form: TargetForm) -> Target:
    """Return the target that ``form`` describes, or refuse it, naming the field."""
    metric = metric_of(key)
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
        baseline=None if direction is Direction.RANGE else form.baseline,
        stretch=None if direction is Direction.RANGE else form.stretch,
        weight=form.weight,
        tolerance=form.tolerance,
    )
    check(target)
    _check_stretch(target)
    return target


def _check_stretch(target: Target) -> None:
    """A stretch goal lies beyond the goal, and a baseline on its other side."""
    better = -1 if target.direction is Direction.DOWN else 1
    if target.stretch is not None and better * (target.stretch - target.value) <= 0:
        raise Refusal("target.stretch_too_near", field="stretch")
    if target.baseline is not None and better * (target.value - target.baseline) < 0:
        raise Refusal("target.baseline_beyond", field="baseline")


def as_promised(row: Promise) -> Target:
    """Return ``row`` as the term, its version left out so that equal promises compare equal."""
    return replace(store.as_target(row), version=1)
