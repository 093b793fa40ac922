"""Findings of a lively community: what is said, what is not, and in which order."""

from dataclasses import replace
from datetime import date, datetime
from statistics import fmean

import pytest

from tenants.assess.case import Past, around, line_up
from tenants.assess.document import judge
from tenants.assess.findings import findings, pick
from tenants.measure import measure
from tenants.terms.document import Finding, Tone
from tenants.terms.figure import Reason
from tenants.terms.metric import Direction, Pillar
from tenants.terms.period import Period
from tenants.terms.target import Target
from tests.assess.lively import SHANGHAI, TARGETS, document, lively, surveyed, talk
from tests.measure.small_world import World, at, held, member, said

JUNE = Period.month(2026, 6)


@pytest.fixture(scope="module")
def june():
    return document(surveyed(lively(), 30, 10, 5), JUNE, activities=[talk()], back=12)


def keys(found):
    return [each.key for each in found]


def one(found, key, metric=None):
    (finding,) = [each for each in found if each.key == key and (metric is None or metric in each.metrics)]
    return finding


def test_every_target_with_data_has_exactly_one_verdict_among_the_findings(june):
    judged = [each.facts["metric"] for each in june.findings if each.key.startswith(("goal_", "pace_")) and "metric" in each.facts]
    assert sorted(judged) == sorted(target.metric for target in TARGETS)


def test_findings_come_heaviest_first_with_ids_of_their_own(june):
    weights = [each.weight for each in june.findings]
    assert weights == sorted(weights, reverse=True)
    assert len({each.id for each in june.findings}) == len(june.findings)


def test_good_and_bad_news_are_both_told(june):
    tones = {each.tone for each in june.findings}
    assert {Tone.GOOD, Tone.BAD} <= tones


def test_a_metric_with_a_goal_is_not_judged_by_a_general_threshold_too(june):
    assert not {"newcomers_leave", "questions_open", "questions_answered", "replies_fast"} & set(keys(june.findings))
    without = document(surveyed(lively(), 30, 10, 5), JUNE, (), activities=[talk()])
    assert "replies_slow" not in keys(without.findings)
    levels = {each.key: each.metrics for each in without.findings if each.key in ("questions_answered", "questions_open")}
    assert len(levels) <= 1


def test_an_activity_is_told_by_the_week_after_it_against_the_week_before(june):
    found = one(june.findings, "after_more")
    assert found.facts["title"] == "露营答疑直播"
    assert found.facts["after"] > found.facts["before"]
    assert june.activities[0].association == pytest.approx(found.facts["after"] / found.facts["before"] - 1)


def test_the_week_after_an_activity_of_several_days_begins_when_it_ended():
    campaign = replace(talk(), ends=datetime(2026, 6, 15, tzinfo=SHANGHAI))  # a whole day ends at the next midnight
    assert campaign.last == date(2026, 6, 14)
    told = document(lively(), JUNE, activities=[campaign])
    facts = lively().facts(JUNE)
    means = around(facts, date(2026, 6, 10), date(2026, 6, 14))
    active = {day.day.day: len(day.active) for day in facts.days}
    assert means == (fmean(active[n] for n in range(3, 10)), fmean(active[n] for n in range(15, 22)))
    assert told.activities[0].association == pytest.approx(means[1] / means[0] - 1)
    assert not [each for each in told.findings if each.key == "share_activity"]


def test_an_activity_too_close_to_the_end_of_the_data_has_no_association():
    world = lively()
    world.as_of = at("2026-06-16", "23:00")
    facts = world.facts(JUNE)
    assert around(facts, date(2026, 6, 10), date(2026, 6, 10)) is None
    assert around(world.facts(JUNE), date(2026, 6, 9), date(2026, 6, 9)) is not None


def test_a_streak_counts_back_through_unbroken_periods_only():
    def past(month, reached):
        figures = measure(
            World(spells=[member(n, f"2026-{month:02d}-10") for n in range(5 if reached else 1)]).facts(Period.month(2026, month))
        )
        return Past(Period.month(2026, month), figures, (Target("joins", 4),))

    facts = World(spells=[member(n, "2026-06-10") for n in range(5)]).facts(JUNE)
    run = [past(2, True), past(3, False), past(4, True), past(5, True)]
    case = judge(facts=facts, figures=measure(facts), past=run, targets=[Target("joins", 4)])
    assert one(findings(case), "goal_reached").facts["streak"] == 3
    case = judge(facts=facts, figures=measure(facts), past=run[:3], targets=[Target("joins", 4)])
    assert one(findings(case), "goal_reached").facts["streak"] is None


