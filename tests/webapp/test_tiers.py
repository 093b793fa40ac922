"""The pages of tiers and members: counts that open their people, reasons in words, files that are safe to open, rules with their effect."""

import csv
import io

import pytest
from openpyxl import load_workbook

from tenants.actions import tiers
from tenants.store.clients import community_by_slug
from tests.communities import NOW
from tests.webapp.june import bring, inside

HERE = "/w/north/communities/hikers-1"
ROWS = [
    *(f"2026-06-{day:02d}T04:00:00Z,mei,message,m{day}" for day in range(1, 29)),
    *(f"2026-06-{day:02d}T05:00:00Z,=HYPERLINK(1),message,h{day}" for day in (3, 4)),
    *(f"2026-0{month}-10T05:00:00Z,bo,message,b{month}" for month in (3, 4, 5)),
    *("2026-05-01T05:00:00Z,ann,message,a1", "2026-06-20T05:00:00Z,new,join,n1", "2026-01-20T05:00:00Z,shy,join,s1"),
    *("2026-01-20T05:00:00Z,gone,join,g1", "2026-06-10T05:00:00Z,gone,leave,g2", "2026-06-29T05:00:00Z,dot,message,d1"),
]


@pytest.fixture
def data(app, world, tmp_path):
    from tenants.actions import importing

    path = tmp_path / "acts.csv"
    path.write_text("\n".join(["time,user,kind,id", *ROWS]))
    with inside(app, world.a):
        importing.now(community_by_slug("hikers-1").id, path, format="events-csv", now=NOW)
    return world


@pytest.fixture
def manager(as_person, world):
    return as_person(world.a.people["manager"].email)


def number(app, world, name):
    with inside(app, world.a):
        found = tiers.everybody(community_by_slug("hikers-1"), tiers.day_shown(community_by_slug("hikers-1"), now=NOW), now=NOW)
        return next(called.no for called, _profile, _placed in found if called.shown == name)


def test_the_page_counts_tiers_and_each_number_opens_its_people(data, manager):
    page = manager.get(f"{HERE}/tiers").text
    assert "Of 7\xa0people on 29\xa0June\xa02026, 2 take part, 3 are silent or gone, and 0 may be about to leave." in page
    assert f'href="{HERE}/tiers/people?at=2026-06-29&amp;since=2026-05-29&amp;now=core"' in page
    assert "Of 7" not in manager.get(f"{HERE}/tiers?at=2026-05&since=2026-04").text
    people = manager.get(f"{HERE}/tiers/people?at=2026-06-29&since=2026-05-29&list=silent").text
    assert "last seen 50 days ago" in people
    assert "last seen 59 days ago" in people
    assert "shy" not in people
    moved = manager.get(f"{HERE}/tiers/people?at=2026-06-29&since=2026-05-29&was=joined&now=core").text
    assert "mei" in moved
    left = manager.get(f"{HERE}/tiers/people?at=2026-06-29&since=2026-05-29&was=zombie&now=left").text
    assert "gone" in left


@pytest.mark.parametrize(
    "what", ["?at=yesterday", "?at=2999-01-01", "?since=2026-W03", "/people?list=none", "/people?order=size", "/file/pdf"]
)
def test_what_there_is_not_is_not_found(data, manager, what):
    assert manager.get(f"{HERE}/tiers{what}").status_code == 404


def test_lists_leave_as_files_that_no_spreadsheet_runs(data, manager):
    answer = manager.get(f"{HERE}/tiers/file/csv?at=2026-06-29&order=name")
    assert answer.data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert rows[0][:4] == ["Name", "Platform id", "Tier", "Why"]
    assert [row[0] for row in rows[1:]] == ["'=HYPERLINK(1)", "ann", "bo", "dot", "mei", "new", "shy"]
    book = load_workbook(io.BytesIO(manager.get(f"{HERE}/tiers/file/xlsx?at=2026-06-29&list=silent").data))
    cells = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()]
    assert [row[0] for row in cells[-2:]] == ["ann", "bo"]
    assert cells[-2][3] == "last seen 59 days ago"


