"""What left the range of its own past is shown to whoever signs for it; what merely moves is not."""

from dataclasses import replace
from datetime import UTC, datetime
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenants.assess.jumps import Jump, sudden
from tenants.measure import CATALOGUE
from tenants.terms.document import Line, PillarPart
from tenants.terms.figure import Figure
from tenants.terms.metric import Pillar
from tenants.terms.period import Period
from tenants.terms.target import Score, Status
from tests.assess.lively import document, lively

JUNE = Period.month(2026, 6)


@cache
def sample():
    return document(lively(), JUNE, ())


def row(metric, past, value, **more):
    figure = Figure(metric, value, CATALOGUE[metric].unit, **({"coverage": 1.0} | more))
    history = [*((f"2025-{n:02d}", each) for n, each in enumerate(past, start=1)), ("2026-06", value)]
    return Line(metric, CATALOGUE[metric].pillar, figure, None, None, None, history)


def jumps(*rows, **more):
    part = PillarPart(Pillar.ACTIVITY, Score(None, 0.0, Status.NO_DATA), None, rows)
    return list(sudden(replace(sample(), pillars=[part], **more)))


STEADY = [1000, 1040, 980, 1010, 1020, 990]


def test_a_count_that_doubles_left_its_range():
    (found,) = jumps(row("acts", STEADY, 2100))
    assert found == Jump("acts", 2100.0, pytest.approx(1005 * 0.75), pytest.approx(1005 * 1.25), 6)


def test_a_count_that_moves_as_it_always_did_has_not():
    assert not jumps(row("acts", STEADY, 1100))
    assert not jumps(row("acts", [1000, 2000, 700, 1800, 900, 2200], 2900))


def test_a_steady_rise_is_no_jump():
    assert not jumps(row("members_end", [1000 + 80 * n for n in range(11)], 1880))


def test_a_rise_that_went_on_for_months_is_not_sudden_when_it_leaves_the_range():
    assert not jumps(row("acts", [1000, 1010, 1020, 1010, 1000, 1300, 1600], 1900))
    assert jumps(row("acts", [1000, 1010, 1020, 1010, 1000, 1020, 1010], 1900))


def test_shares_of_a_few_cases_leap_about_by_themselves():
    assert not jumps(row("plan_execution", [1.0] * 6, 0.67, n=3))
    (found,) = jumps(row("stay_d7", [0.95] * 6, 0.5, n=80))
    assert found.high == 1.0


def test_five_periods_with_a_value_are_needed():
    assert not jumps(row("acts", STEADY[:4], 9000))
    assert not jumps(row("acts", [*STEADY[:4], None, None], 9000))
    assert jumps(row("acts", [*STEADY[:5], None], 9000))


def test_what_is_not_over_or_hardly_covered_is_not_held_against_the_past():
    running = {"as_of": datetime(2026, 6, 12, tzinfo=UTC)}
    assert not jumps(row("acts", STEADY, 20), **running)
    assert not jumps(row("acts", STEADY, 20), as_of=None)
    assert jumps(row("nps", [40.0, 42.0, 41.0, 39.0, 40.0], -20.0), **running)
    assert not jumps(row("acts", STEADY, 20, coverage=0.5))
    assert not jumps(row("acts", STEADY, None))


def test_a_survey_of_a_few_answers_may_swing_within_its_interval():
    past = [40.0, 42.0, 41.0, 39.0, 40.0]
    assert not jumps(row("nps", past, 62.0, low=40.0, high=80.0))
    assert jumps(row("nps", past, 62.0, low=58.0, high=66.0))


def test_from_nothing_a_handful_is_no_jump_but_a_crowd_is():
    assert not jumps(row("joins", [0] * 6, 5))
    assert [each.low for each in jumps(row("joins", [0] * 6, 60))] == [0.0]
    assert not jumps(row("cost", [0] * 6, 900.0))


def test_the_farthest_out_comes_first_and_each_metric_once():
    found = jumps(row("acts", STEADY, 2100), row("joins", STEADY, 9000), row("joins", STEADY, 9000))
    assert [each.metric for each in found] == ["joins", "acts"]


def test_an_ordinary_community_has_no_jump():
    assert [each.metric for each in sudden(document(lively(), JUNE, back=1))] == []


values = st.floats(0, 1e5)


@given(st.lists(values, min_size=5, max_size=11), values, st.sampled_from(["acts", "active_rate", "first_reply_minutes", "nps", "cost"]))
def test_a_jump_lies_outside_its_range_and_the_middle_of_the_past_inside_it(past, value, metric):
    scale = {"active_rate": 1e-5, "nps": 1e-3}.get(metric, 1.0)
    past, value = [each * scale for each in past], value * scale
    for found in jumps(row(metric, past, value)):
        assert not found.low <= found.value <= found.high
        assert found.low <= sorted(past)[len(past) // 2] <= found.high
        assert found.periods == len(past)
