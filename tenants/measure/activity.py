"""Activity: counts of acts, and of the distinct people behind them. Definitions: metrics.md, "Activity".

Acts whose author the source does not name (a reaction count) count as acts, and in nothing that is per person.
"""

from collections.abc import Iterable, Sequence

from tenants.measure.registry import Known, metric
from tenants.measure.span import active_people, covered, elapsed, guessed, is_month, mean_members, union, window
from tenants.terms.event import EventKind
from tenants.terms.facts import Day, Facts, Who
from tenants.terms.figure import Detail, Plain, Reason
from tenants.terms.metric import Direction, Metric, Pillar, Unit
from tenants.terms.words import N_


def entry(key: str, unit: Unit, direction: Direction, words: tuple[str, str, str], *, additive: bool = False, goal: bool = True) -> Metric:
    """Return the catalogue entry of an activity metric."""
    return Metric(key, Pillar.ACTIVITY, unit, direction, *words, additive=additive, targetable=goal)


def counted(facts: Facts, kinds: Iterable[EventKind]) -> int:
    """Acts of ``kinds`` on covered days by members and by nobody in particular; by staff if the contract counts them."""
    whose = (Who.MEMBER, Who.UNKNOWN) if facts.contract.exclude_staff else (Who.MEMBER, Who.UNKNOWN, Who.STAFF)
    pairs = [(kind, who) for kind in kinds for who in whose]
    return sum(day.counts.get(pair, 0) for day in covered(facts) for pair in pairs)


@metric(
    entry(
        "messages",
        Unit.ACTS,
        Direction.UP,
        (N_("Messages"), N_("Messages"), N_("Messages that answer no other message, without bots (and staff, unless agreed otherwise).")),
        additive=True,
    )
)
def messages(facts: Facts) -> Known | Reason:
    """Messages that are no replies. Where the source knows no replies, everything said is a message (``detail`` says so)."""
    return Known(counted(facts, [EventKind.MESSAGE]), detail={"replies_recorded": facts.evidence.replies})


@metric(
    entry(
        "replies",
        Unit.ACTS,
        Direction.UP,
        (N_("Replies"), N_("Replies"), N_("Messages that answer another message, without bots (and staff, unless agreed otherwise).")),
        additive=True,
    )
)
def replies(facts: Facts) -> Known | Reason:
    """Messages that answer another; unknown where the imported formats cannot tell."""
    return Known(counted(facts, [EventKind.REPLY])) if facts.evidence.replies else Reason.NOT_RECORDED


@metric(
    entry(
        "reactions",
        Unit.ACTS,
        Direction.UP,
        (N_("Reactions"), N_("Reactions"), N_("Reactions to messages, those too whose author the export does not name.")),
        additive=True,
    )
)
def reactions(facts: Facts) -> Known | Reason:
    """Reactions, anonymous counts included; unknown where the imported formats hold none."""
    if not facts.evidence.reactions:
        return Reason.NOT_RECORDED
    return Known(counted(facts, [EventKind.REACTION]), detail={"authors_recorded": facts.evidence.reaction_authors})


@metric(
    entry(
        "acts",
        Unit.ACTS,
        Direction.UP,
        (
            N_("Acts"),
            N_("Acts"),
            N_(
                "Everything that counts as active under the agreed contract: by default messages, replies, "
                "reactions, check-ins and attendances."
            ),
        ),
        additive=True,
    )
)
def acts(facts: Facts) -> Known | Reason:
    """Qualifying acts under the metric contract, anonymous ones included."""
    kinds = facts.contract.qualifying
    anonymous = sum(day.counts.get((kind, Who.UNKNOWN), 0) for day in covered(facts) for kind in kinds)
    return Known(counted(facts, kinds), detail={"anonymous": anonymous})


@metric(
    entry(
        "active_members",
        Unit.PEOPLE,
        Direction.UP,
        (N_("Active members"), N_("Active members"), N_("Different people with at least one act in the period.")),
    )
)
def active_members(facts: Facts) -> Known | Reason:
    """``|A(T)|``: distinct people, so months do not add up to a quarter. 0 is a finding here: the days are covered."""
    return Known(len(active_people(facts)))


@metric(
    entry(
        "dau",
        Unit.PEOPLE,
        Direction.UP,
        (N_("Active on the last day"), N_("Active, last day"), N_("Different people with at least one act on the last day with data.")),
        goal=False,
    )
)
def dau(facts: Facts) -> Known | Reason:
    """Active people of the last covered day; ``detail`` has the series, a day without data is ``None`` in it."""
    series: list[Plain] = [len(day.active) if day.covered else None for day in elapsed(facts)]
    last = covered(facts)[-1]
    detail: Detail = {"first": facts.period.first.isoformat(), "day": last.day.isoformat(), "series": series}
    return Known(len(last.active), detail=detail)


