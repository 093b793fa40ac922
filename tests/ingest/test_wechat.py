"""Groups of WeChat: MemoTrace's CSV, WeFlow's JSON, the CSV of a small bot, and what the group itself says in between."""

import json

import pytest

from tenants.ingest import wechat_notices
from tenants.terms.errors import Refusal

CSV, JSON, BOT = "wechat-memotrace.csv", "wechat-weflow.json", "wechat-bot.csv"
HEADER = "localId,TalkerId,Type,SubType,IsSender,CreateTime,Status,StrContent,StrTime,Remark,NickName,Sender\n"
ROW = "{0},7,1,0,0,{1},2,{2},2026-03-01 08:00:00,,{3},{4}\n"


def moves(read):
    return [(event.kind.value, event.author, event.inviter) for event in read.events if event.kind.value in {"join", "leave"}]


def texts(read):
    return [event.text for event in read.events if event.text]


def test_every_kind_of_message_counts_once_and_only_writing_has_words(reading, fixture_file):
    read = reading(fixture_file(CSV))
    assert read.format == "wechat-csv"
    assert read.tally.records == 35
    assert read.counts == {"message": 15, "reply": 3, "join": 8, "leave": 1}
    assert {event.channel for event in read.events} == {"wechat-memotrace"}
    assert "大家早上好" in texts(read)
    assert len([event for event in read.only("message") if not event.text]) == 8  # picture, voice, sticker, place, video, cards, packet
    assert [event.text for event in read.events if event.question] == ["早！今天几点开团？"]


def test_a_member_is_their_wxid_and_is_shown_by_their_own_name_not_by_the_exporters_remark(reading, fixture_file):
    authors = reading(fixture_file(CSV)).tally.authors
    assert {author: authors[author].name for author in ("wxid_ahua01", "wxid_blin02", "xiaochen_88", "wxid_host00")} == {
        "wxid_ahua01": "阿花",
        "wxid_blin02": "小林",
        "xiaochen_88": "陈晨",
        "wxid_host00": "群主小满",
    }


def test_a_quotation_answers_the_message_it_quotes_by_its_sender_second_and_words(reading, fixture_file):
    for name in (CSV, JSON):
        read = reading(fixture_file(name))
        asked = next(event for event in read.events if event.question and event.author == "wxid_blin02")
        answer = read.only("reply")[0]
        assert (answer.author, answer.text, answer.reply_to) == ("wxid_host00", "十点整开团", asked.key)


def test_quotations_without_a_reference_are_replies_to_nothing_known(reading, fixture_file):
    replies = reading(fixture_file(CSV)).only("reply")[1:]
    assert [(reply.text, reply.reply_to) for reply in replies] == [("好的，收到", None), ("太好了", None)]


def test_who_came_by_whom_and_who_was_removed_is_read_from_notices(reading, fixture_file):
    assert moves(reading(fixture_file(CSV))) == [
        ("join", "小林", "wxid_ahua01"),  # two people are called so: the name stands for itself
        ("join", "老周", "wxid_ahua01"),
        ("join", "豆豆妈", "wxid_ahua01"),  # named by the exporter's remark
        ("join", "xiaochen_88", "wxid_host00"),  # 你 is whoever exported
        ("join", "wxid_host00", "xiaochen_88"),
        ("join", "佳佳", None),
        ("join", "wxid_new05", "wxid_blin02"),  # a template names people by their ids, and 、 is part of a name in it
        ("leave", "老周", None),
        ("join", "小林", "wxid_ahua01"),
    ]


def test_leaves_are_known_only_where_somebody_was_seen_to_leave_by_themselves(reading, fixture_file):
    removed, left = reading(fixture_file(CSV)), reading(fixture_file(JSON))
    assert (removed.tally.evidence.joins, removed.tally.evidence.leaves) == (True, False)
    assert left.tally.evidence.leaves
    assert moves(left)[-1] == ("leave", "老周", None)


def test_recalls_nudges_calls_and_other_notices_are_nobodys_act(reading, fixture_file):
    assert not [text for text in texts(reading(fixture_file(CSV))) if "撤回" in text or "拍了拍" in text or "修改群名" in text]


def test_what_cannot_be_read_is_left_out_with_its_reason(reading, fixture_file):
    assert reading(fixture_file(CSV)).reasons == ["skip.bad_time", "skip.future", "skip.no_author", "skip.unknown_record"]
    assert reading(fixture_file(JSON)).reasons == ["skip.unknown_record"]
    assert reading(fixture_file(BOT)).reasons == ["skip.unknown_record", "skip.no_author", "skip.bad_time", "skip.wrong_width"]


def test_a_row_without_seconds_is_read_by_its_written_time_in_the_communitys_zone(reading, fixture_file):
    read = reading(fixture_file(CSV), zone="Asia/Shanghai")
    assert [event.at.isoformat() for event in read.events if event.text == "只有文字时间"] == ["2026-03-01T08:00:00+00:00"]


def test_the_same_message_is_one_whichever_tool_exported_it(reading, fixture_file):
    first, second = (set(reading(fixture_file(name)).keys) for name in (CSV, JSON))
    assert len(first & second) == 16


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "utf-8"])
def test_encodings_change_nothing(reading, fixture_file, tmp_path, encoding):
    for name in (CSV, JSON, BOT):
        path = tmp_path / name
        path.write_bytes(fixture_file(name).read_text(encoding="utf-8-sig").replace("🤓", "").encode(encoding))
        assert reading(path).events == reading(fixture_file(name)).events


