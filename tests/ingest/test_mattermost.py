"""Mattermost's bulk export."""

from datetime import UTC, datetime


def test_joins_are_read_from_posts_that_say_so(reading, fixture_file):
    read = reading(fixture_file("mattermost.jsonl"))
    assert read.format == "mattermost"
    assert dict(read.counts) == {"join": 2, "leave": 1, "message": 2, "reply": 1, "reaction": 2}
    assert [(event.author, event.inviter) for event in read.only("join")] == [("mira", None), ("gus", "mira")]
    assert [event.author for event in read.only("leave")] == ["gus"]
    # Written by somebody else: words, not a notice.
    assert read.only("message")[0].text == "ben joined the channel."


def test_a_reply_may_be_older_than_what_it_answers(reading, fixture_file):
    read = reading(fixture_file("mattermost.jsonl"))
    reply, join = read.only("reply")[0], read.only("join")[0]
    assert reply.reply_to == join.key
    assert reply.at < join.at
    assert reply.question


def test_a_reaction_has_its_own_time_and_message(reading, fixture_file):
    read = reading(fixture_file("mattermost.jsonl"))
    first = read.only("reaction")[0]
    assert (first.author, first.reply_to, first.at) == ("mira", read.only("reply")[0].key, datetime(2026, 2, 28, 8, 1, 40, tzinfo=UTC))


def test_people_bots_and_channels_of_other_teams(reading, fixture_file):
    read = reading(fixture_file("mattermost.jsonl"))
    people = read.tally.authors
    assert (people["mira"].name, people["mira"].email, people["mira"].is_staff) == ("Mira May", "mira@example.org", True)
    assert (people["gus"].name, people["gus"].is_staff) == ("gus", False)
    assert people["hook"].is_bot
    assert {event.channel for event in read.events} == {"club/town", "other/town"}


def test_what_two_people_said_is_left_out_and_said_once(reading, fixture_file):
    assert reading(fixture_file("mattermost.jsonl")).reasons == ["skip.bad_reaction", "skip.private_conversation"]


def test_without_notices_nobody_is_said_to_have_joined(tmp_path, fixture_file, reading):
    lines = [
        line
        for line in fixture_file("mattermost.jsonl").read_text().splitlines()
        if "joined" not in line and "added" not in line and "left" not in line
    ]
    path = tmp_path / "export.jsonl"
    path.write_text("\n".join([*lines, "{broken", ""]))
    read = reading(path)
    assert (read.tally.evidence.joins, read.counts["message"]) == (False, 1)
    assert "skip.broken_line" in read.reasons


def test_an_edited_post_keeps_its_key(tmp_path, fixture_file, reading):
    path = tmp_path / "export.jsonl"
    path.write_text(fixture_file("mattermost.jsonl").read_text().replace("Deployed", "Deployed again"))
    assert reading(path).keys == reading(fixture_file("mattermost.jsonl")).keys
