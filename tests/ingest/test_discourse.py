"""Discourse: topics, posts and the list of users."""

import json
from datetime import UTC, datetime

import pytest

from tenants.ingest import discourse
from tenants.ingest.discourse_text import plain
from tenants.terms.errors import Refusal


def test_a_topic_is_its_first_post_and_the_others_answer(reading, fixture_file):
    read = reading(fixture_file("discourse-topic.json"))
    assert read.format == "discourse"
    assert dict(read.counts) == {"message": 1, "reply": 2, "reaction": 7}
    assert [(event.key, event.reply_to) for event in read.only("reply")] == [("7/2", "7/1"), ("7/7", "7/1")]
    assert {event.channel for event in read.events} == {"c/3"}
    assert read.tally.authors["mira"].is_staff


def test_whispers_and_deleted_posts_are_left_out_and_missing_pages_said(reading, fixture_file):
    read = reading(fixture_file("discourse-topic.json"))
    assert read.reasons == ["skip.whisper", "skip.deleted_post", "skip.posts_missing"]
    assert read.tally.skipped[-1].facts == {"missing": 2, "of": 8}


def test_likes_count_and_name_nobody(reading, fixture_file):
    reactions = reading(fixture_file("discourse-topic.json")).only("reaction")
    assert [(event.key, event.author, event.count, event.reply_to) for event in reactions] == [
        ("7/1/r/heart", None, 4, "7/1"),
        ("7/7/r/heart", None, 2, "7/7"),
        ("7/7/r/laughing", None, 1, "7/7"),
    ]


def test_what_is_quoted_is_not_the_authors(reading, fixture_file):
    first = reading(fixture_file("discourse-topic.json")).only("message")[0]
    assert (first.text, first.question) == ("Where do we run?", True)
    assert plain("<p>a &lt;b&gt;</p><p>c<br>d</p><pre><code>e?</code></pre>", code=False) == "a <b>\nc\nd"


def test_one_post_of_a_bot(reading, fixture_file):
    read = reading(fixture_file("discourse-post.json"))
    assert [(event.kind.value, event.key, event.reply_to) for event in read.events] == [("reply", "7/8", "7/7")]
    assert read.tally.authors["system"].is_bot


def test_the_list_of_users_says_who_joined(reading, fixture_file):
    read = reading(fixture_file("discourse-users.csv"))
    assert read.format == "discourse"
    assert [(event.author, event.at) for event in read.only("join")][:2] == [
        ("mira", datetime(2025, 12, 1, 8, 0, tzinfo=UTC)),
        ("ben", datetime(2026, 1, 15, 10, 30, tzinfo=UTC)),
    ]
    assert (read.tally.authors["mira"].email, read.tally.authors["mira"].is_staff) == ("mira@example.org", True)
    assert read.reasons == ["skip.bad_time"]
    assert (read.tally.evidence.joins, read.tally.evidence.replies) == (True, False)


def test_a_zip_of_all_counts_each_post_once(reading, fixture_file, zipped):
    names = ("discourse-topic.json", "discourse-post.json", "discourse-users.csv")
    files = {f"forum/{name}": fixture_file(name).read_bytes() for name in names}
    read = reading(zipped({**files, "forum/again.json": fixture_file("discourse-topic.json").read_bytes()}))
    assert dict(read.counts) == {"message": 1, "reply": 3, "reaction": 7, "join": 3}
    assert len(set(read.keys)) == len(read.keys)
    assert read.tally.evidence.joins


def test_a_list_of_posts_is_read(tmp_path, fixture_file, reading):
    post = json.loads(fixture_file("discourse-post.json").read_text())
    for content in ([post, 5], {"latest_posts": [post, None]}):
        path = tmp_path / "posts.json"
        path.write_text(json.dumps(content))
        read = reading(path)
        assert (len(read.events), read.reasons) == (1, ["skip.not_a_record"])


@pytest.mark.parametrize("name", ["discourse-topic.json", "discourse-post.json"])
def test_a_large_file_says_the_same_read_post_by_post(monkeypatch, reading, fixture_file, name):
    whole = reading(fixture_file(name))
    monkeypatch.setattr(discourse, "WHOLE", 0)
    by_post = reading(fixture_file(name))
    assert by_post.events == whole.events
    assert (by_post.reasons, by_post.tally.records, by_post.tally.authors) == (whole.reasons, whole.tally.records, whole.tally.authors)


def test_the_latest_posts_of_a_large_file_are_read_one_by_one(monkeypatch, tmp_path, fixture_file, reading):
    monkeypatch.setattr(discourse, "WHOLE", 0)
    posts = json.loads(fixture_file("discourse-topic.json").read_text())["post_stream"]["posts"]
    path = tmp_path / "posts.json"
    path.write_text(json.dumps({"latest_posts": posts}))
    assert dict(reading(path).counts) == {"message": 1, "reply": 2, "reaction": 7}


def test_a_list_of_topics_is_refused_with_what_to_do(tmp_path, reading):
    path = tmp_path / "latest.json"
    path.write_text(json.dumps({"topic_list": {"topics": [{"id": 1, "title": "x"}]}}))
    with pytest.raises(Refusal) as refused:
        reading(path)
    assert refused.value.code == "import.topic_list"
