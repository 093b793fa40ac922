"""WhatsApp's chats: headers of many phones, dates whose order only the whole file tells, notices in many languages."""

import json
from datetime import UTC, datetime

import pytest

from tenants.ingest import ColumnMapping
from tenants.ingest.whatsapp_words import move
from tenants.terms.errors import Refusal


@pytest.fixture
def chat(tmp_path, reading):
    """Read lines as one chat."""

    def run(*lines, encoding="utf-8", name="chat.txt", **options):
        path = tmp_path / name
        path.write_bytes("\n".join(lines).encode(encoding))
        return reading(path, **options)

    return run


def test_messages_joins_and_leaves_are_told_apart(reading, fixture_file):
    read = reading(fixture_file("whatsapp-android.txt"), zone="Europe/London")
    assert read.format == "whatsapp"
    assert dict(read.counts) == {"message": 6, "join": 3, "leave": 2}
    assert [(event.author, event.inviter) for event in read.only("join")] == [("Ben", "Mira"), ("+44 7700 900123", "Mira"), ("Ana", None)]
    assert [event.author for event in read.only("leave")] == ["+44 7700 900123", "Ben"]
    assert read.reasons == ["skip.whatsapp_you"]
    assert (read.tally.evidence.joins, read.tally.evidence.replies, read.tally.evidence.reactions) == (True, False, False)


def test_text_is_kept_without_the_words_of_the_phone(reading, fixture_file):
    texts = [event.text for event in reading(fixture_file("whatsapp-android.txt")).only("message")]
    assert texts[0] == "Welcome! Who runs on Sunday?\nSay your pace too:\n12/03/2026 is not a header"
    assert texts[1:4] == ["", "ok", "ok"]
    assert texts[4] == "My shoes, are they right?"
    assert texts[5] == "see https://example.org/?a=1 at 10:30"


def test_equal_messages_of_one_minute_have_keys_of_their_own(reading, fixture_file):
    first, again = (reading(fixture_file("whatsapp-android.txt")) for _ in range(2))
    assert first.keys == again.keys
    assert len(set(first.keys)) == len(first.keys)


def test_a_later_export_of_the_same_chat_gives_the_same_keys(chat):
    lines = ["31/01/2026, 10:00 - Ana: hi", "01/02/2026, 10:00 - Ben: hello", "02/02/2026, 10:00 - Ana: bye"]
    whole, part = chat(*lines), chat(*lines[1:], mapping=ColumnMapping(order="dmy"), name="WhatsApp Chat with Club.txt", zone="Asia/Tokyo")
    assert part.keys == whole.keys[1:]
    assert {event.channel for event in part.events} == {"Club"}


def test_phones_by_apple_hide_notices_behind_a_mark_and_a_name(reading, fixture_file):
    read = reading(fixture_file("whatsapp-ios-zh.txt"), zone="Asia/Shanghai")
    assert dict(read.counts) == {"message": 3, "join": 1, "leave": 1}
    assert [event.author for event in read.only("message")] == ["小林", "阿宝", "+86 138-0013-8000"]
    assert read.only("message")[0].text == "大家好，今天跑吗？\n第二行"
    assert read.only("message")[0].at == datetime(2026, 2, 28, 4, 5, 9, tzinfo=UTC)
    assert read.only("message")[1].text == ""
    assert read.only("leave")[0].at == datetime(2026, 2, 28, 16, 30, tzinfo=UTC)
    assert "跑步群" not in read.tally.authors


def test_halves_of_the_day_in_spanish_with_narrow_blanks(reading, fixture_file):
    read = reading(fixture_file("whatsapp-es.txt"), zone="Europe/Madrid")
    assert [event.at.hour for event in read.only("join")] == [19, 19]
    assert read.only("message")[0].at == datetime(2025, 1, 19, 23, 0, tzinfo=UTC)
    assert read.only("message")[0].question
    assert [event.author for event in read.only("leave")] == ["Rosa"]


