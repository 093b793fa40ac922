"""Spreadsheets: any sheet, a header anywhere, dates as numbers and as text; and none that eats the machine."""

import io
import re
import zipfile

import openpyxl
import pytest

from tenants.ingest import ColumnMapping, recognise, table_columns, workbook
from tenants.ingest.archive import Upload
from tenants.terms.errors import Refusal

TITLE = "Table"


@pytest.fixture
def book(tmp_path):
    """Write a workbook of one sheet."""

    def make(*rows, name="book.xlsx"):
        made = openpyxl.Workbook()
        made.active.title = TITLE
        for row in rows:
            made.active.append(row)
        made.save(tmp_path / name)
        return tmp_path / name

    return make


def changed(path, part, how):
    """Rewrite one part of a workbook."""
    packed = io.BytesIO(path.read_bytes())
    with zipfile.ZipFile(packed) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            data = old.read(info)
            new.writestr(info.filename, how(data) if info.filename == part else data)
    return path


def refused(run, *args, **options):
    with pytest.raises(Refusal) as caught:
        run(*args, **options)
    return caught.value


def test_acts_are_read_from_the_best_sheet_under_a_header_of_two_rows(reading, fixture_file):
    read = reading(fixture_file("events-zh.xlsx"), zone="UTC")
    assert read.format == "events-xlsx"
    assert [(event.kind.value, event.at.isoformat(), event.author, event.text) for event in read.events] == [
        ("join", "2026-05-01T02:30:00+00:00", "wxid_ming", ""),
        ("message", "2026-05-01T04:00:00+00:00", "wxid_ming", "大家好？"),
        ("reply", "2026-05-02T01:05:00+00:00", "wxid_wang", ""),
        ("message", "2026-05-03T00:00:00+00:00", "10086", "3"),
        ("message", "2026-05-03T16:00:00+00:00", "wxid_li", ""),
    ]
    assert [(place.where, place.reason) for place in read.tally.skipped] == [("line 9", "skip.bad_time")]


def test_columns_of_a_sheet_can_be_chosen_by_name(reading, book):
    path = book(
        ["Weekly report"], [], ["when it was", "who (full)", "what"], ["2026-05-01 10:00", "u1", "join"], ["2026-05-02 10:00", "u2", "post"]
    )
    assert refused(reading, path).facts["looks_like"] == ""
    assert [column.header for column in table_columns(path)] == ["when it was", "who (full)", "what"]
    mapping = ColumnMapping({"at": "when", "author": "who (full)", "kind": "what"})
    assert reading(path, mapping=mapping).counts == {"join": 1, "message": 1}


def test_an_aggregated_survey_says_what_it_looks_like(tmp_path):
    made = openpyxl.Workbook()
    counted = ["Where are you?"], ["", "Africa", "Asia", "Total"], ["All", 0.4, 0.6, 1], ["", "", "Answered", 12], ["", "", "Skipped", 0]
    for n in range(1, 4):
        sheet = made.active if n == 1 else made.create_sheet()
        sheet.title = f"Question {n}"
        for row in (["Our survey"], *counted):
            sheet.append(row)
    made.save(tmp_path / "summary.xlsx")
    assert refused(recognise, tmp_path / "summary.xlsx").facts["looks_like"] == "survey-summary"


@pytest.mark.parametrize("address", ["XFD1048576", "ZZZ9", "A9999999"])
def test_a_cell_at_the_end_of_the_sheet_costs_nothing(book, reading, address):
    path = book(["time", "user"], ["2026-05-01", "a"], ["2026-05-02", "b"])
    far = re.compile(rb'r="A3"')
    changed(path, "xl/worksheets/sheet1.xml", lambda data: far.sub(f'r="{address}"'.encode(), data))
    code = refused(reading, path, format="events-xlsx").code
    assert code in {"import.workbook_too_large", "import.broken_file", "import.too_many_columns"}


def test_a_sheet_that_unpacks_to_too_much_is_refused(book, reading, monkeypatch):
    path = book(["time", "user"], ["2026-05-01", "a"])
    changed(path, "xl/worksheets/sheet1.xml", lambda data: data.replace(b"</sheetData>", b" " * 20_000_000 + b"</sheetData>"))
    assert refused(reading, path).code == "import.zip_bomb"
    honest = book(["time", "user"], *[[f"2026-05-01 10:{n % 60:02}", f"user{n}"] for n in range(200)], name="honest.xlsx")
    monkeypatch.setattr(workbook, "MAX_XML", 5_000)
    assert refused(reading, honest).code == "import.workbook_too_large"
    monkeypatch.setattr(workbook, "MAX_XML", 1 << 28)
    monkeypatch.setattr(workbook, "MAX_CELLS", 100)
    assert refused(reading, honest).code == "import.workbook_too_large"


def test_a_part_that_is_there_twice_is_refused(book, reading):
    path = book(["time", "user"], ["2026-05-01", "a"])
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"<worksheet/>")
    assert refused(reading, path, format="events-xlsx").code == "import.broken_file"


def test_cells_without_addresses_are_counted_too(book, monkeypatch):
    path = book(*[["2026-05-01", f"user{n}"] for n in range(60)])
    bare = re.compile(rb' r="[A-Z]+\d+"')
    changed(path, "xl/worksheets/sheet1.xml", lambda data: bare.sub(b"", data))
    workbook.Workbook(Upload(path))
    monkeypatch.setattr(workbook, "MAX_CELLS", 50)
    assert refused(workbook.Workbook, Upload(path)).code == "import.workbook_too_large"


def test_hidden_sheets_are_passed_over(tmp_path, reading):
    made = openpyxl.Workbook()
    made.active.append(["time", "user"])
    made.active.append(["2026-05-01", "seen"])
    hidden = made.create_sheet("old")
    hidden.append(["time", "user", "type", "channel"])
    hidden.append(["2026-05-01", "hidden", "join", "x"])
    hidden.sheet_state = "hidden"
    made.save(tmp_path / "two.xlsx")
    assert [event.author for event in reading(tmp_path / "two.xlsx").events] == ["seen"]
