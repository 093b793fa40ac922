"""Processor time of this process and of a whole database cluster, which a busy machine does not change."""

import time
from pathlib import Path

import psycopg


def spent_by(line: psycopg.Connection) -> float:
    """Milliseconds of processor time so far: of this process, all its threads, and of every process of the database."""
    backend = line.execute("SELECT pg_backend_pid()").fetchone()[0]
    whole = _parent(backend)
    database = sum(_used(int(path.name)) for path in Path("/proc").glob("[0-9]*") if _parent(int(path.name)) == whole)
    return 1000 * (time.process_time() + database)


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
