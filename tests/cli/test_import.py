"""``qunce import``: counts that others made, nothing twice, nothing half, a sentence for every file that is wrong."""

import json
import re

import pytest

SLACK = ("slack/houstondatavis_A.zip", "slack/hfaran_testarchive.zip", "slack/zulip_test_slack_importer.zip")
KEYS = {"import_id", "format", "records", "events", "people", "added", "already_there", "skipped", "skipped_more", "first", "last"}


def rows_written(superuser):
    counted = "SELECT (SELECT count(*) FROM event) + (SELECT count(*) FROM member) + (SELECT count(*) FROM import)"
    return superuser.execute(counted).fetchone()[0]


@pytest.mark.parametrize("name", SLACK)
def test_a_slack_export_is_counted_as_others_count_it_and_adds_nothing_again(in_it, exports, truth, name):
    true, done = truth[name], in_it("import", exports / name)
    assert done.code == 0
    said, events = done.json, done.json["events"]
    assert set(said) == KEYS
    assert (said["format"], said["records"], said["skipped"]) == ("slack", true["records"], [])
    assert events.get("message", 0) + events.get("reply", 0) == true["human_or_bot_messages"]
    assert events.get("reply", 0) == true["thread_replies"]
    assert [events.get(kind, 0) for kind in ("join", "leave", "reaction")] == [true["joins"], true["leaves"], true["reactions"]]
    assert (said["first"], said["last"]) == (true["first"], true["last"])
    assert (said["added"], said["already_there"]) == (sum(events.values()), 0)
    again = in_it("import", exports / name).json
    assert (again["added"], again["already_there"], again["events"]) == (0, said["added"], events)


def test_discord_pages_are_counted_as_others_count_them(in_it, exports, truth):
    name = "discord/meshcore_dce_html.zip"
    true, said = truth[name], in_it("import", exports / name, "--format", "discord").json
    assert (said["format"], said["records"]) == ("discord", true["message_containers"])
    assert said["events"]["message"] + said["events"]["reply"] == true["message_containers"] - true["system_notifications"]
    assert (said["events"]["reply"], said["events"]["reaction"]) == (true["replies"], true["reactions"])
    assert said["people"] == true["authors"]
    assert (said["first"], said["last"]) == (true["first_by_snowflake"], true["last_by_snowflake"])
    again = in_it("import", exports / name).json
    assert (again["format"], again["added"]) == ("discord-html", 0)


@pytest.mark.slow
def test_the_largest_export_is_counted_as_others_count_it(in_it, exports, truth):
    name = "discord/komodo_dce_csv.zip"
    true, said = truth[name], in_it("import", exports / name).json
    assert (said["format"], said["records"], said["people"]) == ("discord-csv", true["messages"], true["authors"])
    assert (said["events"]["message"], said["events"]["reaction"]) == (true["messages"], true["reactions"])
    assert [place["reason"] for place in said["skipped"]] == ["skip.empty_file"] * true["empty_files"]
    assert (said["first"], said["last"]) == tuple(true[end].replace(" ", "T") + "Z" for end in ("first", "last"))
    assert said["added"] == sum(said["events"].values())


def test_a_dry_run_counts_everything_and_writes_nothing(in_it, slack, superuser, tmp_path):
    before = rows_written(superuser)
    dry = in_it("import", slack, "--dry-run").json
    assert (dry["import_id"], rows_written(superuser)) == (None, before)
    assert not list((tmp_path / "files").rglob("*.zip"))
    real = in_it("import", slack).json
    assert {key: real[key] for key in KEYS - {"import_id"}} == {key: dry[key] for key in KEYS - {"import_id"}}
    assert real["added"] > 0
    assert in_it("import", slack, "--dry-run").json["already_there"] == real["added"]


def test_instants_are_utc_and_end_with_z(in_it, february):
    said = in_it("import", february).json
    assert (said["first"], said["last"]) == ("2026-02-01T08:00:00Z", "2026-02-20T08:00:00Z")


def test_columns_can_be_named_by_number_and_by_header(in_it, tmp_path):
    path = tmp_path / "odd.csv"
    path.write_text("a,b,c\nmessage,2026-02-03 10:00,mei\nmessage,2026-02-03 11:00,lin\n")
    assert in_it("import", path, "--format", "events-csv").refused == "import.missing_columns"
    said = in_it("import", path, "--format", "events-csv", "--map", "at=2", "--map", "author=c", "--map", "kind=1").json
    assert (said["events"], said["people"]) == ({"message": 2}, 2)


def test_several_files_are_imported_one_after_the_other_and_one_that_is_refused_stops_no_other(in_it, tmp_path):
    paths = [tmp_path / f"{name}.csv" for name in ("first", "wrong", "last")]
    paths[0].write_text("time,user\n2026-02-03 10:00,mei\n")
    paths[1].write_bytes(b"")
    paths[2].write_text("time,user\n2026-02-03 10:00,mei\n2026-02-04 10:00,mei\n")
    done = in_it("import", *paths)
    said = json.loads(done.out)
    assert done.code == 1
    assert [each["file"] for each in said] == ["first.csv", "wrong.csv", "last.csv"]
    assert [each.get("added") for each in said] == [1, None, 1]
    assert said[1]["error"]["code"] == "import.empty_file"


