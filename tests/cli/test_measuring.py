"""``qunce figures``, ``survey import`` and ``target set``: what scripts read and write about a community's numbers."""

import re

import pytest

from tenants.measure import CATALOGUE

FIGURE = {"value", "unit", "coverage", "source", "reason", "estimated", "low", "high", "n", "detail"}
WORDS = {"name", "definition", "text", "unit_name", "source_name", "why"}


@pytest.fixture
def figures(in_it):
    return lambda label: in_it("figures", "--period", label)


def test_every_figure_of_the_catalogue_is_there_with_its_reason_or_its_value(figures, in_it, february):
    in_it("import", february)
    said = figures("2026-02").json
    assert (said["period"], said["timezone"]) == ("2026-02", "UTC")
    assert list(said["figures"]) == list(CATALOGUE)
    for key, figure in said["figures"].items():
        assert set(figure) == FIGURE | WORDS
        assert figure["name"]
        assert figure["definition"]
        assert (figure["value"] is None) == (figure["reason"] is not None), key
    assert said["figures"]["joins"]["value"] == 10
    assert said["figures"]["leaves"]["value"] == 1
    assert said["figures"]["members_end"]["value"] == 9
    assert said["figures"]["messages"]["value"] == sum(range(1, 9))


def test_people_read_a_table_and_chinese_readers_a_chinese_one(plain, in_it, harbour, february):
    in_it("import", february)
    asked = ("figures", "--tenant", harbour, "--community", "regulars", "--period", "2026-02")
    lines = plain(*asked).out.splitlines()
    assert lines[0] == "2026-02 UTC"
    assert len(lines) == len(CATALOGUE) + 1
    (joins,) = [line for line in lines if line.startswith("joins ")]
    assert joins.split() == ["joins", "Joins", "10", "people", "71", "%", "Computed", "from", "imported", "activity"]
    (missing,) = [line for line in lines if line.startswith("revenue ")]
    assert missing.endswith("The data at hand does not tell this.")
    assert "加入人数" in next(line for line in plain(*asked, lang="zh_CN").out.splitlines() if line.startswith("joins "))


def test_a_clients_communities_are_measured_together(qunce, in_it, harbour, february, table):
    in_it("import", february)
    second = ("--tenant", harbour, "--client", "tea", "--name", "Second", "--platform", "discord", "--timezone", "UTC")
    assert qunce("community", "create", "second", *second).code == 0
    path = table("2026-02-01T08:00:00Z,p0,join", "2026-02-03T08:00:00Z,p0,message", name="second.csv")
    assert qunce("import", path, "--tenant", harbour, "--community", "second").code == 0
    said = qunce("figures", "--tenant", harbour, "--at-client", "tea", "--period", "2026-02").json
    assert [place["community"] for place in said["communities"]] == ["regulars", "second"]
    figures = said["figures"]
    assert (figures["messages"]["value"], figures["messages"]["reason"]) == (37, None)
    assert (figures["joins"]["value"], figures["joins"]["reason"]) == (11, "not_deduplicated")
    assert (figures["active_members"]["value"], figures["active_members"]["why"][:18]) == (9, "Not de-duplicated:")
    assert figures["communities"]["value"] == 2
    assert (figures["first_reply_minutes"]["value"], figures["gini"]["reason"]) == (None, "not_of_several")
    assert qunce("figures", "--tenant", harbour, "--period", "2026-02").code == 2
    assert qunce("figures", "--tenant", harbour, "--at-client", "none", "--period", "2026-02").refused == "client.not_found"


def test_null_is_not_nought(figures, in_it, february):
    before = figures("2026-02").json["figures"]
    assert before["joins"]["value"] is None
    assert before["joins"]["reason"]
    assert before["nps"]["value"] is None
    in_it("import", february)
    assert figures("2026-02").json["figures"]["net_growth"]["value"] == 9


@pytest.mark.parametrize(
    ("label", "joins", "messages"),
    [
        ("2026-02", 10, 36),
        ("2026-W06", 0, 35),
        ("2026-Q1", 10, 36),
        ("2026", 10, 36),
        ("2026-02-01..2026-02-03", 10, 8),
        ("2026-02-01..2026-02-02", 10, 0),
    ],
)
def test_a_period_is_written_in_five_ways_and_its_end_is_not_in_it(figures, in_it, february, label, joins, messages):
    in_it("import", february)
    said = figures(label).json
    assert said["period"] == label
    assert said["figures"]["messages"]["value"] == messages
    assert said["figures"]["joins"]["value"] == joins


@pytest.mark.parametrize("label", ["2026-13", "2026-W60", "2026-Q5", "soon", "2026-02-30..2026-03-01", "2026-03-01..2026-02-01", ""])
def test_a_period_that_is_none_is_refused_with_what_was_written(figures, label):
    refused = figures(label)
    if label.startswith("2026-03"):
        assert refused.refused == "period.empty"
    else:
        assert refused.refused == "period.unreadable"
        assert f"“{label}”" in refused.json["error"]["message"]


MAINTAINERS = "survey/cncf_CNCF_Maintainers_Survey_"


