"""What the rules say of surveys, questions, the data's end, jumps and goals."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tenants.assess.case import Past
from tenants.assess.document import judge
from tenants.assess.notices import jump, off_track, satisfaction_drop, stale, unanswered, whole_days
from tenants.measure import CATALOGUE, measure
from tenants.terms.figure import Figure
from tenants.terms.metric import Direction, Unit
from tenants.terms.period import Period
from tenants.terms.target import Target
from tests.assess.days import day, run
from tests.measure.small_world import World, at

JUNE = Period.month(2026, 6)
FACTS = replace(World().facts(JUNE), as_of=at("2026-06-15", "23:00"))
TODAY = date(2026, 6, 30)


def nps(promoters, passives, detractors):
    n = promoters + passives + detractors
    detail = {"promoters": promoters, "passives": passives, "detractors": detractors}
    return Figure("nps", 100 * (promoters - detractors) / n, Unit.POINTS, n=n, detail=detail)


def asked(*figures):
    return [(TODAY - timedelta(days=30 * n), figure) for n, figure in reversed(list(enumerate(reversed(figures))))]


def test_a_survey_clearly_lower_than_the_one_before_is_noticed():
    (found,) = satisfaction_drop(asked(nps(60, 30, 10), nps(60, 30, 10), nps(20, 40, 40)), 5)
    assert found.subject == "nps:2026-06-30"
    assert (found.facts["value"], found.facts["before"], found.facts["beyond"], found.facts["among"]) == (-20, 50, 0, 2)


def test_a_survey_lower_by_chance_or_by_little_is_not():
    assert list(satisfaction_drop(asked(nps(6, 3, 1), nps(5, 3, 2)), 5)) == []
    assert list(satisfaction_drop(asked(nps(600, 300, 100), nps(560, 320, 120)), 10)) == []
    assert list(satisfaction_drop(asked(nps(20, 40, 40)), 5)) == []


def coverage(*values, n=100):
    spans = [Period(date(2026, 1, 1) + timedelta(days=28 * k), date(2026, 1, 29) + timedelta(days=28 * k)) for k in range(len(values))]
    return [(span, Figure("reply_coverage", value, Unit.SHARE, n=n)) for span, value in zip(spans, values, strict=True)]


def test_questions_left_open_are_noticed_against_the_four_weeks_before():
    (found,) = unanswered(coverage(0.8, 0.82, 0.5), 15)
    assert (found.subject, found.facts["open"], found.facts["before"]) == ("", 50, 0.82)
    assert list(unanswered(coverage(0.8, 0.7), 15)) == []
    assert list(unanswered(coverage(0.9, 0.4, n=9), 15)) == []
    assert list(unanswered(coverage(0.8, 0.5, None), 15)) == []


def test_data_that_ends_too_long_ago_is_told_with_the_usual_rhythm():
    came = [TODAY - timedelta(days=n) for n in (33, 26, 19, 12)]
    (found,) = stale(TODAY - timedelta(days=12), TODAY, TODAY, 10, came)
    assert (found.subject, found.facts["days"], found.facts["usual"]) == ("2026-06-18", 12, 7)
    assert list(stale(TODAY - timedelta(days=9), TODAY, TODAY, 10, came)) == []
    (never,) = stale(None, TODAY - timedelta(days=10), TODAY, 10, [])
    assert (never.subject, never.facts["last"], never.facts["usual"]) == ("never", None, None)


def test_a_day_many_times_any_other_smells_of_a_wrong_import():
    (found,) = jump(FACTS, [*run([10] * 80), day(80, written=400)], 8)
    assert (found.subject, found.facts["value"], found.facts["middle"]) == ("messages:2026-03-26", 400, 10)
    assert list(jump(FACTS, [*run([10] * 80), day(80, written=35)], 8)) == []


def test_the_last_day_counts_only_when_it_is_over():
    assert whole_days(FACTS)[-1].day == date(2026, 6, 14)
    assert whole_days(replace(FACTS, as_of=at("2026-06-15", "23:59")))[-1].day == date(2026, 6, 15)
    assert whole_days(replace(FACTS, as_of=None)) == []


def case(key, value, target, *, past=(), facts=FACTS):
    empty = measure(facts)

    def figures(each):
        return empty | {key: Figure(key, each, CATALOGUE[key].unit, 1.0)}

    months, period = [], JUNE
    for each in reversed(past):
        period = period.previous()
        months.append(Past(period, figures(each), (target,)))
    return judge(facts=facts, figures=figures(value), past=months, targets=[target])


def test_a_count_behind_its_pace_is_noticed_and_says_how_often_it_was_missed():
    # 15 of 30 days are over: 60 are due, 40 are there.
    (found,) = off_track(case("joins", 40, Target("joins", 120), past=[130, 90, 121]), 20)
    assert (found.subject, found.facts["status"], found.facts["forecast"]) == ("joins:2026-06", "missed", 80)
    assert (found.facts["judged"], found.facts["missed"], found.facts["reached"]) == (3, 1, pytest.approx(2 / 3))


def test_what_keeps_its_pace_or_may_still_gather_is_left_alone():
    assert list(off_track(case("joins", 58, Target("joins", 120)), 20)) == []
    assert list(off_track(case("active_rate", 0.2, Target("active_rate", 0.5)), 20)) == []
    (lost,) = off_track(case("churn_rate", 0.09, Target("churn_rate", 0.04, Direction.DOWN)), 20)
    assert lost.facts["paced"] is False


def test_the_first_days_and_a_period_that_is_over_raise_nothing():
    early = replace(FACTS, as_of=at("2026-06-05", "23:00"))
    assert list(off_track(case("joins", 1, Target("joins", 120), facts=early), 20)) == []
    over = replace(FACTS, as_of=at("2026-06-30", "23:00"))
    assert list(off_track(case("joins", 1, Target("joins", 120), facts=over), 20)) == []
