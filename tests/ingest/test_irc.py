"""Logs of IRC: ZNC's day files, the HTML of public archives, supybot's."""

import json
import zipfile
from collections import Counter

import pytest

from tenants.ingest import irc_lines
from tenants.ingest.irc_names import Names
from tenants.terms.errors import Refusal

ZNC, HTML, SUPYBOT = "#garden_20260301.log", "irc-2026-03-02.html", "irc-supybot.log"


def told(read):
    return [(event.kind.value, event.author, event.text) for event in read.events]


def test_a_day_file_is_read_with_the_day_of_its_name_in_the_communitys_zone(reading, fixture_file):
    read = reading(fixture_file(ZNC), zone="Asia/Shanghai")
    assert read.format == "irc"
    assert read.tally.records == 21
    assert read.counts == {"message": 10, "join": 2}
    assert {event.channel for event in read.events} == {"#garden"}
    assert read.events[0].at.isoformat() == "2026-03-01T00:00:00+00:00"


def test_clocks_that_are_changed_on_a_day_are_minded(reading, tmp_path):
    path = tmp_path / "#garden_20260329.log"
    path.write_text("[00:30:00] <mira> before\n[02:30:00] <mira> after\n")
    assert [event.at.hour for event in reading(path, zone="Europe/London").events] == [0, 1]


def test_actions_are_messages_and_notices_modes_and_quits_are_nobodys_act(reading, fixture_file):
    read = reading(fixture_file(ZNC))
    assert ("message", "chief", "waves") in told(read)
    assert not [event for event in read.events if "Watering" in event.text]
    assert (read.tally.evidence.joins, read.tally.evidence.leaves) == (True, False)
    assert not read.only("leave")


def test_a_person_is_one_under_both_names_and_a_sentence_about_a_name_changes_none(reading, fixture_file):
    read = reading(fixture_file(ZNC))
    assert ("message", "mira", "back in a moment") in told(read)
    assert ("message", "troll", "Chief is now known as mira") in told(read)
    assert set(read.tally.authors) == {"mira", "chief", "troll", "ick", "reportbot"}
    assert read.tally.authors["chief"].name == "Chief"
    assert [author.id for author in read.tally.authors.values() if author.is_bot] == ["reportbot"]


def test_equal_lines_in_one_second_are_two(reading, fixture_file):
    read = reading(fixture_file(ZNC))
    assert told(read).count(("message", "mira", "hello")) == 2
    assert len(set(read.keys)) == len(read.keys)


def test_keys_hold_the_written_time_so_that_another_zone_makes_nothing_new(reading, fixture_file):
    assert reading(fixture_file(ZNC), zone="UTC").keys == reading(fixture_file(ZNC), zone="Asia/Shanghai").keys


def test_lines_that_cannot_be_read_are_left_out_with_their_reason(reading, fixture_file):
    read = reading(fixture_file(ZNC))
    assert [(place.where, place.reason) for place in read.tally.skipped] == [
        (f"{ZNC} line 20", "skip.not_a_record"),
        (f"{ZNC} line 21", "skip.bad_time"),
    ]


def test_html_of_an_archive(reading, fixture_file):
    read = reading(fixture_file(HTML))
    assert told(read) == [
        ("join", "tonny", ""),
        ("message", "tonny", "Who has the key? See http://example.org/a?b=c"),
        ("message", "mira", "holds it up"),
    ]
    assert {event.channel for event in read.events} == {"#garden"}  # told by who joined
    assert read.reasons == ["skip.not_a_record", "skip.not_a_record"]


def test_supybot_writes_whole_times(reading, fixture_file):
    read = reading(fixture_file(SUPYBOT), zone="Asia/Shanghai")
    assert told(read)[0] == ("message", "benpol", "they're related to fragmentation?")
    assert told(read)[3] == ("message", "joao", "an escaped bracket, &gt; and -> in the words")
    assert [event.at.isoformat() for event in read.events][::4] == ["2026-03-03T08:16:21+00:00", "2026-03-03T02:10:00+00:00"]


def test_a_zip_of_many_days_is_one_reading(reading, fixture_file, zipped):
    read = reading(
        zipped({
            "2026/03/#garden_20260301.log.txt": fixture_file(ZNC).read_bytes(),
            "2026/03/#garden/2026-03-02.log": "[08:00:00] <Mira> hello again\n[08:00:01] *** mira is now known as gardener\n",
            "2026/03/#garden/notes.txt": "what to plant",
            "2026/03/#garden/2026-03-03.log": "",
        })
    )  # fmt: skip
    assert read.counts == {"message": 11, "join": 2}
    assert {event.channel for event in read.events} == {"#garden"}
    assert sorted(read.reasons) == ["skip.bad_time", "skip.empty_file", "skip.not_a_record", "skip.other_format"]
    assert read.tally.authors["mira"].name == "mira"


