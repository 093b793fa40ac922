"""Connections that the pool hands out answer: one whose server has gone is noticed without asking the server each time.

A question at every checkout (``pool_pre_ping``) costs a turn to the server, several times a request. A connection at rest has nothing to
read; a server that ends it leaves its last word or an end of file there. So the socket is looked at, which costs microseconds, and the
server is asked only when something waits there or the connection rested long enough for a network in between to have dropped it silently.
"""

import select
import time
from functools import partial
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.engine import CreateEnginePlugin, Dialect
from sqlalchemy.exc import InvalidatePoolError

RESTED_S = 30.0
"""A connection at rest for longer is asked, however quiet its socket."""


class Alive(CreateEnginePlugin):
    """Looks at every connection of an engine before it is used; named in the engine options of ``db``."""

    def engine_created(self, engine: Engine) -> None:
        """Listen to the engine's pool; a pool made anew after ``dispose`` keeps its listeners."""
        event.listen(engine.pool, "checkin", note_rest)
        event.listen(engine.pool, "checkout", partial(look, engine.dialect))

    def update_url(self, url: Any) -> Any:
        """Leave the address as it is."""
        return url


def note_rest(_connection: object, record: Any) -> None:
    """Remember since when a connection rests."""
    record.info["rests_since"] = time.monotonic()


def look(dialect: Dialect, connection: Any, record: Any, _fairy: object) -> None:
    """Let the pool connect again (``InvalidatePoolError``) when the server of a connection that rested does not answer."""
    since = record.info.get("rests_since")
    if since is None:
        return  # just made
    failure = dialect.loaded_dbapi.Error
    try:
        if time.monotonic() - since > RESTED_S or _has_to_read(connection.fileno()):
            dialect.do_ping(connection)
    except failure as error:
        # Whatever ended one has most likely ended all: the pool drops every connection made before this instant.
        raise InvalidatePoolError from error


def _has_to_read(descriptor: int) -> bool:
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    return bool(poll.poll(0))
