from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import SMTP

import pytest

from jobs import runtime
from jobs.chores import reap
from jobs.deliveries import send
from tenants.actions import delivering, reporting
from tenants.store.base import db
from tenants.store.reports import Delivery
from tenants.terms.errors import Refusal
from tests.jobs import world

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture
def posted(house):
    """A house whose report is rendered and whose letter waits."""
    run_id = house.publish()
    with runtime.in_tenant(house.tenant_id):
        reporting.make_report(run_id, domain="night.example", render=lambda *_, **__: b"%PDF-1.7 a report")
    return house


def deliver(house, times=1):
    for _ in range(times):
        send(house.tenant_id, str(house.letter().id))
    return house.letter()


def due_again(house):
    house.set(Delivery, house.letter().id, next_at=LONG_AGO)


def test_a_letter_arrives_once_even_if_the_job_runs_twice(posted, smtp_server):
    letter = deliver(posted, times=2)
    assert (letter.state, letter.attempt, letter.error) == ("sent", 1, "")
    assert letter.sent_at is not None
    assert posted.runs()[0].step == ""
    [envelope] = smtp_server.letters
    assert envelope.rcpt_tos == ["he@brand.example"]
    mail = message_from_bytes(envelope.original_content, policy=SMTP)
    assert mail["Message-ID"] == f"<{letter.message_id}>"
    assert mail["From"].addresses[0].addr_spec == "reports@night.example"
    assert "https://qunce.example/w/lantern/portal/reports/" in mail.get_body(("plain",)).get_content()
    [pdf] = mail.iter_attachments()
    assert pdf.get_content() == b"%PDF-1.7 a report"
    assert pdf.get_filename().endswith("2026-06.pdf")


def test_every_recipient_gets_a_letter_of_their_own(here, smtp_server):
    house = world.settle(recipients=("a@brand.example", "b@brand.example"))
    run_id = house.publish()
    with runtime.in_tenant(house.tenant_id):
        reporting.make_report(run_id, domain="night.example", render=lambda *_, **__: b"%PDF")
    for letter in house.letters():
        send(house.tenant_id, str(letter.id))
    assert sorted(each.rcpt_tos for each in smtp_server.letters) == [["a@brand.example"], ["b@brand.example"]]
    assert {each.state for each in house.letters()} == {"sent"}


def test_a_server_that_is_busy_is_tried_again_at_growing_intervals_and_then_given_up(posted, smtp_server):
    smtp_server.say("RCPT", "451 later", times=5)
    for attempt, minutes in enumerate((1, 5, 30, 120, None), start=1):
        letter = deliver(posted, times=2)
        assert (letter.attempt, letter.error) == (attempt, "delivery.busy")
        assert "451" in letter.error_text
        if minutes is None:
            assert letter.state == "failed"
        else:
            assert letter.state == "pending"
            assert timedelta(minutes=minutes - 0.5) < letter.next_at - datetime.now(UTC) <= timedelta(minutes=minutes)
            due_again(posted)
    assert smtp_server.letters == []


def test_a_dead_server_loses_no_letter(posted, smtp_server, here, monkeypatch):
    dead = delivering.office("smtp://127.0.0.1:1?from=reports@night.example", "https://qunce.example")
    with runtime.in_tenant(posted.tenant_id):
        delivering.deliver(posted.letter().id, dead, now=datetime.now(UTC))
    assert (posted.letter().state, posted.letter().error) == ("pending", "delivery.unreachable")
    due_again(posted)
    assert deliver(posted).state == "sent"


def test_an_unknown_recipient_fails_at_once_with_the_servers_words(posted, smtp_server):
    smtp_server.say("RCPT", "550 no such user")
    letter = deliver(posted)
    assert (letter.state, letter.error, letter.error_text) == ("failed", "delivery.refused", "550 no such user")


def test_a_refusal_of_the_letter_itself_is_clear_and_so_is_not_held(posted, smtp_server):
    smtp_server.say("DATA", "554 looks like spam")
    assert deliver(posted).state == "failed"
    assert posted.runs()[0].step == ""


def test_silence_after_the_letter_was_sent_holds_it_until_a_person_says_so(posted, smtp_server, here):
    smtp_server.delay_s = 1.5
    quick = delivering.office(smtp_server.url + "?from=reports@night.example", "https://qunce.example", stall_s=0.5, verdict_s=0.5)
    with runtime.in_tenant(posted.tenant_id):
        delivering.deliver(posted.letter().id, quick, now=datetime.now(UTC))
    held = posted.letter()
    assert (held.state, held.error) == ("held", "delivery.unclear")
    assert deliver(posted, times=3).state == "held"
    smtp_server.delay_s = 0
    with runtime.in_tenant(posted.tenant_id):
        delivering.resend(db.session.merge(held), by=None)
    sent = deliver(posted)
    assert (sent.state, sent.message_id) == ("sent", held.message_id)


def test_a_worker_that_died_before_the_server_had_the_letter_leaves_it_free(posted, smtp_server):
    letter = posted.letter()
    posted.set(Delivery, letter.id, state="sending", fence=1, attempt=1, lease_until=LONG_AGO)
    assert deliver(posted).state == "sent"
    assert len(smtp_server.letters) == 1


def test_a_worker_that_died_while_handing_over_leaves_it_held_and_nobody_sends_it_again(posted, smtp_server):
    letter = posted.letter()
    posted.set(Delivery, letter.id, state="handing", fence=1, attempt=1, lease_until=LONG_AGO)
    assert deliver(posted).state == "handing"
    reap(datetime.now(UTC))
    assert (posted.letter().state, posted.letter().error) == ("held", "delivery.unclear")
    assert smtp_server.letters == []


def test_a_claim_taken_from_us_before_the_letter_was_sent_sends_nothing(posted, smtp_server, monkeypatch):
    letter = posted.letter()
    answer = smtp_server._answer

    def overtaken(command, argument):
        if command == "RCPT":
            posted.set(Delivery, letter.id, fence=7)
        return answer(command, argument)

    monkeypatch.setattr(smtp_server, "_answer", overtaken)
    deliver(posted)
    assert smtp_server.letters == []
    assert posted.letter().fence == 7


def test_a_letter_that_is_on_its_way_or_sent_cannot_be_sent_again(posted):
    for state in ("pending", "sending", "handing", "sent"):
        posted.set(Delivery, posted.letter().id, state=state)
        with runtime.in_tenant(posted.tenant_id), pytest.raises(Refusal) as refused:
            delivering.resend(db.session.merge(posted.letter()), by=None)
        assert refused.value.code == "delivery.not_resendable"


def test_a_report_too_large_to_attach_travels_as_a_link(posted, smtp_server, monkeypatch):
    monkeypatch.setattr(delivering, "LARGEST_ATTACHMENT", 5)
    deliver(posted)
    mail = message_from_bytes(smtp_server.letters[0].original_content, policy=SMTP)
    assert list(mail.iter_attachments()) == []
    assert "/portal/reports/" in mail.get_body(("plain",)).get_content()


def test_a_mistake_of_ours_fails_the_letter_instead_of_trying_for_ever(posted, tmp_path):
    for each in (tmp_path / "files").rglob("*.pdf"):
        each.unlink()
    with pytest.raises(LookupError):
        deliver(posted)
    assert (posted.letter().state, posted.letter().error) == ("failed", "delivery.bug")
