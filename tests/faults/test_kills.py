"""Workers are killed at random, again and again: nothing may be lost, nothing may arrive twice, and everything odd must be shown."""

import os
import random
import signal
import time
from collections import Counter
from datetime import UTC, datetime
from email import message_from_bytes

import pytest

from jobs import queue
from jobs.chores import reap
from tests.jobs import processes, world

RUNS_EACH = 10
WORKERS = 3
KILLS = 12
PATIENCE_S = 50


@pytest.mark.slow
def test_a_round_of_kills_loses_nothing_and_sends_nothing_twice(here, environ, tmp_path, smtp_server):
    houses = [world.settle("lantern", recipients=("a@brand.example", "b@brand.example")), world.settle("harbour")]
    for house in houses:
        for version in range(RUNS_EACH):
            run_id = house.publish(f"20{10 + version}-06")
            queue.enqueue("jobs.reports.render", (house.tenant_id, str(run_id)))
    smtp_server.delay_s = 0.2
    kills = survive(environ | {"QUNCE_TEST_RENDER_S": "random", "QUNCE_LEASE_S": "2"}, tmp_path / "worker.log", houses)
    ledger = take_stock(houses, smtp_server, tmp_path / "files")
    print(f"\n{kills} kills: {dict(ledger)}")  # noqa: T201 - the ledger is what the round is for
    assert kills > KILLS / 2
    assert ledger["unsettled"] == ledger["lost"] == ledger["twice"] == ledger["unexplained"] == ledger["broken"] == 0
    assert ledger["reports"] + ledger["failed runs"] == len(houses) * RUNS_EACH
    assert ledger["claims"] > len(houses) * RUNS_EACH + ledger["letters"], "no kill hit a run: the round proved nothing"
    assert ledger["sent"] + ledger["held"] == ledger["letters"]


def survive(environ, log, houses):
    """Kill and replace workers at random until everything is settled; return how many were killed."""
    dice = random.Random(20260703)
    crew = [processes.start(environ, log, "tests.faults.worker") for _ in range(WORKERS)]
    kills, until, next_kill = 0, time.monotonic() + PATIENCE_S, 0.0
    try:
        while not settled(houses):
            assert time.monotonic() < until, log.read_text()[-3000:]
            busy = [each for each in range(WORKERS) if len(processes.family(crew[each].pid)) > 1]
            if busy and kills < KILLS and time.monotonic() > next_kill and in_hand(houses):
                kills += 1
                next_kill = time.monotonic() + dice.uniform(0.1, 0.7)
                one = dice.choice(busy)
                strike(crew[one], dice)
                if crew[one].poll() is not None:
                    crew[one] = processes.start(environ, log, "tests.faults.worker")
            reap(datetime.now(UTC))
            time.sleep(0.05)
    finally:
        for each in crew:
            processes.kill(each)
    return kills


def strike(process, dice):
    """A fork alone dies, as when memory runs out, or the worker with all its forks."""
    forks = processes.family(process.pid)[1:]
    if forks and dice.random() < 0.5:
        for pid in forks:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
    else:
        processes.kill(process)


def in_hand(houses):
    """Whether a kill could hit something now."""
    at_work = {"rendering", "sending", "handing"}
    return any(each.state in at_work for house in houses for each in (*house.runs(), *house.letters()))


def settled(houses):
    return all(run.state == "failed" or (run.state == "rendered" and run.step == "") for house in houses for run in house.runs()) and all(
        each.state in {"sent", "held", "failed"} for house in houses for each in house.letters()
    )


def take_stock(houses, smtp_server, folder):
    """Compare what the rows say with the files there are and the letters that arrived."""
    arrived = Counter(message_from_bytes(each.original_content)["Message-ID"].strip("<>") for each in smtp_server.letters)
    ledger = Counter(arrived=arrived.total())
    for house in houses:
        for run in house.runs():
            ledger["claims"] += run.fence
            ledger["reports" if run.state == "rendered" else "failed runs"] += 1
            ledger["unexplained"] += run.state == "failed" and not run.error
            content = (folder / run.file_key).read_bytes() if run.state == "rendered" else b""
            ledger["broken"] += run.state == "rendered" and not (len(content) == run.size and content.endswith(b"%%EOF\n"))
        for letter in house.letters():
            ledger["letters"] += 1
            ledger["claims"] += letter.fence
            ledger[letter.state] += 1
            ledger["unsettled"] += letter.state in {"pending", "sending", "handing"}
            ledger["twice"] += arrived[letter.message_id] > 1
            ledger["lost"] += letter.state == "sent" and arrived[letter.message_id] == 0
            ledger["unexplained"] += letter.state in {"held", "failed"} and not letter.error
    return ledger
