"""Slack's export zips."""

import json
from datetime import UTC, datetime

import pytest

from tenants.terms.errors import Refusal


def test_a_workspace_is_read_whole(reading, slack_zip):
    read = reading(slack_zip())
    assert read.format == "slack"
    assert read.tally.records == 17
    assert read.counts == {"message": 6, "reply": 2, "reaction": 6, "join": 3, "leave": 2}
    assert len(set(read.keys)) == len(read.keys)


def test_a_reply_shown_in_the_channel_counts_once(reading, slack_zip):
    replies = reading(slack_zip()).only("reply")
    assert [(reply.author, reply.reply_to) for reply in replies] == [("U02", "C01/1709280120.000100")] * 2


def test_keys_hold_the_id_of_the_channel_so_that_a_renamed_channel_stays_the_same(reading, slack_zip, zipped, fixture_file):
    day = fixture_file("slack/general/2024-03-01.json").read_bytes()
    users = fixture_file("slack/users.json").read_bytes()
    before = reading(slack_zip())
    channels = json.dumps([{"id": "C01", "name": "lobby"}])
    after = reading(zipped({"users.json": users, "channels.json": channels, "lobby/2024-03-01.json": day}, "renamed.zip"))
    assert after.keys == [event.key for event in before.events if event.channel == "general"]
    assert {event.channel for event in after.events} == {"lobby"}


def test_reactions_beyond_the_listed_users_are_counted_without_an_author(reading, slack_zip):
    cake = [event for event in reading(slack_zip()).only("reaction") if "/r/cake" in event.key]
    assert [(event.key.rpartition("/r/")[2], event.author, event.count) for event in cake] == [
        ("cake/U02", "U02", 1),
        ("cake/U03", "U03", 1),
        ("cake", None, 3),
    ]


def test_people_have_names_and_apps_are_bots(reading, slack_zip):
    authors = reading(slack_zip()).tally.authors
    assert {author.id: (author.name, author.is_bot) for author in authors.values()} == {
        "U01": ("Mira Okafor", False),
        "U02": ("周军", False),
        "U03": ("Helper", True),
        "B07": ("standup", True),
        "bot:rss": ("rss", True),
    }


def test_notices_and_tombstones_are_records_but_nobodys_act(reading, slack_zip):
    notices = {"1709280370.000100", "1709280380.000100", "1709280390.000100"}
    assert not [key for key in reading(slack_zip()).keys if key.rpartition("/")[2] in notices]


def test_a_comment_on_a_file_belongs_to_who_commented(reading, slack_zip):
    assert [event.author for event in reading(slack_zip()).events if event.key == "C01/1709280360.000100"] == ["U01"]


def test_a_join_knows_who_invited(reading, slack_zip):
    assert [(join.author, join.inviter, join.channel) for join in reading(slack_zip()).only("join")] == [
        ("U01", None, "general"),
        ("U02", "U01", "general"),
        ("U01", None, "team-room"),
    ]


def test_conversations_between_two_are_left_out_and_said_so(reading, slack_zip):
    read = reading(slack_zip())
    assert [(skipped.where, skipped.reason) for skipped in read.tally.skipped] == [("DM0000001", "skip.private_conversation")]


def test_times_are_exact_and_in_utc(reading, slack_zip):
    assert reading(slack_zip(), zone="Asia/Shanghai").events[0].at == datetime(2024, 3, 1, 8, 0, 0, 100, tzinfo=UTC)


def test_questions_are_told_from_marks_in_addresses(reading, slack_zip):
    asked = [event.key for event in reading(slack_zip()).events if event.question]
    assert asked == ["C01/1709280120.000100", "G01/1709366460.000100"]


def test_the_name_of_the_zip_says_which_days_it_covers(reading, slack_zip):
    read = reading(slack_zip(), name="Acme Slack export Feb 1 2024 - Mar 31 2024.zip")
    assert [day.isoformat() for day in read.tally.covers] == ["2024-02-01", "2024-03-31"]


def test_a_zip_made_again_by_hand_with_a_folder_around_it_is_the_same_export(reading, slack_zip, zipped, fixture_file):
    root = fixture_file("slack")
    files = {f"Acme/{path.relative_to(root)}": path.read_bytes() for path in root.rglob("*.json")}
    plain = reading(slack_zip()).keys
    again = reading(zipped({**files, "__MACOSX/Acme/._users.json": b"\x00\x05", "Acme/.DS_Store": b"\x00"}, "again.zip"))
    assert sorted(again.keys) == sorted(plain)


