"""Real servers for one test session: PostgreSQL and Valkey.

The first test that needs a database starts the two servers in a temporary folder; all xdist workers share them. The session ends them;
if it is killed, a watcher does. They never touch what ./run started.
"""

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from webapp.launch import account, migrate, paths, servers
from webapp.launch.postgres import OWNER, USER, Postgres
from webapp.launch.valkey import Valkey

FOLDER = "QUNCE_TEST_SERVERS"  # names the session's folder to the xdist workers
TEMPLATE = "template_migrated"
EMPTY = "template_empty"


@dataclass(frozen=True)
class Databases:
    """The session's cluster; every database in it is a clone of the migrated template."""

    postgres: Postgres
    valkey: Valkey

    def url(self, database: str) -> str:
        return self.postgres.url(USER, database)

    def owner_url(self, database: str) -> str:
        return self.postgres.url(OWNER, database)

    def clone(self, database: str, template: str = TEMPLATE) -> None:
        """Make ``database`` anew as a copy of ``template`` (about 50 ms)."""
        with psycopg.connect(self.postgres.conninfo(), autocommit=True) as line:
            name = sql.Identifier(database)
            line.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
            copy = sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER {}")
            line.execute(copy.format(name, sql.Identifier(template), sql.Identifier(OWNER)))

    def drop(self, database: str) -> None:
        with psycopg.connect(self.postgres.conninfo(), autocommit=True) as line:
            line.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database)))


def wipe(line: psycopg.Connection) -> None:
    """Delete the rows that tests wrote to the superuser's database, and leave those that migrations wrote (some 3 ms).

    Transactions that a test left open are ended first: they would hold locks for ever.
    """
    line.execute(END_TRANSACTIONS)
    line.execute(WIPE)


END_TRANSACTIONS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend' AND state <> 'idle'
"""

# `replica` leaves out triggers and foreign keys: the order does not matter, and append-only tables can be emptied.
WIPE = """
DO $$
DECLARE t record; filled boolean;
BEGIN
  SET LOCAL session_replication_role = replica;
  SET LOCAL lock_timeout = '10s';
  FOR t IN SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
           WHERE schemaname NOT IN ('pg_catalog', 'information_schema', 'kept')
             AND NOT EXISTS (SELECT FROM kept.tables k WHERE k.name = format('%I.%I', schemaname, tablename))
  LOOP
    EXECUTE 'SELECT EXISTS (SELECT FROM ' || t.name || ')' INTO filled;
    IF filled THEN EXECUTE 'DELETE FROM ' || t.name; END IF;
  END LOOP;
END $$
"""

# Remembered in the template itself, so that each clone knows: the tables that migrations filled.
REMEMBER = """
CREATE SCHEMA kept;
CREATE TABLE kept.tables (name text PRIMARY KEY);
DO $$
DECLARE t record; filled boolean;
BEGIN
  FOR t IN SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
           WHERE schemaname NOT IN ('pg_catalog', 'information_schema', 'kept')
  LOOP
    EXECUTE 'SELECT EXISTS (SELECT FROM ' || t.name || ')' INTO filled;
    IF filled THEN INSERT INTO kept.tables VALUES (t.name); END IF;
  END LOOP;
END $$
"""


def announce() -> None:
    """Choose the session's folder (in the controller, before its workers start). Starts nothing yet."""
    os.environ[FOLDER] = tempfile.mkdtemp(prefix="qunce-test-", dir="/tmp")
    Path(os.environ[FOLDER]).chmod(0o755)


def databases() -> Databases:
    """The session's servers, started by whoever asks first."""
    folder = Path(os.environ[FOLDER])
    who = account.current()
    home = folder / "servers"
    both = Databases(Postgres(home, folder / "s", who, throwaway=True), Valkey(home, folder / "s", who, throwaway=True))
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "ready").exists():
            who.own(home)
            who.own(folder / "s")
            _watch(folder)
            both.postgres.start()
            both.valkey.start()
            _make_templates(both)
            (folder / "ready").touch()
    return both


def _make_templates(both: Databases) -> None:
    for name in (EMPTY, TEMPLATE):
        servers.prepare_database(both.postgres, name)
    if (paths.MIGRATIONS / "alembic.ini").is_file():
        migrate.upgrade(
            os.environ
            | {"DATABASE_OWNER_URL": both.owner_url(TEMPLATE), "DATABASE_URL": both.url(TEMPLATE), "REDIS_URL": both.valkey.url(15)}
        )
    with psycopg.connect(both.postgres.conninfo(TEMPLATE)) as line:
        line.execute(REMEMBER)


def dismiss() -> None:
    """Stop the session's servers and remove their folder."""
    folder = Path(os.environ.pop(FOLDER))
    _stop(folder)


def _stop(folder: Path) -> None:
    who = account.current()
    home = folder / "servers"
    if home.is_dir():
        for server in (Valkey(home, folder / "s", who), Postgres(home, folder / "s", who)):
            if server.is_up():
                server.stop()
    shutil.rmtree(folder, ignore_errors=True)


def _watch(folder: Path) -> None:
    command = [sys.executable, "-m", "tests.servers", str(folder), (folder / "session").read_text()]
    subprocess.Popen(
        command,
        cwd=paths.ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ).returncode = 0  # it outlives us on purpose


def watch(folder: Path, session: int) -> None:
    """Wait for the session to end without tidying up, then do it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    while folder.is_dir():
        try:
            os.kill(session, 0)
        except ProcessLookupError:
            _stop(folder)
        time.sleep(0.5)


if __name__ == "__main__":
    watch(Path(sys.argv[1]), int(sys.argv[2]))
