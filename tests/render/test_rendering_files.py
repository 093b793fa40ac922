"""Each form of a report is what it claims to be: workbook, data and page that stands alone."""

import io
import json
import re
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import jsonschema
import openpyxl
import pytest
from lxml import html as lxml_html

from tenants.actions.renderings import Format, render
from tenants.render import json_document
from tenants.render.book import workbook
from tenants.render.book.score import formula
from tenants.render.setting import Setting
from tenants.terms import snapshot
from tenants.terms.activity import ActivityState
from tenants.terms.document import Commentary, Correction
from tenants.terms.metric import Direction
from tenants.terms.target import Target
from tenants.terms.template import Section, Template
from tests.render import sample
from tests.render.evaluated import Book

ROOT = Path(__file__).resolve().parents[2]
LANGUAGES = ("en", "zh_Hans_CN")
HOSTILE = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", "＋1", "－1", "＠x")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("document", [sample.full, sample.strained, sample.bare, sample.year])
def test_every_formula_comes_to_what_the_file_says_it_does(document, lang):
    book = Book(workbook(document(), lang))
    shown = {place: (book.value(*place), cached) for place, cached in book.formulas()}
    assert shown or document is sample.bare
    for place, (computed, cached) in shown.items():
        assert computed == pytest.approx(cached), place


@pytest.mark.parametrize(
    ("target", "actual"),
    [
        (Target("nps", 50), 45.8),
        (Target("nps", 50, baseline=30), 45.8),
        (Target("nps", 30, baseline=30), 30),
        (Target("churn_rate", 0.04, Direction.DOWN), 0.034),
        (Target("churn_rate", 0.04, Direction.DOWN), 0),
        (Target("complaints", 0, Direction.DOWN), 0),
        (Target("acts_per_active", 60, Direction.RANGE, low=40), 30),
        (Target("acts_per_active", 60, Direction.RANGE, low=40), 50),
        (Target("acts_per_active", 60, Direction.RANGE, low=40), 80),
        (Target("acts_per_active", 60, Direction.RANGE, low=0), -1),
    ],
)
def test_the_formula_of_an_attainment_is_the_rule(target, actual):
    from tenants.assess.attainment import attainment

    sheet = {"C5": actual, "D5": target.value, "E5": target.low, "F5": target.baseline}
    assert Book.computed(formula(target, 5), sheet) == pytest.approx(attainment(target, actual))


@pytest.mark.parametrize("text", HOSTILE)
def test_what_people_wrote_never_becomes_a_formula(text):
    document = sample.full()
    lines = tuple(replace(line, title=text, result=text) for line in document.activities)
    actions = tuple(replace(line, text=text, owner=text, reason=text) for line in document.actions)
    written = Commentary(*[text] * 5)
    days = tuple(replace(day, activities=(text,)) for day in document.days)
    hostile = replace(document, client=text, activities=lines, actions=actions, commentary=written, voices=((9, text),), days=days)
    book = openpyxl.load_workbook(io.BytesIO(workbook(hostile, "en")))
    ours = re.compile(r"^=(IF|MIN|SUM|AVERAGE|SUMPRODUCT|E\d+-F\d+$|\(B\d+-B\d+\)/SUM|'Scorecard'!K\d+$|\(C)")
    found = 0
    for sheet in book:
        for cell in (cell for row in sheet for cell in row):
            if cell.data_type == "f":
                assert ours.match(cell.value), cell.value
            elif isinstance(cell.value, str) and cell.value.startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\n", "\r")):
                assert cell.data_type == "s"
                assert cell.quotePrefix
                found += 1
    assert found > 10


def test_equal_documents_give_equal_bytes_and_no_time_but_their_own():
    document = sample.full()
    for form in (Format.HTML, Format.XLSX, Format.JSON):
        assert render(document, form, "en").content == render(document, form, "en").content
    with zipfile.ZipFile(io.BytesIO(workbook(document, "en"))) as archive:
        assert {entry.date_time[0] for entry in archive.infolist()} == {1980}
        assert archive.read("docProps/core.xml").count(document.made.strftime("%Y-%m-%dT%H:%M:%SZ").encode()) == 2


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("document", [sample.full, sample.strained, sample.bare, sample.year])
def test_the_data_keeps_to_its_published_schema(document, lang):
    schema = json.loads((ROOT / "docs" / "report.schema.json").read_text())
    found = json.loads(json_document.as_json(document(), lang))
    jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker()).validate(found)
    assert found["words"]["language"] == lang


