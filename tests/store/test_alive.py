"""A connection whose server has gone is replaced before it is used, without asking the server at every checkout."""

import time

import psycopg
import pytest
from sqlalchemy import event, select
from sqlalchemy.exc import OperationalError

from tenants.store import alive
from tenants.store.accounts import Tenant
from tenants.store.base import db


@pytest.fixture
def spoken(store):
    """How many connections were made; one of them rests in the pool."""
    made = []
    event.listen(db.engine, "connect", lambda *_: made.append(1))
    ask()
    return made


def ask():
    db.session.scalars(select(Tenant.id)).all()
    db.session.rollback()
    db.session.remove()


def cut(databases):
    """End every connection the application has, as a restart of the server does."""
    line_to = databases.postgres.conninfo(db.engine.url.database)
    theirs = "FROM pg_stat_activity WHERE usename = 'app_user' AND datname = current_database()"
    with psycopg.connect(line_to, autocommit=True) as line:
        line.execute(f"SELECT pg_terminate_backend(pid) {theirs}")
        until = time.monotonic() + 10
        while time.monotonic() < until and line.execute(f"SELECT 1 {theirs}").fetchone():
            time.sleep(0.01)


def test_a_connection_that_rests_is_used_again_and_its_server_is_not_asked(spoken, monkeypatch):
    asked = []
    monkeypatch.setattr(db.engine.dialect, "do_ping", lambda _: asked.append(1))
    ask()
    assert (spoken, asked) == ([1], [])


def test_a_connection_that_its_server_ended_is_made_anew(spoken, databases):
    cut(databases)
    ask()
    assert spoken == [1, 1]


def test_without_the_look_the_ended_connection_would_have_been_used(spoken, databases, monkeypatch):
    monkeypatch.setattr(alive, "_has_to_read", lambda _: False)
    cut(databases)
    with pytest.raises(OperationalError):
        ask()
    db.session.remove()


def test_a_connection_that_rested_for_long_is_asked(spoken, monkeypatch):
    asked = []
    monkeypatch.setattr(db.engine.dialect, "do_ping", lambda _: asked.append(1))
    monkeypatch.setattr(alive, "RESTED_S", 0.0)
    ask()
    assert asked == [1]


def test_a_pool_made_anew_looks_as_well(spoken, databases):
    db.engine.dispose()
    ask()
    cut(databases)
    ask()
    assert len(spoken) == 3
