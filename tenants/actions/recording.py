"""Figures said by people and programs instead of measured, and the metrics a workspace adds to the catalogue."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tenants.measure import CATALOGUE
from tenants.measure.catalogue import OWN, RECORDABLE
from tenants.store import audit, measured
from tenants.store import recorded as store
from tenants.store.base import db
from tenants.store.clients import Community
from tenants.store.recorded import CustomMetric, Recorded
from tenants.store.work import work
from tenants.terms.errors import NotFoundError, Refusal
from tenants.terms.figure import Source
from tenants.terms.metric import Direction, Metric, Pillar, Unit
from tenants.terms.period import Period

UNITS = (Unit.COUNT, Unit.PEOPLE, Unit.SHARE, Unit.POINTS, Unit.RATIO, Unit.MONEY, Unit.MINUTES, Unit.HOURS)
"""What an own metric may be counted in."""
LARGEST = 1e12
MOST_METRICS = 100
_KEY = re.compile(r"[a-z][a-z0-9_]{0,35}")
_WHOLE = frozenset({Unit.PEOPLE, Unit.COUNT})


@dataclass(frozen=True, slots=True)
class MetricForm:
    """What a person says of a metric of their own. ``key`` without its ``x_``; once made it never changes, nor does the unit."""

    key: str
    name_en: str
    name_zh: str
    unit: Unit
    direction: Direction
    pillar: Pillar
    formula: str
    additive: bool = False


def metrics() -> list[Metric]:
    """The whole catalogue of the workspace in use: the product's metrics, then its own that are not put away."""
    return [*CATALOGUE.values(), *(row.metric for row in store.own_metrics())]


def recordable() -> list[Metric]:
    """The metrics whose values may be recorded: some of the product's, and all of the workspace's own."""
    return [*(CATALOGUE[key] for key in RECORDABLE), *(row.metric for row in store.own_metrics())]


def define(form: MetricForm, *, by: UUID | None, now: datetime) -> CustomMetric:
    """Add a metric to the workspace's catalogue. Refused: a key or name that is taken or missing, and more than ``MOST_METRICS``."""
    with work():
        known = store.own_metrics(archived=None)
        key = f"{OWN}{form.key.removeprefix(OWN)}"
        if not _KEY.fullmatch(key.removeprefix(OWN)):
            raise Refusal("recorded.key", field="key")
        if any(row.key == key for row in known):
            raise Refusal("recorded.key_taken", field="key", key=key)
        if len(known) >= MOST_METRICS:
            raise Refusal("recorded.too_many", most=MOST_METRICS)
        if form.unit not in UNITS:
            raise Refusal("recorded.unit", field="unit")
        row = CustomMetric(key=key, unit=form.unit.value, created_at=now)
        _fill(row, form, known)
        db.session.add(row)
        db.session.flush()
        audit.record(by, "defined", "metric", row.id, key=key, name=row.name_en)
    return row


def redefine(metric_id: UUID, form: MetricForm, *, by: UUID | None) -> CustomMetric:
    """Change how a metric is called and explained; its key and unit stay, for values and goals rest on them."""
    with work():
        row = find(metric_id)
        _fill(row, form, [each for each in store.own_metrics(archived=None) if each.id != row.id])
        audit.record(by, "redefined", "metric", row.id, key=row.key, name=row.name_en)
    return row


def put_away(metric_id: UUID, *, by: UUID | None, now: datetime) -> CustomMetric:
    """Offer a metric no longer; its values stay, and frozen reports keep it."""
    with work():
        row = find(metric_id)
        row.archived_at = row.archived_at or now
        audit.record(by, "archived", "metric", row.id, key=row.key)
    return row


def bring_back(metric_id: UUID, *, by: UUID | None) -> CustomMetric:
    """Offer a metric again that was put away."""
    with work():
        row = find(metric_id)
        row.archived_at = None
        audit.record(by, "restored", "metric", row.id, key=row.key)
    return row


