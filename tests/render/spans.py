"""Invented documents of other lengths than a month, measured and assessed from a made-up community's whole life."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache

from tenants.assess.document import Written
from tenants.terms.activity import ActivityKind, ActivityLine, ActivityState
from tenants.terms.document import Commentary, Source
from tenants.terms.period import Period
from tests.assess.lively import SHANGHAI, TARGETS, document, lively, surveyed
from tests.measure import small_world

KINDS = (ActivityKind.LECTURE, ActivityKind.TOPIC, ActivityKind.POLL, ActivityKind.FISSION, ActivityKind.GATHERING)
TITLES = ("露营答疑直播", "话题：夏季装备", "路线投票", "老带新", "净山行动")


def held(first, count, step):
    """Activities every ``step`` days from ``first``, with people and some with a cost."""
    lines = []
    for n in range(count):
        starts = datetime.combine(first + timedelta(days=n * step), datetime.min.time(), SHANGHAI) + timedelta(hours=20)
        cost = Decimal(300 + 70 * n) if n % 3 == 0 else None
        at = n % len(KINDS)
        lines.append(ActivityLine(TITLES[at], KINDS[at], ActivityState.DONE, starts, None, 20 + (n * 13) % 40, None, cost))
    return lines


def noted(world, lines):
    """Let the facts of ``world`` know of the same activities."""
    world.held = [
        small_world.held(
            f"{line.day}", kind=line.kind.value, participants=line.participants, cost=None if line.cost is None else float(line.cost)
        )
        for line in lines
    ]
    return world


def export(first, last):
    return Source("slack", f"export-{last:%Y-%m}.zip", first, last, 4120, datetime(2026, 7, 1, 9, 30, tzinfo=SHANGHAI))


WORDS = Commentary(
    achievements="Questions are answered on the day they are asked.",
    shortcomings="Newcomers of this period leave sooner than before.",
    next_steps="A welcome of seven days.",
    ask="**By 10 July:** name one product adviser for Wednesday evenings.",
)


@cache
def week():
    period = Period.parse("2026-W24")
    told = Written(commentary=WORDS, sources=(export(date(2026, 6, 1), date(2026, 6, 30)),))
    lines = held(period.first, 4, 2)
    return document(noted(lively(), lines), period, back=8, activities=lines, written=told)


@cache
def day():
    period = Period.parse("2026-06-10")
    lines = held(period.first, 1, 1)
    return document(noted(lively(), lines), period, back=3, activities=lines)


@cache
def quarter():
    period = Period.parse("2026-Q2")
    lines = held(period.first, 30, 3)
    world = noted(surveyed(lively(), 30, 10, 5), lines)
    told = Written(commentary=WORDS, sources=tuple(export(date(2026, n, 1), date(2026, n, 28)) for n in (4, 5, 6)))
    return document(world, period, back=3, activities=lines, written=told)


@cache
def twelve_months():
    period = Period.parse("2025-07-01..2026-07-01")
    lines = held(period.first, 52, 7)
    world = noted(surveyed(lively(months=26), 30, 10, 5), lines)
    return document(world, period, back=1, activities=lines, written=Written(commentary=WORDS))


@cache
def little():
    """Six people, a survey of three answers, no goals, one activity."""
    period = Period.month(2026, 6)
    lines = held(period.first, 1, 1)
    world = noted(surveyed(lively(people=6), 2, 1, 0), lines)
    told = Written(voices=((10, "好用，谢谢 @小林，电话 13800138000。"), (8, "还行")))
    return document(world, period, (), activities=lines, written=told)


@cache
def unsurveyed():
    """A month with goals on satisfaction and nobody asked, no activities."""
    return document(noted(lively(), ()), Period.month(2026, 6), TARGETS, back=6)
