"""Reports that go out without anybody reading them first: only where a schedule says so in so many words.

The clock walks the same way as a person, submit, approve, publish, by the same use cases. It may waive what only a person can write, the
commentary and the reasons; a question about the data is a person's to answer, so then the report is held and the agency is told.
"""

import logging
from datetime import datetime

from tenants.actions import gate, reviewing, schedule_letters
from tenants.actions.scheduling import untouched
from tenants.store import audit, reviews, schedules
from tenants.store.base import db
from tenants.store.reviews import Review
from tenants.store.schedules import ScheduledPeriod
from tenants.store.work import work
from tenants.terms.errors import Refusal
from tenants.terms.report import ReviewState

WAIVED = frozenset({"commentary", "causes", "reasons"})
"""Questions of the gate that ask for a person's words and say nothing against the figures."""
REASON = "The schedule says: send without anybody reading it first."
MOVED_ON = frozenset({"review.changed", "review.wrong_state"})
"""Refusals that say that somebody else, or another clock, was quicker: the next call sees what they did."""

log = logging.getLogger(__name__)


def send(*, now: datetime) -> int:
    """Bring each report that is on its way unreviewed one way or the other, to the client or before a person; return how many were sent.

    Each step is remembered by the review itself: a clock that dies on the way is followed by the next.
    """
    sent = 0
    for row in schedules.sending():
        label = row.period
        try:
            sent += _send(row, now)
        except Exception:
            db.session.rollback()
            log.exception("period %s of a schedule", label)
    return sent


def doubts(review: Review, *, now: datetime) -> list[gate.Question]:
    """What the gate asks about the data of ``review``: of the frozen figures, or of the present ones before approval."""
    document = reviewing.now_document(review, now=now)
    return [each for each in gate.waiting(gate.questions(review, document, now=now)) if each.code not in WAIVED]


def _send(row: ScheduledPeriod, now: datetime) -> bool:
    review = reviews.by_id(row.review_id) if row.review_id else None
    if review is None:
        return False
    if review.state in reviews.SHOWN and review.published_by is not None:
        with work():
            schedules.settle(row.id, "drafted")
        return False
    try:
        if review.state not in reviews.SHOWN and not _walk(row, review, now):
            return False
    except Refusal as refusal:
        if refusal.code in MOVED_ON:
            log.info("%s: %s", review.id, refusal)
            return False
        _hold(row, review, [refusal.code], None)
        return False
    with work():
        done = schedules.settle(row.id, "sent")
        if done:
            audit.record(None, "sent_unreviewed", "review", review.id, period=review.period)
    return done


def _walk(row: ScheduledPeriod, review: Review, now: datetime) -> bool:
    """Take the steps that are still to do; ``False`` when it was left to a person."""
    schedule = row.schedule
    told_to = schedule.unreviewed and schedule.archived_at is None and schedule.paused_at is None
    if not told_to or _somebodys(review):
        _leave(row, review)
        return False
    if review.state != ReviewState.APPROVED:
        if asked := doubts(review, now=now):
            _hold(row, review, [each.code for each in asked], asked)
            return False
        if review.state == ReviewState.DRAFT:
            review = reviewing.submit(review, revision=review.revision, by=None, now=now)
        review = reviewing.approve(review, waive=REASON, revision=review.revision, by=None, now=now)
    # An import may have come in between: what counts is what was frozen.
    if asked := doubts(review, now=now):
        review = reviewing.withdraw(review, REASON, revision=review.revision, by=None)
        _hold(row, review, [each.code for each in asked], asked)
        return False
    reviewing.publish(review, revision=review.revision, by=None, now=now)
    return True


def _somebodys(review: Review) -> bool:
    """Whether a person has begun to work on it since it was drafted, so that it is theirs to finish."""
    match review.state:
        case ReviewState.DRAFT:
            return not untouched(review)
        case ReviewState.IN_REVIEW:
            return review.submitted_by is not None
        case ReviewState.WITHDRAWN:
            return True
        case _:
            return review.approved_by is not None


def _leave(row: ScheduledPeriod, review: Review) -> None:
    with work() as w:
        if schedules.settle(row.id, "drafted"):
            schedule_letters.came_due(w, row.schedule, row.id, review, None)


def _hold(row: ScheduledPeriod, review: Review, codes: list[str], asked: list[gate.Question] | None) -> None:
    """Leave it to a person. A question that is asked of several figures is told once."""
    codes = list(dict.fromkeys(codes))
    covered: dict[str, object] = next((each.facts for each in asked or [] if each.code == "coverage"), {})
    facts = {name: value for name, value in covered.items() if name in {"days", "covered"}}
    with work() as w:
        if schedules.settle(row.id, "held"):
            audit.record(None, "held", "review", review.id, period=review.period, questions=codes)
            schedule_letters.held(w, row, review, codes, facts)
