"""The gateway, the team and the first page in a real browser: both sizes, both brightnesses, both languages."""

import pytest

from tests.browser.conftest import look, sign_in

pytestmark = pytest.mark.browser

LOOKS = [("desk", "light", "en"), ("desk", "dark", "zh_Hans_CN"), ("phone", "light", "zh_Hans_CN"), ("phone", "dark", "en")]


@pytest.mark.parametrize(("width", "theme", "language"), LOOKS)
def test_pages_are_accessible_and_fit(open_page, world, width, theme, language):
    page = open_page(width=width, theme=theme, language="zh-CN" if language.startswith("zh") else "en-GB")
    wrong = {}
    for path in ("/sign-in", "/sign-up", "/password-reset", "/sign-up/none", "/no-such-page", "/dev/mail"):
        page.goto(path)
        wrong[path] = look(page)
    sign_in(page, "owner@north.example")
    page.goto("/account")
    page.locator(f".prefs button[value={language}]").first.click()
    for path in ("/w/north/", "/w/north/people", "/account", "/workspaces", "/workspaces/new"):
        page.goto(path)
        wrong[path] = look(page)
    assert {path: found for path, found in wrong.items() if found} == {}


def test_a_refused_form_says_what_to_change_and_takes_the_focus_there(open_page, world):
    page = open_page("/sign-in")
    page.fill("#email", "owner@north.example")
    page.fill("#password", "not it")
    page.click("main button.btn--primary")
    page.wait_for_selector(".summary")
    assert "E-mail or password is not right." in page.inner_text(".summary")
    assert page.evaluate("document.activeElement.className") == "summary"
    assert page.input_value("#email") == "owner@north.example"
    assert page.input_value("#password") == ""
    assert look(page) == []


def test_the_drawer_opens_on_a_phone_and_closes_with_escape(open_page, world):
    page = open_page(width="phone")
    sign_in(page, "owner@north.example")
    page.goto("/w/north/")
    assert not page.is_visible("#nav")
    page.click(".topbar button")
    assert page.is_visible("#nav")
    assert look(page) == []
    page.keyboard.press("Escape")
    assert not page.is_visible("#nav")


def test_everything_about_signing_in_works_without_a_script(open_page, world):
    page = open_page(width="phone", java_script_enabled=False)
    sign_in(page, "owner@north.example")
    page.goto("/w/north/")
    assert page.is_visible("h1")
    page.click(".topbar button")
    page.click("#nav details.me summary")
    page.click("#nav .prefs button[value=dark]")
    assert page.get_attribute("html", "data-theme") == "dark"


def test_keys_move_through_the_list(open_page, world):
    page = open_page()
    sign_in(page, "owner@north.example")
    page.goto("/w/north/")
    page.keyboard.press("j")
    first = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.textContent") != first
    page.keyboard.press("k")
    assert page.evaluate("document.activeElement.textContent") == first
