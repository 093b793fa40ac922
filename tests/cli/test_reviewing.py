"""``qunce review`` and ``report``: from a draft to a PDF in either language."""

import io
import re

import pytest
from pypdf import PdfReader

REVIEW = {"review", "community", "period", "version", "state", "approved_at", "published_at"}
MONTH = ("--period", "2026-02")


@pytest.fixture
def measured(in_it, february):
    """February imported, with a target on it."""
    assert in_it("import", february).code == 0
    assert in_it("target", "set", "--metric", "joins", *MONTH, "--value", "8").code == 0


def text_of(path):
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(path.read_bytes())).pages)


def test_a_review_goes_from_draft_to_published(in_it, measured, superuser):
    draft = in_it("review", "draft", *MONTH).json
    assert set(draft) == REVIEW
    assert (draft["community"], draft["period"], draft["version"], draft["state"]) == ("regulars", "2026-02", 1, "draft")
    assert in_it("review", "draft", *MONTH).json == draft
    approved = in_it("review", "approve", *MONTH).json
    assert (approved["review"], approved["state"]) == (draft["review"], "approved")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", approved["approved_at"])
    published = in_it("review", "publish", *MONTH).json
    assert (published["state"], published["approved_at"]) == ("published", approved["approved_at"])
    assert published["published_at"] >= approved["approved_at"]
    assert superuser.execute("SELECT count(*) FROM report_run WHERE state = 'due'").fetchone()[0] == 1


def test_a_missed_goal_is_given_its_reason(in_it, measured):
    in_it("target", "set", "--metric", "members_end", *MONTH, "--value", "500")
    in_it("review", "draft", *MONTH)
    given = in_it("review", "reason", *MONTH, "--metric", "members_end", "--text", "No campaign ran.").json
    assert set(given) == REVIEW | {"reasons", "missing"}
    assert (given["reasons"], given["missing"]) == ({"members_end": "No campaign ran."}, [])
    assert in_it("review", "reason", *MONTH, "--metric", "members_end", "--text", "").json["missing"] == ["members_end"]
    assert in_it("review", "reason", *MONTH, "--metric", "mood", "--text", "x").refused == "target.unknown_metric"
    in_it("review", "approve", *MONTH)
    assert in_it("review", "reason", *MONTH, "--metric", "members_end", "--text", "Late.").refused == "review.wrong_state"


def test_an_approval_is_withdrawn_and_a_published_review_taken_away_and_corrected(in_it, measured, table):
    in_it("review", "draft", *MONTH)
    assert in_it("review", "withdraw", *MONTH, "--reason", "x").refused == "review.wrong_state"
    in_it("review", "approve", *MONTH)
    assert in_it("review", "withdraw", *MONTH, "--reason", "A day is missing.").json["state"] == "in_review"
    in_it("review", "approve", *MONTH)
    in_it("review", "publish", *MONTH)
    assert in_it("review", "withdraw", *MONTH, "--reason", "Counted twice.").json["state"] == "withdrawn"
    in_it("import", table(*(f"2026-02-03T11:00:{n:02d}Z,late{n},join" for n in range(7)), name="late.csv"))
    corrected = in_it("review", "correct", *MONTH, "--reason", "Seven people were missing.").json
    assert (corrected["version"], corrected["state"]) == (2, "draft")
    assert {"metric": "joins", "before": 10, "after": 17} in corrected["changed"]
    assert in_it("review", "correct", *MONTH, "--reason", "Again.").refused == "review.wrong_state"


def test_steps_cannot_be_skipped_or_repeated(in_it, measured):
    assert in_it("review", "approve", *MONTH).refused == "review.not_found"
    assert in_it("review", "publish", *MONTH).refused == "review.not_found"
    in_it("review", "draft", *MONTH)
    assert in_it("review", "publish", *MONTH).refused == "review.wrong_state"
    in_it("review", "approve", *MONTH)
    assert in_it("review", "approve", *MONTH).refused == "review.wrong_state"
    in_it("review", "publish", *MONTH)
    assert in_it("review", "publish", *MONTH).refused == "review.wrong_state"


def test_a_period_that_has_not_begun_has_no_review(in_it, measured):
    assert in_it("review", "draft", "--period", "2999-01").refused == "review.period_ahead"


@pytest.mark.parametrize(("lang", "words"), [("en", ["Regulars", "Joins"]), ("zh_Hans_CN", ["Regulars", "加入人数"])])
def test_a_report_is_written_as_a_pdf_with_text_in_its_language(in_it, measured, tmp_path, lang, words):
    path = tmp_path / "report.pdf"
    done = in_it("report", *MONTH, "--lang", lang, "--out", path)
    assert done.code == 0
    assert done.json == {"out": str(path), "bytes": path.stat().st_size, "period": "2026-02", "lang": lang, "version": 1, "format": "pdf"}
    assert path.read_bytes().startswith(b"%PDF-")
    text = text_of(path)
    for word in words:
        assert word in text, text[:2000]


def test_a_report_of_an_approved_review_shows_the_frozen_figures(in_it, measured, tmp_path, table):
    in_it("review", "draft", *MONTH)
    in_it("review", "approve", *MONTH)
    in_it("import", table(*(f"2026-02-03T11:00:{n:02d}Z,late{n},join" for n in range(7)), name="late.csv"))
    assert in_it("figures", *MONTH).json["figures"]["joins"]["value"] == 17
    path = tmp_path / "report.pdf"
    assert in_it("report", *MONTH, "--lang", "en", "--out", path).code == 0
    assert "10 people" in text_of(path).replace("\u00a0", " ")


def test_a_report_that_cannot_be_written_is_refused(in_it, measured, tmp_path):
    nowhere = in_it("report", *MONTH, "--lang", "en", "--out", tmp_path / "none" / "report.pdf")
    assert nowhere.refused == "file.not_writable"
    assert in_it("report", *MONTH, "--lang", "fr", "--out", tmp_path / "report.pdf").code == 2
    assert in_it("report", *MONTH, "--lang", "en", "--out", tmp_path).code == 2
