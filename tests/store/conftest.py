"""A store without a web application around it, and two agencies to keep apart."""

from collections.abc import Iterator

import psycopg
import pytest
from flask import Flask

from tenants.store import tenancy
from tenants.store.base import db
from tests.store import isolation


@pytest.fixture
def store(database_url) -> Iterator[Flask]:
    """An application context around an empty, migrated database; no workspace is entered."""
    app = isolation.application(database_url)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="module")
def apart(databases, worker_number) -> Iterator[str]:
    """The name of a database with both agencies, made once for a module; every probe is rolled back."""
    name = f"apart_{worker_number}"
    databases.clone(name)
    with psycopg.connect(databases.postgres.conninfo(name), autocommit=True) as line:
        line.execute(isolation.peek_function())
    yield name
    databases.drop(name)


@pytest.fixture(scope="module")
def fenced(databases, apart) -> Iterator[tuple[Flask, isolation.World]]:
    """The application as it serves, and its two agencies."""
    app = isolation.application(databases.url(apart))
    with app.app_context():
        world = isolation.make_world()
        db.session.remove()
        yield app, world
        db.engine.dispose()


@pytest.fixture(scope="module")
def unfenced(databases, apart, fenced) -> Iterator[tuple[Flask, isolation.World]]:
    """The same database reached as a superuser that checks no foreign keys: neither policies nor keys apply."""
    app = isolation.application(databases.url(apart).replace("app_user@", "postgres@") + "&options=-csession_replication_role%3Dreplica")
    with app.app_context():
        yield app, fenced[1]
        db.engine.dispose()


@pytest.fixture(autouse=True)
def _no_scope_is_left() -> Iterator[None]:
    yield
    assert tenancy.current_scope() is None
