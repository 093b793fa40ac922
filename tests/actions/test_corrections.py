"""Corrections tell what they changed; withdrawal takes a report from the client, whatever of it is on its way."""

import pytest

from tenants.actions import corrections, reporting, reviewing, withdrawing
from tenants.store import outgoing, reports, reviews
from tenants.store.base import db
from tenants.store.reports import Delivery, ReportRun
from tenants.store.work import work
from tenants.terms.errors import Refusal
from tenants.terms.report import DeliveryState as D
from tests.actions.reviewed import JUNE, MAY, NOW, approve, draft, promise, publish, seen_by, somebody_of
from tests.communities import bring


def late_export(path):
    """Two more people who wrote on one day of June."""
    rows = "".join(f"2026-06-10T09:0{n}:00Z,late{n},message\n" for n in range(2))
    path.write_text("time,member,kind\n" + rows)
    return path


def corrected(review):
    return corrections.correct(review, "Two people were missing.", by=None, now=NOW)


def test_a_correction_names_the_figures_and_goals_it_changed_and_why(place, community, tmp_path):
    promise(community, "active_members", 10)
    promise(community, "joins", 5)
    first = publish(community)
    second = corrected(first)
    assert reviewing.now_document(second, now=NOW).corrections == []
    bring(place, late_export(tmp_path / "late.csv"))
    promise(community, "joins", 3)
    document = reviewing.now_document(second, now=NOW)
    changed = {each.metric: each for each in document.corrections}
    assert (changed["active_members"].before.value, changed["active_members"].after.value) == (12, 14)
    assert (changed["joins"].goal_before.value, changed["joins"].goal_after.value) == (5, 3)
    assert "nps" not in changed
    assert document.correction_reason == "Two people were missing."
    frozen = reviews.frozen(approve(second))
    assert [each.metric for each in frozen.corrections] == [each.metric for each in document.corrections]
    assert frozen.correction_reason == "Two people were missing."


def test_a_first_version_corrects_nothing(community):
    document = reviewing.now_document(draft(community), now=NOW)
    assert (document.corrections, document.correction_reason) == ((), "")


def test_a_correction_takes_the_reasons_along_and_asks_the_gate_anew(community):
    promise(community, "joins", 500)
    review = draft(community)
    reviewing.explain(review, {"joins": "No campaign."}, revision=None, by=None)
    reviewing.answer(review, "coverage", "Known.", revision=None, by=None)
    second = corrected(reviewing.publish(approve(review), revision=None, by=None, now=NOW))
    assert (second.reasons, second.answers, second.note) == ({"joins": "No campaign."}, {}, "")


def test_a_withdrawn_report_is_gone_for_the_client_and_stays_for_the_agency(place, community):
    review = publish(community)
    client_id, review_id, frozen = review.client_id, review.id, reviews.frozen(review)
    with seen_by(place, client_id):
        assert reviews.by_id(review_id) is not None
        [run] = reports.of_review(reviews.by_id(review_id))
        run_id = run.id
    withdrawing.withdraw(reviews.by_id(review_id), "Members were counted twice.", revision=None, by=None, now=NOW)
    with seen_by(place, client_id):
        assert reviews.by_id(review_id) is None
        assert reports.by_id(run_id) is None
        assert reviews.published() == []
    review = reviews.by_id(review_id)
    assert (review.state, review.note, review.withdrawn_at) == ("withdrawn", "Members were counted twice.", NOW)
    assert reviews.frozen(review) == frozen
    with pytest.raises(Refusal, match=r"review\.wrong_state"):
        reporting.ask(review, "zh_Hans_CN", by=None)


def test_withdrawal_wants_a_reason_and_something_published(community):
    review = approve(draft(community))
    with pytest.raises(Refusal, match=r"review\.wrong_state"):
        withdrawing.withdraw(review, "x", revision=None, by=None, now=NOW)
    reviewing.publish(review, revision=None, by=None, now=NOW)
    with pytest.raises(Refusal, match=r"field\.required"):
        withdrawing.withdraw(review, " ", revision=None, by=None, now=NOW)
    with pytest.raises(Refusal, match=r"review\.changed"):
        withdrawing.withdraw(review, "x", revision=review.revision - 1, by=None, now=NOW)


