"""Growth: how many members there are, how many came and left. Definitions: metrics.md, "Growth"."""

from collections.abc import Sequence
from datetime import datetime

from tenants.measure.registry import Known, metric
from tenants.measure.span import elapsed, guessed, members_at, settled, span, there
from tenants.terms.facts import Facts, Spell
from tenants.terms.figure import Reason, Source
from tenants.terms.metric import Direction, Metric, Pillar, Unit
from tenants.terms.words import N_


def entry(key: str, unit: Unit, direction: Direction, words: tuple[str, str, str], *, additive: bool = False, goal: bool = True) -> Metric:
    """Return the catalogue entry of a growth metric."""
    return Metric(key, Pillar.GROWTH, unit, direction, *words, additive=additive, targetable=goal)


def joined(facts: Facts) -> Sequence[Spell]:
    start, end = span(facts)
    return [spell for spell in facts.spells if start <= spell.joined < end]


def _joins(facts: Facts) -> int:
    return sum(day.joined for day in elapsed(facts))


def _leaves(facts: Facts) -> int:
    return sum(day.left for day in elapsed(facts))


def _members(facts: Facts, instant: datetime) -> Known:
    others = there(facts, instant)
    unsure = guessed(facts, others)
    estimated = bool(unsure) or not facts.evidence.leaves
    detail = {"estimated_people": unsure, "leaves_recorded": facts.evidence.leaves}
    return Known(settled(facts) + len(others), estimated=estimated, detail=detail)


@metric(
    entry(
        "members_start",
        Unit.PEOPLE,
        Direction.UP,
        (
            N_("Members at the start"),
            N_("Members, start"),
            N_("People who were members when the period began (midnight, local time)."),
        ),
        goal=False,
    )
)
def members_start(facts: Facts) -> Known | Reason:
    """``M0``. Estimated where any of them is known by a first act only, or where nobody would have seen them leave."""
    return _members(facts, span(facts)[0])


@metric(
    entry(
        "members_end",
        Unit.PEOPLE,
        Direction.UP,
        (
            N_("Members at the end"),
            N_("Members"),
            N_("People who were members when the period ended, or when the data ends if the period is still running."),
        ),
    )
)
def members_end(facts: Facts) -> Known | Reason:
    """``M1``, at ``as_of`` in a running period. Estimated as ``members_start``."""
    return _members(facts, span(facts)[1])


@metric(
    entry(
        "joins",
        Unit.PEOPLE,
        Direction.UP,
        (N_("Joins"), N_("Joins"), N_("Joins in the period. Who leaves and comes back joins again.")),
        additive=True,
    )
)
def joins(facts: Facts) -> Known | Reason:
    """``J``. Estimated where a first act stands in for a join: in the first weeks of the data every regular looks new then."""
    new = joined(facts)
    unsure = sum(spell.estimated for spell in new)
    returned = sum(not spell.first for spell in new)
    estimated = bool(unsure) or not facts.evidence.joins
    return Known(_joins(facts), estimated=estimated, detail={"estimated_people": unsure, "returned": returned})


@metric(
    entry(
        "leaves",
        Unit.PEOPLE,
        Direction.DOWN,
        (N_("Leaves"), N_("Leaves"), N_("Leaves in the period. Somebody who joins and leaves on one day counts in both.")),
        additive=True,
    )
)
def leaves(facts: Facts) -> Known | Reason:
    """``L``; unknown where the imported formats hold no leaves (Discord), never 0."""
    return Known(_leaves(facts)) if facts.evidence.leaves else Reason.NOT_RECORDED


@metric(
    entry(
        "net_growth",
        Unit.PEOPLE,
        Direction.UP,
        (N_("Net growth"), N_("Net growth"), N_("Joins less leaves in the period.")),
        additive=True,
    )
)
def net_growth(facts: Facts) -> Known | Reason:
    """``J - L``, counted day by day, and checked against ``M1 - M0`` of the membership intervals.

    Where the two disagree the value stands, flagged ``LEDGER_GAP`` with the difference in ``detail["gap"]``.
    """
    if not facts.evidence.leaves:
        return Reason.NOT_RECORDED
    came, went = _joins(facts), _leaves(facts)
    start, end = span(facts)
    moved = members_at(facts, end) - members_at(facts, start)
    gap = came - went - moved
    unsure = sum(spell.estimated for spell in joined(facts))
    return Known(
        came - went,
        estimated=bool(unsure) or not facts.evidence.joins,
        reason=Reason.LEDGER_GAP if gap else None,
        detail={"joins": came, "leaves": went, "members_change": moved, "gap": gap, "estimated_people": unsure},
    )


@metric(
    entry(
        "growth_rate",
        Unit.SHARE,
        Direction.UP,
        (
            N_("Growth rate"),
            N_("Growth rate"),
            N_("Members at the end less members at the start, over members at the start."),
        ),
    )
)
def growth_rate(facts: Facts) -> Known | Reason:
    """``(M1 - M0) / M0``; unknown where leaves are not recorded, for then a community could only ever grow."""
    if not facts.evidence.leaves:
        return Reason.NOT_RECORDED
    start, end = span(facts)
    before, after = members_at(facts, start), members_at(facts, end)
    if not before:
        return Reason.NO_MEMBERS
    estimated = bool(guessed(facts, facts.spells))
    return Known((after - before) / before, estimated=estimated, n=before, detail={"start": before, "end": after})


@metric(
    entry(
        "churn_rate",
        Unit.SHARE,
        Direction.DOWN,
        (
            N_("Churn rate"),
            N_("Churn"),
            N_("Members at the start who left in the period, over members at the start. Who came back counts all the same."),
        ),
    )
)
def churn_rate(facts: Facts) -> Known | Reason:
    """Of the people who were members at ``t0``, the share with a leave in the period (0..1)."""
    if not facts.evidence.leaves:
        return Reason.NOT_RECORDED
    start, end = span(facts)
    others = there(facts, start)
    members = settled(facts) + len(others)
    if not members:
        return Reason.NO_MEMBERS
    gone = sum(spell.left is not None and spell.left < end for spell in others)
    return Known(gone / members, estimated=bool(guessed(facts, others)), n=members, detail={"left": gone})


@metric(
    entry(
        "capacity_use",
        Unit.SHARE,
        Direction.NONE,
        (N_("Capacity used"), N_("Capacity used"), N_("Members at the end, over the community's capacity.")),
        goal=False,
    )
)
def capacity_use(facts: Facts) -> Known | Reason:
    """``M1 / capacity``; over 1 where the platform let in more than the capacity on file."""
    if not facts.capacity:
        return Reason.NO_CAPACITY
    members = _members(facts, span(facts)[1])
    return Known(members.value / facts.capacity, estimated=members.estimated, detail={"capacity": facts.capacity})


@metric(
    entry(
        "communities",
        Unit.COUNT,
        Direction.NONE,
        (N_("Communities"), N_("Communities"), N_("Open communities at the end of the period; of one community, itself.")),
        goal=False,
    ),
    Source.MANUAL,
)
def communities(facts: Facts) -> Known | Reason:
    """1 of a single community, for itself; a client's roll-up counts them."""
    return Known(1, detail={"at": facts.period.until.isoformat()})
