"""DiscordChatExporter's JSON, HTML and CSV."""

import json
from datetime import UTC, datetime

import pytest

from tenants.ingest.discord import Seen, channel_of
from tenants.terms.errors import Refusal

GENERAL = "discord-general.json"


def test_json_is_read_whole(reading, fixture_file):
    read = reading(fixture_file(GENERAL))
    assert (read.format, read.tally.records) == ("discord-json", 7)
    assert read.counts == {"join": 1, "message": 2, "reply": 2, "reaction": 7}
    assert {event.channel for event in read.events} == {"Talk/general"}


def test_the_same_messages_read_from_html_have_the_same_keys_times_and_kinds(reading, fixture_file):
    def acts(name):
        return {(e.key, e.at, e.kind, e.author, e.reply_to, e.question) for e in reading(fixture_file(name)).events if e.kind != "reaction"}

    only_in_html = {key for key, *_ in acts("discord-general.html")} - {key for key, *_ in acts(GENERAL)}
    assert acts(GENERAL) == {act for act in acts("discord-general.html") if act[0] not in only_in_html}
    assert len(only_in_html) == 1


def test_the_time_is_that_of_the_id_and_not_the_one_shown(reading, fixture_file):
    for name in (GENERAL, "discord-general.html"):
        assert reading(fixture_file(name), zone="America/New_York").events[0].at == datetime(2024, 3, 1, 8, tzinfo=UTC)


def test_a_zip_of_both_counts_each_message_once(reading, fixture_file, zipped):
    both = zipped({name: fixture_file(name).read_bytes() for name in (GENERAL, "discord-general.html")})
    read = reading(both)
    assert read.format == "discord"
    assert read.tally.records == 14
    assert (read.counts["join"], read.counts["message"], read.counts["reply"]) == (1, 3, 2)


def test_reactions_with_their_users_are_theirs_and_the_rest_is_a_count(reading, fixture_file):
    read = reading(fixture_file(GENERAL))
    rows = [(event.key.partition("/r/")[2], event.author is None, event.count) for event in read.only("reaction")]
    assert rows == [("👍/200000000000000001", False, 1), ("👍/200000000000000002", False, 1), ("👍", True, 1), ("party", True, 4)]
    assert read.tally.evidence.reaction_authors


def test_a_grown_count_keeps_its_key_so_that_the_greatest_can_be_kept(reading, fixture_file, tmp_path):
    page = fixture_file("discord-general.html").read_text()
    later = tmp_path / "later.html"
    later.write_text(page.replace("<span class=chatlog__reaction-count>4<", "<span class=chatlog__reaction-count>9<"))
    first, second = (reading(path).only("reaction")[1] for path in (fixture_file("discord-general.html"), later))
    assert (first.key, first.count, second.count) == (second.key, 4, 9)


def test_joins_count_as_told_only_where_one_is_met_and_leaves_never(reading, fixture_file):
    assert reading(fixture_file(GENERAL)).tally.evidence.joins
    assert reading(fixture_file("discord-general.html")).tally.evidence.joins
    evidence = reading(fixture_file("discord-old.html")).tally.evidence
    assert (evidence.joins, evidence.leaves, evidence.replies, evidence.reactions) == (False, False, True, True)
    csv = reading(fixture_file("discord-2019.csv")).tally.evidence
    assert (csv.joins, csv.leaves, csv.replies, csv.reactions, csv.reaction_authors) == (False, False, False, True, False)


def test_json_says_which_days_it_covers(reading, fixture_file):
    assert [day.isoformat() for day in reading(fixture_file(GENERAL)).tally.covers] == ["2024-03-01", "2024-03-31"]


def test_html_of_2021_is_read_too(reading, fixture_file):
    read = reading(fixture_file("discord-old.html"))
    assert [(event.kind.value, event.author, event.count) for event in read.events] == [
        ("message", "200000000000000001", 1),
        ("reply", "200000000000000002", 1),
        ("message", "200000000000000002", 1),
        ("reaction", None, 2),
    ]
    assert read.events[1].reply_to == read.events[0].key


def test_what_people_write_cannot_pass_for_the_exporters_marks(reading, fixture_file):
    read = reading(fixture_file("discord-general.html"))
    assert read.tally.records == 7
    assert [author.is_bot for author in read.tally.authors.values()] == [False, False, True]


def test_equal_rows_of_csv_stay_and_the_same_rows_again_have_the_same_keys(reading, fixture_file):
    first = reading(fixture_file("discord-2019.csv"))
    again = reading(fixture_file("discord-2019.csv"))
    assert first.keys == again.keys
    assert len(set(first.keys)) == len(first.keys)
    assert first.counts == {"message": 4, "reaction": 4}


