"""QQ's records, as the client's text and as QQChatExporter's JSON."""

from datetime import UTC, datetime

import pytest

from tenants.ingest.qq_words import move, sender
from tenants.terms.errors import Refusal


@pytest.fixture
def group(reading, fixture_file):
    return reading(fixture_file("qq-group.txt"), zone="Asia/Shanghai")


def test_messages_joins_and_leaves_of_a_group(group):
    assert group.format == "qq-txt"
    assert dict(group.counts) == {"message": 5, "join": 2, "leave": 2}
    assert {(event.author, event.inviter) for event in group.only("join")} == {("123456", None), ("777777", "654321")}
    assert {event.author for event in group.only("leave")} == {"小林", "777777"}
    assert {event.channel for event in group.events} == {"跑步群"}
    assert group.tally.authors["654321"].name == "阿宝"


def test_a_friends_record_in_the_same_file_is_left_out(group):
    assert group.reasons == ["skip.private_conversation", "skip.bad_time"]
    assert "888888" not in group.tally.authors


def test_every_way_to_write_a_time_is_read(group):
    assert [event.at.hour for event in group.only("message")] == [1, 1, 5, 13, 0]
    assert group.only("message")[0].at == datetime(2026, 2, 28, 1, 6, 2, tzinfo=UTC)


def test_equal_messages_of_one_second_are_two(group):
    first, second = group.only("message")[:2]
    assert (first.text, first.key != second.key) == (second.text, True)


def test_text_goes_on_to_the_next_head(group):
    assert group.only("message")[0].text == "欢迎新人 @全体成员\n今天跑吗？"
    assert group.only("message")[0].question
    assert group.only("message")[2].text == ""
    assert group.only("message")[3].text == "好的\n2026-02-28 这不是抬头"


def test_a_talk_without_numbers_in_gb18030_knows_people_by_name(reading, fixture_file):
    read = reading(fixture_file("qq-talk-gb18030.txt"), zone="Asia/Shanghai")
    assert [(event.author, event.at.hour) for event in read.events] == [("阿宝", 7), ("小林", 1)]
    assert read.tally.evidence.joins is False


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gb18030"])
def test_the_encoding_does_not_matter(tmp_path, fixture_file, reading, group, encoding):
    text = fixture_file("qq-group.txt").read_text()
    path = tmp_path / "record.txt"
    path.write_bytes(text.replace("\n", "\r\n").encode(encoding))
    assert reading(path, zone="Asia/Shanghai").keys == group.keys


def test_a_corrected_zone_makes_no_new_messages(reading, fixture_file, group):
    assert reading(fixture_file("qq-group.txt"), zone="UTC").keys == group.keys


def test_a_record_saved_as_a_web_archive_is_refused_by_name(tmp_path, reading):
    path = tmp_path / "record.mht"
    path.write_bytes(
        b"From: <Save by Tencent MsgMgr>\r\nSubject: Tencent IM Message\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n"
    )
    with pytest.raises(Refusal) as refused:
        reading(path)
    assert refused.value.facts["looks_like"] == "qq-mht"


@pytest.mark.parametrize(
    ("written", "who"),
    [
        ("【管理员】阿宝(654321)", ("654321", "阿宝")),
        ("小林<lin@example.org>", ("lin@example.org", "小林")),
        ("阿宝", ("", "阿宝")),
        ("名(片)(123456)", ("123456", "名(片)")),
        ("(123456)", ("123456", "123456")),
    ],
)
def test_a_sender_is_taken_apart(written, who):
    assert tuple(sender(written)) == who


@pytest.mark.parametrize(
    ("text", "kind", "who"),
    [
        ("小林(123456) 加入本群。", "join", ["123456"]),
        ("小林加入了群聊", "join", [""]),
        ("小林 退出了本群。", "leave", [""]),
        ("小林(123456)被管理员移出本群", "leave", ["123456"]),
        ("管理员 阿宝 将 小林(123456) 移出本群", "leave", ["123456"]),
        ("阿宝邀请小周、小吴加入了群聊。", "join", ["", ""]),
    ],
)
def test_notices_say_who_came_and_went(text, kind, who):
    moved = move(text)
    assert (moved.kind.value, [each.id for each in moved.who]) == (kind, who)


def test_a_recalled_message_moves_nobody():
    assert move("小林撤回了一条消息") is None


def test_the_exporters_json_is_read(reading, fixture_file):
    read = reading(fixture_file("qq-exporter.json"))
    assert read.format == "qq-json"
    assert dict(read.counts) == {"message": 2, "reply": 1, "join": 1, "leave": 1}
    assert read.only("reply")[0].reply_to == "9001"
    assert [(event.author, event.inviter) for event in read.only("join")] == [("777777", "654321")]
    assert read.tally.authors["654321"].name == "阿宝"
    assert read.only("reply")[0].at == datetime(2026, 2, 28, 1, 1, tzinfo=UTC)
    assert read.only("message")[1].text == ""
