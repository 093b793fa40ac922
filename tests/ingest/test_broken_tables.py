"""Whatever stands in a table or a workbook, reading it ends in a reading or a refusal."""

import csv
import io
import zipfile
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenants.ingest import ColumnMapping, read
from tenants.terms.errors import Refusal
from tests.ingest.conftest import FIXTURES, NOW
from tests.ingest.test_mutilated import DAMAGE, mutilate

HEADERS = {
    "events-csv": ["时间", "用户", "昵称", "类型", "频道", "消息id", "回复", "邀请人", "内容", "数量"],
    "members-csv": ["昵称", "微信号", "入群时间", "退群时间", "邀请人", "角色", "是否付费", "邮箱", "导出日期", "群名称"],
    "daily-csv": ["日期", "群成员数", "消息数", "活跃人数", "入群人数", "退群人数"],
}
DATES = ["2026-05-01 10:00", "03/04/2026", "13/04/2026", "04/13/2026", "45000.5", "20260501", "0001-01-01 00:00:00", "9999-12-31 23:59:59"]
ODD = ["", " ", "99999", "9" * 400, "-1", "1,234", "=1+1", "#N/A", "\ufeff", "\u202e", "NaN", "\x00", "2026-05-01T24:00:00+99:99"]
WORDS = ["发言", "入群", "是", "群主", "已退群"]
CELL = st.one_of(st.sampled_from(DATES), st.sampled_from(ODD), st.sampled_from(WORDS), st.text(max_size=6), st.floats().map(repr))


def whole(path, name, **options):
    try:
        reading = read(path, zone=ZoneInfo("Asia/Shanghai"), now=NOW, name=name, **options)
        events = list(reading.events)
    except Refusal:
        return
    tally = reading.tally
    for event in events:
        assert event.at <= NOW + timedelta(days=1)
        assert event.author is None or event.author in tally.authors
        for text in (event.key, event.channel, event.text, event.inviter or "", event.reply_to or ""):
            assert "\0" not in text
            text.encode()
    for found in tally.lists:
        assert found.people <= set(tally.authors)
        assert found.as_of <= (NOW + timedelta(days=2)).date()
    assert all(value is None or value >= 0 for manual in tally.daily.values() for value in (manual.members, manual.joins))


@pytest.mark.parametrize("form", list(HEADERS))
def test_any_cells_are_read_or_refused(tmp_path, form):
    path = tmp_path / "table.csv"
    width = len(HEADERS[form])

    @settings(max_examples=60)
    @given(st.lists(st.lists(CELL, min_size=width - 1, max_size=width + 1), max_size=8), st.sampled_from(["utf-8", "gb18030", "utf-16"]))
    def check(rows, encoding):
        text = io.StringIO()
        csv.writer(text).writerows([HEADERS[form], *rows])
        path.write_bytes(text.getvalue().encode(encoding, "replace"))
        whole(path, "成员_2026-05-31.csv", format=form)
        whole(path, "table.csv", format=form, mapping=ColumnMapping(order="dmy"))

    check()


@pytest.mark.parametrize("name", ["events-zh.xlsx", "members-zh_2026-05-31.xlsx"])
def test_a_workbook_with_mutilated_parts_is_read_or_refused(tmp_path, name):
    path = tmp_path / name
    with zipfile.ZipFile(FIXTURES / name) as book:
        parts = {info.filename: book.read(info) for info in book.infolist()}

    @settings(max_examples=60)
    @given(st.sampled_from(sorted(parts)), DAMAGE)
    def check(part, damage):
        with zipfile.ZipFile(path, "w") as broken:
            for inner, data in parts.items():
                broken.writestr(inner, mutilate(data, damage) if inner == part else data)
        whole(path, name)
        whole(path, name, format="events-xlsx")

    check()
