"""Deliveries on the screen: what became of each letter, and what a person does about it."""

from datetime import UTC, datetime, timedelta

import pytest

from tenants.store import heartbeat, reports, suppressions
from tenants.store.suppressions import Reason
from tenants.store.work import work
from tests.webapp import june

AT = "/w/north/deliveries"
READER = "he@brand.example"


@pytest.fixture
def manager(world, as_person):
    return as_person(world.a.people["manager"].email)


def post(browser, address, **fields):
    return browser.post(address, data=fields, headers={"X-CSRFToken": browser.token()})


def stopped(app, agency):
    with june.inside(app, agency):
        return {row.email: row.reason for row in suppressions.in_force() if not row.email.startswith("gone-")}


def test_letters_are_found_by_state_client_period_and_part_of_the_address(letter, world, manager):
    letter(recipient=READER)
    for query in ("", "?state=held", "?client=liye-1&period=2026-03", "?q=BRAND.exa", "?state=held&client=liye-1&q=he@"):
        assert READER in manager.get(AT + query).text, query
    for query in ("?state=sent", "?state=moving", "?q=he%25", "?client=liye-2&q=he@", "?period=2026-05", "?state=returned"):
        page = manager.get(AT + query)
        assert page.status_code == 200
        assert READER not in page.text, query
    assert manager.get(AT + "?state=odd").status_code == manager.get(AT + "?page=0").status_code == 404


def test_the_page_asks_for_itself_again_only_while_a_letter_moves(letter, world, manager):
    letter(state="pending", next_at=datetime.now(UTC))
    assert 'hx-trigger="every 3s"' in manager.get(AT).text
    letter(state="pending", attempt=2, next_at=datetime.now(UTC) + timedelta(hours=2), error="delivery.busy", error_text="451 later")
    waiting = manager.get(AT).text
    assert "hx-trigger" not in waiting
    assert "451 later" in waiting
    assert "The next try is at" in waiting
    fragment = manager.get(AT, headers={"HX-Request": "true"}).text
    assert fragment.lstrip().startswith('<div id="deliveries"')


def test_a_second_copy_is_sent_only_after_a_question(letter, world, manager):
    letter(state="held", error="delivery.unclear")
    address = f"{AT}/{world.a.ids['delivery_id']}"
    page = manager.get(AT).text
    assert f"{address}/again" in page
    assert f"{address}/resend" not in page
    assert "may have arrived" in manager.get(f"{address}/again").text
    assert post(manager, f"{address}/resend").status_code == 303
    assert letter()["state"] == "pending"


def test_a_person_says_that_a_held_letter_arrived_and_that_a_failed_one_is_left(letter, world, manager):
    letter(state="held", error="delivery.unclear", recipient=READER)
    address = f"{AT}/{world.a.ids['delivery_id']}/close"
    assert post(manager, address).status_code == 303
    assert letter()["state"] == "sent"
    assert post(manager, address).status_code == 422
    letter(state="failed", error="delivery.refused")
    assert READER in manager.get("/w/north/reports").text
    assert post(manager, address).status_code == 303
    assert post(manager, address).status_code == 422
    assert "left as it is" in manager.get(AT).text
    assert READER not in manager.get("/w/north/reports").text


def test_a_report_goes_to_another_address_and_the_clients_list_keeps_it(app, letter, world, manager):
    letter(state="failed", error="delivery.refused", recipient="brand1@north.example")
    address = f"{AT}/{world.a.ids['delivery_id']}/address"
    assert "brand1@north.example" in manager.get(address).text
    assert post(manager, address, email="nobody").status_code == 422
    assert post(manager, address, email="Brand1@north.example").status_code == 422
    assert post(manager, address, email="New@north.example", keep="1").status_code == 303
    with june.inside(app, world.a):
        run = reports.by_id(world.a.ids["run_id"])
        assert {row.recipient: row.state for row in reports.deliveries(run)} == {
            "brand1@north.example": "failed",
            "new@north.example": "pending",
        }
        assert [each.email for each in run.review.client.recipients] == ["new@north.example"]


def test_an_address_that_is_stopped_is_not_written_to_until_a_person_says_why(app, letter, world, manager):
    letter(state="failed", error="delivery.suppressed", recipient=READER)
    with june.inside(app, world.a), work():
        suppression = suppressions.add(READER, Reason.BOUNCED, words="550 5.1.1", delivery_id=None)
    delivery = f"{AT}/{world.a.ids['delivery_id']}"
    assert post(manager, f"{delivery}/resend").status_code == 422
    listed = manager.get(f"{AT}?state=stopped").text
    assert READER in listed
    assert "550 5.1.1" in listed
    assert post(manager, f"{AT}/stopped/{suppression}", reason=" ").status_code == 422
    assert post(manager, f"{AT}/stopped/{suppression}", reason="They mended it.").status_code == 303
    assert stopped(app, world.a) == {}
    assert post(manager, f"{AT}/stopped/{suppression}", reason="again").status_code == 422
    assert post(manager, f"{delivery}/resend").status_code == 303


def test_the_page_says_when_nobody_is_there_to_send_and_when_one_went_without_a_word(app, world, manager):
    assert "No worker is running" in manager.get(AT).text
    with app.app_context(), work():
        heartbeat.beat("worker:here:1")
    assert "No worker is running" not in manager.get(AT).text
    with app.app_context(), work():
        heartbeat.beat("worker:here:2")
        heartbeat.db.session.get(heartbeat.Heartbeat, "worker:here:2").at = datetime.now(UTC) - timedelta(minutes=3)
    assert "ended without a word 3 min ago" in manager.get(AT).text


def test_machines_that_watch_are_told_of_a_lost_worker(app, visitor):
    with app.app_context(), work():
        for name in ("clock", "worker:here:1", "worker:here:2"):
            heartbeat.beat(name)
    assert visitor.get("/readyz").json | {"at": ""} == {
        "ready": True,
        "parts": {"database": True, "queue": True, "clock": True, "worker": True},
        "workers": 2,
        "lost_s": None,
        "at": "",
    }
    with app.app_context(), work():
        for name in ("worker:here:1", "worker:here:2"):
            heartbeat.db.session.get(heartbeat.Heartbeat, name).at = datetime.now(UTC) - timedelta(seconds=60)
    late = visitor.get("/readyz")
    assert late.status_code == 503
    assert (late.json["workers"], late.json["parts"]["worker"]) == (0, False)
    assert late.json["lost_s"] >= 60
