"""Which tier a member stands in, by rules tried in order, and what follows for a whole community. Definitions: metrics.md, "Tiers".

What metrics.md leaves open is decided here: a member is among the top 10 % if fewer than 10 % of the members did more, so equals stand or
fall together; silent is who was heard of within the zombie window (else every zombie would be silent first); "reacted only" tells who
gave reactions where the contract does not count them; and who acted within a silent window that is longer than the 30 days is potential.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from math import ceil
from types import MappingProxyType
from typing import NamedTuple

from tenants.terms.errors import Refusal
from tenants.terms.tiers import (
    LIMITS,
    ORDER,
    RUNGS,
    Members,
    Moves,
    Placed,
    Profile,
    Sorted,
    Tier,
    TierRule,
    TierRules,
    Why,
)

Fits = Callable[[Profile, TierRule, TierRules], Placed | None]


def tier_of(profile: Profile, rules: TierRules) -> Placed:
    """The tier of one member: that of the first rule that is on and fits; ``OTHER`` if none does."""
    for rule in rules.rules:
        if rule.on and (placed := FITS[rule.tier](profile, rule, rules)) is not None:
            return placed
    return Placed(Tier.OTHER, Why.NO_RULE, {})


def _at_risk(profile: Profile, rule: TierRule, _rules: TierRules) -> Placed | None:
    before = profile.acts_before
    if before < rule.limit("regular_acts") or before - profile.acts < rule.limit("fall") * before:
        return None
    fall = (before - profile.acts) / before
    return Placed(Tier.AT_RISK, Why.FELL, {"before": before, "acts": profile.acts, "fall": fall})


def _expert(profile: Profile, rule: TierRule, _rules: TierRules) -> Placed | None:
    if profile.expert:
        return Placed(Tier.EXPERT, Why.MARKED, {})
    if not profile.received or profile.more_received >= rule.limit("received_top") or profile.posts < rule.limit("posts"):
        return None
    return Placed(Tier.EXPERT, Why.ANSWERED, {"received": profile.received, "posts": profile.posts, "more": profile.more_received})


def _core(profile: Profile, rule: TierRule, _rules: TierRules) -> Placed | None:
    if not profile.acts or profile.more_acts >= rule.limit("acts_top") or profile.active_days < rule.limit("active_days"):
        return None
    return Placed(Tier.CORE, Why.TOP, {"acts": profile.acts, "days": profile.active_days, "more": profile.more_acts})


def _loyal(profile: Profile, rule: TierRule, rules: TierRules) -> Placed | None:
    if profile.tenure < rule.limit("tenure_days") or len(profile.months) < rules.months or not all(profile.months[: rules.months]):
        return None
    return Placed(Tier.LOYAL, Why.STAYED, {"tenure": profile.tenure, "months": rules.months})


def _active(profile: Profile, rule: TierRule, _rules: TierRules) -> Placed | None:
    return Placed(Tier.ACTIVE, Why.ACTS, {"acts": profile.acts}) if profile.acts >= rule.limit("acts") else None


def _newcomer(profile: Profile, _rule: TierRule, rules: TierRules) -> Placed | None:
    if profile.tenure > rules.newcomer_days:
        return None
    return Placed(Tier.NEWCOMER, Why.JOINED, {"tenure": profile.tenure, "acts": profile.acts})


def _potential(profile: Profile, rule: TierRule, rules: TierRules) -> Placed | None:
    if profile.acts >= rule.limit("acts"):
        return Placed(Tier.POTENTIAL, Why.FEW, {"acts": profile.acts})
    if profile.reactions and not profile.posts:
        return Placed(Tier.POTENTIAL, Why.REACTED, {"reactions": profile.reactions})
    if profile.quiet is not None and not profile.acts and profile.quiet < rules.silent_days:
        return Placed(Tier.POTENTIAL, Why.LATELY, {"quiet": profile.quiet})
    return None


def _silent(profile: Profile, _rule: TierRule, rules: TierRules) -> Placed | None:
    if profile.quiet is not None and profile.quiet < rules.zombie_days:
        return Placed(Tier.SILENT, Why.SILENT, {"quiet": profile.quiet}) if profile.quiet >= rules.silent_days else None
    # Without zombies the silent are everybody not heard of.
    return None if rules.rule(Tier.ZOMBIE).on else _unheard(profile, Tier.SILENT, rules)


def _zombie(profile: Profile, rule: TierRule, rules: TierRules) -> Placed | None:
    return None if profile.quiet is not None and profile.quiet < rule.limit("days") else _unheard(profile, Tier.ZOMBIE, rules)


def _unheard(profile: Profile, tier: Tier, rules: TierRules) -> Placed:
    if profile.ever:
        return Placed(tier, Why.GONE, {"days": rules.zombie_days})
    return Placed(tier, Why.NEVER, {"tenure": profile.tenure})


class Grain(NamedTuple):
    """How closely rules look: members whose numbers pass the same of these steps stand in the same tier.

    ``tenures`` (days, the longest first), ``acts`` (the most first) and ``quiet`` (days): where a rule begins or ceases to fit.
    ``before``, ``posts``, ``active_days``: whoever has as many (acts in the 30 days before, for one) has to be looked at alone.
    """

    tenures: Sequence[int]
    acts: Sequence[int]
    quiet: int
    before: float
    posts: float
    active_days: float


def grain(rules: TierRules) -> Grain:
    """What the rules can tell apart; with a rule that is off as if it were on."""
    acts = {1, *(ceil(rules.rule(tier).limit("acts")) for tier in (Tier.ACTIVE, Tier.POTENTIAL))}
    return Grain(
        tenures=sorted({int(rules.rule(Tier.LOYAL).limit("tenure_days")), rules.newcomer_days + 1}, reverse=True),
        acts=sorted(acts, reverse=True),
        quiet=rules.silent_days,
        before=rules.rule(Tier.AT_RISK).limit("regular_acts"),
        posts=rules.rule(Tier.EXPERT).limit("posts"),
        active_days=rules.rule(Tier.CORE).limit("active_days"),
    )


FITS: Mapping[Tier, Fits] = MappingProxyType(
    {
        Tier.AT_RISK: _at_risk,
        Tier.EXPERT: _expert,
        Tier.CORE: _core,
        Tier.LOYAL: _loyal,
        Tier.ACTIVE: _active,
        Tier.NEWCOMER: _newcomer,
        Tier.POTENTIAL: _potential,
        Tier.SILENT: _silent,
        Tier.ZOMBIE: _zombie,
    }
)


def ranked(values: Mapping[int, int], members: int) -> dict[int, float]:
    """The share (0..1) of ``members`` whose value is greater than each member's; equal values have equal shares."""
    order = sorted(values.values())
    shares = {value: (len(order) - bisect_right(order, value)) / members for value in set(order)}
    return {member: shares[value] for member, value in values.items()}


