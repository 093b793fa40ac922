"""What the busiest screens cost beside a Flask application that says ``ok``, as ratios of one run, on a real server.

One agency of the demo is seeded: fourteen months of three communities. Then four connections ask for each page and for ``ok`` in turns.
Run with ``./run bench pages``. Goals (processor time of the server): a page at most 4.5 x ``ok``, a fragment at most 3.2 x.
"""

# ruff: noqa: T201 - a table for a person at a terminal

import os
import sys
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import patch

from tenants.actions import sessions
from tenants.store import accounts
from tenants.store import reviews as store
from tenants.store.clients import all_communities
from tenants.store.tenancy import use_tenant
from tenants.store.work import work
from tenants.terms.report import ReviewState
from tests.benchmarks import web
from tests.benchmarks.ground import servers_up
from webapp.config import from_environment
from webapp.demo.cast import AGENCIES
from webapp.demo.seed import seed
from webapp.factory import create_app

ROUNDS, WARM, PAGES, FLOORS = 3, 4, 16, 400
GOALS = {"page": 4.5, "fragment": 3.2}
HTMX = {"HX-Request": "true"}


@dataclass(frozen=True)
class Screen:
    """One address, who asks for it, and what kind of answer it is."""

    name: str
    address: str
    cookie: str
    kind: str = "page"

    @property
    def headers(self) -> dict[str, str]:
        """What the reader's browser sends."""
        return {"Cookie": self.cookie} | (HTMX if self.kind == "fragment" else {})


def main() -> int:
    """Print the table; 1 when a screen does not answer or misses its goal."""
    with servers_up() as databases, tempfile.TemporaryDirectory(prefix="qunce-bench-") as folder:
        databases.clone("pages")
        environ = dict(os.environ) | {
            "DATABASE_URL": databases.url("pages"),
            "REDIS_URL": databases.valkey.url(0),
            "STORAGE_URL": f"file://{folder}/files",
            "SMTP_URL": f"file://{folder}/outbox",
            "BASE_URL": "http://127.0.0.1",
            "SECRET_KEY": "a key for a benchmark, 36 characters",
        }
        screens = _seeded(environ)
        with (
            web.serving("tests.benchmarks.floor:app", environ, Path(folder, "floor.log")) as floor,
            web.serving("webapp.wsgi:app", environ, Path(folder, "pages.log")) as pages,
        ):
            floors, costs = _measured(floor, pages, screens)
    return _told(floors, screens, costs)


def _seeded(environ: dict[str, str]) -> list[Screen]:
    """Fill the database with one agency; return what its people ask for most."""
    agency = AGENCIES[-1]
    app = create_app(from_environment(environ))
    with app.app_context(), patch("webapp.demo.seed.AGENCIES", [agency]):
        seed(datetime.now(UTC), lambda _said: None)
        tenant = accounts.tenant_by_slug(agency.slug)
        assert tenant is not None
        with use_tenant(tenant.id):
            community = all_communities()[0].slug
            review = store.in_states(*ReviewState)[-1].id
    manager = _cookie(app, agency.people[1][1])
    reader = _cookie(app, agency.clients[0].reader[0])
    root = f"/w/{agency.slug}"
    return [
        Screen("home", f"{root}/", manager),
        Screen("dashboard of a community", f"{root}/communities/{community}", manager),
        Screen("calendar", f"{root}/calendar", manager),
        Screen("reviews", f"{root}/reviews", manager),
        Screen("one review", f"{root}/reviews/{review}", manager),
        Screen("portal", f"{root}/portal/", reader),
        Screen("list of imports", f"{root}/communities/{community}/imports", manager, "fragment"),
        Screen("list of reports", f"{root}/reports", manager, "fragment"),
    ]


def _cookie(app, email: str) -> str:
    """The cookie of a session of that person."""
    browser = app.test_client()
    with app.app_context(), work():
        person = accounts.person_by_email(email)
        assert person is not None
        secret = sessions.begin_session(person, sessions.Device(), sessions.SHORT, datetime.now(UTC))
    with browser.session_transaction() as session:
        session["_user_id"] = secret
    name = app.config["SESSION_COOKIE_NAME"]
    kept = browser.get_cookie(name)
    assert kept is not None
    return f"{name}={kept.value}"


def _measured(floor: web.Server, pages: web.Server, screens: list[Screen]) -> tuple[web.Cost, list[web.Cost]]:
    """Ask in turns, so that a busy machine slows all alike."""
    floors, costs = web.Cost(), [web.Cost() for _ in screens]
    web.ask(floor, "/", FLOORS, {}, web.Cost())
    for screen in screens:
        web.ask(pages, screen.address, WARM, screen.headers, web.Cost())
    for _ in range(ROUNDS):
        for screen, cost in zip(screens, costs, strict=True):
            web.ask(floor, "/", FLOORS // len(screens), {}, floors)
            web.ask(pages, screen.address, PAGES, screen.headers, cost)
    return floors, costs


def _told(floors: web.Cost, screens: list[Screen], costs: list[web.Cost]) -> int:
    print(f"{'':28}{'CPU ms':>8}{'x ok':>7}{'goal':>6}{'req/s':>8}{'p50 ms':>8}{'p99 ms':>8}{'KB':>7}")
    failed = False
    for name, kind, cost in [("ok", "", floors), *((s.name, s.kind, cost) for s, cost in zip(screens, costs, strict=True))]:
        ratio, goal = cost.each / floors.each, GOALS.get(kind)
        failed |= bool(cost.wrong) or (goal is not None and ratio > goal)
        remark = f"  answers {', '.join(map(str, sorted(cost.wrong)))}" if cost.wrong else "" if kind in {"", "page"} else f"  {kind}"
        print(
            f"{name:28}{cost.each:>8.2f}{ratio:>7.1f}{goal or '':>6}{cost.rate:>8.0f}{cost.at(0.5):>8.1f}{cost.at(0.99):>8.1f}"
            f"{cost.size / 1024:>7.1f}{remark}"
        )
    print(f"{len(costs[0].seconds)} requests a screen over {web.READERS} connections; goals: {'NOT reached' if failed else 'reached'}")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
