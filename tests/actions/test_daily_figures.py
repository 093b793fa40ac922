"""Figures counted by hand: saved, brought in as a table, taken back, and what they make of the figures of a month."""

from datetime import UTC, date, datetime

import pytest

from tenants.actions import daily_figures as acting
from tenants.actions import figures, importing
from tenants.store.clients import community_by_id
from tenants.store.tenancy import use_tenant
from tenants.terms.errors import Refusal
from tenants.terms.figure import Reason, Source
from tenants.terms.manual import Manual
from tenants.terms.period import Period
from tests.communities import NOW, application, bring, make_place

JUNE = Period.month(2026, 6)
TABLE = '日期,群成员数,消息数,活跃人数,入群人数,退群人数\n2026/6/1,400,"1,200",80,5,1\n2026/6/2,403,900,,4,1\n2026/6/3,405,-,60,3,2\n'


@pytest.fixture
def place(database_url, tmp_path):
    with application(database_url, tmp_path / "files"):
        place = make_place(zone="Asia/Shanghai", platform="wechat")
        with use_tenant(place.tenant_id):
            yield place


@pytest.fixture
def group(place):
    return community_by_id(place.community_id)


def of_june(group):
    return figures.figures(group, JUNE, now=NOW)[1]


def test_a_table_of_daily_figures_is_told_by_its_headers_and_taken_back_with_its_import(place, group, tmp_path):
    path = tmp_path / "六月.csv"
    path.write_bytes(TABLE.encode("gbk"))
    result = bring(place, path)
    assert (result.format, result.records, result.added, result.already_there) == ("daily-csv", 3, 3, 0)
    assert acting.of_month(group, JUNE)[date(2026, 6, 2)] == Manual(403, 900, None, 4, 1)
    assert (bring(place, path).added, acting.store.changes(group.id)[0].source) == (0, "六月.csv")
    importing.undo(result.import_id, now=NOW)
    assert acting.of_month(group, JUNE) == {}


def test_days_counted_by_hand_make_the_figures_of_a_month_and_people_are_never_added_up(place, group, tmp_path):
    path = tmp_path / "june.csv"
    path.write_text(TABLE)
    bring(place, path)
    found = of_june(group)
    values = {key: found[key].value for key in ("messages", "joins", "leaves", "net_growth", "members_start", "members_end", "dau_avg")}
    assert values == {
        "messages": 2100, "joins": 12, "leaves": 4, "net_growth": 8, "members_start": 396, "members_end": 405, "dau_avg": 70
    }  # fmt: skip
    assert {found[key].source for key in values} == {Source.MANUAL}
    assert [round(found[key].coverage * 30) for key in ("messages", "joins", "dau_avg")] == [2, 3, 2]
    assert [(found[key].value, found[key].reason) for key in ("active_members", "mau", "silent_rate")] == [(None, Reason.DAILY_ONLY)] * 3
    assert found["reactions"].reason is Reason.NOT_RECORDED


def test_what_is_saved_replaces_the_day_and_nothing_known_is_no_zero(group):
    first = acting.save(group, {date(2026, 6, 1): Manual(members=400, messages=10)}, by=None, now=NOW)
    assert acting.save(group, {date(2026, 6, 1): Manual(members=400, messages=10)}, by=None, now=NOW) is None
    second = acting.save(group, {date(2026, 6, 1): Manual()}, by=None, now=NOW)
    assert (acting.of_month(group, JUNE), of_june(group)["messages"].value) == ({}, None)
    with pytest.raises(Refusal) as caught:
        acting.undo(first.id, by=None, now=NOW)
    assert (caught.value.code, caught.value.facts["days"]) == ("daily.changed_since", ["2026-06-01"])
    acting.undo(second.id, by=None, now=NOW)
    assert of_june(group)["messages"].value == 10
    acting.undo(first.id, by=None, now=NOW)
    assert acting.of_month(group, JUNE) == {}
    with pytest.raises(Refusal, match=r"daily\.undone_already"):
        acting.undo(first.id, by=None, now=NOW)


def test_a_day_to_come_is_refused(group):
    with pytest.raises(Refusal, match=r"daily\.in_future"):
        acting.save(group, {date(2026, 6, 2): Manual(members=1)}, by=None, now=datetime(2026, 6, 1, 15, 59, tzinfo=UTC))


def test_days_that_do_not_follow_from_the_day_before_are_found():
    known = {date(2026, 6, 1): Manual(members=400), date(2026, 6, 2): Manual(members=404, joins=5, leaves=1)}
    assert acting.gaps(known) == []
    known[date(2026, 6, 3)] = Manual(members=410, joins=4, leaves=0)
    assert acting.gaps(known) == [acting.Gap(date(2026, 6, 3), 410, 408)]
    assert (
        acting.gaps({date(2026, 6, 3): Manual(members=1, joins=1, leaves=1), date(2026, 6, 5): Manual(members=9, joins=0, leaves=0)}) == []
    )


def test_the_totals_of_a_month_know_what_cannot_be_added_up():
    found = acting.totals({date(2026, 6, 1): Manual(400, 10, 5, 1, 0), date(2026, 6, 2): Manual(401, None, 8, 1, 0)})
    assert found == acting.Totals(401, 10, 6.5, 2, 0)
    assert acting.totals({}) == acting.Totals(None, None, None, None, None)
