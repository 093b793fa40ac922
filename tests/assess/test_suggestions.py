"""What the past suggests as a goal: by hand, and never beyond what was reached."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenants.assess.suggestions import Basis, rounded, suggest, uplifted
from tenants.measure import CATALOGUE
from tenants.terms.metric import Direction, Unit

JOINS, ACTIVE, CHURN, NPS = (CATALOGUE[key] for key in ("joins", "active_rate", "churn_rate", "nps"))


def test_the_best_quarter_of_the_last_six_periods_is_suggested():
    # 40 44 50 52 60 70: quartiles 45.5, 51, 58; two digits of 58 are 58.
    found = suggest(JOINS, [999, 40, 44, 50, 52, 60, 70])
    assert (found.middle, found.best_quarter, found.value, found.best, found.periods) == (51, 58, 58, 999, 6)
    assert found.basis is Basis.HISTORY


def test_of_what_less_is_better_the_lowest_quarter():
    found = suggest(CHURN, [0.04, 0.05, 0.06, 0.08])
    assert found.direction is Direction.DOWN
    assert (found.best_quarter, found.value) == (pytest.approx(0.0475), pytest.approx(0.05))


def test_two_periods_say_too_little_and_nothing_reached_is_nothing_to_promise():
    assert suggest(JOINS, [40, 50]) is None
    assert suggest(JOINS, [0, 0, 0]) is None


def test_a_season_moves_the_goal_by_how_far_last_year_stood_out():
    flat = [100.0] * 12
    found = suggest(JOINS, [150.0, *flat[1:]], last_year=120)
    assert (found.basis, found.value, found.last_year) == (Basis.SEASON, 120, 120)
    assert suggest(JOINS, flat, last_year=120).value == 100, "never beyond the best"
    assert suggest(JOINS, flat[:11], last_year=120).basis is Basis.HISTORY


def test_a_stage_asks_for_more_or_less_of_the_way():
    history = [40, 44, 50, 52, 60, 70]
    # From the median 51 to the best quarter 58.
    assert suggest(JOINS, history, factor=2).value == 65
    assert suggest(JOINS, history, factor=0).value == 51


@pytest.mark.parametrize(
    ("value", "unit", "up", "expected"),
    [
        (0.4273, Unit.SHARE, False, 0.425),
        (0.4273, Unit.SHARE, True, 0.43),
        (0.0137, Unit.SHARE, False, 0.013),
        (1234, Unit.PEOPLE, False, 1200),
        (58.9, Unit.COUNT, False, 58),
        (45.7, Unit.POINTS, False, 45),
        (2.34, Unit.RATIO, False, 2.3),
    ],
)
def test_goals_are_written_as_people_write_them(value, unit, up, expected):
    assert rounded(value, unit, up=up) == pytest.approx(expected)


def test_an_uplift_makes_a_goal_harder_within_its_bounds():
    assert uplifted(100, Unit.PEOPLE, 0.05, Direction.UP) == 105
    assert uplifted(0.98, Unit.SHARE, 0.05, Direction.UP) == 1
    assert uplifted(0.04, Unit.SHARE, 0.05, Direction.DOWN) == pytest.approx(0.038)
    assert uplifted(97, Unit.POINTS, 0.1, Direction.UP) == 100


@settings(max_examples=80)
@given(st.sampled_from([JOINS, CHURN, ACTIVE, NPS]), st.lists(st.floats(0, 1), min_size=3, max_size=14), st.floats(0, 1) | st.none())
def test_nothing_is_suggested_beyond_what_was_reached(metric, history, last_year):
    scale = {Unit.PEOPLE: 500, Unit.POINTS: 100}.get(metric.unit, 1)
    known = [value * scale for value in history]
    found = suggest(metric, known, last_year=last_year)
    if found is not None:
        if metric.direction is Direction.DOWN:
            assert found.value >= min(known)
        else:
            assert 0 < found.value <= max(known)
