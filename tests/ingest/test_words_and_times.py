"""Small rules that all formats share: what a question is, how times are written."""

from zoneinfo import ZoneInfo

import pytest

from tenants.ingest.questions import asks
from tenants.ingest.times import TimeReader, order_of


@pytest.mark.parametrize(
    "text",
    [
        "Is it on?", "Really?!", "what??", "(is it on?)", "Is it on? I think so.", "Does it work?\nYes", "你好吗？", "来吗？我来",
        "can I *come?*",
        "How? 🙂", "is it https://example.org/a?b=c or another?", "why?🙂", 'He said "why?"', "真的吗?",
    ],
)  # fmt: skip
def test_questions(text):
    assert asks(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "No.",
        "https://example.org/?q=1",
        "see <https://example.org/a?>",
        "`a ? b : c`",
        "```\nwhy?\n```",
        "???",
        "?",
        "a?b=c",
        "www.example.org/x?y",
    ],
)
def test_no_questions(text):
    assert not asks(text)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2024-03-01T09:00:00Z", "2024-03-01T09:00:00"),
        ("2024-03-01 09:00", "2024-03-01T01:00:00"),
        ("2024-03-01T09:00:00.123456+02:00", "2024-03-01T07:00:00.123456"),
        ("2024/3/1", "2024-02-29T16:00:00"),
        ("2024/3/1 下午 3:04:05", "2024-03-01T07:04:05"),
        ("2024年3月1日 15:04", "2024-03-01T07:04:00"),
        ("2024年3月1日15时04分05秒", "2024-03-01T07:04:05"),
        ("2024/3/1 中午 12:30", "2024-03-01T04:30:00"),
        ("2024/3/1 上午 12:30", "2024-02-29T16:30:00"),
        ("13.03.2024 08:00", "2024-03-13T00:00:00"),
        ("3/13/2024 8:00:00 PM", "2024-03-13T12:00:00"),
        ("3/13/2024 8:00 a.m.", "2024-03-13T00:00:00"),
        ("25/12/2024, 08:00", "2024-12-25T00:00:00"),
        ("2024/03/01 10:00:00 GMT+2", "2024-03-01T08:00:00"),
        ("1709283600", "2024-03-01T09:00:00"),
        ("1709283600123", "2024-03-01T09:00:00.123000"),
    ],
)
def test_times_are_read_in_the_zone_given(text, moment):
    read = TimeReader(ZoneInfo("Asia/Shanghai")).read(text)
    assert read is not None
    assert read.isoformat().removesuffix("+00:00") == moment


@pytest.mark.parametrize(
    "text", ["", "soon", "03/04/2024", "2024-00-01", "0000-01-01", "32.01.2024", "2024-01-01 24:01", "1/1/1/1", "12345"]
)
def test_what_is_no_time_or_unsure_is_not_read(text):
    assert TimeReader(ZoneInfo("UTC")).read(text) is None


def test_the_order_of_day_and_month_is_told_by_all_values_together():
    assert order_of(["01/02/2024", "13/02/2024"]) == "dmy"
    assert order_of(["01/02/2024", "02/13/2024"]) == "mdy"
    assert order_of(["01/02/2024", "2024-05-06"]) is None
    assert order_of(["13/02/2024", "02/13/2024"]) is None
