"""The calendar's pages: months, lists, planning, moving, outcomes, undo, and two people at once."""

import re
from datetime import UTC, datetime

import pytest

from tenants.store.activities import Activity
from tenants.store.base import db
from tenants.store.tenancy import use_tenant

PLAN = {"title": "Poster evening", "community": "hikers-1", "kind": "gathering", "day": "2026-06-17", "at": "20:00", "until": "21:30"}


@pytest.fixture
def manager(world, as_person):
    return as_person("manager@north.example")


@pytest.fixture
def kept(app, world):
    def found(title="Poster evening"):
        with app.app_context(), use_tenant(world.a.id):
            row = db.session.scalars(db.select(Activity).where(Activity.title == title)).one_or_none()
            if row is not None:
                db.session.refresh(row, ["community"])
                db.session.expunge_all()
            return row

    return found


def undo_of(page):
    return re.search(r'<form class="inline" method="post" action="([^"]+)"><input[^>]+><button[^>]*>Undo', page)[1].replace("&amp;", "&")


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def day_of(page, day):
    """What stands in one cell of the month."""
    return re.search(rf'data-day="{day}">(.*?)(?=data-day=|</ol>)', page, re.DOTALL)[1]


def test_an_activity_is_planned_in_the_communitys_time_and_stands_on_its_day(manager, kept):
    answer = manager.send("/w/north/calendar", **PLAN, owner="Ann", budget="1,200.50")
    assert answer.headers["Location"] == "/w/north/calendar?month=2026-06"
    row = kept()
    assert (row.starts_at, row.ends_at, row.budget) == (utc("2026-06-17T12:00"), utc("2026-06-17T13:30"), 1200.5)
    page = manager.get("/w/north/calendar?month=2026-06").text
    assert "Poster evening" in day_of(page, "2026-06-17")
    assert "20:00" in day_of(page, "2026-06-17")
    assert "Poster evening is in the calendar." in page
    assert "Poster evening" in manager.get("/w/north/calendar?month=2026-06&view=list").text


def test_without_a_time_it_lasts_whole_days_and_the_form_names_the_last(manager, kept):
    manager.send("/w/north/calendar", **(PLAN | {"at": "", "until": "", "last_day": "2026-06-19"}))
    row = kept()
    assert (row.all_day, row.starts_at, row.ends_at) == (True, utc("2026-06-16T16:00"), utc("2026-06-19T16:00"))
    page = manager.get("/w/north/calendar?month=2026-06").text
    parts = [re.search(r"ev--(from|mid|to)", day_of(page, f"2026-06-{day}")) for day in (17, 18, 19)]
    assert [part[1] for part in parts] == ["from", "mid", "to"]
    assert "Poster evening" not in day_of(page, "2026-06-20")
    form = manager.get(f"/w/north/calendar/{row.id}/edit").text
    assert 'name="last_day" type="date" value="2026-06-19"' in re.sub(r"\s+", " ", form)


def test_an_end_before_the_beginning_means_the_next_morning(manager, kept):
    manager.send("/w/north/calendar", **(PLAN | {"until": "01:30"}))
    assert kept().ends_at == utc("2026-06-17T17:30")
    page = manager.get("/w/north/calendar?month=2026-06").text
    assert "Poster evening" not in day_of(page, "2026-06-18"), "a night is one evening"


def test_more_than_a_day_holds_are_folded(manager):
    for n in range(6):
        manager.send("/w/north/calendar", **(PLAN | {"title": f"Talk {n}", "at": f"1{n}:00", "until": ""}))
    cell = day_of(manager.get("/w/north/calendar?month=2026-06").text, "2026-06-17")
    assert "+3 more" in cell
    assert all(f"Talk {n}" in cell for n in range(6))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": ""}, "title"),
        ({"day": "17.6."}, "day"),
        ({"at": "8 pm"}, "at"),
        ({"last_day": "2026-06-16"}, "last_day"),
        ({"kind": "party"}, "kind"),
        ({"community": "hikers-9"}, "community"),
        ({"budget": "much"}, "budget"),
        ({"budget": "1e30"}, "budget"),
    ],
)
def test_a_plan_that_cannot_be_is_refused_beside_its_field(manager, kept, changes, field):
    answer = manager.send("/w/north/calendar", **(PLAN | {"brief": "kept words"} | changes))
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert "kept words" in answer.text
    assert kept() is None


def test_a_refusal_speaks_chinese_to_who_reads_chinese(manager):
    manager.send("/preferences", language="zh_Hans_CN")
    assert "结束早于开始" in manager.send("/w/north/calendar", **(PLAN | {"last_day": "2026-06-16"})).text