def test_a_running_month_speaks_of_pace_and_compares_nothing_that_is_not_over():
    world = lively()
    world.as_of = at("2026-06-14", "23:00")
    found = document(world, JUNE, (*TARGETS, Target("acts", 900)), activities=[talk()])
    assert one(found.findings, "pace_ahead", "acts").facts["forecast"] > 900
    assert not [each for each in found.findings if each.key.startswith(("change_", "year_"))]
    assert found.headline.facts["running"] is True
    (line,) = [each for part in found.pillars for each in part.lines if each.metric == "acts"]
    assert line.verdict.forecast_low <= line.verdict.forecast <= line.verdict.forecast_high


def test_days_without_data_are_said():
    world = lively()
    world.uncovered = frozenset(date(2026, 6, day) for day in range(1, 7))
    found = one(document(world, JUNE).findings, "low_coverage")
    assert (found.facts["missing"], found.facts["days"]) == (6, 30)


def test_a_ledger_gap_is_said_with_its_parts():
    facts = World(spells=[member(1, "2026-06-03")]).facts(JUNE)
    facts = replace(facts, days=[replace(day, joined=day.joined + (day.day.day == 9)) for day in facts.days])
    found = one(findings(judge(facts=facts, figures=measure(facts))), "ledger_gap")
    assert found.facts == {"gap": 1, "joins": 2, "leaves": 0, "members_change": 1}


def test_goals_without_data_are_gathered_by_their_reason():
    found = document(World(as_of=None), JUNE, back=0)
    gathered = one(found.findings, "goal_no_data")
    assert gathered.facts["reason"] == Reason.NO_COVERAGE
    assert "nps" not in gathered.metrics
    assert one(found.findings, "no_survey")
    assert found.headline.key == "headline.no_data"


def test_a_pillar_that_reached_its_goals_on_the_whole_still_names_the_metric_that_did_not():
    world = World(spells=[member(n, "2026-06-10") for n in range(20)])
    found = document(world, JUNE, [Target("joins", 10, weight=9), Target("members_end", 40, weight=1)], back=0)
    assert found.headline.key == "headline.all"
    assert found.headline.facts["worst"] == "members_end"
    assert document(world, JUNE, [Target("joins", 10), Target("members_end", 20.5)], back=0).headline.facts.get("worst") is None


def test_a_plan_is_neither_kept_nor_broken_while_its_month_runs():
    world = World(spells=[member(1, "2026-01-01")], held=[held("2026-06-03"), held("2026-06-04"), held("2026-06-24", done=False)])
    assert "plan_short" in keys(document(world, JUNE, (), back=0).findings)
    world.as_of = at("2026-06-10")
    assert "plan_short" not in keys(document(world, JUNE, (), back=0).findings)


def test_a_silent_month_is_told_as_one():
    world = World(spells=[member(1, "2026-01-01")])
    found = document(world, JUNE, (), back=1)
    assert found.findings[0].key == "nothing_happened"


def surveys(now, before, targets=()):
    """June with the answers ``now``, after a May with those of ``before``."""
    world = surveyed(lively(), *before)
    may = Past(JUNE.previous(), measure(world.facts(JUNE.previous())), targets)
    facts = surveyed(world, *now).facts(JUNE)
    return findings(judge(facts=facts, figures=measure(facts), past=[may], targets=targets))


def test_few_answers_and_an_unclear_step_are_said():
    found = surveys((8, 3, 2), (8, 2, 3))
    assert one(found, "few_answers", "nps").facts["n"] == 13
    unclear = one(found, "no_clear_change", "nps").facts
    assert unclear["basis"] == "sample"
    assert unclear["step_low"] < 0 < unclear["step_high"]
    assert not [each for each in found if each.key.startswith("change_") and each.metrics == ["nps"]]


def test_an_unclear_step_of_a_promised_figure_stands_beside_its_goal_alone():
    found = surveys((8, 3, 2), (8, 2, 3), [Target("nps", 30.0)])
    assert one(found, "goal_reached", "nps").facts["clear"] is False
    assert not [each for each in found if each.key == "no_clear_change" and each.metrics == ["nps"]]


def test_a_clear_step_of_a_survey_is_told_with_its_interval():
    step = one(surveys((90, 5, 5), (40, 30, 30)), "change_up", "nps").facts
    assert step["basis"] == "sample"
    assert 0 < step["step_low"] < step["difference"] < step["step_high"]


def test_the_week_that_a_rise_came_from_is_found():
    quiet = [f"2026-05-{day:02d}" for day in range(1, 32)] + [f"2026-06-{day:02d}" for day in range(1, 31)]
    burst = [f"2026-06-{day:02d}" for day in range(8, 15)] * 30
    world = World(spells=[member(1, "2026-01-01")], acts=said(1, *quiet, *burst))
    found = one(document(world, JUNE, (), back=1).findings, "week_of_rise")
    assert (found.facts["first"], found.facts["last"]) == ("2026-06-08", "2026-06-14")
    assert found.facts["share"] == pytest.approx(1)


