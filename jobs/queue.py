"""The queue: hints for workers. What must be done stands in the database, so a hint that is lost costs one poll and nothing else."""

import logging
from typing import TYPE_CHECKING

from tenants.store.work import on_commit_enqueue

# The queue's packages take a quarter of a second to load, which most commands of the command line never need.
# ruff: noqa: PLC0415
if TYPE_CHECKING:
    from redis import Redis
    from rq import Queue

NAME = "qunce"
LONGEST_JOB_S = 3600
"""A job that runs longer is ended; its lease has run out long before."""
PATIENCE_S = 2.0

log = logging.getLogger(__name__)
_address: list[str] = []
_queue: list["Queue"] = []


def connect(redis_url: str) -> None:
    """Hand jobs named in ``work()`` to the queue at ``redis_url`` from now on. It need not be up."""
    _address[:] = [redis_url]
    _queue.clear()
    on_commit_enqueue(enqueue)


def line(redis_url: str, *, patience_s: float = PATIENCE_S) -> "Redis":
    """Return a connection that gives up after ``patience_s`` instead of keeping a page or a worker waiting."""
    from redis import Redis
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    return Redis.from_url(
        redis_url, socket_connect_timeout=PATIENCE_S, socket_timeout=patience_s, retry=Retry(NoBackoff(), 1), retry_on_error=[]
    )


def make(connection: "Redis") -> "Queue":
    """Return our queue on ``connection``. Arguments travel as JSON: a queue must not be able to make objects in a worker."""
    from rq import Queue
    from rq.serializers import JSONSerializer

    return Queue(NAME, connection=connection, serializer=JSONSerializer)


def enqueue(job: str, args: tuple[object, ...]) -> None:
    """Give a hint that ``job`` can start; a queue that is away is noted in the log, and the poll finds the row instead."""
    from redis.exceptions import RedisError

    for queue in _connected():
        try:
            queue.enqueue(job, *args, job_timeout=LONGEST_JOB_S, result_ttl=0, failure_ttl=24 * 3600)
        except RedisError as error:
            log.warning("no hint for %s: %s", job, error)


def ping() -> bool:
    """Tell whether the queue answers; ``False`` too when none is set."""
    from redis.exceptions import RedisError

    try:
        return any(queue.connection.ping() for queue in _connected())
    except RedisError:
        return False


def _connected() -> "list[Queue]":
    if not _queue:
        _queue[:] = [make(line(address)) for address in _address]
    return list(_queue)