BROKEN = {
    "not an object": (7, "skip.not_a_record"),
    "null": (None, "skip.not_a_record"),
    "a list": ([1], "skip.not_a_record"),
    "no ts": ({"type": "message", "user": "U01", "text": "x"}, "skip.bad_time"),
    "null ts": ({"type": "message", "user": "U01", "ts": None}, "skip.bad_time"),
    "a word as ts": ({"type": "message", "user": "U01", "ts": "yesterday"}, "skip.bad_time"),
    "a negative ts": ({"type": "message", "user": "U01", "ts": "-5.0"}, "skip.bad_time"),
    "digits of another script": ({"type": "message", "user": "U01", "ts": "١٧٠٩٢٨٠٠٠٠"}, "skip.bad_time"),
    "a number as ts": ({"type": "message", "user": "U01", "ts": 1709280000.5}, "skip.bad_time"),
    "the year 5138": ({"type": "message", "user": "U01", "ts": "99999999999.0"}, "skip.future"),
    "a future day": ({"type": "message", "user": "U01", "ts": "1893456000.0"}, "skip.future"),
    "the year 1970": ({"type": "message", "user": "U01", "ts": "5.0"}, "skip.before_1990"),
    "nobody": ({"type": "message", "text": "x", "ts": "1709280900.1"}, "skip.no_author"),
    "an empty author": ({"type": "message", "user": "", "ts": "1709280900.1"}, "skip.no_author"),
    "an author that is an object": ({"type": "message", "user": {"id": 1}, "ts": "1709280900.1"}, "skip.no_author"),
    "a join of nobody": ({"type": "message", "subtype": "channel_join", "ts": "1709280900.1"}, "skip.no_author"),
    "a comment without comment": ({"type": "message", "subtype": "file_comment", "comment": None, "ts": "1709280900.1"}, "skip.no_author"),
    "another type": ({"type": "presence", "ts": "1709280900.1"}, "skip.unknown_record"),
    "a reaction without name": ({"user": "U01", "ts": "1709280900.1", "reactions": [{"count": 1}]}, "skip.bad_reaction"),
    "reactions that are no list": ({"user": "U01", "ts": "1709280900.1", "reactions": {"a": 1}}, "skip.bad_reaction"),
}


@pytest.mark.parametrize("broken", BROKEN, ids=str)
def test_a_broken_record_is_skipped_with_its_place_and_reason(reading, slack_zip, broken):
    record, reason = BROKEN[broken]
    good = {"type": "message", "user": "U01", "text": "hello", "ts": "1709283600.000100"}
    read = reading(slack_zip(**{"general__2024-03-03.json": json.dumps([good, record])}))
    assert ("general/2024-03-03.json#2", reason) in [(skipped.where, skipped.reason) for skipped in read.tally.skipped]
    assert "C01/1709283600.000100" in read.keys
    assert read.tally.records == 19


def test_only_a_thousand_broken_records_are_kept_and_the_rest_counted(reading, slack_zip):
    read = reading(slack_zip(**{"general__2024-03-03.json": json.dumps([None] * 1500)}))
    assert (len(read.tally.skipped), read.tally.skipped_more) == (1000, 501)


def test_names_cannot_carry_control_characters_or_be_endless(reading, slack_zip):
    record = {"type": "message", "bot_id": "B1", "username": "a\u0000b\ud83d" + "x" * 500, "subtype": "bot_message", "ts": "1709283600.1"}
    author = reading(slack_zip(**{"general__2024-03-03.json": json.dumps([record])})).tally.authors["B1"]
    assert author.name == "ab" + "x" * 118


@pytest.mark.parametrize(
    ("day", "code"),
    [
        ("{}", "import.broken_json"),
        ('[{"ts": "1"}, ', "import.truncated_json"),
        ('[{"ts": "1709', "import.truncated_json"),
        ("[1] trailing", "import.broken_json"),
        ("", "import.truncated_json"),
        ("<html>", "import.broken_json"),
        ("[" * 100_000, "import.json_too_deep"),
        (b'[{"text": "\xff\xfe"}]', "import.not_utf8"),
    ],
)
def test_a_broken_day_refuses_the_whole_import(reading, slack_zip, day, code):
    with pytest.raises(Refusal) as refused:
        reading(slack_zip(**{"general__2024-03-03.json": day or " "}))
    assert refused.value.code == code
    assert refused.value.facts["name"] == "general/2024-03-03.json"
