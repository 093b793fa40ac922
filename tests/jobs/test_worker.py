import gc
import os
import signal
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
import redis
from rq.registry import FailedJobRegistry

from jobs import clock, queue, runtime, worker
from jobs.chores import hint
from tenants.actions import handing, reporting
from tenants.deliver import smtp
from tenants.render import bounded
from tenants.store import heartbeat
from tenants.store.reports import ReportRun
from tests.jobs import processes, world
from tests.jobs.processes import eventually
from webapp.launch import account
from webapp.launch.valkey import Valkey

FAST = "tests.faults.worker"
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture
def log(tmp_path):
    return tmp_path / "worker.log"


@pytest.fixture
def quick(environ):
    """The environment of a worker whose reports cost nothing."""
    return environ | {"QUNCE_TEST_RENDER_S": "0"}


def is_mailed(house):
    return lambda: [each.state for each in house.letters()] == ["sent"] * len(house.runs())


def test_a_hint_is_followed_at_once_and_the_letter_goes_out(house, environ, log, smtp_server):
    with processes.worker(environ, log) as running:
        eventually(lambda: "worker started" in log.read_text(), log)
        run_id = house.publish()
        queue.enqueue("jobs.reports.render", (house.tenant_id, str(run_id)))
        eventually(is_mailed(house), log)
        assert running.poll() is None
    assert len(smtp_server.letters) == 1
    assert house.runs()[0].pages >= 5


def test_a_flushed_queue_costs_one_poll_and_nothing_else(house, quick, log, redis_url, smtp_server):
    run_id = house.publish()
    queue.enqueue("jobs.reports.render", (house.tenant_id, str(run_id)))
    with redis.Redis.from_url(redis_url) as line:
        line.flushdb()
    with processes.worker(quick, log, FAST):
        eventually(is_mailed(house), log)
    assert len(smtp_server.letters) == 1


def test_without_a_queue_the_database_is_worked_off_directly(house, quick, log):
    house.publish()
    with processes.worker(quick | {"REDIS_URL": "unix:///nowhere/valkey.sock?db=0"}, log, FAST):
        eventually(is_mailed(house), log)


def test_a_queue_that_goes_away_and_comes_back_is_waited_for(here, quick, log):
    house = world.settle()
    with tempfile.TemporaryDirectory(prefix="qunce-", dir="/tmp") as folder:
        Path(folder).chmod(0o755)  # the server may run as another user
        who = account.current()
        own = Valkey(Path(folder, "home"), Path(folder, "s"), who, throwaway=True)
        who.own(own.home)
        who.own(own.socket.parent)
        own.start()
        with processes.worker(quick | {"REDIS_URL": own.url()}, log, FAST) as running:
            house.publish("2026-04")
            eventually(is_mailed(house), log)
            own.stop()
            house.publish("2026-05")
            eventually(is_mailed(house), log)
            own.start()
            house.publish("2026-06")
            eventually(is_mailed(house), log)
            assert running.poll() is None
        own.stop()


def test_a_killed_worker_leaves_its_run_to_another_and_there_is_one_report(house, quick, log, smtp_server, files):
    run_id = house.publish()
    first = processes.start(quick | {"QUNCE_TEST_RENDER_S": "60"}, log, FAST)
    try:
        eventually(lambda: house.run(run_id).step == "rendering", log)
    finally:
        processes.kill(first)
    assert house.run(run_id).state == "rendering"
    house.set(ReportRun, run_id, lease_until=LONG_AGO)  # three minutes later
    with processes.worker(quick, log, FAST):
        eventually(is_mailed(house), log)
    run = house.run(run_id)
    assert (run.state, run.attempt, run.fence) == ("rendered", 2, 2)
    assert files() == [f"{run_id}-2.pdf"]
    assert len(smtp_server.letters) == 1


def test_a_killed_fork_takes_neither_the_worker_nor_other_runs_with_it(house, environ, log):
    bad, good = house.publish("2026-05"), house.publish("2026-06")
    house.set(ReportRun, good, next_at=datetime(2030, 1, 1, tzinfo=UTC))
    queue.enqueue("jobs.reports.render", (house.tenant_id, str(bad)))
    with processes.worker(environ | {"QUNCE_TEST_RENDER_S": "60"}, log, FAST) as running:
        eventually(lambda: house.run(bad).step == "rendering", log)
        for pid in processes.family(running.pid)[1:]:
            os.kill(pid, signal.SIGKILL)
        house.set(ReportRun, bad, state="failed")
        house.set(ReportRun, good, next_at=LONG_AGO)
        eventually(lambda: house.run(good).step == "rendering", log)
        for pid in processes.family(running.pid)[1:]:
            os.kill(pid, signal.SIGKILL)
        eventually(lambda: len(processes.family(running.pid)) == 1, log)
        assert running.poll() is None