def place_all(profiles: Iterable[Profile], rules: TierRules) -> Sorted:
    """Every member with their tier."""
    return {profile.member: tier_of(profile, rules) for profile in profiles}


def count(placed: Sorted) -> dict[Tier, int]:
    """How many stand in each tier; every tier is there, in the order of ``ORDER``."""
    found = Counter(each.tier for each in placed.values())
    return {tier: found.get(tier, 0) for tier in ORDER}


def moves(before: Mapping[Tier, Members], now: Mapping[Tier, Members]) -> Moves:
    """Who moved between two days, from each one's members by tier: rows add up to the earlier members, columns to the later ones."""
    cells: dict[tuple[Tier | None, Tier | None], int] = {}
    for was, people in before.items():
        stayed = 0
        for tier, others in now.items():
            if both := len(people & others):
                cells[was, tier] = both
                stayed += both
        if left := len(people) - stayed:
            cells[was, None] = left
    for tier, people in now.items():
        if came := len(people) - sum(cells.get((was, tier), 0) for was in before):
            cells[None, tier] = came
    return Moves(cells)


def rises(was: Tier | None, now: Tier | None) -> bool:
    """Whether somebody who stood in ``was`` and stands in ``now`` is more involved than before; newcomers and leavers never are."""
    return was is not None and now is not None and RUNGS[now] > RUNGS[was]


def check(rules: Sequence[TierRule]) -> tuple[TierRule, ...]:
    """Return ``rules`` in order, each tier once and every threshold within its bounds.

    Raises ``Refusal`` (``tiers.incomplete``, ``tiers.limit`` with the field ``<tier>.<name>``, ``tiers.all_off``).
    """
    if sorted(rule.tier for rule in rules) != sorted(LIMITS):
        raise Refusal("tiers.incomplete")
    for rule in rules:
        for name, bound in LIMITS[rule.tier].items():
            value = rule.limit(name)
            whole = bound.share or value == int(value)
            if not (bound.least <= value <= bound.most) or not whole:
                scale = 100 if bound.share else 1
                raise Refusal("tiers.limit", field=f"{rule.tier}.{name}", least=f"{bound.least * scale:g}", most=f"{bound.most * scale:g}")
    if not any(rule.on for rule in rules):
        raise Refusal("tiers.all_off")
    return tuple(TierRule(rule.tier, rule.on, {name: float(rule.limit(name)) for name in LIMITS[rule.tier]}) for rule in rules)
