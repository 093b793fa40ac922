"""KPI targets, versioned: a change adds a row, so that a published review is never rewritten."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import String, UniqueConstraint, false, func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Mapped, mapped_column

from tenants.store.base import Identified, Model, db, owned
from tenants.store.clients import Community
from tenants.terms.metric import Direction
from tenants.terms.period import Period
from tenants.terms.target import Target


class TargetRow(Identified, Model):
    """One version of one target. The version in force is the highest; ``removed`` ends a target as a version of its own.

    What the client or the workspace promises for all of its communities binds where a community has no target of its own, unless the
    ended one is ``waived``. Versions set in one go share their ``batch``, so that they can be taken back in one go.
    """

    __tablename__ = "target"
    community_id: Mapped[UUID]
    metric: Mapped[str] = mapped_column(String(40))
    period: Mapped[str] = mapped_column(String(24))
    period_first: Mapped[date]
    period_until: Mapped[date]
    version: Mapped[int] = mapped_column(default=1)
    value: Mapped[float]
    low: Mapped[float | None]
    baseline: Mapped[float | None]
    stretch: Mapped[float | None]
    direction: Mapped[str] = mapped_column(String(6))
    weight: Mapped[float] = mapped_column(default=1.0)
    tolerance: Mapped[float] = mapped_column(default=0.05)
    removed: Mapped[bool] = mapped_column(default=False)
    waived: Mapped[bool] = mapped_column(default=False, server_default=false())
    batch: Mapped[UUID | None]
    set_by: Mapped[UUID | None]
    set_at: Mapped[datetime] = mapped_column(server_default=func.now())
    __table_args__ = (
        UniqueConstraint("tenant_id", "community_id", "period", "metric", "version"),
        owned("community_id", "community"),
    )


def latest(community: Community, period: Period, metric: str, *, lock: bool = False) -> TargetRow | None:
    """Return the highest version of one target, removed or not; ``lock`` holds the community so that two people cannot both follow it."""
    if lock:
        hold(community)
    query = (
        select(TargetRow)
        .where(TargetRow.community_id == community.id, TargetRow.period == period.label, TargetRow.metric == metric)
        .order_by(TargetRow.version.desc())
        .limit(1)
    )
    return db.session.scalars(query).one_or_none()


def hold(community: Community) -> None:
    """Let nobody else change this community's targets until the transaction ends; imports go on."""
    db.session.execute(select(Community.id).where(Community.id == community.id).with_for_update(key_share=True))


def in_force(community: Community, period: Period) -> list[TargetRow]:
    """Targets that bind ``community`` in exactly ``period``: the highest version of each metric that is not removed, by metric."""
    query = (
        select(TargetRow)
        .where(TargetRow.community_id == community.id, TargetRow.period == period.label)
        .order_by(TargetRow.metric, TargetRow.version.desc())
        .ext(distinct_on(TargetRow.metric))
    )
    return [row for row in db.session.scalars(query) if not row.removed]


def versions(community: Community, period: Period, metric: str) -> Sequence[TargetRow]:
    """Every version of one target, the newest first."""
    query = (
        select(TargetRow)
        .where(TargetRow.community_id == community.id, TargetRow.period == period.label, TargetRow.metric == metric)
        .order_by(TargetRow.version.desc())
    )
    return db.session.scalars(query).all()


def revision(community: Community, period: Period) -> int:
    """A number that rises with every change of the targets of one period."""
    query = select(func.count()).select_from(TargetRow).where(TargetRow.community_id == community.id, TargetRow.period == period.label)
    return db.session.scalar(query) or 0


def periods_with_targets(community: Community) -> list[str]:
    """Labels of the periods that have any target in force or once had, the newest first."""
    query = (
        select(TargetRow.period)
        .where(TargetRow.community_id == community.id)
        .group_by(TargetRow.period, TargetRow.period_first)
        .order_by(TargetRow.period_first.desc(), TargetRow.period)
    )
    return list(db.session.scalars(query))


def in_force_by_period(community: Community, periods: Iterable[Period]) -> dict[str, list[Target]]:
    """Targets in force in each of ``periods``, by its label, as terms, each list in the order of the metric's key; one query."""
    labels = [period.label for period in periods]
    query = (
        select(TargetRow)
        .where(TargetRow.community_id == community.id, TargetRow.period.in_(labels))
        .order_by(TargetRow.period, TargetRow.metric, TargetRow.version.desc())
        .ext(distinct_on(TargetRow.period, TargetRow.metric))
    )
    found: dict[str, list[Target]] = {label: [] for label in labels}
    for row in db.session.scalars(query):
        if not row.removed:
            found[row.period].append(as_target(row))
    return found


def as_target(row: TargetRow) -> Target:
    """Return a row as the term."""
    return Target(
        metric=row.metric,
        value=row.value,
        direction=Direction(row.direction),
        low=row.low,
        baseline=row.baseline,
        stretch=row.stretch,
        weight=row.weight,
        tolerance=row.tolerance,
        version=row.version,
    )
