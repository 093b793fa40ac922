"""Lists of members and tables of daily figures, as people save them."""

import re
from datetime import UTC, date, datetime

import pytest

from tenants.ingest import ColumnMapping, daily_table
from tenants.ingest.headed import guess_roles
from tenants.ingest.member_words import day_in_name, is_member_list, is_staff_word
from tenants.ingest.table_times import header_zone
from tenants.terms.errors import Refusal
from tenants.terms.manual import Manual


@pytest.fixture
def table(tmp_path):
    def make(text, name="members.csv", encoding="utf-8"):
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return path

    return make


def people(read):
    return {each.id: (each.name, each.email, each.is_staff, each.is_paid) for each in read.tally.authors.values()}


def test_a_group_list_in_gbk_gives_people_joins_and_who_is_there(reading, fixture_file):
    read = reading(fixture_file("members-zh-gbk.csv"), zone="Asia/Shanghai")
    assert people(read) == {
        "wxid_ming": ("明明", "ming@tea.example", True, True),
        "wxid_wang": ("老王", "wang@tea.example", False, True),
        "阿红": ("阿红", "", True, False),
        "wxid_li": ("小李", "", False, False),
    }
    assert [(event.kind.value, event.author, event.at.isoformat(), event.inviter) for event in read.events] == [
        ("join", "wxid_ming", "2026-03-02T01:30:00+00:00", None),
        ("join", "wxid_wang", "2026-04-04T16:00:00+00:00", "wxid_ming"),
    ]
    (found,) = read.tally.lists
    assert (found.as_of, found.group, found.people) == (date(2026, 6, 1), "茶友一群", {"wxid_ming", "wxid_wang", "阿红"})
    assert (read.tally.evidence.joins, read.tally.evidence.leaves, read.reasons) == (True, False, [])


def test_a_list_by_projects_names_each_person_once_whatever_stands_before_them(reading, fixture_file):
    read = reading(fixture_file("members-maintainers.csv"))
    assert read.format == "members-csv"
    assert people(read) == {
        "annable": ("Ann Able", "", False, False), "bo-b": ("Bo Brown", "", False, False), "Cy 曹": ("Cy 曹", "", False, False)
    }  # fmt: skip


def test_a_list_of_slack_says_who_is_staff_who_is_a_bot_and_who_has_gone(reading, fixture_file):
    read = reading(fixture_file("members-slack.csv"))
    assert {name: (each.is_staff, each.is_bot) for name, each in read.tally.authors.items()} == {
        "U1": (True, False), "U2": (False, False), "U3": (False, False), "U4": (False, True)
    }  # fmt: skip
    assert read.tally.lists[0].people == {"U1", "U2", "U4"}


def test_a_list_in_a_workbook_under_two_rows_of_headers_carries_its_day_in_its_name(reading, fixture_file):
    read = reading(fixture_file("members-zh_2026-05-31.xlsx"), zone="Asia/Shanghai")
    assert (read.format, read.counts, read.tally.lists[0].as_of) == ("members-xlsx", {"join": 2}, date(2026, 5, 31))


def test_the_day_of_a_list_is_what_a_person_says_then_a_column_then_the_name_then_today(reading, table):
    text = "导出日期,昵称,角色\n2026-04-30,小明,成员\n2026-05-31,小明,成员\n2026-05-31,老王,成员\n"
    read = reading(table(text, "成员_2026-03-31.csv"))
    assert [(each.as_of, sorted(each.people)) for each in read.tally.lists] == [
        (date(2026, 4, 30), ["小明"]), (date(2026, 5, 31), ["小明", "老王"])
    ]  # fmt: skip
    said = reading(table(text), mapping=ColumnMapping(as_of=date(2026, 2, 1)))
    assert [each.as_of for each in said.tally.lists] == [date(2026, 2, 1)]
    plain = "昵称,角色\n小明,成员\n"
    assert reading(table(plain, "成员_2026-03-31.csv")).tally.lists[0].as_of == date(2026, 3, 31)
    assert reading(table(plain, "2031-03-31.csv")).tally.lists[0].as_of == date(2026, 6, 1)
    with pytest.raises(Refusal, match=r"import\.list_in_future"):
        reading(table(plain), mapping=ColumnMapping(as_of=date(2026, 6, 2)))


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("成员列表_2026-06-30.csv", date(2026, 6, 30)),
        ("members20260630.xlsx", date(2026, 6, 30)),
        ("2026.6.3 群成员.csv", date(2026, 6, 3)),
        ("群成员2026年6月.csv", date(2026, 6, 30)),
        ("list-2026-12.csv", date(2026, 12, 31)),
        ("2026-02-30.csv", None),
        ("wx_12026063099.csv", None),
        ("members.csv", None),
    ],
)
def test_a_day_is_read_from_a_file_name(name, day):
    assert day_in_name(name) == day


