"""WeCom: the archive of messages, and the lists of members that its interface answers."""

import json
from datetime import date

import pytest

from tenants.ingest import wecom
from tenants.ingest.columns import ColumnMapping
from tenants.terms.errors import Refusal

ARCHIVE, MEMBERS = "wecom-archive.jsonl", "wecom-members.json"
ROOM = "wrOgQhDgAAMYQiS5ol9G7gK9JVAAAAAA"
ANN, BO = "wmErxtDgAA9AW32YyyuYRimKr7D1KWlw", "woAJ2GCAAAXtWyujaWJHDDGi0mACH71w"


def records(fixture_file):
    return [json.loads(line) for line in fixture_file(ARCHIVE).read_text().splitlines()]


def test_every_message_to_a_group_counts_and_nothing_else(reading, fixture_file):
    read = reading(fixture_file(ARCHIVE))
    assert read.format == "wecom-archive"
    assert read.tally.records == 23
    assert read.counts == {"message": 15, "reply": 1}
    assert {event.channel for event in read.events} == {ROOM}
    assert read.events[0].at.isoformat() == "2026-03-01T00:00:00.123000+00:00"
    assert [event.at.isoformat() for event in read.events if event.text == "秒级时间"] == ["2026-03-01T00:01:30+00:00"]


def test_what_was_called_back_and_what_two_said_alone_is_left_out_and_said_so(reading, fixture_file):
    read = reading(fixture_file(ARCHIVE))
    assert not [event for event in read.events if event.text in {"说错了", "私下说一句"}]
    assert read.reasons == ["skip.recalled", "skip.no_author", "skip.bad_time", "skip.single_chats"]
    assert read.tally.skipped[-1].facts == {"count": 1}


def test_a_recall_in_another_file_of_the_upload_holds_too(reading, fixture_file, zipped):
    lines = fixture_file(ARCHIVE).read_text().splitlines(keepends=True)
    read = reading(zipped({"1.jsonl": "".join(lines[:6]), "2.jsonl": "".join(lines[6:])}))
    assert read.keys == reading(fixture_file(ARCHIVE)).keys


def test_staff_are_those_who_are_not_from_outside_and_robots_are_bots(reading, fixture_file):
    authors = reading(fixture_file(ARCHIVE)).tally.authors
    assert {author.id for author in authors.values() if author.is_staff} == {"liwei", "wangmin", "womack"}
    assert {author.id for author in authors.values() if author.is_bot} == {"wbrobot_001"}
    assert [wecom.is_outside(each) for each in (ANN, BO, "wm_A1", "womack", "wmorris", "liwei")] == [True, True, True, False, False, False]


def test_words_are_those_of_texts_and_of_the_texts_among_mixed_parts(reading, fixture_file):
    texts = [event.text for event in reading(fixture_file(ARCHIVE)).events if event.text]
    assert texts[:4] == ["各位会员早上好", "新品什么时候上架？", "周五上架", "第一段\n第二段？"]
    assert len(texts) == 8


def test_a_quotation_is_a_reply_without_a_known_parent(reading, fixture_file):
    assert [(reply.text, reply.reply_to) for reply in reading(fixture_file(ARCHIVE)).only("reply")] == [("周五上架", None)]


@pytest.mark.parametrize(
    "shape",
    [
        json.dumps,
        lambda found: json.dumps({"errcode": 0, "errmsg": "ok", "chatdata": found, "more": {"a": [1]}}),
        lambda found: "\n\n".join(json.dumps(each, indent=1) for each in found),
        lambda found: json.dumps(found[:9]) + json.dumps(found[9:]),
    ],
)
def test_lines_arrays_and_wrapped_arrays_are_one(reading, fixture_file, tmp_path, shape):
    path = tmp_path / ARCHIVE
    path.write_text(shape(records(fixture_file)))
    assert reading(path).events == reading(fixture_file(ARCHIVE)).events


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "utf-8-sig"])
def test_encodings_change_nothing(reading, fixture_file, tmp_path, encoding):
    path = tmp_path / MEMBERS
    path.write_bytes(fixture_file(MEMBERS).read_text().encode(encoding))
    assert reading(path).events == reading(fixture_file(MEMBERS)).events


def test_an_archive_that_is_still_encrypted_is_refused(reading, tmp_path):
    path = tmp_path / "closed.json"
    path.write_text('{"errcode":0,"chatdata":[{"seq":1,"msgid":"m","publickey_ver":1,"encrypt_random_key":"k","encrypt_chat_msg":"c"}]}')
    with pytest.raises(Refusal) as refused:
        reading(path)
    assert refused.value.code == "import.encrypted_archive"


def test_a_list_of_members_tells_since_when_by_whom_and_who_is_of_the_company(reading, fixture_file):
    read = reading(fixture_file(MEMBERS))
    assert read.format == "wecom-members"
    joins = [(event.at.date().isoformat(), event.author, event.inviter, event.channel) for event in read.events]
    assert joins == [
        ("2026-01-30", "liwei", None, "会员福利群"),
        ("2026-02-09", ANN, "liwei", "会员福利群"),
        ("2026-02-19", BO, ANN, "会员福利群"),
        ("2026-02-24", ANN, "liwei", "新品体验群"),
    ]
    authors = read.tally.authors
    assert [(each.name, each.is_staff, each.joined and each.joined.date().isoformat()) for each in authors.values()] == [
        ("李薇", True, "2026-01-30"),
        ("会员甲", False, "2026-02-09"),
        ("乙", False, "2026-02-19"),
        ("丙", False, None),
    ]
    assert read.reasons == ["skip.bad_time", "skip.no_author"]
    assert (read.tally.evidence.joins, read.tally.evidence.leaves) == (True, False)
    assert len(set(read.keys)) == len(read.keys)


def test_a_list_is_kept_as_one_of_its_day_so_that_the_next_tells_who_left(reading, fixture_file, tmp_path):
    dated = tmp_path / "members_20260315.json"
    dated.write_bytes(fixture_file(MEMBERS).read_bytes())
    assert [(each.as_of, len(each.people)) for each in reading(dated).tally.lists] == [(date(2026, 3, 15), 4), (date(2026, 3, 15), 1)]
    said = reading(fixture_file(MEMBERS), mapping=ColumnMapping(as_of=date(2026, 3, 20)))
    assert {each.as_of for each in said.tally.lists} == {date(2026, 3, 20)}
    assert {each.as_of for each in reading(fixture_file(MEMBERS)).tally.lists} == {date(2026, 6, 1)}
    with pytest.raises(Refusal) as refused:
        reading(fixture_file(MEMBERS), mapping=ColumnMapping(as_of=date(2027, 1, 1)))
    assert refused.value.code == "import.list_in_future"


def test_an_archive_with_lists_beside_it_knows_names(reading, fixture_file, zipped):
    read = reading(zipped({name: fixture_file(name).read_bytes() for name in (ARCHIVE, MEMBERS)}))
    assert read.format == "wecom-archive"
    assert {event.channel for event in read.events} == {"会员福利群"}
    assert read.tally.authors[ANN].name == "会员甲"
    assert read.keys == reading(fixture_file(ARCHIVE)).keys
    assert read.reasons[0] == "skip.members_apart"  # when they joined is not taken, and said so


def test_what_is_neither_is_refused(reading, tmp_path):
    path = tmp_path / "other.json"
    path.write_text('{"msgid": 1}')
    for name in ("wecom-archive", "wecom-members"):
        with pytest.raises(Refusal) as refused:
            reading(path, format=name)
        assert refused.value.code == "import.not_this_format"
