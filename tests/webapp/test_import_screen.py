"""The import screen as it is used weekly: several files, questions in place, recipes, history, gaps, and what platforms delete."""

import io
import re
from datetime import UTC, datetime

import pytest

from tenants.actions import importing, reminders
from tenants.store import imports as store
from tenants.store.tenancy import use_tenant
from tenants.store.work import work
from tenants.terms.errors import Refusal
from tests.webapp.test_imports import HERE, chat, send, work_off

TABLE = b"Who,When,Did\nLin,01/02/2026 09:00,hello\n"
COLUMNS = {"column.1": "author", "column.2": "at", "column.3": "text", "default_kind": "message"}


@pytest.fixture
def manager(as_person, world):
    return as_person(world.a.people["manager"].email)


def read(browser, address):
    """A page with its hard spaces as plain ones."""
    page = browser.get(address)
    assert page.status_code == 200, page.text
    return page.text.replace("\xa0", " ")


def send_all(browser, address, *files, by_script=False):
    given = [(io.BytesIO(content), name) for name, content in files]
    data = {"csrf_token": browser.token(), "format": "auto", "file": given}
    headers = {"X-By-Script": "1"} if by_script else {}
    return browser.post(address, data=data, content_type="multipart/form-data", headers=headers)


def test_several_files_become_imports_of_their_own_in_the_order_of_their_names(app, world, manager):
    answer = send_all(
        manager, HERE, ("part 10.json", chat()), ("brochure.pdf", b"%PDF-1.7"), ("part 2.json", chat()), ("people.csv", TABLE)
    )
    where = answer.headers["Location"]
    assert "batch=" in where
    work_off(app, world)
    page = read(manager, where)
    assert re.findall(r'class="filename" href="[^"]+">([^<]+)<', page)[::-1] == [
        "brochure.pdf",
        "part 2.json",
        "part 10.json",
        "people.csv",
    ]
    assert "4 of 4 files are finished. One asks something. One stopped." in page
    with app.app_context(), use_tenant(world.a.id):
        rows = {row.file_name: row for row in store.of_workspace(limit=4)}
        assert (rows["part 2.json"].added, rows["part 10.json"].already_there) == (3, 3)


def test_a_question_is_answered_on_the_page_and_columns_are_chosen_once(app, world, manager):
    landing = send(manager, HERE, "sign-ups.csv", TABLE).headers["Location"]
    assert landing.endswith("/columns")
    refused = manager.send(landing, **COLUMNS, order="")
    assert refused.status_code == 422
    where = manager.send(landing, **COLUMNS, order="dmy").headers["Location"]
    work_off(app, world)
    page = read(manager, where)
    assert "Its columns were read by the recipe “sign-ups”." in page
    assert "1 February 2026" in page
    listed = read(manager, "/w/north/communities/hikers-1/imports/recipes")
    row = re.search(r'value="sign-ups".*?</tr>', listed, re.DOTALL)[0]
    assert "1: Person (id), 2: Time, 3: Text" in row
    assert "not yet" not in row, "it was made for a table that was read by it"
    again = send(manager, HERE, "more.csv", b"Who,When,Did\nWu,02/02/2026 09:00,hm\n").headers["Location"]
    assert "/columns" not in again, "the second time nothing is asked"
    listed = read(manager, "/w/north/communities/hikers-1/imports/recipes")
    assert "sign-ups" in listed
    recipe = re.findall(r'action="([^"]+/forget)"', listed)[-1]
    assert manager.send(recipe.removesuffix("/forget"), name="Weekly sheet").status_code == 303
    assert "Weekly sheet is forgotten." in read(manager, manager.send(recipe).headers["Location"])
    assert send(manager, HERE, "third.csv", TABLE).headers["Location"].endswith("/columns")


def test_an_import_that_stopped_with_a_question_goes_on_once_it_is_answered(app, world, manager):
    landing = send(manager, HERE, "a.csv", TABLE).headers["Location"]
    manager.send(landing, **{**COLUMNS, "column.2": "", "column.1": "at"}, order="")
    with app.app_context(), use_tenant(world.a.id):
        row = store.of_workspace(limit=1)[0]
        row_id = row.id
    where = f"/w/north/imports/{row_id}"
    with app.app_context(), use_tenant(world.a.id), work():
        store.by_id(row_id).error = "import.ask_zone"
    page = read(manager, where)
    assert "Asks something" in page
    assert manager.send(f"{where}/answer", zone="Nowhere/Land").status_code == 422
    assert manager.send(f"{where}/answer", zone="Europe/Paris").headers["Location"] == where
    with app.app_context(), use_tenant(world.a.id):
        assert (store.by_id(row_id).state, store.by_id(row_id).mapping["zone"]) == ("waiting", "Europe/Paris")


def test_what_changed_and_what_would_go_is_said_and_the_history_can_be_narrowed(app, world, manager):
    where = send(manager, HERE, "chat.json", chat()).headers["Location"]
    work_off(app, world)
    page = read(manager, where)
    assert "What it changed" in page
    assert "Messages — → <b>3</b>" in page
    asked = read(manager, f"{where}/undo")
    assert "3 days between 1 June 2026 and 3 June 2026 are then in no import any more." in asked
    manager.send(f"{where}/undo")
    assert "Messages 3 → <b>—</b>" in read(manager, where)

    def names(query):
        return re.findall(r'class="filename" href="[^"]+">([^<]+)<', read(manager, f"{HERE}?{query}"))

    assert names("state=undone") == ["chat.json"]
    assert names("format=discord-json&state=undone") == ["chat.json"]
    assert names("state=done") == []
    assert "No import is like this." in read(manager, f"{HERE}?state=done")
    assert len(names("state=nonsense&by=nobody")) == 2, "what an address says of no use narrows nothing"


