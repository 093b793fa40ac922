"""The facts of the one-sentence verdict."""

from collections.abc import Mapping

from tenants.assess.attainment import standing
from tenants.assess.case import Case
from tenants.assess.outlook import undecided
from tenants.measure.catalogue import CATALOGUE
from tenants.terms.document import Finding, Tone
from tenants.terms.figure import Plain
from tenants.terms.metric import CORE_PILLARS, Pillar
from tenants.terms.target import Score, Status

AT_RISK = frozenset({Status.AT_RISK, Status.MISSED})
"""How a metric stands of which is spoken even where its pillar reached its goals on the whole."""


FULL = 100
"""Points of a score that reached its goals."""


def points(score: float) -> int:
    """A score as it is printed, in points of ``FULL``."""
    return round(100 * score)


def headline(case: Case, by_pillar: Mapping[Pillar, Score]) -> Finding:
    """Return what the period's verdict rests on.

    Keys: ``headline.all`` (every scored pillar reached its goals), ``.some``, ``.none``, ``.no_score`` (goals, but too little data),
    ``.no_goals``, ``.no_data``. ``reached`` lists pillars (``activity,growth``), ``missed`` pillars with the printed score
    (``satisfaction:93``), the worst first; ``worst`` is the metric furthest from its goal, if one missed it for good; ``forecast``
    is where it heads at its pace, in a running period.
    """
    base: dict[str, Plain] = {"period": case.period.label, "running": case.running and case.elapsed < 1}
    scored = {p: points(s.value) for p in CORE_PILLARS if (s := by_pillar.get(p)) is not None and s.value is not None}
    if not scored:
        return _without_score(case, base)
    reached = [pillar for pillar, score in scored.items() if score >= FULL]
    missed = sorted((pillar for pillar in scored if pillar not in reached), key=lambda pillar: scored[pillar])
    base["reached"] = ",".join(reached)
    base["missed"] = ",".join(f"{pillar}:{scored[pillar]}" for pillar in missed)
    key, tone = ("headline.some", Tone.NEUTRAL) if reached and missed else ("headline.all", Tone.GOOD)
    if not reached:
        key, tone = "headline.none", Tone.BAD
    worst = _worst(case, least=None if missed else AT_RISK)
    if worst:
        each = case.verdicts[worst]
        base |= {"worst": worst, "unit": each.figure.unit.value, "value": each.figure.value, "goal": each.target.value}
        base |= {"goal_low": each.target.low, "direction": each.target.direction.value}
        base |= {"forecast": each.forecast if each.pace is not None else None}
    pillar = missed[0] if missed else reached[0]
    return Finding("headline", key, tone, pillar, [worst] if worst else [], base)


def _worst(case: Case, *, least: frozenset[Status] | None) -> str | None:
    """The metric of a core pillar furthest below its goal, of those that stand as ``least`` says; ``None`` where none is below it."""
    below = [
        (reached, key)
        for key, each in case.verdicts.items()
        if (reached := standing(each)) is not None
        and reached < 1
        and CATALOGUE[key].pillar in CORE_PILLARS
        and not undecided(case, each, reached)
        and (least is None or each.status in least)
    ]
    return min(below)[1] if below else None


def _without_score(case: Case, base: dict[str, Plain]) -> Finding:
    active, members = case.figures["active_members"], case.figures["members_end"]
    base |= {"active": active.value, "members": members.value}
    if active.value is None and all(each.attainment is None for each in case.verdicts.values()):
        return Finding("headline", "headline.no_data", Tone.NEUTRAL, Pillar.ACTIVITY, [], base)
    promised = any(CATALOGUE[key].pillar in CORE_PILLARS for key in case.verdicts)
    key = "headline.no_score" if promised or active.value is None else "headline.no_goals"
    return Finding("headline", key, Tone.NEUTRAL, Pillar.ACTIVITY, ["active_members", "members_end"], base)
