"""Every page of the application looked at in a real browser: axe-core, sideways scroll, words of the other language, the console.

Each language is shown by an agency that works in it: Chinese light on a desk and English dark on a phone in full, the other
combinations by the pages that hold the most.
"""

from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Error

from tenants.store.base import db
from tenants.terms.people import Role
from tests import kept
from tests import world as worlds
from tests.browser import house, street
from tests.browser.looking import all_of
from tests.browser.traveller import Traveller, arrive
from webapp.factory import create_app

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CASES = [("zh_Hans_CN", "light", "desk"), ("en", "dark", "phone")]
SPOTS = [("zh_Hans_CN", "dark", "phone"), ("en", "light", "desk")]
NOT_PAGES = (".pdf", "/file", "/skipped", "/enter", "/healthz", "/readyz", "/colour")
RICH = ("/", "/calendar", "/imports", "/people", "/communities/{community}", "/communities/{community}/targets", "/reviews/{review_id}")
TABLES = (
    *("/portfolio", "/targets", "/imports", "/reviews", "/deliveries", "/clients/{client}/figures", "/communities/{community}"),
    *(f"/communities/{{community}}/{page}" for page in ("targets", "tiers", "tiers/people", "imports")),
)
# What users wrote and names that are the same in every language.
SAME = ("English", "中文", "Google Forms")


@dataclass(frozen=True)
class Street:
    """A served installation with two agencies and the tests' world."""

    app: Flask
    url: str
    agencies: dict[str, street.Agency]
    world: worlds.World


@pytest.fixture(scope="module")
def place(databases, worker_number, tmp_path_factory):
    name, folder = f"street_{worker_number}", tmp_path_factory.mktemp("street")
    databases.clone(name)
    redis_url = databases.valkey.url(8 + worker_number % 6)
    app = create_app(kept.config(databases.url(name), redis_url, folder, "http://127.0.0.1"))
    world, plans, now = street.build(app)
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    known = street.agencies(plans, databases.postgres.conninfo(name), now)
    with house.opened(databases.url(name), redis_url, folder, worker=False) as opened:
        yield Street(app, opened.url, {agency.language: agency for agency in known}, world)
    databases.drop(name)


def come(browser, place: Street, case: tuple[str, str, str], email: str = "", password: str = worlds.PASSWORD) -> Traveller:
    """Somebody with a browser of that kind, signed in if ``email`` is given."""
    language, theme, size = case
    me = arrive(browser, place.url, language, size=size, theme=theme)
    if email:
        me.go("/sign-in")
        me.page.fill("#email", email)
        me.page.fill("#password", password)
        me.press("Sign in")
        assert "/sign-in" not in me.path
    return me


def inspect(me: Traveller, paths) -> dict[str, list[str]]:
    """What is wrong with each page; one that does not open is wrong too, one that is not there (an action that is over) is passed over."""
    wrong: dict[str, list[str]] = {}
    for path in paths:
        if path.endswith(NOT_PAGES):
            continue
        try:
            answer = me.page.goto(path)
        except Error as error:
            if "Download is starting" in str(error):
                continue
            raise
        if "html" not in answer.headers.get("content-type", ""):
            continue
        found = [f"status {answer.status}"] if answer.status >= 500 else []
        found += all_of(me.page, (*SAME, *me.typed))
        if found:
            wrong[path] = found
    if me.complaints:
        wrong["console"] = me.complaints
    me.context.close()
    return wrong


@pytest.mark.parametrize("case", CASES, ids="-".join)
def test_every_page_of_the_staff(browser, place, case):
    agency = place.agencies[case[0]]
    me = come(browser, place, case, agency.owner, agency.password)
    assert inspect(me, street.addresses(place.app, agency, Role.OWNER)) == {}


@pytest.mark.parametrize("case", [*CASES, *SPOTS], ids="-".join)
def test_every_page_of_a_client(browser, place, case):
    agency = place.agencies[case[0]]
    me = come(browser, place, case, agency.reader, agency.password)
    assert inspect(me, street.addresses(place.app, agency, Role.CLIENT)) == {}


@pytest.mark.parametrize("case", CASES, ids="-".join)
def test_every_page_before_the_door(browser, place, case):
    me = come(browser, place, case)
    paths = [*street.addresses(place.app, place.agencies[case[0]], None), "/sign-up/not-a-secret", "/no-such-page"]
    assert inspect(me, paths) == {}


@pytest.mark.parametrize("case", SPOTS, ids="-".join)
def test_the_fullest_pages_in_the_other_looks(browser, place, case):
    agency = place.agencies[case[0]]
    me = come(browser, place, case, agency.owner, agency.password)
    values = {name: found[0] for name, found in agency.arguments.items() if found}
    paths = [f"/w/{agency.slug}" + path.format(**values) for path in RICH]
    assert inspect(me, paths) == {}


def test_no_wide_page_scrolls_sideways_between_a_phone_and_a_desk(browser, place):
    agency = place.agencies["en"]
    me = come(browser, place, ("en", "light", "desk"), agency.owner, agency.password)
    values = {name: found[0] for name, found in agency.arguments.items() if found}
    wide = []
    for path in TABLES:
        me.go(f"/w/{agency.slug}" + path.format(**values))
        for width in (820, 1024, 1200, 1376):
            me.page.set_viewport_size({"width": width, "height": 900})
            if me.page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                wide.append((path, width))
    me.context.close()
    assert wide == []


def test_pages_of_trouble_and_of_emptiness(browser, place):
    """Imports that stopped, letters that wait, reviews in every state, and a second client with nothing: the tests' world."""
    agency = place.world.a
    for email, role in (
        ("owner@north.example", Role.OWNER),
        ("analyst@north.example", Role.ANALYST),
        ("client2@north.example", Role.CLIENT),
    ):
        me = come(browser, place, ("en", "light", "phone"), email)
        known = street.Agency("north", "en", "", "", "", "2026-06", {name: [value] for name, value in agency.ids.items()})
        paths = [path for path in street.addresses(place.app, known, role) if role is Role.OWNER or urlsplit(path).path.count("/") < 5]
        assert inspect(me, paths) == {}
