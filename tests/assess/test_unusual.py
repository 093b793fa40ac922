"""How unusual a value is: by hand, and whatever the history."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenants.assess.notices import activity_drop, churn_spike, silence
from tenants.assess.unusual import gaps, last_week, of_day, of_week, unusual, usual_gap
from tests.assess.days import FIRST, day, run

PAST = [100, 120, 110, 90, 100, 100, 130, 80]


def test_the_distance_is_told_in_robust_deviations_from_the_median():
    # Median 100; distances 20 10 0 10 0 0 30 20, their median 10, times 1.4826.
    found = unusual(40, PAST)
    assert (found.middle, found.among, found.beyond) == (100, 8, 0)
    assert found.score == pytest.approx(-60 / 14.826)


def test_small_counts_are_allowed_their_chance():
    # Median 9, every distance 0: the spread is the root of 9.
    assert unusual(3, [9] * 8).score == pytest.approx(-2)
    assert unusual(0, [0] * 8).score == 0


def test_as_low_before_is_counted():
    assert unusual(90, PAST).beyond == 2
    assert unusual(125, PAST).beyond == 1


def test_seven_values_are_too_few():
    assert unusual(0, PAST[:7]) is None


def test_a_day_is_held_against_its_own_weekday():
    quiet_sundays = run(([50] * 6 + [5]) * 10)
    sunday, monday = FIRST + timedelta(days=69), FIRST + timedelta(days=63)
    assert of_day(quiet_sundays, sunday, lambda each: len(each.active)).score == 0
    assert of_day(quiet_sundays, monday, lambda each: len(each.active)).middle == 50


def test_days_without_data_are_no_days():
    days = [day(n, active=50 if n < 70 else 2, covered=n % 14 != 0) for n in range(71)]
    assert of_day(days, FIRST + timedelta(days=70), lambda each: len(each.active)) is None
    assert of_week(days, FIRST + timedelta(days=63), lambda each: len(each.active)) is None


def test_the_last_whole_week_ends_where_the_days_do():
    assert last_week(run([1] * 14)) == FIRST + timedelta(days=7)
    assert last_week(run([1] * 13)) == FIRST
    assert last_week([]) is None


def test_pauses_are_counted_between_days_with_something():
    found, past = gaps(run([1, 0, 0, 1, 1, 0]), lambda each: len(each.active))
    assert (found, past) == (1, [2, 0])


def test_nineteen_of_twenty_pauses_are_usual():
    assert usual_gap([0] * 19 + [9]) == 0
    assert usual_gap([0] * 18 + [4, 9]) == 4
    assert usual_gap([3] * 7) is None


def test_the_lowest_week_and_the_lowest_day_are_noticed_once():
    # Eleven steady weeks, then one at a tenth.
    days = run([60] * 77 + [6] * 7)
    found = list(activity_drop(days, 3.5))
    assert [each.subject for each in found] == ["active_members:2026-W13"]
    assert found[0].facts | {"value": 42, "middle": 420, "among": 11, "beyond": 0, "span": "week"} == found[0].facts
    single = list(activity_drop(run([60] * 78 + [6]), 3.5))
    assert [each.subject for each in single] == ["active_members:2026-03-24"]


def test_many_who_leave_at_once_are_noticed_and_a_few_are_not():
    steady = [day(n, active=20, left=1) for n in range(80)]
    assert list(churn_spike([*steady, day(80, active=20, left=4)], 3.5)) == []
    (found,) = churn_spike([*steady, day(80, active=20, left=30)], 3.5)
    assert (found.subject, found.facts["value"], found.facts["middle"]) == ("leaves:2026-03-26", 30, 1)


def test_silence_is_what_is_longer_than_the_usual_pause():
    daily = run([5] * 30 + [0] * 3)
    (found,) = silence(daily, 3)
    assert (found.subject, found.facts["days"], found.facts["usual"]) == ("2026-02-03", 3, 0)
    weekly = run(([5] + [0] * 6) * 12 + [5, 0, 0, 0])
    assert list(silence(weekly, 3)) == []
    assert list(silence(run([5] * 30 + [0] * 2), 3)) == []


def test_nobody_is_called_silent_on_days_without_data():
    assert list(silence([*run([5] * 30), *(day(n, covered=False) for n in range(30, 40))], 3)) == []


@settings(max_examples=40)
@given(st.integers(0, 400), st.integers(60, 200))
def test_a_flat_history_never_alerts(level, length):
    days = [day(n, active=level, written=max(1, level), left=level) for n in range(length)]
    assert [*activity_drop(days, 2), *churn_spike(days, 2), *silence(days, 1)] == []


@settings(max_examples=60)
@given(st.lists(st.integers(0, 1000), min_size=8, max_size=26), st.integers(0, 1000), st.integers(1, 500))
def test_farther_out_is_never_less_unusual(past, value, more):
    near, far = unusual(value, past), unusual(value + more, past)
    assert far.score > near.score
    assert 0 <= near.beyond <= near.among
