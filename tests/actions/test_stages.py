"""A community's stage: proposed from imported months, decided by a person, watched by the clock, with goals that fit."""

from datetime import UTC, datetime

import pytest

from tenants.actions import stages
from tenants.store import stages as store
from tenants.store import targets
from tenants.store.base import new_id
from tenants.store.clients import community_by_id
from tenants.store.tenancy import use_tenant
from tenants.terms.errors import Refusal
from tenants.terms.period import Period
from tenants.terms.stages import Sign, Stage
from tests.communities import application, bring, make_place

NOVEMBER, JULY = datetime(2026, 11, 10, tzinfo=UTC), datetime(2026, 7, 10, tzinfo=UTC)


def months() -> list[str]:
    """Sixty people from January 2025; all are active until June 2026, then ever fewer, and some leave."""
    rows = [f"2025-01-05T08:{n:02d}:00Z,p{n},join" for n in range(60)]
    falling = ((7, 20, 4), (8, 15, 4), (9, 8, 4), (10, 6, 4))
    for month, active, leaving in (*((month, 30, 0) for month in range(1, 7)), *falling):
        rows += [f"2026-{month:02d}-{day:02d}T09:{n:02d}:00Z,p{n},message" for n in range(active) for day in (5, 28)]
        rows += [f"2026-{month:02d}-27T10:{n:02d}:00Z,p{59 - 4 * (month - 7) - n},leave" for n in range(leaving)]
    return [*rows, "2026-10-31T23:00:00Z,p0,message"]


@pytest.fixture
def community(database_url, tmp_path):
    path = tmp_path / "acts.csv"
    path.write_text("\n".join(["time,user,kind", *months()]))
    with application(database_url, tmp_path / "files"):
        place = make_place()
        bring(place, path)
        with use_tenant(place.tenant_id):
            yield community_by_id(place.community_id)


def test_months_that_are_over_propose_a_stage_which_a_person_confirms(community):
    before = stages.proposal(community, now=JULY)
    assert before is not None
    assert (before.stage, before.month) == (Stage.MATURE, "2026-06")
    assert {each.sign for each in before.reasons} >= {Sign.GROWN_UP, Sign.STEADY, Sign.LIVELY, Sign.AS_LIVELY}
    found = stages.proposal(community, now=NOVEMBER)
    assert found is not None
    assert (found.stage, found.month) == (Stage.DECLINING, "2026-10")
    row = stages.decide(community, "declining", "", now=NOVEMBER, by=None)
    assert (row.stage, row.proposed, row.month) == ("declining", "declining", "2026-10")
    assert stages.worded(row.reasons) == list(found.reasons)
    assert store.current(community).id == row.id


def test_another_stage_needs_a_reason_and_the_last_decision_can_be_taken_back(community):
    with pytest.raises(Refusal) as refused:
        stages.decide(community, "mature", " ", now=NOVEMBER, by=None)
    assert (refused.value.code, refused.value.field) == ("stage.reason_needed", "note")
    first = stages.decide(community, "mature", "The platform moved.", now=JULY, by=None)
    second = stages.decide(community, "declining", "", now=NOVEMBER, by=None)
    with pytest.raises(Refusal, match=r"stage\.decided_since"):
        stages.undo(community, first.id, by=None)
    stages.undo(community, second.id, by=None)
    assert store.current(community).stage == "mature"
    assert [row.state for row, _who in store.history(community)] == ["withdrawn", "confirmed"]


def test_the_clock_proposes_a_change_once_when_two_months_have_left_the_stage(community):
    stages.watch(now=NOVEMBER)
    assert store.proposals() == []
    stages.decide(community, "mature", "", now=JULY, by=None)
    stages.watch(now=JULY)
    assert store.waiting(community) is None
    stages.watch(now=NOVEMBER)
    waits = store.waiting(community)
    assert (waits.stage, waits.month) == ("declining", "2026-10")
    assert [row.community.id for row in store.proposals()] == [community.id]
    kept = stages.keep(community, now=NOVEMBER, by=None)
    stages.watch(now=NOVEMBER)
    assert store.waiting(community) is None, "a month is looked at once"
    stages.undo(community, kept.id, by=None)
    assert store.waiting(community).id == kept.id
    assert stages.decide(community, "declining", "", now=NOVEMBER, by=None).id == kept.id
    assert store.current(community).stage == "declining"
    with pytest.raises(Refusal, match=r"stage\.nothing_waits"):
        stages.keep(community, now=NOVEMBER, by=None)


def test_goals_that_fit_are_taken_over_in_one_step(community):
    period = Period.parse("2026-11")
    goals = {metric.key: said for metric, said in stages.goals(community, "mature", period, now=NOVEMBER)}
    assert goals
    assert set(goals) <= set(stages.factors("mature"))
    changed = stages.adopt(community, "mature", period, [*goals, "nps"], now=NOVEMBER, batch=new_id(), by=None)
    assert changed == len(goals)
    assert {row.metric: row.value for row in targets.in_force(community, period)} == {key: said.value for key, said in goals.items()}
