"""Small communities whose months differ by chance: slumps, surges, invitations, gaps, holidays, activities that draw and that do not."""

import random
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from tenants.terms.activity import ActivityKind, ActivityLine, ActivityState
from tenants.terms.event import EventKind
from tenants.terms.facts import Spell, SurveyAnswers, Thread
from tenants.terms.metric import Direction
from tests.measure.small_world import Act, World, at

SHANGHAI = ZoneInfo("Asia/Shanghai")
FIRST, UNTIL = date(2025, 11, 1), date(2026, 7, 1)
KINDS = (EventKind.MESSAGE, EventKind.REPLY, EventKind.REACTION)
PROMISES = (
    ("nps", 40.0, Direction.UP),
    ("active_rate", 0.5, Direction.UP),
    ("active_members", 25.0, Direction.UP),
    ("acts", 200.0, Direction.UP),
    ("joins", 6.0, Direction.UP),
    ("net_growth", 4.0, Direction.UP),
    ("leaves", 3.0, Direction.DOWN),
    ("churn_rate", 0.05, Direction.DOWN),
    ("reply_coverage", 0.9, Direction.UP),
    ("first_reply_minutes", 60.0, Direction.DOWN),
)


def happenings(seed: int) -> list[ActivityLine]:
    """Up to three activities, called off or held, and sometimes a holiday of several days, in June 2026."""
    rng = random.Random(seed)
    found = []
    for n in range(rng.randrange(4)):
        state = rng.choice([ActivityState.DONE, ActivityState.DONE, ActivityState.CANCELLED])
        came = rng.choice([None, 1, 30])
        starts = datetime(2026, 6, rng.choice([3, 10, 10, 17, 20]), 20, tzinfo=SHANGHAI)
        found.append(ActivityLine(f"Live talk {n}", ActivityKind.LECTURE, state, starts, None, came, None, Decimal(100)))
    if rng.random() < 0.5:
        starts = datetime(2026, 6, 19, tzinfo=SHANGHAI)
        found.append(
            ActivityLine("端午节", ActivityKind.HOLIDAY, ActivityState.PLANNED, starts, starts + timedelta(days=2), None, None, None)
        )
    return found


def wayward(seed: int) -> World:
    """Eight months of a few dozen people, by chance of ``seed``."""
    rng = random.Random(seed)
    level = {month: rng.choice([0.4, 1.0, 1.0, 1.0, 1.8]) for month in range(1, 13)}
    spike = {date(2026, 6, day): rng.choice([1.0, 3.0, 6.0]) for day in (10, 11, 12, 20)}
    weekend = rng.choice([0.3, 1.0, 2.0])
    world = World(since=FIRST, as_of=at("2026-06-30", "23:30"))
    for number in range(rng.choice([8, 40, 70])):
        joined = FIRST + timedelta(days=rng.choice([0, 0, rng.randrange((UNTIL - FIRST).days)]))
        stays = rng.random() < 0.6
        left = None if stays else joined + timedelta(days=rng.randrange(1, 150))
        eager, kind = rng.choice([0.01, 0.05, 0.3]), rng.choice(KINDS)
        mine = []
        for n in range((min(left or UNTIL, UNTIL) - joined).days):
            day = joined + timedelta(days=n)
            chance = eager * level[day.month] * spike.get(day, 1.0) * (weekend if day.weekday() > 4 else 1.0)
            if rng.random() < chance:
                mine.append(Act(at(day.isoformat(), f"{rng.randrange(9, 23):02d}:{rng.randrange(60):02d}"), number, kind))
        world.acts += mine
        world.threads += [
            Thread(act.at, True, False, act.at + timedelta(minutes=rng.choice([5, 50, 400])) if rng.random() < 0.8 else None)
            for act in mine
            if act.kind is EventKind.MESSAGE and rng.random() < 0.3
        ]
        gone = at(left.isoformat()) if left and left < UNTIL else None
        invited = rng.choice([None, 1])
        world.spells.append(Spell(number, at(joined.isoformat()), gone, False, True, invited, min((a.at for a in mine), default=None)))
    if rng.random() < 0.3:
        world.uncovered = frozenset(date(2026, 6, 3) + timedelta(days=n) for n in range(rng.randrange(1, 9)))
    if rng.random() < 0.7:
        world.survey = SurveyAnswers(nps={10: rng.randrange(40), 8: rng.randrange(20), 3: rng.randrange(1, 30)}, responses=50)
    return world
