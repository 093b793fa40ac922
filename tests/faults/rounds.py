"""One round: reports fall due, workers make and mail them, and everything that can happen to them happens."""

import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeVar
from uuid import UUID

from redis.exceptions import RedisError
from sqlalchemy.exc import SQLAlchemyError

from jobs import queue, runtime
from tenants.actions import reporting
from tenants.store.base import db
from tenants.store.reports import ReportRun
from tests.faults import crew as crews
from tests.faults import ledger as ledgers
from tests.faults.crew import Crew
from tests.faults.ground import Ground, ground
from tests.faults.worker import POISON
from tests.jobs import world
from tests.jobs.world import House

Found = TypeVar("Found")
AHEAD = 8
"""Runs that wait at the same time, so that faults meet work from the first to the last."""
POISONED = 40
"""One run in so many kills whoever makes it."""


@dataclass(frozen=True)
class Result:
    ledger: Counter[str]
    struck: Counter[str]
    moods: Counter[str]
    seconds: float

    def shown(self) -> str:
        return ledgers.shown(self.ledger, self.struck, self.moods, self.seconds)


def play(runs: int, seed: int, *, patience_s: float, every_s: tuple[float, float] = (0.8, 2.4), most: int = 10_000) -> Result:
    """Play one round of ``runs`` reports, with ``most`` faults and a pause of ``every_s`` between two; every kind comes at least once."""
    dice = random.Random(seed)
    with ground(dice) as place:
        runtime.start(place.environ())
        try:
            return _Round(place, dice, runs, patience_s, every_s, most).play()
        finally:
            runtime.stop()


class _Round:
    def __init__(self, place: Ground, dice: random.Random, runs: int, patience_s: float, every_s: tuple[float, float], most: int) -> None:
        self.place, self.dice, self.wanted, self.every_s, self.most = place, dice, runs, every_s, most
        self.crew = Crew(place, dice)
        self.began = time.monotonic()
        self.until = self.began + patience_s
        self.houses: list[House] = []
        self.poison: set[UUID] = set()
        self.made = 0
        self.next_strike = self.began + 3.0
        self.to_come: list[str] = list(crews.KINDS)
        dice.shuffle(self.to_come)

    def play(self) -> Result:
        readers = ("a@brand.example", "b@brand.example"), ("c@brand.example",), ("d@brand.example",)
        self.houses = [world.settle(f"house-{n}", recipients=each) for n, each in enumerate(readers)]
        try:
            while not self.is_over():
                self.crew.look()
                self.publish()
                self.strike()
                time.sleep(0.1)
            self.ask_again()
        finally:
            self.crew.stop()
        self.sweep()
        struck, moods = self.crew.struck, self.place.mail.seen
        stock = ledgers.take_stock(self.houses, self.place.mail.letters, self.place.folder / "files", self.poison)
        return Result(stock, struck, moods, time.monotonic() - self.began)

    def is_over(self) -> bool:
        if time.monotonic() > self.until:
            raise AssertionError(f"not settled in time: {self.states()}\n{self.crew.log.read_text(errors='replace')[-3000:]}")
        return self.made >= self.wanted and not self.to_come and self.is_settled()

    def publish(self) -> None:
        """Let the next reports fall due, and hint at some: a hint may be lost or come twice."""
        while self.made < self.wanted and self.waiting() < AHEAD:
            house, number = self.houses[self.made % len(self.houses)], self.made // len(self.houses)
            label = f"{1990 + number // 12}-{number % 12 + 1:02d}"
            run_id = insist(lambda house=house, label=label: house.publish(label))
            self.made += 1
            if self.made % POISONED == POISONED // 2:
                self.poison.add(run_id)
                insist(lambda house=house, run_id=run_id: house.set(ReportRun, run_id, paper=POISON))
            for _ in range(self.dice.choice((0, 1, 1, 2))):
                queue.enqueue("jobs.reports.render", (house.tenant_id, str(run_id)))

    def strike(self) -> None:
        """Now and then, while there is work; what has not come yet comes first."""
        spent = self.crew.struck.total() >= self.most or self.is_settled()
        if time.monotonic() < self.next_strike or (spent and not self.to_come):
            return
        kind = self.to_come[-1] if self.to_come else self.dice.choice(crews.OFTEN)
        try:
            hit = self.crew.strike(kind)
        except (OSError, RedisError):
            hit = False
        if hit or kind not in crews.ON_FORKS or self.is_settled():
            # A round whose reports are all made has no fork left to hit.
            if self.to_come:
                self.to_come.pop()
            self.next_strike = time.monotonic() + self.dice.uniform(*self.every_s)

    def ask_again(self) -> None:
        """A person looks at the failed reports and says "make it again"; what is poison fails once more."""
        for house in self.houses:
            for run in insist(house.runs):
                if run.state == "failed" and run.id not in self.poison:
                    self.crew.struck["made again at a person's word"] += 1
                    insist(lambda house=house, run=run: _again(house, run.id))
        while not self.is_settled():
            assert time.monotonic() < self.until, self.states()
            self.crew.look()
            time.sleep(0.1)

    def sweep(self) -> None:
        """What the clock does every hour, for files of any age."""
        later = datetime.now(UTC) + timedelta(hours=1)
        for house in self.houses:
            with runtime.in_tenant(house.tenant_id):
                self.crew.struck["stray files swept"] += reporting.sweep(now=later, older=timedelta(0))

    def waiting(self) -> int:
        return self._count("SELECT count(*) FROM report_run WHERE state IN ('due', 'rendering')")

    def is_settled(self) -> bool:
        return self.made >= self.wanted and not self._count(
            "SELECT (SELECT count(*) FROM report_run WHERE state IN ('due', 'rendering') OR step <> '')"
            " + (SELECT count(*) FROM delivery WHERE state IN ('pending', 'sending', 'handing'))"
        )

    def states(self) -> Counter[str]:
        return Counter(f"{type(row).__name__} {row.state}" for house in self.houses for row in (*house.runs(), *house.letters()))

    def _count(self, question: str) -> int:
        def asked() -> int:
            with self.look_behind() as line:
                return int(line.execute(question).fetchone()[0])

        return insist(asked)

    def look_behind(self):
        import psycopg

        return psycopg.connect(self.place.postgres.conninfo("qunce"), autocommit=True)


def _again(house: House, run_id: UUID) -> None:
    with runtime.in_tenant(house.tenant_id):
        reporting.retry(db.session.get(ReportRun, (house.tenant_id, run_id)), by=None)


def insist(deed: Callable[[], Found]) -> Found:
    """What a person does, they do again when the page says that the database is away."""
    import psycopg

    for _ in range(100):
        try:
            return deed()
        except (SQLAlchemyError, psycopg.OperationalError):
            time.sleep(0.1)
    return deed()
