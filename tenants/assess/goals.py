"""Findings about promises kept and broken, and about what changed against the past."""

from collections.abc import Iterator

from tenants.assess.attainment import standing, verdict
from tenants.assess.case import Case, Past, find
from tenants.assess.trend import PROPORTIONS, Change, compare
from tenants.measure.catalogue import CATALOGUE
from tenants.terms.document import Finding, Tone
from tenants.terms.figure import Figure, Plain
from tenants.terms.metric import Direction
from tenants.terms.target import Status, Target, Verdict

FAMILIES = (
    ("nps",),
    ("csat",),
    ("active_rate", "active_members", "dau_avg"),
    ("acts", "messages"),
    ("acts_per_active",),
    ("reply_coverage",),
    ("first_reply_minutes",),
    ("newcomer_activation", "retention_w1"),
    ("net_growth", "members_end"),
    ("joins",),
    ("churn_rate", "leaves"),
    ("stay_d7", "early_leave_rate", "stay_d1"),
    ("referral_share", "referral_joins"),
    ("participation_rate",),
)
"""Metrics that say the same thing twice, the most telling first: a change is told of one of each."""
STREAK = 3
"""Periods in a row that are worth saying."""
FEW = 10
_HAIR = 1e-9


def _goal(target: Target) -> dict[str, Plain]:
    return {"goal": target.value, "goal_low": target.low, "direction": target.direction.value, "baseline": target.baseline}


def goals(case: Case) -> Iterator[Finding]:
    """Each target: reached, near (short, but within its tolerance) or missed; in a running period, against its pace or so far."""
    for key, each in case.verdicts.items():
        reached = standing(each)
        if reached is None or each.figure.value is None:
            continue
        metric = CATALOGUE[key]
        facts: dict[str, Plain] = {
            "metric": key,
            "unit": metric.unit.value,
            "value": each.figure.value,
            "attainment": reached,
            "forecast": each.forecast,
            "running": case.running,
            **_goal(each.target),
            **_before(case, key, each.figure),
            **_streak(case, key, each),
            **_small(key, each.figure),
        }
        paced = each.pace is not None
        if reached >= 1 - _HAIR:
            yield find("pace_ahead" if paced else "goal_reached", Tone.GOOD, metric.pillar, [key], 50 + 20 * min(1, reached - 1), facts)
        elif each.status in (Status.ON_TRACK, Status.AHEAD):
            yield find("pace_near" if paced else "goal_near", Tone.NEUTRAL, metric.pillar, [key], 40, facts)
        else:
            weight = 60 + 30 * min(1, 1 - reached)
            yield find("pace_behind" if paced else "goal_missed", Tone.BAD, metric.pillar, [key], weight, facts)


def _before(case: Case, key: str, figure: Figure) -> dict[str, Plain]:
    """The previous value beside a goal, only where the step from it is a clear one."""
    change = change_of(case, key, figure, case.previous)
    if change is None or not change.clear or case.previous is None:
        return {"before": None}
    return {"before": change.before, "than": case.previous.period.label}


def _streak(case: Case, key: str, each: Verdict) -> dict[str, Plain]:
    """For how many periods in a row, this one included, the goal was reached or missed; every period by its own target."""
    if case.running or each.attainment is None:
        return {"streak": None}
    reached = each.attainment >= 1 - _HAIR
    count = 1
    for past in reversed(case.past):
        if _kept(past, key) is not reached:
            break
        count += 1
    return {"streak": count if count >= STREAK else None}


def _small(key: str, figure: Figure) -> dict[str, Plain]:
    """The number of cases, where a share rests on so few that it says little."""
    return {"cases": figure.n if key in PROPORTIONS and figure.n is not None and figure.n < FEW else None}


def _kept(past: Past, key: str) -> bool | None:
    """Whether the goal for ``key`` was reached then; ``None`` without goal, without data, or when it was short but within tolerance."""
    target = next((each for each in past.targets if each.metric == key), None)
    if target is None or key not in past.figures:
        return None
    then: Verdict = verdict(target, past.figures[key])
    if then.attainment is None:
        return None
    if then.attainment >= 1 - _HAIR:
        return True
    return None if then.status is Status.ON_TRACK else False


def _covered_days(figure: Figure, length: int) -> int:
    return round((figure.coverage if figure.coverage is not None else 1.0) * length)


def change_of(case: Case, key: str, figure: Figure, than: Past | None, *, history: bool = True) -> Change | None:
    """The change of ``key`` against ``than``; of a running period only surveys can be compared, the rest is not over."""
    if than is None or key not in than.figures or (case.running and key not in ("nps", "csat")):
        return None
    before = than.figures[key]
    days = (_covered_days(figure, case.period.length), _covered_days(before, than.period.length))
    return compare(figure, before, case.history(key) if history else (), days=days)


def changes(case: Case) -> Iterator[Finding]:
    """Clear changes against the previous period and against the same period last year, one of each family of metrics.

    A metric with a goal is left out of the first: its step stands beside its goal. Where a survey shows no clear change, that is said.
    """
    for family in FAMILIES:
        told = [key for key in family if key in case.verdicts and case.verdicts[key].attainment is not None]
        if not told:
            yield from _first_clear(case, family, case.previous, "change", 30)
        yield from _first_clear(case, family, case.year_before, "year", 24)
        yield from _unclear(case, family)


def _first_clear(case: Case, family: tuple[str, ...], than: Past | None, name: str, weight: float) -> Iterator[Finding]:
    for key in family:
        change = change_of(case, key, case.figures[key], than, history=name == "change")
        if change is None or not change.clear or than is None:
            continue
        metric = CATALOGUE[key]
        tone = Tone.NEUTRAL if change.good is None else Tone.GOOD if change.good else Tone.BAD
        facts: dict[str, Plain] = {
            "metric": key,
            "unit": metric.unit.value,
            "value": change.now,
            "before": change.before,
            "difference": change.difference,
            "relative": change.relative,
            "than": than.period.label,
            "worse": metric.direction is Direction.DOWN,
        }
        size = min(1.0, abs(change.relative)) if change.relative is not None else min(1.0, abs(change.difference) / 100)
        yield find(f"{name}_{'up' if change.difference > 0 else 'down'}", tone, metric.pillar, [key], weight + 15 * size, facts)
        return


def _unclear(case: Case, family: tuple[str, ...]) -> Iterator[Finding]:
    for key in family:
        figure = case.figures[key]
        change = change_of(case, key, figure, case.previous) if key in ("nps", "csat") else None
        if change is None or change.clear is not False or case.previous is None:
            continue
        metric = CATALOGUE[key]
        facts: dict[str, Plain] = {
            "metric": key,
            "unit": metric.unit.value,
            "value": change.now,
            "before": change.before,
            "low": figure.low,
            "high": figure.high,
            "than": case.previous.period.label,
        }
        yield find("no_clear_change", Tone.NEUTRAL, metric.pillar, [key], 26, facts)
