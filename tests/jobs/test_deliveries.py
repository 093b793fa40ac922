from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import SMTP

import pytest
from sqlalchemy.exc import OperationalError

from jobs import runtime
from jobs.chores import reap
from jobs.deliveries import send
from tenants.actions import delivering, handing, reporting
from tenants.actions.seals import Purpose, Sealed, seal
from tenants.deliver import smtp
from tenants.store import outgoing, suppressions
from tenants.store.base import db
from tenants.store.reports import Delivery, ReportRun
from tenants.store.suppressions import Reason
from tenants.store.work import work
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


def test_a_mail_programs_own_unsubscribe_finds_its_address_in_the_head(posted, smtp_server, here):
    letter = deliver(posted)
    mail = message_from_bytes(smtp_server.letters[0].original_content, policy=SMTP)
    stop = seal(here.office.secret, Purpose.STOP, Sealed(posted.tenant_id, letter.id))
    assert mail["List-Unsubscribe"] == f"<https://qunce.example/unsubscribe/{stop}>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert f"/unsubscribe/{stop}" in mail.get_body(("plain",)).get_content()


def test_bounces_go_to_an_address_of_their_own_where_one_is_named(posted, smtp_server, here):
    office = delivering.office(smtp_server.url + "?from=reports@night.example&bounces=returned@night.example", "https://qunce.example")
    with runtime.in_tenant(posted.tenant_id):
        delivering.deliver(posted.letter().id, office, now=datetime.now(UTC))
    [envelope] = smtp_server.letters
    assert envelope.mail_from == "returned@night.example"
    assert message_from_bytes(envelope.original_content, policy=SMTP)["From"].addresses[0].addr_spec == "reports@night.example"


def suppress(house, email):
    with runtime.in_tenant(house.tenant_id), work():
        suppressions.add(email, Reason.BOUNCED, words="550", delivery_id=None)


def test_an_address_that_is_written_to_no_more_gets_no_letter_and_that_is_shown(here, smtp_server):
    house = world.settle(recipients=("A@brand.example", "b@brand.example"))
    suppress(house, "a@brand.example")
    run_id = house.publish()
    with runtime.in_tenant(house.tenant_id):
        reporting.make_report(run_id, domain="night.example", render=lambda *_, **__: b"%PDF")
    states = {each.recipient: (each.state, each.error) for each in house.letters()}
    assert states == {"A@brand.example": ("failed", "delivery.suppressed"), "b@brand.example": ("pending", "")}
    suppress(house, "b@brand.example")
    for letter in house.letters():
        send(house.tenant_id, str(letter.id))
    assert {each.error for each in house.letters()} == {"delivery.suppressed"}
    assert smtp_server.letters == []
    assert house.run(run_id).step == ""


def test_letters_go_to_the_addresses_that_the_run_names(posted, house, smtp_server):
    run_id = house.publish("2026-05")
    house.set(ReportRun, run_id, recipients=["board@brand.example", "ceo@brand.example"])
    with runtime.in_tenant(house.tenant_id):
        reporting.make_report(run_id, domain="night.example", render=lambda *_, **__: b"%PDF")
    found = [each.recipient for each in house.letters() if each.run_id == run_id]
    assert found == ["board@brand.example", "ceo@brand.example"]


def test_whoever_hands_a_letter_over_renews_its_lease_until_it_is_taken_away(posted):
    letter = posted.letter()
    posted.set(Delivery, letter.id, state="handing", fence=3, lease_until=LONG_AGO)
    with runtime.in_tenant(posted.tenant_id):
        handing.Renewal(handing.Turn(Delivery, letter.id, 3, 1), last=float("-inf"))()
    renewed = posted.letter().lease_until
    assert renewed > datetime.now(UTC)
    with runtime.in_tenant(posted.tenant_id):
        handing.Renewal(handing.Turn(Delivery, letter.id, 2, 1), last=float("-inf"))()
    assert posted.letter().lease_until == renewed


def test_a_server_that_thinks_for_long_is_waited_for_with_signs_of_life(posted, smtp_server, monkeypatch):
    monkeypatch.setattr(smtp, "_WAIT_S", 0.1)
    smtp_server.delay_s = 1.0
    pulses = []
    slow = delivering.office(smtp_server.url + "?from=reports@night.example", "https://qunce.example", stall_s=0.5, verdict_s=10)
    monkeypatch.setattr(handing.Renewal, "__call__", lambda self: pulses.append(self.turn.fence))
    with runtime.in_tenant(posted.tenant_id):
        delivering.deliver(posted.letter().id, slow, now=datetime.now(UTC))
    assert posted.letter().state == "sent"
    assert len(pulses) > 5


def test_what_the_server_said_is_noted_though_the_database_was_away(posted, smtp_server, monkeypatch):
    monkeypatch.setattr(handing, "INSIST_S", (0, 0, 0))
    move, tries = outgoing.move, []

    def stumbling(kind, letter_id, fence, source, target, **values):
        tries.append(target)
        if target == "sent" and tries.count("sent") < 3:
            raise OperationalError("UPDATE", {}, Exception("the database was restarted"))
        return move(kind, letter_id, fence, source, target, **values)

    monkeypatch.setattr(outgoing, "move", stumbling)
    assert deliver(posted).state == "sent"
    assert tries.count("sent") == 3


def test_a_run_whose_last_letter_was_left_behind_ends_too(posted, smtp_server):
    posted.set(Delivery, posted.letter().id, state="handing", fence=1, attempt=1, lease_until=LONG_AGO)
    assert posted.runs()[0].step == "mailing"
    reap(datetime.now(UTC))
    assert (posted.letter().state, posted.runs()[0].step) == ("held", "")
