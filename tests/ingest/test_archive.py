"""Zips that are damaged, hostile or only odd."""

import io
import struct
import zipfile

import pytest

from tenants.ingest import archive, recognise
from tenants.terms.errors import Refusal


def refused(run, *args, **options):
    with pytest.raises(Refusal) as caught:
        run(*args, **options)
    return caught.value.code


def test_a_truncated_zip_is_refused(reading, slack_zip):
    path = slack_zip()
    path.write_bytes(path.read_bytes()[:-200])
    assert refused(reading, path) == "import.broken_zip"


def test_a_zip_with_a_flipped_byte_in_its_data_is_refused(reading, slack_zip):
    path = slack_zip()
    data = bytearray(path.read_bytes())
    at = data.index(b"general/2024-03-01.json") + 200
    data[at] ^= 0xFF
    path.write_bytes(data)
    assert refused(reading, path) == "import.broken_zip"


def test_an_encrypted_zip_is_refused(reading, slack_zip):
    path = slack_zip()
    data = bytearray(path.read_bytes())
    start = data.index(b"PK\x01\x02")
    struct.pack_into("<H", data, start + 8, 1)
    path.write_bytes(data)
    assert refused(reading, path) == "import.encrypted_zip"


def test_a_zip_bomb_is_refused_by_the_bytes_that_come_out(reading, slack_zip):
    bomb = '[{"type": "message", "user": "U01", "text": "' + "a" * (20 << 20)
    assert refused(reading, slack_zip(**{"general__2024-03-03.json": bomb})) == "import.zip_bomb"


def test_many_small_bombs_are_one(reading, slack_zip):
    files = {f"general__2024-05-{day:02}.json": '[{"type": "x", "text": "' + "a" * (5 << 20) + '"}]' for day in range(1, 9)}
    assert refused(reading, slack_zip(**files)) == "import.zip_bomb"


def test_a_small_file_may_compress_as_well_as_it_likes(reading, slack_zip):
    read = reading(slack_zip(**{"general__2024-03-03.json": "[" + " " * (1 << 20) + "]"}))
    assert read.counts["message"] == 6


def test_sizes_are_counted_and_not_believed(reading, slack_zip, monkeypatch):
    monkeypatch.setattr(archive, "MAX_FILE_BYTES", 1000)
    assert refused(reading, slack_zip()) == "import.too_large"


def test_the_bytes_of_all_files_together_have_a_limit(reading, slack_zip, monkeypatch):
    monkeypatch.setattr(archive, "MAX_TOTAL_BYTES", 3000)
    assert refused(reading, slack_zip()) == "import.too_large"


def test_too_many_entries_are_refused(reading, slack_zip, monkeypatch):
    monkeypatch.setattr(archive, "MAX_ENTRIES", 3)
    assert refused(reading, slack_zip()) == "import.too_many_entries"


def test_a_directory_of_the_zip_that_says_it_is_huge_is_not_loaded(reading, slack_zip):
    path = slack_zip()
    data = bytearray(path.read_bytes())
    struct.pack_into("<L", data, data.rindex(b"PK\x05\x06") + 12, 3 << 30)
    path.write_bytes(data)
    assert refused(reading, path) == "import.too_many_entries"


def test_stored_paths_are_names_and_lead_nowhere(reading, slack_zip, tmp_path):
    before = set(tmp_path.rglob("*"))
    path = slack_zip(**{"../../general__2024-03-03.json": '[{"type":"message","user":"U01","ts":"1709283600.1"}]'})
    assert reading(path).counts["message"] == 7
    assert set(tmp_path.rglob("*")) - before == {path}


def test_names_in_gbk_without_a_mark_are_read_as_chinese(reading, tmp_path, fixture_file):
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as made:
        made.writestr("XXXX/YYYY/1.csv", fixture_file("discord-2019.csv").read_bytes())
    path = tmp_path / "gbk.zip"
    path.write_bytes(raw.getvalue().replace(b"XXXX", "分类".encode("gbk")).replace(b"YYYY", "频道".encode("gbk")))
    assert {event.channel for event in reading(path).events} == {"分类/频道"}


def test_an_empty_file_is_refused(tmp_path):
    path = tmp_path / "empty.csv"
    path.touch()
    assert refused(recognise, path) == "import.empty_file"


