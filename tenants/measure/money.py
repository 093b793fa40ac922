"""Money and what else nobody can measure from acts: as it was recorded, and what follows from it. Definitions: metrics.md."""

from collections.abc import Callable

from tenants.measure.registry import Known, metric
from tenants.measure.span import covered, mean_members, members_at, span
from tenants.terms.facts import Facts
from tenants.terms.figure import Reason, Source
from tenants.terms.metric import Direction, Metric, Pillar, Unit
from tenants.terms.words import N_

Words = tuple[str, str, str]


def entry(
    key: str, unit: Unit, direction: Direction, words: Words, *, pillar: Pillar = Pillar.CONVERSION, additive: bool = False
) -> Metric:
    """Return the catalogue entry of a recorded metric."""
    return Metric(key, pillar, unit, direction, *words, additive=additive)


def as_recorded(key: str) -> Callable[[Facts], Known | Reason]:
    """Return the function of a metric that is what was recorded, and ``NOT_RECORDED`` where nothing was."""

    def find(facts: Facts) -> Known | Reason:
        """The value recorded for the period; for additive metrics the sum of shorter periods that fill it."""
        value = facts.recorded.get(key)
        return Reason.NOT_RECORDED if value is None else Known(value)

    return find


def _members_mean(facts: Facts) -> float | Reason:
    if not covered(facts):
        return Reason.NO_COVERAGE
    return mean_members(facts) or Reason.NO_MEMBERS


resolution_hours = metric(
    entry(
        "resolution_hours",
        Unit.HOURS,
        Direction.DOWN,
        (
            N_("Time to resolve"),
            N_("Resolution"),
            N_("Median hours from the opening of an incident to its resolution, as recorded for the period."),
        ),
        pillar=Pillar.SATISFACTION,
    ),
    Source.MANUAL,
)(as_recorded("resolution_hours"))
conversions = metric(
    entry(
        "conversions",
        Unit.COUNT,
        Direction.UP,
        (N_("Conversions"), N_("Conversions"), N_("Orders, trials or whatever was agreed as a conversion, as recorded for the period.")),
        additive=True,
    ),
    Source.MANUAL,
)(as_recorded("conversions"))


@metric(
    entry(
        "conversion_rate",
        Unit.SHARE,
        Direction.UP,
        (
            N_("Conversion rate"),
            N_("Conversion"),
            N_("As recorded for the period; else the conversions recorded over the mean number of members."),
        ),
    ),
    Source.MANUAL,
)
def conversion_rate(facts: Facts) -> Known | Reason:
    """The rate as recorded (0..1), else conversions over mean members; over 1 where members convert more than once."""
    said, count = facts.recorded.get("conversion_rate"), facts.recorded.get("conversions")
    if said is not None:
        return Known(said)
    if count is None:
        return Reason.NOT_RECORDED
    members = _members_mean(facts)
    return members if isinstance(members, Reason) else Known(count / members, detail={"conversions": count, "mean_members": members})


@metric(
    entry(
        "paid_members",
        Unit.PEOPLE,
        Direction.UP,
        (
            N_("Paying members"),
            N_("Paying"),
            N_("Members who paid at the end of the period: as recorded, else those whom imports or people marked as paying."),
        ),
    ),
    Source.MANUAL,
)
def paid_members(facts: Facts) -> Known | Reason:
    """As recorded, else members at the end who are marked as paying; unknown where nobody ever was."""
    paying = _paying(facts)
    return Reason.NOT_RECORDED if paying is None else Known(paying)


def _paying(facts: Facts) -> float | None:
    said = facts.recorded.get("paid_members")
    return facts.tiers.get("paid") if said is None else said


@metric(
    entry(
        "paid_share",
        Unit.SHARE,
        Direction.UP,
        (N_("Share of paying members"), N_("Paying share"), N_("Paying members over members at the end.")),
    ),
    Source.MANUAL,
)
def paid_share(facts: Facts) -> Known | Reason:
    """Paying members over members at the end (0..1); over 1 where more are on record as paying than are members."""
    paying = _paying(facts)
    if paying is None:
        return Reason.NOT_RECORDED
    if not covered(facts):
        return Reason.NO_COVERAGE
    members = members_at(facts, span(facts)[1])
    return Known(paying / members, n=members) if members else Reason.NO_MEMBERS


revenue = metric(
    entry(
        "revenue",
        Unit.MONEY,
        Direction.UP,
        (N_("Revenue"), N_("Revenue"), N_("Revenue that the community brought in the period, as recorded.")),
        additive=True,
    ),
    Source.MANUAL,
)(as_recorded("revenue"))


@metric(
    entry(
        "arpu",
        Unit.MONEY,
        Direction.UP,
        (N_("Revenue per member"), N_("Per member"), N_("Revenue recorded for the period, over the mean number of members.")),
    ),
    Source.MANUAL,
)
def arpu(facts: Facts) -> Known | Reason:
    """Revenue over mean members."""
    earned = facts.recorded.get("revenue")
    if earned is None:
        return Reason.NOT_RECORDED
    members = _members_mean(facts)
    return members if isinstance(members, Reason) else Known(earned / members, detail={"mean_members": members})
