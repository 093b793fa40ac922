from tenants.measure import measure
from tenants.terms.facts import SurveyAnswers
from tenants.terms.figure import Reason, Source
from tenants.terms.period import Period
from tests.measure.small_world import World, at, held, member, said

JUNE = Period.month(2026, 6)


def figures(*items, **more):
    return measure(World(held=list(items), **more).facts(JUNE))


def test_an_empty_calendar_is_unknown_and_not_zero():
    found = figures()
    for key in ("posts_planned", "posts_published", "on_time_rate", "activities_held", "plan_execution"):
        assert (found[key].value, found[key].reason) == (None, Reason.NO_PLAN), key
    assert found["participation_rate"].reason is Reason.NO_PARTICIPANTS
    assert found["cost"].reason is Reason.NO_COST
    assert found["budget_use"].reason is Reason.NO_BUDGET


def test_the_calendar_needs_no_import():
    found = figures(held("2026-06-03"), as_of=None)
    assert (found["activities_held"].value, found["activities_held"].source) == (1, Source.MANUAL)


def test_plan_execution_neither_counts_what_came_later_nor_forgives_what_was_called_off():
    found = figures(
        held("2026-06-03"),
        held("2026-06-04", done=False, cancelled=True),
        held("2026-06-05", planned_before=False),
        held("2026-06-06", kind="holiday", done=False),
        held("2026-06-07", content=True, kind="content_post"),
    )
    assert found["activities_held"].value == 2
    assert (found["plan_execution"].value, found["plan_execution"].n) == (0.5, 2)
    assert found["plan_execution"].detail["unplanned"] == 1


def test_posts_are_on_time_or_not():
    post = {"content": True, "kind": "content_post"}
    found = figures(
        held("2026-06-03", **post),
        held("2026-06-04", **post, on_time=False),
        held("2026-06-05", **post, done=False),
        held("2026-06-06", **post, done=False, cancelled=True, planned_before=False),
    )
    assert (found["posts_planned"].value, found["posts_published"].value) == (3, 2)
    assert round(found["on_time_rate"].value, 4) == 0.3333


def test_in_a_running_period_what_lies_ahead_is_not_held_against_anybody():
    found = figures(held("2026-06-03"), held("2026-06-25", done=False), as_of=at("2026-06-10"))
    assert found["plan_execution"].value == 1


def test_participation_is_over_the_members_of_the_day():
    spells = [member(n, "2026-01-01") for n in range(10)] + [member(99, "2026-06-20")]
    found = figures(held("2026-06-03", participants=5), held("2026-06-25", participants=None), spells=spells)
    assert found["participation_rate"].value == 0.5
    assert figures(held("2026-06-03", participants=5))["participation_rate"].reason is Reason.NO_MEMBERS


def test_money_is_counted_where_it_is_booked():
    found = figures(
        held("2026-06-03", participants=20, registered=40, cost=300.0, budget=400.0),
        held("2026-06-04", cost=100.0),
        held("2026-06-05", participants=50),
    )
    assert found["cost"].value == 400
    assert found["budget_use"].value == 0.75
    assert found["cost_per_participant"].value == 15
    assert found["show_up_rate"].value == 0.5


def test_what_was_spent_in_vain_is_not_left_out():
    found = figures(
        held("2026-06-03", participants=20, cost=300.0, budget=400.0),
        held("2026-06-06", participants=0, cost=60.0, budget=0.0),
    )
    assert found["cost_per_participant"].value == 18, "360 for twenty people"
    assert found["budget_use"].value == 0.9, "360 of 400"
    assert figures(held("2026-06-06", participants=0, cost=60.0))["cost_per_participant"].reason is Reason.NO_PARTICIPANTS


def test_a_response_rate_needs_the_number_of_people_asked():
    assert figures()["response_rate"].reason is Reason.NO_SURVEY
    assert figures(survey=SurveyAnswers(responses=5))["response_rate"].reason is Reason.NO_SENT
    assert figures(survey=SurveyAnswers(responses=5, sent=20))["response_rate"].value == 0.25
    assert figures(survey=SurveyAnswers())["nps"].reason is Reason.NO_RESPONSES
    assert figures()["nps"].reason is Reason.NO_SURVEY


def test_complaints_are_unknown_until_incidents_are_kept():
    assert figures()["complaints"].reason is Reason.NOT_RECORDED
    found = figures(complaints=2, acts=said(1, *["2026-06-02"] * 500))
    assert (found["complaints"].value, found["complaints_per_1000"].value) == (2, 4)
    assert figures(complaints=0)["complaints_per_1000"].reason is Reason.NO_ACTS