def test_a_time_zone_is_settled_by_an_option_and_a_recipe_is_asked_for_by_name(in_it, tmp_path):
    path = tmp_path / "table.csv"
    path.write_text("time,user\n2026-02-03 10:00,mei\n")
    assert in_it("import", path, "--zone", "Asia/Shanghai", "--dry-run").json["first"] == "2026-02-03T02:00:00Z"
    assert in_it("import", path, "--recipe", "sign-ups").refused == "import.no_recipe"


def test_days_that_could_be_two_are_settled_by_an_option(in_it, tmp_path):
    path = tmp_path / "days.csv"
    path.write_text("time,user\n03/02/2026 10:00,mei\n04/02/2026 10:00,lin\n")
    assert in_it("import", path).refused == "import.ask_order"
    assert in_it("import", path, "--order", "dmy", "--dry-run").json["last"] == "2026-02-04T10:00:00Z"
    assert in_it("import", path, "--order", "mdy", "--dry-run").json["last"] == "2026-04-02T10:00:00Z"


def test_an_encoding_that_is_not_certain_is_settled_by_an_option(in_it, tmp_path):
    path = tmp_path / "names.csv"
    path.write_bytes("time,user\n2026-02-03 10:00,Zo\u00eb B\n".encode("cp1252"))
    assert in_it("import", path).refused == "import.unknown_encoding"
    assert in_it("import", path, "--encoding", "cp1252").json["events"] == {"message": 1}
    assert in_it("import", path, "--encoding", "klingon").refused == "import.no_such_encoding"


def test_a_mapping_that_is_no_pair_is_wrong_usage(in_it, february):
    wrong = in_it("import", february, "--map", "author")
    assert (wrong.code, wrong.out) == (2, "")
    assert "FIELD=COLUMN" in wrong.err


def test_a_row_that_cannot_be_read_is_named_with_its_reason_in_words(in_it, table):
    rows = (
        "2026-02-03T10:00:00Z,mei,message",
        "yesterday,mei,message",
        "2999-01-01T00:00:00Z,mei,message",
        "2026-02-03T10:00:00Z,,message",
    )
    said = in_it("import", table(*rows)).json
    assert said["events"] == {"message": 1}
    assert [(place["where"], place["reason"]) for place in said["skipped"]] == [
        ("line 3", "skip.bad_time"),
        ("line 4", "skip.future"),
        ("line 5", "skip.no_author"),
    ]
    assert "yesterday" in said["skipped"][0]["message"]
    chinese = in_it("import", table(*rows), lang="zh_CN").json["skipped"][0]["message"]
    assert re.search(r"[\u4e00-\u9fff]", chinese)


def exported(day):
    """The files of a Slack export with one day of one channel."""
    return {"users.json": "[]", "channels.json": "[]", "general/2026-01-01.json": day}


def wrong_file(code, zipped, slack, folder):
    """A file that earns the refusal ``code``."""
    contents = {
        "import.broken_zip": lambda: slack.read_bytes()[: slack.stat().st_size // 2],
        "import.zip_bomb": lambda: zipped(exported(b" " * 60_000_000), "bomb.zip").read_bytes(),
        "import.not_utf8": lambda: zipped(exported('[{"text": "caf\u00e9"}]'.encode("cp1252")), "latin.zip").read_bytes(),
        "import.unknown_format": lambda: b"Dear diary, nothing happened today.\n",
        "import.empty_file": lambda: b"",
    }
    path = folder / "wrong.zip"
    path.write_bytes(contents[code]())
    return path


@pytest.mark.parametrize("code", ["import.broken_zip", "import.zip_bomb", "import.not_utf8", "import.unknown_format", "import.empty_file"])
def test_a_file_that_is_wrong_is_refused_in_both_languages_and_leaves_no_act(in_it, zipped, slack, tmp_path, superuser, code):
    path = wrong_file(code, zipped, slack, tmp_path)
    english, chinese = in_it("import", path), in_it("import", path, lang="zh_CN")
    assert (english.refused, chinese.refused) == (code, code)
    assert not re.search(r"[\u4e00-\u9fff]", english.json["error"]["message"])
    assert re.search(r"[\u4e00-\u9fff]", chinese.json["error"]["message"])
    assert superuser.execute("SELECT count(*) FROM event").fetchone()[0] == 0


def test_a_file_that_is_not_there_or_is_a_folder_is_refused(in_it, tmp_path):
    assert in_it("import", tmp_path / "none.zip").refused == "file.not_found"
    assert in_it("import", tmp_path).refused == "file.not_found"


def test_the_wrong_format_is_refused(in_it, slack, february):
    assert in_it("import", slack, "--format", "discord").refused == "import.not_this_format"
    assert in_it("import", february, "--format", "slack").refused == "import.not_this_format"
    assert in_it("import", slack, "--format", "carrier-pigeon").code == 2


def test_a_community_of_another_workspace_is_not_there(qunce, harbour, february):
    qunce("tenant", "create", "other", "--name", "Other", "--owner", "owner@other.example")
    assert qunce("import", february, "--tenant", "other", "--community", "regulars").refused == "community.not_found"
    assert qunce("import", february, "--tenant", "nobody", "--community", "regulars").refused == "tenant.not_found"
    assert qunce("import", february, "--tenant", "harbour", "--community", "nobody").refused == "community.not_found"
