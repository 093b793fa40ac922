"""What needs a person today: thin queries behind the home screen, each bounded."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import distinct_on

from tenants.store.activities import Activity
from tenants.store.base import db
from tenants.store.clients import Client, Community
from tenants.store.imports import Import
from tenants.store.reviews import Review
from tenants.store.targets import TargetRow
from tenants.terms.report import ImportState, ReviewState

MOST = 20


@dataclass(frozen=True, slots=True)
class Beginnings:
    """How far a new workspace has come; each is true once the step was done."""

    client: bool
    community: bool
    data: bool
    targets: bool
    published: bool

    @property
    def done(self) -> int:
        """How many steps were done."""
        return sum((self.client, self.community, self.data, self.targets, self.published))


def beginnings() -> Beginnings:
    """Look which first steps were done in the workspace in use."""

    def any_of(model: type[Client | Community | Import | TargetRow | Review], *wanted: object) -> bool:
        query = select(model.id).where(*wanted).limit(1)  # type: ignore[arg-type] # conditions are columns
        return db.session.scalars(query).one_or_none() is not None

    published = Review.state.in_((ReviewState.PUBLISHED, ReviewState.ACKNOWLEDGED))
    return Beginnings(
        client=any_of(Client),
        community=any_of(Community),
        data=any_of(Import, Import.state == ImportState.DONE),
        targets=any_of(TargetRow),
        published=any_of(Review, published),
    )


def failed_imports(since: datetime) -> Sequence[Import]:
    """Imports that stopped since then and were not followed by a good one of the same file, the newest first."""
    later = select(Import.sha256).where(Import.state == ImportState.DONE)
    query = (
        select(Import)
        .where(Import.state == ImportState.FAILED, Import.created_at >= since, Import.sha256.not_in(later))
        .order_by(Import.created_at.desc())
        .limit(MOST)
    )
    return db.session.scalars(query).all()


def unfinished_activities(before: datetime, since: datetime) -> Sequence[Activity]:
    """Activities that began between the two instants and are still only planned: their result waits to be noted."""
    query = (
        select(Activity)
        .where(Activity.starts_at >= since, Activity.starts_at < before, Activity.state == "planned", Activity.deleted_at.is_(None))
        .order_by(Activity.starts_at)
        .limit(MOST)
    )
    return db.session.scalars(query).all()


def latest_frozen() -> Sequence[Review]:
    """The newest review with frozen figures of each live community: what was promised last, and how it stood."""
    query = (
        select(Review)
        .join(Review.community)
        .where(Review.document.is_not(None), Community.archived_at.is_(None))
        .order_by(Review.community_id, Review.period_first.desc(), Review.version.desc())
        .ext(distinct_on(Review.community_id))
    )
    return db.session.scalars(query).all()


def stale_communities(before: datetime) -> Sequence[tuple[Community, datetime | None]]:
    """Live communities whose data ends before then, with its end (``None``: no data at all), the longest silent first."""
    last = func.max(Import.last_at)
    good = (Import.tenant_id == Community.tenant_id) & (Import.community_id == Community.id) & (Import.state == ImportState.DONE)
    query = (
        select(Community, last)
        .outerjoin(Import, good)
        .where(Community.archived_at.is_(None))
        .group_by(Community.tenant_id, Community.id)
        .having(func.coalesce(last, Community.created_at) < before)
        .order_by(last.asc().nulls_first(), Community.name)
        .limit(MOST)
    )
    return [(community, end) for community, end in db.session.execute(query)]
