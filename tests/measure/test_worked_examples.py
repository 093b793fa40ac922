"""The worked examples of metrics.md, and the rule that no data is not zero."""

from dataclasses import replace

import pytest

from tenants.measure import CATALOGUE, measure
from tenants.terms.facts import SurveyAnswers
from tenants.terms.figure import Reason
from tenants.terms.period import Period
from tests.measure.small_world import World, member

JUNE = Period.month(2026, 6)


def nps(promoters, passives, detractors, **more):
    counts = {9: promoters, 7: passives, 3: detractors}
    survey = SurveyAnswers(nps=counts, responses=promoters + passives + detractors, **more)
    return measure(World(survey=survey).facts(JUNE))["nps"]


def test_every_metric_is_measured_always_and_in_the_order_of_the_catalogue():
    assert list(measure(World().facts(JUNE))) == list(CATALOGUE)
    assert list(measure(replace(World().facts(JUNE), as_of=None))) == list(CATALOGUE)


def test_nps_of_18_promoters_1_passive_1_detractor_is_85_with_a_range_from_50_to_98():
    figure = nps(18, 1, 1)
    assert figure.value == 85
    assert round(figure.detail["centre"], 2) == 73.91
    assert [round(figure.low, 2), round(figure.high, 2)] == [49.91, 97.92]
    assert figure.n == 20
    assert [figure.detail[part] for part in ("promoters", "passives", "detractors")] == [18, 1, 1]


def test_nps_on_a_scale_from_1_says_so():
    assert nps(1, 0, 0, nps_scale="1-10").detail["scale"] == "1-10"


def test_csat_of_9_in_10_is_90_per_cent_with_a_range_from_60_to_98():
    survey = SurveyAnswers(csat={5: 5, 4: 4, 1: 1}, responses=10)
    figure = measure(World(survey=survey).facts(JUNE))["csat"]
    assert figure.value == 90
    assert [round(figure.low, 1), round(figure.high, 1)] == [59.6, 98.2]
    assert figure.detail["mean"] == pytest.approx(4.2)


def test_csat_on_ten_points_counts_nines_and_tens():
    survey = SurveyAnswers(csat={10: 1, 9: 1, 8: 2}, csat_scale="1-10")
    figure = measure(World(survey=survey).facts(JUNE))["csat"]
    assert (figure.value, figure.detail["mean"]) == (50, 8.75)


def test_412_members_57_joins_32_leaves_end_with_437():
    old = [member(n, "2026-01-01", "2026-06-20" if n < 32 else None) for n in range(412)]
    new = [member(1000 + n, "2026-06-10") for n in range(57)]
    figures = measure(World(spells=old + new).facts(JUNE))
    found = {key: figures[key].value for key in ("members_start", "joins", "leaves", "net_growth", "members_end")}
    assert found == {"members_start": 412, "joins": 57, "leaves": 32, "net_growth": 25, "members_end": 437}
    assert round(figures["growth_rate"].value, 4) == 0.0607
    assert figures["churn_rate"].value == pytest.approx(32 / 412)
    assert figures["net_growth"].reason is None


def test_a_month_without_any_message_has_0_messages_but_no_reply_time():
    figures = measure(World(spells=[member(1, "2026-01-01")]).facts(JUNE))
    assert figures["messages"].value == 0
    assert figures["active_members"].value == 0
    found = {key: (figures[key].value, figures[key].reason) for key in ("first_reply_minutes", "reply_coverage", "top10_share")}
    assert found == {
        "first_reply_minutes": (None, Reason.NO_THREADS),
        "reply_coverage": (None, Reason.NO_QUESTIONS),
        "top10_share": (None, Reason.NO_ACTS),
    }


def test_a_figure_without_value_always_has_a_reason():
    worlds = [World(), World(as_of=None), World(survey=SurveyAnswers()), World(spells=[member(1, "2026-06-30")])]
    for world in worlds:
        for figure in measure(world.facts(JUNE)).values():
            assert (figure.value is None) <= (figure.reason is not None), figure
