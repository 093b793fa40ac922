"""Tiers, money, funnels, invitations, certainty and what goes with activities, each counted by hand."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenants.measure import CATALOGUE, measure
from tenants.measure.catalogue import measure_one
from tenants.measure.fission import RATES, STEPS, chain, expected_size, invited_by
from tenants.terms.facts import SurveyAnswers
from tenants.terms.figure import Reason, Source
from tenants.terms.metric import Direction, Metric, Pillar, Unit
from tenants.terms.period import Period
from tenants.terms.tiers import Tier
from tests.measure.small_world import World, at, held, member, said

JUNE = Period.month(2026, 6)
DEFINED = """
members_start members_end joins leaves net_growth growth_rate churn_rate early_leave_rate stay_d1 stay_d7 stay_d30 referral_joins
referral_share capacity_use communities tier_core tier_loyal tier_share_core messages replies reactions acts active_members dau wau mau
dau_avg stickiness active_rate silent_rate acts_per_member acts_per_active newcomer_activation retention_w1 retention_w4 reactivated
lost_regulars reply_coverage first_reply_minutes top10_share gini active_hours ugc_share nps nps_interval csat csat_interval response_rate
change complaints complaints_per_1000 resolution_hours posts_planned posts_published on_time_rate activities_held plan_execution
participation_rate show_up_rate cost budget_use cost_per_participant cost_per_join cost_per_retained conversion_rate paid_members paid_share
revenue arpu association funnel k_factor depth top_inviters expected_size
"""
KEYS_OF_THE_DEFINITIONS = DEFINED.split()


def found(world=None, **more):
    return measure(replace((world or World()).facts(JUNE), **more))


def values(figures, *keys):
    return [figures[key].value for key in keys]


def test_every_key_of_the_definitions_stands_in_the_catalogue():
    assert set(KEYS_OF_THE_DEFINITIONS) <= set(CATALOGUE)
    figures = found()
    for key in KEYS_OF_THE_DEFINITIONS:
        assert figures[key].value is not None or figures[key].reason is not None


def test_nothing_recorded_is_unknown_and_never_nought():
    figures = found(World(spells=[member(1, "2026-05-01")]))
    for key in ("revenue", "arpu", "paid_members", "paid_share", "conversion_rate", "complaints", "resolution_hours", "funnel", *STEPS):
        assert (figures[key].value, figures[key].reason) == (None, Reason.NOT_RECORDED), key
    assert figures["tier_core"].reason is figures["tier_share_core"].reason is Reason.NO_TIERS


def test_money_over_mean_members():
    world = World(spells=[member(n, "2026-05-01") for n in range(4)])
    figures = found(world, recorded={"revenue": 1200.0, "paid_members": 1, "conversions": 2, "complaints": 3, "resolution_hours": 5.5})
    assert values(figures, "revenue", "arpu", "paid_members", "paid_share", "conversions", "conversion_rate") == [
        1200,
        300,
        1,
        0.25,
        2,
        0.5,
    ]
    assert values(figures, "complaints", "resolution_hours") == [3, 5.5]
    assert {figures[key].source for key in ("revenue", "arpu", "paid_share", "complaints")} == {Source.MANUAL}
    assert found(world, recorded={"conversion_rate": 0.12, "conversions": 2})["conversion_rate"].value == 0.12


def test_money_of_nobody_has_no_mean():
    figures = found(recorded={"revenue": 10.0, "paid_members": 1, "conversions": 1})
    assert {figures[key].reason for key in ("arpu", "paid_share", "conversion_rate")} == {Reason.NO_MEMBERS}


def test_complaints_recorded_stand_over_the_acts():
    world = World(acts=said(1, "2026-06-02", "2026-06-03", "2026-06-04", "2026-06-05"))
    assert found(world, recorded={"complaints": 1})["complaints_per_1000"].value == 250


def test_a_funnel_of_1000_400_100_50_and_40():
    steps = dict(zip(STEPS, (1000, 400, 100, 50, 40), strict=True))
    figures = found(recorded=steps)
    assert values(figures, *STEPS) == [1000, 400, 100, 50, 40]
    assert values(figures, *RATES, "funnel_overall") == [0.4, 0.25, 0.5, 0.8, 0.04]
    assert figures["funnel"].detail["steps"] == [1000, 400, 100, 50, 40]
    del steps["funnel_scanned"]
    figures = found(recorded=steps)
    assert (figures["funnel_scan_rate"].reason, figures["funnel_join_rate"].reason) == (Reason.NOT_RECORDED, Reason.NO_STEP_BEFORE)
    assert (figures["funnel"].value, figures["funnel"].detail["steps"][1]) == (4, None)
    assert figures["funnel_overall"].value == 0.04


def test_who_brought_whom():
    # 1 -> 2 -> 3 -> 4, 1 -> 5; 6 came alone. All but 1 and 6 joined in June.
    people = [member(1, "2026-05-01"), member(6, "2026-05-01")]
    people += [member(n, f"2026-06-0{n}", inviter=by) for n, by in ((2, 1), (3, 2), (4, 3), (5, 1))]
    figures = found(World(spells=people))
    assert figures["k_factor"].value == pytest.approx(4 / 6)
    assert figures["depth"].value == 3
    assert figures["top_inviters"].detail["top"] == [[1, 4, 2], [2, 2, 1], [3, 1, 1]]
    assert figures["top_inviters"].value == 3
    assert figures["expected_size"].value == pytest.approx(18)


def test_without_a_named_inviter_nothing_is_known_of_invitations():
    figures = found(World(spells=[member(1, "2026-06-01")]))
    assert {figures[key].reason for key in ("k_factor", "depth", "top_inviters", "expected_size", "referral_joins")} == {
        Reason.NOT_RECORDED
    }


def test_one_hundred_starters_with_k_of_0_4_end_at_166_7():
    assert round(expected_size(100, 0.4), 1) == 166.7
    assert [expected_size(100, 0.4, g) for g in (0, 1, 2)] == pytest.approx([100, 140, 156])
    assert expected_size(100, 1) is None
    assert expected_size(100, 1, 3) == 400
    people = [member(1, "2026-06-01", inviter=2), member(2, "2026-06-02", inviter=1)]
    assert found(World(spells=people))["expected_size"].reason is Reason.NO_LIMIT


@given(st.floats(0, 0.95), st.integers(1, 1000), st.integers(0, 60))
@settings(max_examples=30)
def test_sizes_grow_with_the_generations_towards_their_limit(k, starters, generations):
    size, more = expected_size(starters, k, generations), expected_size(starters, k, generations + 1)
    assert starters <= size * (1 + 1e-9)
    assert size <= more * (1 + 1e-9)
    assert more <= expected_size(starters, k) * (1 + 1e-9)


@given(st.dictionaries(st.integers(0, 9), st.integers(0, 9), max_size=10))
@settings(max_examples=30)
def test_chains_end_even_where_people_invited_each_other(inviters):
    for each in inviters:
        above = chain(each, inviters)
        assert each not in above
        assert len(above) == len(set(above)) <= len(inviters)


def test_the_first_join_with_an_inviter_counts_and_nobody_invites_themselves():
    people = [member(1, "2026-06-03", inviter=3), member(1, "2026-06-01", inviter=2), member(4, "2026-06-01", inviter=4)]
    assert invited_by(people) == {1: 2}


def test_tiers_are_counted_and_their_shares_make_one():
    tiers = dict.fromkeys(Tier, 0) | {Tier.CORE: 2, Tier.SILENT: 5, Tier.OTHER: 1}
    figures = found(tiers={str(tier): count for tier, count in tiers.items()})
    assert values(figures, "tier_core", "tier_share_core", "tier_silent", "tier_zombie") == [2, 0.25, 5, 0]
    assert sum(figures[f"tier_share_{tier}"].value for tier in Tier if tier is not Tier.OTHER) == 0.875
    figures = found(World(spells=[member(n, "2026-05-01") for n in range(4)]), tiers={"core": 2, "paid": 1})
    assert values(figures, "tier_share_core", "paid_members", "paid_share") == [1, 1, 0.25]
    assert found(tiers={"core": 0})["tier_share_core"].reason is Reason.NO_MEMBERS
    assert found(tiers={"core": 1})["tier_loyal"].reason is Reason.NO_TIERS


def test_margins_are_half_the_ranges():
    survey = SurveyAnswers(nps={9: 18, 7: 1, 3: 1}, csat={5: 5, 4: 4, 1: 1}, responses=20)
    figures = found(World(survey=survey))
    margin = figures["nps_interval"]
    assert [round(each, 2) for each in (margin.low, margin.high, margin.value)] == [49.91, 97.92, 24.0]
    margin = figures["csat_interval"]
    assert [round(each, 1) for each in (margin.low, margin.high, margin.value)] == [59.6, 98.2, 19.3]
    assert found()["nps_interval"].reason is Reason.NO_SURVEY


def nps_of(promoters, passives, detractors):
    return SurveyAnswers(nps={10: promoters, 8: passives, 0: detractors}, responses=promoters + passives + detractors)


def test_an_nps_that_rose_by_60_of_a_hundred_answers_changed_and_one_that_rose_by_5_of_twenty_did_not():
    figure = found(World(survey=nps_of(80, 10, 10)), survey_before=nps_of(40, 30, 30))["change"]
    assert (figure.value, figure.reason, figure.detail["before"]) == (60, None, 10)
    assert 0 < figure.low < 60 < figure.high
    figure = found(World(survey=nps_of(8, 6, 6)), survey_before=nps_of(8, 5, 7))["change"]
    assert (figure.value, figure.reason) == (5, Reason.NO_CLEAR_CHANGE)
    assert figure.low < 0 < figure.high
    assert found(World(survey=nps_of(1, 0, 0)))["change"].reason is Reason.NO_EARLIER_SURVEY


def test_activities_are_told_with_the_week_before_and_after_them():
    before = [f"2026-06-{day:02d}" for day in range(3, 10)]
    after = [f"2026-06-{day:02d}" for day in range(11, 18)]
    world = World(acts=said(1, *before) + said(2, *after) + said(3, *after), held=[held("2026-06-10"), held("2026-06-28")])
    figure = measure(world.facts(JUNE))["association"]
    assert (figure.value, figure.n) == (1, 1)
    assert figure.detail["activities"] == [["2026-06-10", "Talk", 1, 2]]
    assert found(World(held=[held("2026-06-28")]))["association"].reason is Reason.NO_EFFECT_KNOWN


def test_what_a_campaign_cost_for_each_who_came_and_each_who_stayed():
    people = [member(1, "2026-05-01"), member(2, "2026-06-02", inviter=1), member(3, "2026-06-03", "2026-06-05", inviter=1)]
    world = World(spells=people, held=[held("2026-06-01", kind="fission", cost=90.0), held("2026-06-02", cost=1000.0)])
    assert values(measure(world.facts(JUNE)), "cost_per_join", "cost_per_retained") == [45, 90]
    facts = replace(world.facts(JUNE), recorded={"funnel_joined": 30, "funnel_stayed": 9})
    assert values(measure(facts), "cost_per_join", "cost_per_retained") == [3, 10]
    young = replace(world, as_of=at("2026-06-06") + timedelta(hours=1))
    assert measure(young.facts(JUNE))["cost_per_retained"].reason is Reason.TOO_YOUNG
    assert found(World(spells=people))["cost_per_join"].reason is Reason.NO_COST


OWN = Metric("x_leads", Pillar.CONVERSION, Unit.COUNT, Direction.UP, "Leads", "Leads", "Counted by sales.", additive=True)


def test_a_metric_of_the_workspaces_own_is_measured_after_the_others():
    figures = found(own=[OWN], recorded={"x_leads": 12.0})
    assert list(figures) == [*CATALOGUE, "x_leads"]
    assert (figures["x_leads"].value, figures["x_leads"].source, figures["x_leads"].unit) == (12, Source.MANUAL, Unit.COUNT)
    assert found(own=[OWN])["x_leads"].reason is Reason.NOT_RECORDED
    with pytest.raises(KeyError):
        measure_one("x_other", World().facts(JUNE))
