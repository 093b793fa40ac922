"""Zulip's public archive."""

import json

import pytest

from tests.ingest.conftest import FIXTURES


@pytest.fixture
def archive(zipped):
    """The archive of the fixtures as a zip, below ``folder``."""

    def make(folder="", **more):
        root = FIXTURES / "zulip"
        files = {f"{folder}{path.relative_to(root)}": path.read_bytes() for path in sorted(root.rglob("*.json"))}
        return zipped({**files, **more})

    return make


def test_an_archive_is_read_stream_by_stream(reading, archive):
    read = reading(archive())
    assert read.format == "zulip"
    assert read.tally.records == 11
    assert [(event.kind.value, event.key, event.author, event.channel) for event in read.events] == [
        ("message", "101", "Mira Okafor", "announce"),
        ("reply", "103", "周军", "announce"),
        ("message", "104", "Mira Okafor", "announce"),
        ("message", "105", "Weather Bot", "announce"),
        ("message", "109", "周军", "0.1°-run"),
    ]
    assert read.events[0].at.isoformat() == "2026-03-01T00:00:00+00:00"


def test_what_the_system_says_is_nobodys_act_and_other_bots_are_bots(reading, archive):
    authors = reading(archive()).tally.authors
    assert {author.id: author.is_bot for author in authors.values()} == {"Mira Okafor": False, "周军": False, "Weather Bot": True}


def test_html_becomes_words_and_a_mark_in_code_or_an_address_asks_nothing(reading, archive):
    events = reading(archive()).events
    assert [event.text for event in events] == ["Spring meeting on the lawn?", "Yes & gladly", "Which day?", "Sun", "一度\n走起？"]
    assert [event.question for event in events] == [True, False, False, False, True]


def test_a_message_that_quotes_another_answers_it_but_topics_tell_no_replies(reading, archive):
    read = reading(archive())
    assert [reply.reply_to for reply in read.only("reply")] == ["101"]
    assert not read.tally.evidence.replies


def test_a_topic_that_was_moved_stands_twice_and_counts_once(reading, archive):
    assert reading(archive()).keys.count("101") == 1


def test_names_of_streams_come_from_the_index_or_from_their_folder(reading, archive):
    index = json.dumps({"streams": {"renamed": {"id": 20}}})
    channels = [event.channel for event in reading(archive(**{"zulip_json/stream_index.json": index})).events]
    assert sorted(set(channels)) == ["announce", "renamed"]


def test_an_archive_may_lie_in_a_folder_of_its_repository(reading, archive):
    assert reading(archive("garden-archive-main/")).keys == reading(archive()).keys


def test_what_cannot_be_read_is_left_out_with_its_reason(reading, archive):
    assert reading(archive()).reasons == ["skip.bad_id", "skip.bad_time", "skip.no_author", "skip.not_a_record", "skip.empty_file"]


def test_counts_of_a_real_archive_are_true(reading, exports):
    true = json.loads((exports / "truth.json").read_text())["zulip/ncar_zulip_archive.zip"]
    read = reading(exports / "zulip/ncar_zulip_archive.zip")
    system = 107  # lines of Notification Bot and Welcome Bot
    assert read.tally.records == true["messages"] == len(read.events) + system
    assert len(read.tally.authors) + 2 == true["authors_by_name"]
    assert len({event.channel for event in read.events}) == true["streams"] - 1  # in one only the system speaks
    assert max(event.at for event in read.events).strftime("%FT%TZ") == true["last"]
    assert len(set(read.keys)) == len(read.keys)
    assert read.tally.skipped == []
