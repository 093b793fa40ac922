"""Findings about days: the busiest, the quietest, and the days or the weekday that a change in acts came from."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from statistics import fmean

from tenants.assess.case import WINDOW, Case, find
from tenants.assess.changes import change_of
from tenants.assess.shares import LEAST, TELLING, daily_acts, days_before
from tenants.measure.span import covered
from tenants.terms.activity import ActivityKind, ActivityLine, ActivityState
from tenants.terms.document import Finding, Tone
from tenants.terms.facts import Day
from tenants.terms.figure import Plain
from tenants.terms.metric import Pillar

SATURDAY = 5
ALIKE = 4
"""Weekdays, or days of a weekend, that a usual one is told by."""
BUSY = 1.3
QUIET = 0.5
LEAST_BUSY = 5
LEAST_USUAL = 10
AFTER = 2
"""Days after an activity that still count as around it."""
MONTH = 28
_QUIET_KINDS = (ActivityKind.HOLIDAY, ActivityKind.CONTENT_POST, ActivityKind.SURVEY)


def held(activity: ActivityLine) -> bool:
    """Whether people came together for it: what was called off, published or merely asked is no event of a day."""
    return activity.state is ActivityState.DONE and activity.kind not in _QUIET_KINDS


def extremes(case: Case) -> Iterator[Finding]:
    """The busiest day and the quietest, each against a usual day of its kind (weekday or weekend), with what the calendar has of it.

    What was held on a day is told beside it, never as its cause. Days that may be only partly imported are not called quiet.
    """
    seen = covered(case.facts)
    if len(seen) < WINDOW:
        return
    told = _Usual(_lately(case, seen))
    best = max(seen, key=lambda day: (len(day.active), -day.day.toordinal()))
    usual, like = told.of(best)
    if len(best.active) >= max(LEAST_BUSY, BUSY * usual):
        context = _context(case, best.day)
        title = context["title"]
        facts = {"day": best.day.isoformat(), "value": len(best.active), "usual": usual, "like": like, **context}
        key, tone, weight = ("peak_day_activity", Tone.GOOD, 30) if title else ("peak_day", Tone.NEUTRAL, 18)
        yield find(key, tone, Pillar.ACTIVITY, ["dau"], weight, facts, about=best.day.isoformat())
    whole = _whole(case, seen)
    if not whole:
        return
    worst = min(whole, key=lambda day: (len(day.active) / max(1, told.of(day)[0]), day.day.toordinal()))
    usual, like = told.of(worst)
    if usual >= LEAST_USUAL and len(worst.active) <= QUIET * usual and worst is not best:
        facts = {"day": worst.day.isoformat(), "value": len(worst.active), "usual": usual, "like": like, **_context(case, worst.day)}
        yield find("quiet_day", Tone.NEUTRAL, Pillar.ACTIVITY, ["dau"], 12, facts, about=worst.day.isoformat())


def _lately(case: Case, seen: Sequence[Day]) -> Sequence[Day]:
    """The days that a usual one is told by: those of the period, and before a short one enough to make four weeks."""
    missing = MONTH - len(seen)
    known = [day for day in case.facts.before if day.covered]
    return [*known[-missing:], *seen] if missing > 0 else seen


class _Usual:
    """Active people of some days in order, by kind of day: a year asks for every one of its days against all others."""

    def __init__(self, days: Sequence[Day]) -> None:
        self._all = sorted(len(day.active) for day in days)
        self._alike = {
            weekend: sorted(len(day.active) for day in days if (day.day.weekday() >= SATURDAY) is weekend) for weekend in (False, True)
        }

    def of(self, day: Day) -> tuple[int, str]:
        """The median of the other days of its kind; of all other days where there are fewer than four. ``day`` is one of the days."""
        weekend = day.day.weekday() >= SATURDAY
        alike, kind = (self._alike[weekend], "weekend" if weekend else "weekday")
        if len(alike) <= ALIKE:
            alike, kind = self._all, "day"
        return round(_median_without(alike, len(day.active))), kind


def _median_without(ordered: Sequence[int], one: int) -> float:
    """The median of what is left of ``ordered`` without one of its values."""
    left, gap = len(ordered) - 1, bisect_left(ordered, one)
    low, high = (ordered[place + (place >= gap)] for place in ((left - 1) // 2, left // 2))
    return (low + high) / 2


def _context(case: Case, day: date) -> dict[str, Plain]:
    """What the calendar has of ``day``: the best attended activity held, how many others, and a holiday it falls into."""
    there = sorted((each for each in case.activities if held(each) and each.day == day), key=lambda each: -(each.participants or 0))
    holiday = next((each.title for each in case.activities if each.kind is ActivityKind.HOLIDAY and _falls(each, day)), None)
    return {
        "title": there[0].title if there else None,
        "others": max(0, len(there) - 1),
        "holiday": holiday,
        "weekend": day.weekday() >= SATURDAY,
        "weekday": day.weekday(),
    }


def _falls(activity: ActivityLine, day: date) -> bool:
    return activity.state is not ActivityState.CANCELLED and activity.day <= day <= activity.last


def _whole(case: Case, days: Sequence[Day]) -> list[Day]:
    """Those that the data surely holds whole: neither the one it ends on nor one beside a day without any."""
    facts = case.facts
    last = facts.as_of.astimezone(facts.zone).date() if facts.as_of is not None else None
    around = {each.day: each.covered for each in (*facts.before, *facts.days)}
    return [day for day in days if day.day != last and all(around.get(day.day + timedelta(days=step), True) for step in (-1, 1))]


def concentration(case: Case) -> Iterator[Finding]:
    """The days that much of a clear change in daily acts came from: those around an activity, else one week, else one weekday.

    Each day's part is what it had over (or under) a usual day of the previous period; the parts add up to the whole change.
    """
    change = change_of(case, "acts", case.figures["acts"], case.previous)
    before = days_before(case)
    if change is None or not change.clear or abs(change.difference) < LEAST or not before or case.period.length < MONTH:
        return
    rising = change.difference > 0
    for finder in (_around_activity, _one_week, _one_weekday):
        found = finder(case, before, 1 if rising else -1)
        if found is None:
            continue
        key, facts = found
        yield find(key, Tone.NEUTRAL, Pillar.ACTIVITY, ["acts"], 28, facts | {"rising": rising})
        return


_Found = tuple[str, dict[str, Plain]] | None


def _parts(case: Case, before: Sequence[Day]) -> dict[date, float]:
    usual = fmean(daily_acts(case.facts, day) for day in before)
    return {day.day: daily_acts(case.facts, day) - usual for day in covered(case.facts)}


def _around_activity(case: Case, before: Sequence[Day], sign: int) -> _Found:
    """The day of an activity and the two after it, where a rise fell on them at least twice as much as on any three days."""
    parts = _parts(case, before)
    whole = sum(parts.values())
    if sign < 0 or whole * sign <= 0:
        return None
    best: tuple[float, ActivityLine, date] | None = None
    for each in (each for each in case.activities if held(each) and each.last == each.day and case.period.contains(each.day)):
        days = [each.day + timedelta(days=step) for step in range(AFTER + 1)]
        near = [day for day in days if day in parts]
        share = sum(parts[day] for day in near) / whole
        if len(near) == len(days) and max(TELLING, 2 * len(near) / len(parts)) <= share <= 1 and (best is None or share > best[0]):
            best = (share, each, near[-1])
    if best is None:
        return None
    share, activity, last = best
    return "share_activity", {"first": activity.day.isoformat(), "last": last.isoformat(), "share": share, "title": activity.title}


def _one_week(case: Case, before: Sequence[Day], sign: int) -> _Found:
    parts = _parts(case, before)
    whole = sum(parts.values())
    if whole * sign <= 0:
        return None
    weeks: dict[date, float] = {}
    for day, part in parts.items():
        monday = day - timedelta(days=day.weekday())
        weeks[monday] = weeks.get(monday, 0.0) + part
    monday, part = max(weeks.items(), key=lambda item: (item[1] / whole, item[0]))
    if not 0.5 < part / whole <= 1:
        return None
    first = max(monday, case.period.first)
    last = min(monday + timedelta(days=6), case.period.until - timedelta(days=1))
    return "week_of_rise" if sign > 0 else "week_of_fall", {"first": first.isoformat(), "last": last.isoformat(), "share": part / whole}


def _one_weekday(case: Case, before: Sequence[Day], sign: int) -> _Found:
    """One weekday against the same weekday of the previous period, so that a month with five Saturdays is no rise of Saturdays."""
    now, then = _by_weekday(case, covered(case.facts)), _by_weekday(case, before)
    if set(now) != set(then) or any(len(each) < ALIKE for each in (*now.values(), *then.values())):
        return None
    parts = {weekday: len(now[weekday]) * (fmean(now[weekday]) - fmean(then[weekday])) for weekday in now}
    whole = sum(parts.values())
    if whole * sign <= 0:
        return None
    weekday, part = max(parts.items(), key=lambda item: (item[1] / whole, item[0]))
    if not 0.4 <= part / whole <= 1:
        return None
    means = {"now": fmean(now[weekday]), "then": fmean(then[weekday])}
    return "share_weekday", {"weekday": weekday, "share": part / whole, "than": str(case.period.previous().label), **means}


def _by_weekday(case: Case, days: Sequence[Day]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for day in days:
        found.setdefault(day.day.weekday(), []).append(daily_acts(case.facts, day))
    return found
