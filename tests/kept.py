"""What tests take over from each other because making it anew costs more than the test: applications, and connections to their database.

Nothing that a test writes is kept: an application gets the test's own folders, and the tables behind a connection are wiped in between.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import psycopg
import structlog
from flask import Flask
from flask.testing import FlaskClient
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Engine, event, make_url

from jobs import queue
from tenants.store import files
from tenants.store.base import db
from webapp.config import Config
from webapp.factory import create_app
from webapp.security import limiter

APPLICATIONS = ("webapp", "jobs")
"""Whose engines are kept. Tests of isolation and of lost connections take theirs apart, so they get new ones."""


class Connections:
    """The engine of one database, with its connections and compiled statements; other databases' connections are closed after each test."""

    def __init__(self, database: str) -> None:
        self.database = database
        self.engine: Engine | None = None
        self.others: list[psycopg.Connection] = []

    @contextmanager
    def installed(self) -> Iterator[None]:
        """Let every application of this process that serves the database take the same engine."""
        make = SQLAlchemy._make_engine

        def once(extension: SQLAlchemy, bind_key: str | None, options: dict[str, Any], app: Flask) -> Engine:
            if app.name not in APPLICATIONS or make_url(options["url"]).database != self.database:
                engine = make(extension, bind_key, options, app)
                event.listen(engine, "connect", lambda connection, _record: self.others.append(connection))
                return engine
            if self.engine is None:
                self.engine = make(extension, bind_key, options, app)
                self._end = self.engine.dispose
                # Whoever is done with an application disposes of its engine; this one has more to do.
                self.engine.dispose = lambda close=True: None if close else self._end(close=False)
            return self.engine

        SQLAlchemy._make_engine = once
        try:
            yield
        finally:
            SQLAlchemy._make_engine = make
            self.after_test()
            if self.engine is not None:
                self._end()

    def after_test(self) -> None:
        """End what a test's applications left open: nobody disposes of an application that a test only looked at."""
        for connection in self.others:
            connection.close()
        self.others.clear()
        if self.engine is not None and self.engine.pool.checkedout():
            self._end()


def config(database_url: str, redis_url: str, folder: Path, base_url: str) -> Config:
    """What the application is told in tests: files and letters in ``folder``."""
    return Config(
        database_url=database_url,
        redis_url=redis_url,
        storage_url=f"file://{folder}/files",
        smtp_url=f"file://{folder}/outbox",
        base_url=base_url,
        secret_key="a key for tests, 32 characters long",
        production=False,
    )


@dataclass(frozen=True)
class _Fresh:
    """An application, and what it and the process had when it was new."""

    app: Flask
    settings: dict[str, Any]
    extensions: dict[str, Any]
    limiter: dict[str, Any]
    logs: dict[str, Any]


_APPS: dict[Config, _Fresh] = {}


@contextmanager
def application(config: Config) -> Iterator[Flask]:
    """The web application on ``config``: made once for each database, queue and address, and as new for each test."""
    of = replace(config, storage_url="", smtp_url="")
    if of not in _APPS:
        app = create_app(config)
        _APPS[of] = _Fresh(app, dict(app.config), dict(app.extensions), dict(vars(limiter)), structlog.get_config())
    fresh = _APPS[of]
    app = fresh.app
    app.config.clear()
    app.config.update(fresh.settings, QUNCE=config)
    app.extensions.clear()
    app.extensions.update(fresh.extensions)
    app.test_client_class = FlaskClient
    vars(limiter).update(fresh.limiter)
    structlog.configure(**fresh.logs)
    files.configure(config.storage_url)
    queue.connect(config.redis_url)
    yield app
    with app.app_context():
        db.session.remove()
