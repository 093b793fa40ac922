"""Imports: one row an uploaded export, from waiting to done, failed or undone.

The row is the queue of record (trust.md): whoever runs an import claims it with a lease and a fence, and only the holder of the newest
fence may finish it. All times of leases are the database's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import BigInteger, Identity, Index, String, UniqueConstraint, and_, func, or_, select, update
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from tenants.store.base import Identified, Model, db, owned
from tenants.store.clients import Community
from tenants.store.tenancy import current_tenant

LEASE = timedelta(seconds=90)
CLOCK, UNASKED, UNREAD = "clock", "unasked", "unread"
"""Parts of ``Import.mapping``: the zone that times which name none were read in, and whether nobody was there to be asked for it."""
ATTEMPTS = 3


class ImportState(StrEnum):
    """What became of an upload."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    UNDONE = "undone"


class Import(Identified, Model):
    """One export and what became of it. ``no`` marks its rows in the bulk tables.

    ``counts`` are events by kind as the file holds them, ``evidence`` what its format can tell, ``skipped`` the kept skipped places.
    A failed import wrote nothing; ``error`` is a refusal's code and ``error_facts`` its facts. ``effects`` is what it changed in the
    figures (``actions.effects``), ``batch`` what was uploaded together with it.
    """

    __tablename__ = "import"
    no: Mapped[int] = mapped_column(Identity())
    community_id: Mapped[UUID]
    file_name: Mapped[str] = mapped_column(String(200))
    file_key: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int] = mapped_column(BigInteger)
    wanted_format: Mapped[str] = mapped_column(String(20), default="auto")
    mapping: Mapped[dict[str, Any]] = mapped_column(default=dict)
    format: Mapped[str] = mapped_column(String(20), default="")
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    progress: Mapped[int] = mapped_column(default=0)
    records: Mapped[int] = mapped_column(default=0)
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    people: Mapped[int] = mapped_column(default=0)
    added: Mapped[int] = mapped_column(default=0)
    already_there: Mapped[int] = mapped_column(default=0)
    skipped: Mapped[list[Any]] = mapped_column(default=list)
    skipped_more: Mapped[int] = mapped_column(default=0)
    evidence: Mapped[dict[str, Any]] = mapped_column(default=dict)
    first_at: Mapped[datetime | None]
    last_at: Mapped[datetime | None]
    covers_from: Mapped[date | None]
    covers_until: Mapped[date | None]
    error: Mapped[str] = mapped_column(String(60), default="")
    error_facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    effects: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    batch: Mapped[UUID | None]
    attempt: Mapped[int] = mapped_column(default=0)
    fence: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None]
    created_by: Mapped[UUID | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    finished_at: Mapped[datetime | None]
    words_at: Mapped[datetime | None]
    """When the words of its texts were counted."""
    texts_gone_at: Mapped[datetime | None]
    """When its texts were deleted because the workspace keeps them no longer."""
    undone_at: Mapped[datetime | None]
    community: Mapped[Community] = relationship()
    __table_args__ = (
        UniqueConstraint("tenant_id", "no"),
        owned("community_id", "community"),
        Index("ix_import_community", "tenant_id", "community_id", "created_at"),
    )


_UNFINISHED = Import.state.in_((ImportState.WAITING, ImportState.RUNNING))


def by_id(import_id: UUID) -> Import | None:
    """One import of the workspace in use."""
    return db.session.get(Import, (current_tenant(), import_id))


def of_community(community_id: UUID, limit: int = 200) -> Sequence[Import]:
    """The imports of a community, newest first."""
    wanted = select(Import).where(Import.community_id == community_id).order_by(Import.created_at.desc(), Import.no.desc())
    return db.session.scalars(wanted.limit(limit)).all()


def of_workspace(limit: int = 200) -> Sequence[Import]:
    """The imports of every community of the workspace in use: those that wait or run first, then the newest first."""
    return found(Wanted(), limit=limit)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which imports a list is to show; what is empty leaves everything in. ``stopped`` are failed ones, ``running`` those that wait too."""

    state: str = ""
    format: str = ""
    by: UUID | None = None
    batch: UUID | None = None

    @property
    def everything(self) -> bool:
        """Whether nothing is left out."""
        return self == Wanted()


def found(wanted: Wanted, community_id: UUID | None = None, limit: int = 200) -> Sequence[Import]:
    """Imports of the workspace in use, or of one community: those that wait or run first, then the newest."""
    query = select(Import).order_by(_UNFINISHED.desc(), Import.created_at.desc(), Import.no.desc()).limit(limit)
    states = {name: Import.state == state for name, state in (("done", "done"), ("stopped", "failed"), ("undone", "undone"))}
    states["running"] = _UNFINISHED
    conditions = [
        Import.community_id == community_id if community_id else None,
        states.get(wanted.state),
        or_(Import.format == wanted.format, and_(Import.format == "", Import.wanted_format == wanted.format)) if wanted.format else None,
        Import.created_by == wanted.by if wanted.by else None,
        Import.batch == wanted.batch if wanted.batch else None,
    ]
    query = query.where(*(each for each in conditions if each is not None))
    return db.session.scalars(query.options(joinedload(Import.community))).all()


def formats_met(community_id: UUID | None = None) -> Sequence[str]:
    """The formats of the imports there are, in order."""
    query = select(Import.format).where(Import.format != "").distinct().order_by(Import.format)
    return db.session.scalars(query.where(Import.community_id == community_id) if community_id else query).all()


def last_by_recipe(community_id: UUID) -> dict[str, Import]:
    """The newest import that each recipe of a community read, by the recipe's id; of the last thousand."""
    recipe = Import.mapping["recipe"].astext
    query = select(Import).where(Import.community_id == community_id, recipe.is_not(None)).order_by(Import.no.desc()).limit(1_000)
    return {str(row.mapping["recipe"]): row for row in reversed(db.session.scalars(query).all())}


def same_bytes(row: Import) -> Import | None:
    """The first live import of the very same bytes into the same community that came before ``row``."""
    earlier = same_file(row.community_id, row.sha256)
    return earlier if earlier is not None and earlier.no < row.no else None


def same_bytes_elsewhere(row: Import) -> Import | None:
    """The first live import of the very same bytes into another community of the workspace."""
    same = Import.sha256 == row.sha256, Import.community_id != row.community_id, Import.state == ImportState.DONE
    return db.session.scalars(select(Import).where(*same).order_by(Import.no).limit(1)).first()


def live(community_id: UUID) -> Sequence[Import]:
    """The imports whose events are there, in the order they were made."""
    wanted = select(Import).where(Import.community_id == community_id, Import.state == ImportState.DONE)
    return db.session.scalars(wanted.order_by(Import.no)).all()


class Vouching(NamedTuple):
    """What one import vouches for: of which days and kinds of acts it may tell."""

    no: int
    counts: Mapping[str, int]
    evidence: Mapping[str, bool]
    first_at: datetime | None
    last_at: datetime | None
    covers_from: date | None
    covers_until: date | None


def vouching(community_id: UUID) -> Sequence[Vouching]:
    """What the imports of ``live`` vouch for; a page about a community asks, and reads no more of years of imports than that."""
    wanted = select(*(getattr(Import, name) for name in Vouching._fields))
    mine = Import.tenant_id == current_tenant(), Import.community_id == community_id, Import.state == ImportState.DONE
    return [Vouching(*row) for row in db.session.execute(wanted.where(*mine).order_by(Import.no))]


def newest_at(community_id: UUID) -> datetime | None:
    """When the newest file whose events are there was brought in; ``None`` without any."""
    return db.session.scalar(
        select(func.max(Import.created_at)).where(Import.community_id == community_id, Import.state == ImportState.DONE)
    )


def same_file(community_id: UUID, sha256: str) -> Import | None:
    """A live import of the very same bytes into the same community."""
    wanted = select(Import).where(Import.community_id == community_id, Import.sha256 == sha256, Import.state == ImportState.DONE)
    return db.session.scalars(wanted.order_by(Import.no).limit(1)).first()


def clock_told(community_id: UUID, source: str) -> str:
    """The zone that a person last said the clocks of a source's files stood in, "" if nobody has."""
    zone = func.coalesce(func.nullif(Import.mapping["zone"].astext, ""), Import.mapping[CLOCK].astext)
    told = select(zone).where(
        Import.community_id == community_id,
        func.split_part(Import.format, "-", 1) == source,
        zone.is_not(None),
        Import.mapping[UNASKED].astext.is_(None),
    )
    return db.session.scalar(told.order_by(Import.no.desc()).limit(1)) or ""


def asking(community_id: UUID, error: str, *, locked: bool = True) -> Sequence[Import]:
    """The imports of a community that stopped with this error and have their file still; ``locked`` against others who answer."""
    stopped = Import.community_id == community_id, Import.state == ImportState.FAILED, Import.error == error, Import.file_key != ""
    wanted = select(Import).where(*stopped).order_by(Import.no)
    return db.session.scalars(wanted.with_for_update() if locked else wanted).all()


def due() -> Sequence[Import]:
    """What waits, or was left behind by a worker that died; oldest first."""
    return db.session.scalars(select(Import).where(_claimable()).order_by(Import.no)).all()


def claim(import_id: UUID) -> int | None:
    """Take an import that waits or was left behind: the fence to show at its end, ``None`` if it is not to be had."""
    taken = (
        update(Import)
        .where(Import.id == import_id, _claimable())
        .values(
            state=ImportState.RUNNING,
            fence=Import.fence + 1,
            attempt=Import.attempt + 1,
            lease_until=func.clock_timestamp() + LEASE,
            progress=0,
            records=0,
        )
        .returning(Import.fence)
        .execution_options(synchronize_session=False)
    )
    return db.session.scalars(taken).one_or_none()


def report(import_id: UUID, fence: int, *, progress: int, records: int, lease: timedelta = LEASE) -> None:
    """Say how far the holder of ``fence`` is, and hold the lease: at once, on a line of its own, whatever becomes of the import."""
    with db.session.session_factory() as line, line.begin():
        line.execute(_held(import_id, fence).values(progress=progress, records=records, lease_until=func.clock_timestamp() + lease))


def finish(import_id: UUID, fence: int, **values: object) -> bool:
    """Write the outcome, if ``fence`` is still the newest; ``False``: somebody else has taken over, and nothing may be kept."""
    done = db.session.execute(_held(import_id, fence).values(lease_until=None, **values).returning(Import.id))
    return done.one_or_none() is not None


def since(community_id: UUID, *, without: int | None = None) -> datetime | None:
    """The first instant that the live imports of a community vouch for, import number ``without`` left out."""
    wanted = select(func.min(Import.first_at)).where(Import.community_id == community_id, Import.state == ImportState.DONE)
    return db.session.scalar(wanted if without is None else wanted.where(Import.no != without))


def _claimable() -> Any:
    left_behind = and_(Import.state == ImportState.RUNNING, Import.lease_until < func.clock_timestamp())
    return or_(Import.state == ImportState.WAITING, left_behind)


def _held(import_id: UUID, fence: int) -> Any:
    held = Import.tenant_id == current_tenant(), Import.id == import_id, Import.fence == fence, Import.state == ImportState.RUNNING
    return update(Import).where(*held).execution_options(synchronize_session=False)


def newest_data() -> datetime | None:
    """The last instant that any live import of the workspace in use holds; ``None`` without any."""
    return db.session.scalar(select(func.max(Import.last_at)).where(Import.state == ImportState.DONE))
