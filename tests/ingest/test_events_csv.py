"""Tables of acts, in any shape."""

import pytest

from tenants.ingest import ColumnMapping, event_columns, recognise
from tenants.terms.errors import Refusal
from tenants.terms.event import EventKind


@pytest.fixture
def table(tmp_path):
    def make(text, encoding="utf-8", name="events.csv"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
        return path

    return make


def refused(run, *args, **options):
    with pytest.raises(Refusal) as caught:
        run(*args, **options)
    return caught.value


def test_a_table_that_excel_saved_in_gbk_is_read_by_its_chinese_headers(reading, fixture_file):
    read = reading(fixture_file("events-zh-gbk.csv"), zone="Asia/Shanghai")
    assert [(event.kind.value, event.author, event.key, event.at.isoformat()) for event in read.events] == [
        ("join", "w01", "1", "2024-03-01T01:00:05+00:00"),
        ("message", "w01", "2", "2024-03-01T13:30:00+00:00"),
        ("reply", "w02", "3", "2024-03-01T13:31:00+00:00"),
        ("checkin", "w02", "4", "2024-03-02T00:00:00+00:00"),
        ("leave", "w01", "5", "2024-03-03T00:00:00+00:00"),
    ]
    assert (read.events[0].inviter, read.events[1].question, read.events[2].reply_to) == ("w09", True, "2")
    assert {author.id: author.name for author in read.tally.authors.values()} == {"w01": "小明", "w02": "老王"}


def test_a_table_with_semicolons_and_three_ways_to_write_a_time(reading, fixture_file):
    read = reading(fixture_file("events-en.csv"), zone="Europe/Berlin")
    assert [event.at.isoformat() for event in read.events] == [
        "2024-03-01T08:00:00+00:00",
        "2024-03-01T09:00:00+00:00",
        "2024-03-01T09:05:00+00:00",
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_encodings_and_separators_are_found(reading, table, encoding, delimiter):
    text = "时间,用户,类型,内容\n2024-03-01 10:00,甲,发言,你好吗？\n2024-03-01 10:01,乙,签到,\n".replace(",", delimiter)
    assert reading(table(text, encoding)).counts == {"message": 1, "checkin": 1}


def test_an_encoding_that_is_not_sure_is_asked_for_and_can_be_given(reading, table):
    path = table("time,user\n2024-03-01 10:00,Zo\xeb B\n".encode("cp1252"))
    refusal = refused(recognise, path)
    assert (refusal.code, refusal.field) == ("import.unknown_encoding", "encoding")
    assert reading(path, mapping=ColumnMapping({"at": 1}, encoding="cp1252")).events[0].author == "Zoë B"
    assert refused(reading, path, mapping=ColumnMapping({"at": 1}, encoding="klingon")).code == "import.no_such_encoding"


def test_columns_can_be_chosen_by_number_or_header(reading, table):
    path = table("when it was,x,who (full)\n2024-03-01 10:00,join,u1\n")
    mapping = ColumnMapping({"at": "when", "kind": 2, "author": "WHO"})
    assert reading(path, mapping=mapping).counts == {"join": 1}


def test_columns_can_be_looked_at_before_they_are_chosen(fixture_file):
    columns = event_columns(fixture_file("events-zh-gbk.csv"))
    assert [(column.number, column.header, column.guess) for column in columns][:4] == [
        (1, "时间", "at"),
        (2, "用户", "author"),
        (3, "昵称", "name"),
        (4, "类型", "kind"),
    ]
    assert columns[1].samples[:2] == ["w01", "w01"]


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        ({"at": "nothing"}, "import.no_such_column"),
        ({"at": 9}, "import.no_such_column"),
        ({"at": 0}, "import.no_such_column"),
        ({"author": "u"}, "import.ambiguous_column"),
    ],
)
def test_a_column_that_is_not_there_or_could_be_two_is_refused(reading, table, columns, code):
    refusal = refused(reading, table("time,user,unit\n2024-03-01 10:00,a,b\n"), mapping=ColumnMapping(columns))
    assert refusal.code == code
    assert refusal.field in columns


def test_a_table_without_time_or_author_is_refused_and_says_which(reading, table):
    refusal = refused(reading, table("kind,colour\njoin,red\n"), format="events-csv")
    assert (refusal.code, refusal.facts["missing"]) == ("import.missing_columns", ["at", "author"])


