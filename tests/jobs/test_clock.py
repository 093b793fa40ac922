import contextlib
import re
import signal
from datetime import UTC, date, datetime, timedelta

import pytest

from jobs import chores, clock, poll, runtime, worker
from tenants.actions import schedules as acting
from tenants.actions.schedules import ScheduleForm
from tenants.store import heartbeat, reviews
from tenants.store.base import db
from tenants.store.clients import Community
from tenants.store.reports import ReportRun
from tenants.store.targets import TargetRow
from tenants.store.work import work
from tenants.terms.period import Cadence, Period
from tenants.terms.rhythm import Rhythm, came_due
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


@pytest.fixture
def scheduled(house):
    """A monthly schedule since April, with its owner."""
    house.seat("owner@lantern.example", "owner")
    with runtime.in_tenant(house.tenant_id):
        community = db.session.get(Community, (house.tenant_id, house.community_id))
        acting.create(community, "month", ScheduleForm(), first=Period.parse("2026-04"), by=None, now=JULY)
    return house


def letters(house):
    return sorted((letter.name, letter.facts["period"]) for letter in house.account_letters())


def test_a_tick_drafts_what_schedules_have_come_due_for_and_later_reminds(scheduled):
    clock.tick(JULY)
    months = ["2026-04", "2026-05", "2026-06"]
    assert letters(scheduled) == [("review_due", month) for month in months]
    clock.tick(JULY + timedelta(days=2))
    assert len(letters(scheduled)) == 3
    for _ in range(2):
        clock.tick(JULY + timedelta(days=3, minutes=1))
    assert letters(scheduled) == [(name, month) for name in ("review_due", "review_overdue") for month in months]


def test_clocks_that_run_at_once_as_processes_draft_once_and_write_one_letter(scheduled, environ, tmp_path):
    """Real processes on the real clock: what came due since April is drafted by exactly one of three."""
    logs = [tmp_path / f"clock{n}.log" for n in range(3)]
    due = [each.period.label for each in came_due(Rhythm(Cadence.MONTH, 2, 9, "Asia/Shanghai", date(2026, 4, 1)), clock.now(), None)]
    with contextlib.ExitStack() as stack:
        for log in logs:
            stack.enter_context(processes.worker(environ, log, "jobs.clock"))
        for log in logs:
            processes.eventually(lambda log=log: b"clock started" in log.read_bytes(), log)
        processes.eventually(lambda: len(letters(scheduled)) >= len(due), logs[0])
        # Leaving asks each to stop, which it does once its tick is done.
    with runtime.in_tenant(scheduled.tenant_id):
        assert [each.period for each in reviews.in_states("draft")] == due
    assert letters(scheduled) == [("review_due", label) for label in due]
    assert [log.name for log in logs if "Traceback" in log.read_text()] == []


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
