"""The stage that figures propose, by hand: each threshold, and reasons that quote the figures."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenants.assess.stages import FACTORS, FOR, propose
from tenants.render.wording.stages import PLAYBOOKS, playbook, reason_words
from tenants.terms.stages import Sign, Stage, StageFigures, StageReason

STEADY = {"members": [400, 402, 401, 403, 404, 405], "rates": [0.3] * 6, "joins": [10] * 6, "leaves": [10] * 6}


def figures(**known) -> StageFigures:
    """Two years old, steady and lively, but for what is ``known``."""
    return StageFigures(**{"month": "2026-06", "age_months": 24, "core": 0.08, **STEADY, **known})


def stage(**known) -> Stage:
    found = propose(figures(**known))
    assert found is not None
    return found.stage


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ({}, Stage.MATURE),
        # Founding: younger than three months, or than six with fewer than fifty members.
        ({"age_months": 2}, Stage.FOUNDING),
        ({"age_months": 3}, Stage.MATURE),
        ({"age_months": 5, "members": [10, 20, 30, 40, 45, 49]}, Stage.FOUNDING),
        ({"age_months": 5, "members": [10, 20, 30, 40, 45, 50]}, Stage.DEVELOPING),
        ({"age_months": 6, "members": [10, 20, 30, 40, 45, 49]}, Stage.DEVELOPING),
        # Developing: three per cent a month over the last three.
        ({"members": [0, 0, 1_000_000, 1_030_000, 1_060_900, 1_092_727.1]}, Stage.DEVELOPING),
        ({"members": [0, 0, 1_000_000, 1_030_000, 1_060_900, 1_092_600]}, Stage.MATURE),
        # Declining: smaller and quieter; smaller and quiet; more go and quieter. One sign alone is not enough.
        ({"members": [500, 480, 460, 440, 420, 400], "rates": [0.3, 0.3, 0.3, 0.2, 0.2, 0.2]}, Stage.DECLINING),
        ({"members": [500, 480, 460, 440, 420, 400]}, Stage.MATURE),
        ({"rates": [0.3, 0.3, 0.3, 0.2, 0.2, 0.2]}, Stage.MATURE),
        ({"rates": [0.3, 0.3, 0.3, 0.2, 0.2, 0.2], "leaves": [20] * 6}, Stage.DECLINING),
        ({"rates": [0.09] * 6, "members": [500, 480, 460, 440, 420, 400]}, Stage.DECLINING),
        # 15 % fewer taking part is quieter, 14 % is not.
        ({"rates": [0.2] * 3 + [0.17] * 3, "leaves": [20] * 6}, Stage.DECLINING),
        ({"rates": [0.2] * 3 + [0.172] * 3, "leaves": [20] * 6}, Stage.MATURE),
        # Half the share among twice the members are as many people as before: that is no decline.
        ({"rates": [0.12] * 3 + [0.06] * 3, "members": [400] * 3 + [800] * 3}, Stage.DEVELOPING),
        ({"rates": [0.12] * 3 + [0.04] * 3, "members": [400] * 3 + [800] * 3}, Stage.DECLINING),
    ],
)
def test_each_threshold_decides(known, expected):
    assert stage(**known) is expected


def test_reasons_quote_their_figures_and_say_what_speaks_against():
    found = propose(figures(members=[500, 480, 460, 440, 420, 400], rates=[0.3, 0.3, 0.3, 0.2, 0.2, 0.2], core=0.02))
    assert found is not None
    words = [reason_words(each, "en") for each in found.reasons if each.holds]
    assert "It shrank by 4.6\xa0% a month, from 460 to 400 members in 3 months." in words
    assert "Fewer of them take part than in the three months before: 20.0\xa0% after 30.0\xa0%." in words
    assert [each.sign for each in found.reasons if not each.holds] == [Sign.LARGE]
    assert "每月缩小 4.6\xa0%，3 个月内从 460 人到 400 人。" in [reason_words(each, "zh_Hans_CN") for each in found.reasons]


def test_what_is_not_known_is_not_said():
    found = propose(figures(rates=[None] * 6, joins=[None] * 6, leaves=[None] * 6, core=None, members=[None] * 5 + [80]))
    assert found is not None
    assert {each.sign for each in found.reasons} == {Sign.GROWN_UP, Sign.LARGE}
    assert propose(figures(members=[5, 6, 7, 8, 9, None])) is None
    assert propose(figures(members=[])) is None


def test_every_stage_has_its_playbook_in_both_languages_and_goals_that_reach_sensibly():
    for each in Stage:
        assert 5 <= len(PLAYBOOKS[each]) <= 8
        assert all(english != chinese for english, chinese in zip(playbook(each, "en"), playbook(each, "zh_Hans_CN"), strict=True))
        assert all(0 <= reach <= 2 for reach in FACTORS[each].values())
        assert FOR[each]


numbers = st.lists(st.none() | st.integers(0, 10_000), min_size=1, max_size=6)


@settings(max_examples=40)
@given(numbers, st.lists(st.none() | st.floats(0, 1), max_size=6), numbers, numbers, st.integers(0, 200))
def test_any_figures_are_worded(members, rates, joins, leaves, age):
    found = propose(StageFigures("2026-06", age, members, rates, joins, leaves, None))
    assert (found is None) == (members[-1] is None)
    for each in found.reasons if found else ():
        assert "%(" not in reason_words(each, "zh_Hans_CN")


def test_a_single_month_is_said_as_one():
    facts = {"rate": -0.042, "before": 614, "now": 588, "months": 1}
    assert reason_words(StageReason(Sign.SHRINKING, facts), "en") == "It shrank by 4.2\xa0% in a month, from 614 to 588 members."
