"""The grid of daily figures: typed, pasted, brought in, taken back."""

import io
import re
from datetime import date

import pytest

from tenants.store import daily_figures as store
from tenants.store.clients import community_by_slug
from tenants.store.tenancy import use_tenant
from tenants.terms.manual import Manual

PAGE = "/w/north/communities/hikers-2/daily"
MAY = f"{PAGE}?month=2026-05"


@pytest.fixture
def manager(world, as_person):
    return as_person("manager@north.example")


@pytest.fixture
def kept(app, world):
    def found():
        with app.app_context(), use_tenant(world.a.id):
            return store.between(community_by_slug("hikers-2"), date(2026, 5, 1), date(2026, 6, 1))

    return found


def filled(page):
    """Every cell of the grid with what it shows."""
    return dict(re.findall(r'name="(\w+\.2026-\d\d-\d\d)"[^>]* value="([^"]*)"', page))


def test_a_month_is_typed_saved_and_taken_back(manager, kept):
    cells = filled(manager.get(MAY).text)
    assert (len(cells), set(cells.values())) == (31 * 5, {""})
    cells |= {"members.2026-05-01": "1,400", "messages.2026-05-01": " 90 ", "members.2026-05-02": "１４１０", "joins.2026-05-02": "7"}
    cells |= {"leaves.2026-05-02": "0", "active_members.2026-05-02": "—"}
    landing = manager.send(PAGE, month="2026-05", **cells).headers["Location"]
    page = manager.get(landing).text
    assert "2 days are saved." in page
    assert "1,410 members, but the day before leads to 1,407." in page
    assert kept() == {date(2026, 5, 1): Manual(1400, 90), date(2026, 5, 2): Manual(1410, None, None, 7, 0)}
    undo = re.search(r'action="([^"]*/daily/undo\?change=[^"]*)"', page)[1].replace("&amp;", "&")
    assert "The days say what they said before." in manager.get(manager.send(undo).headers["Location"]).text
    assert kept() == {}


def test_saving_what_is_there_changes_nothing(manager):
    cells = filled(manager.get(MAY).text)
    assert "Nothing changed." in manager.get(manager.send(PAGE, month="2026-05", **cells).headers["Location"]).text


def test_a_cell_that_is_no_count_is_named_and_nothing_typed_is_lost(manager, kept):
    cells = filled(manager.get(MAY).text) | {"members.2026-05-01": "many", "messages.2026-05-01": "12"}
    refused = manager.send(PAGE, month="2026-05", **cells)
    assert refused.status_code == 422
    assert "1\xa0May, Members: not a whole number." in refused.text
    assert {"members.2026-05-01": "many", "messages.2026-05-01": "12"}.items() <= filled(refused.text).items()
    assert kept() == {}


@pytest.mark.parametrize(
    "lines",
    [
        "2026-05-03\t400\t1,000\t\t5\t1\n2026-05-04\t404\t900\t70\t4\t0\n",
        'date,messages,members,joins,leaves,active members\n2026-05-03,"1,000",400,5,1,\n2026-05-04,900,404,4,0,70\n',
        "日期\t群成员数\t消息数\t活跃人数\t入群\t退群\n2026年5月3日\t400\t1000\t无\t5\t1\n2026年5月4日\t404\t900\t70\t4\t0",
        "5月3日\t400\t1,000\t\t5\t1\n5月4日\t404\t900\t70\t4\t0\n",
        "3-May\t400\t1,000\t\t5\t1\n4 May\t404\t900\t70\t4\t0\n",
    ],
)
def test_pasted_lines_are_read_with_headers_or_without(manager, kept, lines):
    landing = manager.send(f"{PAGE}/table", month="2026-05", block=lines).headers["Location"]
    assert "2 days were brought in." in manager.get(landing).text
    assert kept() == {date(2026, 5, 3): Manual(400, 1000, None, 5, 1), date(2026, 5, 4): Manual(404, 900, 70, 4, 0)}


def test_places_left_out_of_a_pasted_table_lead_to_their_reasons(manager):
    landing = manager.send(f"{PAGE}/table", month="2026-05", block="2026-05-03\t400\tmany\n").headers["Location"]
    page = manager.get(landing).text
    assert "One place of the table was left out." in page
    address = re.search(r'href="([^"]+/imports/[^"]+)">See which, and why', page)[1]
    assert "many" in manager.get(address).text


def test_a_file_that_is_no_table_of_days_is_refused_in_words(manager):
    for content, words in ((b"who,what\nmei,tea\n", "which column holds the day."), (b"%PDF\xff\xfe\x00\xd8", "is not certain.")):
        data = {"file": (io.BytesIO(content), "june.csv"), "csrf_token": manager.token()}
        refused = manager.post(f"{PAGE}/table", data=data, content_type="multipart/form-data")
        assert refused.status_code == 422
        assert words in refused.text


def test_nothing_chosen_is_asked_for(manager):
    refused = manager.send(f"{PAGE}/table", month="2026-05")
    assert refused.status_code == 422
    assert "Choose a file, or paste the lines of a table." in refused.text


def test_an_analyst_reads_the_days_and_types_nothing(world, as_person):
    page = as_person("analyst@north.example").get(MAY).text
    assert filled(page) == {}
    assert "Nothing was written down yet." in page
