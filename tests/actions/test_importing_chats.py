"""Chats of WhatsApp, Telegram and QQ, and forums, come in once, whichever way they come."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tenants.actions import import_questions, importing, uploads
from tenants.store import imports
from tenants.store.base import db
from tenants.store.events import Member
from tenants.store.tenancy import use_tenant
from tenants.terms.errors import Refusal
from tests.communities import NOW, application, bring, make_place

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


def begun(place, path, **named):
    """An upload through the pages: a worker does it, and it may stop with a question."""
    with use_tenant(place.tenant_id):
        row = importing.begin(place.community_id, path, file_name=path.name, now=NOW, **named)
        try:
            importing.run(row.id, now=NOW)
        except Refusal as refusal:
            return row.id, refusal.code
        return row.id, ""


def chat_of(tmp_path, name, *lines):
    path = tmp_path / name
    path.write_text("\n".join(lines) + "\n")
    return path


def test_the_zone_of_a_phone_is_asked_once_and_one_answer_serves_every_file_that_waits_and_every_one_to_come(app, tmp_path):
    place = make_place(zone="Asia/Shanghai")
    files = [chat_of(tmp_path, f"{day}.txt", f"{day}/04/2026, 10:00 - Ana: hi") for day in (28, 29, 30)]
    first, second = begun(place, files[0]), begun(place, files[1])
    assert (first[1], second[1]) == ("import.ask_zone", "import.ask_zone")
    with use_tenant(place.tenant_id):
        import_questions.answer(first[0], {"zone": "Europe/Paris"}, by=None)
        for row_id, _code in (first, second):
            importing.run(row_id, now=NOW)
        starts = [imports.by_id(row_id).first_at for row_id, _code in (first, second)]
    assert starts == [datetime(2026, 4, day, 8, tzinfo=UTC) for day in (28, 29)]
    third = begun(place, files[2])
    with use_tenant(place.tenant_id):
        assert (third[1], imports.by_id(third[0]).mapping["clock"]) == ("", "Europe/Paris")


def test_a_file_whose_times_all_name_their_zone_asks_nothing(app):
    place = make_place(zone="Asia/Shanghai")
    said = {name: begun(place, FIXTURES / name)[1] for name in CHATS}
    assert {name for name, code in said.items() if code == "import.ask_zone"} == {"qq-group.txt", "whatsapp-android.txt"}


def test_a_file_read_in_the_wrong_zone_is_read_again_in_another_and_nothing_counts_twice(app, tmp_path):
    place = make_place(zone="UTC")
    path = chat_of(tmp_path, "chat.txt", "28/04/2026, 23:30 - Ana: hi", "29/04/2026, 10:00 - Ben: hello")
    row_id, _code = begun(place, path, mapping={"zone": "UTC"})
    with use_tenant(place.tenant_id):
        with pytest.raises(Refusal):
            uploads.in_zone(row_id, "Nowhere/Land", by=None, now=NOW)
        assert imports.by_id(row_id).state == "done", "a zone that does not exist takes nothing back"
        made = uploads.in_zone(row_id, "Asia/Shanghai", by=None, now=NOW)
        importing.run(made.id, now=NOW)
        done = imports.by_id(made.id)
        assert (imports.by_id(row_id).state, done.added, done.first_at) == ("undone", 2, datetime(2026, 4, 28, 15, 30, tzinfo=UTC))