def test_csv_times_are_those_of_the_zone_given_also_when_the_clocks_change(reading, fixture_file):
    read = reading(fixture_file("discord-2019.csv"), zone="Europe/Berlin")
    assert [event.at.isoformat() for event in read.only("message")][::3] == ["2018-10-28T08:17:00+00:00", "2018-10-28T11:05:00+00:00"]
    newer = reading(fixture_file("discord-2024.csv"), zone="Asia/Shanghai")
    assert newer.events[0].at.isoformat() == "2024-03-01T08:17:21.123456+00:00"


HEAD = "AuthorID;Author;Date;Content;Attachments;Reactions;\n"
ROWS = [f'1;a;05-Oct-18 09:{minute:02} AM;"hello {minute % 3}";;;\n' for minute in (1, 1, 1, 2, 2, 3)]


def test_parts_cut_elsewhere_give_the_same_keys(reading, zipped):
    one = reading(zipped({"old/csv/talk/general/1.csv": HEAD + "".join(ROWS)}, "one.zip"))
    cut = {"x/talk/general/2.csv": HEAD + "".join(ROWS[4:]), "x/talk/general/1.csv": HEAD + "".join(ROWS[:4])}
    two = reading(zipped(cut, "two.zip"))
    assert sorted(one.keys) == sorted(two.keys)
    assert {event.channel for event in two.events} == {"talk/general"}
    other = reading(zipped({"x/talk/support/1.csv": HEAD + "".join(ROWS)}, "other.zip"))
    assert not set(other.keys) & set(one.keys)


@pytest.mark.parametrize(
    ("path", "channel"),
    [
        ("before-2019-Dec-05/csv/komodo-project/support/12.csv", "komodo-project/support"),
        ("after-2019-Dec-05/2020-Jan-02/csv/lobby/introductions/1.csv", "lobby/introductions"),
        ("Guild - Talk - general [123456789012345678] [part 2].csv", "Talk/general"),
        ("Guild - Talk - general (after 2024-01-01).csv", "Talk/general"),
        ("komodo-project/ask/part.csv", "komodo-project/ask"),
        ("komodo-project/ask/455851625915875338.csv", "komodo-project/ask"),
        ("455851625915875338.csv", "455851625915875338"),
        ("talk/general.csv", "talk/general"),
        ("general.csv", "general"),
        ("1.csv", ""),
    ],
)
def test_the_channel_of_a_file_is_told_by_its_path(path, channel):
    assert channel_of(path)[1] == channel


def test_the_id_in_a_file_name_names_the_channel_wherever_the_file_lies():
    assert channel_of("a/G - T - x [123456789012345678].csv")[0] == channel_of("b/c/G - T - y [123456789012345678] [part 9].csv")[0]


def test_parts_of_a_channel_in_json_count_a_repeated_message_once(reading, fixture_file, zipped):
    export = json.loads(fixture_file(GENERAL).read_text())
    second = {**export, "messages": export["messages"][3:]}
    both = zipped({"general [part 2].json": json.dumps(second), "general.json": json.dumps(export)})
    read = reading(both)
    assert read.counts == reading(fixture_file(GENERAL)).counts
    assert read.tally.records == 11


def test_empty_and_foreign_files_in_a_zip_are_named_and_pictures_are_not(reading, fixture_file, zipped):
    read = reading(
        zipped(
            {
                "a.json": fixture_file(GENERAL).read_bytes(),
                "b.json": b"",
                "c.json": b'{"x": 1}',
                "a.json_Files/pic.png": b"x",
                "a_Files/meta.json": b"{}",
            }
        )
    )
    assert [(skipped.where, skipped.reason) for skipped in read.tally.skipped] == [
        ("b.json", "skip.empty_file"),
        ("c.json", "skip.other_format"),
    ]


def _with(fixture_file, tmp_path, record):
    export = json.loads(fixture_file(GENERAL).read_text())
    path = tmp_path / "broken.json"
    path.write_text(json.dumps({**export, "messages": [*export["messages"], record]}))
    return path


