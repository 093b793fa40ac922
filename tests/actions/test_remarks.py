"""Remarks: among ourselves or with the client, never both; who is written to about them, and when."""

from datetime import timedelta

import pytest
from sqlalchemy import insert

from tenants.actions import corrections, remarks, withdrawing
from tenants.actions.remarks import CLIENT, GRACE, INTERNAL
from tenants.store import comments, reviews
from tenants.store.accounts import Seat
from tenants.store.audit import AuditEvent
from tenants.store.base import db
from tenants.store.comments import ReviewComment
from tenants.store.work import work
from tenants.terms.errors import NotFoundError, Refusal
from tests.actions.reviewed import NOW, draft, publish, seen_by, somebody_of
from tests.actions.scheduled import letters

LATER = NOW + GRACE + timedelta(seconds=1)


@pytest.fixture
def june(community, people):
    return publish(community, by=people["cy"])


@pytest.fixture
def ines(community):
    return somebody_of(community.client)


@pytest.fixture
def as_client(place, june):
    """Say something as somebody of the client; returns the remark's id."""
    client_id, review_id = june.client_id, june.id

    def said(text, *, by, audience=CLIENT, metric=""):
        with seen_by(place, client_id):
            return remarks.say(reviews.by_id(review_id), text, audience=audience, metric=metric, by=by, now=NOW).id

    return said


def texts(review, *audiences):
    return [each.text for each, _version in comments.of_period(review, *audiences)]


def test_people_of_the_agency_talk_in_any_state_and_to_the_client_once_it_is_published(community):
    review = draft(community)
    remarks.say(review, "Check the second paragraph.", audience=INTERNAL, by=None, now=NOW)
    with pytest.raises(Refusal, match=r"remark\.not_published"):
        remarks.say(review, "Hello.", audience=CLIENT, by=None, now=NOW)
    assert texts(review, INTERNAL) == ["Check the second paragraph."]
    assert texts(review, CLIENT) == []


def test_the_client_sees_and_says_what_is_for_both_sides_and_nothing_else(place, june, ines, as_client):
    remarks.say(june, "They will not like this.", audience=INTERNAL, metric="joins", by=None, now=NOW)
    remarks.say(june, "Here is the list.", audience=CLIENT, by=None, now=NOW)
    client_id, review_id = june.client_id, june.id
    as_client("Why so few?", by=ines, metric="joins")
    with seen_by(place, client_id):
        review = reviews.by_id(review_id)
        assert texts(review, INTERNAL, CLIENT) == ["Here is the list.", "Why so few?"]
        assert db.session.query(ReviewComment).count() == 2
        with pytest.raises(Refusal, match=r"remark\.not_yours"):
            remarks.say(review, "Psst.", audience=INTERNAL, by=ines, now=NOW)
    review = reviews.by_id(review_id)
    assert [(each.from_client, each.metric) for each, _version in comments.of_period(review, CLIENT)] == [(False, ""), (True, "joins")]


def test_the_database_keeps_a_client_from_internal_words_whatever_the_program_does(place, june, ines):
    client_id, review_id, tenant_id = june.client_id, june.id, june.tenant_id
    for audience, from_client in ((INTERNAL, True), (CLIENT, False)):
        row = {"tenant_id": tenant_id, "review_id": review_id, "client_id": client_id, "audience": audience, "text": "x"}
        with seen_by(place, client_id), pytest.raises(Exception, match="row-level security"):
            db.session.execute(insert(ReviewComment.__table__).values(**row, id=ines, metric="", author_id=ines, from_client=from_client))


def test_the_database_lets_a_client_change_its_own_words_alone(place, june, ines, as_client):
    remarks.say(june, "Here is the list.", audience=CLIENT, by=None, now=NOW)
    client_id, tenant_id = june.client_id, june.tenant_id
    as_client("Why so few?", by=ines)
    table = ReviewComment.__table__
    with seen_by(place, client_id):
        said = db.update(table).where(table.c.tenant_id == tenant_id).values(text="I agree to everything.")
        assert db.session.execute(said.returning(table.c.from_client)).scalars().all() == [True]
        db.session.rollback()
        with pytest.raises(Exception, match="row-level security"):
            db.session.execute(db.update(table).where(table.c.tenant_id == tenant_id).values(from_client=False))


def test_a_client_says_nothing_about_what_it_may_not_read(place, community, june, ines, as_client):
    second = corrections.correct(june, "Wrong.", by=None, now=NOW)
    client_id, draft_id = june.client_id, second.id
    with seen_by(place, client_id):
        loose = reviews.Review(id=draft_id)
        with pytest.raises(NotFoundError):
            remarks.say(loose, "What is this?", audience=CLIENT, by=ines, now=NOW)


