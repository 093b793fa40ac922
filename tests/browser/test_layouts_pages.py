"""Report layouts in a real browser: rows are dragged and moved, and the real page beside the form follows."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import sign_in

pytestmark = pytest.mark.browser

AGENCY = "/w/north/settings/report"
ROW = 'ol.part__own > [data-section="%s"] > [data-grip]'
PATIENT = 30_000
SAVE = ".form__acts .btn--primary"
ORDER = "[...document.querySelectorAll('[name=\"order.sections\"]')].map((row) => row.value)"


def test_rows_are_dragged_by_their_grip_and_the_printed_page_follows(world, open_page):
    page = open_page()
    sign_in(page, "manager@north.example")
    page.goto(AGENCY)
    page.wait_for_selector(".sheetview__page")
    page.locator(ROW % "growth").drag_to(page.locator(ROW % "scorecard"))
    assert page.evaluate(ORDER)[:3] == ["summary", "growth", "scorecard"]
    expect(page.locator("#reach")).to_contain_text("Liye 2", timeout=PATIENT)
    marks = page.locator(".sheetview__marks").inner_text()
    assert marks.index("Growth") < marks.index("Scorecard")
    page.click(SAVE)
    page.wait_for_selector(".toast")
    assert page.evaluate(ORDER)[:3] == ["summary", "growth", "scorecard"]


def test_buttons_move_rows_and_keep_the_focus_and_the_page_of_the_section_comes_up(world, open_page):
    page = open_page()
    sign_in(page, "manager@north.example")
    page.goto(AGENCY)
    page.wait_for_selector(".sheetview__page")
    page.focus('[id="up.sections.growth"]')
    page.keyboard.press("Enter")
    expect(page.locator("ol.part__own > li").nth(3)).to_have_attribute("data-section", "growth")
    expect(page.locator('[id="up.sections.growth"]')).to_be_focused()
    number = re.search(r"Growth\s+(\d+)", page.locator(".sheetview__marks").inner_text())[1]
    expect(page.locator(".sheetview__bar")).to_contain_text(f"Page {number} of", timeout=PATIENT)


def test_a_layout_is_made_and_saved_without_scripts(world, open_page):
    page = open_page(java_script_enabled=False)
    sign_in(page, "manager@north.example")
    page.goto(AGENCY)
    page.click('[id="up.sections.growth"]')
    page.click("#add-text")
    block = page.locator('[name="order.texts"]').get_attribute("value")
    page.fill(f'[name="text.{block}.en"]', "Call us.")
    page.click("text=Show the page")
    page.wait_for_selector(".sheetview__page")
    assert page.locator(".sheetview__page").count() == 1
    assert page.locator(f'[name="text.{block}.en"]').input_value() == "Call us."
    page.click(SAVE)
    assert "Saved." in page.locator(".toast").inner_text()
    rows = [row.get_attribute("value") for row in page.locator('[name="order.sections"]').all()]
    assert rows[:5] == ["summary", "scorecard", "satisfaction", "growth", "activity"]
