"""Survey tables of four tools, and the ways their scales are written."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tenants.ingest import surveys
from tenants.ingest.survey_scales import is_average, number_in, seems
from tenants.terms.errors import Refusal
from tenants.terms.survey import Scale

NOW = datetime(2026, 6, 1, tzinfo=UTC)


@pytest.fixture
def survey(fixture_file, tmp_path):
    def run(source, *, zone="UTC", **chosen):
        path = source if isinstance(source, Path) else fixture_file(source)
        return surveys.read(path, zone=ZoneInfo(zone), now=NOW, **chosen)

    return run


@pytest.fixture
def column(tmp_path):
    """A survey of one question."""

    def make(answers, header="Would you recommend us?"):
        path = tmp_path / "one.csv"
        path.write_text(f"#,{header}\n" + "".join(f'r{number},"{answer}"\n' for number, answer in enumerate(answers)), encoding="utf-8")
        return path

    return make


def refused(run, *args, **options):
    with pytest.raises(Refusal) as caught:
        run(*args, **options)
    return caught.value


def test_second_headers_are_no_response_and_labelled_ends_are_numbers(survey):
    read = survey("survey-monkey.csv", nps="Would you", csat="Are you satisfied", comment=6)
    assert [(answer.row, answer.key, answer.nps, answer.csat, answer.comment) for answer in read.answers] == [
        (3, "id:901", 10, 5, "because"),
        (4, "id:902", 9, 4, ""),
        (5, "id:903", 1, None, "too slow"),
        (6, "id:904", 2, 3, ""),
        (7, "id:905", 7, 1, ""),
    ]
    assert (read.nps_scale, read.csat_scale) == (Scale.ONE_TEN, Scale.ONE_FIVE)
    assert read.answers[0].answered == datetime(2024, 3, 24, 21, 20, 41, tzinfo=UTC)


def test_a_row_of_averages_is_no_response(survey):
    read = survey("survey-google.csv", csat="How satisfied")
    assert [answer.csat for answer in read.answers] == [5, 4, 3]
    assert [(skipped.where, skipped.reason) for skipped in read.skipped] == [("row 5", "skip.average")]
    assert read.answers[1].answered == datetime(2023, 6, 22, 0, 6, 36, tzinfo=UTC)


def test_a_chinese_survey_saved_in_gbk(survey):
    read = survey("survey-wjx-gbk.csv", zone="Asia/Shanghai", nps="1、您愿意", csat=8, comment=9)
    assert [(answer.key, answer.nps, answer.csat) for answer in read.answers] == [
        ("id:1", 9, 5),
        ("id:2", 0, 2),
        ("id:3", 7, None),
        ("id:4", None, 3),
    ]
    assert (read.nps_scale, read.csat_scale) == (Scale.ZERO_TEN, Scale.ONE_FIVE)
    assert read.answers[0].answered == datetime(2023, 5, 1, 4, 3, 4, tzinfo=UTC)
    assert read.answers[0].comment == "希望多办线下活动和分享会"


def test_typeform_times_are_utc_whatever_the_zone(survey):
    read = survey("survey-typeform.csv", zone="Asia/Shanghai", nps=2)
    assert [answer.answered.isoformat() for answer in read.answers] == ["2024-03-01T10:02:00+00:00", "2024-03-01T23:59:00+00:00"]
    assert [answer.key for answer in read.answers] == ["id:abc1", "id:abc2"]


def test_western_excel_is_read_in_its_encoding_and_unsure_days_stay_unsaid(survey):
    read = survey("survey-cp1252.csv", csat=2, comment=3)
    assert [answer.comment for answer in read.answers] == ["It’s fine", "Café and “quotes”"]
    assert [answer.answered for answer in read.answers] == [None, None]


def test_a_header_that_stands_twice_is_refused_with_the_candidates(survey):
    refusal = refused(survey, "survey-typeform.csv", nps="How likely")
    assert (refusal.code, refusal.field) == ("import.ambiguous_column", "nps")
    assert [candidate.partition(":")[0] for candidate in refusal.facts["candidates"]] == ["2", "3"]


@pytest.mark.parametrize("which", ["Nothing", 0, 99, "99"])
def test_a_column_that_is_not_there_is_refused(survey, which):
    assert refused(survey, "survey-typeform.csv", nps=which).code == "import.no_such_column"


def test_nothing_chosen_is_refused(survey):
    assert refused(survey, "survey-typeform.csv").code == "survey.nothing_chosen"


@pytest.mark.parametrize("header", ["Anything else?", "Anything you would change", "还有什么想说的", "请留言"])
def test_an_open_question_is_offered_as_the_comment(header):
    assert seems(header, ["", "The search could be easier.", "晚上问问题常常没人回。"]) == "comment"
    assert seems(header, ["yes", "no"]) == ""


def test_columns_are_offered_with_a_guess(fixture_file):
    offered = surveys.columns(fixture_file("survey-wjx-gbk.csv"))
    assert {column.guess: column.number for column in offered if column.guess} == {"id": 1, "time": 2, "nps": 7, "csat": 8, "comment": 9}
    monkey = surveys.columns(fixture_file("survey-monkey.csv"))
    assert (monkey[4].guess, monkey[4].subheader, monkey[6].guess) == ("nps", "Response", "csat")
    assert list(monkey[4].samples) == ["Strongly agree", "9", "Strongly disagree"]


@pytest.mark.parametrize(
    ("answers", "scale", "nps"),
    [
        (["0", "5", "10"], Scale.ZERO_TEN, [0, 5, 10]),
        (["1", "5", "10"], Scale.ONE_TEN, [1, 5, 10]),
        (["7", "8", "10"], Scale.ZERO_TEN, [7, 8, 10]),
        (["Not at all likely - 0", "5", "Extremely likely - 10"], Scale.ZERO_TEN, [0, 5, 10]),
        (["Not at all likely", "1", "9", "Extremely likely"], Scale.ZERO_TEN, [0, 1, 9, 10]),
        (["Strongly disagree", "2", "9", "Absolutely"], Scale.ONE_TEN, [1, 2, 9, 10]),
        (["10 - strongly agree", "9.0", "8分", "n/a", ""], Scale.ZERO_TEN, [10, 9, 8]),
        (["非常愿意", "9", "2", "绝对不会"], Scale.ONE_TEN, [10, 9, 2, 1]),
    ],
)
def test_recommendation_scales(survey, column, answers, scale, nps):
    read = survey(column(answers), nps=2)
    assert read.nps_scale is scale
    assert [answer.nps for answer in read.answers] == nps


def test_the_scale_can_be_said(survey, column):
    assert survey(column(["7", "8", "10"]), nps=2, scale=Scale.ONE_TEN).nps_scale is Scale.ONE_TEN


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        (["Agree", "Disagree"], "survey.nps_in_words"),
        (["1", "2", "3", "4", "5"], "survey.nps_scale"),
        (["", "n/a"], "survey.no_answers"),
    ],
)
def test_what_is_no_recommendation_score_is_refused(survey, column, answers, code):
    refusal = refused(survey, column(answers), nps=2)
    assert (refusal.code, refusal.field) == (code, "nps")


def test_recommendation_on_five_is_refused_when_said_so(survey, column):
    assert refused(survey, column(["5"]), nps=2, scale=Scale.ONE_FIVE).code == "survey.nps_scale"


@pytest.mark.parametrize(
    ("answers", "scale", "csat"),
    [
        (["Very satisfied", "Satisfied", "Neutral", "Somewhat dissatisfied", "Very Dissatisfied"], Scale.ONE_FIVE, [5, 4, 3, 2, 1]),
        (["Strongly Agree", "Agree", "Neutral", "Disagree", "Strongly disagree"], Scale.ONE_FIVE, [5, 4, 3, 2, 1]),
        (["非常满意", "满意", "一般", "不满意", "非常不满意"], Scale.ONE_FIVE, [5, 4, 3, 2, 1]),
        (["5 - Very satisfied", "3", "1分"], Scale.ONE_FIVE, [5, 3, 1]),
        (["10", "7", "1"], Scale.ONE_TEN, [10, 7, 1]),
        (["Very\u00a0satisfied", " satisfied "], Scale.ONE_FIVE, [5, 4]),
    ],
)
def test_satisfaction_scales(survey, column, answers, scale, csat):
    read = survey(column(answers, "How satisfied are you?"), csat=2)
    assert read.csat_scale is scale
    assert [answer.csat for answer in read.answers] == csat


def test_satisfaction_in_other_words_is_refused(survey, column):
    assert refused(survey, column(["red", "blue"], "Colour?"), csat=2).code == "survey.csat_unreadable"


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("11", "skip.out_of_scale"),
        ("-1", "skip.out_of_scale"),
        ("perhaps", "skip.not_a_score"),
        ("8.25", "skip.average"),
        ("N/A", "skip.no_answer"),
    ],
)
def test_an_answer_that_cannot_be_is_skipped_with_its_row(survey, column, cell, reason):
    read = survey(column(["10", cell, "1"]), nps=2)
    assert [(skipped.where, skipped.reason) for skipped in read.skipped] == [("row 3", reason)]
    assert [answer.nps for answer in read.answers] == [10, 1]


def test_a_response_without_an_id_has_the_same_key_each_time_and_equal_ones_differ(survey, tmp_path):
    path = tmp_path / "plain.csv"
    path.write_text("When,Would you recommend us?\nmonday,9\nmonday,9\nmonday,10\n")
    first, again = (survey(path, nps=2) for _ in range(2))
    assert len({answer.key for answer in first.answers}) == 3
    assert [answer.key for answer in first.answers] == [answer.key for answer in again.answers]


def test_one_question_spread_over_its_options_is_one_question(survey, tmp_path):
    path = tmp_path / "spread.csv"
    path.write_text(
        'Respondent ID,"How satisfied? 5 is best",,,,,Other\n, - 1, - 2, - 3, - 4, - 5,Response\n1,,,,4,,x\n2,,,,,5,\n3,1,,,,,\n'
    )
    assert [answer.csat for answer in survey(path, csat="How satisfied").answers] == [4, 5, 1]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "import.empty_file"),
        (b"a,b\n", "survey.no_rows"),
        (b"PK\x03\x04rubbish", "import.broken_zip"),
        (b"\xd0\xcf\x11\xe0 old excel", "survey.spreadsheet"),
        (b"\x00\x81\x8d" * 50, "import.unknown_encoding"),
        (b'a,b\n1,"' + b"x,y\n" * 50_000, "import.broken_csv"),
    ],
)
def test_what_is_no_table_is_refused(survey, tmp_path, content, code):
    path = tmp_path / "bad.csv"
    path.write_bytes(content)
    assert refused(survey, path, nps=2).code == code


def test_a_spreadsheet_is_refused_with_what_to_do(survey, zipped):
    assert refused(survey, zipped({"xl/workbook.xml": "<x/>"}, "s.xlsx"), nps=2).code == "survey.spreadsheet"


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("10", 10),
        ("9.0", 9),
        (" 8 ", 8),
        ("7分", 7),
        ("10 - agree", 10),
        ("likely (9)", 9),
        ("3 stars", None),
        ("", None),
        ("2024-01-01", None),
        ("1e3", None),
    ],
)
def test_numbers_in_cells(cell, number):
    assert number_in(cell) == number
    assert not is_average(cell)
