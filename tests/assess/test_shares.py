"""Where a change came from: the parts add up to it, and a share is told only where it says something."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenants.assess.case import Past
from tenants.assess.document import judge
from tenants.assess.findings import findings
from tenants.assess.shares import Part, active_parts, telling
from tenants.measure import measure
from tenants.terms.event import EventKind
from tenants.terms.period import Period
from tests.assess.wayward import wayward
from tests.measure.small_world import Act, World, at, member

JUNE, MAY = Period.month(2026, 6), Period.month(2026, 5)

steps = st.lists(st.tuples(st.integers(0, 500), st.integers(0, 500)), min_size=2, max_size=5)


@given(steps)
def test_a_share_is_the_largest_parts_step_over_the_whole_and_all_shares_add_up_to_one(pairs):
    parts = [Part(str(n), now, then) for n, (now, then) in enumerate(pairs)]
    whole = sum(now for now, _ in pairs) - sum(then for _, then in pairs)
    found = telling(parts)
    if found is None:
        return
    part, share = found
    assert share == pytest.approx(part.step / whole)
    assert sum(each.step / whole for each in parts) == pytest.approx(1)
    assert 0.3 <= share <= 1
    assert all(each.step * whole >= 0 for each in parts)
    assert all(each.step / whole <= share + 1e-9 for each in parts)


def test_parts_that_move_against_each_other_have_no_share():
    assert telling([Part("a", 90, 50), Part("b", 40, 60)]) is None
    assert telling([Part("a", 50, 50), Part("b", 60, 60)]) is None


def test_a_part_that_only_grew_with_the_whole_says_nothing():
    assert telling([Part("a", 100, 50), Part("b", 100, 50)]) is None
    assert telling([Part("a", 100, 50), Part("b", 55, 50)])[0].name == "a"


@given(st.integers(0, 500))
@settings(max_examples=20)
def test_active_people_fall_into_three_groups_that_add_up_in_both_periods(seed):
    world = wayward(seed)
    world.uncovered = frozenset()
    facts = world.facts(JUNE)
    parts = active_parts(facts)
    assert sum(part.now for part in parts) == measure(facts)["active_members"].value
    assert sum(part.then for part in parts) == measure(world.facts(MAY))["active_members"].value
    assert all(part.now >= 0 and part.then >= 0 for part in parts)


def test_whoever_was_active_before_any_data_would_count_as_new_so_nothing_is_told():
    world = wayward(3)
    world.since = JUNE.previous().previous().first
    assert active_parts(world.facts(JUNE)) is None


def told(world, key):
    facts = world.facts(JUNE)
    periods = [MAY]
    while len(periods) < 6:
        periods.append(periods[-1].previous())
    past = [Past(period, measure(world.facts(period))) for period in periods]
    found = [each for each in findings(judge(facts=facts, figures=measure(facts), past=past)) if each.key == key]
    return found[0].facts if found else None


def every_month(people, day=5):
    return [Act(at(f"2026-{month:02d}-{day:02d}", "12:00"), number) for month in range(1, 7) for number in people]


def test_a_rise_by_newcomers_is_said_to_be_theirs():
    world = World(spells=[member(n, "2025-06-01") for n in range(90)], acts=every_month(range(40)))
    world.acts += [Act(at("2026-06-10", "12:00"), number) for number in range(40, 90)]
    found = told(world, "share_people")
    assert (found["part"], found["share"], found["now"], found["then"]) == ("first", 1.0, 50, 0)


def test_a_rise_in_joins_by_invitation_is_said_to_be_by_invitation():
    spells = [member(1000 * month + n, f"2026-{month:02d}-10") for month in range(1, 7) for n in range(20)]
    spells += [member(9000 + n, "2026-06-12", inviter=1) for n in range(40)]
    found = told(World(spells=[*spells, member(1, "2025-06-01", inviter=2)]), "share_joins")
    assert (found["part"], found["share"], found["now"], found["then"]) == ("invited", 1.0, 40, 0)


def test_a_fall_in_growth_by_leaves_is_said_to_be_leaves():
    spells = [member(1000 * month + n, f"2026-{month:02d}-10") for month in range(1, 7) for n in range(50)]
    spells += [member(8000 + n, "2025-06-01", "2026-06-20") for n in range(40)]
    found = told(World(spells=spells), "share_ledger")
    assert (found["part"], found["share"], found["now"], found["then"], found["rising"]) == ("leaves", 1.0, 40, 0, False)


def test_a_rise_in_acts_by_replies_is_said_to_be_replies():
    world = World(spells=[member(n, "2025-06-01") for n in range(10)], acts=every_month(list(range(10)) * 4))
    world.acts += [Act(at("2026-06-15", "13:00"), n % 10, EventKind.REPLY) for n in range(80)]
    found = told(world, "share_kinds")
    assert (found["part"], found["share"]) == ("replies", 1.0)


def test_of_a_handful_no_share_is_taken():
    rng = random.Random(1)
    spells = [member(1000 * month + n, f"2026-{month:02d}-10") for month in range(1, 7) for n in range(2)]
    spells += [member(9000 + n, "2026-06-12", inviter=rng.choice([1, 1])) for n in range(6)]
    assert told(World(spells=[*spells, member(1, "2025-06-01", inviter=2)]), "share_joins") is None