def test_a_member_page_says_what_is_known_and_takes_marks(data, app, manager, as_person):
    where = f"{HERE}/members/{number(app, data, 'bo')}"
    page = manager.get(where).text
    assert "Silent: last seen 50 days ago." in page
    assert "estimated from the first act" in page
    done = manager.send(f"{where}/marks", what="expert", **{"is": "yes"})
    assert done.status_code == 303
    page = manager.get(where).text
    assert "Expert: marked as an expert by your team." in page
    manager.send(f"{where}/marks?what=expert&is=no")
    assert "Silent: last seen" in manager.get(where).text
    assert manager.get(f"{HERE}/members/99").status_code == 404
    assert as_person(data.a.people["analyst"].email).send(f"{where}/marks", what="paid", **{"is": "yes"}).status_code == 403


def fields(**changed):
    usual = {
        "at_risk.regular_acts": 8,
        "at_risk.fall": 75,
        "expert.received_top": 5,
        "expert.posts": 10,
        "core.acts_top": 10,
        "core.active_days": 8,
        "loyal.tenure_days": 180,
        "loyal.months": 3,
        "active.acts": 2,
        "potential.acts": 1,
        "zombie.days": 180,
    }
    on = ["at_risk", "expert", "core", "loyal", "active", "newcomer", "potential", "silent", "zombie"]
    return {**usual, "on": on, "order": on, "version": 0, "do": "save", **changed}


def test_rules_show_their_effect_are_saved_and_taken_back(data, manager):
    rules = f"{HERE}/tiers/rules"
    seen = manager.send(rules, **fields(**{"active.acts": 3, "do": "effect"}))
    assert seen.status_code == 200
    assert "1\xa0person would stand elsewhere on 29\xa0June\xa02026." in seen.text
    assert "Active → Potential" in seen.text
    assert "default rules" in manager.get(rules).text
    assert manager.send(rules, **fields(**{"active.acts": 3})).status_code == 303
    page = manager.get(rules).text
    assert "version 1" in page
    assert "3 or more acts in the last 30 days." in page
    stale = manager.send(rules, **fields(**{"active.acts": 4}))
    assert stale.status_code == 422
    assert "Somebody else has changed the rules meanwhile" in stale.text
    assert manager.send(f"{rules}/restore?to=0&version=1").status_code == 303
    assert "2 or more acts in the last 30 days." in manager.get(rules).text


def test_wrong_thresholds_are_shown_beside_their_fields_and_rules_can_be_moved_without_script(data, manager):
    rules = f"{HERE}/tiers/rules"
    wrong = manager.send(rules, **fields(**{"zombie.days": 5, "core.acts_top": "many"}))
    assert wrong.status_code == 422
    assert 'id="zombie.days-error"' in wrong.text
    assert "91 or more." in wrong.text
    beside = manager.post(
        rules, data={**fields(**{"zombie.days": 5, "do": "effect"}), "csrf_token": manager.token()}, headers={"HX-Request": "true"}
    )
    assert beside.text.startswith('<div id="effect"')
    assert '<a href="#zombie.days">Zombie: Not seen for days, at least</a><br><span class="note">91 or more.' in beside.text
    moved = manager.send(rules, **fields(move="core:up", do="")).text
    assert moved.index('value="core"') < moved.index('value="expert"')
    assert "1. At risk of leaving" in moved
    assert "2. Core" in moved


def test_without_data_the_page_says_what_will_be_there(world, manager):
    page = manager.get("/w/north/communities/hikers-2/tiers").text
    assert "No members yet" in page


def test_a_list_is_read_in_pages_and_sought(app, world, manager, tmp_path):
    bring(app, world.a, tmp_path)
    assert "Of 12\xa0people" in manager.get(f"{HERE}/tiers?at=2026-06-30").text
    found = manager.get(f"{HERE}/tiers/people?at=2026-06-30&find=P+11").text
    assert "P 11" in found
    assert "P 3" not in found
    assert "Nobody here is called “zz”." in manager.get(f"{HERE}/tiers/people?at=2026-06-30&find=zz").text
