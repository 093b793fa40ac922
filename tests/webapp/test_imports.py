"""Imports through the pages: upload, the real job, the result, undo, and what is said of files that are none."""

import csv
import io
import json
import re
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from tenants.actions import importing
from tenants.store import imports as store
from tenants.store.imports import ImportState
from tenants.store.tenancy import use_tenant
from tenants.terms.errors import Refusal

FIXTURES = Path(__file__).parents[1] / "ingest" / "fixtures"
HERE = "/w/north/communities/hikers-1/imports"


def chat(**more: object) -> bytes:
    """A small Discord export of three messages by two people."""
    people = [{"id": str(n), "name": name, "isBot": False} for n, name in enumerate(("Lin", "Wu"), 1)]
    messages = [
        {
            "id": str((int(datetime(2026, 6, n + 1, 1, tzinfo=UTC).timestamp() * 1000) - 1_420_070_400_000) << 22),
            "type": "Default",
            "timestamp": f"2026-06-0{n + 1}T09:00:00+08:00",
            "content": "hello",
            "author": people[n % 2],
            "reactions": [],
        }
        for n in range(3)
    ]
    whole = {"guild": {"id": "9", "name": "G"}, "channel": {"id": "8", "type": "GuildTextChat", "name": "general"}, "messages": messages}
    return json.dumps({**whole, "messageCount": 3, **more}).encode()


def send(browser, address: str, name: str, content: bytes, **fields: str):
    token = browser.token()
    data = {"csrf_token": token, "format": "auto", "file": (io.BytesIO(content), name), **fields}
    return browser.post(address, data=data, content_type="multipart/form-data")


def work_off(app, world) -> None:
    """What a worker does with every import that waits."""
    with app.app_context(), use_tenant(world.a.id):
        for import_id in [row.id for row in store.due()]:
            try:
                importing.run(import_id, now=datetime.now(UTC))
            except Refusal:
                continue


@pytest.fixture
def manager(as_person, world):
    return as_person(world.a.people["manager"].email)


def test_an_export_is_uploaded_read_by_the_job_and_shown_with_its_counts(app, world, manager):
    answer = send(manager, HERE, "chat.json", chat())
    assert answer.status_code == 303, answer.text
    where = answer.headers["Location"]
    waiting = manager.get(where).text
    assert "It waits for a free worker." in waiting
    assert 'hx-trigger="every 1s"' in waiting
    work_off(app, world)
    part = manager.get(where, headers={"HX-Request": "true"}).text
    assert "<html" not in part
    assert "hx-trigger" not in part, "a finished import stops asking"
    counts = dict(re.findall(r"<div><dt>([^<]+)</dt><dd>([^<]+)</dd></div>", part))
    assert counts == {"Added": "3", "Already there": "0", "People": "2", "Left out": "0"}


def test_the_same_file_again_says_that_nothing_changed(app, world, manager):
    for _time in range(2):
        where = send(manager, HERE, "chat.json", chat()).headers["Location"]
        work_off(app, world)
    page = manager.get(where).text
    assert "Everything in this file was there already." in page


def test_undo_takes_it_back_and_the_kept_file_can_be_imported_again(app, world, manager):
    where = send(manager, HERE, "chat.json", chat()).headers["Location"]
    work_off(app, world)
    asked = manager.get(f"{where}/undo").text
    assert "Undo 3 acts" in asked
    assert manager.send(f"{where}/undo").status_code == 303
    assert "what only this file held is gone again" in manager.get(where).text
    again = manager.send(f"{where}/repetition")
    assert again.status_code == 303
    assert again.headers["Location"] != where
    work_off(app, world)
    assert "<dt>Added</dt><dd>3</dd>" in manager.get(again.headers["Location"]).text


def test_an_import_that_is_undone_already_is_refused_in_words(app, world, manager):
    where = send(manager, HERE, "chat.json", chat()).headers["Location"]
    work_off(app, world)
    manager.send(f"{where}/undo")
    answer = manager.send(f"{where}/undo")
    assert answer.status_code == 422
    assert "This import cannot be undone" in answer.text


def test_places_left_out_are_shown_with_reason_and_remedy_and_can_be_downloaded(app, world, manager):
    table = "time,user,text\n2026-06-01 09:00,Lin,hello\nyesterday,Lin,hm\n2026-06-02 09:00,,who\n=1+1,Wu,evil\n"
    landing = send(manager, HERE, "acts.csv", table.encode(), format="events-csv").headers["Location"]
    assert landing.endswith("/columns")
    page = manager.get(landing).text
    assert page.count("<select") >= 4
    assert "2026-06-01 09:00" in page
    fields = {"column.1": "at", "column.2": "author", "column.3": "text", "default_kind": "message", "order": ""}
    answer = manager.send(landing, **fields)
    assert answer.status_code == 303, answer.text
    where = answer.headers["Location"]
    work_off(app, world)
    page = manager.get(where).text
    assert "<code>line 3</code>" in page
    assert '<code>line 5</code> <span class="note">No readable time: =1+1.</span>' in page
    assert "No readable time: yesterday." in page
    assert "Correct the time in the file" in page
    assert "2 different reasons." in page
    rows = list(csv.reader(io.StringIO(manager.get(f"{where}/skipped").text.lstrip("\ufeff"))))
    assert [row[0] for row in rows] == ["Where", "line 3", "line 4", "line 5"]
    assert rows[2][1] == "Does not say whose it is."
    manager.send("/preferences", language="zh_Hans_CN")
    assert "<code>第 3 行</code>" in manager.get(where).text


