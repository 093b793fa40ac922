"""What past periods suggest for the end of a running one: only with enough of them, never against its own pace."""

from dataclasses import replace

import pytest

from tenants.assess.case import Past
from tenants.assess.document import judge
from tenants.assess.findings import findings
from tenants.assess.outlook import ends, outlook
from tenants.measure import CATALOGUE, measure
from tenants.terms.document import Tone
from tenants.terms.figure import Figure
from tenants.terms.metric import Direction
from tenants.terms.period import Period
from tenants.terms.target import Target
from tests.measure.small_world import World, at

JUNE = Period.month(2026, 6)
FACTS = replace(World().facts(JUNE), as_of=at("2026-06-15", "23:00"))
EMPTY = measure(FACTS)


def case(key, value, past, target, *, facts=FACTS):
    def figures(each):
        return EMPTY | {key: Figure(key, each, CATALOGUE[key].unit, 1.0)}

    months, period = [], JUNE
    for each in reversed(past):
        period = period.previous()
        months.append(Past(period, figures(each), (target,)))
    return judge(facts=facts, figures=figures(value), past=months, targets=[target])


def told(key, value, past, target, **more):
    found = case(key, value, past, target, **more)
    return outlook(found, found.verdicts[key])


STEADY = [100, 104, 98, 102, 101, 99]


def test_the_rest_of_the_month_goes_at_the_daily_pace_of_each_past_month():
    found = case("acts", 50, [84, 93, 90, 93], Target("acts", 100.0))
    # 15 of 30 days are left: three acts a day are 45 more.
    assert sorted(ends(found, found.figures["acts"])) == pytest.approx([95.0, 95.0, 95.0, 95.0])


def test_a_goal_within_reach_is_likely_and_one_out_of_it_unlikely():
    assert told("acts", 60, STEADY, Target("acts", 100.0))["outlook"] == "likely"
    assert told("acts", 20, STEADY, Target("acts", 100.0))["outlook"] == "unlikely"


def test_where_pace_and_past_disagree_it_is_open():
    assert told("acts", 60, [90] * 6, Target("acts", 110.0))["outlook"] == "open"
    assert told("acts", 48, [120] * 6, Target("acts", 100.0))["outlook"] == "open"


def test_the_range_holds_the_forecast():
    found = told("acts", 60, STEADY, Target("acts", 100.0))
    assert found["end_low"] <= 120 <= found["end_high"]


def test_a_range_as_wide_as_its_middle_is_high_says_nothing():
    assert told("acts", 30, [300, 20, 400, 10, 250, 30], Target("acts", 100.0))["outlook"] is None


def test_for_less_is_better_few_are_likely():
    assert told("leaves", 2, [4, 5, 4, 4, 5], Target("leaves", 6.0, Direction.DOWN))["outlook"] == "likely"
    assert told("leaves", 9, [18, 20, 16, 17, 19], Target("leaves", 6.0, Direction.DOWN))["outlook"] == "unlikely"


def test_nothing_is_suggested_of_too_little_past_or_too_early():
    assert told("acts", 60, STEADY[:3], Target("acts", 100.0))["outlook"] is None
    early = replace(FACTS, as_of=at("2026-06-04", "23:00"))
    assert told("acts", 60, STEADY, Target("acts", 100.0), facts=early)["outlook"] is None
    over = replace(FACTS, as_of=at("2026-06-30", "23:00"))
    assert told("acts", 60, STEADY, Target("acts", 100.0), facts=over)["outlook"] is None


def test_what_gathers_is_open_until_the_end_and_never_bad_news_before():
    found = case("active_rate", 0.2, [0.5, 0.52, 0.49, 0.51, 0.5], Target("active_rate", 0.45))
    (goal,) = [each for each in findings(found) if each.key.startswith("goal_") and each.metrics == ["active_rate"]]
    assert (goal.key, goal.tone) == ("goal_open", Tone.NEUTRAL)
    assert goal.facts["outlook"] == "likely"
    assert goal.facts["end_low"] >= 0.2


def test_churn_under_its_bound_is_not_yet_kept_but_churn_over_it_is_missed():
    def key_of(value):
        found = case("churn_rate", value, [0.04] * 5, Target("churn_rate", 0.045, Direction.DOWN))
        return next(each.key for each in findings(found) if each.metrics == ["churn_rate"])

    assert key_of(0.02) == "goal_open"
    assert key_of(0.08) == "goal_missed"


def test_no_share_of_members_is_expected_over_the_whole():
    rising = [0.5, 0.6, 0.7, 0.8, 0.95]
    assert told("active_rate", 0.6, rising, Target("active_rate", 0.9))["end_high"] == 1.0