def test_regulars_lost_and_newcomers_leaving_are_bad_news():
    regular = [act for n in range(10) for act in said(n, *[f"2026-05-{day:02d}" for day in range(1, 8)])]
    stay = [act for n in range(5) for act in said(n, "2026-06-02")]
    spells = [member(n, "2026-01-01") for n in range(10)] + [member(50 + n, "2026-06-03", "2026-06-05") for n in range(12)]
    found = document(World(spells=spells, acts=regular + stay), JUNE, (), back=2).findings
    assert one(found, "regulars_lost").facts == {"value": 5, "n": 10}
    assert one(found, "newcomers_leave").facts["value"] == 0
    assert all(one(found, key).tone is Tone.BAD for key in ("regulars_lost", "newcomers_leave"))


def test_regulars_absent_for_a_week_are_no_news():
    regular = [act for n in range(10) for act in said(n, *[f"2026-05-{day:02d}" for day in range(1, 8)])]
    world = World(spells=[member(n, "2026-01-01") for n in range(10)], acts=regular)
    assert "regulars_lost" in keys(document(world, JUNE, (), back=1).findings)
    assert "regulars_lost" not in keys(document(world, Period.parse("2026-W23"), (), back=1).findings)


def test_a_large_step_within_wild_ups_and_downs_is_called_neither_a_rise_nor_no_change():
    days = {1: 10, 2: 40, 3: 12, 4: 50, 5: 20, 6: 44}
    acts = [act for month, many in days.items() for act in said(1, *[f"2026-{month:02d}-15"] * many)]
    found = document(World(spells=[member(1, "2025-01-01")], acts=acts), JUNE, (), back=5).findings
    assert not [each for each in found if each.metrics == ["acts"] and each.key in ("change_up", "no_clear_change")]


def test_only_the_unbroken_past_counts_as_history():
    may, march = Past(Period.month(2026, 5), {}), Past(Period.month(2026, 3), {})
    last_year = Past(Period.month(2025, 6), {})
    assert line_up(JUNE, [march, last_year, may]) == ([may], last_year)


def test_a_missed_lower_is_better_goal_counts_as_missed():
    world = World(spells=[member(n, "2026-01-01", "2026-06-10" if n < 5 else None) for n in range(10)])
    found = document(world, JUNE, [Target("leaves", 2, Direction.DOWN)], back=0)
    assert one(found.findings, "goal_missed").facts["value"] == 5


def test_equal_cases_give_equal_documents():
    def make():
        return document(surveyed(lively(3), 10, 5, 5), JUNE, activities=[talk()])

    assert make() == make()


def finding(key, tone, metric, weight, **facts):
    return Finding(f"{key}:{metric}", key, tone, Pillar.ACTIVITY, [metric], facts, weight)


def test_the_page_for_the_hurried_tells_no_metric_twice():
    found = [
        finding("goal_reached", Tone.GOOD, "active_rate", 55),
        finding("year_up", Tone.GOOD, "active_members", 50),
        finding("change_up", Tone.GOOD, "joins", 40),
        finding("share_joins", Tone.NEUTRAL, "joins", 39),
        finding("goal_missed", Tone.BAD, "joins", 38),
        finding("goal_missed", Tone.BAD, "nps", 37),
        finding("after_more", Tone.GOOD, "dau", 36, title="Talk"),
        finding("peak_day_activity", Tone.GOOD, "dau", 35, title="Talk"),
    ]
    good, bad = pick(found)
    assert [each.metrics[0] for each in good] == ["active_rate", "joins", "dau"]
    assert [each.metrics[0] for each in bad] == ["nps"]
    assert [len(each) for each in pick(found, good=1, bad=0)] == [1, 0]


def test_of_two_findings_that_point_different_ways_the_weightier_is_told():
    quiet = [f"2026-05-{day:02d}" for day in range(1, 32)]
    year = [f"2025-06-{day:02d}" for day in range(1, 31)] * 40
    world = World(spells=[member(1, "2025-01-01")], acts=said(1, *year, *quiet, *[f"2026-06-{day:02d}" for day in range(1, 31)] * 10))
    past = [Past(period, measure(world.facts(period))) for period in (JUNE.previous(), JUNE.year_before())]
    facts = world.facts(JUNE)
    found = findings(judge(facts=facts, figures=measure(facts), past=past))
    ways = [each.key for each in found if each.metrics[:1] == ["acts"] and each.key.startswith(("change_", "year_"))]
    assert ways == ["change_up"]
    assert one(found, "change_up", "acts").facts["year_value"] == 1200
