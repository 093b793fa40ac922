"""Alerts: what was noticed, what became of it, the rules of the workspace and its communities, and who is written to."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Index, String, UniqueConstraint, and_, case, func, or_, select
from sqlalchemy.orm import Mapped, contains_eager, joinedload, mapped_column, relationship

from tenants.store.accounts import Seat
from tenants.store.base import Identified, Model, TenantOwned, db, owned
from tenants.store.clients import Community
from tenants.store.imports import Import
from tenants.store.tenancy import current_tenant
from tenants.terms.alert import State


class Alert(Identified, Model):
    """One thing that was noticed. There is one row for each community, rule and subject, however often it comes back.

    ``facts`` are what its words are made of. ``over_at`` is set once the reason is gone; coming back opens the row anew and counts
    ``times`` up. ``log`` keeps who did what: ``{"at", "by", "verb", "note"}``, the oldest first.
    """

    __tablename__ = "alert"
    community_id: Mapped[UUID]
    rule: Mapped[str] = mapped_column(String(24))
    subject: Mapped[str] = mapped_column(String(80), default="", server_default="")
    day: Mapped[date | None]
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    state: Mapped[str] = mapped_column(String(12), default=State.OPEN.value, server_default=State.OPEN.value)
    times: Mapped[int] = mapped_column(default=1, server_default="1")
    raised_at: Mapped[datetime]
    over_at: Mapped[datetime | None]
    log: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    community: Mapped[Community] = relationship()
    __table_args__ = (
        UniqueConstraint("tenant_id", "community_id", "rule", "subject"),
        Index("ix_alert_raised", "tenant_id", "raised_at"),
        owned("community_id", "community"),
    )


class AlertRule(Identified, Model):
    """What differs from a rule's default: for one community, or with ``community_id`` ``None`` for the whole workspace."""

    __tablename__ = "alert_rule"
    community_id: Mapped[UUID | None]
    rule: Mapped[str] = mapped_column(String(24))
    active: Mapped[bool] = mapped_column(default=True)
    threshold: Mapped[float | None]
    muted_until: Mapped[date | None]
    __table_args__ = (
        UniqueConstraint("tenant_id", "community_id", "rule", postgresql_nulls_not_distinct=True),
        owned("community_id", "community"),
    )


class AlertWatch(TenantOwned, Model):
    """When a community was last looked at, and its local day then."""

    __tablename__ = "alert_watch"
    community_id: Mapped[UUID] = mapped_column(primary_key=True)
    looked_at: Mapped[datetime]
    __table_args__ = (owned("community_id", "community"),)


class AlertReader(TenantOwned, Model):
    """How somebody of the agency wants to hear of alerts: a daily letter or none, at which hour of the workspace's day.

    ``told_until``: alerts raised up to then were written about.
    """

    __tablename__ = "alert_reader"
    seat_id: Mapped[UUID] = mapped_column(primary_key=True)
    daily: Mapped[bool] = mapped_column(default=True)
    hour: Mapped[int] = mapped_column(default=9)
    told_until: Mapped[datetime | None]
    sent_on: Mapped[date | None]
    __table_args__ = (owned("seat_id", "seat", ondelete="CASCADE"),)


