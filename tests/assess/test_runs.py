"""Since when a goal is kept or missed, and what is a record: told from unbroken pasts only."""

from dataclasses import replace

import pytest

from tenants.assess.case import Past
from tenants.assess.document import judge
from tenants.assess.runs import record, run
from tenants.measure import CATALOGUE, measure
from tenants.terms.figure import Figure
from tenants.terms.metric import Direction
from tenants.terms.period import Period
from tenants.terms.target import Target
from tests.measure.small_world import World, at

JUNE = Period.month(2026, 6)
FACTS = World().facts(JUNE)
EMPTY = measure(FACTS)
GOAL = Target("acts", 100.0)


def case(values, *, key="acts", target=GOAL, facts=FACTS, **more):
    """June with the last of ``values``, after months with the others; ``None``: no data."""

    def figures(value):
        return EMPTY | {key: Figure(key, value, CATALOGUE[key].unit, 1.0, **more)}

    past, period = [], JUNE
    for value in reversed(values[:-1]):
        period = period.previous()
        past.append(Past(period, figures(value), (target,)))
    return judge(facts=facts, figures=figures(values[-1]), past=past, targets=[target])


def since(values, **more):
    found = case(values, **more)
    return {name: value for name, value in run(found, "acts", found.verdicts["acts"]).items() if value is not None}


def test_a_row_of_three_is_a_streak_and_two_are_none():
    assert since([50, 120, 120, 120]) == {"streak": 3}
    assert since([50, 120, 120]) == {}
    assert since([150, 50, 50, 50]) == {"streak": 3}


def test_a_streak_is_told_of_a_year_at_the_most():
    assert since([120] * 14) == {"streak": 12}


def test_near_is_neither_reached_nor_missed_and_has_no_run():
    assert since([50, 50, 50, 97]) == {}
    assert since([120, 97, 120, 120]) == {}


def test_reached_again_after_at_least_two_periods_without():
    assert since([120, 50, 97, 130]) == {"since": "2026-03"}
    assert since([120, 50, 130]) == {}
    assert since([50, 120, 97, 40]) == {"since": "2026-03"}


def test_what_lies_between_must_be_known():
    assert since([120, 50, None, 50, 130]) == {}


def test_the_first_in_at_least_five_periods():
    assert since([50, 50, 50, 50, 50, 120]) == {"first_in": 5}
    assert since([50, 50, 50, 50, 120]) == {}
    assert since([120] * 6 + [50]) == {"first_in": 6}


def test_a_running_period_has_neither_run_nor_record():
    facts = replace(FACTS, as_of=at("2026-06-12"))
    assert since([50, 120, 120, 120], facts=facts) == {}
    assert record(case([50] * 8 + [500], facts=facts), "acts", EMPTY["acts"])["record"] is None


def mark(values, **more):
    found = case(values, **more)
    return record(found, values and more.get("key", "acts"), found.figures[more.get("key", "acts")])


def test_the_highest_and_the_lowest_of_at_least_six():
    assert mark([100, 110, 90, 100, 95, 140]) == {"record": "high", "record_of": 6}
    assert mark([100, 110, 90, 100, 95, 50]) == {"record": "low", "record_of": 6}
    assert mark([110, 90, 100, 95, 140])["record"] is None
    assert mark([100, 110, 90, 100, 95, 111])["record"] is None


def test_a_record_looks_back_a_year_and_no_further_than_the_first_gap():
    assert mark([900, *[110, 100] * 6, 140]) == {"record": "high", "record_of": 12}
    assert mark([900, None, 100, 110, 90, 100, 95, 140]) == {"record": "high", "record_of": 6}


def test_one_more_record_in_a_row_of_them_is_none():
    assert mark([100, 110, 120, 130, 140, 150])["record"] is None


def test_a_survey_has_a_record_only_if_it_differs_clearly():
    target = Target("stay_d7", 0.9)
    few = mark([0.8, 0.82, 0.79, 0.81, 0.8, 0.86], key="stay_d7", target=target, n=40)
    many = mark([0.8, 0.82, 0.79, 0.81, 0.8, 0.86], key="stay_d7", target=target, n=4000)
    assert (few["record"], many["record"]) == (None, "high")


def test_a_long_month_sets_no_record_by_its_length():
    july = World().facts(Period.month(2026, 7))
    figures = {"acts": Figure("acts", 3100, CATALOGUE["acts"].unit, 1.0)}
    months = [(2026, 2), (2026, 3), (2026, 4), (2026, 5), (2026, 6)]
    values = [2790, 2790, 2790, 2700, 2700]
    past = [
        Past(Period.month(*month), EMPTY | {"acts": replace(figures["acts"], value=value)})
        for month, value in zip(months, values, strict=True)
    ]
    found = judge(facts=july, figures=EMPTY | figures, past=[*past, Past(Period.month(2026, 1), EMPTY | figures)])
    assert record(found, "acts", figures["acts"])["record"] is None
    dense = [replace(past[0], figures=EMPTY | {"acts": replace(figures["acts"], value=2900)}), *past[1:]]
    first = Past(Period.month(2026, 1), EMPTY | {"acts": replace(figures["acts"], value=2000)})
    # February's 2,900 acts were more a day than July's 3,100.
    assert record(judge(facts=july, figures=EMPTY | figures, past=[*dense, first]), "acts", figures["acts"])["record"] is None


@pytest.mark.parametrize("direction", [Direction.UP, Direction.DOWN])
def test_reached_means_reached_whichever_way_is_good(direction):
    target = Target("acts", 100.0, direction)
    values = [120, 120, 120] if direction is Direction.UP else [80, 80, 80]
    found = case(values, target=target)
    assert run(found, "acts", found.verdicts["acts"])["streak"] == 3
