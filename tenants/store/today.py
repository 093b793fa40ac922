"""What needs a person today: thin queries behind the home screen, each bounded."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Exists, and_, cast, func, or_, select
from sqlalchemy.dialects.postgresql import JSONB, JSONPATH, distinct_on
from sqlalchemy.orm import aliased, contains_eager, joinedload

from tenants.store.base import db
from tenants.store.clients import Client, Community
from tenants.store.imports import Import
from tenants.store.reviews import IN_LISTS, Review
from tenants.store.targets import TargetRow
from tenants.store.tenancy import current_tenant
from tenants.terms import snapshot
from tenants.terms.document import Line
from tenants.terms.report import ImportState, ReviewState
from tenants.terms.target import Status

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

    def any_of(model: type[Client | Community | Import | TargetRow | Review], *wanted: ColumnElement[bool]) -> Exists:
        return select(model.id).where(model.tenant_id == current_tenant(), *wanted).exists()

    published = Review.state.in_((ReviewState.PUBLISHED, ReviewState.ACKNOWLEDGED))
    steps = select(
        any_of(Client), any_of(Community), any_of(Import, Import.state == ImportState.DONE), any_of(TargetRow), any_of(Review, published)
    )
    return Beginnings(*db.session.execute(steps).one())


def failed_imports(since: datetime) -> Sequence[Import]:
    """Imports that stopped since then and were not followed by a good one of the same file, the newest first.

    Uploads that were no export at all (their file is not kept) are nobody's task.
    """
    later = select(Import.sha256).where(Import.state == ImportState.DONE)
    query = (
        select(Import)
        .where(Import.state == ImportState.FAILED, Import.created_at >= since, Import.sha256.not_in(later), Import.file_key != "")
        .options(joinedload(Import.community))
        .order_by(Import.created_at.desc())
        .limit(MOST)
    )
    return db.session.scalars(query).all()


def unpublished(since: datetime) -> Sequence[Review]:
    """Reviews on their way to the client, and those taken from it since then that no later version followed; the oldest period first."""
    later = aliased(Review)
    followed = select(later.id).where(
        later.tenant_id == Review.tenant_id,
        later.community_id == Review.community_id,
        later.period == Review.period,
        later.version > Review.version,
    )
    taken_back = and_(Review.state == ReviewState.WITHDRAWN, Review.withdrawn_at >= since, ~followed.exists())
    on_the_way = Review.state.in_((ReviewState.DRAFT, ReviewState.IN_REVIEW, ReviewState.APPROVED))
    query = select(Review).where(or_(on_the_way, taken_back)).options(*IN_LISTS).order_by(Review.period_first, Review.drafted_at, Review.id)
    return db.session.scalars(query).all()


def latest_lines(statuses: Collection[Status]) -> list[tuple[Review, Line]]:
    """Lines with a verdict in ``statuses`` from each live community's newest frozen review: what was promised last, and how it stood."""
    # The database picks the lines: of a document with thousands of values a few are wanted.
    wanted = " || ".join(f'@.verdict.status == "{status.value}"' for status in statuses)
    lines = func.jsonb_path_query_array(Review.document, cast(f"$.pillars[*].lines[*] ? ({wanted})", JSONPATH), type_=JSONB)
    query = (
        select(Review, lines)
        .join(Review.community)
        .where(Review.document.is_not(None), Review.state != ReviewState.WITHDRAWN, Community.archived_at.is_(None))
        .options(*IN_LISTS)
        .order_by(Review.community_id, Review.period_first.desc(), Review.version.desc())
        .ext(distinct_on(Review.community_id))
    )
    return [(review, line) for review, found in db.session.execute(query) for line in snapshot.lines(found)]


def communities_with_ends() -> Sequence[tuple[Community, datetime | None]]:
    """Every live community, by client and name, with the last instant its imports hold (``None``: no data at all)."""
    ends = (
        select(Import.tenant_id, Import.community_id, func.max(Import.last_at).label("last"))
        .where(Import.tenant_id == current_tenant(), Import.state == ImportState.DONE)
        .group_by(Import.tenant_id, Import.community_id)
        .subquery()
    )
    query = (
        select(Community, ends.c.last)
        .join(Community.client)
        .outerjoin(ends, and_(ends.c.tenant_id == Community.tenant_id, ends.c.community_id == Community.id))
        .where(Community.archived_at.is_(None))
        .options(contains_eager(Community.client))
        .order_by(Client.name, Community.name, Community.id)
    )
    return [(community, end) for community, end in db.session.execute(query)]
