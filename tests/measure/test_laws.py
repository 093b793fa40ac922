"""Laws that hold for any community, found wanting or not by random small ones."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from tenants.measure import CATALOGUE, measure
from tenants.measure.intervals import nps_interval, nps_parts, wilson
from tenants.measure.membership import Trace, TraceKind, spells
from tenants.terms.event import EventKind
from tenants.terms.facts import SurveyAnswers, Thread, Who
from tenants.terms.metric import Unit
from tenants.terms.period import Cadence, Period, local_midnight
from tenants.terms.threads import Threads
from tests.measure.small_world import Act, World

OVER_ONE = {"active_rate", "capacity_use", "participation_rate", "show_up_rate", "budget_use", "growth_rate"}
"""Shares that may pass 1 (or fall below 0): what stands above the line is not a part of what stands below."""
START = datetime(2026, 1, 15, tzinfo=UTC)
moments = st.integers(0, 300 * 24 * 4).map(lambda quarters: START + timedelta(minutes=15 * quarters))


@st.composite
def worlds(draw, *, running=True):
    zone = ZoneInfo(draw(st.sampled_from(["Asia/Shanghai", "Europe/Berlin", "America/New_York", "UTC"])))
    acts, people = [], []
    for number in range(draw(st.integers(0, 8))):
        kinds = st.tuples(st.sampled_from(TraceKind), moments, st.sampled_from(["", "a"]))
        traces = [Trace(*each) for each in draw(st.lists(kinds, max_size=8))]
        people += spells(number, traces, since=START)
        for trace in traces:
            if trace.kind is TraceKind.ACT:
                kind = draw(st.sampled_from([EventKind.MESSAGE, EventKind.REPLY, EventKind.REACTION, EventKind.READ]))
                acts.append(Act(trace.at, number, kind, draw(st.sampled_from([Who.MEMBER, Who.MEMBER, Who.STAFF, Who.BOT]))))
    acts += [Act(moment, None, EventKind.REACTION, Who.UNKNOWN) for moment in draw(st.lists(moments, max_size=3))]
    waits = st.none() | st.integers(0, 20_000).map(lambda minutes: timedelta(minutes=minutes))
    threads = [
        Thread(moment, question, by_staff=False, answered=None if wait is None else moment + wait)
        for moment, question, wait in draw(st.lists(st.tuples(moments, st.booleans(), waits), max_size=5))
    ]
    scores = st.dictionaries(st.integers(0, 10), st.integers(0, 9))
    survey = draw(st.none() | st.builds(SurveyAnswers, nps=scores, csat=st.dictionaries(st.integers(1, 5), st.integers(0, 9))))
    as_of = draw(moments) if running else datetime(2027, 6, 1, tzinfo=UTC)
    return World(spells=people, acts=acts, threads=threads, survey=survey, zone=zone, as_of=as_of, since=START.date() - timedelta(days=1))


periods = st.builds(
    Period.containing,
    st.integers(0, 300).map(lambda days: START.date() + timedelta(days=days)),
    st.sampled_from([Cadence.DAY, Cadence.WEEK, Cadence.MONTH, Cadence.QUARTER]),
)


@given(worlds(), periods)
@settings(max_examples=80)
def test_figures_keep_their_bounds(world, period):
    for key, figure in measure(world.facts(period)).items():
        assert figure.key == key
        assert figure.unit is CATALOGUE[key].unit
        assert (figure.value is not None) or (figure.reason is not None)
        assert figure.coverage is None or 0 <= figure.coverage <= 1
        if figure.value is None:
            continue
        if figure.unit is Unit.SHARE and key not in OVER_ONE:
            assert 0 <= figure.value <= 1, key
        if figure.unit in (Unit.PEOPLE, Unit.ACTS, Unit.COUNT, Unit.MINUTES) and key != "net_growth":
            assert figure.value >= 0, key
        if key == "nps":
            assert -100 <= figure.value <= 100
            assert -100 <= figure.low <= figure.high <= 100
        if key == "csat":
            assert 0 <= figure.low <= figure.value <= figure.high <= 100


@given(worlds(), periods)
@settings(max_examples=80)
def test_joins_less_leaves_is_the_change_in_members(world, period):
    found = measure(world.facts(period))
    if found["net_growth"].value is not None:
        assert found["net_growth"].reason is None
        assert found["joins"].value - found["leaves"].value == found["members_end"].value - found["members_start"].value


@given(worlds(running=False), st.integers(1, 3))
@settings(max_examples=40)
def test_a_quarter_is_the_sum_of_its_months(world, quarter):
    whole = Period.parse(f"2026-Q{quarter + 1}")
    months = [Period.containing(day, Cadence.MONTH) for day in whole.days() if day.day == 1]
    quarter_figures = measure(world.facts(whole))
    month_figures = [measure(world.facts(month)) for month in months]
    for key in ("joins", "leaves", "net_growth", "messages", "replies", "reactions", "acts"):
        assert quarter_figures[key].value == sum(each[key].value for each in month_figures), key
    assert quarter_figures["active_members"].value <= sum(each["active_members"].value for each in month_figures)
    assert quarter_figures["members_start"].value == month_figures[0]["members_start"].value
    assert quarter_figures["members_end"].value == month_figures[-1]["members_end"].value


@given(worlds(), periods, st.integers())
@settings(max_examples=40)
def test_the_order_in_which_things_were_recorded_does_not_matter(world, period, seed):
    found = measure(world.facts(period))
    shuffle = random.Random(seed).shuffle
    for things in (world.spells, world.acts, world.threads):
        shuffle(things)
    assert measure(world.facts(period)) == found


@given(worlds(), periods)
@settings(max_examples=40)
def test_nothing_after_the_last_thing_seen_changes_a_figure_of_activity(world, period):
    known = [act for act in world.acts if act.at <= world.as_of]
    found = measure(world.facts(period))
    world.acts = [*known, *(Act(act.at + timedelta(days=400), act.member, act.kind, act.who) for act in known)]
    later = measure(world.facts(period))
    day = world.day_of(world.as_of)
    if day < period.first or day >= period.until:
        for key in ("messages", "acts", "joins", "members_end"):
            assert later[key].value == found[key].value, key


@given(st.integers(0, 200), st.integers(0, 200), st.integers(0, 200))
def test_the_nps_range_holds_its_adjusted_centre_and_all_but_extreme_raw_values(promoters, passives, detractors):
    n = promoters + passives + detractors
    low, high = nps_interval(promoters, passives, detractors)
    centre, variance = nps_parts(promoters, passives, detractors)
    assert -100 <= low <= centre <= high <= 100
    assert variance > 0
    raw = 100 * (promoters - detractors) / n if n else 0
    assert abs(centre) <= abs(raw) + 1e-9
    if n and promoters and detractors:
        assert low - 1e-9 <= raw <= high + 1e-9


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_wilson_range_holds_the_share_and_narrows_with_the_sample(case):
    hits, n = case
    low, high = wilson(hits, n)
    assert 0 <= low <= hits / n <= high <= 1
    assert wilson(hits * 4, n * 4)[1] - wilson(hits * 4, n * 4)[0] < high - low


@given(worlds(), periods)
@settings(max_examples=40)
def test_members_who_were_there_all_the_time_count_alike_one_by_one_and_as_a_set(world, period):
    facts = world.facts(period)
    ends = period.bounds(world.zone)[1]
    long_ago = local_midnight(period.first - timedelta(days=90), world.zone)
    always = [spell for spell in facts.spells if spell.joined < long_ago and (spell.left is None or spell.left >= ends)]
    people = {estimated: frozenset(spell.member for spell in always if spell.estimated is estimated) for estimated in (False, True)}
    rest = [spell for spell in facts.spells if spell not in always]
    assert measure(replace(facts, spells=rest, settled=people)) == measure(facts)


@given(worlds())
def test_threads_by_their_columns_are_the_same_threads(world):
    facts = world.facts(Period.containing(START.date(), Cadence.QUARTER))
    columns = Threads.of(facts.threads)
    assert sorted(columns, key=repr) == sorted(facts.threads, key=repr)
    assert len(columns) == len(facts.threads)
    assert measure(replace(facts, threads=columns)) == measure(facts)
