import io
import time
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy

import pypdf
import pytest

from jobs import poll, runtime
from jobs.chores import reap
from jobs.reports import render
from tenants.actions import letters, reporting
from tenants.actions.delivering import Office
from tenants.deliver.memory import MemoryTransport
from tenants.store.base import db
from tenants.store.reports import ReportRun
from tenants.terms.errors import Refusal
from tests.jobs import world

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
DOMAIN = "night.example"


def a_pdf(_document, _lang, _paper, **_rest):
    return b"%PDF-1.7 a report"


def make(house, run_id, renderer=a_pdf, **options):
    with runtime.in_tenant(house.tenant_id):
        return reporting.make_report(run_id, domain=DOMAIN, render=renderer, **options)


def test_a_published_review_becomes_a_stored_pdf_with_a_letter_for_each_recipient(here, tmp_path):
    house = world.settle(recipients=("a@brand.example", "b@brand.example"))
    run_id = house.publish()
    render(house.tenant_id, str(run_id))
    run = house.run(run_id)
    assert (run.state, run.step, run.attempt, run.error) == ("rendered", "mailing", 1, "")
    content = (tmp_path / "files" / run.file_key).read_bytes()
    assert run.size == len(content)
    assert run.pages == len(pypdf.PdfReader(io.BytesIO(content)).pages) >= 5
    assert [(each.recipient, each.state) for each in house.letters()] == [("a@brand.example", "pending"), ("b@brand.example", "pending")]


def test_a_job_that_runs_twice_makes_one_report(house, files):
    run_id = house.publish()
    assert make(house, run_id) is True
    assert make(house, run_id) is False
    assert len(files()) == len(house.letters()) == 1


def test_a_report_for_download_only_is_not_mailed(house):
    run_id = house.publish(deliver=False)
    make(house, run_id)
    assert house.letters() == []
    assert house.run(run_id).step == ""


def test_a_stale_worker_drops_its_file_and_changes_nothing(house, files):
    run_id = house.publish()

    def overtaken(*_args, **_rest):
        house.set(ReportRun, run_id, lease_until=LONG_AGO)
        assert make(house, run_id) is True  # another worker, while we were rendering
        return b"%PDF-1.7 of the stale one"

    assert make(house, run_id, overtaken) is False
    run = house.run(run_id)
    assert (run.state, run.fence, run.sha256) == ("rendered", 2, run.sha256)
    assert files() == [f"{run_id}-2.pdf"]
    assert len(house.letters()) == 1


def test_a_worker_overtaken_after_it_stored_its_file_drops_that_file(house, files, monkeypatch):
    run_id = house.publish()
    finish = reporting._finish

    def late(*args):
        monkeypatch.setattr(reporting, "_finish", finish)
        house.set(ReportRun, run_id, lease_until=LONG_AGO)
        make(house, run_id)
        with runtime.in_tenant(house.tenant_id):
            return finish(*args)

    monkeypatch.setattr(reporting, "_finish", late)
    assert make(house, run_id) is False
    assert files() == [f"{run_id}-2.pdf"]


def test_a_claim_whose_worker_died_is_free_again_once_its_lease_has_run_out(house):
    run_id = house.publish()
    house.set(ReportRun, run_id, state="rendering", fence=1, attempt=1, lease_until=datetime.now(UTC) + timedelta(minutes=1))
    assert make(house, run_id) is False
    house.set(ReportRun, run_id, lease_until=LONG_AGO)
    assert make(house, run_id) is True
    assert house.run(run_id).attempt == 2


def test_a_run_that_kills_its_worker_three_times_fails_with_its_reason_and_the_others_go_on(house):
    bad, good = house.publish("2026-05"), house.publish("2026-06")
    house.set(ReportRun, bad, state="rendering", fence=3, attempt=3, lease_until=LONG_AGO)
    assert make(house, bad) is False
    reap(datetime.now(UTC))
    assert (house.run(bad).state, house.run(bad).error) == ("failed", "report.worker_died")
    assert make(house, good) is True


def test_a_refused_rendering_is_tried_again_later_and_fails_in_the_end_with_its_reason(house):
    run_id = house.publish()

    def refuses(*_args, **_rest):
        raise Refusal("report.timed_out", seconds=60)

    for attempt in (1, 2, 3):
        assert make(house, run_id, refuses) is False
        run = house.run(run_id)
        assert (run.attempt, run.state) == (attempt, "failed" if attempt == 3 else "due")
        assert (run.error, run.error_facts) == ("report.timed_out", {"seconds": 60})
        assert run.next_at > datetime.now(UTC)
        assert make(house, run_id) is False  # not before its time
        house.set(ReportRun, run_id, next_at=LONG_AGO)


def test_a_mistake_of_ours_is_noted_on_the_row_and_shown_in_the_log(house):
    run_id = house.publish()

    def breaks(*_args, **_rest):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        make(house, run_id, breaks)
    run = house.run(run_id)
    assert (run.state, run.error) == ("due", "report.render_failed")
    assert "ZeroDivisionError" in run.error_facts["detail"]


