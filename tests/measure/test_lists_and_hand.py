"""Lists of members and figures counted by hand: what they make of membership and of the figures of a month."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tenants.measure import measure
from tenants.measure.list_moves import moves, spans
from tenants.measure.membership import Trace, TraceKind, spells
from tenants.terms.event import Evidence
from tenants.terms.figure import Reason, Source
from tenants.terms.manual import Manual
from tenants.terms.period import Period
from tests.measure.small_world import Act, World

JUNE = Period.month(2026, 6)
DAYS = [date(2026, 6, 1) + timedelta(days=n) for n in range(30)]
NOTHING = Evidence(joins=False, leaves=False, replies=False, reactions=False, reaction_authors=False)


def day(n):
    return date(2026, 1, 1) + timedelta(days=n)


def at(n):
    return datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=n)


def membership(lists):
    """The spells of everybody on ``lists`` of one group."""
    found = moves({"group": lists})
    traces = {
        no: [Trace(TraceKind.LISTED if opening else TraceKind.JOIN, at((first - day(0)).days))]
        for no, (first, opening) in found.first.items()
    }
    for no, others in found.others.items():
        traces[no] += [Trace(kind, at((when - day(0)).days)) for kind, when in others]
    return [spell for no, each in traces.items() for spell in spells(no, each)]


def test_a_later_list_shows_who_came_who_left_and_who_came_back():
    found = moves({"group": [(day(0), frozenset({1, 2})), (day(30), frozenset({2, 3})), (day(60), frozenset({1, 3}))]})
    assert found.first == {1: (day(0), True), 2: (day(0), True), 3: (day(30), False)}
    assert found.others == {
        1: [(TraceKind.LEAVE, day(30)), (TraceKind.JOIN, day(60))],
        2: [(TraceKind.LEAVE, day(60))],
    }


def test_who_moves_to_another_group_has_not_left():
    lists = {
        "one": [(day(0), frozenset({1, 2})), (day(30), frozenset({2}))],
        "two": [(day(10), frozenset({9})), (day(20), frozenset({1, 9}))],
    }
    found = moves(lists)
    assert found.first == {1: (day(0), True), 2: (day(0), True), 9: (day(10), True)}
    assert found.others == {}


def test_of_no_list_nothing_follows():
    assert (moves({}).first, moves({}).others, list(spans([]))) == ({}, {}, [])
    assert list(spans([("a", day(3)), ("a", day(1)), ("b", day(2))])) == [(day(1), day(3)), (day(2), day(2))]


def test_somebody_on_a_first_list_was_there_since_the_data_begins_and_joins_of_their_own_come_first():
    (seen,) = spells(7, [Trace(TraceKind.LISTED, at(30))], since=at(10))
    assert (seen.joined, seen.estimated) == (at(10), True)
    (told,) = spells(7, [Trace(TraceKind.LISTED, at(30)), Trace(TraceKind.JOIN, at(20))], since=at(10))
    assert (told.joined, told.estimated) == (at(20), False)
    (between,) = spells(7, [Trace(TraceKind.JOIN, at(30), estimated=True)], since=at(10))
    assert (between.joined, between.estimated) == (at(30), True)


@given(st.lists(st.frozensets(st.integers(1, 8)), min_size=1, max_size=6))
def test_the_members_after_each_list_are_those_on_it_and_joins_less_leaves_are_the_change(lists):
    found = membership([(day(30 * n), people) for n, people in enumerate(lists)])
    for n, people in enumerate(lists):
        evening = at(30 * n + 1)
        there = {spell.member for spell in found if spell.joined < evening and (spell.left is None or spell.left >= evening)}
        assert there == people
    for n in range(1, len(lists)):
        joined = sum(at(30 * n) <= spell.joined < at(30 * n + 1) for spell in found)
        left = sum(spell.left is not None and at(30 * n) <= spell.left < at(30 * n + 1) for spell in found)
        assert joined - left == len(lists[n]) - len(lists[n - 1])


def by_hand(known, *, uncovered=frozenset({*DAYS, date(2026, 5, 31)}), acts=(), **more):
    world = World(acts=list(acts), uncovered=frozenset(uncovered), **({"evidence": NOTHING} | more))
    return measure(replace(world.facts(JUNE), manual=known))


def test_an_import_wins_on_every_day_it_covers_and_no_day_counts_twice():
    known = {each: Manual(messages=100) for each in DAYS}
    covered = set(DAYS[:10])
    acts = [Act(datetime(2026, 6, 5, 4, tzinfo=UTC), 1), Act(datetime(2026, 6, 6, 4, tzinfo=UTC), 2)]
    found = by_hand(known, uncovered=set(DAYS) - covered, acts=acts)["messages"]
    assert (found.value, found.source, found.coverage) == (2 + 20 * 100, Source.MANUAL, 1.0)
    assert found.detail == {"days_manual": 20, "days_imported": 10}
    alone = by_hand(known, uncovered=(), acts=acts)["messages"]
    assert (alone.value, alone.source) == (2, Source.COMPUTED)


def test_what_nobody_wrote_down_is_unknown_and_never_0():
    found = by_hand({DAYS[0]: Manual(members=400)})
    assert (found["members_end"].value, found["members_end"].coverage) == (400, 1 / 30)
    for key in ("messages", "joins", "leaves", "net_growth", "members_start", "growth_rate", "dau_avg"):
        assert (found[key].value, found[key].reason) == (None, Reason.NO_COVERAGE), key
    assert found["active_rate"].value is None


def test_joins_counted_by_hand_without_leaves_make_no_net_growth():
    known = {each: Manual(joins=10) for each in DAYS[10:]}
    found = by_hand(known, uncovered=set(DAYS[10:]), evidence=replace(NOTHING, joins=True, leaves=True))
    assert (found["joins"].value, found["leaves"].value) == (200, 0)
    assert found["leaves"].coverage == 10 / 30
    assert (found["net_growth"].value, found["net_growth"].reason) == (None, Reason.NOT_RECORDED)


def test_members_of_the_evening_before_begin_the_month():
    known = {date(2026, 5, 31): Manual(members=400), DAYS[-1]: Manual(members=437)}
    found = by_hand(known, capacity=500, uncovered={*DAYS, date(2026, 5, 31)})
    assert (found["members_start"].value, found["members_end"].value) == (400, 437)
    assert (found["growth_rate"].value, found["capacity_use"].value) == (37 / 400, 437 / 500)


def test_of_a_single_day_the_active_people_are_known():
    world = World(uncovered=frozenset({DAYS[0]}), evidence=NOTHING)
    facts = replace(world.facts(Period(DAYS[0], DAYS[1])), manual={DAYS[0]: Manual(members=50, active_members=20)})
    found = measure(facts)
    assert (found["active_members"].value, found["active_rate"].value, found["dau"].value) == (20, 0.4, 20)
    assert found["wau"].value is None


def test_lists_cover_membership_and_nothing_else():
    world = World(uncovered=frozenset(DAYS), evidence=replace(NOTHING, leaves=True))
    facts = replace(world.facts(JUNE), listed=[(date(2026, 5, 31), date(2026, 6, 30))])
    found = measure(facts)
    assert (found["joins"].value, found["leaves"].value, found["joins"].coverage) == (0, 0, 1.0)
    assert (found["messages"].value, found["messages"].reason) == (None, Reason.NO_COVERAGE)