def _rolling(facts: Facts, days: int) -> Known | Reason:
    """Distinct people active in the last ``days`` days; coverage is that of these days, which may begin before the period."""
    span: Sequence[Day] = [day for day in window(facts, days) if day.covered]
    if not span:
        return Reason.NO_COVERAGE
    return Known(len(union(day.active for day in span)), coverage=len(span) / days)


@metric(
    entry(
        "wau",
        Unit.PEOPLE,
        Direction.UP,
        (
            N_("Active in the last 7 days"),
            N_("Active, 7 days"),
            N_("Different people with at least one act in the 7 days up to the end of the period."),
        ),
    )
)
def wau(facts: Facts) -> Known | Reason:
    """Distinct active people of the 7 days that end with the period's last elapsed day."""
    return _rolling(facts, 7)


@metric(
    entry(
        "mau",
        Unit.PEOPLE,
        Direction.UP,
        (
            N_("Active in the last 28 days"),
            N_("Active, 28 days"),
            N_("Different people with at least one act in the 28 days up to the end of the period."),
        ),
    )
)
def mau(facts: Facts) -> Known | Reason:
    """Distinct active people of the 28 days that end with the period's last elapsed day."""
    return _rolling(facts, 28)


def mean_active(facts: Facts) -> float:
    """Mean of the daily active people over covered days; a covered day without an act counts as 0."""
    days = covered(facts)
    return sum(len(day.active) for day in days) / len(days)


@metric(
    entry(
        "dau_avg",
        Unit.PEOPLE,
        Direction.UP,
        (
            N_("Daily active, mean"),
            N_("Daily active"),
            N_("Mean number of different people active on a day. A day without acts counts as 0, a day without data is left out."),
        ),
    )
)
def dau_avg(facts: Facts) -> Known | Reason:
    """Mean daily active people."""
    return Known(mean_active(facts), n=len(covered(facts)))


@metric(
    entry(
        "stickiness",
        Unit.SHARE,
        Direction.UP,
        (
            N_("Stickiness"),
            N_("Stickiness"),
            N_(
                "Mean daily active people over all active people of the month: the share of the month's days on "
                "which an active member shows up."
            ),
        ),
    )
)
def stickiness(facts: Facts) -> Known | Reason:
    """``dau_avg / |A(T)|`` (0..1) of a calendar month; of any other span it would compare unlike things (``NOT_A_MONTH``)."""
    if not is_month(facts.period):
        return Reason.NOT_A_MONTH
    active = len(active_people(facts))
    return Known(mean_active(facts) / active) if active else Reason.NO_ACTIVE_MEMBERS


@metric(
    entry(
        "active_rate",
        Unit.SHARE,
        Direction.UP,
        (N_("Active rate"), N_("Active rate"), N_("Different people active in the period, over the mean number of members.")),
    )
)
def active_rate(facts: Facts) -> Known | Reason:
    """``|A(T)|`` over the mean daily member count.

    Over 1 where most of the people came and acted late in the period: the mean count is then below the count of people.
    """
    members = mean_members(facts)
    if not members:
        return Reason.NO_MEMBERS
    active = len(active_people(facts))
    estimated = not facts.evidence.leaves or bool(guessed(facts, facts.spells))
    return Known(active / members, estimated=estimated, detail={"active": active, "mean_members": members})


def personal_acts(facts: Facts) -> int:
    """Qualifying acts whose author is known."""
    return sum(facts.acts.values())


@metric(
    entry(
        "acts_per_member",
        Unit.RATIO,
        Direction.UP,
        (N_("Acts per member"), N_("Acts per member"), N_("Acts whose author is known, over the mean number of members.")),
    )
)
def acts_per_member(facts: Facts) -> Known | Reason:
    """Acts of known people over the mean daily member count; anonymous acts are nobody's and left out."""
    members = mean_members(facts)
    if not members:
        return Reason.NO_MEMBERS
    estimated = not facts.evidence.leaves or bool(guessed(facts, facts.spells))
    return Known(personal_acts(facts) / members, estimated=estimated, detail={"mean_members": members})


@metric(
    entry(
        "acts_per_active",
        Unit.RATIO,
        Direction.UP,
        (
            N_("Acts per active member"),
            N_("Acts per active"),
            N_("Acts whose author is known, over the different people active in the period."),
        ),
    )
)
def acts_per_active(facts: Facts) -> Known | Reason:
    """Acts of known people over ``|A(T)|``."""
    active = len(active_people(facts))
    return Known(personal_acts(facts) / active) if active else Reason.NO_ACTIVE_MEMBERS
