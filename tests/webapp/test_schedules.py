"""The pages of schedules, and the letters they lead to, on a clock of the tests' own."""

import re
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import SMTP

import pytest
import time_machine

from jobs import letters as letter_jobs
from jobs import runtime
from tenants.actions import scheduling
from tenants.store import reviews
from tenants.store import schedules as store
from tenants.store.accounts import AccountLetter
from tenants.store.audit import AuditEvent
from tenants.store.base import db
from tenants.store.clients import community_by_slug
from tests.webapp import june

AT = "/w/north/schedules"
JULY = datetime(2026, 7, 10, 4, tzinfo=UTC)
SHAPE = ("community", "cadence", "begin", "settle_days", "hour")
FIELDS = {
    "community": "hikers-1", "cadence": "month", "begin": "running", "settle_days": "2", "hour": "9", "approver_id": "", "recipients": "",
    "language": "",
}  # fmt: skip


@pytest.fixture
def _july():
    with time_machine.travel(JULY, tick=False):
        yield


pytestmark = pytest.mark.usefixtures("_july")


@pytest.fixture
def manager(world, as_person):
    return as_person(world.a.people["manager"].email)


def the_one(app, world, cadence="month"):
    """The schedule of the first community, as plain values."""
    with june.inside(app, world.a):
        row = store.ruling(community_by_slug("hikers-1").id, cadence)
        names = ("id", "settle_days", "hour", "language", "recipients", "unreviewed", "paused_at", "archived_at", "approver_id", "revision")
        return {name: getattr(row, name) for name in (*names, "first")} if row else None


def verbs(app, world):
    with june.inside(app, world.a):
        return [event.verb for event in db.session.query(AuditEvent).filter_by(noun="schedule").order_by(AuditEvent.id)]


def test_a_schedule_is_set_up_and_shows_its_next_dates(app, world, manager):
    form = manager.get(f"{AT}/new?community=hikers-1").text
    assert '<option value="hikers-1" selected>' in form
    assert "3 August 2026, 09:00" in form.replace("\xa0", " ")  # with the July that runs
    approver = str(world.a.people["owner"].id)
    sent = manager.send(
        AT, **FIELDS | {"recipients": "Boss@brand.example, eve@brand.example", "approver_id": approver, "language": "zh_Hans_CN"}
    )
    assert sent.status_code == 303
    made = the_one(app, world)
    assert made["recipients"] == ["boss@brand.example", "eve@brand.example"]
    assert (made["settle_days"], made["hour"], made["language"], made["unreviewed"]) == (2, 9, "zh_Hans_CN", False)
    assert made["first"].isoformat() == "2026-07-01"
    page = manager.get(AT).text.replace("\xa0", " ")
    assert "Every month, 2 days after it ends, at 09:00 Asia/Shanghai" in page
    for when, period in (
        ("3 August 2026, 09:00", "July 2026"),
        ("3 September 2026, 09:00", "August 2026"),
        ("3 October 2026, 09:00", "September 2026"),
    ):
        assert re.search(rf"{when}</span> <span class=\"note\">{period}", page), page
    assert "boss@brand.example, eve@brand.example" in page
    assert verbs(app, world) == ["created"]


def test_the_dates_follow_what_is_typed_without_saving_anything(app, world, manager):
    def dates(**typed):
        asked = {name: (FIELDS | typed)[name] for name in SHAPE}
        return manager.get(f"{AT}/dates", query_string=asked, headers={"HX-Request": "true"}).text.replace("\xa0", " ")

    assert "13 July 2026, 18:00" in dates(cadence="week", settle_days="0", hour="18")
    assert "One report comes due at once" in dates(begin="previous")
    assert "1 January 2027" in dates(cadence="year", settle_days="0")
    for wrong in ({"settle_days": "32"}, {"hour": "x"}, {"community": "nowhere"}, {"cadence": "day"}):
        assert "the dates show here" in dates(**wrong)
    assert the_one(app, world) is None
    assert "<html" in manager.get(f"{AT}/dates").text  # a page of its own without script


