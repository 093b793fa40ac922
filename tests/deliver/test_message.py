from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import SMTP

import pytest

from tenants.deliver.message import Attachment, Mail, message_id, mime
from tenants.deliver.terms import Answer, HandingError

SENT = datetime(2026, 7, 3, 2, 0, tzinfo=UTC)


def a_mail(**changes):
    fields = {
        "message_id": message_id("night.example", 1, "run", "he@brand.example"),
        "date": SENT,
        "sender_name": "夜行灯塔",
        "sender": "reports@night.example",
        "recipient": "he@brand.example",
        "subject": "六月评估：整体达成 100 %",
        "text": "您好\n.一行以点开头\n" + "很长的一行" * 400,
        "html": "<p>您好</p>",
        "attachment": Attachment("徒步会员群 2026-06.pdf", "application/pdf", b"%PDF-1.7 \x00\xff\r\n.\r\nend"),
    }
    return Mail(**{**fields, **changes})


def test_a_letter_keeps_its_words_and_its_attachment_in_any_script():
    letter = message_from_bytes(mime(a_mail()), policy=SMTP)
    assert letter["Subject"] == "六月评估：整体达成 100 %"
    assert letter["From"].addresses[0].display_name == "夜行灯塔"
    assert letter["Date"].datetime == SENT
    assert letter.get_body(("plain",)).get_content().replace("\r\n", "\n").startswith("您好\n.一行以点开头\n很长")
    assert letter.get_body(("html",)).get_content().strip() == "<p>您好</p>"
    [pdf] = letter.iter_attachments()
    assert pdf.get_filename() == "徒步会员群 2026-06.pdf"
    assert pdf.get_content() == a_mail().attachment.content


def test_the_same_letter_is_the_same_bytes_so_that_a_resend_is_not_a_second_letter():
    assert mime(a_mail()) == mime(a_mail())
    assert message_id("a.example", 1, "run", "x") != message_id("a.example", 2, "run", "x")


def test_every_line_is_ascii_and_short_enough_for_any_server():
    for line in mime(a_mail()).split(b"\r\n"):
        assert line.isascii()
        assert len(line) <= 998


def test_a_line_break_in_a_name_begins_no_header_of_its_own():
    content = mime(a_mail(sender_name="Evil\r\nBcc: all@brand.example", subject="Hello\nX-Bad: 1"))
    letter = message_from_bytes(content, policy=SMTP)
    assert letter["Bcc"] is None
    assert letter["X-Bad"] is None
    assert letter["Subject"] == "Hello X-Bad: 1"


def test_a_chinese_domain_travels_in_ascii():
    assert b"To: he@xn--fiqs8s.example" in mime(a_mail(recipient="he@中国.example"))


@pytest.mark.parametrize("address", ["nobody", "何@brand.example", "he@", "@brand.example", "he@..example", "he@" + "a" * 64 + ".example"])
def test_an_address_that_no_server_takes_is_refused_for_good(address):
    with pytest.raises(HandingError) as refused:
        mime(a_mail(recipient=address))
    assert (refused.value.answer, refused.value.code) == (Answer.NEVER, "delivery.address")
