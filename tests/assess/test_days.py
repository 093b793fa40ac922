"""Days that stand out, against days of their kind, with what the calendar has of them and never because of it."""

from datetime import date, datetime, timedelta

import pytest

from tenants.assess.case import Past
from tenants.assess.document import judge
from tenants.assess.findings import findings
from tenants.measure import measure
from tenants.terms.activity import ActivityKind, ActivityLine, ActivityState
from tenants.terms.document import Tone
from tenants.terms.period import Period
from tests.assess.lively import SHANGHAI
from tests.measure.small_world import Act, World, at, member

JUNE = Period.month(2026, 6)
FIRST = date(2026, 1, 1)


def line(title, day, kind=ActivityKind.LECTURE, state=ActivityState.DONE, *, until=None, came=None):
    starts = datetime(2026, 6, day, 20, tzinfo=SHANGHAI)
    ends = datetime(2026, 6, until, 20, tzinfo=SHANGHAI) if until else None
    return ActivityLine(title, kind, state, starts, ends, came, None, None)


def world(people=20, weekend=20, **special):
    """So many active on each day since January, ``weekend`` on Saturdays and Sundays, and so many on days of June (``d10=60``)."""
    acts, day = [], FIRST
    while day < JUNE.until:
        usual = weekend if day.weekday() > 4 else people
        many = special.get(f"d{day.day}", usual) if JUNE.contains(day) else usual
        acts += [Act(at(day.isoformat(), "12:00"), number) for number in range(many)]
        day += timedelta(days=1)
    spells = [member(n, "2025-12-01") for n in range(200)]
    return World(spells=spells, acts=acts, since=FIRST, as_of=at("2026-06-30", "23:30"))


def told(given, key, activities=()):
    facts = given.facts(JUNE)
    past, period = [], JUNE
    for _ in range(5):
        period = period.previous()
        past.append(Past(period, measure(given.facts(period))))
    case = judge(facts=facts, figures=measure(facts), past=past, activities=activities)
    return [each for each in findings(case) if each.key == key]


def test_the_busiest_day_is_told_with_the_best_attended_of_what_was_held():
    (found,) = told(world(d10=60), "peak_day_activity", [line("Small", 10, came=3), line("Large", 10, came=90)])
    assert (found.facts["day"], found.facts["value"], found.facts["usual"]) == ("2026-06-10", 60, 20)
    assert (found.facts["title"], found.facts["others"], found.facts["like"]) == ("Large", 1, "weekday")


def test_what_was_called_off_or_only_published_did_not_happen_on_the_day():
    lines = [line("Off", 10, state=ActivityState.CANCELLED), line("Post", 10, ActivityKind.CONTENT_POST)]
    (found,) = told(world(d10=60), "peak_day", lines)
    assert found.facts["title"] is None
    assert found.tone is Tone.NEUTRAL


def test_a_weekend_is_held_against_weekends():
    assert not told(world(weekend=8), "quiet_day")
    (found,) = told(world(people=40, weekend=20, d13=9), "quiet_day")
    assert (found.facts["usual"], found.facts["like"], found.facts["weekday"]) == (20, "weekend", 5)


def test_a_usual_day_of_a_week_is_told_by_the_weeks_before_it_too():
    given = world(**{f"d{day}": 90 for day in (9, 10, 11, 12)})
    week = Period.parse("2026-W24")
    facts = given.facts(week)
    found = {each.key: each.facts for each in findings(judge(facts=facts, figures=measure(facts)))}
    assert found["peak_day"]["usual"] == 20
    assert "quiet_day" not in found


def test_a_holiday_of_several_days_is_told_on_each_of_them():
    holiday = line("端午节", 18, ActivityKind.HOLIDAY, ActivityState.PLANNED, until=20)
    (found,) = told(world(d19=2), "quiet_day", [holiday])
    assert found.facts["holiday"] == "端午节"


def test_a_day_that_may_be_imported_in_part_is_not_called_quiet():
    given = world(d16=2)
    given.uncovered = frozenset({date(2026, 6, 17)})
    assert not told(given, "quiet_day")
    given = world(d30=2)
    assert not told(given, "quiet_day")


def test_the_days_around_an_activity_that_a_rise_fell_on():
    (found,) = told(world(d10=90, d11=60, d12=50), "share_activity", [line("Talk", 10)])
    assert (found.facts["first"], found.facts["last"], found.facts["title"]) == ("2026-06-10", "2026-06-12", "Talk")
    assert found.facts["share"] == pytest.approx(1)


def test_a_rise_spread_over_the_month_fell_on_no_activity():
    assert not told(world(**{f"d{day}": 40 for day in range(1, 31)}), "share_activity", [line("Talk", 10)])


def test_the_weekday_that_a_rise_came_from():
    saturdays = {f"d{day}": 80 for day in (6, 13, 20, 27)}
    (found,) = told(world(**saturdays), "share_weekday")
    assert (found.facts["weekday"], found.facts["share"]) == (5, 1.0)
    assert (found.facts["now"], found.facts["then"]) == (80, 20)


def test_a_step_after_an_activity_within_the_days_ups_and_downs_is_not_told():
    swing = {f"d{day}": (30 if day % 2 else 8) for day in range(1, 18)}
    assert not told(world(**swing), "after_more", [line("Talk", 10)])
    risen = {f"d{day}": 30 for day in range(11, 18)}
    (found,) = told(world(**risen), "after_more", [line("Talk", 10)])
    assert 0 < found.facts["step_low"] <= found.facts["after"] - found.facts["before"] <= found.facts["step_high"]


def test_of_many_activities_the_two_with_the_largest_step_are_told():
    risen = {f"d{day}": 30 + day for day in range(11, 24)}
    lines = [line(f"Talk {day}", day) for day in (9, 10, 11, 12, 13)]
    assert len(told(world(**risen), "after_more", lines)) == 2
