"""Starts real workers and clocks at once: everything they load is loaded here, and each is a fork in a session of its own.

Reads a line (``worker``, ``clock``) and answers with the number of the process. Whoever is left without a parent becomes a child of ours,
so that nobody outlives a round.
"""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tests.jobs import processes

PR_SET_CHILD_SUBREAPER = 36


@dataclass(frozen=True)
class Hand:
    """A worker or a clock."""

    pid: int

    def lives(self) -> bool:
        with suppress(OSError):
            return Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
        return False

    def kill(self, *, alone: bool = False) -> None:
        for pid in [self.pid] if alone else processes.family(self.pid):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        while self.lives():
            time.sleep(0.01)


class Nursery:
    """The process that starts them, seen from the round."""

    def __init__(self, environ: dict[str, str], log: Path) -> None:
        with log.open("ab") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.faults.nursery"],
                cwd=processes.ROOT,
                env=os.environ | environ,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=output,
                text=True,
                start_new_session=True,
            )

    def start(self, kind: str) -> Hand:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(f"{kind}\n")
        self.process.stdin.flush()
        return Hand(int(self.process.stdout.readline()))

    def close(self) -> None:
        """End it with everybody it started."""
        processes.kill(self.process)
        for stream in (self.process.stdin, self.process.stdout):
            if stream:
                stream.close()


def main() -> None:
    from jobs import worker as _loaded_once  # noqa: F401 -- and never again
    from tenants.render import pdf
    from tests.faults import clock, worker

    pdf.check()
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    deeds = {"worker": worker.main, "clock": clock.main}
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            _become(deeds[line.strip()])
        print(child, flush=True)  # noqa: T201 -- the answer
    for pid in processes.family(os.getpid())[1:]:  # whoever played the round is gone
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def _become(deed: Callable[[], None]) -> None:
    code = 1
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.setsid()
        os.dup2(2, 1)
        with Path(os.devnull).open("rb") as nothing:
            os.dup2(nothing.fileno(), 0)
        deed()
        code = 0
    finally:
        os._exit(code)


if __name__ == "__main__":
    main()
