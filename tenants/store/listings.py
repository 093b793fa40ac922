"""Long lists of reviews and reports as pages show them: filtered, the newest first, a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from uuid import UUID

from sqlalchemy import Select, cast, func, select
from sqlalchemy.dialects.postgresql import JSONPATH
from sqlalchemy.orm import joinedload

from tenants.store.audit import AuditEvent
from tenants.store.base import db
from tenants.store.clients import Community
from tenants.store.reports import Delivery, ReportRun
from tenants.store.reviews import IN_LISTS, Review, by_publication, highest_published
from tenants.terms.report import ReviewState, RunState

Row = TypeVar("Row")
PAGE = 30


@dataclass(frozen=True)
class Page(Generic[Row]):
    """One page of a list. ``more``: another one follows."""

    rows: Sequence[Row]
    number: int
    more: bool


@dataclass(frozen=True, slots=True)
class Listed:
    """A review in a list, with the overall score and its verdict once they are frozen."""

    review: Review
    overall: float | None
    status: str


def reviews(states: Sequence[ReviewState], community: Community | None = None, *, page: int = 1) -> Page[Listed]:
    """Reviews in any of ``states``, of one community or all, the newest period first, then by community."""
    # The frozen document is large; a list needs two values of it.
    overall = Review.document["overall"]
    query = (
        select(Review, overall["value"].as_float(), overall["status"].as_string())
        .join(Review.community)
        .where(Review.state.in_(states))
        .options(*IN_LISTS)
        .order_by(Review.period_first.desc(), Review.period, Community.name, Review.version.desc())
    )
    if community is not None:
        query = query.where(Review.community_id == community.id)
    found = [Listed(row, value, status or "") for row, value, status in db.session.execute(_cut(query, page)).unique()]
    return Page(found[:PAGE], page, len(found) > PAGE)


def published() -> list[Listed]:
    """Reviews a client may read, the newest period first; of one period only the highest published version."""
    overall = Review.document["overall"]
    query = highest_published().options(*IN_LISTS).add_columns(overall["value"].as_float(), overall["status"].as_string())
    found = [Listed(row, value, status or "") for row, value, status in db.session.execute(query)]
    return sorted(found, key=lambda each: by_publication(each.review), reverse=True)


def pillar_scores(community_id: UUID, cadence_like: str) -> list[tuple[str, dict[str, float | None]]]:
    """Return (period, pillar -> score) of the community's published reports whose label fits ``cadence_like`` (SQL ``LIKE``), oldest first.

    Of one period only the highest published version speaks.
    """
    pillars = func.jsonb_path_query_array(Review.document, cast("$.pillars[*].pillar", JSONPATH))
    values = func.jsonb_path_query_array(Review.document, cast("$.pillars[*].score.value", JSONPATH))
    newest = highest_published().with_only_columns(Review.period, Review.period_first, pillars, values)
    rows = db.session.execute(newest.where(Review.community_id == community_id, Review.period.like(cadence_like))).all()
    return [
        (period, dict(zip(names or (), known or (), strict=True))) for period, _first, names, known in sorted(rows, key=lambda row: row[1])
    ]


def counts() -> dict[str, int]:
    """How many reviews stand in each state."""
    found = db.session.execute(select(Review.state, func.count()).group_by(Review.state))
    return {state: count for state, count in found}  # noqa: C416 - rows are no pairs to a type checker


def runs(states: Sequence[RunState], *, page: int = 1) -> Page[ReportRun]:
    """Report runs in any of ``states``, the newest first."""
    query = select(ReportRun).where(ReportRun.state.in_(states)).order_by(ReportRun.created_at.desc(), ReportRun.id.desc())
    loaded = query.options(joinedload(ReportRun.review).options(*IN_LISTS))
    found = db.session.scalars(_cut(loaded, page)).unique().all()
    return Page(found[:PAGE], page, len(found) > PAGE)


def letters(runs: Sequence[ReportRun]) -> dict[UUID, dict[str, int]]:
    """How many letters of each run stand in each state."""
    query = select(Delivery.run_id, Delivery.state, func.count()).where(Delivery.run_id.in_([run.id for run in runs]))
    found: dict[UUID, dict[str, int]] = {}
    for run_id, state, count in db.session.execute(query.group_by(Delivery.run_id, Delivery.state)):
        found.setdefault(run_id, {})[state] = count
    return found


def deeds(review: Review, limit: int = 12) -> Sequence[AuditEvent]:
    """What was done with a review, the latest first."""
    query = select(AuditEvent).where(AuditEvent.noun == "review", AuditEvent.noun_id == str(review.id))
    return db.session.scalars(query.order_by(AuditEvent.at.desc(), AuditEvent.id.desc()).limit(limit)).all()


def _cut(query: Select[Any], page: int) -> Select[Any]:
    return query.limit(PAGE + 1).offset((page - 1) * PAGE)
