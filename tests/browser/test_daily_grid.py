"""The grid of daily figures in a real browser: typed with the keyboard alone, pasted from a spreadsheet, saved, added up, undone."""

import pytest

from tests.browser.conftest import look, sign_in

pytestmark = pytest.mark.browser

MAY = "/w/north/communities/hikers-2/daily?month=2026-05"
BLOCK = "1,400\t90\t12\r\n\t１００\t\r\n1,395\t80\t\t2\t7\r\n"


def cell(page, field, day):
    return page.locator(f'[id="{field}.2026-05-{day:02d}"]')


def here(page):
    return page.evaluate("document.activeElement.id")


def paste(page, text):
    page.evaluate(
        "text => { const data = new DataTransfer(); data.setData('text/plain', text);"
        " document.activeElement.dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true})); }",
        text,
    )


def test_a_month_is_typed_and_pasted_with_the_keyboard_alone(open_page, world):
    page = open_page()
    sign_in(page, "manager@north.example")
    page.goto(MAY)
    cell(page, "members", 30).focus()
    moves = {"ArrowDown": "members.2026-05-31", "ArrowUp": "members.2026-05-30", "ArrowRight": "messages.2026-05-30"}
    for key, there in (*moves.items(), ("Enter", "messages.2026-05-31"), ("Shift+Enter", "messages.2026-05-30")):
        page.keyboard.press(key)
        assert here(page) == there
    page.keyboard.type("75")
    page.keyboard.press("ArrowLeft")
    assert here(page) == "messages.2026-05-30", "within what is typed the arrow moves the caret"
    page.keyboard.press("Home")
    page.keyboard.press("ArrowLeft")
    assert here(page) == "members.2026-05-30"
    cell(page, "leaves", 31).focus()
    paste(page, "4\t5\n\n6\n")
    assert "Cells filled: 1; outside the table: 2." in page.inner_text("[data-said]")
    cell(page, "leaves", 31).fill("")
    cell(page, "members", 1).focus()
    paste(page, BLOCK)
    assert cell(page, "messages", 2).input_value() == "１００"
    assert "Nothing is saved yet" in page.inner_text("[data-said]")
    page.get_by_role("button", name="Save May 2026").click()
    page.get_by_text("4 days are saved.").wait_for()
    shown = [
        [cell(page, field, day).input_value() for field in ("members", "messages", "active_members", "joins", "leaves")]
        for day in (1, 2, 3)
    ]
    assert shown == [["1400", "90", "12", "", ""], ["", "100", "", "", ""], ["1395", "80", "", "2", "7"]]
    assert [words.split("\n")[0] for words in page.locator(".daily tfoot td.num").all_inner_texts()] == ["1,395", "345", "12.0", "2", "7"]
    assert look(page) == []
    page.click("#toasts form button")
    page.get_by_text("The days say what they said before.").wait_for()
    assert cell(page, "members", 1).input_value() == ""
