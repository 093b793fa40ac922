"""A review from its draft to its publication, over really imported activity."""

import json
import zipfile
from datetime import UTC, date, datetime, timedelta

import pytest

from tenants.actions import action_items, corrections, documents, gate, reporting, reviewing, scheduling, targets
from tenants.actions.reviewing import Decision
from tenants.store import reports, reviews
from tenants.store import work as unit
from tenants.store.activities import Activity
from tenants.store.audit import AuditEvent
from tenants.store.base import db
from tenants.store.clients import community_by_id
from tenants.store.surveys import AnswerRow, Survey
from tenants.store.tenancy import use_tenant
from tenants.store.work import work
from tenants.terms.document import Commentary
from tenants.terms.errors import Refusal
from tenants.terms.period import Period
from tenants.terms.report import ActionState
from tenants.terms.target import Status
from tests.communities import application, bring, make_place

JUNE, MAY = Period.month(2026, 6), Period.month(2026, 5)
NOW = datetime(2026, 7, 3, 2, 0, tzinfo=UTC)
WORDS = Commentary("成员主持了直播。", "净增少。", "没有拉新活动。", "再办一场。", "请提供 20 套新品。")


def a_slack_export(path, months=(5, 6)):
    """Twelve people who say something every other day."""
    people = [{"id": f"U{n:02d}", "name": f"p{n}", "profile": {"real_name": f"P {n}"}} for n in range(12)]
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("users.json", json.dumps(people))
        archive.writestr("channels.json", json.dumps([{"id": "C1", "name": "general", "members": [p["id"] for p in people]}]))
        for month in months:
            for day in Period.month(2026, month).days():
                noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC).timestamp()
                said = [
                    {"type": "message", "user": f"U{n:02d}", "text": "hello", "ts": f"{noon + n:.6f}"} for n in range(day.day % 2, 12, 2)
                ]
                archive.writestr(f"general/{day.isoformat()}.json", json.dumps(said))
    return path


@pytest.fixture
def place(database_url, tmp_path):
    with application(database_url, tmp_path / "files"):
        place = make_place()
        bring(place, a_slack_export(tmp_path / "export.zip"))
        with use_tenant(place.tenant_id):
            yield place


@pytest.fixture
def community(place):
    return community_by_id(place.community_id)


@pytest.fixture
def jobs(monkeypatch):
    """Jobs handed over after a commit."""
    found = []
    monkeypatch.setattr(unit, "_enqueue", [lambda job, args: found.append((job, args))])
    return found


def promise(community, metric="active_rate", value=0.4, period=JUNE):
    return targets.put(community, metric, period, targets.TargetForm(value=value), by=None)


def draft(community, period=JUNE):
    return reviewing.draft(community, period, by=None, now=NOW)


def approved(community):
    review = reviewing.comment(draft(community), WORDS, revision=None, by=None)
    reviewing.submit(review, revision=None, by=None, now=NOW)
    return reviewing.approve(review, waive="settled in the meeting", revision=None, by=None, now=NOW)


def code(refused):
    return refused.value.code


def test_a_draft_shows_figures_against_goals_the_month_before_and_what_was_held(community):
    promise(community)
    promise(community, value=0.3, period=MAY)
    for title, day, month in (("直播答疑", 12, 6), ("下月的聚会", 4, 7), ("五月的活动", 3, 5)):
        starts = datetime(2026, month, day, 12, tzinfo=UTC)
        db.session.add(Activity(community_id=community.id, title=title, kind="qa", state="done", starts_at=starts, participants=30))
    db.session.commit()
    document = reviewing.now_document(draft(community), now=NOW)
    [line] = [each for part in document.pillars for each in part.lines if each.metric == "active_rate"]
    assert line.figure.value == 1.0
    assert line.previous.detail["active"] == 12
    assert line.verdict.status is Status.AHEAD
    assert [label for label, _ in line.history][-2:] == ["2026-05", "2026-06"]
    assert [each.title for each in document.activities] == ["直播答疑"]
    assert [each.title for each in document.coming] == ["下月的聚会"]
    assert document.findings
    assert document.coverage[0] == (date(2026, 6, 1), True)


def test_a_draft_is_made_once_and_follows_the_data_until_it_is_approved(community):
    review = draft(community)
    assert draft(community).id == review.id
    assert reviewing.now_document(review, now=NOW).pillars == reviewing.now_document(review, now=NOW).pillars
    promise(community)
    lines = [line.metric for part in reviewing.now_document(review, now=NOW).pillars for line in part.lines if line.verdict]
    assert lines == ["active_rate"]


def test_a_period_that_has_not_begun_is_not_reviewed(community):
    with pytest.raises(Refusal) as refused:
        draft(community, Period.month(2026, 9))
    assert code(refused) == "review.period_ahead"


