"""Schedules in a real browser: looked at by axe, and the dates that follow what is typed."""

from datetime import UTC, datetime, timedelta

import pytest

from tenants.actions import schedules as acting
from tenants.actions import scheduling
from tenants.actions.schedules import ScheduleForm
from tenants.store.clients import community_by_slug
from tenants.store.tenancy import use_tenant
from tests.browser.conftest import look, sign_in

pytestmark = pytest.mark.browser

AT = "/w/north/schedules"
LOOKS = [("desk", "light", "zh_Hans_CN"), ("phone", "dark", "en"), ("desk", "dark", "en"), ("phone", "light", "zh_Hans_CN")]


@pytest.fixture
def paused(app, world):
    """Schedules in every state; the id of one that is paused with reports missed."""
    now = datetime.now(UTC)
    with app.app_context(), use_tenant(world.a.id):
        first, second = community_by_slug("hikers-1"), community_by_slug("hikers-2")
        begun = now - timedelta(days=100)
        everything = ScheduleForm(
            recipients=["boss@brand.example", "marketing-and-communities@brand.example"], language="zh_Hans_CN", unreviewed=True
        )
        acting.create(first, "month", everything, by=None, now=begun)
        row = acting.create(second, "month", ScheduleForm(approver_id=world.a.people["manager"].id), by=None, now=begun)
        scheduling.come_due(now=now - timedelta(days=40))
        acting.pause(row, by=None, now=now)
        gone = acting.create(first, "week", ScheduleForm(), by=None, now=begun)
        acting.archive(gone, by=None, now=now)
        return str(row.id)


@pytest.mark.parametrize(("width", "theme", "language"), LOOKS)
def test_pages_of_schedules_are_accessible_and_fit(open_page, world, paused, width, theme, language):
    page = open_page(width=width, theme=theme, language="zh-CN" if language.startswith("zh") else "en-GB")
    sign_in(page, "owner@north.example")
    page.goto("/account")
    page.locator(f".prefs button[value={language}]").first.click()
    page.wait_for_load_state("networkidle")
    wrong = {}
    for path in (
        *(AT, f"{AT}/new?community=hikers-1", f"{AT}/{paused}/edit", f"{AT}/{paused}/resume"),
        *("/w/north/communities/hikers-2/schedules", "/w/north/reports"),
    ):
        page.goto(path)
        wrong[path] = look(page)
    assert {path: found for path, found in wrong.items() if found} == {}


def test_the_dates_follow_what_is_typed(open_page, world):
    page = open_page()
    sign_in(page, "manager@north.example")
    page.goto(f"{AT}/new?community=hikers-1")
    assert "09:00" in page.inner_text("#dates")
    page.select_option("#hour", "18")
    page.locator("#dates", has_text="18:00").wait_for()
    page.fill("#settle_days", "0")
    page.locator("#dates", has_text="as soon as it ends").wait_for()
    page.select_option("#cadence", "year")
    page.locator("#dates", has_text="Every year").wait_for()
    page.fill("#settle_days", "77")
    page.locator("#dates", has_text="the dates show here").wait_for()
    page.fill("#settle_days", "1")
    page.click("text=Set up the schedule")
    page.wait_for_url(f"**{AT}#schedule-*")
    assert "Every year, 1 day after it ends, at 18:00" in page.inner_text(".scheds")


def test_without_script_a_schedule_is_set_up_and_paused(browser, site, world):
    context = browser.new_context(base_url=site, java_script_enabled=False)
    page = context.new_page()
    sign_in(page, "manager@north.example")
    page.goto(f"{AT}/new?community=hikers-1")
    page.click(".sched-form button.btn--primary")
    page.locator(".sched", has_text="Every month").get_by_role("button", name="Pause").click()
    assert page.locator(".sched--off", has_text="Every month").count() == 1
    context.close()