def test_the_published_schema_is_the_one_the_product_makes():
    assert (ROOT / "docs" / "report.schema.json").read_text() == json_document.schema_text(), "write it anew: json_document.schema_text()"


def test_the_schema_refuses_what_is_no_report():
    schema, found = json_document.schema(), json.loads(json_document.as_json(sample.full(), "en"))
    for key, wrong in (("version", "one"), ("period", None), ("pillars", [{"pillar": "luck"}])):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.Draft202012Validator(schema).validate(found | {key: wrong})


def test_data_can_be_read_back_as_the_document_it_was():
    found = json.loads(json_document.as_json(sample.full(), "en"))
    assert snapshot.rebuild({key: value for key, value in found.items() if key != "words"}) == snapshot.rebuild(
        snapshot.plain(sample.full(voices=tuple(found_voices(found))))
    )


def found_voices(found):
    return [(score, text) for score, text in found["voices"]]


def test_what_a_manager_left_out_is_in_no_file():
    document = sample.full()
    dropped = document.findings[0].id
    kept = tuple(each for each in Section if each not in (Section.MONEY, Section.VOICES, Section.ACTIONS))
    less = replace(
        document, dropped=(dropped,), template=Template(sections=kept), brand=replace(document.brand, logo="tenant/7/secret.png")
    )
    data = json.loads(json_document.as_json(less, "en"))
    assert dropped not in json.dumps(data)
    assert "secret.png" not in json.dumps(data)
    assert data["voices"] == []
    assert data["actions"] == []
    assert all(line["cost"] is None for line in data["activities"])
    assert "cost" not in data["figures"]
    book = Book(workbook(less, "en"))
    everything = " ".join(str(value) for name in book.names for row in book.rows(name) for value in row)
    assert "3200" not in everything
    assert document.voices[0][1] not in everything
    assert document.actions[0].text not in everything


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_goal_that_a_correction_moved_stands_in_every_form(lang):
    figures = sample.full().figures
    fewer = [Target("churn_rate", goal, Direction.DOWN) for goal in (0.04, 0.03)]
    span = Target("acts_per_active", 60, Direction.RANGE, low=40)
    changed = (
        Correction("joins", figures["joins"], figures["joins"], Target("joins", 240), Target("joins", 180)),
        Correction("churn_rate", figures["churn_rate"], figures["churn_rate"], *fewer),
        Correction("acts_per_active", figures["acts_per_active"], figures["acts_per_active"], None, span),
        Correction("nps", replace(figures["nps"], value=30.0), figures["nps"], Target("nps", 50), Target("nps", 50)),
    )
    document = sample.corrected(corrections=changed)
    told = json.loads(json_document.as_json(document, lang))["words"]["corrections"]
    assert (told["joins"]["goal_before"][:3], told["joins"]["goal_after"][:3]) == ("240", "180")
    assert told["churn_rate"]["goal_after"].startswith("≤")
    assert told["acts_per_active"]["goal_before"] == "—"
    assert set(told["nps"]) == {"before", "after"}
    page = lxml_html.fromstring(render(document, "html", lang).content.decode()).xpath("string(//main)")
    for words in told.values():
        assert all(word in page for word in words.values())
    book = Book(workbook(document, lang))
    rows = [row[4:6] for row in book.rows(Setting.of(document, lang).say("Corrections"))[-len(changed) :]]
    assert rows == [[240, 180], [0.04, 0.03], ["—", told["acts_per_active"]["goal_after"]], [None, None]]


def test_an_amount_that_was_left_out_is_not_told_as_a_correction():
    cost = sample.full().figures["cost"]
    kept = tuple(each for each in Section if each is not Section.MONEY)
    less = sample.corrected(corrections=(Correction("cost", replace(cost, value=98765), cost),), template=Template(sections=kept))
    assert "98765" not in json_document.as_json(less, "en").decode()
    book = Book(workbook(less, "en"))
    assert not any("98765" in str(value) for name in book.names for row in book.rows(name) for value in row)


