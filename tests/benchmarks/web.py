"""A real server on loopback, and a bounded number of requests to it."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from webapp.launch import paths

READERS = 4
"""Connections that ask at the same time."""
PATIENCE_S = 60


@dataclass(frozen=True)
class Server:
    """gunicorn with one worker; ``pid`` is the worker's."""

    port: int
    pid: int

    def cpu(self) -> float:
        """Seconds of processor time the worker has used, all threads together (to the nanosecond, unlike ``times``)."""
        spent = [Path(task, "schedstat").read_text().split()[0] for task in Path(f"/proc/{self.pid}/task").iterdir()]
        return sum(map(int, spent)) / 1e9


@dataclass
class Cost:
    """What some requests to one address cost."""

    seconds: list[float] = field(default_factory=list)
    cpu: float = 0.0
    wall: float = 0.0
    size: int = 0
    wrong: set[int] = field(default_factory=set)

    def at(self, share: float) -> float:
        """The latency in milliseconds that ``share`` of the requests stayed under."""
        ranked = sorted(self.seconds)
        return 1000 * ranked[min(len(ranked) - 1, int(share * len(ranked)))]

    @property
    def each(self) -> float:
        """Milliseconds of the worker's processor time a request."""
        return 1000 * self.cpu / len(self.seconds)

    @property
    def rate(self) -> float:
        """Requests a second."""
        return len(self.seconds) / self.wall


@contextmanager
def serving(app: str, environ: Mapping[str, str], log: Path) -> Iterator[Server]:
    """gunicorn as in production (one worker of eight threads) with ``app`` on a free port; its output goes to ``log``."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", app, "--worker-class", "gthread", "--threads", "8", "--bind", f"127.0.0.1:{port}"]
    with log.open("wb") as out:
        master = subprocess.Popen(command, env=dict(environ), cwd=paths.ROOT, stdout=out, stderr=out)
        try:
            _await(port, master, log)
            yield Server(port, _child_of(master.pid))
        finally:
            master.terminate()
            master.wait(timeout=30)


def ask(server: Server, address: str, count: int, headers: Mapping[str, str], cost: Cost) -> None:
    """Ask for ``address`` ``count`` times over ``READERS`` connections that stay open, and add what it cost to ``cost``."""

    def read(turns: int) -> list[tuple[float, int, int]]:
        line, seen = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE_S), []
        for _ in range(turns):
            began = time.perf_counter()
            line.request("GET", address, headers=dict(headers))
            answer = line.getresponse()
            body = answer.read()
            seen.append((time.perf_counter() - began, answer.status, len(body)))
        line.close()
        return seen

    before, began = server.cpu(), time.perf_counter()
    with ThreadPoolExecutor(READERS) as readers:
        seen = [each for part in readers.map(read, [count // READERS] * READERS) for each in part]
    cost.wall += time.perf_counter() - began
    cost.cpu += server.cpu() - before
    cost.seconds += [seconds for seconds, _, _ in seen]
    cost.wrong |= {status for _, status, _ in seen} - {200}
    cost.size = seen[-1][2]


def _await(port: int, master: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until and master.poll() is None:
        try:
            line = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)
            line.request("GET", "/")
            line.getresponse().read()
        except OSError:
            time.sleep(0.1)
        else:
            return
        finally:
            line.close()
    message = f"The server did not start:\n{log.read_text()[-2000:]}"
    raise RuntimeError(message)


def _child_of(parent: int) -> int:
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            if int(stat.read_text().rpartition(")")[2].split()[1]) == parent:
                return int(stat.parent.name)
        except OSError:  # it has just ended
            continue
    message = f"{os.fspath('/proc')} shows no worker of process {parent}"
    raise RuntimeError(message)