DAYS = [datetime(2019, 1, 15, 9, 5, 7), datetime(2019, 2, 3, 21, 40, 0), datetime(2019, 3, 28, 0, 15, 59)]  # noqa: DTZ001 - written times


@pytest.mark.parametrize("seconds", ["", ":%S"])
@pytest.mark.parametrize("clock", ["%H:%M", "%I:%M"])
@pytest.mark.parametrize("order", ["%y{0}%m{0}%d", "%y{0}%d{0}%m", "%d{0}%m{0}%y", "%m{0}%d{0}%y", "%Y{0}%m{0}%d", "%d{0}%m{0}%Y"])
@pytest.mark.parametrize("brackets", [True, False])
def test_every_style_of_header_is_read(chat, seconds, clock, order, brackets):
    for separator in "-/.":
        half = " %p" if clock == "%I:%M" else ""
        stamp = f"{order.format(separator)}{' ' if brackets else ', '}{clock}{seconds}{half}"
        header = f"[{stamp}] Ana: hi" if brackets else f"{stamp} - Ana: hi"
        read = chat(*(day.strftime(header) for day in DAYS))
        second = 0 if not seconds else None
        expected = [day.replace(tzinfo=UTC, **({"second": 0} if second == 0 else {})) for day in DAYS]
        assert [event.at for event in read.events] == expected, stamp


def test_every_header_that_others_support_is_read(chat, exports):
    supported = json.loads((exports / "whatsapp/whatstk_header_format_support.json").read_text())
    for each in supported:
        if each["auto_header"]:
            header = each["format"].replace("%name", "Ana") + " hi"
            assert [event.at.date() for event in chat(*(day.strftime(header) for day in DAYS)).events] == [day.date() for day in DAYS], (
                header
            )


def test_day_or_month_first_is_asked_when_no_date_tells(chat):
    unclear = ["03/04/2026, 10:00 - Ana: hi", "04/05/2026, 10:00 - Ben: hello"]
    with pytest.raises(Refusal) as refused:
        chat(*unclear)
    assert (refused.value.code, refused.value.field) == ("import.ask_order", "order")
    assert chat(*unclear, mapping=ColumnMapping(order="dmy")).events[0].at.month == 4
    assert chat(*unclear, mapping=ColumnMapping(order="mdy")).events[0].at.month == 3


def test_a_chat_never_runs_backwards_so_time_tells_the_order(chat):
    months_first = chat("05/06/2025, 10:00 - Ana: hi", "06/05/2025, 10:00 - Ben: hello", "07/01/2025, 10:00 - Ben: hello")
    assert [event.at.month for event in months_first.events] == [5, 6, 7]


def test_dates_with_the_same_day_and_month_need_no_question(chat):
    assert chat("01/01/2026, 10:00 - Ana: hi").events[0].at == datetime(2026, 1, 1, 10, tzinfo=UTC)


def test_an_impossible_date_is_skipped_and_the_rest_is_read(chat):
    read = chat("31/01/2026, 10:00 - Ana: hi", "31/02/2026, 10:00 - Ana: hi", "01/03/2026, 25:00 - Ana: hi", "02/03/2026, 10:00 - Ana: hi")
    assert (dict(read.counts), read.reasons) == ({"message": 2}, ["skip.bad_time", "skip.bad_time"])


def test_the_hour_that_comes_twice_is_read_once_in_order(chat):
    read = chat("25/10/2025, 23:30 - Ana: a", "26/10/2025, 01:30 - Ana: b", "26/10/2025, 02:30 - Ana: c", zone="Europe/London")
    assert [event.at.hour for event in read.events] == [22, 0, 2]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gb18030"])
def test_a_chat_saved_in_another_encoding_is_read(chat, encoding):
    read = chat("2026/2/28 上午9:01 - 小林: 大家好，今天跑吗？", "2026/2/28 下午9:01 - 阿宝: 跑", encoding=encoding)
    assert [(event.author, event.at.hour) for event in read.events] == [("小林", 9), ("阿宝", 21)]


