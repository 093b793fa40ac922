"""Schedules as people keep them."""

from collections import Counter
from datetime import UTC, datetime

import pytest

from tenants.actions import schedules as acting
from tenants.actions import scheduling
from tenants.actions.schedules import ScheduleForm
from tenants.store import reviews, schedules
from tenants.store.audit import AuditEvent
from tenants.store.base import db
from tenants.terms.errors import Refusal
from tenants.terms.period import Cadence, Period
from tests.actions.scheduled import DUE, IN_JUNE, JULY, JUNE, dealt


def refused(code):
    return pytest.raises(Refusal, match=code)


def test_a_new_schedule_begins_with_what_has_not_come_due(community):
    form = ScheduleForm(settle_days=5)
    assert acting.begins_with(community, Cadence.MONTH, form, now=datetime(2026, 7, 2, tzinfo=UTC)) == JUNE
    assert acting.begins_with(community, Cadence.MONTH, form, now=datetime(2026, 7, 7, tzinfo=UTC)) == JULY
    row = acting.create(community, "month", form, first=Period.parse("2026-04"), by=None, now=IN_JUNE)
    assert [each.period.label for each in acting.missed(row, now=IN_JUNE)] == ["2026-04", "2026-05"]


def test_a_schedule_is_refused_what_it_cannot_hold(community, people, schedule):
    with refused("schedule.taken"):
        acting.create(community, "month", ScheduleForm(), by=None, now=IN_JUNE)
    with refused("schedule.cadence"):
        acting.create(community, "day", ScheduleForm(), by=None, now=IN_JUNE)
    for first in (JUNE, Period.parse("2026-W30")):
        with refused("schedule.first"):
            acting.create(community, "week", ScheduleForm(), first=first, by=None, now=IN_JUNE)
    for form, code in (
        (ScheduleForm(settle_days=32), "schedule.settle_days"),
        (ScheduleForm(hour=24), "schedule.hour"),
        (ScheduleForm(approver_id=people["di"]), "schedule.approver"),
        (ScheduleForm(recipients=["nobody"]), "email.unusable"),
        (ScheduleForm(recipients=[f"a{n}@tea.example" for n in range(51)]), "schedule.too_many"),
        (ScheduleForm(language="fr"), "field.not_offered"),
    ):
        with refused(code):
            acting.create(community, "week", form, by=None, now=IN_JUNE)
    with refused("schedule.changed"):
        acting.change(schedule, ScheduleForm(), revision=99, by=None)


def test_that_nobody_reads_the_report_is_a_deed_of_its_own_in_the_log(schedule, people):
    acting.change(schedule, ScheduleForm(unreviewed=True), revision=1, by=people["cy"])
    acting.change(schedule, ScheduleForm(hour=3, unreviewed=True), revision=2, by=people["cy"])
    acting.change(schedule, ScheduleForm(), revision=3, by=people["cy"])
    said = Counter(event.verb for event in db.session.query(AuditEvent).filter_by(noun="schedule"))
    assert said == {"created": 1, "changed": 3, "allowed_unreviewed": 1, "forbade_unreviewed": 1}


@pytest.mark.parametrize(("catch_up", "drafted"), [(True, ["2026-06", "2026-07", "2026-08"]), (False, ["2026-08"])])
def test_a_resumed_schedule_catches_up_or_skips_as_it_is_told(schedule, community, catch_up, drafted):
    acting.pause(schedule, by=None, now=IN_JUNE)
    later = datetime(2026, 8, 20, tzinfo=UTC)
    assert scheduling.come_due(now=later) == 0
    with refused("schedule.missed"):
        acting.resume(schedule, catch_up=None, by=None, now=later)
    assert acting.resume(schedule, catch_up=catch_up, by=None, now=later) == 2
    scheduling.come_due(now=datetime(2026, 9, 20, tzinfo=UTC))
    assert sorted(review.period for review in reviews.of_community(community)) == drafted
    assert [period for period, _ in dealt()] == ["2026-06", "2026-07", "2026-08"]


def test_a_pause_without_anything_missed_needs_no_decision(schedule):
    acting.pause(schedule, by=None, now=IN_JUNE)
    assert acting.resume(schedule, catch_up=None, by=None, now=IN_JUNE) == 0
    assert schedule.paused_at is None


def test_an_archived_schedule_makes_room_and_comes_back_as_it_was_or_paused(schedule, community):
    acting.archive(schedule, by=None, now=IN_JUNE)
    assert scheduling.come_due(now=DUE) == 0
    assert acting.restore(schedule, by=None, now=IN_JUNE) is False
    acting.archive(schedule, by=None, now=IN_JUNE)
    assert acting.restore(schedule, by=None, now=DUE) is True
    assert scheduling.come_due(now=DUE) == 0
    acting.archive(schedule, by=None, now=DUE)
    acting.create(community, "month", ScheduleForm(), by=None, now=DUE)
    with refused("schedule.taken"):
        acting.restore(schedule, by=None, now=DUE)


def test_the_last_few_periods_are_told_of_each_schedule(schedule, community):
    other = acting.create(community, "quarter", ScheduleForm(), by=None, now=IN_JUNE)
    scheduling.come_due(now=datetime(2027, 1, 20, tzinfo=UTC))
    found = schedules.outcomes([schedule.id, other.id])
    assert [row.period for row in found[schedule.id]] == ["2026-12", "2026-11", "2026-10", "2026-09"]
    assert [row.period for row in found[other.id]] == ["2026-Q4", "2026-Q3", "2026-Q2"]
