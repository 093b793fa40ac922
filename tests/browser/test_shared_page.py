"""The page behind a link as its holder sees it: both languages, desk and telephone, light and dark, nothing to complain of."""

import pytest

from tests.browser.conftest import look
from tests.webapp import shared

pytestmark = pytest.mark.browser


@pytest.fixture
def address(app, world):
    """A link to the first agency's report."""
    return shared.made(app, world.a, shared.publish(app, world.a))[1]


@pytest.fixture
def locked(app, world):
    return shared.made(app, world.a, shared.publish(app, world.a), password="a lantern for the board")[1]


@pytest.mark.parametrize("lang", ["en", "zh_Hans_CN"])
@pytest.mark.parametrize(("size", "scheme"), [("desk", "dark"), ("phone", "light")])
def test_the_shared_report_is_in_order(open_page, address, size, scheme, lang):
    page = open_page(f"{address}?lang={lang}", width=size, theme=scheme)
    assert page.locator("figure.is-live").count() >= 3
    assert look(page) == []


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_the_password_is_typed_and_the_report_is_there(open_page, locked, size):
    page = open_page(f"{locked}?lang=en", width=size)
    assert look(page) == []
    page.get_by_label("Password").fill("a lantern for the board")
    page.get_by_role("button", name="Open the report").click()
    page.wait_for_selector("#scorecard")
    page.get_by_role("link", name="中文").click()
    page.wait_for_selector('html[lang="zh-Hans"] #scorecard')
