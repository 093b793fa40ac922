"""Fourteen months of a community that never was: who joined, left, wrote, answered and reacted, day by day.

Deterministic: the same plan and days give the same acts. What makes it lifelike is what real communities have: a few loud and many
silent people, weekdays, evenings, activities that draw for some days, a slump and a recovery, newcomers of whom some leave at once.
"""

import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

HOURS = (1, 0.5, 0.3, 0.2, 0.2, 0.4, 1, 3, 5, 6, 6, 5, 7, 6, 5, 5, 5, 6, 7, 9, 12, 13, 9, 4)
"""How busy each local hour is, in parts."""


@dataclass(frozen=True, slots=True)
class Shape:
    """How a community behaves. Rates are a day; ``weekend`` scales Saturday and Sunday; ``slump`` is (days before the end, depth)."""

    starters: int
    joins: float
    leaves: float
    loudness: float
    weekend: float
    growth: float
    slump: tuple[int, float]
    answer_minutes: float
    answered: float
    invited: float = 0.3


@dataclass(slots=True)
class Someone:
    """One invented person. ``drive`` is the chance of acting on an ordinary day."""

    no: int
    name: str
    joined: datetime
    drive: float
    staff: bool = False
    left: datetime | None = None
    inviter: int | None = None
    founder: bool = False


@dataclass(frozen=True, slots=True)
class Act:
    """One act: ``message``, ``reply`` or ``reaction``; ``target`` is the number of the act it answers or reacts to."""

    no: int
    kind: str
    at: datetime
    who: int
    channel: int
    question: bool = False
    target: int | None = None


@dataclass(slots=True)
class History:
    """What happened, in order of time within each day."""

    people: list[Someone] = field(default_factory=list)
    acts: list[Act] = field(default_factory=list)


