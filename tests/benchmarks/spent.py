"""Processor time of this process and of a whole database cluster, which a busy machine does not change."""

import time
from pathlib import Path

import psycopg


class Meter:
    """Counts from when it is made; looking at the processes costs some milliseconds itself, which are left out."""

    def __init__(self, line: psycopg.Connection) -> None:
        self._line = line
        self._database = _of_database(line)
        self._own = time.process_time()

    def read(self) -> float:
        """Milliseconds so far: of this process, all its threads, and of every process of the database that ``line`` leads to."""
        own = time.process_time() - self._own
        return 1000 * (own + _of_database(self._line) - self._database)


def _of_database(line: psycopg.Connection) -> float:
    whole = _parent(line.execute("SELECT pg_backend_pid()").fetchone()[0])
    return sum(_used(int(path.name)) for path in Path("/proc").glob("[0-9]*") if _parent(int(path.name)) == whole)


def _parent(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except OSError:  # it has just ended
        return 0


def _used(pid: int) -> float:
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9
    except OSError:
        return 0.0
