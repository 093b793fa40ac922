"""What a job runs in: the bare application, the fence, the files, the post office. Made once a process, from the environment."""

import logging
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from threading import Lock

from flask import Flask

from jobs import queue
from tenants.actions.handing import LEASE, Office, office
from tenants.store import fence, files
from tenants.store.base import db
from tenants.store.tenancy import use_tenant

ROOT = Path(__file__).resolve().parent.parent
DEVELOPMENT_KEY = "development-only-key-that-production-refuses"
"""Signs links where nobody set ``SECRET_KEY``; the web application takes the same one."""


@dataclass(frozen=True, slots=True)
class Runtime:
    """One process's surroundings. ``lease`` is how long a claim holds without a sign of life."""

    app: Flask
    office: Office
    lease: timedelta


_made: list[Runtime] = []
_making = Lock()


def start(environ: Mapping[str, str] | None = None) -> Runtime:
    """Read the environment (DATABASE_URL, REDIS_URL, STORAGE_URL, SMTP_URL, BASE_URL, SECRET_KEY); make this process's surroundings, once.

    Refuses to start (``fence.UnsafeDatabaseError``) with a database role that the fence does not bind.
    """
    with _making:
        if not _made:
            _made.append(_make(os.environ if environ is None else environ))
        return _made[0]


def stop() -> None:
    """Forget the surroundings, so that a test may make others."""
    for runtime in _made:
        with runtime.app.app_context():
            db.session.remove()
            db.engine.dispose()
    _made.clear()


@contextmanager
def in_tenant(tenant_id: int) -> Iterator[Runtime]:
    """Run a block with the application and one tenant in use."""
    runtime = start()
    with runtime.app.app_context(), use_tenant(tenant_id):
        yield runtime


@contextmanager
def in_no_tenant() -> Iterator[Runtime]:
    """Run a block with the application and no tenant: only the tables that belong to nobody can be touched."""
    runtime = start()
    with runtime.app.app_context():
        yield runtime


def after_fork() -> None:
    """Let a forked child make its own connections: two processes that share one would read each other's answers."""
    with start().app.app_context():
        fence.after_fork()


def _make(environ: Mapping[str, str]) -> Runtime:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    for chatty in ("weasyprint", "fontTools"):
        logging.getLogger(chatty).setLevel(logging.ERROR)
    app = Flask("jobs")
    app.config["SQLALCHEMY_DATABASE_URI"] = environ["DATABASE_URL"]
    db.init_app(app)
    with app.app_context():
        try:
            fence.self_test(db.engine)
        except BaseException:
            db.engine.dispose()
            raise
    files.configure(environ.get("STORAGE_URL") or f"file://{ROOT}/.qunce/files")
    if redis_url := environ.get("REDIS_URL"):
        queue.connect(redis_url)
    smtp = environ.get("SMTP_URL") or f"file://{ROOT}/.qunce/outbox"
    base = environ.get("BASE_URL") or "http://127.0.0.1:8000"
    post = office(smtp, base.rstrip("/"), secret=environ.get("SECRET_KEY") or DEVELOPMENT_KEY)
    seconds = environ.get("QUNCE_LEASE_S")
    return Runtime(app, post, timedelta(seconds=float(seconds)) if seconds else LEASE)