class Simulation:
    """Runs a community day by day."""

    def __init__(self, shape: Shape, names: Sequence[str], zone: ZoneInfo, channels: int, boosts: Mapping[date, float], seed: str) -> None:
        """Prepare; ``boosts`` says how much more there is on a day (1.0 doubles it), ``names`` are given in order."""
        self.shape, self.names, self.zone, self.channels, self.boosts = shape, names, zone, channels, boosts
        self.chance = random.Random(seed)  # noqa: S311 - an invented history wants repeatable chance, not secrets
        self.history = History()
        self.present: list[Someone] = []
        self.recent: list[Act] = []

    def run(self, first: date, until: date) -> History:
        """Return the history of the days from ``first`` up to, but without, ``until``."""
        length = (until - first).days
        opening = self._at(first - timedelta(days=1), 12)
        for index in range(self.shape.starters):
            person = self._arrive(opening - timedelta(minutes=self.shape.starters - index))
            person.founder = True
            person.staff = index < max(2, self.shape.starters // 70)
            if person.staff:
                person.drive = 0.75
        for index in range(length):
            self._day(first + timedelta(days=index), index / length, length - index)
        return self.history

    def _at(self, day: date, hour: float) -> datetime:
        local = datetime.combine(day, time(int(hour), int(hour % 1 * 60), self.chance.randrange(60)), tzinfo=self.zone)
        return local.astimezone(UTC)

    def _hour(self) -> float:
        return self.chance.choices(range(24), weights=HOURS)[0] + self.chance.random()

    def _poisson(self, mean: float) -> int:
        """Draw a Poisson number (Knuth's product of uniforms; the means here are small)."""
        limit, count, product = math.exp(-min(mean, 200)), 0, self.chance.random()
        while product > limit:
            count += 1
            product *= self.chance.random()
        return count

    def _level(self, day: date, share: float, left: int) -> float:
        """How lively ``day`` is against an ordinary one: growth, weekend, the slump, and the pull of activities."""
        when, depth = self.shape.slump
        slump = 1 - depth * math.exp(-(((left - when) / 24) ** 2))
        weekend = self.shape.weekend if day.weekday() >= 5 else 1.0
        pull = sum(self.boosts.get(day - timedelta(days=back), 0) * 0.55**back for back in range(5))
        return (1 + self.shape.growth * share) * slump * weekend * (1 + pull)

    def _day(self, day: date, share: float, left: int) -> None:
        level = self._level(day, share, left)
        for _ in range(self._poisson(self.shape.joins * level)):
            self._arrive(self._at(day, self._hour()))
        start = len(self.history.acts)
        for person in self.present:
            fresh = (self._at(day, 23) - person.joined).days < 10
            newcomer = max(person.drive, 0.09) * 1.5 if fresh and not person.founder else person.drive
            drive = min(0.92, newcomer * level)
            if self.chance.random() < drive:
                for _ in range(1 + min(int(self.chance.expovariate(0.55)), 14)):
                    self._act(person, day)
        self._answer_questions(start)
        self.recent = [act for act in self.history.acts[start:] if act.kind != "reaction"][-60:] or self.recent
        self._leave(day, level)

    def _arrive(self, at: datetime) -> Someone:
        no = len(self.history.people) + 1
        drive = min(0.9, self.chance.lognormvariate(math.log(self.shape.loudness), 1.15))
        person = Someone(no, self._name(no), at, drive)
        if self.present and self.chance.random() < self.shape.invited:
            person.inviter = self.chance.choices(self.present, weights=[p.drive for p in self.present])[0].no
        self.history.people.append(person)
        self.present.append(person)
        return person

    def _name(self, no: int) -> str:
        again, index = divmod(no - 1, len(self.names))
        return f"{self.names[index]} {again + 1}" if again else self.names[index]

    def _leave(self, day: date, level: float) -> None:
        """Some leave: newcomers first, the quiet rather than the loud, more of them in dull times."""
        evening = self._at(day, 23.5)
        staying = []
        for person in self.present:
            fresh = (evening - person.joined).days < 7
            risk = self.shape.leaves * (6 if fresh and not person.founder else 1) * (1.4 - min(person.drive * 2, 1)) / max(level, 0.4)
            if not person.staff and person.joined < evening - timedelta(hours=3) and self.chance.random() < risk:
                person.left = evening
            else:
                staying.append(person)
        self.present = staying

    def _act(self, person: Someone, day: date) -> None:
        at = max(self._at(day, self._hour()), person.joined + timedelta(minutes=2))
        draw = self.chance.random()
        candidates = [act for act in self.recent[-25:] if act.who != person.no and act.at < at]
        if draw < 0.34 and candidates:
            self._add("reaction", at, person, self.chance.choice(candidates))
        elif draw < 0.55 and candidates:
            self._add("reply", at, person, self.chance.choice(candidates))
        else:
            act = self._add("message", at, person, None, question=self.chance.random() < 0.2)
            self.recent.append(act)

    def _answer_questions(self, start: int) -> None:
        """Staff and regulars answer what was asked today, mostly soon, sometimes late, sometimes never."""
        helpers = [p for p in self.present if p.staff] or self.present
        for act in [a for a in self.history.acts[start:] if a.question]:
            if self.chance.random() < self.shape.answered:
                pool = [p for p in helpers if p.no != act.who] or [p for p in self.present if p.no != act.who]
                if pool:
                    wait = self.chance.lognormvariate(math.log(self.shape.answer_minutes), 0.9)
                    self._add("reply", act.at + timedelta(minutes=min(wait, 2000)), self.chance.choice(pool), act)

    def _add(self, kind: str, at: datetime, person: Someone, target: Act | None, *, question: bool = False) -> Act:
        channel = target.channel if target else self.chance.choices(range(self.channels), weights=range(self.channels, 0, -1))[0]
        act = Act(len(self.history.acts) + 1, kind, at, person.no, channel, question, target.no if target else None)
        self.history.acts.append(act)
        return act
