"""What was taken back or refused is mailed by no way, whoever asks for it and whatever crosses it on its way."""

from datetime import UTC, datetime

import pytest

from jobs import runtime
from jobs.deliveries import send
from jobs.letters import send as send_account_letter
from tenants.actions import delivering, handing, reporting, schedule_letters, withdrawing
from tenants.actions import schedules as acting
from tenants.actions.schedules import ScheduleForm
from tenants.store import reports, schedules, suppressions
from tenants.store.base import db
from tenants.store.clients import Client, Community
from tenants.store.reports import Delivery, ReportRun
from tenants.store.suppressions import Reason
from tenants.store.work import work
from tenants.terms.errors import Refusal

NOW = datetime(2026, 7, 4, tzinfo=UTC)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def made(house, run_id):
    with runtime.in_tenant(house.tenant_id):
        reporting.make_report(run_id, domain="night.example", render=lambda *_, **__: b"%PDF-1.7 a report")


@pytest.fixture
def posted(house):
    """A house whose report is rendered and whose letter waits."""
    made(house, house.publish())
    return house


def withdraw(house):
    with runtime.in_tenant(house.tenant_id):
        withdrawing.withdraw(reports.by_id(house.runs()[0].id).review, "A wrong figure.", revision=None, by=None, now=NOW)


def elsewhere(house, address, *, keep=False):
    with runtime.in_tenant(house.tenant_id):
        return delivering.send_elsewhere(reports.delivery(house.letters()[0].id), address, keep=keep, domain="night.example", by=None)


def test_a_letter_that_was_being_handed_over_when_its_report_was_withdrawn_is_not_tried_again(posted, smtp_server, monkeypatch):
    answer = smtp_server._answer

    def crossed(command, argument):
        if command == "DATA":
            withdraw(posted)
        return answer(command, argument)

    monkeypatch.setattr(smtp_server, "_answer", crossed)
    smtp_server.say("DATA", "451 later")
    letter = posted.letter()
    send(posted.tenant_id, str(letter.id))
    monkeypatch.undo()
    posted.set(Delivery, letter.id, next_at=LONG_AGO)
    send(posted.tenant_id, str(letter.id))
    assert smtp_server.letters == []
    assert (posted.letter().state, posted.letter().error) == ("failed", "delivery.withdrawn")
    assert posted.runs()[0].step == ""


def test_a_withdrawn_report_goes_to_no_other_address(posted):
    posted.set(Delivery, posted.letter().id, state="sent")
    withdraw(posted)
    with pytest.raises(Refusal) as refused:
        elsewhere(posted, "new@brand.example")
    assert refused.value.code == "delivery.withdrawn"
    assert len(posted.letters()) == 1


def test_a_letter_that_may_have_arrived_still_waits_for_a_word_when_another_address_gets_the_report(posted):
    letter = posted.letter()
    posted.set(Delivery, letter.id, state="held", error="delivery.unclear")
    elsewhere(posted, "new@brand.example")
    assert {each.recipient: each.state for each in posted.letters()} == {letter.recipient: "held", "new@brand.example": "pending"}


def test_the_address_that_is_kept_stands_where_the_old_one_stood(house):
    with runtime.in_tenant(house.tenant_id):
        community = db.session.get(Community, (house.tenant_id, house.community_id))
        form = ScheduleForm(recipients=["board@brand.example", "old@brand.example"])
        schedule_id = acting.create(community, "month", form, by=None, now=NOW).id
    run_id = house.publish()
    house.set(ReportRun, run_id, recipients=["old@brand.example"])
    made(house, run_id)
    house.set(Delivery, house.letter().id, state="failed", error="delivery.refused")
    elsewhere(house, "new@brand.example", keep=True)
    with runtime.in_tenant(house.tenant_id):
        assert schedules.by_id(schedule_id).recipients == ["board@brand.example", "new@brand.example"]
        assert [each.email for each in db.session.query(Client).one().recipients] == ["he@brand.example"]


def test_a_test_of_a_schedule_is_not_sent_to_an_address_that_is_written_to_no_more(house):
    email = house.seat("cy@harbour.example", "manager")
    with runtime.in_tenant(house.tenant_id):
        community = db.session.get(Community, (house.tenant_id, house.community_id))
        schedule = acting.create(community, "month", ScheduleForm(), by=None, now=NOW)
        person = acting.accounts.person_by_email(email)
        with work():
            suppressions.add(email, Reason.BOUNCED, words="550", delivery_id=None)
        with pytest.raises(Refusal) as refused:
            acting.try_out(schedule, to=person.id, now=NOW)
    assert refused.value.code == "delivery.suppressed"
    assert house.account_letters() == []


def test_a_report_whose_logo_cannot_be_read_fails_with_its_reason_instead_of_being_tried_for_ever(house, monkeypatch):
    run_id = house.publish()
    monkeypatch.setattr(reporting, "pictures", lambda _document: 1 / 0)
    for _ in range(3):
        house.set(ReportRun, run_id, next_at=LONG_AGO)
        with runtime.in_tenant(house.tenant_id), pytest.raises(ZeroDivisionError):
            reporting.make_report(run_id, domain="night.example", render=lambda *_, **__: b"%PDF")
    run = house.run(run_id)
    assert (run.state, run.error, run.attempt) == ("failed", "report.render_failed", 3)


def test_a_letter_whose_report_takes_long_to_make_says_meanwhile_that_somebody_works_at_it(house, here, monkeypatch, smtp_server):
    pulses = []

    def slow(*_args, pulse, **_rest):
        pulses.append(pulse)
        return b"%PDF-1.7 a test"

    monkeypatch.setattr(schedule_letters.pdf, "render_bounded", slow)
    email = house.seat("cy@harbour.example", "manager")
    with runtime.in_tenant(house.tenant_id):
        community = db.session.get(Community, (house.tenant_id, house.community_id))
        schedule = acting.create(community, "month", ScheduleForm(), by=None, now=NOW)
        acting.try_out(schedule, to=acting.accounts.person_by_email(email).id, now=NOW)
    [letter] = house.account_letters()
    send_account_letter(str(letter.id))
    [pulse] = pulses
    assert isinstance(pulse, handing.Renewal)
    assert pulse.turn.letter_id == letter.id
    assert len(smtp_server.letters) == 1
