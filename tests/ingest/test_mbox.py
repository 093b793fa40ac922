"""Mailboxes, with all that mail does wrong."""

import io
import json

import pytest

from tenants.ingest import mbox
from tenants.terms.errors import Refusal

BOX = "garden.mbox"


def test_a_mailbox_is_read_whole(reading, fixture_file):
    read = reading(fixture_file(BOX))
    assert read.format == "mbox"
    assert read.tally.records == 8
    assert read.counts == {"message": 4, "reply": 3}
    assert read.reasons == ["skip.no_author"]
    assert [event.channel for event in read.events][:3] == ["garden.lists.example.org", "garden.lists.example.org", "garden"]


def test_an_answer_is_one_by_its_headers_or_by_its_subject(reading, fixture_file):
    replies = reading(fixture_file(BOX)).only("reply")
    assert [(reply.author, reply.reply_to) for reply in replies] == [
        ("bjorn@example.org", "one@example.org"),
        ("carla@example.org", None),  # AW: and no references
        ("dan@example.org", "one@example.org"),
    ]


def test_people_are_their_addresses_in_small_letters(reading, fixture_file):
    authors = reading(fixture_file(BOX)).tally.authors
    assert {author.id: (author.name, author.email, author.is_bot) for author in authors.values()} == {
        "ann@example.org": ("Ann Berg", "ann@example.org", False),
        "bjorn@example.org": ("Björn", "bjorn@example.org", False),
        "carla@example.org": ("Carla M.", "carla@example.org", False),  # carla at example.org (Carla M.)
        "dan@example.org": ("Dan", "dan@example.org", False),  # the list put its own address in place of his
        "eve@example.org": ("✓", "eve@example.org", False),  # an unknown charset
        "robot@example.org": ("Robot", "robot@example.org", True),
    }


def test_the_time_is_that_of_the_date_else_of_the_line_before(reading, fixture_file):
    at = {event.author: event.at.strftime("%H:%M") for event in reversed(reading(fixture_file(BOX)).events)}
    assert (at["ann@example.org"], at["carla@example.org"], at["eve@example.org"]) == ("08:00", "10:30", "13:00")


def test_words_are_what_the_author_added(reading, fixture_file):
    texts = [event.text for event in reading(fixture_file(BOX)).events]
    assert texts[0] == "Who brings the soil on Saturday?\nFrom now on we need two bags.\n\nFrom the shed to the gate it is far."
    assert texts[1] == "I do."
    assert texts[3] == "Grüße, is four o'clock fine?"  # plain before HTML, an unknown charset
    assert texts[4] == "你好，\n世界"
    assert [event.question for event in reading(fixture_file(BOX)).events] == [True, False, False, True, False, False, False]


def test_a_mail_without_an_id_has_a_key_of_what_it_says(reading, fixture_file):
    first, again = reading(fixture_file(BOX)), reading(fixture_file(BOX))
    assert first.keys == again.keys
    assert first.keys.count("one@example.org") == 2  # one mail that came twice
    assert len(first.keys[2]) == 24


def test_a_zip_of_months_is_one_list_named_by_its_folder(reading, zipped):
    mail = (
        "From a@example.org  Sun Mar  1 08:00:00 2026\nFrom: a@example.org\n"
        "Date: Sun, 1 Mar 2026 08:00:00 +0000\nMessage-ID: <{0}@x>\n\nhi\n"
    )
    read = reading(zipped({"garden/2026-03.mbox": mail.format(1), "garden/2026-April.txt": mail.format(2), "garden/readme.txt": "no mail"}))
    assert [(event.key, event.channel) for event in read.events] == [("1@x", "garden"), ("2@x", "garden")]
    assert read.reasons == ["skip.other_format"]


def test_attachments_of_any_size_are_passed_over_in_flat_memory():
    line = b"QUJD" * 19 + b"\n"
    head = b"From a@example.org  Sun Mar  1 08:00:00 2026\nFrom: a@example.org\n\n"
    found = list(mbox.mails(io.BytesIO(head + line * 40_000 + b"\n" + head + b"hi\n"), "big"))
    assert [len(data) <= mbox.MOST_OF_A_MAIL for _, data in found] == [True, True]


def test_what_is_no_mailbox_is_refused(reading, tmp_path):
    path = tmp_path / "letter.txt"
    path.write_text("From my point of view\nthis is a letter: hello")
    with pytest.raises(Refusal):
        reading(path)
    with pytest.raises(Refusal) as refused:
        reading(path, format="mbox")
    assert refused.value.code == "import.not_this_format"


@pytest.mark.parametrize("name", ["complex", "multipart"])
def test_counts_of_real_mailboxes_are_true(reading, exports, name):
    _true(reading, exports, f"mbox/perceval_mbox_{name}.mbox")


def test_counts_of_a_real_month_of_a_list_are_true(reading, exports):
    read = _true(reading, exports, "mbox/perceval_pipermail_2015_november.mbox")
    assert [event.reply_to is not None for event in read.events] == [False, True, True, True]


def _true(reading, exports, name):
    true = json.loads((exports / "truth.json").read_text())[name]
    read = reading(exports / name)
    assert read.tally.records == true["messages"] == len(read.events)
    assert len(read.tally.authors) == true["senders"]
    assert sum(1 for event in read.events if event.reply_to) == true["with_in_reply_to"]
    assert read.tally.skipped == []
    return read
