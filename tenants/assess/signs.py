"""Findings about days, activities, newcomers, replies and the shape of the conversation."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from statistics import median

from tenants.assess.case import WINDOW, Case, around, find
from tenants.assess.goals import change_of
from tenants.measure.span import covered
from tenants.terms.activity import ActivityKind, ActivityLine, ActivityState
from tenants.terms.document import Finding, Tone
from tenants.terms.facts import Day, Who
from tenants.terms.figure import Plain
from tenants.terms.metric import Pillar

SAMPLE = 10
"""Fewest cases a share must rest on before a sentence is made of it."""


def days(case: Case) -> Iterator[Finding]:
    """The busiest day, with the activity on it, and an unusually quiet one."""
    seen = covered(case.facts)
    if len(seen) < WINDOW:
        return
    usual = round(median(len(day.active) for day in seen))
    best = max(seen, key=lambda day: (len(day.active), -day.day.toordinal()))
    worst = min(seen, key=lambda day: (len(day.active), day.day.toordinal()))
    if len(best.active) >= max(5.0, 1.3 * usual):
        title = next((each.title for each in case.activities if each.day == best.day and _held(each)), None)
        yield find(
            "peak_day" if title is None else "peak_day_activity",
            Tone.GOOD if title else Tone.NEUTRAL,
            Pillar.ACTIVITY,
            ["dau"],
            30 if title else 18,
            {"day": best.day.isoformat(), "value": len(best.active), "usual": usual, "title": title},
            about=best.day.isoformat(),
        )
    if usual >= SAMPLE and len(worst.active) <= usual / 2:
        facts: dict[str, Plain] = {"day": worst.day.isoformat(), "value": len(worst.active), "usual": usual}
        yield find("quiet_day", Tone.NEUTRAL, Pillar.ACTIVITY, ["dau"], 12, facts, about=worst.day.isoformat())


def _held(activity: ActivityLine) -> bool:
    quiet = (ActivityKind.HOLIDAY, ActivityKind.CONTENT_POST, ActivityKind.SURVEY)
    return activity.state is ActivityState.DONE and activity.kind not in quiet


def activities(case: Case) -> Iterator[Finding]:
    """For each activity held: the 7 days after against the 7 before, where they differ by a tenth and by 3 people a day or more.

    Association, never cause; ``others`` counts the activities that fall into the same fortnight.
    """
    held = [each for each in case.activities if _held(each) and case.period.contains(each.day)]
    for n, each in enumerate(held):
        means = around(case.facts, each.day)
        if means is None or not means[0]:
            continue
        before, after = means
        relative = after / before - 1
        if abs(relative) < 0.1 or abs(after - before) < 3:
            continue
        others = sum(abs((other.day - each.day).days) <= WINDOW for m, other in enumerate(held) if m != n)
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
            },
            about=f"{each.day.isoformat()}.{n}",
        )


def week_share(case: Case) -> Iterator[Finding]:
    """The one calendar week that more than half of a clear change in acts came from, if there is one.

    A week's part is what it had over (or under) the previous period's daily mean; parts add up to the whole change per day.
    """
    change = change_of(case, "acts", case.figures["acts"], case.previous)
    days_before = [day for day in case.facts.before if day.covered and case.previous and case.previous.period.contains(day.day)]
    if change is None or not change.clear or not days_before or case.period.length < 28:
        return
    usual = sum(_acts(case, day) for day in days_before) / len(days_before)
    parts: dict[date, float] = {}
    for day in covered(case.facts):
        monday = day.day - timedelta(days=day.day.weekday())
        parts[monday] = parts.get(monday, 0.0) + _acts(case, day) - usual
    whole = sum(parts.values())
    if whole * change.difference <= 0:
        return
    monday, part = max(parts.items(), key=lambda item: (item[1] / whole, item[0]))
    share = part / whole
    if not 0.5 < share <= 1:
        return
    first = max(monday, case.period.first)
    last = min(monday + timedelta(days=6), case.period.until - timedelta(days=1))
    yield find(
        "week_of_rise" if change.difference > 0 else "week_of_fall",
        Tone.NEUTRAL,
        Pillar.ACTIVITY,
        ["acts"],
        28,
        {"first": first.isoformat(), "last": last.isoformat(), "share": share},
    )


def _acts(case: Case, day: Day) -> int:
    contract = case.facts.contract
    skip = {Who.BOT, *((Who.STAFF,) if contract.exclude_staff else ())}
    return sum(n for (kind, who), n in day.counts.items() if kind in contract.qualifying and who not in skip)


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
        wanted = 2 if metric == "plan_execution" else 30 if metric == "top10_share" else SAMPLE
        if figure.n >= wanted:
            facts: dict[str, Plain] = {"metric": metric, "unit": figure.unit.value, "value": figure.value, "n": figure.n}
            more = {name: figure.detail[name] for name in ("p90", "days") if name in figure.detail}
            facts |= {name: value for name, value in more.items() if isinstance(value, float | int)}
            yield find(key, tone, pillar, [metric], weight, facts)


def movers(case: Case) -> Iterator[Finding]:
    """Regulars who fell silent, and people who came back."""
    lost, back = case.figures["lost_regulars"], case.figures["reactivated"]
    if lost.value is not None and lost.n and lost.value >= 3 and lost.value / lost.n >= 0.15:
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