@pytest.mark.parametrize(
    ("wave", "nps", "csat", "expected", "mean"),
    [
        ("2020_H2", "92", "91", (97, 64, 23, 10, 55.67), 8.2577),
        ("2020_H2", "Would you recommend", "Are you satisfied", (97, 64, 23, 10, 55.67), 8.2577),
        ("2021_H1", "122", "121", (93, 69, 22, 2, 72.04), 8.4194),
        ("2023_H1", "7", "9", (145, 101, 35, 9, 63.45), 8.4234),
    ],
)
def test_the_nps_of_real_surveys_is_the_known_one(in_it, exports, wave, nps, csat, expected, mean):
    path = exports / f"{MAINTAINERS}{wave}.csv"
    said = in_it("survey", "import", path, "--nps", nps, "--csat", csat, "--scale", "1-10", "--asked", "2020-12-01").json
    found = said["nps"]
    assert (found["n"], found["promoters"], found["passives"], found["detractors"], round(found["value"], 2)) == expected
    assert -100 <= found["low"] < found["value"] < found["high"] <= 100
    assert (found["scale"], said["csat"]["scale"], said["asked"]) == ("1-10", "1-10", "2020-12-01")
    assert round(said["csat"]["mean"], 4) == mean
    assert said["responses"] >= found["n"]
    assert in_it("survey", "import", path, "--nps", nps, "--csat", csat, "--scale", "1-10", "--asked", "2020-12-01").json["added"] == 0


@pytest.fixture
def survey(tmp_path):
    path = tmp_path / "pulse.csv"
    rows = [f"{score},{mood},word {score}" for score, mood in zip([10, 9, 9, 8, 3], [5, 5, 4, 4, 2], strict=True)]
    path.write_text("\n".join(["How likely are you to recommend us?,How satisfied are you?,Why?", *rows, "about ten,5,no", ""]))
    return path


def test_answers_count_in_the_period_they_were_asked_in(in_it, figures, survey):
    said = in_it("survey", "import", survey, "--nps", "1", "--csat", "How satisfied", "--comment", "3", "--asked", "2026-02-10").json
    assert (said["nps"]["value"], said["nps"]["n"], said["responses"]) == (40.0, 5, said["added"])
    assert [(place["where"], place["reason"]) for place in said["skipped"]] == [("row 7", "skip.not_a_score")]
    assert "about ten" in said["skipped"][0]["message"]
    february, march = figures("2026-02").json["figures"], figures("2026-03").json["figures"]
    assert (february["nps"]["value"], february["nps"]["n"]) == (40.0, 5)
    assert february["nps"]["low"] < 40 < february["nps"]["high"]
    assert march["nps"]["value"] is None


def test_a_survey_says_what_is_wrong_with_a_column(in_it, survey, tmp_path):
    assert in_it("survey", "import", survey, "--nps", "9").refused == "import.no_such_column"
    assert in_it("survey", "import", survey, "--nps", "How").refused == "import.ambiguous_column"
    assert in_it("survey", "import", survey).refused == "survey.nothing_chosen"
    assert in_it("survey", "import", survey, "--nps", "3").refused == "survey.nps_in_words"
    assert in_it("survey", "import", tmp_path / "none.csv", "--nps", "1").refused == "file.not_found"
    assert in_it("survey", "import", survey, "--nps", "1", "--scale", "1-7").code == 2
    assert in_it("survey", "import", survey, "--nps", "1", "--asked", "last week").code == 2


TARGET = {"metric", "period", "value", "low", "baseline", "stretch", "direction", "weight", "tolerance", "version"}


@pytest.fixture
def promise(in_it):
    return lambda metric, value, *more: in_it("target", "set", "--metric", metric, "--period", "2026-02", "--value", value, *more)


@pytest.mark.parametrize(("text", "value"), [("0.4", 0.4), ("40%", 0.4), ("40 %", 0.4), (" 12.5% ", 0.125)])
def test_a_share_may_be_written_as_per_cent(promise, text, value):
    said = promise("active_rate", text).json
    assert set(said) == TARGET
    assert (said["metric"], said["period"], said["value"], said["direction"], said["version"]) == ("active_rate", "2026-02", value, "up", 1)


def test_setting_a_target_again_adds_a_version(promise):
    first = promise("joins", "30", "--weight", "2").json
    again = promise("joins", "40").json
    assert (first["value"], first["weight"], first["version"]) == (30, 2, 1)
    assert (again["value"], again["version"]) == (40, 2)


def test_a_way_to_the_goal_is_set_copied_and_made_harder(promise, in_it):
    said = promise("joins", "40", "--baseline", "20", "--stretch", "50").json
    assert (said["baseline"], said["stretch"]) == (20, 50)
    assert in_it("target", "copy", "--period", "2026-03", "--uplift", "10%").json == {"period": "2026-03", "from": "2026-02", "copied": 1}
    assert in_it("target", "copy", "--period", "2026-03").json["copied"] == 0
    assert in_it("target", "suggest", "--period", "2026-03").json == {"period": "2026-03", "suggestions": []}
    assert promise("joins", "40", "--stretch", "30").refused == "target.stretch_too_near"


def test_a_target_may_be_a_limit_or_a_range(promise):
    assert promise("churn_rate", "5%", "--direction", "down").json["direction"] == "down"
    ranged = promise("messages", "300", "--low", "100", "--direction", "range").json
    assert (ranged["low"], ranged["value"], ranged["direction"]) == (100, 300, "range")
    assert promise("messages", "100", "--low", "300", "--direction", "range").refused == "target.range_bounds"


@pytest.mark.parametrize(
    ("metric", "value", "code"),
    [
        ("happiness", "3", "target.unknown_metric"),
        ("active_rate", "4.2", "target.share_over_one"),
        ("joins", "many", "target.value_unreadable"),
        ("joins", "0", "target.up_not_positive"),
        ("joins", "nan", "target.value_unusable"),
    ],
)
def test_a_target_that_means_nothing_is_refused_in_both_languages(in_it, promise, metric, value, code):
    refused = promise(metric, value)
    assert refused.refused == code
    chinese = in_it("target", "set", "--metric", metric, "--period", "2026-02", "--value", value, lang="zh_CN")
    assert re.search(r"[\u4e00-\u9fff]", chinese.json["error"]["message"])
    assert "%%" not in refused.json["error"]["message"]