def test_withdrawing_a_correction_does_not_bring_the_version_before_it_back(place, community):
    first = publish(community)
    second = corrected(first)
    reviewing.publish(approve(second), revision=None, by=None, now=NOW)
    withdrawing.withdraw(second, "Both are wrong.", revision=None, by=None, now=NOW)
    assert [row.state for row in reviews.of_community(community)] == ["withdrawn", "withdrawn"]
    assert reviews.published() == []


def test_a_withdrawn_review_can_be_corrected_and_nothing_else(place, community):
    review = publish(community)
    withdrawing.withdraw(review, "Wrong.", revision=None, by=None, now=NOW)
    with pytest.raises(Refusal, match=r"review\.wrong_state"):
        reviewing.publish(review, revision=None, by=None, now=NOW)
    with pytest.raises(Refusal, match=r"review\.wrong_state"):
        withdrawing.withdraw(review, "Again.", revision=None, by=None, now=NOW)
    assert corrected(review).version == 2


def letters_of(review, states):
    """Letters of the review's run, one in each state."""
    with work():
        [run] = reports.of_review(review)
        run.state = "rendered"
        for state in states:
            named = {"recipient": f"{state}@tea.example", "message_id": f"{state}@x", "state": state}
            db.session.add(Delivery(run_id=run.id, client_id=run.client_id, fence=3, **named))
    return run.id


def test_letters_not_yet_handed_over_are_stopped_and_the_others_stay_as_they_are(community):
    review = publish(community)
    run_id = letters_of(review, list(D))
    withdrawing.withdraw(review, "Wrong.", revision=None, by=None, now=NOW)
    db.session.expire_all()
    found = {each.recipient.partition("@")[0]: each for each in db.session.query(Delivery).filter_by(run_id=run_id)}
    stopped = {state for state, each in found.items() if each.error == "delivery.withdrawn"}
    assert stopped == {"pending", "sending"}
    assert {found[state].state for state in stopped} == {"failed"}
    assert {state: found[state].state for state in ("handing", "sent", "held")} == {each: each for each in ("handing", "sent", "held")}
    # The worker that holds the letter learns that it is not its own any more.
    assert not outgoing.move(Delivery, found["sending"].id, 3, D.SENDING, D.HANDING)


def test_a_report_that_is_being_made_is_dropped_when_its_review_is_withdrawn(community):
    review = publish(community)
    [run] = reports.of_review(review)
    with work():
        db.session.execute(db.update(ReportRun).values(state="rendering", fence=5))
    withdrawing.withdraw(review, "Wrong.", revision=None, by=None, now=NOW)
    with work():
        run = reports.by_id(run.id)
        assert (run.state, run.error) == ("failed", "report.withdrawn")
        assert not reports.finish(run, 5, file_key="k", sha256="0" * 64, size=1, pages=1)


def rate(place, review, rating, by, note=""):
    client_id, review_id = review.client_id, review.id
    with seen_by(place, client_id):
        reviewing.rate(reviews.by_id(review_id), rating, note, by=by, now=NOW)
    return reviews.by_id(review_id)


def test_somebody_of_the_client_rates_a_report_until_the_next_one_is_out(place, community):
    client = somebody_of(community.client)
    review = rate(place, publish(community, MAY), 4, client, "Clear.")
    assert (review.rating, review.rating_note, review.rated_by, review.state) == (4, "Clear.", client, "published")
    assert rate(place, review, 2, client).rating == 2
    with pytest.raises(Refusal, match=r"review\.rating_range"):
        rate(place, reviews.by_id(review.id), 6, client)
    publish(reviews.by_id(review.id).community, JUNE)
    with pytest.raises(Refusal, match=r"review\.rating_closed"):
        rate(place, reviews.by_id(review.id), 5, client)


def test_the_agency_does_not_rate_itself(community):
    with pytest.raises(Refusal, match=r"review\.clients_rate"):
        reviewing.rate(publish(community), 5, "", by=None, now=NOW)