def test_a_column_that_is_left_out_is_not_guessed_back(app, world, manager):
    table = "time,user,kind\n2026-06-01 09:00,Lin,join\n"
    landing = send(manager, HERE, "acts.csv", table.encode(), format="events-csv").headers["Location"]
    answer = manager.send(landing, **{"column.1": "at", "column.2": "author", "column.3": "", "default_kind": "checkin", "order": ""})
    work_off(app, world)
    page = manager.get(answer.headers["Location"]).text
    assert "Check-ins" in page
    assert "Join records" not in page


def test_missing_and_doubled_columns_are_said_beside_the_table(app, world, manager):
    landing = send(manager, HERE, "acts.csv", b"a,b\n1,2\n", format="events-csv").headers["Location"]
    none = manager.send(landing, **{"column.1": "author", "column.2": "", "default_kind": "message", "order": ""})
    assert none.status_code == 422
    assert "which column holds the time" in none.text
    both = manager.send(landing, **{"column.1": "at", "column.2": "at", "default_kind": "message", "order": ""})
    assert both.status_code == 422
    assert "Two columns are chosen as “Time”." in both.text


def test_days_that_could_be_two_are_asked_for(app, world, manager):
    table = b"time,user\n01/02/2026 09:00,Lin\n"
    landing = send(manager, HERE, "acts.csv", table, format="events-csv").headers["Location"]
    fields = {"column.1": "at", "column.2": "author", "default_kind": "message"}
    asked = manager.send(landing, **fields, order="")
    assert asked.status_code == 422
    assert "every date could begin with the day or with the month." in asked.text
    assert manager.send(landing, **fields, order="dmy").status_code == 303


def test_a_table_in_an_unsure_encoding_leads_to_its_columns(app, world, manager):
    landing = send(manager, HERE, "群聊.csv", (FIXTURES / "events-zh-gbk.csv").read_bytes()).headers["Location"]
    page = manager.get(f"{landing}?encoding=gb18030").text
    assert "昵称" in page
    assert "大家好吗" in page


@pytest.mark.parametrize(
    ("language", "said", "remedy"),
    [
        ("en", "looks like a PDF, which holds no activity that can be read here.", "Export the conversation from its platform"),
        ("zh_Hans_CN", "看起来是一份 PDF 文件", "请从原平台导出聊天记录"),
    ],
)
def test_a_wrong_file_is_refused_at_once_in_the_readers_language(app, world, manager, language, said, remedy):
    manager.send("/preferences", language=language, next="/")
    page = manager.get(send(manager, HERE, "brochure.pdf", b"%PDF-1.7 ...").headers["Location"]).text
    assert said in page
    assert remedy in page
    assert "/repetition" not in page, "there is nothing to try again"
    with app.app_context(), use_tenant(world.a.id):
        assert [row.state for row in store.of_workspace()] == [ImportState.FAILED] * 3, "those the world began with, and this one"
        assert store.of_workspace()[0].file_key == "", "what is no export is not kept"


def test_a_file_that_breaks_off_stops_the_import_and_says_that_nothing_was_written(app, world, manager):
    where = send(manager, HERE, "chat.json", chat()[:-40]).headers["Location"]
    work_off(app, world)
    page = manager.get(where).text
    assert "chat.json ends in the middle: the export was interrupted." in page
    assert "Nothing was written" in page
    assert manager.send(f"{where}/repetition").status_code == 303


def test_no_file_is_an_error_of_its_field(world, manager):
    answer = manager.post(HERE, data={"csrf_token": manager.token(), "format": "auto"})
    assert answer.status_code == 422
    assert "Please choose a file." in answer.text


def test_an_upload_beyond_the_limit_is_refused_with_a_page(app, world, manager):
    app.config["MAX_CONTENT_LENGTH"] = 2000
    answer = send(manager, HERE, "large.json", b"x" * 4000)
    assert answer.status_code == 413
    assert "That is too large" in answer.text


def test_an_archived_community_takes_nothing(app, world, manager):
    manager.send("/w/north/communities/hikers-1/archive")
    answer = send(manager, HERE, "chat.json", chat())
    assert answer.status_code == 422
    assert "is archived" in answer.text


def test_running_imports_stand_first_and_every_community_is_in_the_history(app, world, manager):
    done = send(manager, "/w/north/imports", "old.json", chat(), community="hikers-2").headers["Location"]
    work_off(app, world)
    send(manager, "/w/north/imports", "new.json", chat(), community="hikers-1")
    page = manager.get("/w/north/imports").text
    names = re.findall(r'class="filename" href="[^"]+">([^<]+)<', page)
    assert names[0] == "new.json"
    assert "old.json" in names
    assert 'hx-trigger="every 2s"' in page
    assert UUID(done.rsplit("/", 1)[1])


def test_analysts_read_the_history_and_import_nothing(app, world, as_person):
    analyst = as_person(world.a.people["analyst"].email)
    assert "data-upload" not in analyst.get(HERE).text
    assert send(analyst, HERE, "chat.json", chat()).status_code == 403


def test_a_zip_of_other_things_is_named(world, manager):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
    page = manager.get(send(manager, HERE, "things.zip", packed.getvalue()).headers["Location"]).text
    assert "things.zip looks like an Excel spreadsheet." in page
    assert "Save it as CSV and upload that." in page
