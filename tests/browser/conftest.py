"""A served application, browsers of several sizes, and axe-core to look at what they show."""

import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

from tests import kept, warm
from tests import world as worlds

# Their assertions are the test's own: a failure should show both sides.
pytest.register_assert_rewrite("tests.browser.opening", "tests.browser.closing", "tests.browser.house")

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDTHS = {"desk": (1440, 1024), "phone": (390, 844)}


@pytest.fixture
def app(database_url: str, redis_url: str, tmp_path: Path) -> Iterator[Flask]:
    with kept.application(kept.config(database_url, redis_url, tmp_path, "http://127.0.0.1")) as app:
        yield app


@pytest.fixture
def world(app: Flask, beside: psycopg.Connection) -> worlds.World:
    with app.app_context():
        return warm.world(beside)


@pytest.fixture
def site(app: Flask) -> Iterator[str]:
    """The address the application is served at."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join(10)
    server.server_close()


@pytest.fixture
def open_page(browser: Browser, site: str) -> Iterator[Callable[..., Page]]:
    """Open a page of a size, brightness and language; what the console complains about fails the test at the end."""
    contexts, complaints = [], []

    def opened(path: str = "/sign-in", *, width: str = "desk", theme: str = "light", language: str = "en-GB", **options) -> Page:
        wide, high = WIDTHS[width]
        viewport = {"width": wide, "height": high}
        touch = width == "phone"
        context = browser.new_context(
            base_url=site, viewport=viewport, color_scheme=theme, locale=language, has_touch=touch, reduced_motion="reduce", **options
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text) if "Security Policy" in message.text else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


def sign_in(page: Page, email: str, password: str = worlds.PASSWORD) -> None:
    """Sign in by the form."""
    page.goto("/sign-in")
    page.fill("#email", email)
    page.fill("#password", password)
    page.click("main button.btn--primary")
    page.wait_for_url(lambda address: "/sign-in" not in address)


def look(page: Page) -> list[str]:
    """What axe-core finds on the page, and whether it scrolls sideways: one line a finding."""
    page.evaluate(AXE.read_text())
    options = json.dumps({"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"], "selectors": False})
    found = page.evaluate(f"axe.run(document, {options})")["violations"]
    lines = [f"{each['id']} ({each['impact']}): {node['html'][:160]}" for each in found for node in each["nodes"][:3]]
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        lines.append("scrolls sideways")
    return lines
