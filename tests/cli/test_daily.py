"""``qunce daily``: a table of daily figures goes in, and its days can be listed."""

TABLE = 'date,members,messages,joins,leaves\n2026-02-01,400,"1,200",5,1\n2026-02-02,409,,4,0\n2026-02-03,many,7,,\n'


def test_a_table_of_days_goes_in_once_and_is_listed_with_what_does_not_follow(in_it, tmp_path):
    path = tmp_path / "february.csv"
    path.write_text(TABLE)
    assert in_it("daily", "import", path, "--dry-run").json["import_id"] is None
    said = in_it("daily", "import", path).json
    assert (said["days"], said["changed"], [each["reason"] for each in said["skipped"]]) == (3, 3, ["skip.bad_count"])
    assert in_it("daily", "import", path).json["changed"] == 0
    listed = in_it("daily", "list", "--period", "2026-02").json
    assert listed["days"]["2026-02-02"] == {"members": 409, "messages": None, "active_members": None, "joins": 4, "leaves": 0}
    assert listed["gaps"] == [{"day": "2026-02-02", "members": 409, "expected": 404}]
    figures = in_it("figures", "--period", "2026-02").json["figures"]
    assert (figures["messages"]["value"], figures["messages"]["source"]) == (1207, "manual")


def test_a_file_that_is_no_table_of_days_is_refused(in_it, tmp_path):
    path = tmp_path / "none.csv"
    path.write_text("who,what\nmei,tea\n")
    assert in_it("daily", "import", path).refused == "import.missing_columns"
    assert in_it("daily", "import", tmp_path / "missing.csv").refused == "import.unreadable"
