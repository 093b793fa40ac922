"""The pages of a large community, with a tenth of the history and with all of it: see ``large``."""

# ruff: noqa: T201 - figures for a person at a terminal

import sys
from contextvars import Context
from dataclasses import dataclass
from datetime import UTC, datetime
from statistics import median

import psycopg
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from tenants.actions import dashboards, sessions
from tenants.store import accounts, measured
from tenants.store.accounts import Person, Seat
from tenants.store.base import db
from tenants.store.clients import Community
from tenants.store.tenancy import use_tenant
from tenants.store.work import work
from tests.benchmarks.crowd import Crowd
from tests.benchmarks.large import Ground, in_place, main, timed
from tests.benchmarks.spent import Meter

WHO = "bench@example.org"
PAGES = {
    "month": "",
    "week": "?period=2025-W51",
    "quarter": "?period=2025-Q4",
    "year": "?period=2025",
    "beside a year before": "?against=year",
    "tiers": "/tiers",
    "topics": "/topics",
}
GOAL_MS = 60


def pages(made: Ground) -> bool:
    """The server's time for each page of a community: the median once it was looked at, and the first look after a change of the data.

    That is told twice: before the job that follows an import has measured anything, and after it has.
    """
    browsers = [_signed_in(made.app, each) for each in made.crowds]
    costs = [
        [_asked(made.line, browser, each.address(query)) for query in PAGES.values()]
        for each, browser in zip(made.crowds, browsers, strict=True)
    ]
    small, large = made.crowds
    warmed = in_place(large, lambda community: timed(made.line, lambda: _warm(community), 1))
    again = [_once(made.line, browsers[-1], large.address(query)) for query in PAGES.values()]
    print(f"the job that measures what people look at first, {large.rows:,} events: {warmed / 1000:.1f} s, once after an import")
    print(f"{'':<22}{'median, events:':>24}{'':>26}{'':>12}{'first look (ms) after a change':>35}")
    print(f"{'page':<22}{small.rows:>21,}{large.rows:>24,}{'x':>7}{'statements':>13}{'at once':>15}{'after the job':>17}")
    for name, one, other, ready in zip(PAGES, *costs, again, strict=True):
        print(f"{name:<22}{one.usual:>18.1f} ms{other.usual:>21.1f} ms{other.usual / one.usual:>7.2f}{other.statements:>13}", end="")
        print(f"{other.first:>15,.0f}{ready:>17,.0f}")
    print(f"goal: {GOAL_MS} ms at the median")
    return all(each.usual <= GOAL_MS for each in costs[-1])


@dataclass(frozen=True)
class Cost:
    """What a page costs: milliseconds at the median and of the first look, and how many statements."""

    usual: float
    first: float
    statements: int


def _asked(line: psycopg.Connection, browser: FlaskClient, address: str) -> Cost:
    statements: list[str] = []
    with browser.application.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    first = _once(line, browser, address)
    spent = [_once(line, browser, address) for _ in range(15)]
    statements.clear()
    _once(line, browser, address)
    return Cost(median(spent), first, len(statements))


def _once(line: psycopg.Connection, browser: FlaskClient, address: str) -> float:
    """Milliseconds of one request, in a context of its own: what the last one noted must not help it."""
    meter = Meter(line)
    answer = Context().run(browser.get, address)
    spent = meter.read()
    if answer.status_code != 200:
        raise RuntimeError(f"{address} answers {answer.status_code}")
    return spent


def _warm(community: Community) -> None:
    with work():
        measured.forget(community)
    dashboards.warm(community.id, now=datetime.now(UTC))


def _signed_in(app: Flask, made: Crowd) -> FlaskClient:
    """A browser with a manager's session; the clock of the pages stands at the end of the data."""
    with work():
        person = accounts.person_by_email(WHO) or Person(email=WHO, name="Bench")
        db.session.add(person)
        db.session.flush()
        secret = sessions.begin_session(person, sessions.Device(), sessions.SHORT, datetime.now(UTC))
        number = person.id
    with use_tenant(made.place.tenant_id), work():
        db.session.add(Seat(person_id=number, role="owner"))
    browser = app.test_client()
    with browser.session_transaction() as session:
        session["_user_id"] = secret
    return browser


if __name__ == "__main__":
    sys.exit(main(pages))
