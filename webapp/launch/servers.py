"""The embedded servers of this checkout: up, down, and the environment of whatever uses them."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from webapp.launch import account, environment, migrate, paths, say
from webapp.launch.postgres import DATABASE, OWNER, USER, Postgres
from webapp.launch.valkey import Valkey

if TYPE_CHECKING:
    import psycopg


@dataclass(frozen=True)
class Servers:
    """``None`` stands for a server of the person's own, named in the environment."""

    postgres: Postgres | None
    valkey: Valkey | None

    def environ(self) -> dict[str, str]:
        """The whole environment of a child: the person's own settings win."""
        mine = environment.defaults()
        if self.postgres:
            mine |= {"DATABASE_URL": self.postgres.url(USER), "DATABASE_OWNER_URL": self.postgres.url(OWNER)}
        elif "DATABASE_OWNER_URL" not in os.environ:
            mine["DATABASE_OWNER_URL"] = os.environ["DATABASE_URL"]
        if self.valkey:
            mine["REDIS_URL"] = self.valkey.url()
        return mine | dict(os.environ)


def described() -> Servers:
    who = account.current()
    home, sockets = account.server_home(who), account.socket_folder(who)
    return Servers(
        postgres=None if os.environ.get("DATABASE_URL") else Postgres(home, sockets, who),
        valkey=None if os.environ.get("REDIS_URL") else Valkey(home, sockets, who),
    )


def up() -> Servers:
    """Start what is not running, and bring the database to the newest migration. Quick when there is nothing to do."""
    servers = described()
    with locked():
        if servers.postgres and not servers.postgres.is_up():
            say.step("starting PostgreSQL")
            servers.postgres.start()
        if servers.postgres and prepare_database(servers.postgres):
            for note in ("migrated", "seeded"):  # they spoke of another database
                (paths.HOME / note).unlink(missing_ok=True)
        if servers.valkey and not servers.valkey.is_up():
            say.step("starting Valkey")
            servers.valkey.start()
        migrate.if_needed(servers.environ())
    return servers


def down() -> bool:
    """Stop what is running, the last started first; True if anything was."""
    servers = described()
    stopped = False
    with locked():
        if servers.valkey and servers.valkey.is_up():
            servers.valkey.stop()
            stopped = True
        if servers.postgres and servers.postgres.is_up():
            servers.postgres.stop()
            stopped = True
        for server in (servers.postgres, servers.valkey):
            if server:
                _remove_if_empty(server.sockets)
    return stopped


def _remove_if_empty(folder: Path) -> None:
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()


def prepare_database(postgres: Postgres, database: str = DATABASE) -> bool:
    """Make the two roles and the database, once, and prove that text search knows Chinese; True if it was made now."""
    done = postgres.home / f"{database}.made"
    if done.is_file():
        return False
    import psycopg  # noqa: PLC0415 -- 0.1 s to import, needed once
    from psycopg import sql  # noqa: PLC0415 -- as above

    with psycopg.connect(postgres.conninfo(), autocommit=True) as line:
        have = {row[0] for row in line.execute("SELECT rolname FROM pg_roles")}
        for role in (OWNER, USER):
            if role not in have:
                plain = sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE")
                line.execute(plain.format(sql.Identifier(role)))
        if not line.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone():
            made = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER libc LOCALE 'C.UTF-8'")
            line.execute(made.format(sql.Identifier(database), sql.Identifier(OWNER)))
    with psycopg.connect(postgres.conninfo(database)) as line:
        _self_test(line)
        line.rollback()
    done.touch()
    return True


def _self_test(line: "psycopg.Connection[tuple[object, ...]]") -> None:
    """Some locale providers make trigrams of Chinese come out empty: searching would silently find nothing."""
    line.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    row = line.execute("SELECT cardinality(show_trgm('群策')), lower('É')").fetchone()
    if row is None or not row[0] or row[1] != "é":
        raise say.Trouble("This PostgreSQL does not handle Chinese text in the locale C.UTF-8: search would find nothing.")


@contextmanager
def locked() -> Iterator[None]:
    """Two commands started at once do not both start a server."""
    paths.HOME.mkdir(parents=True, exist_ok=True)
    with (paths.HOME / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
