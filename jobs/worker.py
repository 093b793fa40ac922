"""The worker: takes hints from the queue and, when there are none, looks into the database itself.

Everything a job needs is loaded, rendered once and frozen in this process; each job runs in a fork of it, so that it starts at once and
may die alone. A queue that is away is waited for, and meanwhile the database is worked off directly.
"""

import gc
import importlib
import logging
import os
import random
import select
import signal
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from types import FrameType
from typing import Any

from redis.exceptions import RedisError
from rq import Queue, Worker
from rq.exceptions import DequeueTimeout, StopRequested
from rq.serializers import JSONSerializer
from rq.worker import WorkerStatus

from jobs import chores, clock, poll, queue, runtime
from tenants.actions import reporting
from tenants.store import heartbeat
from tenants.store.work import work

POLL_S = 5
"""Seconds without a hint after which the database is asked."""
BUSY_JOBS = 50
"""Jobs in a row after which it is asked nevertheless."""
BEAT_S = 10
"""Seconds between two signs of life, whatever the worker does."""

log = logging.getLogger(__name__)


class QueueWorker(Worker):
    """RQ's worker for one sitting: ends when there was no hint for ``POLL_S``, or when the queue is away."""

    stopping = False

    def subscribe(self) -> None:
        """Take no remote commands: they need a thread, and a process with threads must not fork."""

    def unsubscribe(self) -> None:
        """See ``subscribe``."""

    def request_stop(self, signum: int, frame: FrameType | None) -> None:
        """Remember, across sittings, that we were told to stop."""
        QueueWorker.stopping = True
        super().request_stop(signum, frame)  # type: ignore[no-untyped-call]  # rq annotates only half of itself

    def dequeue_job_and_maintain_ttl(self, timeout: int | None, max_idle_time: int | None = None) -> Any:
        """Wait for one hint, ``POLL_S`` at most; RQ's own would wait for a lost queue for ever instead of polling."""
        self.set_state(WorkerStatus.IDLE)
        self.heartbeat()
        sign()
        if self.should_run_maintenance_tasks:
            self.run_maintenance_tasks()  # type: ignore[no-untyped-call]  # as above
        try:
            return Queue.dequeue_any(
                self.queues, max_idle_time or timeout, connection=self.connection, job_class=self.job_class, serializer=self.serializer
            )
        except DequeueTimeout:
            return None

    def maintain_heartbeats(self, job: Any, execution: Any) -> None:
        """Live while a job runs, too."""
        sign()
        super().maintain_heartbeats(job, execution)

    def main_work_horse(self, job: Any, queue: Queue) -> None:
        """Give the forked process connections of its own, then do the job."""
        runtime.after_fork()
        super().main_work_horse(job, queue)


def main() -> None:
    """Work until told to stop (SIGTERM, SIGINT): the job in hand is finished first."""
    # Before the first sign of life: whoever sees it may tell us to stop at once.
    _listen()
    runtime.start()
    reporting.warm()
    gc.collect()
    gc.freeze()
    sign()
    log.info("worker started")
    while not QueueWorker.stopping:
        with suppress(StopRequested):
            _sitting(os.environ.get("REDIS_URL", ""))
        _listen()
        if not QueueWorker.stopping:
            look()
    _leave()
    log.info("worker stopped")


_signed = [-float(BEAT_S)]


def sign() -> None:
    """Say that this worker lives, unless it has just done so."""
    if time.monotonic() - _signed[0] < BEAT_S:
        return
    _signed[0] = time.monotonic()
    try:
        with runtime.in_no_tenant(), work():
            heartbeat.beat(name())
    except Exception:
        log.exception("no sign of life given")


def name() -> str:
    """What this worker's heartbeat is called."""
    return f"{heartbeat.WORKER}{socket.gethostname()[:40]}:{os.getpid()}"


def _leave() -> None:
    try:
        with runtime.in_no_tenant(), work():
            heartbeat.leave(name())
    except Exception:
        log.exception("left without a word")


def _sitting(redis_url: str) -> None:
    """Do what the queue hints at until it is quiet or away."""
    if redis_url:
        try:
            line = queue.line(redis_url, patience_s=POLL_S + queue.PATIENCE_S)
            worker = QueueWorker(
                [queue.make(line)],
                connection=line,
                serializer=JSONSerializer,
                log_job_description=False,
                job_monitoring_interval=BEAT_S,
            )
            worker.work(max_idle_time=POLL_S, max_jobs=BUSY_JOBS, logging_level="WARNING")
        except RedisError as error:
            log.warning("the queue is away: %s", error)
        else:
            return
    _listen()
    until = time.monotonic() + POLL_S
    while time.monotonic() < until and not QueueWorker.stopping:
        time.sleep(0.2)


def _listen() -> None:
    """Between sittings a signal ends the loop and interrupts nothing."""

    def request_stop(_number: int, _frame: FrameType | None) -> None:
        QueueWorker.stopping = True

    signal.signal(signal.SIGTERM, request_stop)
    signal.signal(signal.SIGINT, request_stop)


def look() -> int:
    """Settle what was left by processes that are gone, then do everything that waits in the database, each job in a fork.

    Returns how many jobs were done.
    """
    done = 0
    try:
        sign()
        chores.reap(clock.now())
        for job, args in poll.waiting():
            if QueueWorker.stopping:
                break
            sign()
            fork(lambda job=job, args=args: resolve(job)(*args))  # type: ignore[misc]  # bound now, not when called
            done += 1
    except Exception:
        log.exception("the poll failed; it is tried again")
    return done


def resolve(job: str) -> Callable[..., None]:
    """Return the function that ``jobs.reports.render`` names."""
    module, _, name = job.rpartition(".")
    found: Callable[..., None] = getattr(importlib.import_module(module), name)
    return found


def fork(deed: Callable[[], None]) -> None:
    """Do ``deed`` in a child process and wait for its end; whatever becomes of it, we go on."""
    child = os.fork()
    if child:
        line = os.pidfd_open(child)
        while not select.select([line], [], [], BEAT_S)[0]:
            sign()
        os.close(line)
        _, status = os.waitpid(child, 0)
        if status:
            log.error("a job ended with status %s", os.waitstatus_to_exitcode(status))
        return
    code = 1
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        random.seed()
        runtime.after_fork()
        deed()
        code = 0
    except BaseException:
        log.exception("a job failed")
    finally:
        os._exit(code)


if __name__ == "__main__":
    main()
