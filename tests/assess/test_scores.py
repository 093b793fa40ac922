import pytest

from tenants.assess.attainment import verdict
from tenants.assess.scores import overall, pillar_score, scores
from tenants.terms.figure import Figure
from tenants.terms.metric import Pillar, Unit
from tenants.terms.target import Score, Status, Target


def judged(metric, goal, value, weight=1.0):
    return verdict(Target(metric, goal, weight=weight), Figure(metric, value, Unit.PEOPLE))


def test_a_pillar_is_the_weighted_mean_of_capped_attainments():
    found = pillar_score([judged("joins", 100, 300, 3), judged("members_end", 100, 90, 1), judged("net_growth", 10, -5, 1)])
    assert found.value == pytest.approx((3 * 1.5 + 0.9 + 0) / 5)
    assert (found.coverage, found.status) == (1, Status.AHEAD)


def test_under_70_per_cent_of_the_weight_there_is_no_score():
    found = pillar_score([judged("joins", 100, 100, 6.9), judged("members_end", 100, None, 3.1)])
    assert (found.value, found.status) == (None, Status.NO_DATA)
    assert found.coverage == pytest.approx(0.69)
    found = pillar_score([judged("joins", 100, 100, 7), judged("members_end", 100, None, 3)])
    assert (found.value, found.status) == (1, Status.ON_TRACK)


def test_without_targets_there_is_no_score():
    assert pillar_score([]) == Score(None, 0, Status.NO_DATA)
    assert overall({}) == Score(None, 0, Status.NO_DATA)


def test_the_whole_is_the_mean_of_the_three_promises_and_no_other_pillar():
    by_pillar = scores([judged("nps", 50, 50), judged("acts", 100, 80), judged("joins", 10, 12), judged("activities_held", 4, 0)])
    assert set(by_pillar) == {Pillar.SATISFACTION, Pillar.ACTIVITY, Pillar.GROWTH, Pillar.OPERATIONS}
    assert overall(by_pillar).value == pytest.approx((1 + 0.8 + 1.2) / 3)


def test_the_whole_needs_a_score_of_half_of_what_was_promised():
    some = scores([judged("nps", 50, None), judged("acts", 100, 80)])
    assert overall(some).value == pytest.approx(0.8)
    assert overall(some).coverage == 0.5
    few = scores([judged("nps", 50, None), judged("acts", 100, 80), judged("joins", 100, None)])
    assert overall(few).value is None
