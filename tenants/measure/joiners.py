"""Growth: what becomes of the people who joined, and who brought them. Definitions: metrics.md, "Growth"."""

from collections.abc import Callable

from tenants.measure.growth import entry, joined
from tenants.measure.registry import Known, metric
from tenants.measure.span import cohort, days_later, known_until, span
from tenants.terms.facts import Facts, Spell
from tenants.terms.figure import Reason
from tenants.terms.metric import Direction, Unit
from tenants.terms.words import N_

EARLY_DAYS = 7


@metric(
    entry(
        "early_leave_rate",
        Unit.SHARE,
        Direction.DOWN,
        (
            N_("Left within 7 days"),
            N_("Left early"),
            N_(
                "People who joined in the period and left within 7 days of joining, over all who joined. Who "
                "joined less than 7 days before the end is left out of both."
            ),
        ),
    )
)
def early_leave_rate(facts: Facts) -> Known | Reason:
    """Share of first-time joiners who left within 7 local days (0..1); ``TOO_YOUNG`` if none is 7 days old at the end."""
    if not facts.evidence.leaves:
        return Reason.NOT_RECORDED
    end = min(span(facts)[1], known_until(facts))
    new = cohort(facts)
    old = [spell for spell in new if days_later(spell.joined, EARLY_DAYS, facts.zone) <= end]
    if not old:
        return Reason.TOO_YOUNG if new else Reason.NO_JOINS
    gone = sum(s.left is not None and s.left < days_later(s.joined, EARLY_DAYS, facts.zone) for s in old)
    detail = {"left": gone, "too_young": len(new) - len(old)}
    return Known(gone / len(old), estimated=any(s.estimated for s in old), n=len(old), detail=detail)


def _stay(days: int) -> Callable[[Facts], Known | Reason]:
    def find(facts: Facts) -> Known | Reason:
        """Share of first-time joiners who are members ``days`` local days later (0..1), as far as the data reaches.

        Who joined too shortly before the data ends is left out; ``TOO_YOUNG`` if that is everybody. Who left and came
        back in between is a member.
        """
        if not facts.evidence.leaves:
            return Reason.NOT_RECORDED
        new = cohort(facts)
        ages = [(spell, days_later(spell.joined, days, facts.zone)) for spell in new]
        known = known_until(facts)
        old = [(spell, later) for spell, later in ages if later < known]
        if not old:
            return Reason.TOO_YOUNG if new else Reason.NO_JOINS
        spells: dict[int, list[Spell]] = {spell.member: [] for spell, _ in old}
        for spell in (*facts.spells, *facts.again):
            if spell.member in spells:
                spells[spell.member].append(spell)
        still = sum(
            any(each.joined <= later and (each.left is None or each.left > later) for each in spells[spell.member]) for spell, later in old
        )
        detail = {"stayed": still, "too_young": len(new) - len(old)}
        return Known(still / len(old), estimated=any(s.estimated for s, _ in old), n=len(old), detail=detail)

    return find


stay_d1 = metric(
    entry(
        "stay_d1",
        Unit.SHARE,
        Direction.UP,
        (
            N_("Still here after 1 day"),
            N_("Stay 1 day"),
            N_(
                "Of the people who joined in the period for the first time, the share still a member 1 day "
                "later. Who joined more recently is left out."
            ),
        ),
    )
)(_stay(1))
stay_d7 = metric(
    entry(
        "stay_d7",
        Unit.SHARE,
        Direction.UP,
        (
            N_("Still here after 7 days"),
            N_("Stay 7 days"),
            N_(
                "Of the people who joined in the period for the first time, the share still a member 7 days "
                "later. Who joined more recently is left out."
            ),
        ),
    )
)(_stay(7))
stay_d30 = metric(
    entry(
        "stay_d30",
        Unit.SHARE,
        Direction.UP,
        (
            N_("Still here after 30 days"),
            N_("Stay 30 days"),
            N_(
                "Of the people who joined in the period for the first time, the share still a member 30 days "
                "later. Who joined more recently is left out."
            ),
        ),
    )
)(_stay(30))


def _invited(facts: Facts) -> int | None:
    """Joins with an inviter; ``None`` where no join we know of, of whatever time, names one: the source does not tell."""
    if all(spell.inviter is None for spell in facts.spells):
        return None
    return sum(spell.inviter is not None for spell in joined(facts))


@metric(
    entry(
        "referral_joins",
        Unit.PEOPLE,
        Direction.UP,
        (N_("Joined by invitation"), N_("Invited"), N_("Joins in the period that name the member who invited.")),
        additive=True,
    )
)
def referral_joins(facts: Facts) -> Known | Reason:
    """Joins with an inviter; ``NOT_RECORDED`` where no known join of any member names one, for the source does not tell then."""
    invited = _invited(facts)
    return Reason.NOT_RECORDED if invited is None else Known(invited)


@metric(
    entry(
        "referral_share",
        Unit.SHARE,
        Direction.UP,
        (N_("Share joined by invitation"), N_("Invited share"), N_("Joins that name an inviter, over all joins in the period.")),
    )
)
def referral_share(facts: Facts) -> Known | Reason:
    """``referral_joins`` over the joins of the membership ledger (0..1)."""
    invited, new = _invited(facts), len(joined(facts))
    if invited is None:
        return Reason.NOT_RECORDED
    return Known(invited / new, n=new, detail={"invited": invited}) if new else Reason.NO_JOINS
