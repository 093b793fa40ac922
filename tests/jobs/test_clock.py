import re
import signal
from datetime import UTC, date, datetime

import pytest

from jobs import chores, clock, poll, runtime, worker
from tenants.store import heartbeat, reviews
from tenants.store.base import db
from tenants.store.clients import Community
from tenants.store.reports import ReportRun
from tenants.store.targets import TargetRow
from tenants.store.work import work
from tests.architecture.sources import python
from tests.jobs import processes, world

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
JULY = datetime(2026, 7, 3, 2, 0, tzinfo=UTC)


def named_jobs():
    """Every job that the product names, with the file that names it."""
    for source in python("webapp", "jobs", "tenants"):
        for name in re.findall(r'"(jobs\.[a-z_]+\.[a-z_]+)"', source.text):
            yield pytest.param(name, id=f"{source.name}: {name}")


@pytest.mark.parametrize("name", list(named_jobs()))
def test_every_job_that_is_named_exists(name):
    assert callable(worker.resolve(name))


def test_there_are_jobs_named_at_all():
    assert len(list(named_jobs())) > 5


def test_the_clock_leaves_a_heartbeat(house):
    clock.tick(JULY)
    with runtime.in_no_tenant():
        assert 0 <= heartbeat.ages()["clock"] < 60


def test_two_ticks_do_no_more_than_one(house):
    run_id = house.publish()
    house.set(ReportRun, run_id, state="rendering", fence=1, attempt=1, lease_until=LONG_AGO)
    with runtime.in_tenant(house.tenant_id), work():
        db.session.get(Community, (house.tenant_id, house.community_id)).created_at = LONG_AGO
        span = {"period": "2026-05", "period_first": date(2026, 5, 1), "period_until": date(2026, 6, 1)}
        db.session.add(TargetRow(community_id=house.community_id, metric="active_rate", value=0.4, direction="up", **span))
    clock.tick(JULY)
    clock.tick(JULY)
    assert (house.run(run_id).state, house.run(run_id).attempt) == ("due", 1)
    with runtime.in_tenant(house.tenant_id):
        drafted = [each.period for each in reviews.in_states("draft")]
    assert drafted == ["2026-05"]


def test_what_goes_wrong_in_one_workspace_keeps_no_other_waiting(house, monkeypatch, caplog):
    other = world.settle("harbour")
    seen = []

    def deed(tenant_id):
        if tenant_id == house.tenant_id:
            raise ZeroDivisionError
        seen.append(tenant_id)

    poll.each_tenant(deed)
    assert seen == [other.tenant_id]
    assert "ZeroDivisionError" in caplog.text


def test_a_chore_that_fails_keeps_no_other_from_being_done(house, monkeypatch):
    def breaks(_moment):
        raise ZeroDivisionError

    monkeypatch.setattr(chores, "reap", breaks)
    clock.tick(JULY)
    with runtime.in_no_tenant():
        assert "clock" in heartbeat.ages()


def test_the_clock_runs_as_a_process_and_stops_when_told(house, environ, tmp_path):
    log = tmp_path / "clock.log"
    with processes.worker(environ, log, "jobs.clock") as running:
        processes.eventually(lambda: "clock" in beats(), log)
        running.send_signal(signal.SIGINT)
        assert running.wait(20) == 0


def beats():
    with runtime.in_no_tenant():
        return heartbeat.ages()
