"""Findings about activities, newcomers, replies and the shape of the conversation."""

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from math import sqrt
from statistics import fmean, stdev

from tenants.assess.case import WINDOW, Case, around, find
from tenants.assess.days import MONTH, held
from tenants.terms.activity import ActivityLine
from tenants.terms.document import Finding, Tone
from tenants.terms.figure import Plain
from tenants.terms.metric import Pillar

SAMPLE = 10
"""Fewest cases a share must rest on before a sentence is made of it."""
LOST = 0.45
"""Share of regulars from which their silence is news: people act in bursts, and of any month's regulars a third rests the next."""
MOST_ACTIVITIES = 2
_T = 2.447
"""Student's t of seven pairs, 95 %."""


def activities(case: Case) -> Iterator[Finding]:
    """For the two activities with the largest step: the 7 days after against the 7 before, where it is clear of the days' ups and downs.

    Clear: a tenth and 3 people a day or more, and a 95 % interval of the seven differences between equal weekdays without 0.
    Association, never cause; ``others`` counts the activities that fall into the same fortnight.
    """
    there = [each for each in case.activities if held(each) and case.period.contains(each.day)]
    found = [finding for n, each in enumerate(there) for finding in _after(case, there, n, each)]
    yield from sorted(found, key=lambda each: (-each.weight, each.id))[:MOST_ACTIVITIES]


def _after(case: Case, there: Sequence[ActivityLine], n: int, each: ActivityLine) -> Iterator[Finding]:
    means = around(case.facts, each.day, each.last)
    if means is None or not means[0]:
        return
    before, after = means
    relative = after / before - 1
    low, high = _reach(case, each)
    if abs(relative) < 0.1 or abs(after - before) < 3 or low <= 0 <= high:
        return
    others = sum(abs((other.day - each.day).days) <= WINDOW for m, other in enumerate(there) if m != n)
    yield find(
        "after_more" if relative > 0 else "after_less",
        Tone.GOOD if relative > 0 else Tone.NEUTRAL,
        Pillar.ACTIVITY,
        ["dau"],
        34 + 15 * min(1.0, abs(relative)),
        {
            "title": each.title,
            "day": each.day.isoformat(),
            "before": before,
            "after": after,
            "relative": relative,
            "participants": each.participants,
            "others": others,
            "step_low": low,
            "step_high": high,
        },
        about=f"{each.day.isoformat()}.{n}",
    )


def _reach(case: Case, activity: ActivityLine) -> tuple[float, float]:
    """The 95 % interval of the mean difference between the 7 days after and the 7 before, paired by weekday."""
    active = {each.day: len(each.active) for each in (*case.facts.before, *case.facts.days)}
    before = {day.weekday(): active[day] for day in (activity.day - timedelta(days=n) for n in range(1, WINDOW + 1))}
    after = [activity.last + timedelta(days=n) for n in range(1, WINDOW + 1)]
    pairs = [active[day] - before[day.weekday()] for day in after]
    reach = _T * stdev(pairs) / sqrt(len(pairs))
    return fmean(pairs) - reach, fmean(pairs) + reach


_Bad = Callable[[float], bool]
_RULES: tuple[tuple[str, str, Tone, Pillar, float, _Bad], ...] = (
    ("newcomers_leave", "stay_d7", Tone.BAD, Pillar.GROWTH, 38, lambda x: x < 0.8),
    ("newcomers_stay", "stay_d7", Tone.GOOD, Pillar.GROWTH, 32, lambda x: x >= 0.95),
    ("newcomers_quiet", "newcomer_activation", Tone.BAD, Pillar.ACTIVITY, 36, lambda x: x < 0.3),
    ("newcomers_join_in", "newcomer_activation", Tone.GOOD, Pillar.ACTIVITY, 30, lambda x: x >= 0.6),
    ("questions_open", "reply_coverage", Tone.BAD, Pillar.ACTIVITY, 38, lambda x: x < 0.75),
    ("questions_answered", "reply_coverage", Tone.GOOD, Pillar.ACTIVITY, 30, lambda x: x >= 0.9),
    ("replies_slow", "first_reply_minutes", Tone.BAD, Pillar.ACTIVITY, 34, lambda x: x > 240),
    ("replies_fast", "first_reply_minutes", Tone.GOOD, Pillar.ACTIVITY, 28, lambda x: x <= 15),
    ("few_carry", "top10_share", Tone.BAD, Pillar.ACTIVITY, 27, lambda x: x > 0.6),
    ("many_silent", "silent_rate", Tone.BAD, Pillar.ACTIVITY, 29, lambda x: x > 0.6),
    ("invited", "referral_share", Tone.GOOD, Pillar.GROWTH, 28, lambda x: x >= 0.3),
    ("plan_kept", "plan_execution", Tone.GOOD, Pillar.OPERATIONS, 26, lambda x: x >= 1),
    ("plan_short", "plan_execution", Tone.BAD, Pillar.OPERATIONS, 33, lambda x: x < 0.8),
)
"""key, metric, tone, pillar, weight, when. A metric with a goal is judged by its goal alone."""


def levels(case: Case) -> Iterator[Finding]:
    """What stands out without any comparison, on enough cases; silent about metrics that have a goal, for the goal judges those."""
    for key, metric, tone, pillar, weight, applies in _RULES:
        figure = case.figures[metric]
        if metric in case.verdicts or figure.value is None or figure.n is None or not applies(figure.value):
            continue
        if metric == "plan_execution" and case.running:
            continue  # what is planned for the days to come is neither kept nor broken
        wanted = 2 if metric == "plan_execution" else 30 if metric == "top10_share" else SAMPLE
        if figure.n >= wanted:
            facts: dict[str, Plain] = {"metric": metric, "unit": figure.unit.value, "value": figure.value, "n": figure.n}
            more = {name: figure.detail[name] for name in ("p90", "days") if name in figure.detail}
            facts |= {name: value for name, value in more.items() if isinstance(value, float | int)}
            yield find(key, tone, pillar, [metric], weight, facts)


def movers(case: Case) -> Iterator[Finding]:
    """Regulars who fell silent, and people who came back."""
    lost, back = case.figures["lost_regulars"], case.figures["reactivated"]
    enough = case.period.length >= MONTH  # of any short period most regulars are absent
    if enough and lost.value is not None and lost.n and lost.value >= 3 and lost.value / lost.n >= LOST:
        share = lost.value / lost.n
        yield find("regulars_lost", Tone.BAD, Pillar.ACTIVITY, ["lost_regulars"], 31 + 10 * share, {"value": lost.value, "n": lost.n})
    if back.value is not None and back.value >= 5:
        yield find("came_back", Tone.GOOD, Pillar.ACTIVITY, ["reactivated"], 20, {"value": back.value})


def busy_hours(case: Case) -> Iterator[Finding]:
    """The three hours of the day in which most is done, where they hold well more than their eighth."""
    if case.figures["active_hours"].value is None:
        return
    by_hour = [sum(row[hour] for row in case.facts.hours) for hour in range(24)]
    total = sum(by_hour)
    share, first = max((sum(by_hour[(start + n) % 24] for n in range(3)) / total, -start) for start in range(24))
    if total >= 100 and share >= 0.25:
        yield find(
            "busy_hours", Tone.NEUTRAL, Pillar.ACTIVITY, ["active_hours"], 10, {"hour": -first, "until": (3 - first) % 24, "share": share}
        )
