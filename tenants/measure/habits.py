"""Activity: who keeps coming, who falls silent, who carries the conversation. Definitions: metrics.md, "Activity"."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from statistics import fmean

from tenants.measure.activity import entry, personal_acts
from tenants.measure.registry import Known, metric
from tenants.measure.span import (
    active_people,
    cohort,
    covered,
    days_later,
    guessed,
    known_until,
    running,
    settled,
    span,
    there,
    union,
    window,
    without,
)
from tenants.terms.event import EventKind
from tenants.terms.facts import Facts, Who
from tenants.terms.figure import Plain, Reason
from tenants.terms.metric import Direction, Unit
from tenants.terms.words import N_

ACTIVATION_DAYS = 7
REGULAR_ACTS = 4
TOP = 10


@metric(
    entry(
        "silent_rate",
        Unit.SHARE,
        Direction.DOWN,
        (
            N_("Silent members"),
            N_("Silent"),
            N_(
                "Members at the end without any act within the silent window (30 days unless agreed otherwise), "
                "over the members who have been there at least that long."
            ),
        ),
    )
)
def silent_rate(facts: Facts) -> Known | Reason:
    """Share (0..1) of members at the end, with enough tenure, who did nothing in the silent window that ends there.

    ``TOO_YOUNG`` where there are members but none has been one for that long. Coverage is that of the window; without any
    (``NO_COVERAGE``) silence is only that of the data.
    """
    days = facts.contract.silent_days
    _, end = span(facts)
    others = there(facts, end)
    # Only near the limit does the local clock decide.
    surely, hardly = end - timedelta(days=days + 1), end - timedelta(days=days - 1)
    old = {
        spell.member
        for spell in others
        if spell.joined <= surely or (spell.joined < hardly and days_later(spell.joined, days, facts.zone) <= end)
    }
    members = settled(facts) + len(old)
    if not members:
        return Reason.TOO_YOUNG if others else Reason.NO_MEMBERS
    seen = [day for day in window(facts, days) if day.covered]
    if not seen:
        return Reason.NO_COVERAGE
    heard = union(day.active for day in seen)
    silent = sum(member not in heard for member in old) + sum(len(without(people, heard)) for people in facts.settled.values())
    estimated = not facts.evidence.leaves or bool(guessed(facts, others))
    return Known(silent / members, estimated=estimated, n=members, coverage=len(seen) / days, detail={"silent": silent, "days": days})


@metric(
    entry(
        "newcomer_activation",
        Unit.SHARE,
        Direction.UP,
        (
            N_("Newcomers who take part"),
            N_("Newcomers active"),
            N_(
                "People who joined in the period and acted within 7 days of joining, over all who joined. Who "
                "joined less than 7 days before the data ends is left out of both."
            ),
        ),
    )
)
def newcomer_activation(facts: Facts) -> Known | Reason:
    """Share (0..1) of first-time joiners who acted within 7 local days, be it after they left and came back.

    Whose join is only known by a first act is left out: they would all count as active. ``NOT_RECORDED`` if that is everybody.
    """
    new = cohort(facts)
    recorded = [spell for spell in new if not spell.estimated]
    ages = [(spell, days_later(spell.joined, ACTIVATION_DAYS, facts.zone)) for spell in recorded]
    known = known_until(facts)
    old = [(spell, later) for spell, later in ages if later < known]
    if not old:
        return Reason.TOO_YOUNG if recorded else Reason.NOT_RECORDED if new else Reason.NO_JOINS
    firsts = _first_acts(facts)
    acted = sum(firsts.get(spell.member, later) < later for spell, later in old)
    detail = {"acted": acted, "too_young": len(recorded) - len(old), "estimated_people": len(new) - len(recorded)}
    return Known(acted / len(old), n=len(old), detail=detail)


def _first_acts(facts: Facts) -> Mapping[int, datetime]:
    """When each member acted first, as far as their membership is known here."""
    found: dict[int, datetime] = {}
    for spell in (*facts.spells, *facts.again):
        if spell.first_act is not None:
            found[spell.member] = min(spell.first_act, found.get(spell.member, spell.first_act))
    return found


@metric(
    entry(
        "lost_regulars",
        Unit.PEOPLE,
        Direction.DOWN,
        (
            N_("Regulars lost"),
            N_("Regulars lost"),
            N_("People with at least 4 acts in the 90 days before the period and none in it."),
        ),
        goal=False,
    )
)
def lost_regulars(facts: Facts) -> Known | Reason:
    """Regulars without a single act; unknown while the period runs (``TOO_YOUNG``), for they may still come."""
    if running(facts):
        return Reason.TOO_YOUNG
    if not any(day.covered for day in facts.before):
        return Reason.NO_COVERAGE
    here = active_people(facts)
    acted = {member for member, count in facts.acts.items() if count}
    regulars = [member for member, count in facts.acts_before.items() if count >= REGULAR_ACTS]
    lost = sum(member not in acted and member not in here for member in regulars)
    return Known(lost, n=len(regulars))


@metric(
    entry(
        "top10_share",
        Unit.SHARE,
        Direction.DOWN,
        (
            N_("Share of the ten most active"),
            N_("Top 10 share"),
            N_("Acts of the ten most active people, over all acts whose author is known."),
        ),
    )
)
def top10_share(facts: Facts) -> Known | Reason:
    """How much of the conversation ten people carry (0..1); 1 where no more than ten took part."""
    total = personal_acts(facts)
    if not total:
        return Reason.NO_ACTS
    top = sum(sorted(facts.acts.values(), reverse=True)[:TOP])
    return Known(top / total, n=sum(count > 0 for count in facts.acts.values()), detail={"top": top, "acts": total})


@metric(
    entry(
        "gini",
        Unit.RATIO,
        Direction.NONE,
        (
            N_("Inequality of acts (Gini)"),
            N_("Gini"),
            N_("Gini coefficient of acts over the people active in the period: 0 if all did the same, near 1 if one did everything."),
        ),
        goal=False,
    )
)
def gini(facts: Facts) -> Known | Reason:
    """Gini coefficient (0..1) of acts over active people; 0 for a single person."""
    counts: Sequence[int] = sorted(count for count in facts.acts.values() if count > 0)
    if not counts:
        return Reason.NO_ACTS
    n = len(counts)
    ranked = sum(rank * count for rank, count in enumerate(counts, start=1))
    return Known(max(0.0, 2 * ranked / (n * n * fmean(counts)) - (n + 1) / n), n=n)


@metric(
    entry(
        "active_hours",
        Unit.TABLE,
        Direction.NONE,
        (N_("Active hours"), N_("Hours"), N_("Acts whose author is known, by weekday and hour of the community's local time.")),
        goal=False,
    )
)
def active_hours(facts: Facts) -> Known | Reason:
    """The 7 x 24 table (Monday first) in ``detail["table"]``, its busiest cell beside it; the value is the sum of the table."""
    total = sum(map(sum, facts.hours))
    if not total:
        return Reason.NO_ACTS
    table: list[list[Plain]] = [list(row) for row in facts.hours]
    count, weekday, hour = max((n, -d, -h) for d, row in enumerate(facts.hours) for h, n in enumerate(row))
    return Known(total, detail={"table": table, "weekday": -weekday, "hour": -hour, "peak": count})


@metric(
    entry(
        "ugc_share",
        Unit.SHARE,
        Direction.UP,
        (
            N_("Posts by members"),
            N_("Own posts"),
            N_("Posts written by members, over posts by members and staff together. A reply is no post."),
        ),
    )
)
def ugc_share(facts: Facts) -> Known | Reason:
    """Share (0..1) of original posts that members wrote; staff stands in the denominator whatever the contract says."""
    own = sum(day.counts.get((EventKind.MESSAGE, Who.MEMBER), 0) for day in covered(facts))
    staff = sum(day.counts.get((EventKind.MESSAGE, Who.STAFF), 0) for day in covered(facts))
    return Known(own / (own + staff), n=own + staff, detail={"members": own, "staff": staff}) if own + staff else Reason.NO_POSTS
