"""The forms of the main job with JavaScript turned off: nothing depends on a script."""

import re
from datetime import UTC, datetime
from uuid import UUID

import pytest

from tenants.actions import importing
from tenants.store.tenancy import use_tenant
from tests.browser.conftest import sign_in

pytestmark = pytest.mark.browser

CHAT = """time,kind,author_id,author,channel,id,text
2026-06-02T09:00:00+08:00,join,u1,Ada,general,j1,
2026-06-02T09:05:00+08:00,message,u1,Ada,general,m1,Good morning
2026-06-02T09:06:00+08:00,message,u2,Ben,general,m2,Morning
"""


@pytest.fixture
def page(open_page, world):
    page = open_page(java_script_enabled=False)
    sign_in(page, "manager@north.example")
    return page


def submit(page, inside="main form.form"):
    """Press a form's button; what comes next is a whole new page."""
    with page.expect_navigation():
        page.locator(f"{inside} button.btn--primary").first.click()


def test_a_client_and_its_community_are_added(page):
    page.goto("/w/north/clients/new")
    submit(page)
    assert page.locator(".summary, [aria-invalid=true]").count()
    page.fill("#name", "Quiet Coffee")
    submit(page)
    assert page.inner_text("h1") == "Quiet Coffee"
    page.get_by_role("link", name="Add community").first.click()
    page.fill("#name", "Home Brewers")
    submit(page)
    assert page.url.endswith("/communities/home-brewers")


def test_targets_are_saved(page):
    page.goto("/w/north/communities/hikers-1/targets?period=2026-07")
    page.fill("[id='value.active_rate']", "41.5")
    submit(page, "main .approve")
    assert page.input_value("[id='value.active_rate']") == "41.5"
    assert page.is_visible(".toast")


def test_an_export_is_uploaded_watched_and_taken_back(page, app, world, tmp_path):
    export = tmp_path / "chat.csv"
    export.write_text(CHAT)
    page.goto("/w/north/communities/hikers-1/imports")
    page.set_input_files("#file", export)
    submit(page)
    if "/columns" in page.url:
        submit(page)
    import_id = UUID(re.search(r"/imports/([0-9a-f-]{36})$", page.url)[1])
    assert page.locator(f"main a[href$='/imports/{import_id}']").count()
    with app.app_context(), use_tenant(world.a.id):
        importing.run(import_id, now=datetime.now(UTC))
    page.reload()
    assert page.locator(".counts dd").first.inner_text() == "3"
    page.get_by_role("link", name="Undo this import").click()
    assert "/undo" in page.url
    with page.expect_navigation():
        page.locator("main form button.btn--danger").click()
    assert page.url.endswith(f"/imports/{import_id}")
    assert page.get_by_text("Undone", exact=True).first.is_visible()


def test_a_review_is_written_and_handed_in(page, world):
    review = f"/w/north/reviews/{world.a.ids['review_id']}"
    page.goto(review)
    page.fill("#achievements", "Every question had an answer by midnight.")
    with page.expect_navigation():
        page.locator("#commentary form button").click()
    assert page.input_value("#achievements") == "Every question had an answer by midnight."
    page.locator("#actions summary", has_text="Add an action").click()
    page.locator("#new-text").fill("Evening rota")
    with page.expect_navigation():
        page.get_by_role("button", name="Add action").click()
    assert page.get_by_text("Evening rota").first.is_visible()
    page.get_by_role("link", name="Hand in for approval").click()
    assert page.url.endswith("/submission")
    submit(page)
    assert page.url.startswith(page.url.partition("/w/")[0] + review)
    assert page.locator("#bar").get_by_role("link", name="Return to its author").is_visible()