def test_what_is_wrong_is_said_beside_its_field_and_what_was_typed_stays(app, world, manager):
    answer = manager.send(AT, **FIELDS | {"settle_days": "40", "recipients": "nobody", "hour": "9"})
    assert answer.status_code == 422
    assert "31 or less." in answer.text
    assert "“nobody” is not an e-mail address." in answer.text
    assert 'value="40"' in answer.text
    manager.send(AT, **FIELDS)
    again = manager.send(AT, **FIELDS)
    assert again.status_code == 422
    assert "has a schedule of this kind already" in again.text


def test_a_schedule_is_changed_and_a_change_that_was_not_seen_is_not_overwritten(app, world, manager):
    manager.send(AT, **FIELDS)
    made = the_one(app, world)
    form = manager.get(f"{AT}/{made['id']}/edit").text
    revision = re.search(r'name="revision" value="(\d+)"', form)[1]
    changed = FIELDS | {"hour": "18", "settle_days": "0", "revision": revision}
    assert manager.send(f"{AT}/{made['id']}", **changed).status_code == 303
    assert (the_one(app, world)["hour"], the_one(app, world)["settle_days"]) == (18, 0)
    late = manager.send(f"{AT}/{made['id']}", **changed | {"hour": "7"})
    assert late.status_code == 422
    assert "Somebody else has changed this schedule meanwhile" in late.text
    assert the_one(app, world)["hour"] == 18


def test_sending_unread_takes_a_box_of_its_own_that_says_so_and_is_recorded(app, world, manager):
    manager.send(AT, **FIELDS)
    made = the_one(app, world)
    form = manager.get(f"{AT}/{made['id']}/edit").text
    assert "Send without anybody reading it first." in form
    assert "the report is held and whoever approves it is told" in form
    assert 'name="unreviewed" value="1" checked' not in form
    manager.send(f"{AT}/{made['id']}", **FIELDS | {"unreviewed": "1", "revision": made["revision"]})
    assert the_one(app, world)["unreviewed"] is True
    assert "allowed_unreviewed" in verbs(app, world)
    assert "Sent unread" in manager.get(AT).text
    assert 'name="unreviewed" value="1" checked' in manager.get(f"{AT}/{made['id']}/edit").text


def mailed(config, app, tmp_path):
    """What the worker's own job makes of the one letter that waits."""
    with app.app_context():
        letter_id = db.session.query(AccountLetter.id).scalar()
    runtime.start({name.upper(): getattr(config, name) for name in ("database_url", "redis_url", "storage_url", "smtp_url", "base_url")})
    try:
        letter_jobs.send(str(letter_id))
        letter_jobs.send(str(letter_id))
    finally:
        runtime.stop()
    [path] = (tmp_path / "outbox").rglob("*.eml")
    return message_from_bytes(path.read_bytes(), policy=SMTP)


def undo_of(page):
    return re.search(r'action="([^"]+)"><input type="hidden" name="csrf_token" value="[^"]+"><button class="btn btn--quiet">Undo', page)[
        1
    ].replace("&amp;", "&")


def test_a_pause_is_undone_by_one_click_and_so_is_archiving(app, world, manager):
    manager.send(AT, **FIELDS)
    made = the_one(app, world)
    manager.send(f"{AT}/{made['id']}/pause")
    page = manager.get(AT).text
    assert "Paused" in page
    manager.send(undo_of(page))
    assert the_one(app, world)["paused_at"] is None
    manager.send(f"{AT}/{made['id']}/archive")
    assert the_one(app, world) is None
    page = manager.get(AT).text
    assert "Archived schedules (1)" in page
    manager.send(undo_of(page))
    assert the_one(app, world)["archived_at"] is None


def test_resuming_asks_what_becomes_of_what_was_missed(app, world, manager, as_person):
    manager.send(AT, **FIELDS)
    made = the_one(app, world)
    manager.send(f"{AT}/{made['id']}/pause")
    with time_machine.travel(datetime(2026, 9, 20, tzinfo=UTC), tick=False):
        manager = as_person(world.a.people["manager"].email)  # the session of July has ended
        assert "2 reports came due meanwhile." in manager.get(AT).text
        asked = manager.get(f"{AT}/{made['id']}/resume").text.replace("\xa0", " ")
        assert "July 2026" in asked
        assert "Catch up" in asked
        silent = manager.send(f"{AT}/{made['id']}/resume")
        assert silent.status_code == 422
        assert "Say whether to catch up on them or to skip them." in silent.text
        assert the_one(app, world)["paused_at"] is not None
        assert manager.send(f"{AT}/{made['id']}/resume", missed="skip").status_code == 303
        page = manager.get(AT).text
    assert "2 reports are skipped" in page
    assert page.count("Skipped") == 2
    assert the_one(app, world)["paused_at"] is None


