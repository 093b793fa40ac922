"""A migrated database for a benchmark, on servers of its own, and the store in front of it."""

import os
import resource
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests import servers
from tests.communities import application


@contextmanager
def servers_up() -> Iterator[servers.Databases]:
    """Real servers in a temporary folder, gone afterwards."""
    servers.announce()
    Path(os.environ[servers.FOLDER], "session").write_text(str(os.getpid()))
    try:
        yield servers.databases()
    finally:
        servers.dismiss()


@contextmanager
def database(url: str) -> Iterator[None]:
    """The store on ``url``, its files in a temporary folder."""
    folder = Path(tempfile.mkdtemp(prefix="qunce-bench-"))
    try:
        with application(url, folder):
            yield
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def peak_mib() -> float:
    """The most memory this process ever held; where the system tells, without what its parent held when it was started."""
    told = Path("/proc/self/status")
    for line in told.read_text().splitlines() if told.exists() else ():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 if sys.platform == "linux" else 1024 * 1024)
