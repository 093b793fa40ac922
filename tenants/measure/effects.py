"""What activities and campaigns seem to have brought, and at what cost. Always association, never cause. Definitions: metrics.md."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from statistics import fmean

from tenants.measure.growth import joined
from tenants.measure.registry import Known, metric
from tenants.measure.span import covered, days_later, elapsed, known_until
from tenants.terms.facts import Day, Facts, Held, Spell
from tenants.terms.figure import Plain, Reason, Source
from tenants.terms.metric import Direction, Metric, Pillar, Unit
from tenants.terms.words import N_

CAMPAIGN = "fission"
"""The calendar's kind of an activity that is meant to bring new members."""
AROUND = 7
RETAINED = 7


def _entry(key: str, unit: Unit, direction: Direction, words: tuple[str, str, str], *, goal: bool = True) -> Metric:
    return Metric(key, Pillar.OPERATIONS, unit, direction, *words, targetable=goal)


def _spent(facts: Facts) -> float | Reason:
    costs = [item.cost for item in facts.held if item.kind == CAMPAIGN and item.cost is not None]
    return sum(costs) if costs else Reason.NO_COST


def _invited(facts: Facts) -> Sequence[Spell] | Reason:
    """Joins by invitation, unless nobody can tell."""
    if not covered(facts) or all(spell.inviter is None for spell in facts.spells):
        return Reason.NOT_RECORDED
    return [spell for spell in joined(facts) if spell.inviter is not None]


def _over(facts: Facts, recorded: str, counted: int | Reason) -> Known | Reason:
    """What campaigns cost over the people recorded for them, else over those counted."""
    spent, said = _spent(facts), facts.recorded.get(recorded)
    if isinstance(spent, Reason):
        return spent
    people = said if said is not None else counted
    if isinstance(people, Reason):
        return people
    return Known(spent / people, n=round(people), detail={"cost": spent, "people": people}) if people else Reason.NO_JOINS


@metric(
    _entry(
        "cost_per_join",
        Unit.MONEY,
        Direction.DOWN,
        (
            N_("Cost per join"),
            N_("Cost per join"),
            N_("Costs of referral campaigns, over the people who joined by them: as recorded, else the joins by invitation."),
        ),
    ),
    Source.MANUAL,
)
def cost_per_join(facts: Facts) -> Known | Reason:
    """Campaign cost over joins by it; ``NO_JOINS`` where money was spent and nobody came."""
    invited = _invited(facts)
    return _over(facts, "funnel_joined", invited if isinstance(invited, Reason) else len(invited))


@metric(
    _entry(
        "cost_per_retained",
        Unit.MONEY,
        Direction.DOWN,
        (
            N_("Cost per member kept"),
            N_("Cost per kept"),
            N_("Costs of referral campaigns, over the people they brought who are still there on day 7."),
        ),
    ),
    Source.MANUAL,
)
def cost_per_retained(facts: Facts) -> Known | Reason:
    """Campaign cost over those still members on day 7; ``TOO_YOUNG`` while somebody who joined has not had seven days yet."""
    invited = _invited(facts)
    return _over(facts, "funnel_stayed", invited if isinstance(invited, Reason) else _kept(facts, invited))


def _kept(facts: Facts, invited: Sequence[Spell]) -> int | Reason:
    if not facts.evidence.leaves:
        return Reason.NOT_RECORDED
    ends = [(spell, days_later(spell.joined, RETAINED, facts.zone)) for spell in invited]
    if any(end >= known_until(facts) for _, end in ends):
        return Reason.TOO_YOUNG
    return sum(spell.left is None or spell.left > end for spell, end in ends)


@metric(
    _entry(
        "association",
        Unit.RATIO,
        Direction.UP,
        (
            N_("Active people around activities"),
            N_("Around activities"),
            N_(
                "Mean daily active people in the 7 days after an activity less those in the 7 days before it, "
                "on average over the activities held. What goes together need not be the cause."
            ),
        ),
        goal=False,
    )
)
def association(facts: Facts) -> Known | Reason:
    """Mean difference in daily active people; ``detail["activities"]``: rows of (day, title, before, after).

    Activities without seven days of data on both sides are left out, ``NO_EFFECT_KNOWN`` if that is every one of them.
    """
    days = {day.day: day for day in (*facts.before, *elapsed(facts))}
    rows: list[list[Plain]] = []
    steps: list[float] = []
    for item in facts.held:
        before, after = _around(item, days, -AROUND), _around(item, days, 1)
        if item.content or not item.done or item.cancelled or before is None or after is None:
            continue
        steps.append(after - before)
        rows.append([item.day.isoformat(), item.title, before, after])
    return Known(fmean(steps), n=len(steps), detail={"activities": rows}) if steps else Reason.NO_EFFECT_KNOWN


def _around(item: Held, days: Mapping[date, Day], first: int) -> float | None:
    """Mean daily active people of the seven days that begin ``first`` days from the activity's; ``None`` unless all have data."""
    found = [days.get(item.day + timedelta(days=first + n)) for n in range(AROUND)]
    active = [len(day.active) for day in found if day is not None and day.covered]
    return fmean(active) if len(active) == AROUND else None