def test_an_analyst_reads_and_changes_nothing(app, world, manager, as_person):
    manager.send(AT, **FIELDS)
    made = the_one(app, world)
    analyst = as_person(world.a.people["analyst"].email)
    page = analyst.get(AT).text
    assert "Every month" in page
    assert "Send me a test" not in page
    assert "/edit" not in page
    for address in (f"{AT}/new", f"{AT}/{made['id']}/edit", f"{AT}/{made['id']}/resume"):
        assert analyst.get(address).status_code == 403
    assert analyst.send(f"{AT}/{made['id']}/pause").status_code == 403


def test_an_empty_workspace_says_what_will_be_here(app, world, manager):
    world_schedule = world.a.ids["schedule_id"]
    for schedule_id in (world_schedule, world.a.other_ids["schedule_id"]):
        manager.send(f"{AT}/{schedule_id}/archive")
    page = manager.get(AT).text
    assert "No schedule yet" in page
    assert "Set up the first one" in page


def test_schedules_are_reached_from_the_reports_and_from_the_communitys_page(world, manager):
    reports = manager.get("/w/north/reports").text
    assert f'href="{AT}"' in reports
    own = manager.get("/w/north/communities/hikers-1/schedules").text
    assert "Every quarter" in own
    assert "Hikers 2" not in own.split("</nav>")[-1]
    assert 'href="/w/north/communities/hikers-1/schedules"' in manager.get("/w/north/communities/hikers-1").text


def test_what_came_due_shows_with_what_became_of_it(app, world, manager, tmp_path):
    june.bring(app, world.a, tmp_path)
    manager.send(AT, **FIELDS)
    with june.inside(app, world.a):
        scheduling.come_due(now=datetime(2026, 8, 3, 1, tzinfo=UTC))
        review = reviews.latest(community_by_slug("hikers-1"), june.Period.month(2026, 7))
        address = f"/w/north/reviews/{review.id}"
    page = manager.get(AT).text
    assert address in page
    assert "Waits for you" in page


def test_a_test_is_mailed_to_nobody_but_who_asked_with_the_pdf_marked_as_one(app, world, manager, config, tmp_path):
    june.bring(app, world.a, tmp_path)
    manager.send(AT, **FIELDS | {"recipients": "boss@brand.example", "language": "zh_Hans_CN"})
    made = the_one(app, world)
    answer = manager.send(f"{AT}/{made['id']}/test")
    assert answer.status_code == 303
    assert "A test is on its way to manager@north.example" in manager.get(AT).text
    mail = mailed(config, app, tmp_path)
    assert mail["To"] == "manager@north.example"
    assert mail["Subject"].startswith("[Test] Report on Hikers 1")
    text = mail.get_body(("plain",)).get_content()
    assert "nobody but you has received it" in text
    assert "It will go to: boss@brand.example." in text
    [pdf] = list(mail.iter_attachments())
    assert pdf.get_filename().startswith("TEST-")
    assert pdf.get_content().startswith(b"%PDF")
    assert "tested" in verbs(app, world)


def test_a_test_whose_report_cannot_be_made_says_why(app, world, manager, config, tmp_path, monkeypatch):
    manager.send(AT, **FIELDS)
    made = the_one(app, world)

    def stops(*_args, **_named):
        from tenants.render.pdf import RenderUnavailableError

        raise RenderUnavailableError("no pango")

    monkeypatch.setattr("tenants.actions.schedule_letters.pdf.render_bounded", stops)
    manager.send(f"{AT}/{made['id']}/test")
    mail = mailed(config, app, tmp_path)
    assert list(mail.iter_attachments()) == []
    assert "could not be made" in mail.get_body(("plain",)).get_content()
    with app.app_context():
        assert db.session.query(AccountLetter).one().state == "sent"
