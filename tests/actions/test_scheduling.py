"""What comes due by the passing of time, with really imported activity and any number of clocks."""

from datetime import UTC, datetime, timedelta

from tenants.actions import communities, scheduling, target_defaults, targets, unreviewed, withdrawing
from tenants.actions import schedules as acting
from tenants.actions.schedules import ScheduleForm
from tenants.store import reviews
from tenants.store.accounts import Seat
from tenants.store.audit import AuditEvent
from tenants.store.base import db
from tenants.store.work import work
from tenants.terms.period import Period
from tests.actions.scheduled import A_MINUTE, DUE, IN_JUNE, JUNE, clocks, dealt, letters, publish


def test_a_schedule_comes_due_to_the_minute_once(schedule, community):
    assert scheduling.come_due(now=DUE - A_MINUTE) == 0
    assert scheduling.come_due(now=DUE) == 1
    assert scheduling.come_due(now=DUE) == 0
    assert dealt() == [("2026-06", "drafted")]
    review = reviews.latest(community, JUNE)
    assert (review.state, review.version) == ("draft", 1)
    [(recipient, facts)] = letters("review_due")
    assert recipient == "cy@harbour.example"
    assert facts["link"] == f"/w/harbour/reviews/{review.id}"
    assert (facts["days"], facts["covered"], facts["recipients"]) == (30, 30, ["mei@tea.example"])


def test_the_letter_says_how_many_goals_were_missed(schedule, community):
    targets.put(community, "active_rate", JUNE, targets.TargetForm(value=0.4), by=None)
    targets.put(community, "dau_avg", JUNE, targets.TargetForm(value=100_000), by=None)
    scheduling.come_due(now=DUE)
    [(_, facts)] = letters("review_due")
    assert (facts["goals"], facts["missed"]) == (2, 1)


def test_after_a_standstill_every_missed_period_comes_due_once_the_oldest_first(schedule):
    late = datetime(2026, 10, 20, tzinfo=UTC)
    assert scheduling.come_due(now=late) == 4
    assert [period for period, _ in dealt()] == ["2026-06", "2026-07", "2026-08", "2026-09"]
    assert scheduling.come_due(now=late) == 0
    assert len(letters("review_due")) == 4


def test_much_to_catch_up_on_is_done_in_several_goes(community, people, monkeypatch):
    monkeypatch.setattr(scheduling, "MOST_AT_ONCE", 3)
    acting.create(community, "week", ScheduleForm(), by=None, now=IN_JUNE)
    now = datetime(2026, 7, 20, tzinfo=UTC)
    assert [scheduling.come_due(now=now) for _ in range(3)] == [3, 2, 0]
    assert [period for period, _ in dealt()] == [f"2026-W{week}" for week in range(24, 29)]


def test_a_period_that_cannot_be_drafted_is_not_passed_over_and_keeps_no_other_schedule_waiting(schedule, community, monkeypatch):
    acting.create(community, "quarter", ScheduleForm(), by=None, now=IN_JUNE)
    add = reviews.add

    def breaks(place, period, now):
        if period == JUNE:
            raise ZeroDivisionError
        return add(place, period, now)

    monkeypatch.setattr(reviews, "add", breaks)
    assert scheduling.come_due(now=datetime(2026, 8, 20, tzinfo=UTC)) == 1
    assert dealt() == [("2026-Q2", "drafted")]
    monkeypatch.undo()
    assert scheduling.come_due(now=datetime(2026, 8, 20, tzinfo=UTC)) == 2


def test_figures_that_cannot_be_read_are_no_reason_to_draft_nothing(schedule, monkeypatch):
    monkeypatch.setattr("tenants.actions.documents.current", lambda *_a, **_k: 1 / 0)
    assert scheduling.come_due(now=DUE) == 1
    assert letters("review_due")[0][1]["days"] == 0


def test_any_number_of_clocks_draft_once_and_write_one_letter(schedule, place, database_url, tmp_path):
    def deed():
        scheduling.come_due(now=DUE + timedelta(days=40))
        unreviewed.send(now=DUE)
        scheduling.remind(now=DUE + timedelta(days=80))

    assert clocks(6, deed, place=place, database_url=database_url, files=tmp_path / "files") == []
    assert dealt() == [("2026-06", "drafted"), ("2026-07", "drafted")]
    assert len(letters("review_due")) == len(letters("review_overdue")) == 2
    assert db.session.query(AuditEvent).filter_by(verb="drafted").count() == 2