def test_the_calendar_of_gaps_shows_a_year_and_a_month_and_how_long_the_platform_keeps(app, world, manager):
    send(manager, HERE, "chat.json", chat())
    work_off(app, world)
    year = read(manager, f"{HERE}/gaps?year=2026")
    assert "2 June 2026" in year, "the last complete day: the export ends on the third"
    assert "No import holds these days." in year
    month = read(manager, f"{HERE}/gaps?month=2026-06")
    assert len(re.findall(r'<tr><th scope="row"><time', month)) == 30
    assert re.search(r"3 June</time>.*?Covered in part", month, re.DOTALL)
    for wrong in ("year=99999", "year=x", "month=2026-13", "month=2026", "year=1066"):
        assert manager.get(f"{HERE}/gaps?{wrong}").status_code == 404
    assert manager.send(f"{HERE}/retention", retention_days="nine").status_code == 422
    assert manager.send(f"{HERE}/retention", retention_days="90").status_code == 303
    with app.app_context(), use_tenant(world.a.id):
        [due] = reminders.due(now=datetime(2026, 8, 20, tzinfo=UTC))
        assert (due.first.isoformat(), due.days_left) == ("2026-06-03", 12)
    assert "Discord has begun to delete messages from 3 June on" in read(manager, HERE)
    home = read(manager, "/w/north/")
    assert "export before messages are deleted" in home


def test_a_table_of_members_that_names_no_day_is_asked_for_it(app, world, manager):
    where = send(manager, HERE, "members.csv", "昵称,入群时间,角色\n林,2026-01-02,群主\n吴,2026-02-03,成员\n".encode()).headers["Location"]
    page = read(manager, where)
    assert "members.csv does not say of which day the list is." in page
    assert manager.send(f"{where}/answer", as_of="2026-13-01").status_code == 422
    assert manager.send(f"{where}/answer", as_of="2026-03-01").status_code == 303
    with app.app_context(), use_tenant(world.a.id):
        row = store.by_id(where.rsplit("/", 1)[1])
        try:
            importing.run(row.id, now=datetime(2026, 7, 1, tzinfo=UTC))
        except Refusal as refusal:
            pytest.fail(refusal.code)
        assert store.by_id(row.id).state == "done"
    page = read(manager, where)
    assert "Nothing: everybody in the list was taken." in page
    asked = read(manager, f"{where}/undo")
    assert "What only this file holds is removed" in asked
    assert "acts" not in re.search(r"(?s)<main.*</main>", asked)[0], "a list of members holds none"


def test_a_phones_zone_is_asked_with_the_communitys_chosen_and_the_file_can_be_read_in_another(app, world, manager):
    where = send(manager, HERE, "WhatsApp.txt", b"28/04/2026, 23:30 - Ana: hi\n29/04/2026, 10:00 - Ben: yes\n").headers["Location"]
    work_off(app, world)
    page = read(manager, where)
    assert "WhatsApp.txt does not say in which time zone its times are." in page
    assert re.search(r'<option value="([^"]+)" selected', page)[1] == "Asia/Shanghai"
    assert "Choose the columns" not in page
    manager.send(f"{where}/answer", zone="Europe/Paris")
    work_off(app, world)
    assert "Times that name no zone were read as those of Europe/Paris." in read(manager, where)
    assert manager.send(f"{where}/zone", zone="").status_code == 422
    again = manager.send(f"{where}/zone", zone="Asia/Shanghai").headers["Location"]
    work_off(app, world)
    assert "28 April 2026 23:30 to 29 April 2026 10:00, Asia/Shanghai." in read(manager, again)
    assert "Undone" in read(manager, where)


def test_one_answer_holds_for_all_phones_of_an_upload_and_says_so(app, world, manager):
    chats = [(f"WhatsApp {n}.txt", f"28/04/2026, 23:3{n} - Ana: hi\n29/04/2026, 10:00 - Ben: yes\n".encode()) for n in range(3)]
    send_all(manager, HERE, *chats)
    work_off(app, world)
    waiting = re.findall(r'class="filename" href="([^"]+)"', read(manager, HERE))
    assert "2 more files wait for the same answer and go on with it." in read(manager, waiting[0])


def test_columns_of_a_list_that_were_not_read_are_named(app, world, manager):
    where = send(manager, HERE, "members 2026-04-30.csv", b"Name,E-mail,Shoe size\nAna,ana@north.example,38\n").headers["Location"]
    work_off(app, world)
    page = read(manager, where)
    assert "One column was not read: Shoe size." in page
    assert f"{where}/columns" in page


def test_a_form_that_a_script_sends_is_told_the_address_and_keeps_its_word_for_the_page(app, world, manager):
    files = [("a.txt", b"nothing"), ("b.txt", b"nothing else")]
    answer = send_all(manager, HERE, *files, by_script=True)
    assert answer.status_code == 204
    assert "2 files taken." in read(manager, answer.headers["HX-Redirect"])


def test_a_file_that_is_in_another_community_too_is_pointed_out(app, world, manager):
    first = send(manager, HERE, "chat.json", chat()).headers["Location"]
    work_off(app, world)
    assert "as well" not in read(manager, first)
    second = send(manager, HERE.replace("hikers-1", "hikers-2"), "chat.json", chat()).headers["Location"]
    work_off(app, world)
    assert "If it belongs there alone, undo this import." in read(manager, second)