def test_an_answer_settles_the_question_and_a_settled_one_can_be_opened_again(june, ines, as_client):
    question = comments.by_id(as_client("Why so few?", by=ines, metric="joins"))
    review = reviews.by_id(question.review_id)
    assert comments.unanswered_by_review() == {review.id: 1}
    said = remarks.answer(question, "No campaign ran.", by=None, now=NOW)
    assert (said.audience, said.metric, said.from_client) == (CLIENT, "joins", False)
    assert comments.unanswered_by_review() == {}
    remarks.settle(question, answered=False, by=None, now=NOW)
    assert comments.unanswered_by_review() == {review.id: 1}
    with pytest.raises(Refusal, match=r"remark\.not_yours"):
        remarks.settle(said, answered=True, by=None, now=NOW)


def test_only_its_author_takes_a_remark_back_and_puts_it_back(june, people):
    remark = remarks.say(june, "Hm.", audience=INTERNAL, by=people["cy"], now=NOW)
    with pytest.raises(Refusal, match=r"remark\.not_yours"):
        remarks.take_back(remark, by=people["ann"], now=NOW)
    remarks.take_back(remark, by=people["cy"], now=NOW)
    assert texts(june, INTERNAL) == []
    remarks.restore(remark, by=people["cy"])
    assert texts(june, INTERNAL) == ["Hm."]
    verbs = db.session.scalars(db.select(AuditEvent.verb).where(AuditEvent.noun == "remark").order_by(AuditEvent.id)).all()
    assert verbs == ["said", "took_back", "restored"]


def test_a_correction_goes_on_with_the_conversation_that_led_to_it(june, ines, as_client):
    question = comments.by_id(as_client("These are too many.", by=ines))
    second = corrections.correct(reviews.by_id(question.review_id), "They are.", by=None, now=NOW)
    assert [(each.text, version) for each, version in comments.of_period(second, CLIENT)] == [("These are too many.", 1)]


def test_the_publisher_is_written_to_a_minute_after_the_client_said_something(june, ines, as_client):
    as_client("Why so few?\nWe paid more.", by=ines, metric="joins")
    assert remarks.tell(now=NOW) == 0
    assert remarks.tell(now=LATER) == 1
    assert remarks.tell(now=LATER) == 0
    [(recipient, facts)] = letters("remark")
    assert recipient == "cy@harbour.example"
    assert (facts["author"], facts["about"], facts["text"], facts["asked"]) == ("Ines Duarte", "Joins", "Why so few?\nWe paid more.", True)
    assert facts["link"].startswith("/w/harbour/reviews/")


def test_an_answer_reaches_those_who_asked_in_their_portal_and_nobody_else(community, june, ines, as_client):
    question = comments.by_id(as_client("Why so few?", by=ines))
    somebody_of(reviews.by_id(question.review_id).client, "silent@tea.example")
    remarks.tell(now=LATER)
    remarks.answer(question, "No campaign ran.", by=None, now=LATER)
    assert remarks.tell(now=LATER + GRACE + GRACE) == 1
    to_client = [(recipient, facts) for recipient, facts in letters("remark") if not facts["asked"]]
    [(recipient, facts)] = to_client
    assert recipient == "ines@tea.example"
    assert facts["link"].startswith("/w/harbour/portal/reports/")


def test_what_is_taken_back_at_once_reaches_nobody_and_neither_do_words_among_ourselves(june, people, ines, as_client):
    review_id = june.id
    as_client("Hello?", by=ines)
    remarks.tell(now=LATER)
    review = reviews.by_id(review_id)
    slip = remarks.say(review, "Oops.", audience=CLIENT, by=people["cy"], now=LATER)
    remarks.take_back(slip, by=people["cy"], now=LATER)
    remarks.say(review, "They are cross.", audience=INTERNAL, by=people["cy"], now=LATER)
    assert remarks.tell(now=LATER + GRACE + GRACE) == 0


def test_nobody_is_sent_to_a_report_that_was_withdrawn_meanwhile(june, ines, as_client):
    question = comments.by_id(as_client("Why?", by=ines))
    remarks.tell(now=LATER)
    remarks.answer(question, "Let me look.", by=None, now=LATER)
    withdrawing.withdraw(reviews.by_id(question.review_id), "Wrong.", revision=None, by=None, now=LATER)
    assert remarks.tell(now=LATER + GRACE + GRACE) == 0


def test_owners_are_told_where_the_publisher_has_left(june, people, ines, as_client):
    as_client("Anybody there?", by=ines)
    with work():
        db.session.execute(db.delete(Seat).where(Seat.person_id == people["cy"]))
    assert remarks.tell(now=LATER) == 2
    assert {recipient for recipient, _facts in letters("remark")} == {"ann@harbour.example", "bo@harbour.example"}
