"""The application on a real database and queue, and people who are signed in by the real form."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tenants.store.base import db
from tests import world as worlds
from webapp.config import Config
from webapp.factory import create_app
from webapp.security import limiter

Client = FlaskClient


@pytest.fixture
def config(database_url: str, redis_url: str, tmp_path: Path) -> Config:
    return Config(
        database_url=database_url,
        redis_url=redis_url,
        storage_url=f"file://{tmp_path}/files",
        smtp_url=f"file://{tmp_path}/outbox",
        base_url="http://localhost",
        secret_key="a key for tests, 32 characters long",
        production=False,
    )


@pytest.fixture
def app(config: Config) -> Iterator[Flask]:
    app = create_app(config)
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    close = getattr(limiter.storage, "storage", None)
    if close is not None:
        close.close()


@pytest.fixture
def world(app: Flask) -> worlds.World:
    with app.app_context():
        return worlds.build()


@pytest.fixture
def visitor(app: Flask) -> FlaskClient:
    """A browser nobody has signed in with."""
    return app.test_client()


def token(page: str) -> str:
    """The CSRF token of a page."""
    found = re.search(r'"X-CSRFToken": "([^"]+)"', page)
    assert found, page[:300]
    return found[1]


def post(client: FlaskClient, address: str, data: dict | None = None, *, at: str = "/sign-in", **options):
    """Send a form as a browser would: with the token of a page seen before."""
    page = client.get(at, follow_redirects=True).text
    return client.post(address, data={**(data or {}), "csrf_token": token(page)}, **options)


@pytest.fixture
def sign_in(app: Flask) -> Callable[[str], FlaskClient]:
    """Sign somebody in by their address; returns their browser."""

    def signed(email: str, password: str = worlds.PASSWORD) -> FlaskClient:
        client = app.test_client()
        answer = post(client, "/sign-in", {"email": email, "password": password})
        assert answer.status_code == 303, answer.text
        return client

    return signed
