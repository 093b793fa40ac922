"""The calendar: planned, moved, held, called off, deleted and brought back."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from tenants.actions import activities, communities
from tenants.actions.activities import ActivityForm, OutcomeForm
from tenants.store import activities as store
from tenants.store.tenancy import use_tenant
from tenants.terms.errors import NotFoundError, Refusal
from tenants.terms.period import Period
from tests.communities import application, make_place

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 3, 20, 9, 0, tzinfo=UTC)


@pytest.fixture
def community(database_url, tmp_path):
    with application(database_url, tmp_path / "files"):
        place = make_place(zone="Europe/Berlin")
        with use_tenant(place.tenant_id):
            yield communities.find("regulars")


def at(day, hour=20, minute=0, month=3):
    return datetime(2026, month, day, hour, minute, tzinfo=BERLIN)


def planned(community, starts=None, **other):
    starts = starts or at(18)
    form = ActivityForm(**{"title": "Live Q&A", "kind": "qa", "starts_at": starts, "ends_at": starts + timedelta(minutes=90)} | other)
    return activities.plan(community, form, by=None, now=NOW)


def refused(act, *args, **named):
    with pytest.raises(Refusal) as caught:
        act(*args, **named)
    return caught.value.code


def local(moment):
    return moment.astimezone(BERLIN).strftime("%m-%d %H:%M")


def test_what_is_planned_stands_in_the_calendar_from_that_moment(community):
    made = planned(community, budget=Decimal("1200.50"), owner=" Ann ")
    assert (made.state, made.planned_at, made.owner, made.budget, made.revision) == ("planned", NOW, "Ann", Decimal("1200.50"), 1)
    begins, ends = Period.month(2026, 3).bounds(BERLIN)
    assert [each.title for each in store.between(community, begins, ends)] == ["Live Q&A"]


def test_moving_across_the_change_of_clocks_keeps_the_hour_and_the_length(community):
    made = planned(community, at(27, 20))
    activities.move(made.id, at(30, 20), revision=1, by=None)
    moved = activities.find(made.id)
    assert (local(moved.starts_at), local(moved.ends_at)) == ("03-30 20:00", "03-30 21:30")
    assert moved.starts_at == datetime(2026, 3, 30, 18, 0, tzinfo=UTC)


def test_a_whole_day_stays_one_on_the_day_of_twenty_three_hours(community):
    made = planned(community, at(27, 0), ends_at=at(28, 0), all_day=True)
    activities.move(made.id, at(29, 0), revision=1, by=None)
    moved = activities.find(made.id)
    assert (local(moved.starts_at), local(moved.ends_at)) == ("03-29 00:00", "03-30 00:00")
    assert moved.ends_at - moved.starts_at == timedelta(hours=23)


def test_several_days_keep_their_number_when_moved(community):
    made = planned(community, at(26, 9), ends_at=at(28, 18))
    activities.move(made.id, at(28, 9), revision=1, by=None)
    moved = activities.find(made.id)
    assert (local(moved.starts_at), local(moved.ends_at)) == ("03-28 09:00", "03-30 18:00")


def test_two_people_changing_at_once_notice_each_other(community):
    made = planned(community)
    activities.move(made.id, at(19), revision=1, by=None)
    form = ActivityForm(title="Mine", kind="qa", starts_at=at(20))
    for act, what in [
        (activities.change, (form,)),
        (activities.move, (at(21),)),
        (activities.finish, (OutcomeForm(),)),
    ]:
        extra = {"now": NOW} if act is activities.finish else {}
        assert refused(act, made.id, *what, revision=1, by=None, **extra) == "activity.changed"
    assert refused(activities.cancel, made.id, revision=1, by=None) == "activity.changed"
    assert activities.find(made.id).title == "Live Q&A"


def test_the_outcome_comes_with_participants_and_cost_and_may_be_corrected(community):
    made = planned(community)
    activities.finish(made.id, OutcomeForm(participants=48, registered=60, cost=Decimal("1320.00"), rating=4), revision=1, by=None, now=NOW)
    later = NOW + timedelta(days=1)
    activities.finish(made.id, OutcomeForm(participants=50, result="good"), revision=2, by=None, now=later)
    done = activities.find(made.id)
    assert (done.state, done.participants, done.registered, done.cost, done.done_at) == ("done", 50, None, None, NOW)


def test_an_outcome_before_the_beginning_is_refused(community):
    made = planned(community, at(21))
    assert refused(activities.finish, made.id, OutcomeForm(participants=3), revision=1, by=None, now=NOW) == "activity.not_begun"
    assert activities.find(made.id).state == "planned"


@pytest.mark.parametrize(
    ("outcome", "code"),
    [
        ({"participants": -1}, "activity.people_unusable"),
        ({"registered": 10_000_001}, "activity.people_unusable"),
        ({"cost": Decimal(-1)}, "activity.money_unusable"),
        ({"cost": Decimal("1e12")}, "activity.money_unusable"),
        ({"cost": Decimal("NaN")}, "activity.money_unusable"),
        ({"rating": 6}, "activity.rating_unusable"),
        ({"result": "x" * 4001}, "field.too_long"),
    ],
)
def test_an_outcome_that_cannot_be_is_refused(community, outcome, code):
    made = planned(community)
    assert refused(activities.finish, made.id, OutcomeForm(**outcome), revision=1, by=None, now=NOW) == code
    assert activities.find(made.id).state == "planned"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"title": " "}, "field.required"),
        ({"kind": "party"}, "field.not_offered"),
        ({"ends_at": at(17)}, "activity.ends_unusable"),
        ({"ends_at": at(18) + timedelta(days=93)}, "activity.ends_unusable"),
        ({"budget": Decimal(-5)}, "activity.money_unusable"),
    ],
)
def test_a_plan_that_cannot_be_is_refused(community, changes, code):
    assert refused(planned, community, **changes) == code
    begins, ends = Period.parse("2026").bounds(BERLIN)
    assert store.between(community, begins, ends) == []


def test_what_is_called_off_stays_and_can_be_planned_again(community):
    made = planned(community)
    activities.cancel(made.id, revision=1, by=None)
    assert refused(activities.move, made.id, at(19), revision=2, by=None) == "activity.not_planned"
    activities.reopen(made.id, revision=2, by=None)
    assert activities.find(made.id).state == "planned"


def test_planning_again_forgets_when_it_was_done_and_keeps_what_was_entered(community):
    made = planned(community)
    activities.finish(made.id, OutcomeForm(participants=48), revision=1, by=None, now=NOW)
    activities.reopen(made.id, revision=2, by=None)
    again = activities.find(made.id)
    assert (again.state, again.done_at, again.participants) == ("planned", None, 48)


def test_a_deleted_activity_leaves_the_calendar_and_comes_back(community):
    made = planned(community)
    begins, ends = Period.month(2026, 3).bounds(BERLIN)
    activities.delete(made.id, by=None, now=NOW)
    assert store.between(community, begins, ends) == []
    with pytest.raises(NotFoundError):
        activities.move(made.id, at(19), revision=1, by=None)
    activities.undelete(made.id, by=None)
    assert [each.id for each in store.between(community, begins, ends)] == [made.id]


def test_an_archived_community_plans_nothing(community):
    communities.archive(community, by=None, now=NOW)
    assert refused(planned, community) == "community.archived"


def test_a_month_holds_what_begins_in_it_by_the_communitys_clock(community):
    planned(community, datetime(2026, 3, 31, 22, 30, tzinfo=UTC), title="past midnight in Berlin")
    begins, ends = Period.month(2026, 4).bounds(BERLIN)
    (line,) = store.lines(community, begins, ends)
    assert line.starts.date() == date(2026, 4, 1)