@pytest.mark.parametrize(
    ("header", "is_one"),
    [
        ("昵称,微信号,入群时间", True),
        ("name,email", True),
        ("username,joined_at,role", True),
        ("Name,E-mail,Joined on,City", True),
        ("id,name,created_at,email", True),
        ("Project,Maintainer Name,Github Name", True),
        ("时间,用户,昵称,类型,内容", False),
        ("time,user,message", False),
        ("date,members,joins", False),
        ("Timestamp,How likely,Why", False),
    ],
)
def test_a_list_is_told_from_other_tables_by_its_header(header, is_one):
    assert is_member_list(header.split(",")) is is_one


@pytest.mark.parametrize(
    ("word", "staff"),
    [("群主", True), ("Admin, Member", True), ("非管理员", False), ("普通成员", False), ("Member", False), ("modest", False)],
)
def test_who_is_staff_is_told_by_what_they_are_called(word, staff):
    assert is_staff_word(word) is staff


def test_a_table_of_daily_figures_keeps_what_is_known_and_reports_what_is_no_count(reading, fixture_file):
    read = reading(fixture_file("daily-zh.csv"), zone="Asia/Shanghai")
    assert (read.format, read.events) == ("daily-csv", [])
    assert read.tally.daily == {date(2026, 5, 1): Manual(1400, 90, None, 5, 1), date(2026, 5, 2): Manual(1404, None, 20, 4, 0)}
    assert [(place.where, place.reason) for place in read.tally.skipped] == [("line 4", "skip.bad_time"), ("line 5", "skip.bad_count")]


@pytest.mark.parametrize(
    ("cell", "count"), [("1,234", 1234), ("1 234", 1234), ("１２", 12), ("12.0", 12), (" 0 ", 0), ("", None), ("—", None), ("无", None)]
)
def test_counts_are_read_as_people_paste_them(cell, count):
    assert daily_table.count_of(cell) == count


@pytest.mark.parametrize("cell", ["-1", "1.5", "many", "1,23", "999999999999", "1e5", "٣x"])
def test_what_is_no_count_is_none(cell):
    with pytest.raises(ValueError, match=re.escape(cell)):
        daily_table.count_of(cell)


def test_a_zone_in_the_header_is_believed(reading, table):
    path = table("Time (UTC+8),user\n2026-05-01 08:00:00,a\n2026/5/1 9:00,b\n", "acts.csv")
    assert [event.at for event in reading(path, zone="America/New_York").events] == [
        datetime(2026, 5, 1, 0, tzinfo=UTC), datetime(2026, 5, 1, 1, tzinfo=UTC)
    ]  # fmt: skip
    assert header_zone("Sent (Europe/Paris)").key == "Europe/Paris"
    assert header_zone("Start Date (UTC)") is UTC
    assert header_zone("Time (UTC+99)") is None
    assert header_zone("Time") is None


def test_clocks_that_change_are_read_as_they_stood(reading, table):
    rows = ("2026-03-29 01:59:59", "2026-03-29 03:00:00", "2025-10-26 00:30:00", "2025-10-26 12:00:00")
    path = table("time,user\n" + "".join(f"{row},a\n" for row in rows), "acts.csv")
    assert [event.at.isoformat()[11:19] for event in reading(path, zone="Europe/Berlin").events] == [
        "00:59:59",
        "01:00:00",
        "22:30:00",
        "11:00:00",
    ]


def test_days_written_both_ways_are_asked_about(reading, table):
    path = table("time,user\n13/02/2026 10:00,a\n02/13/2026 10:00,b\n03/04/2026 10:00,c\n", "acts.csv")
    with pytest.raises(Refusal, match=r"import\.ask_order"):
        reading(path)


def test_what_stands_in_brackets_behind_a_header_is_passed_over():
    assert guess_roles(["用户（ID）", "Time [local]"], {"author": ("用户",), "at": ("time",)}) == {"author": 0, "at": 1}
