"""The queue: hints for workers. What must be done stands in the database, so a hint that is lost costs one poll and nothing else."""

import logging

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry
from rq import Queue
from rq.serializers import JSONSerializer

from tenants.store.work import on_commit_enqueue

NAME = "qunce"
LONGEST_JOB_S = 3600
"""A job that runs longer is ended; its lease has run out long before."""
PATIENCE_S = 2.0

log = logging.getLogger(__name__)
_queue: list[Queue] = []


def connect(redis_url: str) -> None:
    """Hand jobs named in ``work()`` to the queue at ``redis_url`` from now on. It need not be up."""
    _queue[:] = [make(line(redis_url))]
    on_commit_enqueue(enqueue)


def line(redis_url: str, *, patience_s: float = PATIENCE_S) -> Redis:
    """Return a connection that gives up after ``patience_s`` instead of keeping a page or a worker waiting."""
    return Redis.from_url(
        redis_url, socket_connect_timeout=PATIENCE_S, socket_timeout=patience_s, retry=Retry(NoBackoff(), 1), retry_on_error=[]
    )


def make(connection: Redis) -> Queue:
    """Return our queue on ``connection``. Arguments travel as JSON: a queue must not be able to make objects in a worker."""
    return Queue(NAME, connection=connection, serializer=JSONSerializer)


def enqueue(job: str, args: tuple[object, ...]) -> None:
    """Give a hint that ``job`` can start; a queue that is away is noted in the log, and the poll finds the row instead."""
    for queue in _queue:
        try:
            queue.enqueue(job, *args, job_timeout=LONGEST_JOB_S, result_ttl=0, failure_ttl=24 * 3600)
        except RedisError as error:
            log.warning("no hint for %s: %s", job, error)


def ping() -> bool:
    """Tell whether the queue answers; ``False`` too when none is set."""
    try:
        return any(queue.connection.ping() for queue in _queue)
    except RedisError:
        return False
