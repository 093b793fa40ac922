"""Communities together: laws that hold for any two of them."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenants.measure import CATALOGUE, measure
from tenants.measure.heads import Part
from tenants.measure.several import RATES, together
from tenants.terms.facts import SurveyAnswers
from tenants.terms.figure import Reason
from tenants.terms.manual import Manual
from tenants.terms.period import Period
from tests.measure.small_world import World, member, said
from tests.measure.test_laws import worlds

JUNE = Period.month(2026, 6)


def part(world, number, period=JUNE, *, known=False, naming=None):
    facts = world.facts(period)
    return Part(facts, measure(facts), naming or (lambda no: (number, no)), known)


@given(worlds(running=False), worlds(running=False), st.integers(2, 9))
@settings(max_examples=15)
def test_counts_add_up_people_are_at_most_their_sum_and_rates_lie_between(one, other, month):
    period = Period.month(2026, month)
    parts = [part(one, 1, period), part(other, 2, period)]
    found = together(parts)
    assert list(found) == list(CATALOGUE)
    for key in ("messages", "replies", "reactions", "acts", "joins", "leaves"):
        assert found[key].value == sum(each.figures[key].value for each in parts), key
    same = [part(world, 0, period, naming=lambda no: no) for world in (one, other)]
    apart, met = found["active_members"], together(same)["active_members"]
    assert apart.value == sum(each.figures["active_members"].value for each in parts)
    assert max(each.figures["active_members"].value for each in parts) <= met.value <= apart.value
    assert met.value + met.detail["twice"] == apart.value
    for key in RATES:
        rates = [each.figures[key].value for each in parts if each.figures[key].value is not None]
        if found[key].value is not None:
            assert min(rates) - 1e-9 <= found[key].value <= max(rates) + 1e-9, key
        assert found[key].coverage in {0, 0.5, 1}


@given(worlds(), worlds())
@settings(max_examples=10)
def test_the_order_of_communities_changes_no_value(one, other):
    parts = [part(one, 1), part(other, 2)]
    values = {key: figure.value for key, figure in together(parts).items()}
    assert {key: figure.value for key, figure in together(parts[::-1]).items()} == pytest.approx(values)


def test_one_community_has_its_own_figures_and_none_has_none():
    alone = part(World(spells=[member(1, "2026-05-01")], acts=said(1, "2026-06-02")), 1)
    assert together([alone]) == {**alone.figures, "communities": together([alone])["communities"]}
    assert {figure.reason for figure in together([]).values()} == {Reason.NO_COMMUNITIES}


def test_answers_are_pooled_and_never_their_scores_averaged():
    many, few = SurveyAnswers(nps={10: 90, 0: 10}, responses=100, sent=200), SurveyAnswers(nps={0: 10}, responses=10, sent=20)
    found = together([part(World(survey=many), 1), part(World(survey=few), 2)])
    assert found["nps"].value == pytest.approx(100 * (90 - 20) / 110)
    assert found["response_rate"].value == 0.5
    assert (found["nps"].n, found["nps"].coverage) == (110, 1)
    other_scale = SurveyAnswers(nps={10: 1}, nps_scale="1-10", responses=1)
    assert together([part(World(survey=many), 1), part(World(survey=other_scale), 2)])["nps"].reason is Reason.NOT_OF_SEVERAL
    half = together([part(World(survey=many), 1), part(World(), 2)])
    assert (half["nps"].value, half["nps"].coverage) == (80, 0.5)


def test_what_is_known_of_everybody_is_not_labelled():
    worlds_known = [World(spells=[member(1, "2026-05-01")], acts=said(1, "2026-06-02")) for _ in range(2)]
    found = together([part(world, n, known=True, naming=lambda no: no) for n, world in enumerate(worlds_known)])
    assert (found["active_members"].value, found["active_members"].reason) == (1, None)
    assert (found["dau_avg"].value, found["members_end"].value) == (pytest.approx(1 / 30), 1)
    assert found["gini"].reason is Reason.NOT_OF_SEVERAL


def test_rates_of_people_in_two_communities_are_made_of_different_people():
    """1 is in both; 2 is in the first; 3 joins the second in the middle of June: two members at the start, three at the end."""
    one = World(spells=[member(1, "2026-05-01"), member(2, "2026-05-01")], acts=said(1, "2026-06-02"))
    other = World(
        spells=[member(1, "2026-05-01"), member(3, "2026-06-16")], acts=said(1, "2026-06-03", "2026-06-04") + said(3, "2026-06-20")
    )
    found = together([part(world, n, known=True, naming=lambda no: no) for n, world in enumerate((one, other))])
    assert [found[key].value for key in ("members_start", "members_end", "active_members")] == [2, 3, 2]
    assert found["growth_rate"].value == 0.5
    assert found["active_rate"].detail["below"] == pytest.approx(2.5), "2 members for fifteen days, 3 for the other fifteen"
    assert found["active_rate"].value == pytest.approx(2 / 2.5)
    assert (found["acts_per_active"].value, found["acts_per_member"].value) == (2, pytest.approx(4 / 2.5))


def test_who_is_in_two_communities_counts_once_a_day_also_where_one_of_them_has_fewer_days():
    """1 acts every day in both; of the second only the last ten days are known."""
    every = said(1, *[f"2026-06-{day:02d}" for day in range(1, 31)])
    worlds_known = World(acts=every), World(acts=every, since=date(2026, 6, 21))
    found = together([part(world, n, known=True, naming=lambda no: no) for n, world in enumerate(worlds_known)])
    assert found["dau_avg"].value == pytest.approx(1)


def test_people_counted_by_hand_are_added_to_those_whose_names_are_known():
    named = part(World(spells=[member(1, "2026-05-01")], acts=said(1, "2026-06-02")), 1, known=True)
    facts = World(since=date(2027, 1, 1)).facts(JUNE)
    june = {day: Manual(members=200, active_members=9 if day.day <= 10 else None) for day in JUNE.days()}
    facts = replace(facts, manual={date(2026, 5, 31): Manual(members=150), **june})
    found = together([named, Part(facts, measure(facts), lambda no: (2, no), known=True)])
    assert [found[key].value for key in ("members_start", "members_end")] == [151, 201]
    assert found["members_end"].reason is Reason.NOT_DEDUPLICATED
    assert found["growth_rate"].value == pytest.approx(50 / 151)
    assert found["dau_avg"].value == pytest.approx(9 + 1 / 30), "nine on each day counted, and one more on one of thirty"
    assert found["dau"].value == 9
