"""Telegram Desktop's export of one chat and of an account."""

import json
from datetime import UTC, datetime

import pytest

from tenants.terms.errors import Refusal


@pytest.fixture
def group(reading, fixture_file):
    return reading(fixture_file("telegram-group.json"), zone="Europe/Berlin")


def test_messages_replies_and_moves_are_told_apart(group):
    assert group.format == "telegram"
    assert dict(group.counts) == {"message": 5, "reply": 1, "join": 3, "leave": 2, "reaction": 3}
    assert group.reasons == ["skip.deleted_account", "skip.bad_time"]
    assert group.tally.records == 14
    assert {event.channel for event in group.events} == {"Runners"}


def test_people_added_by_name_are_those_who_write_under_it(group):
    assert {(event.author, event.inviter) for event in group.only("join")} == {("user4", None), ("user2", "user1"), ("Cleo", "user1")}
    assert {event.author for event in group.only("leave")} == {"user4", "user2"}


def test_two_people_of_one_name_are_not_mixed_up(tmp_path, reading):
    message = {"type": "message", "date_unixtime": "1772265600", "from": "Ben", "text": "x"}
    added = {"type": "service", "id": 1, "date_unixtime": "1772265600", "actor_id": "user1", "action": "invite_members", "members": ["Ben"]}
    records = [added, {**message, "id": 2, "from_id": "user2"}, {**message, "id": 3, "from_id": "user3"}]
    path = tmp_path / "result.json"
    path.write_text(json.dumps({"name": "x", "type": "private_group", "id": 1, "messages": records}))
    assert [event.author for event in reading(path).only("join")] == ["Ben"]


def test_a_reply_names_its_message_and_a_topic_is_no_reply(group):
    assert [(event.key, event.reply_to) for event in group.only("reply")] == [("4242/5", "4242/4")]
    assert "4242/9" in [event.key for event in group.only("message")]


def test_text_in_pieces_is_joined(group):
    assert group.only("reply")[0].text == "Me: https://example.org/?x and you?"
    assert group.only("reply")[0].question


def test_reactions_have_givers_and_a_rest(group):
    assert [(event.author, event.count, event.reply_to) for event in group.only("reaction")] == [
        ("user1", 1, "4242/4"),
        ("user4", 1, "4242/4"),
        (None, 1, "4242/4"),
    ]
    assert group.only("reaction")[0].at == datetime(2026, 2, 28, 8, 30, tzinfo=UTC)


def test_a_time_without_zone_is_that_of_the_clock_other_messages_show(reading, fixture_file):
    group = reading(fixture_file("telegram-group.json"), zone="Asia/Shanghai")
    by_key = {event.key: event for event in group.events}
    assert by_key["4242/4"].at == datetime(2026, 2, 28, 8, 3, tzinfo=UTC)
    assert by_key["4242/6"].at == datetime(2026, 2, 28, 9, 0, tzinfo=UTC)


def test_where_no_message_tells_utc_times_are_the_communitys(tmp_path, reading):
    message = {"id": 1, "type": "message", "date": "2026-02-28T10:00:00", "from": "Ben", "from_id": "user1", "text": "x"}
    chat = {"name": "Runners", "type": "private_supergroup", "id": 7, "messages": [message]}
    path = tmp_path / "result.json"
    path.write_text(json.dumps(chat))
    [event] = reading(path, zone="Asia/Shanghai").events
    assert event.at == datetime(2026, 2, 28, 2, 0, tzinfo=UTC)


def test_deleted_accounts_and_old_ids_are_people(group):
    assert group.tally.authors["user9"].name == ""
    assert group.tally.authors["user77"].name == "Old"


def test_of_an_account_only_groups_and_channels_are_taken(reading, fixture_file):
    read = reading(fixture_file("telegram-account.json"))
    assert [(event.channel, event.text) for event in read.events] == [
        ("Runners", "one"),
        ("Runners", "two"),
        ("News", "three"),
        ("Left", "four"),
    ]
    assert read.reasons == ["skip.private_conversation"] * 2
    assert "Secret" not in json.dumps([skipped.where for skipped in read.tally.skipped])
    assert not any("Secret" in author.name for author in read.tally.authors.values())


def test_a_bots_updates_are_refused_by_name(tmp_path, reading):
    path = tmp_path / "updates.json"
    update = {"update_id": 1, "message": {"message_id": 1, "date": 1772265600, "chat": {"type": "supergroup"}, "text": "x"}}
    path.write_text(json.dumps({"ok": True, "result": [update]}))
    with pytest.raises(Refusal) as refused:
        reading(path)
    assert refused.value.facts["looks_like"] == "telegram-bot"


def test_a_cut_export_is_refused(tmp_path, fixture_file, reading):
    path = tmp_path / "result.json"
    path.write_bytes(fixture_file("telegram-group.json").read_bytes()[:2_000])
    with pytest.raises(Refusal) as refused:
        reading(path)
    assert refused.value.code == "import.truncated_json"


def test_an_export_in_a_zip_with_its_pictures_is_read(reading, fixture_file, zipped):
    whole = reading(fixture_file("telegram-group.json"))
    read = reading(zipped({"ChatExport/result.json": fixture_file("telegram-group.json").read_bytes(), "ChatExport/photos/1.jpg": b"x"}))
    assert (read.format, read.keys) == ("telegram", whole.keys)