def find(metric_id: UUID) -> CustomMetric:
    """The workspace's metric of that id."""
    row = store.own_metric(metric_id)
    if row is None:
        raise NotFoundError("recorded.no_metric")
    return row


def _fill(row: CustomMetric, form: MetricForm, others: Sequence[CustomMetric]) -> None:
    names = {"name_en": form.name_en.strip() or form.name_zh.strip(), "name_zh": form.name_zh.strip() or form.name_en.strip()}
    for field, name in names.items():
        if not name:
            raise Refusal("recorded.no_name", field=field)
        if any(getattr(each, field).casefold() == name.casefold() for each in others):
            raise Refusal("recorded.name_taken", field=field, name=name)
        setattr(row, field, name[:60])
    row.direction, row.pillar, row.formula, row.additive = form.direction.value, form.pillar.value, form.formula.strip(), form.additive


def record(
    community: Community,
    metric: str,
    period: Period,
    value: float,
    *,
    note: str = "",
    source: Source = Source.MANUAL,
    by: UUID | None,
    now: datetime,
) -> Recorded:
    """Record the value of a metric for a period: a new version that holds from now on. Saying the same again adds none.

    Shares are fractions. Refused: a metric that is measured, a value that its unit cannot have, an archived community.
    """
    entry = next((each for each in recordable() if each.key == metric), None)
    if entry is None:
        raise Refusal("recorded.unknown_metric", field="metric", metric=metric)
    _check(entry, value)
    with work():
        present = _newest(community, metric, period)
        if present is not None and (present.value, present.note) == (value, note.strip()):
            return present
        return _say(community, metric, period, value, note=note.strip(), source=source, by=by, now=now, present=present)


def take_back(community: Community, row_id: UUID, *, by: UUID | None, now: datetime) -> Recorded:
    """Undo one version: what stood before it holds again, nothing if there was nothing. Refused unless it is the newest."""
    with work():
        _open(community)
        row = next((each for each in store.in_force(community) if each.id == row_id), None)
        if row is None:
            raise Refusal("recorded.changed")
        period = Period.parse(row.period)
        before = next((each for each in store.versions(community, row.metric, period) if each.version < row.version), None)
        value, note = (before.value, before.note) if before else (None, "")
        return _say(community, row.metric, period, value, note=note, source=Source(row.source), by=by, now=now, present=row)


def _open(community: Community) -> None:
    if community.archived_at is not None:
        raise Refusal("community.archived", slug=community.slug, name=community.name)


def _newest(community: Community, metric: str, period: Period) -> Recorded | None:
    _open(community)
    return next(iter(store.versions(community, metric, period)), None)


def _say(
    community: Community,
    metric: str,
    period: Period,
    value: float | None,
    *,
    note: str,
    source: Source,
    by: UUID | None,
    now: datetime,
    present: Recorded | None,
) -> Recorded:
    row = Recorded(
        community_id=community.id,
        metric=metric,
        period=period.label,
        period_first=period.first,
        period_until=period.until,
        version=present.version + 1 if present else 1,
        value=value,
        note=note[:500],
        source=source.value,
        recorded_at=now,
        recorded_by=by,
    )
    db.session.add(row)
    db.session.flush()
    facts: Mapping[str, object] = {"metric": metric, "period": period.label, "value": value, "version": row.version}
    audit.record(by, "recorded" if value is not None else "unrecorded", "figure", community.id, **facts)
    measured.forget(community)
    return row


def _check(metric: Metric, value: float) -> None:
    """Refuse what no value of this unit can be."""
    if not math.isfinite(value) or abs(value) > LARGEST:
        raise Refusal("recorded.unusable", field="value")
    if value < 0 and metric.unit is not Unit.POINTS and metric.unit is not Unit.MONEY:
        raise Refusal("recorded.negative", field="value")
    if metric.unit is Unit.SHARE and value > 1 and not metric.key.startswith(OWN):
        raise Refusal("recorded.share_over_one", field="value")
    if metric.unit in _WHOLE and value != int(value):
        raise Refusal("recorded.whole", field="value")
