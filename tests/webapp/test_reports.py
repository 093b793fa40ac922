"""Reports on the screen: from publication to the letter in the outbox, and what a person does when something stopped."""

from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest

from tenants.store.reports import Delivery, ReportRun
from tenants.store.tenancy import use_tenant
from tenants.store.work import work
from tests.webapp import june

AT = "/w/north/reports"


@pytest.fixture
def manager(world, as_person):
    return as_person(world.a.people["manager"].email)


def post(browser, address, **fields):
    return browser.post(address, data=fields, headers={"X-CSRFToken": browser.token()})


def change(app, agency, model, row_id, **values):
    with app.app_context(), use_tenant(agency.id), work():
        row = june.report_store.by_id(row_id) if model is ReportRun else june.report_store.delivery(row_id)
        for name, value in values.items():
            setattr(row, name, value)


def published(app, agency, browser, tmp_path):
    """June, approved and published by the pages; returns its id."""
    june.bring(app, agency, tmp_path)
    review_id = agency.ids["review_id"]
    for step in ("submission", "approval", "publication"):
        answer = post(browser, f"/w/north/reviews/{review_id}/{step}", deliver="1", revision=june.revision(app, agency, review_id))
        assert answer.status_code == 303, answer.text
    return review_id


def test_a_published_review_becomes_a_letter_in_the_outbox_and_a_file_for_the_client(app, config, world, manager, as_person, tmp_path):
    review_id = published(app, world.a, manager, tmp_path)
    [(run_id, state)] = june.runs(app, world.a, review_id)
    assert state == "due"
    waiting = manager.get(f"{AT}/{run_id}")
    assert 'hx-trigger="every 2s"' in waiting.text
    june.work_off(config, app, world.a, review_id)
    part = manager.get(f"{AT}/{run_id}", headers={"HX-Request": "true"}).text
    assert part.lstrip().startswith('<div id="run"')
    assert "hx-trigger" not in part
    assert "brand1@north.example" in part
    assert "Sent" in part
    letters = [each for each in Path(urlsplit(config.smtp_url).path).rglob("*") if each.is_file()]
    assert any(b"brand1@north.example" in each.read_bytes() for each in letters)
    reader = as_person(world.a.people["client1"].email)
    pdf = reader.get(f"/w/north/portal/reports/{review_id}/file")
    assert pdf.data.startswith(b"%PDF")
    assert pdf.mimetype == "application/pdf"


def test_the_download_carries_its_name_in_chinese_and_is_kept_by_no_shared_cache(app, config, world, manager, tmp_path):
    with app.app_context(), use_tenant(world.a.id), work():
        review = june.review_store.by_id(world.a.ids["review_id"])
        review.client.name, review.community.name = "岫岚户外", "徒步会员群"
    review_id = published(app, world.a, manager, tmp_path)
    june.work_off(config, app, world.a, review_id)
    [(run_id, _state)] = june.runs(app, world.a, review_id)
    answer = manager.get(f"{AT}/{run_id}/file")
    assert f"filename*=UTF-8''{quote('岫岚户外-徒步会员群-2026-06.pdf')}" in answer.headers["Content-Disposition"]
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="2026-06.pdf"')
    assert "private" in answer.headers["Cache-Control"]
    assert "public" not in answer.headers["Cache-Control"]
    again = manager.get(f"{AT}/{run_id}/file", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_a_published_report_is_made_in_the_other_language_for_download_only(app, config, world, manager, tmp_path):
    review_id = published(app, world.a, manager, tmp_path)
    made = post(manager, f"/w/north/reviews/{review_id}/reports", language="zh_Hans_CN")
    assert made.status_code == 303
    assert "mailed to nobody" in manager.get(made.headers["Location"]).text
    assert len(june.runs(app, world.a, review_id)) == 2


def test_a_held_letter_waits_for_a_person_who_sends_it_again(app, world, manager):
    delivery, run = world.a.ids["delivery_id"], world.a.ids["run_id"]
    assert "May have arrived" in manager.get(AT).text
    assert "Send it again" in manager.get(f"{AT}/{run}").text
    assert post(manager, f"/w/north/deliveries/{delivery}/resend").status_code == 303
    again = post(manager, f"/w/north/deliveries/{delivery}/resend")
    assert again.status_code == 422
    assert "Only a held or failed letter" in again.text


def test_a_failed_letter_shows_the_servers_own_words(app, world, manager):
    change(app, world.a, Delivery, world.a.ids["delivery_id"], state="failed", error="delivery.refused", error_text="550 <no such user>")
    page = manager.get(f"{AT}/{world.a.ids['run_id']}").text
    assert "550 &lt;no such user&gt;" in page
    assert "refused the letter for good" in page


def test_a_failed_report_says_why_and_is_made_again(app, world, manager):
    run = world.a.ids["run_id"]
    change(app, world.a, ReportRun, run, state="failed", error="report.worker_died", error_facts={"times": 3})
    page = manager.get(f"{AT}/{run}").text
    assert "ended its worker 3 times" in page
    assert "Nothing was mailed" in page
    assert post(manager, f"{AT}/{run}/retry").status_code == 303
    assert post(manager, f"{AT}/{run}/retry").status_code == 422


def test_a_report_without_a_file_is_not_there_to_download(world, manager):
    assert manager.get(f"{AT}/{world.a.ids['run_id']}/file").status_code == 404


def test_the_list_filters_by_state(world, manager):
    assert "Hikers 1" in manager.get(f"{AT}?state=ready").text
    assert "None in this state" in manager.get(f"{AT}?state=failed").text
    assert manager.get(f"{AT}?state=x").status_code == 404
    assert manager.get(f"{AT}?page=0").status_code == 404