def test_times_without_any_day_are_refused_in_a_sentence(reading, fixture_file, tmp_path, zipped):
    path = tmp_path / "log.txt"
    path.write_bytes(fixture_file(ZNC).read_bytes())
    with pytest.raises(Refusal) as refused:
        reading(path)
    assert refused.value.code == "import.no_day"
    some = reading(zipped({"#a_20260301.log": "[08:00:00] <mira> hi\n", "#a.log": "[08:00:00] <mira> hi\n"}))
    assert (some.reasons, len(some.events)) == (["skip.no_day"], 1)


@pytest.mark.parametrize(
    ("encoding", "words"), [("gb18030", "今天几点浇水？"), ("utf-16", "今天几点浇水？"), ("cp1252", "à bientôt, José")]
)
def test_encodings_of_old_clients_are_read(reading, tmp_path, encoding, words):
    path = tmp_path / "#garden_20260301.log"
    path.write_bytes(f"[08:00:00] <mira> {words}\n".encode(encoding))
    assert told(reading(path)) == [("message", "mira", words)]


def test_one_line_in_another_encoding_spoils_no_other(reading, tmp_path):
    path = tmp_path / "#garden_20260301.log"
    path.write_bytes("[08:00:00] <mira> 你好\n".encode() + b"[08:00:01] <jose> caf\xe9\n")
    assert [text for _, _, text in told(reading(path))] == ["你好", "café"]


@pytest.mark.parametrize(
    ("nick", "bot"), [("ReportBot", True), ("shed-bot", True), ("ChanServ", True), ("abbot", False), ("talbot", False), ("Bothilda", False)]
)
def test_bots_say_so_in_their_name(nick, bot):
    assert irc_lines.is_bot(nick) is bot


def test_names_that_a_network_gives_tie_nobody_together():
    names = Names([("Guest1", "ann"), ("Guest1", "bo"), ("ann", "ann_"), ("ann_", "ann"), ("ann", "ann_away"), ("6A4B", "cy")])
    assert [names.person(nick) for nick in ("ANN_", "ann_away", "bo", "cy", "Guest1")] == ["ann", "ann", "bo", "cy", "guest1"]


@pytest.mark.parametrize("name", ["irc/qtox_znc_2016-06_2016-09.zip", "irc/duraspace_2009_2011.zip"])
def test_counts_of_real_logs_are_true(reading, exports, name):
    true = json.loads((exports / "truth.json").read_text())[name]["counts"]
    read = reading(exports / name, zone="Europe/London")
    assert read.counts == {"message": true["message"] + true["action"], "join": true["join"]}
    assert len(set(read.keys)) == len(read.keys)
    assert all(event.author in read.tally.authors for event in read.events)


@pytest.mark.parametrize(("name", "spoke", "joined"), [("qtox_znc_2016-06_2016-09", 142, 316), ("duraspace_2009_2011", 184, None)])
def test_every_line_of_real_logs_is_told_for_what_it_is(exports, name, spoke, joined):
    true = json.loads((exports / "truth.json").read_text())[f"irc/{name}.zip"]["counts"]
    kinds, nicks = Counter(), {"message": set(), "join": set()}
    with zipfile.ZipFile(exports / "irc" / f"{name}.zip") as archive:
        for inner in archive.namelist():
            for text in archive.read(inner).decode("utf-8", "replace").split("\n"):
                line = irc_lines.parse(text.rstrip("\r"))
                if line is not None:
                    kinds[line.what] += 1
                    nicks.setdefault(line.what, set()).add(line.nick)
    assert {what: kinds[what] for what in ("message", "action", "join", "quit", "part", "nick")} == {
        what: true[what] for what in ("message", "action", "join", "quit", "part", "nick")
    }
    assert kinds["notice"] == true.get("notice", 0)
    assert len(nicks["message"]) == spoke
    assert joined in {None, len(nicks["join"])}


def test_counts_of_a_real_supybot_log_are_true(reading, exports):
    true = json.loads((exports / "truth.json").read_text())["irc/perceval_supybot_valid.log"]
    read = reading(exports / "irc/perceval_supybot_valid.log")
    actions = 1
    assert read.counts == {"message": true["messages"] + actions, "join": true["joins"]}
