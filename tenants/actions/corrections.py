"""Corrections: the next version of a published review, why there is one, and what it changed."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from tenants.actions import checks
from tenants.actions.changes import LONGEST_SENTENCE, PUBLISHED, locked
from tenants.render import formats
from tenants.store import audit, review_line, reviews
from tenants.store.base import db
from tenants.store.reviews import Review
from tenants.store.work import work
from tenants.terms.document import Correction, ReportDocument
from tenants.terms.errors import Refusal
from tenants.terms.figure import Figure
from tenants.terms.people import Language
from tenants.terms.report import ReviewState
from tenants.terms.target import Target


def correct(review: Review, reason: str, *, by: UUID | None, now: datetime) -> Review:
    """Begin the next version of a review that is or was published, with its words.

    A published one stays as the client knows it until the next one is published; of a withdrawn one the client sees nothing meanwhile.
    """
    said = checks.text(reason, "reason", longest=LONGEST_SENTENCE, required=True)
    try:
        with work():
            row = locked(review, None, (*PUBLISHED, ReviewState.WITHDRAWN))
            copy = _next_version(row, said, now)
            db.session.add(copy)
            db.session.flush()
            audit.record(by, "corrected", "review", copy.id, version=copy.version, reason=said)
    except IntegrityError as error:
        if checks.violates(error, "uq_review_tenant_id_community_id_period_version"):
            raise Refusal("review.correction_begun", period=review.period) from error
        raise
    return copy


def _next_version(row: Review, reason: str, now: datetime) -> Review:
    return Review(
        community_id=row.community_id,
        client_id=row.client_id,
        period=row.period,
        period_first=row.period_first,
        period_until=row.period_until,
        version=row.version + 1,
        commentary=dict(row.commentary),
        rewritten=dict(row.rewritten),
        adopted=list(row.adopted),
        dropped=list(row.dropped),
        reasons=dict(row.reasons),
        answers={},
        voices=list(row.voices),
        note="",
        correction_reason=reason,
        drafted_at=now,
    )


def told(review: Review, document: ReportDocument) -> ReportDocument:
    """Return the document of a later version with the reason for it and what it changed; that of a first version as it is."""
    before = review_line.last_version(review) if review.version > 1 else None
    known = reviews.frozen(before) if before else None
    if known is None:
        return document
    return replace(document, corrections=list(changed(known, document)), correction_reason=review.correction_reason)


def changed(before: ReportDocument, after: ReportDocument) -> Iterator[Correction]:
    """Yield each metric of either scorecard whose printed value or goal differs, in the order of the scorecard.

    A metric that one of the two never measured is left out: there is nothing to hold against it.
    """
    goals = _goals(before), _goals(after)
    order = dict.fromkeys(line.metric for document in (after, before) for part in document.pillars for line in part.lines)
    for metric in order:
        then, now = before.figures.get(metric), after.figures.get(metric)
        if then is None or now is None:
            continue
        goal_then, goal_now = goals[0].get(metric), goals[1].get(metric)
        if _printed(then) != _printed(now) or _promised(goal_then) != _promised(goal_now):
            yield Correction(metric, then, now, goal_then, goal_now)


def _goals(document: ReportDocument) -> Mapping[str, Target]:
    return {line.metric: line.verdict.target for part in document.pillars for line in part.lines if line.verdict}


def _printed(figure: Figure) -> str:
    """What a reader sees of it: numbers are written alike in both languages."""
    return formats.figure(figure.value, figure.unit, Language.EN) if figure.value is not None else f"{formats.DASH} {figure.reason}"


def _promised(target: Target | None) -> tuple[object, ...] | None:
    return None if target is None else (target.value, target.low, target.direction)