def test_a_missing_file_is_refused(tmp_path):
    assert refused(recognise, tmp_path / "gone.zip") == "import.unreadable"


def test_a_zip_in_a_zip_is_not_opened(reading, slack_zip, zipped):
    assert refused(reading, zipped({"inner.zip": slack_zip().read_bytes()}, "outer.zip")) == "import.unknown_format"


@pytest.mark.parametrize(
    ("content", "looks_like"),
    [
        (b'{"ok": true, "result": [{"update_id": 5}]}', "telegram-bot"),
        (b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n", "ics"),
        (b"From: <Save by Tencent MsgMgr>\r\nMIME-Version: 1.0\r\n", "qq-mht"),
        (b'[{"created": 1, "event_hosts": []}]', "meetup"),
        (b"Would you recommend us?,Why?,Your role\n9,fast,dev\n", "survey"),
        (b"%PDF-1.7 ...", "pdf"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 20, "xls"),
        (b"<html><body>hello</body></html>", "html"),
        (b'{"hello": 1}', "json"),
        (b"just some words\nand more\n", ""),
        (b"colour,taste\nred,sweet\n", ""),
        (bytes(range(256)), ""),
    ],
)
def test_a_file_of_another_kind_is_refused_and_named(tmp_path, content, looks_like):
    path = tmp_path / "something.bin"
    path.write_bytes(content)
    with pytest.raises(Refusal) as caught:
        recognise(path)
    assert caught.value.code == "import.unknown_format"
    assert caught.value.facts["looks_like"] == looks_like


def test_a_spreadsheet_is_named_as_one(zipped):
    with pytest.raises(Refusal) as caught:
        recognise(zipped({"[Content_Types].xml": "<x/>", "xl/workbook.xml": "<x/>"}, "people.xlsx"))
    assert caught.value.facts["looks_like"] == "xlsx"


@pytest.mark.parametrize(
    ("name", "format"),
    [
        ("discord-general.json", "discord-json"),
        ("discord-general.html", "discord-html"),
        ("discord-old.html", "discord-html"),
        ("discord-2019.csv", "discord-csv"),
        ("discord-2024.csv", "discord-csv"),
        ("events-en.csv", "events-csv"),
        ("events-zh-gbk.csv", "events-csv"),
    ],
)
def test_formats_are_told_by_content_and_not_by_name(fixture_file, tmp_path, name, format):  # noqa: A002
    path = tmp_path / "upload.dat"
    path.write_bytes(fixture_file(name).read_bytes())
    assert recognise(path) == format


@pytest.mark.parametrize("format", ["slack", "discord-html", "discord-csv"])
def test_a_file_that_is_not_what_it_is_called_is_refused(reading, fixture_file, format):  # noqa: A002
    assert refused(reading, fixture_file("discord-general.json"), format=format) == "import.not_this_format"


def test_a_format_nobody_knows_is_refused(reading, fixture_file):
    assert refused(reading, fixture_file("discord-general.json"), format="myspace") == "import.no_such_format"


def test_discord_means_any_of_its_three(reading, fixture_file):
    for name in ("discord-general.json", "discord-general.html", "discord-2019.csv"):
        assert reading(fixture_file(name), format="discord").tally.records > 3


def test_a_file_without_a_name_in_a_damaged_zip_is_passed_over(reading, tmp_path, fixture_file):
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as made:
        made.writestr("QQQQ", b"")
        made.writestr("general.json", fixture_file("discord-general.json").read_bytes())
    path = tmp_path / "nameless.zip"
    path.write_bytes(raw.getvalue().replace(b"QQQQ", b"\0QQQ"))
    assert reading(path).tally.records == 7


def test_a_zip_of_tables_or_of_other_things_is_named(zipped):
    for files, looks_like in (
        ({"a.csv": "colour,taste\nred,sweet\n"}, "zip"),
        ({"a.jpg": b"\xff\xd8", "cal.ics": "BEGIN:VCALENDAR\r\n"}, "ics"),
        ({"a.jpg": b"\xff\xd8"}, ""),
    ):
        with pytest.raises(Refusal) as caught:
            recognise(zipped(files))
        assert caught.value.facts["looks_like"] == looks_like
