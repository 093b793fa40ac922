from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import SMTP

import pytest

from jobs import poll, runtime
from jobs.chores import reap
from jobs.letters import send
from tenants.actions import letters
from tenants.store.accounts import AccountLetter
from tenants.store.base import db
from tenants.store.work import work

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
FACTS = {"link": "https://qunce.example/verify/s3cret", "hours": 24}


@pytest.fixture
def letter(here):
    """A letter that waits."""
    with runtime.in_no_tenant(), work() as w:
        return letters.queue(w, name="verify_email", language="zh_Hans_CN", recipient="he@brand.example", facts=FACTS)


def row(letter_id):
    with runtime.in_no_tenant():
        found = db.session.get(AccountLetter, letter_id)
        db.session.expunge(found)
        return found


def test_an_account_letter_is_sent_once_and_its_secret_is_forgotten(letter, smtp_server):
    send(str(letter))
    send(str(letter))
    sent = row(letter)
    assert (sent.state, sent.facts, sent.attempt) == ("sent", {}, 1)
    [envelope] = smtp_server.letters
    mail = message_from_bytes(envelope.original_content, policy=SMTP)
    assert FACTS["link"] in mail.get_body(("plain",)).get_content()
    assert mail["From"].addresses[0].display_name == "Qunce 群策"
    assert mail["Message-ID"] == f"<{sent.message_id}>"


def test_a_letter_that_could_not_be_sent_keeps_its_secret_until_it_is_given_up(letter, smtp_server):
    smtp_server.say("RCPT", "451 later")
    send(str(letter))
    assert (row(letter).state, row(letter).facts) == ("pending", FACTS)
    assert row(letter).error.startswith("delivery.busy 451")
    smtp_server.say("RCPT", "550 no such user")
    with runtime.in_no_tenant(), work():
        db.session.get(AccountLetter, letter).next_at = LONG_AGO
    send(str(letter))
    assert (row(letter).state, row(letter).facts) == ("failed", {})


def test_a_letter_whose_worker_died_is_found_by_the_poll_or_held(letter):
    assert list(poll.waiting()) == [("jobs.letters.send", (str(letter),))]
    with runtime.in_no_tenant(), work():
        found = db.session.get(AccountLetter, letter)
        found.state, found.lease_until = "handing", LONG_AGO
    reap(LONG_AGO)
    assert row(letter).state == "held"
    assert list(poll.waiting()) == []


def test_a_letter_that_is_queued_in_a_transaction_that_fails_was_never_written(here):
    def deed():
        with runtime.in_no_tenant(), work() as w:
            letters.queue(w, name="verify_email", language="en", recipient="he@brand.example", facts=FACTS)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        deed()
    assert list(poll.waiting()) == []


@pytest.mark.parametrize("language", ["en", "zh_Hans_CN"])
def test_a_letter_without_its_facts_fails_and_says_so(here, language):
    with runtime.in_no_tenant(), work() as w:
        letter_id = letters.queue(w, name="invitation", language=language, recipient="he@brand.example", facts={})
    with pytest.raises(Exception, match="undefined"):
        send(str(letter_id))
    assert row(letter_id).state == "failed"
    assert row(letter_id).error.startswith("delivery.bug")
