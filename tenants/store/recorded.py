"""Figures that nobody can measure, recorded by hand or by a program; and the metrics a workspace adds to the catalogue.

Each change is a version: the newest of a community, metric and period is in force, and one without a value says that it was taken back.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import String, Text, UniqueConstraint, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Mapped, mapped_column

from tenants.measure import CATALOGUE
from tenants.measure.catalogue import own_metrics_from
from tenants.store.base import Identified, Model, db, owned
from tenants.store.clients import Community
from tenants.store.tenancy import current_scope
from tenants.terms.metric import Direction, Metric, Pillar, Unit
from tenants.terms.period import Period


class CustomMetric(Identified, Model):
    """A metric of the workspace's own. ``key`` begins with ``x_``; ``additive``: the values of months add up to a quarter's."""

    __tablename__ = "custom_metric"
    key: Mapped[str] = mapped_column(String(40))
    name_en: Mapped[str] = mapped_column(String(60))
    name_zh: Mapped[str] = mapped_column(String(60))
    unit: Mapped[str] = mapped_column(String(10))
    direction: Mapped[str] = mapped_column(String(8))
    pillar: Mapped[str] = mapped_column(String(12))
    formula: Mapped[str] = mapped_column(Text)
    additive: Mapped[bool]
    created_at: Mapped[datetime]
    archived_at: Mapped[datetime | None]
    __table_args__ = (UniqueConstraint("tenant_id", "key"),)

    @property
    def metric(self) -> Metric:
        """The entry of the catalogue."""
        return Metric(
            key=self.key,
            pillar=Pillar(self.pillar),
            unit=Unit(self.unit),
            direction=Direction(self.direction),
            name=self.name_en,
            short=self.name_en,
            formula=self.formula,
            additive=self.additive,
            names={"en": self.name_en, "zh_Hans_CN": self.name_zh},
        )


class Recorded(Identified, Model):
    """One value said of a community, a metric and a period. ``source`` is ``manual`` or ``api``; ``value`` is ``None`` once taken back."""

    __tablename__ = "recorded"
    community_id: Mapped[UUID]
    metric: Mapped[str] = mapped_column(String(40))
    period: Mapped[str] = mapped_column(String(24))
    period_first: Mapped[date]
    period_until: Mapped[date]
    version: Mapped[int]
    value: Mapped[float | None]
    note: Mapped[str] = mapped_column(Text, default="")
    source: Mapped[str] = mapped_column(String(8), default="manual")
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[UUID | None]
    __table_args__ = (
        UniqueConstraint("tenant_id", "community_id", "metric", "period_first", "period_until", "version", name="uq_recorded_version"),
        owned("community_id", "community", ondelete="CASCADE"),
    )


def own_metrics(*, archived: bool | None = False) -> Sequence[CustomMetric]:
    """The metrics of the workspace by name; with ``archived`` those put away, with ``None`` all."""
    wanted = select(CustomMetric).order_by(CustomMetric.name_en, CustomMetric.key)
    if archived is not None:
        wanted = wanted.where(CustomMetric.archived_at.is_not(None) if archived else CustomMetric.archived_at.is_(None))
    return db.session.scalars(wanted).all()


def own_metric(metric_id: UUID) -> CustomMetric | None:
    """The metric of that id."""
    return db.session.scalars(select(CustomMetric).where(CustomMetric.id == metric_id)).one_or_none()


def versions(community: Community, metric: str, period: Period) -> Sequence[Recorded]:
    """Every version of one value, the newest first."""
    wanted = select(Recorded).where(
        Recorded.community_id == community.id,
        Recorded.metric == metric,
        Recorded.period_first == period.first,
        Recorded.period_until == period.until,
    )
    return db.session.scalars(wanted.order_by(Recorded.version.desc())).all()


def in_force(community: Community, first: date | None = None, until: date | None = None) -> Sequence[Recorded]:
    """The newest version of each value of the periods inside ``[first, until)``, those taken back included; the newest period first."""
    wanted = select(Recorded).where(Recorded.community_id == community.id)
    if first is not None:
        wanted = wanted.where(Recorded.period_first >= first)
    if until is not None:
        wanted = wanted.where(Recorded.period_until <= until)
    key = (Recorded.metric, Recorded.period_first, Recorded.period_until)
    newest = wanted.order_by(*key, Recorded.version.desc()).ext(distinct_on(*key))
    return sorted(db.session.scalars(newest), key=lambda row: (row.period_until, row.period_first, row.metric), reverse=True)


def values(rows: Sequence[Recorded], period: Period, own: Mapping[str, Metric]) -> dict[str, float]:
    """What ``rows`` (of ``in_force``) say of ``period``: the value recorded for it, else the sum of shorter periods that fill it.

    Sums are made of additive metrics only; a month that is missing leaves the quarter unknown.
    """
    by_metric: dict[str, list[Recorded]] = {}
    for row in rows:
        if row.value is not None and period.first <= row.period_first and row.period_until <= period.until:
            by_metric.setdefault(row.metric, []).append(row)
    found: dict[str, float] = {}
    for key, said in by_metric.items():
        metric = CATALOGUE.get(key) or own.get(key)
        value = _value(said, period, additive=metric is not None and metric.additive)
        if value is not None:
            found[key] = value
    return found


def _value(rows: Sequence[Recorded], period: Period, *, additive: bool) -> float | None:
    whole = next((row for row in rows if (row.period_first, row.period_until) == (period.first, period.until)), None)
    if whole is not None or not additive:
        return None if whole is None else whole.value
    # From each day the longest value that begins there: months and the weeks inside them are not added up twice.
    longest: dict[date, Recorded] = {}
    for row in sorted(rows, key=lambda row: row.period_until):
        longest[row.period_first] = row
    day, total = period.first, 0.0
    while day < period.until:
        said = longest.get(day)
        if said is None or said.value is None:
            return None
        total += said.value
        day = said.period_until
    return total


def _known() -> Mapping[str, Metric]:
    """The metrics of the workspace in use, those put away included: what was promised of them stays readable."""
    scope = current_scope()
    if scope is None or scope.client_id is not None:
        return {}
    session = db.session()
    kept = session.info.get(_KEPT)
    # One look a transaction: within it nothing changes but by `define` and its like, which end it.
    if kept is None or kept[0] is not session.get_transaction() or kept[1] != scope.tenant_id:
        found = {row.key: row.metric for row in own_metrics(archived=None)}
        kept = session.info[_KEPT] = (session.get_transaction(), scope.tenant_id, found)
    metrics: Mapping[str, Metric] = kept[2]
    return metrics


_KEPT = "metrics of the workspace"


own_metrics_from(_known)
