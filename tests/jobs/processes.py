"""Real worker processes: started, watched, killed."""

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def worker(environ, log, program="jobs.worker"):
    """A worker of its own process; asked to stop at the end, and killed if it does not."""
    process = start(environ, log, program)
    try:
        yield process
        stop(process)
    finally:
        kill(process)


def start(environ, log, program="jobs.worker"):
    with log.open("ab") as output:
        return subprocess.Popen(
            [sys.executable, "-m", program],
            cwd=ROOT,
            env=os.environ | environ,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def stop(process, patience_s=40):
    process.terminate()
    assert process.wait(patience_s) == 0


def kill(process):
    """Kill it outright with everything it started, as a machine does that loses its power."""
    for pid in family(process.pid):
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue
    process.wait(10)


def family(pid):
    """A process and its descendants."""
    found = [pid]
    for each in found:
        try:
            found += [int(child) for child in Path(f"/proc/{each}/task/{each}/children").read_text().split()]
        except OSError:
            continue
    return found


def eventually(truth, log=None, patience_s=60.0):
    """Wait until ``truth()`` holds; what the worker said is part of the failure."""
    until = time.monotonic() + patience_s
    while not (found := truth()):
        said = log.read_text(errors="replace")[-3000:] if log else ""
        assert time.monotonic() < until, f"not within {patience_s} s\n{said}"
        time.sleep(0.05)
    return found
