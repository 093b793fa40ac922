"""Fixtures of every test: a migrated database of one's own, a queue, a post office, a bucket, a browser. All real."""

import os
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest
import redis
from hypothesis import HealthCheck, settings

from tests import kept, outside, servers, warm
from webapp.launch import paths

if TYPE_CHECKING:
    from playwright.sync_api import Browser

LOOPBACK = ("127.", "::1", "localhost")
SETTINGS_OF_A_PERSON = (
    "DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "STORAGE_URL", "SMTP_URL", "BASE_URL", "SECRET_KEY", "QUNCE_ENV",
)  # fmt: skip

# The machine decides how fast an example is; a slow one is no finding.
settings.register_profile("qunce", deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
settings.load_profile("qunce")


def pytest_configure(config: pytest.Config) -> None:
    for name in SETTINGS_OF_A_PERSON:
        os.environ.pop(name, None)
    if not hasattr(config, "workerinput"):
        servers.announce()
        Path(os.environ[servers.FOLDER], "session").write_text(str(os.getpid()))
    _only_loopback()
    warm.keep_compiled()


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput") and servers.FOLDER in os.environ:
        servers.dismiss()


def _only_loopback() -> None:
    """A test that calls out fails on the spot: it would pass or fail with somebody else's server."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        host = address[0] if isinstance(address, tuple) else ""
        if self.family in (socket.AF_INET, socket.AF_INET6) and not str(host).startswith(LOOPBACK):
            pytest.fail(f"This test connects to {host}.")
        connect(self, address)  # type: ignore[arg-type] -- whatever the family wants

    socket.socket.connect = guarded  # type: ignore[assignment] -- for the whole session


@pytest.fixture(scope="session")
def databases() -> servers.Databases:
    """The session's cluster, for tests that make databases themselves."""
    return servers.databases()


@pytest.fixture(scope="session")
def worker_number() -> int:
    name = os.environ.get("PYTEST_XDIST_WORKER", "gw0")
    return int(name.removeprefix("gw"))


@pytest.fixture(scope="session")
def database_name(databases: servers.Databases, worker_number: int) -> str:
    """This worker's database, migrated; its rows live as long as one test (see ``database_url``)."""
    name = f"test_{worker_number}"
    databases.clone(name)
    return name


@pytest.fixture(scope="session")
def beside(databases: servers.Databases, database_name: str) -> Iterator[psycopg.Connection]:
    """This worker's database without any fence, to wipe it and to fill it between tests."""
    with psycopg.connect(databases.postgres.conninfo(database_name), autocommit=True) as line:
        yield line


@pytest.fixture(scope="session")
def connections(database_name: str) -> Iterator[kept.Connections]:
    """The connections of this worker's applications."""
    held = kept.Connections(database_name)
    with held.installed():
        yield held


@pytest.fixture
def database_url(
    databases: servers.Databases, database_name: str, connections: kept.Connections, beside: psycopg.Connection
) -> Iterator[str]:
    """A migrated database without rows, as the application's role (row-level security applies)."""
    yield databases.url(database_name)
    connections.after_test()
    servers.wipe(beside)


@pytest.fixture
def owner_url(databases: servers.Databases, database_name: str, database_url: str) -> str:
    """The same database as the owner of its tables."""
    return databases.owner_url(database_name)


@pytest.fixture
def superuser(databases: servers.Databases, database_name: str, database_url: str) -> Iterator[psycopg.Connection]:
    """The same database without any fence, for looking behind the application's back."""
    with psycopg.connect(databases.postgres.conninfo(database_name), autocommit=True) as line:
        yield line


@pytest.fixture
def empty_database(databases: servers.Databases, worker_number: int) -> Iterator[str]:
    """The owner's address of a database without any table, for tests of migrations."""
    name = f"empty_{worker_number}"
    databases.clone(name, servers.EMPTY)
    yield databases.owner_url(name)
    databases.drop(name)


@pytest.fixture
def fresh_database(databases: servers.Databases, worker_number: int) -> Iterator[str]:
    """The name of a migrated database for this test alone, which may be bent out of shape (``databases.url(name)``)."""
    name = f"fresh_{worker_number}"
    databases.clone(name)
    yield name
    databases.drop(name)


@pytest.fixture
def redis_url(databases: servers.Databases, worker_number: int) -> Iterator[str]:
    """An empty database of a real Valkey."""
    url = databases.valkey.url(worker_number)
    with redis.Redis.from_url(url) as line:
        line.flushdb()
        yield url
        line.flushdb()


@pytest.fixture
def smtp_server() -> Iterator[outside.SmtpServer]:
    with outside.smtp() as server:
        yield server


@pytest.fixture(scope="session")
def s3_server() -> Iterator[outside.S3Server]:
    """A bucket over the real protocol; keys are the test's own (use a prefix)."""
    with outside.s3() as server:
        yield server


@pytest.fixture(scope="session")
def browser() -> Iterator["Browser"]:
    """Debian's Chromium; in CI its absence is a failure."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        if os.environ.get("CI"):
            pytest.fail("Chromium is not installed.")
        pytest.skip("Chromium is not installed (Debian: apt-get install chromium).")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        # With our own fonts pages look the same on every machine, and Chinese is drawn where the machine has no Chinese font.
        config = paths.FONTS / "fonts.conf"
        environ = os.environ | ({"FONTCONFIG_FILE": str(config)} if config.is_file() else {})
        quiet = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
        chromium = play.chromium.launch(executable_path=path, env=environ, args=[*quiet, "--disable-component-update", "--disable-sync"])
        yield chromium
        chromium.close()
