"""The application on a real database and queue, and people who are signed in: by the real form, or by a session of their own."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient

from tenants.actions import sessions
from tenants.store import accounts as store
from tenants.store import reports
from tenants.store.accounts import AccountLetter
from tenants.store.base import db
from tenants.store.tenancy import use_tenant
from tenants.store.work import work
from tests import kept, warm
from tests import world as worlds
from tests.deliver import returned
from webapp.config import Config


@pytest.fixture
def config(database_url: str, redis_url: str, tmp_path: Path) -> Config:
    return kept.config(database_url, redis_url, tmp_path, "http://localhost")


@pytest.fixture
def app(config: Config) -> Iterator[Flask]:
    with kept.application(config) as app:
        yield app


@pytest.fixture
def world(app: Flask, beside: psycopg.Connection) -> worlds.World:
    with app.app_context():
        return warm.world(beside)


class Browser(FlaskClient):
    """A test client that sends forms as a browser does: with the token of a page seen before."""

    seen = ""

    def token(self) -> str:
        """The CSRF token of this browser's session."""
        if not self.seen:
            page = self.get("/password-reset").text
            found = re.search(r'"X-CSRFToken": "([^"]+)"', page)
            assert found, page[:300]
            self.seen = found[1]
        return self.seen

    def send(self, address: str, **fields: object):
        """POST a form."""
        return self.post(address, data={**fields, "csrf_token": self.token()})


@pytest.fixture
def visitor(app: Flask) -> Browser:
    """A browser nobody has signed in with."""
    app.test_client_class = Browser
    return app.test_client()


@pytest.fixture
def sign_in(app: Flask) -> Callable[..., Browser]:
    """Sign somebody in by the form; returns their browser."""
    app.test_client_class = Browser

    def signed(email: str, password: str = worlds.PASSWORD) -> Browser:
        browser = app.test_client()
        answer = browser.send("/sign-in", email=email, password=password)
        assert answer.status_code == 303, answer.text
        browser.seen = ""
        return browser

    return signed


@pytest.fixture
def as_person(app: Flask) -> Callable[[str], Browser]:
    """A browser with a session of that person, without the form (and its 40 ms of hashing)."""
    app.test_client_class = Browser

    def signed(email: str) -> Browser:
        browser = app.test_client()
        with app.app_context(), work():
            person = store.person_by_email(email)
            assert person is not None
            secret = sessions.begin_session(person, sessions.Device(), sessions.SHORT, datetime.now(UTC))
        with browser.session_transaction() as cookie:
            cookie["_user_id"] = secret
        return browser

    return signed


@pytest.fixture
def letters(app: Flask) -> Callable[[], list[AccountLetter]]:
    """The account letters written so far, the oldest first."""

    def written() -> list[AccountLetter]:
        with app.app_context():
            return list(db.session.scalars(db.select(AccountLetter).order_by(AccountLetter.created_at, AccountLetter.id)))

    return written


@pytest.fixture
def letter(app: Flask, world: worlds.World) -> Callable[..., dict[str, object]]:
    """Change the one letter of the first agency's first client; returns what it is then."""

    def changed(**values: object) -> dict[str, object]:
        with app.app_context(), use_tenant(world.a.id), work():
            row = reports.delivery(UUID(world.a.ids["delivery_id"]))
            for name, value in values.items():
                setattr(row, name, value)
            db.session.flush()
            return {name: getattr(row, name) for name in ("state", "error", "bounce", "bounced_at", "recipient", "sent_at")}

    return changed


@pytest.fixture
def sent(letter: Callable[..., dict[str, object]]) -> dict[str, object]:
    """The letter as one that was handed over to the reader and under the number that bounces name."""
    return letter(state="sent", recipient=returned.READER, message_id=returned.NUMBER, sent_at=datetime.now(UTC))
