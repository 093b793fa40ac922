"""Targets inherited from client and workspace, copied with an uplift, suggested by the past, and taken back in one go."""

from datetime import UTC, datetime

import pytest

from tenants.actions import communities, importing, target_copying, target_defaults, target_standing, target_suggestions, targets
from tenants.actions.targets import TargetForm
from tenants.store import targets as store
from tenants.store.base import new_id
from tenants.store.tenancy import use_tenant
from tenants.terms.errors import NotFoundError, Refusal
from tenants.terms.figure import Figure
from tenants.terms.metric import Direction, Unit
from tenants.terms.period import Period
from tests.communities import application, make_place
from tests.webapp.june import export

MAY, JUNE, JULY = (Period.month(2026, month) for month in (5, 6, 7))
NOW = datetime(2026, 7, 1, 8, tzinfo=UTC)


@pytest.fixture
def place(database_url, tmp_path):
    with application(database_url, tmp_path / "files"):
        place = make_place()
        with use_tenant(place.tenant_id):
            yield place


@pytest.fixture
def community(place):
    return communities.find("regulars")


def bound(community, period=JUNE):
    return {row.metric: row.value for row in store.in_force(community, period)}


def test_a_client_goes_before_the_workspace_and_a_community_before_both(community):
    target_defaults.save(None, JUNE, {"joins": TargetForm(10), "acts": TargetForm(500)}, by=None)
    target_defaults.save(community.client, JUNE, {"joins": TargetForm(20)}, by=None)
    assert bound(community) == {"joins": 20, "acts": 500}
    targets.put(community, "joins", JUNE, TargetForm(30), by=None)
    assert bound(community) == {"joins": 30, "acts": 500}
    assert store.in_force_by_period(community, [JUNE, JULY])["2026-07"] == []
    targets.remove(community, "joins", JUNE, by=None)
    assert bound(community)["joins"] == 20
    target_defaults.save(community.client, JUNE, {"joins": None}, by=None)
    assert bound(community)["joins"] == 10


def test_what_does_not_apply_here_binds_nobody_until_it_is_applied_again(community):
    with pytest.raises(NotFoundError):
        targets.waive(community, "joins", JUNE, by=None)
    target_defaults.save(community.client, JUNE, {"joins": TargetForm(20)}, by=None)
    batch = new_id()
    targets.waive(community, "joins", JUNE, batch=batch, by=None)
    assert bound(community) == {}
    targets.inherit(community, "joins", JUNE, by=None)
    assert bound(community) == {"joins": 20}
    with pytest.raises(NotFoundError):
        targets.inherit(community, "joins", JUNE, by=None)


def test_a_change_above_says_whom_it_changes_and_whom_not(community):
    wanted = {"joins": TargetForm(20), "acts": TargetForm(900)}
    targets.put(community, "acts", JUNE, TargetForm(500), by=None)
    told = {(each.metric, each.why, each.before and each.before.value, each.after and each.after.value) for each in
            target_defaults.effects(community.client, JUNE, wanted)}  # fmt: skip
    assert told == {("joins", "changes", None, 20), ("acts", "own", 500, 500)}
    target_defaults.save(community.client, JUNE, wanted, by=None)
    assert target_defaults.effects(community.client, JUNE, wanted) == []
    (above,) = target_defaults.effects(None, JUNE, {"joins": TargetForm(5)})
    assert (above.why, above.before.value) == ("client", 20)
    (gone,) = target_defaults.effects(community.client, JUNE, {"joins": None})
    assert (gone.why, gone.before.value, gone.after) == ("changes", 20, None)


def test_defaults_are_versions_and_refuse_what_means_nothing(community):
    target_defaults.save(None, JUNE, {"joins": TargetForm(10)}, by=None)
    assert target_defaults.save(None, JUNE, {"joins": TargetForm(10)}, by=None) == 0
    with pytest.raises(Refusal) as refused:
        target_defaults.save(None, JUNE, {"joins": TargetForm(0), "acts": TargetForm(5)}, by=None)
    assert (refused.value.code, refused.value.field) == ("target.up_not_positive", "value.joins")
    with pytest.raises(Refusal, match=r"target\.changed"):
        target_defaults.save(None, JUNE, {"joins": TargetForm(11)}, revision=0, by=None)
    assert bound(community) == {"joins": 10}


def test_what_was_saved_in_one_go_is_taken_back_in_one_go(community):
    targets.put(community, "joins", JUNE, TargetForm(10), by=None)
    targets.put(community, "leaves", JUNE, TargetForm(3), by=None)
    batch = new_id()
    changed = {"joins": TargetForm(15), "acts": TargetForm(500), "leaves": None}
    assert targets.save(community, JUNE, changed, batch=batch, by=None) == 3
    targets.put(community, "joins", JUNE, TargetForm(17), by=None)
    assert targets.undo(community, batch, by=None) == 2
    assert bound(community) == {"joins": 17, "leaves": 3}
    assert targets.undo(community, batch, by=None) == 0