def test_a_page_that_stands_alone_asks_for_nothing_and_runs_only_its_own_script():
    text = render(sample.strained(), "html", "zh_Hans_CN", assets={"logo": b"\x89PNG"}).content.decode()
    page = lxml_html.fromstring(text)
    assert page.xpath("//link[@href] | //script[@src] | //iframe | //object") == []
    assert all(each.startswith(("data:", "#")) for each in page.xpath("//@src | //@href"))
    assert page.xpath("//@style | //@onclick | //@onload") == []
    assert "script-src 'sha256-" in page.xpath("string(//meta[@http-equiv]/@content)")
    assert "<script>alert(1)" not in text


@pytest.mark.parametrize("document", [sample.full, sample.year, sample.bare])
def test_each_chart_to_walk_through_shows_the_numbers_of_its_table(document):
    page = lxml_html.fromstring(render(document(), "html", "en").content.decode())
    figures = page.xpath("//figure[@data-plot]")
    assert bool(figures) == any(day.active is not None for day in document().days)
    for figure in figures:
        plan = json.loads(figure.get("data-plot"))
        rows = figure.xpath(".//tbody/tr")
        assert len(rows) == len(plan["labels"]) == len(plan["names"])
        for at, row in enumerate(rows):
            said = [cell.text_content() for cell in row.xpath("./td")][: len(plan["series"])]
            assert said == [series["said"][at] for series in plan["series"]]
        for series in plan["series"]:
            known = [(value, said) for value, said in zip(series["values"], series["said"], strict=True) if value is not None]
            assert all(abs(value) == pytest.approx(number_in(said), abs=0.06) for value, said in known)


def number_in(said):
    return abs(float(re.search(r"[\d,.]+", said)[0].replace(",", "")))


def test_an_activity_called_off_is_told_as_such_in_the_workbook():
    book = Book(workbook(sample.full(), "en"))
    off = next(line for line in sample.full().activities if line.state is ActivityState.CANCELLED)
    assert next(row for row in book.rows(book.names[3]) if row[0] == off.title)[2] == "cancelled"


@pytest.mark.parametrize("name", ["a\x01b", "History", "///", "x" * 60, "🏔" * 31, "Days", "'q'"])
def test_sections_and_agencies_of_any_name_make_a_workbook(name):
    document = sample.full()
    names = {section: {"en": name} for section in (Section.SUMMARY, Section.SCORECARD)}
    brand = replace(document.brand, agency=name)
    made = openpyxl.load_workbook(io.BytesIO(workbook(replace(document, template=Template(section_names=names), brand=brand), "en")))
    titles = [title.lower() for title in made.sheetnames]
    assert len(set(titles)) == len(titles)
    assert not {"", "history"} & set(titles)
    assert all(len(title.encode("utf-16-le")) <= 2 * 31 for title in titles)
    front, scores = made.worksheets[0], made.sheetnames[1]
    assert any(str(cell.value).startswith(f"='{scores}'!") for row in front for cell in row)


def test_unknown_forms_and_languages_are_refused():
    with pytest.raises(ValueError, match="docx"):
        render(sample.full(), "docx", "en")
    with pytest.raises(ValueError, match="fr"):
        render(sample.full(), "json", "fr")


def test_a_file_says_its_language_only_where_it_is_not_the_clients_own():
    document: Mapping[str, str] = {form: render(sample.full(), form, "en", home="zh_Hans_CN").name for form in ("json", "xlsx")}
    assert document == {"json": "岫岚户外-徒步会员群-2026-06-en.json", "xlsx": "岫岚户外-徒步会员群-2026-06-en.xlsx"}
    assert render(sample.full(), "json", "zh_Hans_CN", home="zh_Hans_CN").name == "岫岚户外-徒步会员群-2026-06.json"


def test_days_without_data_are_empty_cells_and_not_zeros():
    document = sample.strained()
    book = Book(workbook(document, "en"))
    rows = {row[0].date(): row for row in book.rows(book.names[2]) if isinstance(row[0], datetime)}
    gaps = [day.day for day in document.days if day.active is None]
    assert gaps
    assert all(rows[day][2] is None for day in gaps)
    assert isinstance(gaps[0], date)
