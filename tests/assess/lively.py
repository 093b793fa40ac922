"""A community with a year of ordinary life, made the same every time."""

import random
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from tenants.assess.case import Past
from tenants.assess.document import build
from tenants.measure import measure
from tenants.terms.activity import ActivityKind, ActivityLine, ActivityState
from tenants.terms.document import Brand, ReportDocument
from tenants.terms.event import EventKind
from tenants.terms.facts import Spell, SurveyAnswers, Thread
from tenants.terms.metric import Direction
from tenants.terms.period import Cadence, Period
from tenants.terms.target import Target
from tests.measure.small_world import Act, World, at, held

SHANGHAI = ZoneInfo("Asia/Shanghai")
TARGETS = (
    Target("nps", 50.0),
    Target("csat", 85.0),
    Target("active_rate", 0.6, weight=2.0),
    Target("reply_coverage", 0.9),
    Target("first_reply_minutes", 60.0, Direction.DOWN),
    Target("net_growth", 10.0),
    Target("churn_rate", 0.04, Direction.DOWN),
    Target("stay_d7", 0.85),
)


def lively(seed: int = 1, *, months: int = 14, until: date = date(2026, 7, 1), people: int = 90) -> World:
    """Weekdays are busier than weekends, a live talk on 10 June 2026 lifts the week after it, newcomers of June leave early."""
    rng = random.Random(seed)
    first = Period.containing(until - timedelta(days=30 * months), Cadence.MONTH).first
    spells, acts, threads = [], [], []
    for number in range(people):
        joined = first + timedelta(days=rng.randrange(0, (until - first).days - 3))
        late = joined >= date(2026, 6, 1)
        stays = rng.random() > (0.5 if late else 0.15)
        left = None if stays else joined + timedelta(days=rng.randrange(2, 6) if late else rng.randrange(20, 200))
        eager = rng.choice([0.02, 0.1, 0.3, 0.5])
        begin = at(joined.isoformat())
        mine = []
        day = joined
        while day < (left or until) and day < until:
            lift = 2.2 if date(2026, 6, 10) <= day <= date(2026, 6, 17) else 1.0
            for _ in range(rng.choice([1, 1, 2, 3])):
                if rng.random() < eager * lift * (0.5 if day.weekday() > 4 else 1.0):
                    moment = at(day.isoformat(), f"{rng.choice([9, 12, 20, 20, 21, 21, 22]):02d}:{rng.randrange(60):02d}")
                    if moment > begin:
                        mine.append(Act(moment, number, rng.choice([EventKind.MESSAGE, EventKind.MESSAGE, EventKind.REPLY])))
            day += timedelta(days=1)
        acts += mine
        for act in mine:
            if act.kind is EventKind.MESSAGE and rng.random() < 0.3:
                wait = timedelta(minutes=rng.choice([3, 9, 30, 45, 300]))
                threads.append(Thread(act.at, True, False, act.at + wait if rng.random() < 0.8 else None))
        gone = at(left.isoformat()) if left and left < until else None
        inviter = rng.choice([None, None, 1])
        mine_first = min((act.at for act in mine), default=None)
        spells.append(Spell(number, begin, gone, False, True, inviter, mine_first))
    world = World(spells=spells, acts=acts, threads=threads, since=first, as_of=at((until - timedelta(days=1)).isoformat(), "23:30"))
    world.held = [held("2026-06-10", participants=48, registered=60, cost=1200.0), held("2026-06-24", done=False)]
    return world


def surveyed(world: World, promoters: int, passives: int, detractors: int) -> World:
    world.survey = SurveyAnswers(
        nps={10: promoters, 8: passives, 4: detractors},
        csat={5: promoters, 4: passives, 2: detractors},
        responses=promoters + passives + detractors,
        asked=date(2026, 6, 20),
    )
    return world


def talk() -> ActivityLine:
    starts = datetime(2026, 6, 10, 20, tzinfo=SHANGHAI)
    return ActivityLine("露营答疑直播", ActivityKind.LECTURE, ActivityState.DONE, starts, None, 48, 60, Decimal(1200))


def document(world: World, period: Period, targets: Sequence[Target] = TARGETS, *, back: int = 2, **more) -> ReportDocument:
    past, at_period = [], period
    for _ in range(back):
        at_period = at_period.previous()
        past.append(Past(at_period, measure(world.facts(at_period)), targets))
    facts = world.facts(period)
    return build(
        facts=facts,
        figures=measure(facts),
        past=past,
        targets=targets,
        client="岫岚户外",
        community="露营群",
        platform="wechat",
        version=1,
        made=datetime(2026, 7, 2, tzinfo=SHANGHAI),
        brand=Brand("汀步社群"),
        **more,
    )