def test_two_people_who_edit_at_once_notice_each_other(community):
    review = draft(community)
    seen = review.revision
    reviewing.comment(review, WORDS, revision=seen, by=None)
    with pytest.raises(Refusal) as refused:
        reviewing.comment(review, Commentary("mine"), revision=seen, by=None)
    assert code(refused) == "review.changed"
    assert draft(community).commentary["achievements"] == WORDS.achievements


def test_findings_are_adopted_rewritten_dropped_and_restored(community):
    promise(community)
    review = draft(community)
    finding = reviewing.now_document(review, now=NOW).findings[0].id
    assert reviewing.decision_of(review, finding) is Decision.UNDECIDED
    reviewing.decide(review, finding, Decision.REWRITTEN, sentence="我们自己的话。", revision=None, by=None)
    assert reviewing.now_document(review, now=NOW).rewritten == {finding: "我们自己的话。"}
    reviewing.decide(review, finding, Decision.DROPPED, revision=None, by=None)
    document = reviewing.now_document(review, now=NOW)
    assert (document.rewritten, list(document.dropped)) == ({}, [finding])
    reviewing.decide(review, finding, Decision.ADOPTED, revision=None, by=None)
    assert reviewing.decision_of(review, finding) is Decision.ADOPTED
    with pytest.raises(Refusal) as refused:
        reviewing.decide(review, finding, Decision.REWRITTEN, sentence=" ", revision=None, by=None)
    assert code(refused) == "field.required"


def test_the_gate_asks_for_words_a_cause_and_complete_data_before_it_lets_a_review_pass(community):
    promise(community, "net_growth", 500)
    promise(community, "members_end", 500)
    review = reviewing.submit(draft(community), revision=None, by=None, now=NOW)
    asked = reviewing.questions(review, reviewing.now_document(review, now=NOW), now=NOW)
    open_ones = {each.code for each in gate.waiting(asked)}
    assert {"commentary", "reasons"} <= open_ones
    with pytest.raises(Refusal) as refused:
        reviewing.approve(review, revision=None, by=None, now=NOW)
    assert code(refused) == "review.questions_open"
    assert {code.partition(":")[0] for code in refused.value.facts["codes"]} == open_ones
    reviewing.comment(review, WORDS, revision=None, by=None)
    for left in gate.waiting(reviewing.questions(review, reviewing.now_document(review, now=NOW), now=NOW)):
        assert left.answerable, left.code
        reviewing.answer(review, left.key, "对过了，没有问题。", revision=None, by=None)
    reviewing.approve(review, revision=None, by=None, now=NOW)
    assert review.state == "approved"


def test_a_running_period_is_approved_only_with_a_reason(community):
    early = datetime(2026, 6, 20, tzinfo=UTC)
    review = reviewing.draft(community, JUNE, by=None, now=early)
    asked = {each.code: each for each in reviewing.questions(review, reviewing.now_document(review, now=early), now=early)}
    assert (asked["period_ended"].settled, asked["period_ended"].blocking) == (False, True)
    reviewing.answer(review, "period_ended", "合同提前结束。", revision=None, by=None)
    asked = {each.code: each for each in reviewing.questions(review, reviewing.now_document(review, now=early), now=early)}
    assert (asked["period_ended"].settled, asked["period_ended"].answer) == (True, "合同提前结束。")


def test_approval_freezes_every_figure_whatever_happens_to_data_and_targets_after_it(community):
    promise(community)
    review = approved(community)
    frozen = reviewing.now_document(review, now=NOW)
    promise(community, value=0.9)
    later = reviewing.now_document(review, now=NOW + timedelta(days=9))
    assert later == frozen == reviews.frozen(review)
    current = documents.current(community, JUNE, now=NOW, review=review)
    assert current != frozen
    with pytest.raises(Refusal) as refused:
        reviewing.comment(review, Commentary("too late"), revision=None, by=None)
    assert code(refused) == "review.wrong_state"


def test_an_approval_can_be_withdrawn_before_publication_and_not_after(community, jobs):
    review = reviewing.withdraw(approved(community), "口径有误", revision=None, by=None)
    assert (review.state, review.document, review.note, review.approved_at) == ("in_review", None, "口径有误", None)
    reviewing.approve(review, waive="again", revision=None, by=None, now=NOW)
    reviewing.publish(review, revision=None, by=None, now=NOW)
    with pytest.raises(Refusal) as refused:
        reviewing.withdraw(review, "too late", revision=None, by=None)
    assert code(refused) == "review.wrong_state"


def test_a_review_given_back_says_why(community):
    review = reviewing.submit(draft(community), note="另有一张名单", revision=None, by=None, now=NOW)
    reviewing.return_to_draft(review, "原因太短", revision=None, by=None)
    assert (review.state, review.note) == ("draft", "原因太短")
    with pytest.raises(Refusal) as refused:
        reviewing.approve(review, waive="x", revision=None, by=None, now=NOW)
    assert code(refused) == "review.wrong_state"