def test_days_and_months_are_told_by_the_whole_file_and_asked_when_nothing_tells(reading, table):
    told = table("time,user\n03/04/2024 10:00,a\n25/04/2024 10:00,a\n")
    assert reading(told).events[0].at.isoformat() == "2024-04-03T10:00:00+00:00"
    unsure = table("time,user\n03/04/2024 10:00,a\n")
    refusal = refused(reading, unsure)
    assert (refusal.code, refusal.field) == ("import.ask_order", "order")
    assert reading(unsure, mapping=ColumnMapping({"at": 1}, order="mdy")).events[0].at.isoformat() == "2024-03-04T10:00:00+00:00"


def test_rows_without_an_id_stay_even_when_equal_and_have_the_same_keys_again(reading, table):
    path = table("time,user\n" + "2024-03-01 10:00,a\n" * 3)
    first = reading(path)
    assert len(set(first.keys)) == 3
    assert reading(path).keys == first.keys


def test_counts_without_an_author_are_kept_as_counts(reading, table):
    read = reading(table("time,kind,count\n2024-03-01 10:00,like,12\n"))
    assert [(event.author, event.count) for event in read.events] == [(None, 12)]
    assert not read.tally.evidence.reaction_authors


def test_words_for_kinds_can_be_added(reading, table):
    mapping = ColumnMapping({"at": 1}, kinds={"Bonjour": EventKind.JOIN})
    assert reading(table("time,user,type\n2024-03-01 10:00,a,bonjour\n"), mapping=mapping).counts == {"join": 1}


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("soon,a,message,1,", "skip.bad_time"),
        (",a,message,1,", "skip.bad_time"),
        ("2024-13-01 10:00,a,message,1,", "skip.bad_time"),
        ("2024-02-30 10:00,a,message,1,", "skip.bad_time"),
        ("2024-03-01 25:00,a,message,1,", "skip.bad_time"),
        ("2024/3/1 13:00 AM,a,message,1,", "skip.bad_time"),
        ("9999999999999,a,message,1,", "skip.future"),
        ("2031-01-01,a,message,1,", "skip.future"),
        ("1899-12-30,a,message,1,", "skip.before_1990"),
        ("2024-03-01,,message,1,", "skip.no_author"),
        ("2024-03-01,\x00 ,message,1,", "skip.no_author"),
        ("2024-03-01,a,dance,1,", "skip.unknown_kind"),
        ("2024-03-01,a,message", "skip.wrong_width"),
        ("2024-03-01,a,message,1,,,,x", "skip.wrong_width"),
        ("2024-03-01,a,message,7,", "skip.duplicate_id"),
    ],
)
def test_a_broken_row_is_skipped_with_its_line_and_reason(reading, table, row, reason):
    read = reading(table(f"time,user,type,id,text\n2024-03-01,z,message,7,\n\n{row}\n"))
    assert [(skipped.where, skipped.reason) for skipped in read.tally.skipped] == [("line 4", reason)]
    assert (read.tally.records, len(read.events)) == (2, 1)


@pytest.mark.parametrize(
    ("cell", "reason"), [("0", "skip.bad_count"), ("-3", "skip.bad_count"), ("many", "skip.bad_count"), ("1e9", "skip.bad_count")]
)
def test_a_broken_count_is_skipped(reading, table, cell, reason):
    assert reading(table(f"time,user,count\n2024-03-01,,{cell}\n")).reasons == [reason]


def test_a_person_cannot_do_a_thing_five_times_in_one_row(reading, table):
    assert reading(table("time,user,count\n2024-03-01,a,5\n")).reasons == ["skip.count_with_author"]


def test_a_table_of_thousands_of_columns_is_refused(reading, table):
    path = table("time,user\n2024-03-01,a" + "," * 5000 + "\n")
    assert refused(reading, path).code == "import.too_many_columns"


def test_a_quote_that_never_ends_is_refused(reading, table):
    path = table('time,user,text\n2024-03-01,a,"open\n' + "words, and more words\n" * 10_000)
    assert refused(reading, path).code == "import.broken_csv"


def test_text_that_stops_being_text_is_refused(reading, table):
    path = table("time,user\n2024-03-01,a\n".encode("utf-16") + b"\x00")
    assert refused(reading, path, mapping=ColumnMapping({"at": 1})).code == "import.unknown_encoding"


def test_people_of_a_table_without_ids_are_known_by_the_column_of_their_names(reading, table):
    path = table("Day;Who;Said by;What\n2026-04-03 10:00;7;Ann;message\n2026-04-04 11:00;8;Ben;reply\n")
    read = reading(path, mapping=ColumnMapping({"at": 1, "author": "", "name": 3, "kind": 4}))
    assert [event.author for event in read.events] == ["Ann", "Ben"]


def test_a_table_that_says_who_did_what_when_is_told_by_its_headers(reading, table):
    assert reading(table("When,Who,What\n2026-04-03 10:00,Ann,message\n")).counts == {"message": 1}
