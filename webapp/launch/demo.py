"""``./run demo``: the whole product with lifelike data, until Ctrl-C."""

import fcntl
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from webapp.launch import paths, say, servers, stamps
from webapp.launch.children import Child, Family

FIRST_PORT = 8000
PORTS = 100
START_S = 60.0
NOTE = paths.HOME / "demo.pid"
LOGINS = paths.HOME / "demo.json"
SEEDED = paths.HOME / "seeded"


def run(_rest: Sequence[str]) -> int:
    with _only_one(), _stop_on_signal() as asked:
        family = Family()
        try:
            return _run(family, asked)
        finally:
            say.line()
            say.step("stopping")
            family.stop()
            servers.down()
            say.step("stopped; the data is kept for the next start")


def _run(family: Family, asked: "Asked") -> int:
    environ = servers.up().environ()
    host, port = os.environ.get("HOST", "127.0.0.1"), _free_port()
    if "BASE_URL" not in os.environ:
        environ["BASE_URL"] = f"http://localhost:{port}"
    stamps.write(paths.HOME / "address", environ["BASE_URL"])
    _seed(environ)
    python = sys.executable
    web = [python, "-m", "gunicorn", "webapp.wsgi:app", "--worker-class", "gthread", "--threads", "8"]
    web += ["--bind", f"{host}:{port}", "--graceful-timeout", "5", "--access-logfile", "-"]
    family.start(Child("web", web, environ))
    family.start(Child("worker", [python, "-m", "jobs.worker"], environ))
    family.start(Child("clock", [python, "-m", "jobs.clock"], environ))
    if not _answers(family, port, asked):
        return 0 if asked.to_stop else 1
    _tell(environ["BASE_URL"])
    while not asked.to_stop:
        if not family.look():
            return 1
        time.sleep(0.3)
    return 0


def stop_the_other() -> bool:
    """End a demo that runs in another terminal; True if there was one. Returns when it has stopped."""
    try:
        with _only_one():
            return False
    except say.Trouble:
        number = int(NOTE.read_text())
    os.kill(number, signal.SIGTERM)
    until = time.monotonic() + START_S
    while time.monotonic() < until:
        try:
            with _only_one():
                return True
        except say.Trouble:
            time.sleep(0.1)
    raise say.Trouble(f"The demo (process {number}) did not stop.")


class Asked:
    """Whether somebody asked us to stop; a second Ctrl-C interrupts the stopping too."""

    def __init__(self) -> None:
        self.to_stop = False

    def __call__(self, _signal: int, _frame: FrameType | None) -> None:
        if self.to_stop:
            raise KeyboardInterrupt
        self.to_stop = True


@contextmanager
def _stop_on_signal() -> Iterator[Asked]:
    asked = Asked()
    before = {number: signal.signal(number, asked) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        yield asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _only_one() -> Iterator[None]:
    """Held as long as a demo of this checkout runs; the system frees it even if we are killed."""
    paths.HOME.mkdir(parents=True, exist_ok=True)
    with NOTE.open("a+") as note:
        try:
            fcntl.flock(note, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            address = paths.HOME / "address"
            where = f" at {address.read_text()}" if address.is_file() else ""
            raise say.Trouble(f"The demo already runs{where}. ./run stop ends it.") from None
        note.truncate(0)
        note.write(str(os.getpid()))
        note.flush()
        yield


def _free_port() -> int:
    """PORT if it is set, else the first free one from 8000 on."""
    wanted = os.environ.get("PORT")
    candidates = [int(wanted)] if wanted else range(FIRST_PORT, FIRST_PORT + PORTS)
    for port in candidates:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((os.environ.get("HOST", "127.0.0.1"), port))
            except OSError:
                continue
        if not wanted and port != FIRST_PORT:
            say.step(f"port {FIRST_PORT} is taken, using {port}")
        return port
    raise say.Trouble(f"Port {wanted or FIRST_PORT} is taken. Choose another: PORT=8800 ./run demo")


def _seed(environ: Mapping[str, str]) -> None:
    """Fill an empty database, once; what people did in the demo since is kept."""
    if stamps.is_fresh(SEEDED, environ["DATABASE_URL"], [LOGINS]):
        return
    say.step("making the sample data (about a minute, once)")
    command = [sys.executable, "-m", "webapp.cli", "demo", "seed", "--logins", str(LOGINS)]
    done = subprocess.run(command, cwd=paths.ROOT, env=dict(environ), stdout=sys.stderr, check=False)
    if done.returncode:
        raise say.Trouble("The sample data could not be made; the messages above say why.")
    stamps.write(SEEDED, environ["DATABASE_URL"])


def _answers(family: Family, port: int, asked: Asked) -> bool:
    say.step("starting web, worker and clock")
    until = time.monotonic() + START_S
    while time.monotonic() < until and not asked.to_stop:
        if not family.look():
            return False
        status = _status(port)
        if status is not None:
            if status >= http.client.INTERNAL_SERVER_ERROR:
                say.problem(f"The first page answers with an error ({status}); see {paths.LOGS / 'web.log'}")
            return True
        time.sleep(0.2)
    if not asked.to_stop:
        say.problem(f"The pages did not come up in {START_S:.0f} s; see {paths.LOGS / 'web.log'}")
    return False


def _status(port: int) -> int | None:
    line = http.client.HTTPConnection(os.environ.get("HOST", "127.0.0.1"), port, timeout=10)
    try:
        line.request("GET", "/", headers={"Host": f"localhost:{port}"})
        return line.getresponse().status
    except OSError:
        return None
    finally:
        line.close()


def _tell(address: str) -> None:
    say.line()
    print(f"  Qunce 群策 is running:  {address}", flush=True)
    for login in _logins(LOGINS):
        print(f"    {login['email']:<34} {login['password']:<20} {login['role']:<9} {login['workspace']}")
    print(f"  Outgoing mail:          {address}/dev/mail")
    print(f"  Logs:                   {paths.LOGS}")
    print("  Ctrl-C stops everything.", flush=True)


def _logins(note: Path) -> list[dict[str, str]]:
    if not note.is_file():
        return []
    logins: list[dict[str, str]] = json.loads(note.read_text(encoding="utf-8"))["logins"]
    return logins
