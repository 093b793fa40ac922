"""Chats of WhatsApp, Telegram and QQ, and forums, come in once, whichever way they come."""

from pathlib import Path

import pytest

from tenants.store.base import db
from tenants.store.events import Member
from tenants.store.tenancy import use_tenant
from tenants.terms.errors import Refusal
from tests.communities import application, bring, make_place

FIXTURES = Path(__file__).parents[1] / "ingest" / "fixtures"
CHATS = (
    "whatsapp-android.txt",
    "telegram-group.json",
    "qq-group.txt",
    "qq-exporter.json",
    "mattermost.jsonl",
    "discourse-topic.json",
)


@pytest.fixture
def app(database_url, tmp_path):
    with application(database_url, tmp_path / "files") as app:
        yield app


def test_every_chat_comes_in_and_a_second_time_adds_nothing(app):
    place = make_place(zone="Asia/Shanghai")
    first = {name: bring(place, FIXTURES / name) for name in CHATS}
    again = {name: bring(place, FIXTURES / name) for name in CHATS}
    assert [result.added for result in first.values()] == [11, 14, 9, 5, 8, 10]
    assert {name: result.added for name, result in again.items()} == dict.fromkeys(CHATS, 0)
    with use_tenant(place.tenant_id):
        people = {row.external_id: row for row in db.session.query(Member)}
    # The text and the JSON of one QQ group know its people by the same numbers.
    assert people["qq:654321"].name == "阿宝"
    assert people["mattermost:mira"].is_staff
    assert people["discourse:mira"].is_staff


def test_a_chat_whose_dates_tell_no_order_is_read_once_it_was_said(app, tmp_path):
    place = make_place()
    path = tmp_path / "chat.txt"
    path.write_text("03/04/2026, 10:00 - Ana: hi\n04/05/2026, 10:00 - Ben: hello\n")
    with pytest.raises(Refusal) as refused:
        bring(place, path)
    assert refused.value.code == "import.ask_order"
    assert bring(place, path, mapping={"order": "dmy"}).first.month == 4