def test_equal_words_in_one_second_are_two_and_the_same_file_again_gives_the_same_keys(reading, fixture_file, tmp_path):
    read = reading(fixture_file(CSV))
    assert len([event for event in read.events if event.text == "早"]) == 2
    assert len(set(read.keys)) == len(read.keys)
    whole = fixture_file(CSV).read_text(encoding="utf-8-sig")
    later = tmp_path / "renamed (1).csv"
    later.write_text(HEADER + whole.split("\n", 3)[3], encoding="utf-8")
    assert set(reading(later).keys) < set(read.keys)


def test_the_channel_is_the_name_of_the_group_in_json_and_of_the_file_in_csv(reading, zipped):
    body = HEADER + ROW.format(1, 1772323200, "早", "阿花", "wxid_ahua01")
    read = reading(zipped({"聊天记录/春茶团购群(222@chatroom)/春茶团购群_utf8.csv": body, "聊天记录/小林(wxid_blin02)/小林.csv": body}))
    assert [event.channel for event in read.events] == ["春茶团购群"]
    assert read.reasons == ["skip.private_conversation"]


def test_a_private_chat_is_refused(reading, fixture_file, tmp_path, zipped):
    whole = json.loads(fixture_file(JSON).read_text())
    whole["session"] |= {"wxid": "wxid_blin02", "type": "私聊"}
    private = tmp_path / "private.json"
    private.write_text(json.dumps(whole))
    late = tmp_path / "late.json"
    late.write_text(json.dumps({"messages": whole["messages"], "session": whole["session"]}))
    table = zipped({"小林(wxid_blin02)/小林.csv": HEADER}, "table.zip")
    for path in (private, late, table):
        with pytest.raises(Refusal) as refused:
            reading(path)
        assert refused.value.code == "import.private_chat"
    both = reading(zipped({"group.json": fixture_file(JSON).read_text(), "private.json": private.read_text()}))
    assert (both.reasons, len(both.events)) == (["skip.unknown_record", "skip.private_conversation"], 23)


def test_what_lies_beside_the_chats_in_a_zip_is_spoken_of(reading, fixture_file, zipped):
    read = reading(zipped({name: fixture_file(name).read_bytes() for name in (CSV, JSON, BOT)}))
    assert (read.format, len(read.events)) == ("wechat-json", 23)
    assert [place.where for place in read.tally.skipped if place.reason == "skip.other_format"] == [CSV]


def test_whoever_exported_is_known_by_what_they_wrote(reading, tmp_path):
    path = tmp_path / "群.csv"
    notice = '7,7,10000,0,0,1772323200,2,"""A""邀请你加入了群聊",,,,\n'
    path.write_text(HEADER + notice)
    assert reading(path).reasons == ["skip.exporter_unknown"]
    path.write_text(HEADER + notice + "8,7,1,0,1,1772323300,2,大家好,,,我,wxid_me\n")
    assert moves(reading(path)) == [("join", "wxid_me", "A")]


def test_a_bots_table_has_several_groups_and_its_own_zone(reading, fixture_file):
    read = reading(fixture_file(BOT), zone="Europe/London")
    assert read.events[0].at.isoformat() == "2026-03-01T00:00:00+00:00"
    asked = [event for event in read.events if event.question]
    assert [event.channel for event in asked] == ["春茶团购群", "新品体验群"]
    assert len({event.key for event in asked}) == 2
    assert moves(read) == [("join", "f11111", "e37930")]
    assert "晨晨" in read.tally.authors  # an id of one session is passed over
    assert not read.tally.evidence.replies


@pytest.mark.parametrize(
    ("text", "what", "people", "by"),
    [
        ('"A"邀请"B、C"加入了群聊', "join", ("B、C",), "A"),
        ("“A”邀请“B”加入了群聊", "join", ("B",), "A"),
        ('"A"邀请你和"B"加入了群聊', "join", ("你", "B"), "A"),
        ('"B"通过"A"的邀请二维码加入群聊', "join", ("B",), "A"),
        ('" B"通过扫描你分享的二维码加入群聊', "join", ("B",), "你"),
        ('"B"加入了群聊', "join", ("B",), None),
        ("Ann invited Bo, Cy to the group chat", "join", ("Bo, Cy",), "Ann"),
        ("You invited Bo to the group chat", "join", ("Bo",), "你"),
        ('"Bo" joined group chat via the QR code you shared', "join", ("Bo",), "你"),
        ('你将"B"移出了群聊', "removal", ("B",), None),
        ('You removed "Bo" from the group chat', "removal", ("Bo",), None),
        ('"B"退出了群聊', "exit", ("B",), None),
    ],
)
def test_notices(text, what, people, by):
    notice = wechat_notices.parse(text)
    assert (notice.what, notice.people, notice.by) == (what, people, by)


@pytest.mark.parametrize("text", ['"A"撤回了一条消息', '你被"A"移出群聊', '"A"修改群名为“B”', "", "<sysmsg>", '"A" 拍了拍 "B"'])
def test_what_is_no_coming_or_going(text):
    assert wechat_notices.parse(text) is None


def test_names_in_a_list_are_told_apart():
    assert wechat_notices.split("B、C") == ["B", "C"]
    assert wechat_notices.split("Bo, Cy") == ["Bo", "Cy"]
    assert wechat_notices.split("、") == ["、"]
