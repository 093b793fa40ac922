import socket
import threading
from contextlib import contextmanager

import pytest

from tenants.deliver.memory import MemoryTransport
from tenants.deliver.outbox import Outbox
from tenants.deliver.smtp import SmtpTransport, refusal
from tenants.deliver.terms import Answer, Envelope, HandingError

ENVELOPE = Envelope("reports@night.example", "he@brand.example", "abc@night.example")
LETTER = b"Subject: x\r\n\r\n.dot\r\nlast line"


def send(transport, content=LETTER):
    with transport.open(ENVELOPE) as handing:
        handing.data(content)


@pytest.fixture
def smtp(smtp_server):
    return SmtpTransport.from_url(smtp_server.url, stall_s=1.0, verdict_s=1.0)


def test_a_letter_arrives_byte_by_byte_as_it_was(smtp, smtp_server):
    send(smtp)
    [letter] = smtp_server.letters
    assert letter.original_content == LETTER + b"\r\n"
    assert (letter.mail_from, letter.rcpt_tos) == ("reports@night.example", ["he@brand.example"])


def test_the_letter_itself_is_sent_only_after_the_recipient_was_taken(smtp, smtp_server):
    with smtp.open(ENVELOPE):
        assert [command for command, _ in smtp_server.commands] == ["MAIL", "RCPT"]
    assert smtp_server.letters == []


@pytest.mark.parametrize(
    ("command", "answer", "expected"),
    [
        ("MAIL", "451 try later", (Answer.LATER, "delivery.busy")),
        ("RCPT", "450 mailbox busy", (Answer.LATER, "delivery.busy")),
        ("RCPT", "550 no such user", (Answer.NEVER, "delivery.refused")),
        ("RCPT", "501 syntax", (Answer.BUG, "delivery.protocol")),
        ("DATA", "452 no room", (Answer.LATER, "delivery.busy")),
        ("DATA", "554 looks like spam", (Answer.NEVER, "delivery.refused")),
    ],
)
def test_every_refusal_is_classified_once(smtp, smtp_server, command, answer, expected):
    smtp_server.say(command, answer)
    with pytest.raises(HandingError) as refused:
        send(smtp)
    assert (refused.value.answer, refused.value.code) == expected
    assert answer in refused.value.words
    assert smtp_server.letters == []


def test_a_bad_sign_in_can_be_mended_and_so_is_tried_again():
    assert refusal(535, "bad password").answer is Answer.LATER


def test_a_server_that_is_down_is_tried_later():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with pytest.raises(HandingError) as refused:
        send(SmtpTransport("127.0.0.1", port))
    assert (refused.value.answer, refused.value.code) == (Answer.LATER, "delivery.unreachable")


@contextmanager
def mute_server(lines, *, drop):
    """Answers with ``lines``, one a command, then falls silent or hangs up."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve():
        line, _ = listener.accept()
        with line, line.makefile("rb") as commands:
            for answer in lines:
                line.sendall(answer + b"\r\n")
                if answer.startswith(b"354"):
                    while commands.readline() not in (b".\r\n", b""):
                        pass
                else:
                    commands.readline()
            if not drop:
                commands.readline()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield SmtpTransport("127.0.0.1", listener.getsockname()[1], stall_s=0.4, verdict_s=0.4)
    finally:
        listener.close()
        thread.join(3)


TAKEN = [b"220 hello", b"250 hello", b"250 ok", b"250 ok"]


@pytest.mark.parametrize("drop", [True, False], ids=["hangs up", "falls silent"])
@pytest.mark.parametrize("steps", [1, 2, 3, 4])
def test_silence_before_the_letter_was_sent_means_that_it_was_not_taken(steps, drop):
    with mute_server(TAKEN[:steps], drop=drop) as transport, pytest.raises(HandingError) as refused:
        send(transport)
    assert refused.value.answer is Answer.LATER


@pytest.mark.parametrize("drop", [True, False], ids=["hangs up", "falls silent"])
def test_silence_after_the_last_byte_is_unclear(drop):
    with mute_server([*TAKEN, b"354 go ahead"], drop=drop) as transport, pytest.raises(HandingError) as refused:
        send(transport)
    assert (refused.value.answer, refused.value.code) == (Answer.UNCLEAR, "delivery.unclear")


def test_a_line_that_was_to_be_encrypted_is_never_used_in_the_clear(smtp_server):
    transport = SmtpTransport.from_url(smtp_server.url + "?starttls")
    with pytest.raises(HandingError) as refused:
        send(transport)
    assert refused.value.code == "delivery.no_tls"
    assert smtp_server.commands == []


def test_an_address_of_the_server_is_read_with_its_password():
    transport = SmtpTransport.from_url("smtps://mail%40a:p%2Fw@mail.example?from=x@y.example")
    assert (transport.host, transport.port, transport.user, transport.password) == ("mail.example", 465, "mail@a", "p/w")
    with pytest.raises(ValueError, match="SMTP_URL"):
        SmtpTransport.from_url("http://mail.example")


def test_the_outbox_holds_whole_letters_and_shows_one_that_was_sent_twice(tmp_path):
    outbox = Outbox(tmp_path / "outbox")
    send(outbox)
    send(outbox)
    found = sorted(each.name for each in (tmp_path / "outbox").iterdir())
    assert found == ["abc.2.eml", "abc.eml"]
    assert (tmp_path / "outbox" / "abc.eml").read_bytes().endswith(LETTER)


def test_an_outbox_that_cannot_be_written_is_tried_later(tmp_path):
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(HandingError) as refused:
        send(Outbox(tmp_path / "file" / "outbox"))
    assert refused.value.answer is Answer.LATER


def test_the_memory_transport_keeps_letters_in_order():
    transport = MemoryTransport()
    send(transport, b"1")
    send(transport, b"2")
    assert [content for _, content in transport.letters] == [b"1", b"2"]