def test_the_job_in_hand_is_finished_before_the_worker_stops(house, environ, log):
    run_id = house.publish()
    queue.enqueue("jobs.reports.render", (house.tenant_id, str(run_id)))
    with processes.worker(environ | {"QUNCE_TEST_RENDER_S": "1"}, log, FAST) as running:
        eventually(lambda: house.run(run_id).step == "rendering", log)
        processes.stop(running)
    assert house.run(run_id).state == "rendered"


def test_arguments_travel_as_json_and_a_job_that_fails_is_kept_to_be_looked_at(house, redis_url):
    queue.enqueue("jobs.reports.render", (house.tenant_id, "x"))
    line = queue.line(redis_url)
    waiting = queue.make(line)
    [job] = waiting.jobs
    assert (job.func_name, job.args) == ("jobs.reports.render", [house.tenant_id, "x"])
    assert b"pickle" not in job.data
    assert FailedJobRegistry(queue=waiting).count == 0


def test_the_clock_hints_again_at_what_waits(house, redis_url):
    run_id = house.publish()
    hint(LONG_AGO)
    [job] = queue.make(queue.line(redis_url)).jobs
    assert job.args == [house.tenant_id, str(run_id)]


def test_a_dead_queue_keeps_nobody_waiting(house, redis_url):
    queue.connect("unix:///nowhere/valkey.sock?db=0")
    queue.enqueue("jobs.reports.render", (house.tenant_id, "x"))
    assert queue.ping() is False
    queue.connect(redis_url)
    assert queue.ping() is True


@pytest.mark.parametrize("job", ["jobs.reports.render", "jobs.deliveries.send", "jobs.letters.send"])
def test_a_job_is_found_by_its_name(job):
    assert callable(worker.resolve(job))


def test_a_worker_lives_in_the_database_until_it_leaves(here, quick, log):
    def workers():
        with runtime.in_no_tenant():
            return [name for name in heartbeat.ages() if name.startswith(heartbeat.WORKER)]

    with processes.worker(quick, log, FAST) as running:
        [name] = eventually(workers, log)
        assert name.endswith(f":{running.pid}")
    assert workers() == []


def test_a_worker_that_is_told_to_stop_as_it_appears_leaves_in_order(here, monkeypatch):
    sign, before = worker.sign, {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    names = []

    def appear():
        sign()
        with runtime.in_no_tenant():
            names.extend(heartbeat.ages())
        os.kill(os.getpid(), signal.SIGTERM)

    monkeypatch.setattr(worker, "sign", appear)
    monkeypatch.setattr(worker, "_signed", [-worker.BEAT_S])
    monkeypatch.setattr(worker.QueueWorker, "stopping", False)
    monkeypatch.setattr(worker.reporting, "warm", lambda: None)
    try:
        worker.main()
    finally:
        gc.unfreeze()
        for number, handler in before.items():
            signal.signal(number, handler)
    assert names == [worker.name()]
    with runtime.in_no_tenant():
        assert heartbeat.ages() == {}


def test_a_worker_that_is_killed_is_missed(here, quick, log):
    running = processes.start(quick, log, FAST)

    def crew():
        with runtime.in_no_tenant():
            return heartbeat.crew(heartbeat.ages())

    try:
        eventually(lambda: crew().living, log)
    finally:
        processes.kill(running)
    with runtime.in_no_tenant():
        later = {name: age + heartbeat.GONE_S for name, age in heartbeat.ages().items()}
        gone = heartbeat.crew(later)
    assert gone.living == 0
    assert gone.lost_s > heartbeat.GONE_S


def test_a_dead_worker_is_noticed_within_a_minute():
    """Its lease ends, the clock looks; and whoever lives says so several times within a lease."""
    lease = max(handing.LEASE, reporting.LEASE).total_seconds()
    assert lease + clock.STEP_S < 60
    assert heartbeat.GONE_S + clock.STEP_S <= 60
    assert bounded._PULSE_S < lease / 4 < lease / 2
    assert lease / 1.5 > smtp.STALL_S, "no step of a conversation may outlast a lease"
    assert worker.BEAT_S * 3 < heartbeat.GONE_S


def test_a_report_that_kills_its_worker_fails_with_its_reason_and_the_others_go_on(house, quick, log, smtp_server):
    poison, good = house.publish("2026-05"), house.publish("2026-06")
    house.set(ReportRun, poison, paper="poison")
    with processes.worker(quick, log, FAST) as running:
        for attempt in (1, 2, 3):
            eventually(lambda attempt=attempt: house.run(poison).attempt >= attempt, log)
            eventually(lambda: len(processes.family(running.pid)) == 1, log)
            house.set(ReportRun, poison, lease_until=LONG_AGO)
        eventually(lambda: house.run(poison).state == "failed", log)
        eventually(lambda: [each.state for each in house.letters()] == ["sent"], log)
    assert (house.run(poison).error, house.run(poison).error_facts) == ("report.worker_died", {"times": 3})
    assert house.run(good).state == "rendered"
