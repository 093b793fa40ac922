"""The quality gate: what it asks before a review may be approved, and what settles it."""

from datetime import UTC, datetime

import pytest

from tenants.actions import gate_data, remarks, reviewing, schedules
from tenants.actions.clients import ClientForm
from tenants.actions.clients import change as change_client
from tenants.actions.schedules import ScheduleForm
from tenants.assess.jumps import Jump
from tenants.store import comments, reviews
from tenants.store.base import db
from tenants.store.imports import Import
from tenants.store.suppressions import Suppression
from tenants.store.work import work
from tenants.terms.errors import Refusal
from tenants.terms.period import Period
from tests.actions.reviewed import JUNE, MAY, NOW, approve, asked, draft, promise, publish, seen_by, somebody_of, waits


@pytest.fixture
def june(community):
    promise(community, "joins", 500)
    promise(community, "members_end", 500)
    promise(community, "active_rate", 0.2)
    return draft(community)


def test_every_missed_goal_waits_for_its_own_reason(june):
    assert waits(june) == {"reasons:joins", "reasons:members_end"}
    reviewing.explain(june, {"joins": "No campaign ran."}, revision=None, by=None)
    assert waits(june) == {"reasons:members_end"}
    reviewing.answer(june, "reasons:members_end", "They follow the joins.", revision=None, by=None)
    assert waits(june) == set()
    reviewing.explain(june, {"joins": " "}, revision=None, by=None)
    assert waits(june) == {"reasons:joins"}
    assert asked(june)["reasons:members_end"].answer == "They follow the joins."


def test_reasons_are_frozen_with_the_report_and_stale_ones_wait_in_the_review(community, june):
    said = {"joins": "No campaign ran.", "members_end": "They follow the joins.", "active_rate": "It was fine, really."}
    reviewing.explain(june, said, revision=None, by=None)
    promise(community, "members_end", 5)
    document = reviewing.now_document(june, now=NOW)
    assert document.reasons == {"joins": "No campaign ran."}
    assert june.reasons == said
    approve(june)
    assert reviews.frozen(june).reasons == {"joins": "No campaign ran."}
    with pytest.raises(Refusal, match=r"review\.wrong_state"):
        reviewing.explain(june, {"joins": "Too late."}, revision=None, by=None)


def test_a_reason_for_something_that_is_no_metric_is_refused(june):
    with pytest.raises(Refusal, match=r"target\.unknown_metric"):
        reviewing.explain(june, {"mood": "Grey."}, revision=None, by=None)
    with pytest.raises(Refusal, match=r"review\.changed"):
        reviewing.explain(june, {"joins": "x"}, revision=june.revision - 1, by=None)


def test_data_that_ends_long_before_its_period_is_asked_about(community):
    # The export holds April to June: of July it has no day, of the second quarter all of them.
    july = draft(community, Period.month(2026, 7))
    assert "stale" in waits(july)
    assert asked(july)["stale"].facts["days"] == 31
    quarter = draft(community, Period.parse("2026-Q2"))
    assert asked(quarter)["stale"].settled


def test_an_export_made_before_the_period_was_over_is_asked_about(community):
    review = draft(community)
    assert asked(review)["stale"].settled
    with work():
        db.session.execute(db.update(Import).values(created_at=datetime(2026, 6, 30, 22, tzinfo=UTC)))
    question = asked(review)["stale"]
    assert (question.blocking, question.settled, question.facts["early"]) == (True, False, True)
    assert question.facts["brought"].isoformat() == "2026-06-30"
    reviewing.answer(review, "stale", "Nobody writes on the last evening.", revision=None, by=None)
    assert asked(review)["stale"].settled


def test_a_running_period_is_not_called_stale_as_well(community):
    early = datetime(2026, 6, 20, tzinfo=UTC)
    review = draft(community, now=early)
    questions = asked(review, early)
    assert "period_ended" in waits(review, early)
    assert "stale" not in questions


def test_each_figure_out_of_its_range_is_asked_about_by_itself(community, june, monkeypatch):
    found = [Jump("active_members", 12, 1.0, 4.0, 6), Jump("acts", 180, 10.0, 40.0, 6)]
    monkeypatch.setattr(gate_data, "sudden", lambda document: found if document.period == JUNE else [])
    assert {"jump:active_members", "jump:acts"} <= waits(june)
    facts = asked(june)["jump:acts"].facts
    assert (facts["value"], facts["low"], facts["high"], facts["periods"], facts["unit"]) == (180, 10.0, 40.0, 6, "acts")
    reviewing.answer(june, "jump:acts", "The festival.", revision=None, by=None)
    assert "jump:acts" not in waits(june)
    assert "jump:active_members" in waits(june)


def test_what_the_client_asked_about_an_earlier_report_waits_for_an_answer(place, community, people):
    may = publish(community, MAY, by=people["cy"])
    client = somebody_of(community.client)
    june = draft(community)
    assert asked(june)["client_asked"].settled
    may_id, june_id, client_id = may.id, june.id, may.client_id
    with seen_by(place, client_id):
        asked_by_client = remarks.say(reviews.by_id(may_id), "Why?", audience="client", by=client, now=NOW).id
    june = reviews.by_id(june_id)
    question = asked(june)["client_asked"]
    assert (question.blocking, question.facts) == (True, {"count": 1, "review": may_id, "period": "2026-05"})
    remarks.settle(comments.by_id(asked_by_client), answered=True, by=people["cy"], now=NOW)
    assert asked(reviews.by_id(june_id))["client_asked"].settled


def test_an_address_that_gets_no_more_mail_is_named_and_holds_nothing_up(june):
    assert "suppressed" not in asked(june)
    with work():
        db.session.add(Suppression(email="mei@tea.example", reason="bounced"))
    question = asked(june)["suppressed"]
    assert (question.blocking, question.settled, question.facts["addresses"]) == (False, False, ["mei@tea.example"])


def test_a_schedule_that_names_addresses_is_who_the_gate_asks_about(community, june):
    with work():
        db.session.add(Suppression(email="mei@tea.example", reason="bounced"))
    schedules.create(community, "month", ScheduleForm(recipients=["lan@tea.example"]), by=None, now=NOW)
    assert "suppressed" not in asked(june)
    change_client(community.client, ClientForm(name="Tea House", language="en", recipients=[]), by=None)
    assert asked(june)["recipients"].settled


def test_an_answer_whose_question_is_gone_is_not_shown_as_its_answer(community):
    early = datetime(2026, 6, 20, tzinfo=UTC)
    review = draft(community, now=early)
    reviewing.answer(review, "period_ended", "The contract ends early.", revision=None, by=None)
    assert asked(review, early)["period_ended"].answer == "The contract ends early."
    over = asked(review)["period_ended"]
    assert (over.settled, over.answer) == (True, "")
