import mailbox

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenants.deliver import bounces
from tenants.deliver.bounces import Bounce, Kind, messages, parse
from tests.deliver import returned
from tests.deliver.returned import NUMBER, READER, dsn


@pytest.mark.parametrize("returned_as", ["message/rfc822", "text/rfc822-headers"])
def test_a_delivery_report_names_the_letter_the_address_and_the_servers_words(returned_as):
    [bounce] = parse(dsn(returned=returned_as))
    assert (bounce.message_id, bounce.recipient, bounce.kind) == (NUMBER, READER, Kind.HARD)
    assert bounce.words.startswith("550 5.1.1 <he@brand.example>: Recipient address rejected")


@pytest.mark.parametrize(
    ("action", "status", "said", "kind"),
    [
        ("failed", "5.1.1", "550 5.1.1 unknown", Kind.HARD),
        ("failed", "5.1.2", "no such domain", Kind.HARD),
        ("failed", "5.2.1", "550 5.2.1 mailbox disabled", Kind.HARD),
        ("failed", "5.0.0", "550 5.1.1 unknown", Kind.HARD),
        ("failed", "5.0.0", "550 5.7.1 blocked by policy", Kind.SOFT),
        ("failed", "5.2.2", "552 5.2.2 mailbox full", Kind.SOFT),
        ("failed", "5.3.4", "552 5.3.4 too big", Kind.SOFT),
        ("failed", "5.7.1", "554 5.7.1 listed", Kind.SOFT),
        ("failed", "4.4.7", "expired", Kind.SOFT),
        ("delayed", "4.4.1", "no answer", Kind.SOFT),
        ("delayed", "5.1.1", "unknown", Kind.SOFT),
    ],
)
def test_only_what_speaks_of_the_address_for_good_is_hard(action, status, said, kind):
    assert [each.kind for each in parse(dsn(action, status, said))] == [kind]


@pytest.mark.parametrize("action", ["delivered", "relayed", "expanded"])
def test_a_receipt_is_no_bounce(action):
    assert parse(dsn(action, "2.0.0", "250 ok")) == []


def test_the_address_we_wrote_to_counts_and_not_where_it_was_forwarded():
    [bounce] = parse(dsn(original=READER.upper(), final="elsewhere@other.example"))
    assert bounce.recipient == READER


def test_exim_names_whom_it_failed_in_a_header():
    assert [(each.recipient, each.kind) for each in parse(returned.EXIM)] == [(READER, Kind.HARD), ("she@brand.example", Kind.HARD)]
    assert {each.message_id for each in parse(returned.EXIM)} == {NUMBER}
    assert "550 5.1.1 No such mailbox" in parse(returned.EXIM)[0].words


def test_qmail_names_each_in_a_paragraph():
    assert parse(returned.QMAIL) == [
        Bounce(NUMBER, READER, Kind.HARD, "Remote host said: 550 sorry, no mailbox here by that name (#5.1.1)")
    ]


def test_a_warning_of_exim_is_not_for_good():
    waiting = returned.EXIM.replace(b"550 5.1.1 No such mailbox", b"451 4.7.1 greylisted").replace(b"a permanent error", b"a delay")
    assert {each.kind for each in parse(waiting)} == {Kind.SOFT}


def test_a_complaint_is_told_apart():
    assert [(each.message_id, each.recipient, each.kind) for each in parse(returned.COMPLAINT)] == [(NUMBER, READER, Kind.COMPLAINT)]
    assert parse(returned.COMPLAINT.replace(b"Feedback-Type: abuse", b"Feedback-Type: not-spam")) == []


@pytest.mark.parametrize("raw", [returned.ABSENT, b"", b"\x00\xff" * 40, b"Subject: hi\n\nhello", dsn().replace(b"Message-ID", b"X-No")])
def test_what_is_no_bounce_or_names_no_letter_says_nothing(raw):
    assert parse(raw) == []


def test_a_report_that_returns_a_letter_of_many_megabytes_is_read_as_far_as_needed():
    large = dsn().replace(b"\nHello\n", b"\n" + b"JVBERi0xLjcK" * 1_000_000 + b"\n")
    assert [each.recipient for each in parse(large)] == [READER]


def test_a_message_nested_a_thousand_times_says_nothing():
    head = b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (n, n) for n in range(3000))
    assert parse(b"Return-Path: <>\n" + head) == []


def test_a_report_on_thousands_of_people_is_cut():
    block = b"\nFinal-Recipient: rfc822; x%d@brand.example\nAction: failed\nStatus: 5.1.1\n"
    many = dsn().replace(b"\nFinal-Recipient", b"".join(block % n for n in range(3000)) + b"\nFinal-Recipient", 1)
    assert len(parse(many)) == bounces.MOST_RECIPIENTS


WHOLE = (dsn(), dsn(returned="text/rfc822-headers"), returned.EXIM, returned.QMAIL, returned.COMPLAINT, returned.ABSENT)


@given(st.sampled_from(WHOLE), st.lists(st.tuples(st.integers(0, 1), st.integers(0, 3000), st.binary(max_size=12)), max_size=8))
def test_whatever_is_broken_in_a_message_nothing_is_raised_and_every_word_is_short(raw, cuts):
    for kind, place, piece in cuts:
        at = place % (len(raw) + 1)
        raw = raw[:at] + piece + (raw[at:] if kind else raw[at + len(piece) :])
    for bounce in parse(raw):
        assert len(bounce.words) <= bounces.WORDS
        assert bounce.words.isprintable() or not bounce.words
        assert "\n" not in bounce.message_id + bounce.recipient
        assert bounce.recipient == bounce.recipient.lower()


@given(st.binary(max_size=2000))
def test_any_bytes_are_read_without_an_error(raw):
    assert isinstance(parse(raw), list)
    assert isinstance(parse(b"Return-Path: <>\nX-Failed-Recipients: a@b.example\n" + raw), list)


def test_a_mailbox_is_read_in_each_of_its_forms(tmp_path):
    single = tmp_path / "one.eml"
    single.write_bytes(dsn())
    box = mailbox.mbox(tmp_path / "box")
    for raw in (dsn(), returned.EXIM, returned.ABSENT):
        box.add(raw)
    box.close()
    folder = mailbox.Maildir(tmp_path / "Maildir")
    folder.add(returned.QMAIL)
    folder.close()
    assert [len(list(messages(path))) for path in (single, tmp_path / "box", tmp_path / "Maildir")] == [1, 3, 1]
    assert [bounce.kind for raw in messages(tmp_path / "box") for bounce in parse(raw)] == [Kind.HARD] * 3
    assert [bounce.recipient for raw in messages(tmp_path / "Maildir") for bounce in parse(raw)] == [READER]
    with pytest.raises(OSError, match="nowhere"):
        list(messages(tmp_path / "nowhere"))