def test_publication_asks_once_for_the_report_in_the_clients_language(community, jobs):
    review = reviewing.publish(approved(community), revision=None, by=None, now=NOW)
    [run] = reports.of_review(review)
    assert (run.state, run.language, run.deliver, run.version) == ("due", "en", True, 1)
    assert jobs == [("jobs.reports.render", (community.tenant_id, str(run.id)))]
    assert [each.id for each in reviews.published()] == [review.id]
    other = reporting.ask(review, "zh_Hans_CN", by=None)
    assert reporting.ask(review, "zh_Hans_CN", by=None) is None
    assert reports.by_id(other).deliver is False


def test_a_correction_is_a_new_version_and_the_published_one_stays(community, jobs):
    first = reviewing.publish(approved(community), revision=None, by=None, now=NOW)
    before = reviews.frozen(first)
    second = corrections.correct(first, "补录了一天", by=None, now=NOW)
    assert (second.version, second.state, second.commentary) == (2, "draft", first.commentary)
    with pytest.raises(Refusal) as refused:
        corrections.correct(first, "again", by=None, now=NOW)
    assert code(refused) == "review.correction_begun"
    assert reviews.frozen(first) == before
    assert reviews.published() == [first]
    reviewing.submit(second, revision=None, by=None, now=NOW)
    reviewing.approve(second, waive="checked", revision=None, by=None, now=NOW)
    reviewing.publish(second, revision=None, by=None, now=NOW)
    assert reviews.published() == [second]


def test_actions_are_carried_into_the_next_review_until_they_are_closed(community):
    may = draft(community, MAY)
    call = action_items.add(may, "回访 103 位沉默成员", owner="何川", due=date(2026, 6, 30), by=None)
    poster = action_items.add(may, "海报", owner="", due=None, by=None)
    action_items.close(poster, ActionState.DROPPED, reason="不再需要", by=None, now=datetime(2026, 5, 20, tzinfo=UTC))
    june = draft(community)
    lines = reviewing.now_document(june, now=NOW).actions
    assert [(each.text, each.carried, each.state) for each in lines] == [("回访 103 位沉默成员", True, "open")]
    action_items.close(call, ActionState.DONE, by=None, now=datetime(2026, 6, 28, tzinfo=UTC))
    assert [(each.carried, each.state) for each in reviewing.now_document(june, now=NOW).actions] == [(True, "done")]
    july = reviewing.draft(community, Period.month(2026, 7), by=None, now=NOW)
    assert list(reviewing.now_document(july, now=NOW).actions) == []
    assert reviews.open_actions() == []


def test_voices_are_chosen_from_the_periods_survey_and_never_carry_a_name(community):
    with work():
        survey = Survey(
            community_id=community.id, name="June", file_name="a.csv", file_key="k", sha256="0" * 64, asked_on=date(2026, 6, 12)
        )
        db.session.add(survey)
        db.session.flush()
        for no, (score, said) in enumerate([(9, "很好"), (2, "太吵"), (None, ""), (7, "还行")], 1):
            db.session.add(AnswerRow(survey_id=survey.id, no=no, key=str(no), nps=score, comment=said))
    review = draft(community)
    assert [each.comment for each in reviews.comments(community, JUNE)] == ["太吵", "还行", "很好"]
    reviewing.choose_voices(review, [(survey.id, 1), (survey.id, 2)], revision=None, by=None)
    assert [said for _score, said in reviewing.now_document(review, now=NOW).voices] == ["很好", "太吵"]
    with pytest.raises(Refusal) as refused:
        reviewing.choose_voices(review, [(survey.id, 3)], revision=None, by=None)
    assert code(refused) == "review.unknown_voice"


def test_reviews_of_periods_that_ended_are_drafted_once_two_days_later(community):
    promise(community)
    with work():
        community.created_at = datetime(2026, 1, 1, tzinfo=UTC)
    assert scheduling.draft_due(now=datetime(2026, 7, 2, 23, 59, tzinfo=UTC)) == 0
    assert scheduling.draft_due(now=NOW) == 1
    assert scheduling.draft_due(now=NOW) == 0
    assert reviews.latest(community, JUNE).state == "draft"


def test_every_deed_is_on_record(community):
    approved(community)
    verbs = list(db.session.scalars(db.select(AuditEvent.verb).where(AuditEvent.noun == "review").order_by(AuditEvent.id)))
    assert verbs == ["drafted", "commented", "submitted", "approved"]


def test_a_report_can_be_made_at_once_before_and_after_approval(community):
    made = reporting.report_now(community, JUNE, lang="en", now=NOW)
    assert made.pdf.startswith(b"%PDF")
    review = approved(community)
    assert reporting.report_now(community, JUNE, lang="en", now=NOW).document == reviews.frozen(review)
