import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenants.assess.trend import compare, differ, interval
from tenants.measure import measure
from tenants.terms.facts import SurveyAnswers
from tenants.terms.figure import Figure
from tenants.terms.metric import Unit
from tenants.terms.period import Period
from tests.measure.small_world import World


def nps(promoters, passives, detractors):
    survey = SurveyAnswers(nps={9: promoters, 7: passives, 1: detractors})
    return measure(World(survey=survey).facts(Period.month(2026, 6)))["nps"]


def share(hits, n, key="stay_d7"):
    return Figure(key, hits / n, Unit.SHARE, 1.0, n=n)


def count(value, key="messages", coverage=1.0):
    return Figure(key, value, Unit.ACTS, coverage)


def test_a_small_step_of_nps_on_few_answers_is_no_clear_change():
    found = compare(nps(20, 10, 5), nps(18, 11, 6))
    assert found.difference > 0
    assert found.clear is False
    assert found.low < 0 < found.high


def test_a_large_step_of_nps_on_many_answers_is_clear():
    found = compare(nps(300, 50, 20), nps(150, 100, 120))
    assert found.clear is True
    assert found.low > 0
    assert found.relative is None


def test_the_range_of_a_difference_of_nps_sums_the_variances():
    low, high = interval(nps(18, 1, 1), nps(1, 1, 18))
    half = (97.92 - 49.91) / 2
    assert (high - low) / 2 == pytest.approx(2**0.5 * half, abs=0.02)
    assert (low + high) / 2 == pytest.approx(2 * 73.91, abs=0.02)


def test_shares_are_compared_as_samples():
    assert differ(share(90, 100), share(60, 100)) is True
    assert differ(share(9, 10), share(8, 10)) is False
    assert differ(count(3), count(4)) is None


def test_counts_are_judged_by_the_habit_of_past_periods():
    steady = [100, 102, 99, 101, 100, 100]
    wild = [100, 180, 60, 150, 90, 100]
    assert compare(count(120), count(100), steady).clear is True
    assert compare(count(120), count(100), wild).clear is False
    assert compare(count(103), count(100), steady).clear is False


def test_one_steady_step_too_many_is_not_enough_of_a_habit():
    """The usual step of a few periods may be small by luck: a step must be larger than all but one of them."""
    assert compare(count(1300), count(1000), [1000, 1010, 1005, 1400, 1000, 1003, 1000]).clear is False
    assert compare(count(1500), count(1000), [1000, 1010, 1005, 1100, 1105, 1103, 1000]).clear is True


def test_a_handful_must_beat_chance_however_steady_it_was():
    assert compare(count(3), count(8), [8, 8, 8, 8, 8, 8]).clear is False
    assert compare(count(103), count(137), [137, 136, 137, 137, 136, 137]).clear is True
    assert compare(count(130), count(137), [137, 136, 137, 137, 136, 137]).clear is False


def test_without_a_habit_counts_must_beat_chance():
    assert compare(count(1200), count(1000)).clear is True
    assert compare(count(12), count(10)).clear is False
    assert compare(Figure("active_rate", 0.5, Unit.SHARE, 1.0), Figure("active_rate", 0.4, Unit.SHARE, 1.0)).clear is None


def test_february_is_not_quieter_for_being_short():
    history = [3100.0, 3000.0, 3120.0, 2990.0, 3100.0]
    assert compare(count(2800), count(3100), history, days=(28, 31)).clear is False
    assert compare(count(2800), count(3100), history, days=(31, 31)).clear is True


def test_figures_of_which_too_little_is_known_are_not_compared():
    assert compare(count(5, coverage=0.6), count(100)) is None
    assert compare(count(5), None) is None
    assert compare(count(5), Figure("messages", None, Unit.ACTS)) is None


def test_whether_a_step_is_good_depends_on_the_metric():
    assert compare(count(8, "messages"), count(4, "messages")).good is True
    assert compare(count(8, "leaves"), count(4, "leaves")).good is False
    assert compare(count(8, "posts_planned"), count(4, "posts_planned")).good is None


counts = st.tuples(*[st.integers(0, 60)] * 3).filter(any)


@given(counts, counts)
def test_a_clear_change_of_nps_has_the_sign_of_its_range_and_holds_both_ways(one, other):
    found, back = compare(nps(*one), nps(*other)), compare(nps(*other), nps(*one))
    assert found.clear is back.clear
    if found.clear:
        assert found.low * found.high > 0
        assert found.difference * found.low > 0


@given(counts)
def test_nothing_differs_clearly_from_itself(one):
    assert compare(nps(*one), nps(*one)).clear is False
