"""The processes of a round, and what is done to them."""

import os
import random
import resource
import signal
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import redis

from tests.faults.ground import Ground
from tests.faults.nursery import Hand, Nursery
from tests.jobs import processes

LEASE_S = 3.0
STOPPED_S = LEASE_S + 1.5
FULL_S = 1.2
TINY = 2_000
"""Bytes a file may have while the "disk" is full: a report is larger."""

WORKER, FORKS, ALONE = "worker killed with its forks", "work-horse killed", "worker killed, its fork lives on"
STOPPED, CLOCK, FLUSHED = "stopped past its lease", "clock killed", "queue flushed"
QUEUE, DATABASE, DISK = "queue killed", "database restarted", "disk full"
KINDS = (WORKER, FORKS, ALONE, STOPPED, CLOCK, FLUSHED, QUEUE, DATABASE, DISK)
OFTEN = (*KINDS, WORKER, FORKS)
"""What comes after every kind has come once."""
ON_FORKS = (WORKER, FORKS, ALONE, STOPPED)


@dataclass
class Crew:
    """Two workers and a clock that are replaced when they die."""

    ground: Ground
    dice: random.Random
    workers: list[Hand] = field(default_factory=list)
    clock: Hand | None = None
    asleep: list[tuple[float, list[int]]] = field(default_factory=list)
    full_until: float = 0.0
    struck: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.nursery = Nursery(self.ground.environ(), self.log)

    @property
    def log(self) -> Path:
        return self.ground.folder / "crew.log"

    def look(self) -> None:
        """Replace the dead, wake the stopped, make room again."""
        self.workers = [each for each in self.workers if each.lives()]
        while len(self.workers) < 2:
            self.workers.append(self.nursery.start("worker"))
        if self.clock is None or not self.clock.lives():
            self.clock = self.nursery.start("clock")
        for moment, pids in list(self.asleep):
            if time.monotonic() > moment:
                self.asleep.remove((moment, pids))
                _send(pids, signal.SIGCONT)
        if self.full_until and time.monotonic() > self.full_until:
            self.full_until = 0.0
            self._room(resource.RLIM_INFINITY)

    def strike(self, kind: str) -> bool:
        """Do one thing to them; ``False`` when there was nothing to hit."""
        victims = [each for each in self.workers if len(processes.family(each.pid)) > 1 and not self._sleeps(each.pid)]
        if kind in ON_FORKS and not victims:
            return False
        getattr(self, _DEEDS[kind])(*([self.dice.choice(victims)] if kind in ON_FORKS else []))
        self.struck[kind] += 1
        return True

    def stop(self) -> None:
        for _moment, pids in self.asleep:
            _send(pids, signal.SIGCONT)
        self.nursery.close()

    def kill_worker(self, victim: Hand) -> None:
        victim.kill()

    def kill_forks(self, victim: Hand) -> None:
        _send(processes.family(victim.pid)[1:], signal.SIGKILL)

    def kill_worker_alone(self, victim: Hand) -> None:
        victim.kill(alone=True)

    def put_to_sleep(self, victim: Hand) -> None:
        pids = processes.family(victim.pid)
        _send(pids, signal.SIGSTOP)
        self.asleep.append((time.monotonic() + STOPPED_S, pids))

    def kill_clock(self) -> None:
        if self.clock is not None:
            self.clock.kill()

    def flush_queue(self) -> None:
        with suppress(redis.RedisError), redis.Redis.from_url(self.ground.valkey.url()) as line:
            line.flushall()

    def kill_queue(self) -> None:
        self.ground.kill_queue()

    def restart_database(self) -> None:
        self.ground.restart_database()

    def fill_disk(self) -> None:
        self.full_until = time.monotonic() + FULL_S
        self._room(TINY)

    def _room(self, size: int) -> None:
        for each in self.workers:
            for pid in processes.family(each.pid):
                with suppress(ProcessLookupError):
                    resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

    def _sleeps(self, pid: int) -> bool:
        return any(pid in pids for _moment, pids in self.asleep)


_DEEDS = {
    WORKER: "kill_worker",
    FORKS: "kill_forks",
    ALONE: "kill_worker_alone",
    STOPPED: "put_to_sleep",
    CLOCK: "kill_clock",
    FLUSHED: "flush_queue",
    QUEUE: "kill_queue",
    DATABASE: "restart_database",
    DISK: "fill_disk",
}


def _send(pids: list[int], number: int) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, number)
