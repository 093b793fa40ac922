"""A report on the screen in a real browser: charts are walked through by keys, and without a script nothing is missing."""

import pytest

from tenants.actions.renderings import render
from tests.render import sample

pytestmark = pytest.mark.browser


@pytest.fixture
def saved(tmp_path):
    """June's report as a file of its own."""
    path = tmp_path / "june.html"
    path.write_bytes(render(sample.full(), "html", "en").content)
    return path.as_uri()


@pytest.fixture
def opened(browser):
    """Open a page with or without scripts; what the browser complains of is kept."""
    contexts = []

    def go(address, *, scripts=True, width=1280, scheme="light"):
        context = browser.new_context(java_script_enabled=scripts, viewport={"width": width, "height": 900}, color_scheme=scheme)
        contexts.append(context)
        page = context.new_page()
        page.complaints = []
        page.on("console", lambda message: page.complaints.append(message.text) if message.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.goto(address)
        return page

    yield go
    for context in contexts:
        context.close()


def test_arrow_keys_go_through_the_days_and_say_what_the_table_says(saved, opened):
    page = opened(saved)
    chart = page.locator("#activity figure[data-plot]").first
    host, said = chart.locator(".plot"), chart.locator(".plot__say")
    assert host.locator("canvas").count() == 1
    assert not chart.locator(".drawing").is_visible()
    rows = chart.locator("tbody tr")
    host.focus()
    for at in range(3):
        page.keyboard.press("ArrowRight")
        words = said.inner_text()
        assert words.startswith(rows.nth(at).locator("th").inner_text())
        assert rows.nth(at).locator("td").first.inner_text() in words
    page.keyboard.press("End")
    assert said.inner_text().startswith(rows.last.locator("th").inner_text())
    page.keyboard.press("Home")
    assert "话题：夏季装备清单" in said.inner_text(), "what happened on the day is told with it"
    assert page.complaints == []


def test_the_pointer_shows_the_same_values(saved, opened):
    page = opened(saved)
    chart = page.locator("#activity figure[data-plot]").first
    chart.locator(".plot").scroll_into_view_if_needed()
    box = chart.locator(".u-over").bounding_box()
    page.mouse.move(box["x"] + box["width"] * 9 / 29, box["y"] + box["height"] / 2)
    assert "612" in chart.locator(".plot__say").inner_text()


def test_without_scripts_every_chart_is_a_drawing_with_its_table(saved, opened):
    page = opened(saved, scripts=False)
    figures = page.locator("figure[data-plot]")
    assert figures.count() >= 3
    for at in range(figures.count()):
        assert figures.nth(at).locator(".drawing svg").is_visible()
        figures.nth(at).locator("summary").click()
        assert figures.nth(at).locator("tbody tr").first.is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_fits_a_telephone_and_wears_the_readers_light(saved, opened, scheme):
    page = opened(saved, width=390, scheme=scheme)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    dark = page.evaluate("getComputedStyle(document.querySelector('.plot-ink--canvas')).color")
    light = opened(saved, width=390, scheme="light" if scheme == "dark" else "dark")
    assert dark != light.evaluate("getComputedStyle(document.querySelector('.plot-ink--canvas')).color")
    assert page.complaints == []


def test_on_paper_the_drawings_are_printed_and_not_the_canvas(saved, opened):
    page = opened(saved)
    page.emulate_media(media="print")
    chart = page.locator("#activity figure[data-plot]").first
    assert chart.locator(".drawing svg").is_visible()
    assert not chart.locator(".plot").is_visible()


def test_a_figure_opens_what_it_rests_on(saved, opened):
    page = opened(saved, scripts=False)
    page.locator("#scorecard .fig").first.click()
    assert page.locator("#def-nps").is_visible()
    assert "95 % interval" in page.locator("#def-nps").inner_text()