STANDING = (Alert.state.in_((State.OPEN, State.ACKNOWLEDGED)), Alert.over_at.is_(None))
"""Not settled and not over."""
EAGER = (joinedload(Alert.community).joinedload(Community.client),)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which alerts a list shows. ``state``: ``standing``, ``done``, ``over`` or empty for all."""

    state: str = "standing"
    community: str = ""
    rule: str = ""


def listed(wanted: Wanted, *, limit: int, offset: int = 0) -> tuple[Sequence[Alert], int]:
    """The alerts of live communities that fit ``wanted``, open ones first, then the newest; and how many fit in all."""
    where = [Community.archived_at.is_(None), *_fits(wanted)]
    query = select(Alert).join(Alert.community).where(*where).options(contains_eager(Alert.community).joinedload(Community.client))
    order = (case({State.OPEN: 0, State.ACKNOWLEDGED: 1}, value=Alert.state, else_=2), Alert.raised_at.desc(), Alert.id.desc())
    found = db.session.scalars(query.order_by(*order).limit(limit).offset(offset)).all()
    counted = select(func.count()).select_from(Alert).join(Alert.community).where(*where)
    return found, db.session.scalar(counted) or 0


def _fits(wanted: Wanted) -> list[ColumnElement[bool]]:
    fits: list[ColumnElement[bool]] = []
    match wanted.state:
        case "standing":
            fits += STANDING
        case "done":
            fits.append(Alert.state == State.DONE)
        case "over":
            fits.append(Alert.over_at.is_not(None))
    if wanted.community:
        fits.append(Community.slug == wanted.community)
    if wanted.rule:
        fits.append(Alert.rule == wanted.rule)
    return fits


def count_open() -> int:
    """How many alerts of live communities nobody has taken up."""
    query = (
        select(func.count())
        .select_from(Alert)
        .join(Alert.community)
        .where(Community.archived_at.is_(None), Alert.state == State.OPEN, Alert.over_at.is_(None))
    )
    return db.session.scalar(query) or 0


def open_by_community() -> dict[UUID, int]:
    """How many alerts of each community nobody has taken up; communities without any are not there."""
    wanted = select(Alert.community_id, func.count().label("alerts")).where(Alert.state == State.OPEN, Alert.over_at.is_(None))
    return {row.community_id: row.alerts for row in db.session.execute(wanted.group_by(Alert.community_id))}


def newest(limit: int) -> tuple[Sequence[Alert], int]:
    """The open alerts of live communities, the newest first, and how many there are in all; one statement."""
    query = select(Alert, func.count().over()).join(Alert.community).options(contains_eager(Alert.community).joinedload(Community.client))
    wanted = query.where(Community.archived_at.is_(None), Alert.state == State.OPEN, Alert.over_at.is_(None))
    found = db.session.execute(wanted.order_by(Alert.raised_at.desc(), Alert.id.desc()).limit(limit)).all()
    return [row for row, _total in found], found[0][1] if found else 0


def standing(community: Community) -> Sequence[Alert]:
    """What stands of one community, the newest first."""
    query = select(Alert).where(Alert.community_id == community.id, *STANDING).options(*EAGER)
    return db.session.scalars(query.order_by(Alert.raised_at.desc(), Alert.id.desc())).all()


def by_id(alert_id: UUID, *, lock: bool = False) -> Alert | None:
    """One alert of the workspace in use."""
    query = select(Alert).where(Alert.id == alert_id)
    return db.session.scalars(query.with_for_update() if lock else query.options(*EAGER)).one_or_none()


def known(community: Community) -> dict[tuple[str, str], Alert]:
    """Every alert a community ever had, by rule and subject."""
    return {(row.rule, row.subject): row for row in db.session.scalars(select(Alert).where(Alert.community_id == community.id))}


def raised_between(after: datetime | None, until: datetime) -> Sequence[Alert]:
    """Open alerts of live communities raised after ``after`` and not later than ``until``, by community and rule."""
    query = select(Alert).join(Alert.community).options(contains_eager(Alert.community).joinedload(Community.client))
    wanted = [Community.archived_at.is_(None), Alert.state == State.OPEN, Alert.over_at.is_(None), Alert.raised_at <= until]
    if after is not None:
        wanted.append(Alert.raised_at > after)
    return db.session.scalars(query.where(*wanted).order_by(Community.name, Alert.community_id, Alert.rule, Alert.subject)).all()


def rules(communities: Collection[UUID]) -> Sequence[AlertRule]:
    """What the workspace and those communities want otherwise than the defaults."""
    query = select(AlertRule).where(or_(AlertRule.community_id.is_(None), AlertRule.community_id.in_(communities)))
    return db.session.scalars(query).all()


def rule_of(community_id: UUID | None, rule: str) -> AlertRule | None:
    """What one place wants otherwise of one rule."""
    place = AlertRule.community_id.is_(None) if community_id is None else AlertRule.community_id == community_id
    return db.session.scalars(select(AlertRule).where(place, AlertRule.rule == rule)).one_or_none()


def watched() -> Sequence[tuple[Community, datetime | None, bool]]:
    """Live communities, the longest unseen first, with when they were looked at and whether an import was done or undone since."""
    changed = (
        select(Import.id)
        .where(
            Import.tenant_id == Community.tenant_id,
            Import.community_id == Community.id,
            or_(Import.finished_at > AlertWatch.looked_at, Import.undone_at > AlertWatch.looked_at),
        )
        .correlate(Community, AlertWatch)
    )
    query = (
        select(Community, AlertWatch.looked_at, changed.exists())
        .outerjoin(AlertWatch, and_(AlertWatch.tenant_id == Community.tenant_id, AlertWatch.community_id == Community.id))
        .where(Community.archived_at.is_(None))
        .order_by(AlertWatch.looked_at.asc().nulls_first(), Community.id)
    )
    return [(community, at, changed) for community, at, changed in db.session.execute(query)]


def watch(community: Community, *, lock: bool = False) -> AlertWatch | None:
    """When a community was looked at; with ``lock`` nobody else looks before this transaction ends."""
    if lock:
        db.session.execute(select(Community.id).where(Community.id == community.id).with_for_update(key_share=True))
    return db.session.get(AlertWatch, (current_tenant(), community.id))


def readers() -> Sequence[tuple[Seat, AlertReader | None]]:
    """Everybody of the agency with a seat, and how they want to hear of alerts (``None``: as everybody)."""
    query = (
        select(Seat, AlertReader)
        .join(Seat.person)
        .outerjoin(AlertReader, and_(AlertReader.tenant_id == Seat.tenant_id, AlertReader.seat_id == Seat.id))
        .where(Seat.role != "client")
        .options(contains_eager(Seat.person))
        .order_by(Seat.id)
    )
    return [(seat, reader) for seat, reader in db.session.execute(query)]


def reader(seat: Seat, *, lock: bool = False) -> AlertReader | None:
    """How one person wants to hear of alerts; with ``lock`` no other letter to them is decided before this transaction ends."""
    if lock:
        db.session.execute(select(Seat.id).where(Seat.id == seat.id).with_for_update(key_share=True))
    return db.session.get(AlertReader, (current_tenant(), seat.id), populate_existing=lock)
