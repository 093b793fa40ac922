"""Reports that nobody reads first: only where a schedule says so, and only while the data is beyond doubt."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from tenants.actions import reviewing, scheduling, targets, unreviewed
from tenants.actions import schedules as acting
from tenants.actions.schedules import ScheduleForm
from tenants.store import reports, reviews
from tenants.store.audit import AuditEvent
from tenants.store.base import db
from tenants.store.clients import community_by_id
from tenants.store.work import work
from tenants.terms.document import Commentary
from tenants.terms.period import Period
from tests.actions.scheduled import DUE, IN_JUNE, JULY, JUNE, clocks, dealt, letters, publish, runs


def unread(community, **named):
    return acting.create(community, "month", ScheduleForm(unreviewed=True, **named), by=None, now=IN_JUNE)


def test_nothing_is_ever_sent_unreviewed_unless_the_schedule_says_so(schedule, community):
    for days in range(0, 60, 5):
        scheduling.come_due(now=DUE + timedelta(days=days))
        assert unreviewed.send(now=DUE + timedelta(days=days)) == 0
    assert runs(community) == []
    assert {review.state for review in reviews.of_community(community)} == {"draft"}
    assert not ScheduleForm().unreviewed


def test_a_schedule_that_says_so_sends_the_report_to_its_recipients_in_its_language(community, people):
    unread(community, recipients=["boss@tea.example"], language="zh_Hans_CN")
    targets.put(community, "dau_avg", JUNE, targets.TargetForm(value=100_000), by=None)  # missed: a person would have to say why
    scheduling.come_due(now=DUE)
    assert dealt() == [("2026-06", "sending")]
    assert unreviewed.send(now=DUE) == 1
    assert dealt() == [("2026-06", "sent")]
    [review] = reviews.of_community(community)
    assert (review.state, review.published_by, review.approved_by) == ("published", None, None)
    assert not any(reviews.frozen(review).commentary.achievements)
    [run] = runs(community)
    assert (run.language, run.recipients, run.deliver, run.state) == ("zh_Hans_CN", ["boss@tea.example"], True, "due")
    assert unreviewed.send(now=DUE) == 0
    said = Counter(event.verb for event in db.session.query(AuditEvent).filter_by(noun="review"))
    assert said == dict.fromkeys(("drafted", "submitted", "approved", "published", "sent_unreviewed"), 1)
    assert letters("review_due") == letters("schedule_held") == []


def test_a_report_whose_data_raises_questions_is_held_and_the_agency_is_told(community, people):
    unread(community, approver_id=people["cy"])
    july = datetime(2026, 8, 3, 9, tzinfo=UTC)  # of July there is no data at all
    assert scheduling.come_due(now=july) == 2
    assert unreviewed.send(now=july) == 1
    assert dealt() == [("2026-06", "sent"), ("2026-07", "held")]
    review = reviews.latest(community, JULY)
    assert (review.state, review.document, reports.of_review(review)) == ("draft", None, [])
    [(recipient, facts)] = letters("schedule_held")
    assert recipient == "cy@harbour.example"
    assert "coverage" in facts["codes"]
    assert "commentary" not in facts["codes"]
    assert unreviewed.send(now=july) == 0
    assert len(letters("schedule_held")) == 1
    assert scheduling.remind(now=july + timedelta(days=4)) == 1


def test_a_review_that_somebody_has_begun_to_work_on_waits_for_them(community, people):
    unread(community)
    review = reviewing.draft(community, JUNE, by=people["cy"], now=DUE)
    reviewing.comment(review, Commentary(achievements="Half a sen"), revision=None, by=people["cy"])
    scheduling.come_due(now=DUE)
    assert unreviewed.send(now=DUE) == 0
    assert dealt() == [("2026-06", "drafted")]
    assert letters("review_due")[0][1]["unreviewed"] is True


def test_a_review_that_somebody_opens_between_the_two_steps_waits_for_them(community, people):
    unread(community)
    scheduling.come_due(now=DUE)
    reviewing.comment(reviews.latest(community, JUNE), Commentary(achievements="Half a sen"), revision=None, by=people["cy"])
    assert unreviewed.send(now=DUE) == 0
    assert dealt() == [("2026-06", "drafted")]
    assert runs(community) == []
    assert len(letters("review_due")) == 2  # both owners


def test_a_schedule_that_takes_its_word_back_in_time_sends_nothing(community, people):
    row = unread(community)
    scheduling.come_due(now=DUE)
    acting.change(row, ScheduleForm(), revision=None, by=people["cy"])
    assert unreviewed.send(now=DUE) == 0
    assert dealt() == [("2026-06", "drafted")]
    assert runs(community) == []


@pytest.mark.parametrize("step", ["submit", "approve", "publish"])
def test_a_clock_that_dies_on_the_way_is_followed_by_the_next(community, people, monkeypatch, step):
    unread(community)
    scheduling.come_due(now=DUE)

    def dies(*_args, **_named):
        raise ZeroDivisionError

    monkeypatch.setattr(reviewing, step, dies)
    assert unreviewed.send(now=DUE) == 0
    monkeypatch.undo()
    assert unreviewed.send(now=DUE) == 1
    assert dealt() == [("2026-06", "sent")]
    assert len(runs(community)) == 1


def test_figures_that_change_at_the_last_moment_are_not_sent(community, people, monkeypatch):
    """What counts is what approval froze, not what was looked at before."""
    unread(community)
    scheduling.come_due(now=DUE)
    asked = unreviewed.doubts
    monkeypatch.setattr(unreviewed, "doubts", lambda review, *, now: asked(review, now=now) if review.state == "draft" else [Doubt()])
    assert unreviewed.send(now=DUE) == 0
    assert dealt() == [("2026-06", "held")]
    review = reviews.latest(community, JUNE)
    assert (review.state, review.document) == ("in_review", None)
    assert runs(community) == []


class Doubt:
    code, facts = "coverage", {"days": 30, "covered": 3}


def test_several_clocks_send_one_report(community, people, place, database_url, tmp_path):
    unread(community)

    def deed():
        for _ in range(3):
            scheduling.come_due(now=DUE)
            unreviewed.send(now=DUE)

    assert clocks(4, deed, place=place, database_url=database_url, files=tmp_path / "files") == []
    assert dealt() == [("2026-06", "sent")]
    assert len(runs(community_by_id(place.community_id))) == 1


def test_a_person_who_publishes_does_so_by_the_schedules_terms(community, people):
    acting.create(community, "month", ScheduleForm(recipients=["boss@tea.example"], language="zh_Hans_CN"), by=None, now=IN_JUNE)
    publish(community, JUNE)
    publish(community, Period.parse("2026-W24"))
    assert sorted((run.review.period, run.language, run.recipients) for run in runs(community)) == [
        ("2026-06", "zh_Hans_CN", ["boss@tea.example"]),
        ("2026-W24", "en", []),
    ]


def test_a_report_is_set_on_the_clients_paper_else_on_the_workspaces(community, people):
    publish(community, Period.parse("2026-W24"))
    with work():
        community.client.paper = "Letter"
    publish(community, Period.parse("2026-W25"))
    assert {run.review.period: run.paper for run in runs(community)} == {"2026-W24": "A4", "2026-W25": "Letter"}


def test_a_report_that_a_person_published_meanwhile_is_not_said_to_be_sent_unread(community, people):
    unread(community)
    scheduling.come_due(now=DUE)
    review = reviewing.submit(reviews.latest(community, JUNE), revision=None, by=people["cy"], now=DUE)
    review = reviewing.approve(review, waive="Told the client.", revision=None, by=people["cy"], now=DUE)
    reviewing.publish(review, revision=None, by=people["cy"], now=DUE)
    assert unreviewed.send(now=DUE) == 0
    assert dealt() == [("2026-06", "drafted")]
    assert letters("review_due") == []
    assert db.session.query(AuditEvent).filter_by(verb="sent_unreviewed").count() == 0
