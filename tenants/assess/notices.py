"""What is worth an alert: each rule looks at a community's days, surveys or goals and says what is out of the ordinary, or nothing."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise

from tenants.assess.attainment import attainment, standing, status_of
from tenants.assess.case import Case
from tenants.assess.forecast import DAILY
from tenants.assess.outlook import undecided
from tenants.assess.trend import differ
from tenants.assess.unusual import Unusual, Value, gaps, last_week, of_day, of_week, usual_gap
from tenants.measure.catalogue import CATALOGUE
from tenants.terms.alert import Noticed, Rule
from tenants.terms.event import EventKind
from tenants.terms.facts import Day, Facts, Who
from tenants.terms.figure import Figure, Figures, Plain
from tenants.terms.period import Cadence, Period
from tenants.terms.target import Status, Target

LATELY = 7
"""Days that are still news."""
SMALL = 5
"""People or acts under which a day or a week is too small to be spoken of."""
MANY = 20
"""Acts that a day has at the least before it smells of a wrong import."""
FEW_QUESTIONS = 10
_OFF = (Status.AT_RISK, Status.MISSED)


def whole_days(facts: Facts) -> list[Day]:
    """Every day of the facts that is over as far as the data knows, the days before the period included, in order."""
    if facts.as_of is None:
        return []
    last = facts.as_of.astimezone(facts.zone)
    ends = last.date() if (last.hour, last.minute) < (23, 59) else last.date() + timedelta(days=1)
    return [each for each in (*facts.before, *facts.days) if each.day < ends]


def written(day: Day) -> int:
    """Messages and replies of a day by people, staff included."""
    kinds = (EventKind.MESSAGE, EventKind.REPLY)
    return sum(n for (kind, who), n in day.counts.items() if kind in kinds and who is not Who.BOT)


def silence(days: Sequence[Day], least: float) -> Iterator[Noticed]:
    """Nothing was written for at least ``least`` whole days, and for longer than 19 of 20 pauses before."""
    gap, past = gaps(days, written)
    usual = usual_gap(past)
    if usual is None or gap < least or gap <= usual:
        return
    last = days[-1].day - timedelta(days=gap)
    facts: dict[str, Plain] = {"days": gap, "usual": usual, "longest": max(past), "beyond": sum(each >= gap for each in past)}
    yield Noticed(Rule.SILENCE, last.isoformat(), facts | {"since": last.isoformat(), "pauses": len(past)}, last)


def activity_drop(days: Sequence[Day], score: float) -> Iterator[Noticed]:
    """Far fewer people than usual were active in the last whole week, or on one of the last days of no such week."""
    yield from _found(days, Rule.ACTIVITY_DROP, "active_members", lambda day: len(day.active), -score)


def churn_spike(days: Sequence[Day], score: float) -> Iterator[Noticed]:
    """Far more people than usual left in the last whole week, or on one of the last days."""
    yield from _found(days, Rule.CHURN_SPIKE, "leaves", lambda day: day.left, score)


def jump(facts: Facts, days: Sequence[Day], score: float) -> Iterator[Noticed]:
    """A day with so many more messages or joins than any like it that a wrong import is likelier than an event."""
    for metric in ("messages", "joins"):
        daily = DAILY[metric]
        for day in _recent(days):
            found = of_day(days, day, lambda each, daily=daily: daily(facts, each))  # type: ignore[misc]  # bound now, not when called
            if found and found.score >= score and found.value >= max(MANY, 4 * found.middle):
                yield _noticed(Rule.JUMP, metric, found, day, "day")


def _found(days: Sequence[Day], rule: Rule, metric: str, value: Value, score: float) -> Iterator[Noticed]:
    monday = last_week(days)
    told: set[date] = set()
    if monday is not None:
        found = of_week(days, monday, value)
        if found and _far(found, score):
            told = {monday + timedelta(days=n) for n in range(LATELY)}
            yield _noticed(rule, metric, found, monday, "week")
    for day in _recent(days):
        found = None if day in told else of_day(days, day, value)
        if found and _far(found, score):
            yield _noticed(rule, metric, found, day, "day")


def _far(found: Unusual, score: float) -> bool:
    """Beyond ``score`` on its own side, and of a size worth speaking of."""
    if max(found.value, found.middle) < SMALL:
        return False
    return found.score <= score if score < 0 else found.score >= score


def _recent(days: Sequence[Day]) -> list[date]:
    return [each.day for each in days[-LATELY:] if each.covered]


def _noticed(rule: Rule, metric: str, found: Unusual, day: date, span: str) -> Noticed:
    label = Period.containing(day, Cadence.WEEK).label if span == "week" else day.isoformat()
    facts = {"metric": metric, "span": span, "period": label, "day": day.isoformat(), **found.facts()}
    return Noticed(rule, f"{metric}:{label}", facts, day)


def satisfaction_drop(asked: Sequence[tuple[date, Figure]], least: float) -> Iterator[Noticed]:
    """The last survey of one question (oldest first, with its day) is clearly lower than the one before, by ``least`` points or more."""
    known = [(day, figure) for day, figure in asked if figure.value is not None]
    if len(known) < 2:
        return
    (before_day, before), (day, now) = known[-2:]
    if now.value is None or before.value is None or before.value - now.value < least or not differ(now, before):
        return
    past = [float(figure.value or 0) for _day, figure in known[:-1]]
    facts: dict[str, Plain] = {
        "metric": now.key,
        "unit": now.unit.value,
        "value": float(now.value),
        "before": float(before.value),
        "day": day.isoformat(),
        "than": before_day.isoformat(),
        "n": now.n,
        "among": len(past),
        "beyond": sum(each <= now.value for each in past),
    }
    yield Noticed(Rule.SATISFACTION_DROP, f"{now.key}:{day.isoformat()}", facts, day)


def unanswered(spans: Sequence[tuple[Period, Figure]], least: float) -> Iterator[Noticed]:
    """A clearly smaller share of questions found an answer in the last span than in the one before, by at least ``least`` points.

    ``spans``: equal spans and their reply coverage, oldest first; each with ten questions or more.
    """
    known = [(period, figure) for period, figure in spans if figure.value is not None and (figure.n or 0) >= FEW_QUESTIONS]
    if len(known) < 2 or known[-1][0] != spans[-1][0]:
        return
    (_than, before), (period, now) = known[-2:]
    if now.value is None or before.value is None or 100 * (before.value - now.value) < least or not differ(now, before):
        return
    past = [float(figure.value or 0) for _period, figure in known[:-1]]
    facts: dict[str, Plain] = {
        "value": float(now.value),
        "before": float(before.value),
        "questions": now.n,
        "open": round((now.n or 0) * (1 - now.value)),
        "first": period.first.isoformat(),
        "last": (period.until - timedelta(days=1)).isoformat(),
        "among": len(past),
        "beyond": sum(each <= now.value for each in past),
    }
    yield Noticed(Rule.UNANSWERED, "", facts, period.until - timedelta(days=1))


def stale(last: date | None, since: date, today: date, least: float, came: Sequence[date]) -> Iterator[Noticed]:
    """The data ended ``least`` days ago or more; without any, the community stands that long (``since``). ``came``: days of imports."""
    end = last or since
    days = (today - end).days
    if days < least:
        return
    arrivals = sorted(set(came))
    steps = sorted((b - a).days for a, b in pairwise(arrivals))
    facts: dict[str, Plain] = {"days": days, "last": last.isoformat() if last else None}
    facts["usual"] = steps[len(steps) // 2] if len(steps) >= 2 else None
    yield Noticed(Rule.STALE, last.isoformat() if last else "never", facts, end)


def off_track(case: Case, least: float) -> Iterator[Noticed]:
    """Goals of a running period that are at risk or missed as it goes, once ``least`` per cent of it is over.

    What may still come right merely because the period goes on is left alone.
    """
    if not case.running or 100 * case.elapsed < least:
        return
    for key, each in case.verdicts.items():
        reached = standing(each)
        if each.status not in _OFF or reached is None or undecided(case, each, reached):
            continue
        judged = [found for found in (_before(past.targets, past.figures, key) for past in case.past) if found is not None]
        facts: dict[str, Plain] = {
            "metric": key,
            "unit": CATALOGUE[key].unit.value,
            "value": each.figure.value,
            "goal": each.target.value,
            "goal_low": each.target.low,
            "direction": each.target.direction.value,
            "status": each.status.value,
            "reached": reached,
            "paced": each.pace is not None,
            "forecast": each.forecast,
            "period": case.period.label,
            "elapsed": case.elapsed,
            "judged": len(judged),
            "missed": judged.count(False),
        }
        yield Noticed(Rule.OFF_TRACK, f"{key}:{case.period.label}", facts, case.period.first)


def _before(targets: Sequence[Target], figures: Figures, key: str) -> bool | None:
    """Whether the goal of a past period was reached, within its tolerance; ``None`` where there was none or nothing is known."""
    target = next((each for each in targets if each.metric == key), None)
    figure = figures.get(key)
    if target is None or figure is None or figure.value is None:
        return None
    return status_of(attainment(target, figure.value), target.tolerance) not in _OFF