def test_an_uplift_is_seen_before_it_is_copied(community):
    targets.put(community, "joins", JUNE, TargetForm(40, stretch=50), by=None)
    targets.put(community, "leaves", JUNE, TargetForm(20), by=None)
    targets.put(community, "acts_per_member", JUNE, TargetForm(9, Direction.RANGE, low=4), by=None)
    targets.put(community, "joins", JULY, TargetForm(41), by=None)
    planned = {each.target.metric: each for each in target_copying.plan_copy(community, JUNE, JULY, uplift=0.1)}
    assert (planned["joins"].target.value, planned["joins"].target.stretch, planned["joins"].present.value) == (44, 55, 41)
    assert (planned["leaves"].target.value, planned["acts_per_member"].target.value) == (18, 9)
    assert target_copying.copy_forward(community, JUNE, JULY, uplift=0.1, by=None) == 2
    assert bound(community, JULY) == {"acts_per_member": 9, "joins": 41, "leaves": 18}
    assert target_copying.copy_forward(community, JUNE, JULY, uplift=0.1, only=["joins"], over=True, by=None) == 1
    assert bound(community, JULY)["joins"] == 44
    with pytest.raises(Refusal, match=r"target\.uplift"):
        target_copying.plan_copy(community, JUNE, JULY, uplift=3)


@pytest.mark.parametrize(
    ("form", "code"),
    [
        (TargetForm(40, stretch=40), "target.stretch_too_near"),
        (TargetForm(40, stretch=30), "target.stretch_too_near"),
        (TargetForm(40, baseline=50), "target.baseline_beyond"),
        (TargetForm(40, baseline=40), "target.baseline_equals_goal"),
        (TargetForm(40, Direction.DOWN, baseline=30), "target.baseline_beyond"),
        (TargetForm(40, Direction.DOWN, stretch=50), "target.stretch_too_near"),
    ],
)
def test_a_way_that_leads_nowhere_is_refused(community, form, code):
    with pytest.raises(Refusal) as refused:
        targets.put(community, "joins", JUNE, form, by=None)
    assert refused.value.code == code


def test_a_few_people_known_by_a_first_act_only_do_not_make_a_month_incomparable():
    def comparable(guessed: int, **more: object) -> float | None:
        detail = {"estimated_people": guessed, "leaves_recorded": True, **more}
        return target_suggestions.comparable(Figure("joins", 40, Unit.PEOPLE, 1.0, estimated=True, detail=detail))

    assert (comparable(2), comparable(3)) == (40.0, None), "a twentieth is as much as a goal may be missed by and still be on track"
    assert comparable(2, leaves_recorded=False) is None
    assert comparable(3, joins=60) == 40.0, "of a difference the joins are what is guessed of"


def test_the_past_suggests_and_several_suggestions_are_taken_over_at_once(place, community, tmp_path):
    importing.now(place.community_id, export(tmp_path / "export.zip", (3, 4, 5, 6)), now=NOW)
    found = {metric.key: said for metric, said in target_suggestions.suggestions(community, JULY, now=NOW)}
    # Six people a day: 186, 180, 186, 180 messages a month.
    assert (found["messages"].middle, found["messages"].best, found["messages"].periods) == (183, 186, 4)
    assert found["messages"].value == 180
    assert target_suggestions.adopt(community, JULY, ["messages", "dau_avg"], now=NOW, by=None) == 2
    assert bound(community, JULY)["messages"] == 180
    assert target_suggestions.suggestions(community, Period.parse("2026"), now=NOW) == []


def test_a_running_period_says_where_it_stands_and_where_it_may_end(place, community, tmp_path):
    importing.now(place.community_id, export(tmp_path / "export.zip", (3, 4, 5, 6)), now=NOW)
    targets.put(community, "messages", Period.parse("2026"), TargetForm(5000), by=None)
    targets.put(community, "messages", JUNE, TargetForm(170), by=None)
    ended = target_standing.standing(community, JUNE, now=NOW)["messages"]
    assert (ended.verdict.figure.value, ended.verdict.status, ended.verdict.forecast) == (180, "ahead", None)
    year = target_standing.standing(community, Period.parse("2026"), now=NOW)["messages"]
    # 732 messages in the 181 days up to the end of June.
    assert year.verdict.forecast == pytest.approx(732 / (181 / 365))
    assert year.reached == pytest.approx(732 / (5000 * 181 / 365))
    assert target_standing.standing(community, Period.parse("2027"), now=NOW) == {}
