"""Servers that a round of faults may kill: a PostgreSQL that keeps what it promised, a Valkey, and a mail server with moods."""

import asyncio
import os
import random
import shutil
import signal
import socket
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from aiosmtpd.controller import Controller

from tests import outside
from webapp.launch import account, migrate, servers
from webapp.launch.postgres import DATABASE, OWNER, USER, Postgres, find_programs
from webapp.launch.valkey import Valkey

MOODS = (
    *("4xx to RCPT", "4xx to DATA", "5xx to RCPT", "5xx to DATA"),
    *("stalls after DATA", "drops after DATA", "drops in DATA", "stalls at RCPT"),
)
SILENCE_S = 4.0
"""Longer than the workers of a round wait for an answer."""


@dataclass
class MoodyServer(outside.SmtpServer):
    """Takes most letters. ``seen`` counts its moods; every one comes once before chance decides."""

    dice: random.Random = field(default_factory=random.Random)
    chance: float = 0.12
    first: list[str] = field(default_factory=lambda: list(MOODS))
    seen: Counter[str] = field(default_factory=Counter)

    def mood(self) -> str:
        if self.first and self.dice.random() < 0.5:
            return self._noted(self.first.pop())
        return self._noted(self.dice.choice(MOODS)) if self.dice.random() < self.chance else ""

    def _noted(self, mood: str) -> str:
        self.seen[mood] += 1
        return mood

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):  # noqa: N802 -- the library's name
        envelope.mood = self.mood()
        match envelope.mood:
            case "4xx to RCPT":
                return "450 4.2.1 mailbox busy"
            case "5xx to RCPT":
                return "550 5.1.1 no such user"
            case "stalls at RCPT":
                await asyncio.sleep(SILENCE_S)
            case "drops in DATA":
                asyncio.get_running_loop().call_later(0.05, server.transport.abort)
        return await super().handle_RCPT(server, session, envelope, address, rcpt_options)

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 -- as above
        match envelope.mood:
            case "4xx to DATA":
                return "452 4.3.1 no room"
            case "5xx to DATA":
                return "554 5.7.1 looks like spam"
            case "stalls after DATA":
                # Whether it is delivered all the same is what the sender cannot know.
                if self.dice.random() < 0.5:
                    self.letters.append(envelope)
                await asyncio.sleep(SILENCE_S)
                return "421 4.4.2 too late"
            case "drops after DATA":
                self.letters.append(envelope)
                server.transport.abort()
                return "250 OK"
        await asyncio.sleep(self.dice.uniform(0.0, 0.15))
        self.letters.append(envelope)
        return "250 OK"


@dataclass(frozen=True)
class Ground:
    """One round's servers and its folder."""

    folder: Path
    postgres: Postgres
    valkey: Valkey
    mail: MoodyServer

    def environ(self) -> dict[str, str]:
        return {
            "DATABASE_URL": self.postgres.url(USER),
            "REDIS_URL": self.valkey.url(),
            "STORAGE_URL": f"file://{self.folder}/files",
            "SMTP_URL": self.mail.url + "?from=reports@night.example",
            "BASE_URL": "https://qunce.example",
            "SECRET_KEY": "a key for rounds of faults, long enough",
            "QUNCE_LEASE_S": "3",
            "QUNCE_TEST_RENDER_S": "mixed",
        }

    def restart_database(self) -> None:
        """As after a crash: connections are cut, and the log is replayed."""
        programs = find_programs(self.postgres.account, self.postgres.home)
        command = [programs / "pg_ctl", "restart", "-w", "-t", "60", "-m", "immediate", "-D", self.postgres.data, "-l", self.postgres.log]
        done = self.postgres.account.run(command)
        assert done.returncode == 0, done.stderr

    def kill_queue(self) -> None:
        """Killed outright, and started again a moment later."""
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
            line.connect(str(self.valkey.socket))
            line.sendall(b"INFO server\r\n")
            said = line.recv(4000).decode()
        os.kill(int(said.partition("process_id:")[2].split()[0]), signal.SIGKILL)
        time.sleep(0.7)
        self.valkey.start()


@contextmanager
def ground(dice: random.Random) -> Iterator[Ground]:
    folder = Path(tempfile.mkdtemp(prefix="qunce-faults-", dir="/tmp"))
    folder.chmod(0o755)
    who = account.current()
    postgres, valkey = Postgres(folder / "home", folder / "s", who), Valkey(folder / "home", folder / "s", who, throwaway=True)
    try:
        for place in (folder / "home", folder / "s"):
            who.own(place)
        postgres.start()
        valkey.start()
        servers.prepare_database(postgres)
        owner = postgres.url(OWNER, DATABASE)
        migrate.upgrade(os.environ | {"DATABASE_OWNER_URL": owner, "DATABASE_URL": postgres.url(USER), "REDIS_URL": valkey.url()})
        with _mail(dice) as mail:
            yield Ground(folder, postgres, valkey, mail)
    finally:
        for server in (valkey, postgres):
            if server.is_up():
                server.stop()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _mail(dice: random.Random) -> Iterator[MoodyServer]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = MoodyServer(port, dice=random.Random(dice.random()))
    controller = Controller(server, hostname="127.0.0.1", port=port, enable_SMTPUTF8=True)
    controller.start()
    try:
        yield server
    finally:
        controller.stop(no_assert=True)
