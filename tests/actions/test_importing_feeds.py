"""Chats of WeChat, WeCom, IRC and mailing lists come in once, whichever way they come."""

from pathlib import Path

import pytest

from tenants.store.base import db
from tenants.store.events import Member
from tenants.store.tenancy import use_tenant
from tests.communities import EXPORTS, application, bring, make_place, real_exports

FIXTURES = Path(__file__).parents[1] / "ingest" / "fixtures"
FEEDS = ("wechat-memotrace.csv", "wechat-weflow.json", "wechat-bot.csv", "wecom-archive.jsonl", "wecom-members.json", "garden.mbox")


@pytest.fixture
def app(database_url, tmp_path):
    with application(database_url, tmp_path / "files") as app:
        yield app


def test_every_feed_comes_in_and_a_second_time_adds_nothing(app):
    place = make_place(zone="Asia/Shanghai", platform="wechat")
    first = {name: bring(place, FIXTURES / name) for name in FEEDS}
    again = {name: bring(place, FIXTURES / name) for name in FEEDS}
    assert {name: result.added for name, result in again.items()} == dict.fromkeys(FEEDS, 0)
    assert [result.added for result in first.values()] == [27, 7, 6, 16, 4, 6]  # tools share acts, a mail came twice


def test_staff_and_joining_times_of_wecom_are_kept_with_their_people(app):
    place = make_place(zone="Asia/Shanghai", platform="wecom")
    bring(place, FIXTURES / "wecom-archive.jsonl")
    bring(place, FIXTURES / "wecom-members.json")
    with use_tenant(place.tenant_id):
        people = {row.external_id: row for row in db.session.query(Member)}
    assert people["wecom:liwei"].name == "李薇"
    assert people["wecom:liwei"].is_staff
    assert not people["wecom:wmErxtDgAA9AW32YyyuYRimKr7D1KWlw"].is_staff


@real_exports
def test_months_of_real_logs_come_in_whole(app):
    place = make_place(zone="Europe/London")
    result = bring(place, Path(EXPORTS, "irc/qtox_znc_2016-06_2016-09.zip"))
    assert (result.added, result.events["join"]) == (23_279, 5_895)
