"""Surveys come in once, count in the period they were asked in, and can be taken back."""

from datetime import date
from pathlib import Path

import pytest

from tenants.actions import surveys
from tenants.actions.figures import figures
from tenants.store import surveys as store
from tenants.store.clients import community_by_id
from tenants.store.tenancy import use_tenant
from tenants.terms.errors import Refusal
from tenants.terms.period import Period
from tests.communities import EXPORTS, NOW, application, make_place, real_exports


@pytest.fixture
def app(database_url, tmp_path):
    with application(database_url, tmp_path / "files") as app:
        yield app


def table(path, scores, satisfied=None):
    """A survey file: how likely, how satisfied."""
    rows = ["How likely are you to recommend us? (0-10),How satisfied are you?"]
    rows += [f"{score},{mark}" for score, mark in zip(scores, satisfied or [5] * len(scores), strict=True)]
    path.write_text("\n".join(rows) + "\n")
    return path


def ask(place, path, **named):
    with use_tenant(place.tenant_id):
        return surveys.import_survey(place.community_id, path, now=NOW, **named)


def measured(place, label):
    with use_tenant(place.tenant_id):
        return figures(community_by_id(place.community_id), Period.parse(label), now=NOW)[1]


@real_exports
@pytest.mark.parametrize(
    ("name", "column", "expected"),
    [("2020_H2", 92, (97, 64, 23, 10, 55.67)), ("2021_H1", 122, (93, 69, 22, 2, 72.04)), ("2023_H1", 7, (145, 101, 35, 9, 63.45))],
)
def test_the_nps_of_real_surveys_is_the_known_one(app, name, column, expected):
    result = ask(make_place(), Path(EXPORTS, f"survey/cncf_CNCF_Maintainers_Survey_{name}.csv"), nps=column, scale="1-10")
    found = result.nps
    assert (found["n"], found["promoters"], found["passives"], found["detractors"], round(found["value"], 2)) == expected
    assert found["low"] < found["value"] < found["high"]
    assert found["scale"] == "1-10"


def test_the_same_file_with_the_same_columns_adds_nothing(app, tmp_path):
    place = make_place()
    path = table(tmp_path / "a.csv", [10, 9, 8, 3])
    first = ask(place, path, nps=1, csat=2)
    again = ask(place, path, nps=1, csat=2)
    assert (first.added, again.added, again.survey_id) == (4, 0, first.survey_id)
    assert again.nps == first.nps
    assert measured(place, "2026-11")["nps"].n == 4


def test_two_questions_of_one_file_may_come_one_after_the_other(app, tmp_path):
    place = make_place()
    path = table(tmp_path / "a.csv", [10, 9, 8, 3], [5, 4, 3, 1])
    ask(place, path, nps=1, asked=date(2026, 5, 3))
    ask(place, path, csat=2, asked=date(2026, 5, 3))
    found = measured(place, "2026-05")
    assert (found["nps"].value, found["nps"].n, found["csat"].value, found["csat"].n) == (25, 4, 50, 4)


def test_another_column_for_a_question_that_the_file_answered_is_refused(app, tmp_path):
    place = make_place()
    path = table(tmp_path / "a.csv", [10, 9, 5, 3])
    ask(place, path, nps=1)
    with pytest.raises(Refusal) as refused:
        ask(place, path, nps=2, scale="0-10")
    assert refused.value.code == "survey.already_there"


def test_surveys_of_one_period_are_added_up_and_those_of_others_left_out(app, tmp_path):
    place = make_place()
    ask(place, table(tmp_path / "a.csv", [10] * 6), nps=1, asked=date(2026, 5, 3), sent=10)
    ask(place, table(tmp_path / "b.csv", [0, 0, 7, 8]), nps=1, asked=date(2026, 5, 30), sent=10)
    ask(place, table(tmp_path / "c.csv", [0] * 9), nps=1, asked=date(2026, 6, 1))
    may = measured(place, "2026-05")
    assert (may["nps"].n, may["nps"].value) == (10, 40)
    assert may["response_rate"].value == 0.5
    assert measured(place, "2026-06")["nps"].value == -100
    assert measured(place, "2026-07")["nps"].value is None


def test_an_undone_survey_counts_no_more_and_may_come_again(app, tmp_path):
    place = make_place()
    path = table(tmp_path / "a.csv", [10, 9, 8, 3])
    first = ask(place, path, nps=1)
    with use_tenant(place.tenant_id):
        surveys.undo(first.survey_id, now=NOW)
        assert store.answers(first.survey_id) == []
        with pytest.raises(Refusal):
            surveys.undo(first.survey_id, now=NOW)
    assert measured(place, "2026-11")["nps"].value is None
    assert ask(place, path, nps=1).added == 4


def test_two_agencies_do_not_see_each_others_surveys(app, tmp_path):
    one, other = make_place("one"), make_place("other")
    path = table(tmp_path / "a.csv", [10, 9, 8, 3])
    mine = ask(one, path, nps=1)
    assert ask(other, path, nps=1).added == 4
    with use_tenant(other.tenant_id), pytest.raises(Refusal) as refused:
        surveys.undo(mine.survey_id, now=NOW)
    assert refused.value.code == "survey.not_found"