def test_without_an_approver_or_once_they_have_left_the_owners_are_told(schedule, people):
    with work():
        db.session.query(Seat).filter_by(person_id=people["cy"]).one().role = "analyst"
    scheduling.come_due(now=DUE)
    assert [recipient for recipient, _ in letters("review_due")] == ["ann@harbour.example", "bo@harbour.example"]


def test_a_review_that_is_published_already_is_noted_and_nobody_is_troubled(schedule, community):
    publish(community, JUNE)
    assert scheduling.come_due(now=DUE) == 1
    assert dealt() == [("2026-06", "drafted")]
    assert letters("review_due") == []
    assert scheduling.remind(now=DUE + timedelta(days=9)) == 0


def test_an_archived_community_skips_what_comes_due(schedule, community):
    communities.archive(community, by=None, now=DUE)
    scheduling.come_due(now=DUE)
    assert dealt() == [("2026-06", "skipped")]
    assert reviews.latest(community, JUNE) is None


def test_targets_alone_draft_only_where_no_schedule_of_that_cadence_decides(schedule, community):
    for label in ("2026-05", "2026-06", "2026-W24"):
        targets.put(community, "active_rate", Period.parse(label), targets.TargetForm(value=0.4), by=None)
    with work():
        community.created_at = datetime(2020, 1, 1, tzinfo=UTC)
    # May ended before the schedule begins, and weeks have none.
    assert scheduling.draft_due(now=DUE) == 2
    assert reviews.latest(community, JUNE) is None
    assert {review.period for review in reviews.of_community(community)} == {"2026-05", "2026-W24"}


def test_what_client_or_workspace_promise_for_all_is_drafted_like_a_target_of_ones_own(community):
    april, may, june = (Period.month(2026, month) for month in (4, 5, 6))
    goal = targets.TargetForm(value=0.4)
    target_defaults.save(None, may, {"active_rate": goal}, by=None)
    target_defaults.save(community.client, june, {"active_rate": goal}, by=None)
    targets.put(community, "acts", june, targets.TargetForm(value=500), by=None)
    target_defaults.save(None, april, {"active_rate": goal}, by=None)
    target_defaults.save(None, april, {"active_rate": None}, by=None)
    with work():
        community.created_at = datetime(2020, 1, 1, tzinfo=UTC)
    assert scheduling.draft_due(now=DUE) == 2
    assert sorted(review.period for review in reviews.of_community(community)) == ["2026-05", "2026-06"], "April's goal was taken back"
    assert scheduling.draft_due(now=DUE) == 0


def test_looking_ahead_changes_nothing(schedule, community):
    found = scheduling.due(now=DUE)
    assert [(each.deed, each.community, each.period, each.due_at) for each in found] == [("draft", "regulars", "2026-06", DUE)]
    assert dealt() == []
    assert reviews.latest(community, JUNE) is None


def test_a_review_nobody_published_is_reminded_of_once_after_three_days(schedule, community):
    scheduling.come_due(now=DUE)
    assert scheduling.remind(now=DUE + timedelta(days=3)) == 0
    assert scheduling.remind(now=DUE + timedelta(days=3, minutes=1)) == 1
    assert scheduling.remind(now=DUE + timedelta(days=9)) == 0
    [(recipient, facts)] = letters("review_overdue")
    assert (recipient, facts["state"]) == ("cy@harbour.example", "draft")


def test_what_was_caught_up_on_is_not_late_at_once(schedule):
    late = DUE + timedelta(days=20)
    scheduling.come_due(now=late)
    assert scheduling.remind(now=late + timedelta(days=2)) == 0
    assert scheduling.remind(now=late + timedelta(days=4)) == 1


def test_a_published_review_is_not_reminded_of(schedule, community):
    scheduling.come_due(now=DUE)
    publish(community, JUNE)
    assert scheduling.remind(now=DUE + timedelta(days=9)) == 0


def test_a_review_that_was_published_and_withdrawn_is_no_draft_to_be_reminded_of(schedule, community, people):
    scheduling.come_due(now=DUE)
    withdrawing.withdraw(publish(community, JUNE), "A wrong figure.", revision=None, by=people["cy"], now=DUE)
    assert scheduling.remind(now=DUE + timedelta(days=9)) == 0
    assert letters("review_overdue") == []
