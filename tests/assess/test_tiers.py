"""Tiers: each rule at its edges, the order of the rules, ties, and what holds for any community."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenants.assess.tiers import check, count, moves, place_all, ranked, rises, tier_of
from tenants.terms.errors import Refusal
from tenants.terms.tiers import ORDER, Profile, Tier, TierRule, TierRules, Why, default_rules

RULES = default_rules()
FIRST = {"expert": Tier.EXPERT}


def member(**known) -> Profile:
    """Somebody who joined long ago, was heard of long ago, and did nothing lately, but for what is ``known``."""
    usual = {"member": 1, "joined": date(2025, 1, 1), "tenure": 400, "ever": True}
    return Profile(**{**usual, **known})


def tier(**known) -> Tier:
    return tier_of(member(**known), RULES).tier


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        # At risk: at least 8 acts before, and three quarters of them gone.
        ({"acts_before": 8, "acts": 2, "quiet": 0}, Tier.AT_RISK),
        ({"acts_before": 8, "acts": 3, "quiet": 0}, Tier.ACTIVE),
        ({"acts_before": 7, "acts": 0, "quiet": 35}, Tier.SILENT),
        ({"acts_before": 8, "acts": 0, "quiet": 30}, Tier.AT_RISK),
        ({"acts_before": 100, "acts": 25, "quiet": 0}, Tier.AT_RISK),
        ({"acts_before": 100, "acts": 26, "quiet": 0}, Tier.ACTIVE),
        # Expert: marked, or much answered with at least 10 posts.
        ({"expert": True}, Tier.EXPERT),
        ({"received": 9, "more_received": 0.049, "posts": 10, "acts": 10, "quiet": 0}, Tier.EXPERT),
        ({"received": 9, "more_received": 0.05, "posts": 10, "acts": 10, "quiet": 0}, Tier.ACTIVE),
        ({"received": 9, "more_received": 0.0, "posts": 9, "acts": 9, "quiet": 0}, Tier.ACTIVE),
        ({"received": 0, "more_received": 0.0, "posts": 12, "acts": 12, "quiet": 0}, Tier.ACTIVE),
        # Core: among the top 10 % and active on at least 8 days.
        ({"acts": 8, "more_acts": 0.099, "active_days": 8, "quiet": 0}, Tier.CORE),
        ({"acts": 8, "more_acts": 0.1, "active_days": 8, "quiet": 0}, Tier.ACTIVE),
        ({"acts": 80, "more_acts": 0.0, "active_days": 7, "quiet": 0}, Tier.ACTIVE),
        # Loyal: 180 days and each of the last three months.
        ({"tenure": 180, "months": (True, True, True), "acts": 1, "quiet": 0}, Tier.LOYAL),
        ({"tenure": 179, "months": (True, True, True), "acts": 1, "quiet": 0}, Tier.POTENTIAL),
        ({"tenure": 180, "months": (True, False, True), "acts": 1, "quiet": 0}, Tier.POTENTIAL),
        # Active: two acts. Newcomers come before potential, after active.
        ({"acts": 2, "quiet": 0, "tenure": 3}, Tier.ACTIVE),
        ({"acts": 1, "quiet": 0, "tenure": 14}, Tier.NEWCOMER),
        ({"acts": 0, "tenure": 14, "ever": False}, Tier.NEWCOMER),
        ({"acts": 0, "tenure": 15, "ever": False}, Tier.ZOMBIE),
        ({"acts": 1, "quiet": 0, "tenure": 15}, Tier.POTENTIAL),
        # Reacted only, where reactions are no acts.
        ({"acts": 0, "reactions": 3, "quiet": 50}, Tier.POTENTIAL),
        # Silent from the 30th quiet day on, a zombie from the 180th.
        ({"quiet": 30}, Tier.SILENT),
        ({"quiet": 179}, Tier.SILENT),
        ({"quiet": None}, Tier.ZOMBIE),
        ({"quiet": None, "ever": False}, Tier.ZOMBIE),
    ],
)
def test_each_rule_holds_up_to_its_edge(known, expected):
    assert tier(**known) is expected


def test_the_first_rule_that_fits_wins_and_paid_is_a_badge_only():
    everything = {"acts": 30, "acts_before": 200, "expert": True, "more_acts": 0.0, "active_days": 20, "months": (True,) * 3, "quiet": 0}
    assert tier(**everything) is Tier.AT_RISK
    assert tier(paid=True, quiet=40) is Tier.SILENT
    turned = TierRules((*(rule for rule in RULES.rules if rule.tier is not Tier.AT_RISK), RULES.rule(Tier.AT_RISK)))
    assert tier_of(member(**everything), turned).tier is Tier.EXPERT


def test_the_reason_holds_the_figures_that_gave_it():
    assert tier_of(member(acts_before=12, acts=2, quiet=1), RULES)[1:] == (Why.FELL, {"before": 12, "acts": 2, "fall": 10 / 12})
    assert tier_of(member(quiet=41), RULES)[1:] == (Why.SILENT, {"quiet": 41})
    assert tier_of(member(tenure=5, acts=1), RULES)[1:] == (Why.JOINED, {"tenure": 5, "acts": 1})
    assert tier_of(member(ever=False), RULES)[1:] == (Why.NEVER, {"tenure": 400})


def test_the_contracts_windows_are_those_of_silence_and_of_newcomers():
    rules = RULES.under(silent_days=60, newcomer_days=3)
    assert tier_of(member(quiet=59), rules)[:2] == (Tier.POTENTIAL, Why.LATELY)
    assert tier_of(member(quiet=60), rules).tier is Tier.SILENT
    assert tier_of(member(tenure=4, ever=False), rules).tier is Tier.ZOMBIE


def test_without_zombies_the_silent_are_everybody_not_heard_of():
    rules = TierRules(tuple(TierRule(rule.tier, rule.tier is not Tier.ZOMBIE, rule.limits) for rule in RULES.rules))
    assert tier_of(member(quiet=None), rules)[:2] == (Tier.SILENT, Why.GONE)
    assert tier_of(member(ever=False), rules)[:2] == (Tier.SILENT, Why.NEVER)
    nothing = TierRules(tuple(TierRule(rule.tier, rule.tier is Tier.CORE, rule.limits) for rule in RULES.rules))
    assert tier_of(member(quiet=0, acts=1), nothing)[:2] == (Tier.OTHER, Why.NO_RULE)


def test_equals_stand_or_fall_together():
    # Of 20 members 10 % are two; the second and third did as much, and only one member did more.
    shares = ranked(dict(enumerate([9, 5, 5, *[1] * 17])), 20)
    assert [no for no, more in shares.items() if more < 0.1] == [0, 1, 2]
    # Where three did more than the fourth, the fourth and its equals are out.
    shares = ranked(dict(enumerate([9, 8, 7, *[5] * 17])), 20)
    assert [no for no, more in shares.items() if more < 0.1] == [0, 1]
    assert ranked({7: 3}, 1) == {7: 0.0}


def test_rising_is_a_higher_rung_and_neither_coming_nor_going():
    assert rises(Tier.SILENT, Tier.POTENTIAL)
    assert rises(Tier.AT_RISK, Tier.ACTIVE)
    assert not rises(Tier.CORE, Tier.LOYAL)
    assert not rises(None, Tier.CORE)
    assert not rises(Tier.CORE, None)


def test_rules_that_mean_nothing_are_refused_with_their_field():
    with pytest.raises(Refusal, match=r"tiers\.incomplete"):
        check(RULES.rules[1:])
    with pytest.raises(Refusal, match=r"tiers\.incomplete"):
        check((*RULES.rules[1:], RULES.rules[1]))
    wrong = [
        TierRule(rule.tier, rule.on, {**rule.limits, "acts": 1.5} if rule.tier is Tier.ACTIVE else rule.limits) for rule in RULES.rules
    ]
    with pytest.raises(Refusal) as refused:
        check(wrong)
    assert (refused.value.code, refused.value.field) == ("tiers.limit", "active.acts")
    with pytest.raises(Refusal, match=r"tiers\.all_off"):
        check([TierRule(rule.tier, on=False, limits=rule.limits) for rule in RULES.rules])
    assert check(RULES.rules) == tuple(TierRule(rule.tier, rule.on, {k: float(v) for k, v in rule.limits.items()}) for rule in RULES.rules)


profiles = st.builds(
    Profile,
    member=st.just(0),
    joined=st.just(date(2026, 1, 1)),
    tenure=st.integers(1, 900),
    acts=st.integers(0, 40),
    acts_before=st.integers(0, 40),
    posts=st.integers(0, 30),
    reactions=st.integers(0, 5),
    active_days=st.integers(0, 30),
    months=st.tuples(st.booleans(), st.booleans(), st.booleans()),
    quiet=st.none() | st.integers(0, 179),
    ever=st.booleans(),
    more_acts=st.floats(0, 1),
    expert=st.booleans(),
)


@settings(max_examples=40)
@given(st.lists(profiles, max_size=30), st.lists(profiles, max_size=30), st.integers(0, 10))
def test_every_member_has_one_tier_and_moves_add_up(one, two, shift):
    # The same number is the same person on both days; some come, some go.
    one = [each._replace(member=no) for no, each in enumerate(one)]
    two = [each._replace(member=no + shift) for no, each in enumerate(two)]
    placed, later = place_all(one, RULES), place_all(two, RULES)
    assert sum(count(placed).values()) == len(one)
    assert list(count(placed)) == list(ORDER)
    sets, after = ({tier: frozenset(no for no, at in them.items() if at.tier is tier) for tier in ORDER} for them in (placed, later))
    moved = moves(sets, after)
    assert all(moved.before(tier) == len(people) for tier, people in sets.items())
    assert all(moved.after(tier) == len(people) for tier, people in after.items())
    came, left = moved.before(None), moved.after(None)
    assert len(one) - left + came == len(two)
    assert all(number > 0 for number in moved.cells.values())
