"""Clients, targets, calendar, metric contract and settings in a real browser: looked at by axe, dragged, typed and undone."""

import pytest

from tests.browser.conftest import look, sign_in

pytestmark = pytest.mark.browser

LOOKS = [("desk", "light", "zh_Hans_CN"), ("phone", "dark", "en")]
PAGES = (
    *("/w/north/clients", "/w/north/clients/new", "/w/north/clients/liye-1", "/w/north/clients/liye-1/communities/new"),
    *("/w/north/communities/hikers-1/edit", "/w/north/communities/hikers-1/targets?period=2026-06"),
    *("/w/north/communities/hikers-1/contract", "/w/north/settings", "/w/north/calendar/new"),
    *("/w/north/calendar?month=2026-07", "/w/north/calendar?month=2026-07&view=list", "/w/north/calendar?month=2025-01"),
)


@pytest.mark.parametrize(("width", "theme", "language"), LOOKS)
def test_pages_of_planning_are_accessible_and_fit(open_page, world, width, theme, language):
    page = open_page(width=width, theme=theme, language="zh-CN" if language.startswith("zh") else "en-GB")
    sign_in(page, "owner@north.example")
    page.goto("/account")
    page.locator(f".prefs button[value={language}]").first.click()
    page.wait_for_load_state("networkidle")
    wrong = {}
    for path in (*PAGES, f"/w/north/calendar/{world.a.ids['activity_id']}", f"/w/north/calendar/{world.a.ids['activity_id']}/edit"):
        page.goto(path)
        wrong[path] = look(page)
    assert {path: found for path, found in wrong.items() if found} == {}


def test_an_activity_is_dragged_to_another_day_and_the_move_undone(open_page, world):
    page = open_page()
    sign_in(page, "manager@north.example")
    page.goto("/w/north/calendar?month=2026-07")
    page.locator('[data-day="2026-07-06"] [data-move]').first.drag_to(page.locator('[data-day="2026-07-15"]'))
    page.locator('[data-day="2026-07-15"] .ev').wait_for()
    assert "is moved." in page.inner_text("#toasts")
    page.click("#toasts form button")
    page.locator('[data-day="2026-07-15"] .ev').wait_for(state="detached")
    assert page.locator('[data-day="2026-07-06"] .ev').count() == 2


def test_the_colours_preview_follows_the_choice_before_it_is_saved(open_page, world):
    page = open_page()
    sign_in(page, "owner@north.example")
    page.goto("/w/north/settings/brand")
    page.evaluate("e => { e.value = '#f2e205'; e.dispatchEvent(new Event('input', {bubbles: true})); }", page.query_selector("#colour"))
    page.locator('#colour-preview rect[fill="#f2e205"]').wait_for()
    assert page.get_attribute("#colour-preview li:first-child text", "fill") == "#17191c", "dark letters on yellow"
    assert look(page) == []


def test_a_goals_weight_appears_once_there_is_a_goal(open_page, world):
    page = open_page("/sign-in", width="phone")
    sign_in(page, "manager@north.example")
    page.goto("/w/north/communities/hikers-1/targets?period=2026-06")
    weight = page.locator('[id="weight.messages"]')
    assert not weight.is_visible()
    page.locator("details.group:has([id='value.messages']):not([open]) > summary").click()
    page.fill('[id="value.messages"]', "500")
    assert weight.is_visible()
    assert not page.locator('[id="low.messages"]').is_visible()
    page.select_option('[id="direction.messages"]', "range")
    assert page.locator('[id="low.messages"]').is_visible()
    assert look(page) == []