def test_moving_by_drag_keeps_the_hour_and_is_one_undo_away(manager, kept):
    manager.send("/w/north/calendar", **PLAN)
    row = kept()
    cell = day_of(manager.get("/w/north/calendar?month=2026-06").text, "2026-06-17")
    assert f'data-move="/w/north/calendar/{row.id}/day" data-revision="1"' in cell
    manager.send(f"/w/north/calendar/{row.id}/day", day="2026-06-23", revision="1")
    assert kept().starts_at == utc("2026-06-23T12:00")
    page = manager.get("/w/north/calendar?month=2026-06").text
    assert "Poster evening" in day_of(page, "2026-06-23")
    manager.send(undo_of(page))
    assert kept().starts_at == utc("2026-06-17T12:00")


def test_a_stale_move_or_change_is_refused_with_what_was_typed(manager, kept):
    manager.send("/w/north/calendar", **PLAN)
    row = kept()
    address = f"/w/north/calendar/{row.id}"
    manager.send(f"{address}/day", day="2026-06-23", revision="1")
    assert manager.send(f"{address}/day", day="2026-06-24", revision="1").status_code == 422
    answer = manager.send(address, **(PLAN | {"title": "My words"}), revision="1")
    assert answer.status_code == 422
    assert "Somebody else has changed" in answer.text
    assert "My words" in answer.text
    assert kept().starts_at == utc("2026-06-23T12:00")


def test_the_outcome_is_entered_once_it_has_begun(manager, kept):
    manager.send("/w/north/calendar", **PLAN)
    address = f"/w/north/calendar/{kept().id}"
    outcome = {"participants": "48", "registered": "60", "cost": "1,320", "rating": "4", "result": "Good", "revision": "1"}
    assert manager.send(f"{address}/outcome", **outcome).status_code == 303
    row = kept()
    assert (row.state, row.participants, row.registered, row.cost, row.rating) == ("done", 48, 60, 1320, 4)
    page = manager.get(address).text
    assert "Poster evening is done." in page
    assert "¥1,320" in page
    assert "ev--done" in day_of(manager.get("/w/north/calendar?month=2026-06").text, "2026-06-17")


@pytest.mark.parametrize(
    ("field", "typed"), [("participants", "-3"), ("participants", "some"), ("cost", "-1"), ("rating", "9"), ("cost", "1e30")]
)
def test_an_outcome_that_cannot_be_is_refused_and_kept_in_the_form(manager, kept, field, typed):
    manager.send("/w/north/calendar", **PLAN)
    answer = manager.send(f"/w/north/calendar/{kept().id}/outcome", **({"lessons": "kept words", "revision": "1"} | {field: typed}))
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert "kept words" in answer.text
    assert kept().state == "planned"


def test_an_outcome_before_the_beginning_is_refused(manager, kept):
    manager.send("/w/north/calendar", **(PLAN | {"day": "2099-06-17"}))
    address = f"/w/north/calendar/{kept().id}"
    assert manager.send(f"{address}/outcome", participants="4", revision="1").status_code == 422
    assert "Mark as done" not in manager.get(address).text


def test_what_is_called_off_or_deleted_is_one_undo_away(manager, kept):
    manager.send("/w/north/calendar", **PLAN)
    address = f"/w/north/calendar/{kept().id}"
    manager.send(f"{address}/cancellation")
    page = manager.get(address).text
    assert kept().state == "cancelled"
    manager.send(undo_of(page))
    assert kept().state == "planned"
    manager.send(f"{address}/deletion")
    page = manager.get("/w/north/calendar?month=2026-06").text
    assert "Poster evening is deleted." in page
    assert manager.get(address).status_code == 404
    manager.send(undo_of(page))
    assert "Poster evening" in day_of(manager.get("/w/north/calendar?month=2026-06").text, "2026-06-17")


def test_the_calendar_is_narrowed_to_a_community_and_a_kind(manager):
    manager.send("/w/north/calendar", **PLAN)
    month = "/w/north/calendar?month=2026-06"
    assert "Poster evening" in manager.get(f"{month}&community=hikers-1&kind=gathering").text
    assert "Poster evening" not in manager.get(f"{month}&community=hikers-2").text
    assert "Poster evening" not in manager.get(f"{month}&kind=qa").text


def test_an_empty_month_says_what_will_be_here(manager):
    page = manager.get("/w/north/calendar?month=2025-01").text
    assert "Nothing planned" in page
    assert "/calendar/new?day=2025-01-01" in page


@pytest.mark.parametrize("month", ["nonsense", "2026", "2026-W07", "0001-01", "9999-12", "2026-06-01..2027-06-01"])
def test_what_is_no_month_is_not_found(manager, month):
    assert manager.get(f"/w/north/calendar?month={month}").status_code == 404


def test_an_analyst_looks_and_cannot_move(world, as_person):
    analyst = as_person("analyst@north.example")
    page = analyst.get("/w/north/calendar?month=2026-07").text
    assert "Live Q&amp;A" in page
    assert "data-move" not in page
    assert analyst.send(f"/w/north/calendar/{world.a.ids['activity_id']}/day", day="2026-07-09").status_code == 403
