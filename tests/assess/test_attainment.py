import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenants.assess.attainment import CAP, attainment, check, status_of, verdict
from tenants.terms.errors import Refusal
from tenants.terms.figure import Figure, Reason
from tenants.terms.metric import Direction, Unit
from tenants.terms.target import Status, Target

UP, DOWN, RANGE = Direction.UP, Direction.DOWN, Direction.RANGE


def figure(key, value, unit=Unit.PEOPLE):
    return Figure(key, value, unit, reason=None if value is not None else Reason.NO_COVERAGE)


@pytest.mark.parametrize(
    ("target", "actual", "expected"),
    [
        (Target("joins", 50), 60, 1.2),
        (Target("joins", 50), 0, 0),
        (Target("net_growth", 20), -10, -0.5),
        (Target("leaves", 20, DOWN), 25, 0.8),
        (Target("leaves", 20, DOWN), 10, 2),
        (Target("leaves", 0, DOWN), 0, 1),
        (Target("leaves", 0, DOWN), 3, 0),
        (Target("leaves", 20, DOWN), 0, CAP),
        (Target("active_rate", 0.5, RANGE, low=0.4), 0.45, 1),
        (Target("active_rate", 0.5, RANGE, low=0.4), 0.3, 0.75),
        (Target("active_rate", 0.5, RANGE, low=0.4), 0.625, 0.8),
        (Target("active_rate", 0.5, RANGE, low=0.0), 0, 1),
        (Target("nps", 50, baseline=40), 45, 0.5),
        (Target("nps", 50, baseline=40), 35, -0.5),
        (Target("first_reply_minutes", 30, DOWN, baseline=60), 45, 0.5),
        (Target("nps", -10, baseline=-30), -20, 0.5),
    ],
)
def test_attainment_by_direction(target, actual, expected):
    assert attainment(target, actual) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("value", "status"),
    [
        (1.05, "ahead"),
        (1.0499, "on_track"),
        (0.95, "on_track"),
        (0.9499, "at_risk"),
        (0.8, "at_risk"),
        (0.7999, "missed"),
        (None, "no_data"),
    ],
)
def test_the_five_verdicts(value, status):
    assert status_of(value) is Status(status)


def test_a_wider_tolerance_forgives_more():
    assert status_of(0.72, 0.3) is Status.ON_TRACK
    assert status_of(0.72, 0.1) is Status.MISSED


def test_a_ratio_of_decimals_is_not_judged_by_a_hair():
    assert attainment(Target("active_rate", 0.003), 3 * 0.95 / 1000) < 0.95
    assert status_of(attainment(Target("active_rate", 0.003), 3 * 0.95 / 1000)) is Status.ON_TRACK


@pytest.mark.parametrize(
    ("target", "code"),
    [
        (Target("joins", 0), "target.up_not_positive"),
        (Target("nps", -10), "target.up_not_positive"),
        (Target("leaves", -1, DOWN), "target.down_negative"),
        (Target("nps", 50, baseline=50), "target.baseline_equals_goal"),
        (Target("active_rate", 0.5, RANGE), "target.range_bounds"),
        (Target("active_rate", 0.5, RANGE, low=0.6), "target.range_bounds"),
        (Target("joins", 5, weight=0), "target.weight"),
        (Target("joins", 5, tolerance=1), "target.tolerance"),
        (Target("active_hours", 5), "target.metric"),
        (Target("happiness", 5), "target.metric"),
    ],
)
def test_a_target_that_cannot_be_judged_is_refused(target, code):
    with pytest.raises(Refusal) as refusal:
        check(target)
    assert refusal.value.code == code
    assert refusal.value.field


@pytest.mark.parametrize(
    "target", [Target("joins", 1), Target("leaves", 0, DOWN), Target("nps", -10, baseline=-30), Target("acts", 9, RANGE, low=0)]
)
def test_a_target_that_can_be_judged_is_taken(target):
    check(target)


def test_without_data_there_is_no_verdict():
    found = verdict(Target("joins", 50), figure("joins", None))
    assert (found.attainment, found.status, found.pace) == (None, Status.NO_DATA, None)


def test_a_running_month_is_judged_by_its_pace_and_gets_a_forecast():
    found = verdict(Target("joins", 60), figure("joins", 22), elapsed=1 / 3, ratios=(0.9, 1.2))
    assert found.attainment == pytest.approx(22 / 60)
    assert found.pace == pytest.approx(1.1)
    assert found.status is Status.AHEAD
    assert (found.forecast, found.forecast_low, found.forecast_high) == (pytest.approx(66), pytest.approx(59.4), pytest.approx(79.2))


def test_one_past_period_gives_no_range():
    found = verdict(Target("joins", 60), figure("joins", 22), elapsed=1 / 3, ratios=(0.9,))
    assert (found.forecast_low, found.forecast_high) == (None, None)


def test_a_rate_has_no_pace_but_the_line_through_its_past():
    found = verdict(Target("active_rate", 0.5), figure("active_rate", 0.4, Unit.SHARE), elapsed=0.5, history=(0.1, 0.2, 0.3, 0.4))
    assert (found.pace, found.status) == (None, Status.AT_RISK)
    assert found.forecast == pytest.approx(0.5)
    assert found.forecast_low == pytest.approx(0.5)
    short = verdict(Target("active_rate", 0.5), figure("active_rate", 0.4, Unit.SHARE), elapsed=0.5, history=(0.1, 0.2))
    assert short.forecast is None


def test_a_finished_period_has_no_pace_and_no_forecast():
    found = verdict(Target("joins", 60), figure("joins", 22), ratios=(0.9, 1.2), history=(1, 2, 3))
    assert (found.pace, found.forecast) == (None, None)


@given(st.floats(0.01, 1e6), st.floats(0, 1e6), st.floats(0, 1e6), st.sampled_from([UP, DOWN]))
def test_more_of_the_good_never_attains_less(goal, one, other, direction):
    target = Target("joins", goal, direction)
    better, worse = (max(one, other), min(one, other)) if direction is UP else (min(one, other), max(one, other))
    # Nothing at all is capped on purpose: no ratio says how much better than something it is.
    if direction is UP or better > 0:
        assert attainment(target, better) >= attainment(target, worse)
    assert (attainment(target, goal)) == pytest.approx(1)


@given(st.floats(0.01, 0.99), st.floats(1, 1000), st.floats(1, 1000))
def test_pace_is_the_attainment_of_the_forecast(elapsed, goal, actual):
    found = verdict(Target("joins", goal), figure("joins", actual), elapsed=elapsed)
    assert found.pace == pytest.approx(attainment(found.target, found.forecast))
