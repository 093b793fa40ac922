"""Surveys through the pages: choosing the questions, scores with intervals, what people wrote, undo."""

import io
import re
from pathlib import Path

import pytest

FIXTURES = Path(__file__).parents[1] / "ingest" / "fixtures"
HERE = "/w/north/communities/hikers-1/surveys"
TEN = "How likely are you to recommend us? (1-10)"
ROWS = [(10, 5, "Warm and well run"), (9, 4, ""), (7, 4, "Too many pictures"), (3, 2, "Nobody answers me"), (1, 1, "")]


def table(rows=ROWS) -> bytes:
    lines = [f'{TEN},"How satisfied are you with the group?","What should we improve?"']
    return "\n".join([*lines, *(f'{nps},{csat},"{said}"' for nps, csat, said in rows)]).encode()


def send(browser, address: str, name: str, content: bytes, **fields: str):
    data = {"csrf_token": browser.token(), "file": (io.BytesIO(content), name), **fields}
    return browser.post(address, data=data, content_type="multipart/form-data")


@pytest.fixture
def manager(as_person, world):
    return as_person(world.a.people["manager"].email)


@pytest.fixture
def survey(manager) -> str:
    landing = send(manager, HERE, "pulse-june.csv", table()).headers["Location"]
    answer = manager.send(landing, nps="1", csat="2", comment="3", scale="", name="June pulse", asked="2026-06-20", sent="20")
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"]


def test_questions_are_guessed_with_samples_and_the_scale_is_said(manager):
    landing = send(manager, HERE, "pulse-june.csv", table()).headers["Location"]
    page = manager.get(landing).text
    assert re.search(r'<option value="1" selected>1 · How likely[^<]+\(10, 9, 7\)</option>', page)
    assert re.search(r'<option value="2" selected>', page)
    assert "answered on 1–10: not 0–10, and the report says so" in page
    assert "Warm and well run" in page


def test_scores_stand_with_interval_scale_and_counts(manager, survey):
    page = manager.get(survey).text
    assert "Asked on 20\u00a0June\u00a02026, 5 responses." in page
    facts = dict(re.findall(r"<dt>([^<]+)</dt><dd>([^<]+)</dd>", page))
    assert (facts["Promoters"], facts["Passives"], facts["Detractors"]) == ("2", "1", "2")
    assert facts["People asked"] == "20"
    assert re.search(r"95 % interval \S+ to \S+, from 5 answers on 1–10", page)
    assert "The recommendation was asked on 1–10, not 0–10." in page


def test_what_people_wrote_can_be_read_by_score(manager, survey):
    everything = manager.get(survey).text
    assert "Warm and well run" in everything
    assert "Nobody answers me" in everything
    unhappy = manager.get(f"{survey}?score=low").text
    assert "Nobody answers me" in unhappy
    assert "Warm and well run" not in unhappy


def test_the_same_file_with_the_same_questions_adds_nothing(manager, survey):
    landing = send(manager, HERE, "pulse-june.csv", table()).headers["Location"]
    answer = manager.send(landing, nps="1", csat="2", comment="3", scale="", name="", asked="", sent="")
    assert answer.headers["Location"] == survey
    assert "This survey was here already." in manager.get(survey).text


def test_undo_removes_it_from_the_lists_and_says_so_on_its_page(manager, survey):
    assert "June pulse" in manager.get("/w/north/surveys").text
    assert "Undo 5 responses" in manager.get(f"{survey}/undo").text
    assert manager.send(f"{survey}/undo").status_code == 303
    assert "June pulse</a>" not in manager.get("/w/north/surveys").text
    assert "This survey was undone" in manager.get(survey).text
    assert manager.send(f"{survey}/undo").status_code == 422


def test_rows_that_are_no_answers_are_shown_with_their_reason(manager):
    rows = [*ROWS, (77, 3, "eleven"), ("4.105263158", "", "")]
    landing = send(manager, HERE, "pulse.csv", table(rows)).headers["Location"]
    answer = manager.send(landing, nps="1", csat="", comment="3", scale="1-10", name="", asked="", sent="")
    page = manager.get(answer.headers["Location"]).text
    assert "Outside the scale: 77." in page
    assert "A row of averages, not a response." in page


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "NPS needs numbers from 0 to 10; this question was answered with words"), ("zh_Hans_CN", "这道题的回答是文字")],
)
def test_a_column_that_gives_no_nps_is_blamed_in_the_readers_language(manager, language, said):
    manager.send("/preferences", language=language, next="/")
    landing = send(manager, HERE, "pulse.csv", table()).headers["Location"]
    answer = manager.send(landing, nps="3", csat="", comment="", scale="", name="", asked="", sent="")
    assert answer.status_code == 422
    assert said in answer.text
    assert "nps-error" in answer.text


def test_nothing_chosen_is_said(manager):
    landing = send(manager, HERE, "pulse.csv", table()).headers["Location"]
    answer = manager.send(landing, nps="", csat="", comment="", scale="", name="", asked="", sent="")
    assert answer.status_code == 422
    assert "No question is chosen." in answer.text


def test_a_spreadsheet_is_refused_before_anything_is_kept(manager):
    answer = send(manager, HERE, "pulse.xls", b"\xd0\xcf\x11\xe0" + b"\0" * 600)
    assert answer.status_code == 422
    assert "pulse.xls is a spreadsheet." in answer.text


def test_a_table_of_a_chinese_tool_can_be_chosen_from(manager):
    landing = send(manager, "/w/north/surveys", "问卷.csv", (FIXTURES / "survey-wjx-gbk.csv").read_bytes(), community="hikers-2")
    page = manager.get(landing.headers["Location"]).text
    assert "推荐" in page
