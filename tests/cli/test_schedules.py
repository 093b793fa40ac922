"""Schedules, the clock, reports in every form and the ledger of letters, from the command line."""

import json
import zipfile

import pytest

SCHEDULE = {
    "schedule", "community", "cadence", "settle_days", "hour", "timezone", "first", "approver", "recipients", "lang", "unreviewed", "state",
    "next",
}  # fmt: skip
FEBRUARY = ("--period", "2026-02")
DUE = "2026-03-03T09:00:00Z"


@pytest.fixture
def scheduled(in_it, february):
    """February imported, and due on 3 March at nine."""
    assert in_it("import", february).code == 0
    done = in_it("schedule", "add", "--first", "2026-02", "--approver", "owner@harbour.example")
    assert done.code == 0, done.out
    return done.json


def tick(qunce, moment, *more):
    return qunce("clock", "tick", "--now", moment, *more)


def test_a_schedule_is_added_and_listed_with_its_next_dates(qunce, in_it, scheduled):
    assert set(scheduled) == SCHEDULE
    assert (scheduled["community"], scheduled["cadence"], scheduled["first"], scheduled["state"]) == (
        "regulars",
        "month",
        "2026-02",
        "active",
    )
    assert (scheduled["approver"], scheduled["recipients"], scheduled["lang"]) == ("owner@harbour.example", [], "en")
    assert scheduled["unreviewed"] is False
    assert len(scheduled["next"]) == 3
    assert all(each["due_at"].endswith("03T09:00:00Z") for each in scheduled["next"])
    assert [each["schedule"] for each in qunce("schedule", "list", "--tenant", "harbour").json["schedules"]] == [scheduled["schedule"]]
    assert qunce("schedule", "list", "--tenant", "harbour", "--archived").json == {"schedules": []}


def test_what_a_schedule_cannot_be_is_refused(in_it, scheduled):
    assert in_it("schedule", "add").refused == "schedule.taken"
    for wrong, code in (
        (("--settle-days", "40"), "schedule.settle_days"),
        (("--hour", "24"), "schedule.hour"),
        (("--approver", "nobody@harbour.example"), "schedule.approver"),
        (("--recipient", "nobody"), "email.unusable"),
        (("--first", "2026-02"), "schedule.first"),
    ):
        assert in_it("schedule", "add", "--cadence", "week", *wrong).refused == code
    assert in_it("schedule", "add", "--cadence", "day").code == 2
    assert in_it("schedule", "pause", "--cadence", "year").refused == "schedule.not_found"


def test_the_clock_shows_what_would_be_due_and_changes_nothing_until_it_is_told_to(qunce, in_it, scheduled, superuser):
    early = tick(qunce, "2026-03-03T08:59Z").json
    assert (early["run"], early["due"]) == (False, [])
    plan = {"tenant": "harbour", "deed": "draft", "community": "regulars", "cadence": "month", "period": "2026-02", "due_at": DUE}
    for _ in range(2):
        assert tick(qunce, "2026-03-03T17:00+08:00").json["due"] == [plan]
    assert superuser.execute("SELECT count(*) FROM review").fetchone() == (0,)
    done = tick(qunce, DUE, "--run").json
    assert (done["run"], done["due"]) == (True, [plan])
    assert superuser.execute("SELECT period, state FROM review").fetchall() == [("2026-02", "draft")]
    assert superuser.execute("SELECT name, recipient FROM account_letter").fetchall() == [("review_due", "owner@harbour.example")]
    assert tick(qunce, DUE).json["due"] == []
    assert [each["deed"] for each in tick(qunce, "2026-03-20T00:00Z").json["due"]] == ["remind"]


def test_a_moment_without_its_zone_is_refused(qunce, harbour):
    assert tick(qunce, "2026-03-03T09:00").refused == "schedule.moment"
    assert tick(qunce, "tomorrow").refused == "schedule.moment"


