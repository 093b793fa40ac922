"""KPI targets, versioned: a change adds a row, so that a published review is never rewritten."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import UniqueConstraint, false, func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Mapped, mapped_column

from tenants.store import target_defaults
from tenants.store.base import Model, db, owned
from tenants.store.clients import Community
from tenants.store.promised import Promised
from tenants.store.target_defaults import DefaultRow
from tenants.terms.metric import Direction
from tenants.terms.period import Period
from tenants.terms.target import Target


class TargetRow(Promised, Model):
    """One version of one target of a community.

    What the client or the workspace promises for all of its communities binds where a community has no target of its own, unless the
    ended one is ``waived``. Versions set in one go share their ``batch``, so that they can be taken back in one go.
    """

    __tablename__ = "target"
    community_id: Mapped[UUID]
    waived: Mapped[bool] = mapped_column(default=False, server_default=false())
    batch: Mapped[UUID | None]
    __table_args__ = (
        UniqueConstraint("tenant_id", "community_id", "period", "metric", "version"),
        owned("community_id", "community"),
    )


Promise = TargetRow | DefaultRow
"""What binds a community: a target of its own, or what its client or the workspace promises for all."""


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


def in_force(community: Community, period: Period) -> list[Promise]:
    """What binds ``community`` in exactly ``period``, by metric: its own targets, and of its client's and the workspace's the nearest."""
    return _resolved(community, [period.label]).get(period.label, [])


def own(community: Community, period: Period) -> dict[str, TargetRow]:
    """The highest version of each target that was ever set for the community itself in ``period``, ended ones included, by metric."""
    return {row.metric: row for row in _newest(community, [period.label])}


def inherited(community: Community, period: Period) -> dict[str, DefaultRow]:
    """What the community would be bound by without targets of its own, by metric: its client's default, else the workspace's."""
    return {row.metric: row for row in _nearest(target_defaults.binding([community.client_id], [period.label]))}


def _resolved(community: Community, labels: Sequence[str]) -> dict[str, list[Promise]]:
    found: dict[str, dict[str, Promise]] = {label: {} for label in labels}
    for default in _nearest(target_defaults.binding([community.client_id], labels)):
        found[default.period][default.metric] = default
    for row in _newest(community, labels):
        if not row.removed:
            found[row.period][row.metric] = row
        elif row.waived:
            found[row.period].pop(row.metric, None)
    return {label: [each[metric] for metric in sorted(each)] for label, each in found.items()}


def _newest(community: Community, labels: Sequence[str]) -> Sequence[TargetRow]:
    query = (
        select(TargetRow)
        .where(TargetRow.community_id == community.id, TargetRow.period.in_(labels))
        .order_by(TargetRow.period, TargetRow.metric, TargetRow.version.desc())
        .ext(distinct_on(TargetRow.period, TargetRow.metric))
    )
    return db.session.scalars(query).all()


def _nearest(rows: Iterable[DefaultRow]) -> list[DefaultRow]:
    """Of a client's default and the workspace's of one metric and period, the client's; ``rows`` have it first."""
    found: dict[tuple[str, str], DefaultRow] = {}
    for row in rows:
        found.setdefault((row.period, row.metric), row)
    return list(found.values())


def of_batch(batch: UUID) -> Sequence[TargetRow]:
    """The versions that were set in one go."""
    return db.session.scalars(select(TargetRow).where(TargetRow.batch == batch).order_by(TargetRow.metric, TargetRow.version)).all()


def by_id(target_id: UUID) -> TargetRow | None:
    """One version of a target of the workspace in use."""
    return db.session.scalars(select(TargetRow).where(TargetRow.id == target_id)).one_or_none()


def before(row: TargetRow) -> TargetRow | None:
    """The version before ``row``, if it is not the first."""
    query = select(TargetRow).where(
        TargetRow.community_id == row.community_id,
        TargetRow.period == row.period,
        TargetRow.metric == row.metric,
        TargetRow.version == row.version - 1,
    )
    return db.session.scalars(query).one_or_none()


def history(community: Community, period: Period) -> Sequence[TargetRow]:
    """Every version of every target of a period, the newest first."""
    query = select(TargetRow).where(TargetRow.community_id == community.id, TargetRow.period == period.label)
    return db.session.scalars(query.order_by(TargetRow.set_at.desc(), TargetRow.id.desc())).all()


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
    """What binds ``community`` in each of ``periods``, by its label, as terms, each list in the order of the metric's key; two queries."""
    labels = [period.label for period in periods]
    return {label: [as_target(row) for row in rows] for label, rows in _resolved(community, labels).items()}


def as_target(row: Promise) -> Target:
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