GOOD = {"id": "1213040940933120000", "type": "Default", "content": "x", "author": {"id": "5", "name": "n"}}


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        ("text", "skip.not_a_record"),
        (None, "skip.not_a_record"),
        ({}, "skip.bad_id"),
        ({**GOOD, "id": None}, "skip.bad_id"),
        ({**GOOD, "id": "abc"}, "skip.bad_id"),
        ({**GOOD, "id": "-5"}, "skip.bad_id"),
        ({**GOOD, "id": "9" * 30}, "skip.bad_id"),
        ({**GOOD, "id": "12"}, "skip.bad_id"),
        ({**GOOD, "id": 1.5}, "skip.bad_id"),
        ({**GOOD, "id": "9000000000000000000"}, "skip.future"),
        ({**GOOD, "author": None}, "skip.no_author"),
        ({**GOOD, "author": {"name": "n"}}, "skip.no_author"),
        ({**GOOD, "author": []}, "skip.no_author"),
        ({**GOOD, "reactions": "many"}, "skip.bad_reaction"),
        ({**GOOD, "reactions": [{"emoji": {}, "count": 1}]}, "skip.bad_reaction"),
        ({**GOOD, "reactions": [{"emoji": {"name": "x"}, "count": -1}]}, "skip.bad_reaction"),
        ({**GOOD, "reactions": [{"emoji": {"name": "x"}}]}, "skip.bad_reaction"),
    ],
)
def test_a_broken_message_is_skipped_with_its_place_and_reason(reading, fixture_file, tmp_path, record, reason):
    read = reading(_with(fixture_file, tmp_path, record))
    assert [(skipped.where, skipped.reason) for skipped in read.tally.skipped] == [("broken.json#8", reason)]
    assert read.counts["reply"] == 2


def test_notices_nobody_knows_yet_are_records_without_an_act(reading, fixture_file, tmp_path):
    read = reading(_with(fixture_file, tmp_path, {**GOOD, "type": "SomethingNew"}))
    assert (read.tally.records, read.counts["message"], read.reasons) == (8, 2, [])


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("1;a;05-Oct-18 09:17 AM;x;;", None),
        ("1;a;05-Oct-18 09:17 AM;x;", "skip.wrong_width"),
        ("1;a;05-Oct-18 09:17 AM;x;;;;;", "skip.wrong_width"),
        ("1;a;05-Foo-18 09:17 AM;x;;;", "skip.bad_time"),
        ("1;a;32-Oct-18 09:17 AM;x;;;", "skip.bad_time"),
        ("1;a;05-Oct-18 13:17 AM;x;;;", "skip.bad_time"),
        ("1;a;05-Oct-18 09:77 AM;x;;;", "skip.bad_time"),
        ("1;a;05-Oct-18 09:17 XM;x;;;", "skip.bad_time"),
        ("1;a;;x;;;", "skip.bad_time"),
        ("1;a;2999-01-01T00:00:00+00:00;x;;;", "skip.future"),
        ("1;a;1889-01-01T00:00:00+00:00;x;;;", "skip.before_1990"),
        (";a;05-Oct-18 09:17 AM;x;;;", "skip.no_author"),
        ("1;a;05-Oct-18 09:17 AM;x;;thumbs up;", "skip.bad_reaction"),
        ("1;a;05-Oct-18 09:17 AM;x;;👍 (x),❤️ (1);", "skip.bad_reaction"),
    ],
)
def test_a_broken_row_of_csv_is_skipped_with_its_line_and_reason(reading, tmp_path, row, reason):
    path = tmp_path / "general.csv"
    path.write_text(f"{HEAD}2;b;05-Oct-18 09:00 AM;fine;;;\n{row}\n")
    read = reading(path)
    assert read.reasons == ([reason] if reason else [])
    assert [skipped.where for skipped in read.tally.skipped] == (["general.csv line 3"] if reason else [])
    assert read.events[0].author == "2"


@pytest.mark.parametrize(
    ("name", "keep", "code"),
    [
        (GENERAL, 2500, "import.truncated_json"),
        (GENERAL, -3, "import.truncated_json"),
        ("discord-general.html", 4000, "import.truncated_html"),
    ],
)
def test_a_file_that_was_cut_off_is_refused(reading, fixture_file, tmp_path, name, keep, code):
    path = tmp_path / name
    path.write_bytes(fixture_file(name).read_bytes()[:keep])
    with pytest.raises(Refusal) as refused:
        reading(path)
    assert refused.value.code == code


@pytest.mark.parametrize("name", [GENERAL, "discord-general.html", "discord-2019.csv"])
def test_a_file_in_another_encoding_is_refused(reading, fixture_file, tmp_path, name):
    path = tmp_path / name
    path.write_bytes(fixture_file(name).read_text(encoding="utf-8").replace("Hold", "Hälde").replace("a file", "ä").encode("gb18030"))
    with pytest.raises(Refusal) as refused:
        reading(path)
    assert refused.value.code == "import.not_utf8"


def test_ids_out_of_order_are_remembered_too():
    seen = Seen()
    assert [seen.is_new(number) for number in (5, 9, 7, 7, 5, 9, 10, 8, 8)] == [True, True, True, False, False, False, True, True, False]