def test_a_zip_names_its_group_and_pictures_are_not_spoken_of(reading, zipped):
    read = reading(
        zipped(
            {"_chat.txt": "[28/02/2026, 09:00:00] Ana: hi\n", "PHOTO.jpg": b"\xff\xd8", "notes.txt": "nothing"}, "WhatsApp Chat - Club.zip"
        )
    )
    assert (read.format, read.events[0].channel, read.reasons) == ("whatsapp", "Club", ["skip.other_format"])


@pytest.mark.parametrize(
    ("notice", "kind", "who", "by"),
    [
        ("Ana joined using this group's invite link", "join", ("Ana",), ""),
        ("Ana added Ben, Cleo and Dan", "join", ("Ben", "Cleo", "Dan"), "Ana"),
        ("Ana was added", "join", ("Ana",), ""),
        ("Ana left", "leave", ("Ana",), ""),
        ("Ana removed +44 7700 900123", "leave", ("+44 7700 900123",), "Ana"),
        ("小林 使用此群组的邀请链接加入", "join", ("小林",), ""),
        ("小林 添加了 阿宝、阿明", "join", ("阿宝", "阿明"), "小林"),
        ("小林 退出了群组", "leave", ("小林",), ""),
        ("小林 移除了 阿宝", "leave", ("阿宝",), "小林"),
        ("小林 離開了", "leave", ("小林",), ""),
        ("Inés se unió usando el enlace de invitación de este grupo.", "join", ("Inés",), ""),
        ("Inés añadió a Luis y Rosa", "join", ("Luis", "Rosa"), "Inés"),
        ("Inés salió del grupo", "leave", ("Inés",), ""),
        ("Inés eliminó a Luis", "leave", ("Luis",), "Inés"),
        ("Uwe ist der Gruppe über den Einladungslink beigetreten.", "join", ("Uwe",), ""),
        ("Uwe hat Kai und Jan hinzugefügt.", "join", ("Kai", "Jan"), "Uwe"),
        ("Uwe hat die Gruppe verlassen.", "leave", ("Uwe",), ""),
        ("Uwe hat Kai entfernt.", "leave", ("Kai",), "Uwe"),
        ("Léa a rejoint le groupe via un lien d'invitation", "join", ("Léa",), ""),
        ("Léa a ajouté Noé", "join", ("Noé",), "Léa"),
        ("Léa a quitté le groupe", "leave", ("Léa",), ""),
        ("Rui entrou usando o link de convite deste grupo", "join", ("Rui",), ""),
        ("Rui adicionou Eva", "join", ("Eva",), "Rui"),
        ("Rui saiu", "leave", ("Rui",), ""),
        ("Gino ha aggiunto Pia", "join", ("Pia",), "Gino"),
        ("Gino ha abbandonato", "leave", ("Gino",), ""),
        ("Иван добавил(-а) Олю", "join", ("Олю",), "Иван"),
        ("Иван добавил Олю", "join", ("Олю",), "Иван"),
        ("Иван покинул группу", "leave", ("Иван",), ""),
        ("Budi bergabung menggunakan tautan undangan grup ini", "join", ("Budi",), ""),
        ("Budi keluar", "leave", ("Budi",), ""),
    ],
)
def test_who_came_and_went_is_read_in_many_languages(notice, kind, who, by):
    moved = move(notice)
    assert (moved.kind.value, moved.who, moved.by) == (kind, who, by)


@pytest.mark.parametrize(
    "notice",
    [
        'Mira created group "Club"',
        "Mira changed the subject from “a: b” to “c”",
        "Mira removed this group's icon",
        "Mira's security code changed. Tap to learn more.",
        "Mira changed this group's settings to allow all participants",
        "Mira pinned a message",
    ],
)
def test_other_notices_move_nobody(notice):
    assert move(notice) is None


def test_nobody_is_said_to_have_joined_in_a_language_that_is_not_known(chat):
    read = chat("28/02/2026, 09:00 - Xyz qwe rty", "28/02/2026, 09:01 - Ana: hi")
    assert (dict(read.counts), read.tally.evidence.joins, read.tally.records) == ({"message": 1}, False, 2)
