"""The page of a community's stage: reasons in words, a decision, the playbook, goals, and the task on the first page."""

import pytest

from tenants.actions import importing, stages
from tenants.store.clients import community_by_slug
from tests.actions.test_stages import JULY, NOVEMBER, months
from tests.webapp.june import inside

HERE = "/w/north/communities/hikers-1"


@pytest.fixture
def data(app, world, tmp_path):
    path = tmp_path / "acts.csv"
    path.write_text("\n".join(["time,user,kind", *months()]))
    with inside(app, world.a):
        importing.now(community_by_slug("hikers-1").id, path, format="events-csv", now=NOVEMBER)
    return world


@pytest.fixture
def manager(as_person, world):
    return as_person(world.a.people["manager"].email)


def test_the_figures_propose_and_a_manager_decides(data, manager, as_person):
    page = manager.get(f"{HERE}/stage").text
    assert "The figures say: Declining" in page
    assert "More people go than come" in page
    assert "Talk to ten who grew quiet" in page
    refused = manager.send(f"{HERE}/stage", stage="mature", note="")
    assert refused.status_code == 422
    assert "Say in a sentence why you choose this one." in refused.text
    assert manager.send(f"{HERE}/stage", stage="mature", note="Holidays; the core is all there.").status_code == 303
    page = manager.get(f"{HERE}/stage").text
    assert "chosen; the figures proposed: Declining" in page
    assert "Hand over the programme" in page
    assert "Stage: Mature" in manager.get(HERE).text
    assert as_person(data.a.people["analyst"].email).send(f"{HERE}/stage", stage="mature").status_code == 403


def test_goals_of_the_stage_become_targets_in_one_step(data, manager):
    page = manager.get(f"{HERE}/stage?period=2026-11").text
    assert 'name="metric" value="active_rate"' in page
    assert manager.send(f"{HERE}/stage/targets", period="2026-11", stage="declining").status_code == 422
    done = manager.send(f"{HERE}/stage/targets", period="2026-11", stage="declining", metric=["active_rate", "silent_rate"])
    assert done.status_code == 303
    assert done.headers["Location"].endswith("/communities/hikers-1/targets?period=2026-11")
    assert "promised now:" in manager.get(f"{HERE}/stage?period=2026-11").text


def test_a_change_that_waits_is_a_task_of_the_day(data, app, manager):
    with inside(app, data.a):
        stages.decide(community_by_slug("hikers-1"), "mature", "", now=JULY, by=None)
        stages.watch(now=NOVEMBER)
    home = manager.get("/w/north/").text
    assert "the figures speak for Declining" in home
    page = manager.get(f"{HERE}/stage").text
    assert "Two months in a row" in page
    assert manager.send(f"{HERE}/stage/keep").status_code == 303
    page = manager.get(f"{HERE}/stage").text
    assert "Two months in a row" not in page
    assert "proposed by the figures, declined" in page
    assert "Stages to decide" not in manager.get("/w/north/").text
    with inside(app, data.a):
        from tenants.store import stages as store

        last = store.newest(community_by_slug("hikers-1")).id
    assert manager.send(f"{HERE}/stage/undo?decision={last}").status_code == 303
    assert "Stages to decide" in manager.get("/w/north/").text


def test_before_a_whole_month_nothing_is_proposed(world, manager):
    page = manager.get("/w/north/communities/hikers-2/stage").text
    assert "Too early to propose a stage" in page