@pytest.mark.parametrize("ending", ["refused", "killed"])
def test_the_agency_is_told_once_when_a_report_fails_for_good(house, ending):
    owner = house.seat("owner@agency.example", "owner")
    house.seat("reader@brand.example", "client")
    run_id = house.publish()
    if ending == "refused":

        def refusing(*_args, **_rest):
            raise Refusal("report.too_large", bytes=1)

        for _attempt in range(3):
            assert house.account_letters() == [], "while it is tried again there is nothing to tell"
            make(house, run_id, refusing)
            house.set(ReportRun, run_id, next_at=LONG_AGO)
    else:
        house.set(ReportRun, run_id, state="rendering", fence=3, attempt=3, lease_until=LONG_AGO)
        reap(datetime.now(UTC))
    reap(datetime.now(UTC))
    assert house.run(run_id).state == "failed"
    [letter] = house.account_letters()
    assert (letter.name, letter.recipient, letter.language) == ("report_failed", owner, "en")
    assert letter.facts["link"] == f"/w/lantern/reports/{run_id}"
    assert letter.facts["reason"]


def test_a_letter_queued_with_a_page_is_sent_with_its_whole_address(house):
    house.seat("owner@agency.example", "owner")
    run_id = house.publish()
    house.set(ReportRun, run_id, state="rendering", fence=3, attempt=3, lease_until=LONG_AGO)
    reap(datetime.now(UTC))
    [letter] = house.account_letters()
    transport = MemoryTransport()
    with runtime.in_no_tenant():
        letters.send(letter.id, Office(transport, "reports@night.example", "https://qunce.example"), now=datetime.now(UTC))
    [(_envelope, content)] = transport.letters
    text = message_from_bytes(content, policy=policy.default).get_body(("plain",)).get_content()
    assert f"https://qunce.example/w/lantern/reports/{run_id}" in text


def test_a_person_may_start_a_failed_run_again(house):
    run_id = house.publish()
    house.set(ReportRun, run_id, state="failed", attempt=3, error="report.worker_died")
    with runtime.in_tenant(house.tenant_id):
        reporting.retry(db.session.merge(house.run(run_id)), by=None)
        with pytest.raises(Refusal) as refused:
            reporting.retry(db.session.merge(house.run(run_id)), by=None)
    assert refused.value.code == "report.not_failed"
    assert make(house, run_id) is True


def test_how_far_a_run_has_come_can_be_seen_while_it_runs(house):
    run_id = house.publish()
    seen = []

    def looks(*_args, **_rest):
        seen.append(house.run(run_id).step)
        return b"%PDF"

    make(house, run_id, looks)
    assert seen == ["rendering"]


def test_no_transaction_stays_open_while_a_report_is_rendered(house, superuser):
    run_id = house.publish()
    seen = []

    def looks(*_args, **_rest):
        query = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%'"
        until = time.monotonic() + 1
        while (count := superuser.execute(query).fetchone()[0]) and time.monotonic() < until:
            time.sleep(0.02)
        seen.append(count)
        return b"%PDF"

    make(house, run_id, looks)
    assert seen == [0]


def test_another_workspace_cannot_make_a_run_of_this_one(house):
    other = world.settle("harbour")
    run_id = house.publish()
    assert make(other, run_id) is False
    assert house.run(run_id).state == "due"


def test_the_poll_finds_what_waits_in_every_workspace(house):
    other = world.settle("harbour")
    first, second = house.publish(), other.publish()
    assert list(poll.waiting()) == [
        ("jobs.reports.render", (house.tenant_id, str(first))),
        ("jobs.reports.render", (other.tenant_id, str(second))),
    ]


def test_whoever_renders_renews_the_lease_and_stops_once_the_run_was_taken_away(house):
    run_id = house.publish()
    seen = []

    def slow(_document, _lang, _paper, *, pulse, **_rest):
        house.set(ReportRun, run_id, lease_until=LONG_AGO)
        pulse.last = float("-inf")
        pulse()
        seen.append(house.run(run_id).lease_until)
        house.set(ReportRun, run_id, fence=7)
        pulse.last = float("-inf")
        pulse()
        return b"never made"

    assert make(house, run_id, slow) is False
    assert seen[0] > datetime.now(UTC)
    assert house.run(run_id).fence == 7
    assert house.letters() == []


def test_a_disk_that_is_full_is_told_and_tried_again(house, files, monkeypatch):
    run_id = house.publish()

    def full(*_args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(reporting.files, "put_as", full)
    assert make(house, run_id) is False
    run = house.run(run_id)
    assert (run.state, run.error) == ("due", "report.not_stored")
    assert "No space left" in run.error_facts["detail"]
    monkeypatch.undo()
    house.set(ReportRun, run_id, next_at=LONG_AGO)
    assert make(house, run_id) is True
    assert len(files()) == 1


def test_what_killed_workers_left_on_the_disk_is_swept_and_nothing_else(house, files, tmp_path):
    run_id = house.publish()
    make(house, run_id)
    folder = tmp_path / "files" / "tenant" / str(house.tenant_id) / "reports"
    [kept] = files()
    for name in (f"{run_id}-9.pdf", f"{run_id}-9.pdf#1"):
        (folder / name).write_bytes(b"half")
    with runtime.in_tenant(house.tenant_id):
        assert reporting.sweep(now=datetime.now(UTC)) == 0
        later = datetime.now(UTC) + reporting.STRAY + timedelta(minutes=1)
        assert reporting.sweep(now=later) == 1
    assert [each.name for each in folder.iterdir()] == [kept]
