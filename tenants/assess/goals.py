"""Findings about promises kept and broken: where each goal stands, since when, and what the past suggests of a running period's end."""

from collections.abc import Iterator

from tenants.assess.attainment import standing
from tenants.assess.case import Case, find
from tenants.assess.changes import change_of
from tenants.assess.outlook import outlook, undecided
from tenants.assess.runs import record, run
from tenants.assess.trend import PROPORTIONS
from tenants.measure.catalogue import CATALOGUE
from tenants.terms.document import Finding, Tone
from tenants.terms.figure import Figure, Plain
from tenants.terms.target import Status, Target, Verdict

FEW = 10
"""Cases under which a share says little."""
_HAIR = 1e-9


def _goal(target: Target) -> dict[str, Plain]:
    return {"goal": target.value, "goal_low": target.low, "direction": target.direction.value, "baseline": target.baseline}


def goals(case: Case) -> Iterator[Finding]:
    """Each target: reached, near (short, but within its tolerance) or missed; in a running period against its pace, so far, or open."""
    for key, each in case.verdicts.items():
        reached = standing(each)
        if reached is None or each.figure.value is None:
            continue
        name, tone, weight = _judged(case, each, reached)
        facts: dict[str, Plain] = {
            "metric": key,
            "unit": CATALOGUE[key].unit.value,
            "value": each.figure.value,
            "attainment": reached,
            "forecast": each.forecast,
            "running": case.running,
            "cadence": case.period.cadence.value,
            **_goal(each.target),
            **_before(case, key, each.figure),
            **run(case, key, each),
            **record(case, key, each.figure),
            **outlook(case, each),
            **_small(key, each.figure),
        }
        yield find(name, tone, CATALOGUE[key].pillar, [key], weight, facts)


def _judged(case: Case, each: Verdict, reached: float) -> tuple[str, Tone, float]:
    """Key, tone and weight of a goal's finding."""
    if undecided(case, each, reached):
        return "goal_open", Tone.NEUTRAL, 42
    paced = each.pace is not None
    if reached >= 1 - _HAIR:
        return "pace_ahead" if paced else "goal_reached", Tone.GOOD, 50 + 20 * min(1, reached - 1)
    if each.status in (Status.ON_TRACK, Status.AHEAD):
        return "pace_near" if paced else "goal_near", Tone.NEUTRAL, 40
    return "pace_behind" if paced else "goal_missed", Tone.BAD, 60 + 30 * min(1, 1 - reached)


def _before(case: Case, key: str, figure: Figure) -> dict[str, Plain]:
    """The previous value beside a goal, and whether the step from it is a clear one; nothing where that cannot be told."""
    change = change_of(case, key, figure, case.previous)
    if change is None or change.clear is None or case.previous is None:
        return {"before": None}
    facts: dict[str, Plain] = {"before": change.before, "than": case.previous.period.label, "clear": change.clear}
    facts["basis"] = change.basis.value if change.basis else None
    return facts | {"step_low": change.low, "step_high": change.high}


def _small(key: str, figure: Figure) -> dict[str, Plain]:
    """The number of cases, where a share rests on so few that it says little."""
    return {"cases": figure.n if key in PROPORTIONS and figure.n is not None and figure.n < FEW else None}
