"""Reports as files: in every form for those who may read them, and all of a period at once."""

import csv
import io
import json
import re
import zipfile

import pikepdf
import pytest

from tenants.store import reviews
from tenants.store.work import work
from tests.webapp import shared
from tests.webapp.june import inside


@pytest.fixture
def report(app, world):
    """The first agency's published report."""
    return shared.publish(app, world.a)


@pytest.fixture
def manager(world, as_person):
    return as_person(world.a.people["manager"].email)


def contents(answer):
    archive = zipfile.ZipFile(io.BytesIO(answer.data))
    rows = list(csv.reader(io.StringIO(archive.read("contents.csv").decode("utf-8-sig"))))
    return archive, rows


def period_of(app, agency, review_id):
    with inside(app, agency):
        return reviews.by_id(review_id).period


def test_all_reports_of_a_period_come_as_one_file_that_says_what_is_missing(app, world, report, manager):
    period = period_of(app, world.a, report)
    answer = manager.get(f"/w/north/reports/zip?period={period}")
    assert answer.status_code == 200
    archive, rows = contents(answer)
    names = [name for name in archive.namelist() if name != "contents.csv"]
    assert len(names) == 1
    assert archive.read(names[0]) == shared.PDF
    assert all(entry.flag_bits & 0x800 or entry.filename.isascii() for entry in archive.infolist())
    by_community = {row[1]: row for row in rows[1:]}
    assert len(by_community) == 2
    assert next(row for row in rows[1:] if row[5])[5] == names[0]
    assert next(row for row in rows[1:] if not row[5])[6].startswith("not ready")
    assert int(answer.headers["Content-Length"]) == len(answer.data)


def test_names_in_the_file_are_unique_and_no_cell_of_its_list_is_a_formula(app, world, report, manager):
    other = shared.publish(app, world.a, world.a.other_ids["published_id"])
    with inside(app, world.a), work():
        for each in (report, other):
            row = reviews.by_id(each)
            row.client.name, row.community.name = "=1+1", "=1+1"
    archive, rows = contents(manager.get(f"/w/north/reports/zip?period={period_of(app, world.a, report)}"))
    names = archive.namelist()
    assert len({name.casefold() for name in names}) == len(names) == 3
    assert all(row[0] == "'=1+1" for row in rows[1:])


def test_a_client_takes_its_own_reports_and_no_others(app, world, report, as_person):
    shared.publish(app, world.a, world.a.other_ids["published_id"])
    client = as_person(world.a.people["client1"].email)
    archive, rows = contents(client.get(f"/w/north/portal/reports/zip?period={period_of(app, world.a, report)}"))
    assert len(archive.namelist()) == 2
    assert "Hikers 2" not in json.dumps(rows)


def test_a_period_without_reports_is_refused_in_words(app, world, manager, as_person):
    answer = manager.get("/w/north/reports/zip?period=2020-01")
    assert answer.status_code == 422
    assert "No report of this period is ready." in answer.text
    assert manager.get("/w/north/reports/zip?period=nonsense").status_code == 404
    client = as_person(world.a.people["client1"].email)
    assert client.get("/w/north/portal/reports/zip?period=2020-01").status_code == 303


def test_too_many_reports_for_one_file_are_refused(app, world, report, manager, monkeypatch):
    monkeypatch.setattr("tenants.actions.bundling.MOST", 0)
    assert "more than one file should hold" in manager.get(f"/w/north/reports/zip?period={period_of(app, world.a, report)}").text
    monkeypatch.setattr("tenants.actions.bundling.MOST", 9)
    monkeypatch.setattr("tenants.actions.bundling.MOST_BYTES", 3)
    assert "MB are the most" in manager.get(f"/w/north/reports/zip?period={period_of(app, world.a, report)}").text


@pytest.mark.parametrize("form", ["pdf", "xlsx", "json", "html"])
def test_staff_and_client_take_each_form_in_both_languages(world, report, manager, as_person, form):
    client = as_person(world.a.people["client1"].email)
    staff = manager.get(f"/w/north/reviews/{report}/report.{form}?lang=en")
    own = client.get(f"/w/north/portal/reports/{report}/report.{form}?lang=en")
    assert staff.status_code == own.status_code == 200
    assert staff.data == own.data
    assert manager.get(f"/w/north/reviews/{report}/report.{form}?lang=xx").status_code == 404
    if form == "json":
        chinese = client.get(f"/w/north/portal/reports/{report}/report.{form}?lang=zh_Hans_CN")
        assert chinese.json["words"]["language"] == "zh_Hans_CN"
        assert client.get(re.search(r"<([^>]+)>", chinese.headers["Link"])[1]).status_code == 200
        assert "zh" in chinese.headers["Content-Disposition"]


def test_the_published_schema_is_served_to_anybody(app):
    answer = app.test_client().get("/schemas/report-2.json")
    assert answer.status_code == 200
    assert json.loads(answer.data)["$id"] == "urn:qunce:report:2"


def test_a_file_made_on_demand_is_on_the_clients_paper(app, world, report, manager, as_person):
    with inside(app, world.a), work():
        reviews.by_id(report).client.paper = "Letter"
    _link, address = shared.made(app, world.a, report)
    client = as_person(world.a.people["client1"].email)
    for browser, where in (
        (manager, f"/w/north/reviews/{report}"),
        (client, f"/w/north/portal/reports/{report}"),
        (app.test_client(), address),
    ):
        made = browser.get(f"{where}/report.pdf?lang=zh_Hans_CN")
        with pikepdf.open(io.BytesIO(made.data)) as pdf:
            width, height = (float(each) for each in list(pdf.pages[0].mediabox)[2:])
        assert (round(width), round(height)) == (612, 792), where
