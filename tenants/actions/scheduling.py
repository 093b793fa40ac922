"""What becomes due by the passing of time: schedules come due, reviews are drafted, reminders go out.

Every deed takes a row that only one of any number of clocks gets, in the transaction that does the deed, so that asked twice, at once or
after a standstill, each period comes due once, and one letter is written about it.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from tenants.actions import documents, reviewing, schedule_letters
from tenants.actions.schedule_letters import Outlook
from tenants.store import audit, reviews, schedules, targets
from tenants.store.base import db
from tenants.store.clients import Community
from tenants.store.reviews import Review
from tenants.store.schedules import Schedule
from tenants.store.work import work
from tenants.terms.errors import Refusal
from tenants.terms.period import Cadence, Period
from tenants.terms.report import ReviewState
from tenants.terms.rhythm import CADENCES, Due, came_due
from tenants.terms.target import Status

SETTLE = timedelta(days=2)
"""Exports of a month are rarely made on its last day."""
PATIENCE = timedelta(days=3)
"""How long after it came due a review may stay unpublished before the agency is reminded."""
MOST_AT_ONCE = 24
"""Periods one workspace catches up on in one go, so that the others need not wait for it; the rest follows a minute later."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Plan:
    """Something that is due. ``deed``: ``draft``, ``send`` (unreviewed), ``skip`` (its community is archived), ``remind``."""

    deed: str
    community: str
    cadence: str
    period: str
    due_at: datetime


def due(*, now: datetime) -> list[Plan]:
    """Return what the clock would do at ``now`` in the workspace in use; nothing is changed."""
    found = [
        Plan(_deed(schedule), schedule.community.slug, schedule.cadence, each.period.label, each.at) for schedule, each in _came_due(now)
    ]
    found += [Plan("draft", community.slug, period.cadence, period.label, ends) for community, period, ends in _promised(now)]
    reminders = [(row, row.schedule) for row in schedules.overdue(now - PATIENCE)]
    return found + [Plan("remind", s.community.slug, s.cadence, row.period, row.due_at) for row, s in reminders]


def come_due(*, now: datetime) -> int:
    """Draft the review of every period a schedule has come due for, the oldest first, and tell who approves it; return how many.

    What goes wrong with one schedule is logged, keeps no other waiting, and is tried again with the next call: no period is passed over.
    """
    done, stuck = 0, set()
    for schedule, each in list(_came_due(now)):
        if done >= MOST_AT_ONCE:
            break
        if schedule.id in stuck:
            continue
        try:
            done += _take(schedule, each, now)
        except Exception:
            db.session.rollback()
            stuck.add(schedule.id)
            log.exception("schedule %s, %s", schedule.id, each.period.label)
    return done


def draft_due(*, now: datetime) -> int:
    """Draft the review of every period that has targets in force, ended two days ago or longer, and has no review; return how many.

    Where a schedule of that cadence is set up, it decides instead. Asked again, or by two clocks at once, it drafts nothing twice.
    """
    drafted = 0
    for community, period, _ends in _promised(now):
        try:
            reviewing.draft(community, period, by=None, now=now)
            drafted += 1
        except Refusal as refusal:
            log.warning("%s %s: %s", community.slug, period.label, refusal)
    return drafted


def remind(*, now: datetime) -> int:
    """Write once about each review that came due three days ago or longer and is not published; return about how many."""
    told = 0
    for row in schedules.overdue(now - PATIENCE):
        with work() as w:
            if row.review is not None and schedules.remind(row.id, now):
                schedule_letters.overdue(w, row, row.review)
                told += 1
    return told


def _came_due(now: datetime) -> Iterator[tuple[Schedule, Due]]:
    """What schedules have come due for and have not dealt with, each schedule's oldest first."""
    newest = schedules.dealt_with()
    for schedule in schedules.running():
        for each in came_due(schedule.rhythm, now, newest.get(schedule.id)):
            yield schedule, each


def _deed(schedule: Schedule) -> str:
    if schedule.community.archived_at is not None:
        return "skip"
    return "send" if schedule.unreviewed else "draft"


def _take(schedule: Schedule, each: Due, now: datetime) -> int:
    """Deal with one period in one transaction; 1 if it was ours to deal with, 0 if another clock was quicker."""
    community = schedule.community
    if _deed(schedule) == "skip":
        with work():
            return int(schedules.take(schedule, each.period, each.at, "skipped", now) is not None)
    # Read before the transaction that writes: measuring takes its time, and another clock may be waiting for the row.
    outlook = _outlook(community, each.period, now)
    with work() as w:
        review = reviews.latest(community, each.period)
        outcome = "sending" if schedule.unreviewed and (review is None or untouched(review)) else "drafted"
        taken = schedules.take(schedule, each.period, each.at, outcome, now)
        if taken is None:
            return 0
        if review is None:
            review = reviews.add(community, each.period, now)
            audit.record(None, "drafted", "review", review.id, community=community.name, period=each.period.label)
        schedules.belongs(taken, review)
        if outcome == "drafted" and review.state not in reviews.SHOWN:
            schedule_letters.came_due(w, schedule, taken, review, outlook)
    return 1


def untouched(review: Review) -> bool:
    """Whether nobody has begun to work on a drafted review."""
    return review.state == ReviewState.DRAFT and review.revision == 1


def _outlook(community: Community, period: Period, now: datetime) -> Outlook | None:
    """What the data of a period looks like; ``None`` where that cannot be told, which is no reason not to draft its review."""
    try:
        document = documents.current(community, period, now=now)
    except Exception:
        db.session.rollback()
        log.exception("%s %s cannot be looked at", community.slug, period.label)
        return None
    verdicts = [line.verdict for part in document.pillars for line in part.lines if line.verdict]
    return Outlook(
        days=len(document.coverage),
        covered=sum(present for _, present in document.coverage),
        goals=len(verdicts),
        missed=sum(verdict.status is Status.MISSED for verdict in verdicts),
    )


def _promised(now: datetime) -> Iterator[tuple[Community, Period, datetime]]:
    """Periods with targets, over for two days and without a review, where no schedule decides; with their ends."""
    ruled = {(schedule.community_id, schedule.cadence): schedule.first for schedule in schedules.listed()}
    for community, label in reviews.undrafted(until=now.date()):
        period = Period.parse(label)
        ended = period.bounds(ZoneInfo(community.timezone))[1]
        first = ruled.get((community.id, Cadence(period.cadence)))
        if period.cadence not in CADENCES or ended + SETTLE > now or ended < community.created_at:
            continue
        if (first is None or period.until <= first) and targets.in_force(community, period):
            yield community, period, ended
