"""What keeps previews cheap: PDFs kept for a few minutes under what they were made from, and one drawing at a time for each person.

All of it lives in Redis, so that it holds for every web process; without Redis, or while it is away, each preview is simply drawn.
"""

import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from flask import current_app
from redis import Redis
from redis.exceptions import RedisError

from jobs import queue

KEPT_S = 300
LARGEST = 4 << 20
WAIT_S, STEP_S = 20.0, 0.1
HELD_S = 60
"""A turn ends by itself after this time, should its process have died."""


def _line() -> Redis | None:
    url = current_app.config["QUNCE"].redis_url
    if not url:
        return None
    if "previews" not in current_app.extensions:
        current_app.extensions["previews"] = queue.line(url)
    line: Redis = current_app.extensions["previews"]
    return line


def kept(key: str) -> bytes | None:
    """Return what ``keep`` put under ``key`` in the last minutes."""
    line = _line()
    with suppress(RedisError):
        found = line.get(f"preview:{key}") if line else None
        return found if isinstance(found, bytes) else None
    return None


def keep(key: str, content: bytes) -> None:
    """Keep ``content`` for a few minutes; what is very large is not."""
    line = _line()
    with suppress(RedisError):
        if line and len(content) <= LARGEST:
            line.set(f"preview:{key}", content, ex=KEPT_S)


@contextmanager
def turn(person: object) -> Iterator[bool]:
    """Wait until the person's earlier preview is drawn; ``False`` when a newer one was asked for meanwhile, or the wait was too long."""
    line, mine = _line(), secrets.token_hex(8)
    try:
        free = line is None or _wait(line, str(person), mine)
    except RedisError:
        free = True
    try:
        yield free
    finally:
        with suppress(RedisError):
            if line and line.get(f"preview:turn:{person}") == mine.encode():
                line.delete(f"preview:turn:{person}")


def _wait(line: Redis, person: str, mine: str) -> bool:
    line.set(f"preview:newest:{person}", mine, ex=HELD_S)
    until = time.monotonic() + WAIT_S
    while not line.set(f"preview:turn:{person}", mine, nx=True, ex=HELD_S):
        if line.get(f"preview:newest:{person}") != mine.encode() or time.monotonic() > until:
            return False
        time.sleep(STEP_S)
    return True