def test_the_clock_alone_holds_a_report_that_nobody_reads_while_its_data_has_gaps(qunce, in_it, february, superuser):
    in_it("import", february)
    in_it("schedule", "add", "--first", "2026-02", "--unreviewed", "--recipient", "boss@tea.example", "--lang", "zh_Hans_CN")
    assert [each["deed"] for each in tick(qunce, DUE, "--run").json["due"]] == ["send"]
    assert superuser.execute("SELECT outcome FROM scheduled_period").fetchone() == ("held",)
    assert superuser.execute("SELECT count(*) FROM report_run").fetchone() == (0,)
    assert superuser.execute("SELECT name, recipient FROM account_letter").fetchall() == [("schedule_held", "owner@harbour.example")]


def test_pause_resume_and_archive(qunce, in_it, scheduled):
    assert in_it("schedule", "pause").json["state"] == "paused"
    assert tick(qunce, DUE, "--run").json["due"] == []
    assert in_it("schedule", "resume").refused == "schedule.missed"
    resumed = in_it("schedule", "resume", "--missed", "skip").json
    assert resumed["state"] == "active"
    assert resumed["missed"] > 0
    assert tick(qunce, DUE).json["due"] == []
    archived = in_it("schedule", "archive").json
    assert (archived["state"], archived["next"]) == ("archived", [])
    assert in_it("schedule", "archive").refused == "schedule.not_found"
    assert len(qunce("schedule", "list", "--tenant", "harbour", "--archived").json["schedules"]) == 1


@pytest.mark.parametrize(
    ("form", "holds"),
    [
        ("pdf", lambda path: path.read_bytes().startswith(b"%PDF-")),
        ("html", lambda path: "Regulars" in path.read_text(encoding="utf-8") and "<html" in path.read_text(encoding="utf-8")),
        ("json", lambda path: "Regulars" in json.dumps(json.loads(path.read_bytes()))),
        ("xlsx", lambda path: "xl/workbook.xml" in zipfile.ZipFile(path).namelist()),
    ],
)
def test_a_report_is_written_in_every_form(in_it, february, tmp_path, form, holds):
    in_it("import", february)
    path = tmp_path / f"report.{form}"
    done = in_it("report", *FEBRUARY, "--lang", "en", "--format", form, "--out", path)
    assert done.code == 0, done.out + done.err
    assert (done.json["format"], done.json["bytes"]) == (form, path.stat().st_size)
    assert holds(path)


def test_a_version_of_a_report_that_is_not_there_is_refused(in_it, february, tmp_path):
    in_it("import", february)
    in_it("review", "draft", *FEBRUARY)
    path = tmp_path / "report.json"
    assert in_it("report", *FEBRUARY, "--lang", "en", "--format", "json", "--version", "1", "--out", path).json["version"] == 1
    assert in_it("report", *FEBRUARY, "--lang", "en", "--version", "2", "--out", path).refused == "review.not_found"


def test_the_ledger_names_every_letter_and_why_it_stopped(qunce, in_it, scheduled, superuser):
    assert qunce("deliveries", "--tenant", "harbour").json == {"deliveries": []}
    in_it("review", "draft", *FEBRUARY)
    in_it("review", "approve", *FEBRUARY)
    in_it("review", "publish", *FEBRUARY)
    [(tenant, run, client)] = superuser.execute("SELECT tenant_id, id, client_id FROM report_run").fetchall()
    superuser.execute(
        "INSERT INTO delivery (tenant_id, id, run_id, client_id, recipient, message_id, state, attempt, fence, error, error_text, bounce)"
        " VALUES (%s, gen_random_uuid(), %s, %s, 'mei@tea.example', 'm@x', 'failed', 2, 2, 'delivery.refused', '550 no', '')",
        [tenant, run, client],
    )
    [letter] = qunce("deliveries", "--tenant", "harbour", *FEBRUARY).json["deliveries"]
    assert (letter["recipient"], letter["state"], letter["attempts"], letter["server"]) == ("mei@tea.example", "failed", 2, "550 no")
    assert letter["reason"]
    assert letter["error"] == "delivery.refused"
    assert qunce("deliveries", "--tenant", "harbour", "--period", "2026-03").json == {"deliveries": []}
