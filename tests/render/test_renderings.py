"""One document in four forms and two languages: every figure agrees."""

import io
import json
import re
from datetime import datetime
from decimal import Decimal

import pytest
from lxml import html as lxml_html
from pypdf import PdfReader

from tenants.actions.renderings import Format, render
from tenants.render import formats
from tenants.render.setting import Setting
from tenants.terms.metric import Unit
from tests.render import sample
from tests.render.evaluated import Book

LANGUAGES = ("en", "zh_Hans_CN")


def squeezed(text):
    """Text without any blank: line breaks of a page must not divide a figure."""
    return re.sub(r"\s+", "", text)


@pytest.fixture(scope="module", params=LANGUAGES)
def four(request):
    """June in every form, and as the words of its language."""
    document = sample.full()
    made = {form: render(document, form, request.param).content for form in Format}
    pdf = squeezed("".join(page.extract_text() for page in PdfReader(io.BytesIO(made[Format.PDF])).pages))
    page = squeezed(lxml_html.fromstring(made[Format.HTML].decode()).xpath("string(//main)"))
    return Setting.of(document, request.param), pdf, page, Book(made[Format.XLSX]), json.loads(made[Format.JSON])


def judged(document):
    return [(part, line) for part in document.pillars for line in part.lines if line.verdict]


def cells(book, name):
    """The rows of the scorecard by their first cell: values, as the formulas come out."""
    return (
        {row[0]: row for row in book.rows(book.names[1]) if row[0]}
        if not name
        else [r for r in book.rows(book.names[1]) if r[0] == name][-1]
    )


def test_every_goal_of_the_scorecard_is_the_same_in_all_four(four):
    s, pdf, page, book, data = four
    assert judged(s.document)
    for part, line in judged(s.document):
        unit, verdict, name = line.figure.unit, line.verdict, s.metric(line.metric).name
        value, goal = formats.figure(line.figure.value, unit, s.lang), s.goal_text(verdict.target, unit)
        assert squeezed(value) in pdf
        assert squeezed(goal) in pdf
        assert squeezed(name) in page
        assert squeezed(value) in page
        assert squeezed(goal) in page
        assert squeezed(formats.share(verdict.attainment, s.lang, 0)) in page
        row = cells(book, name)
        assert row[2] == pytest.approx(line.figure.value)
        assert row[3] == pytest.approx(verdict.target.value)
        assert row[8] == pytest.approx(verdict.attainment)
        plain = next(each for p in data["pillars"] if p["pillar"] == part.pillar for each in p["lines"] if each["metric"] == line.metric)
        assert plain["figure"]["value"] == line.figure.value
        assert plain["verdict"]["attainment"] == verdict.attainment
        words = data["words"]["figures"][line.metric]
        assert (words["value"], words["goal"]) == (value, goal)
        assert words["attainment"] == formats.share(verdict.attainment, s.lang, 0)


def test_the_scores_are_the_same_in_all_four(four):
    s, pdf, page, book, data = four
    scored = [part for part in s.document.pillars if part.score.value is not None]
    assert len(scored) >= 3
    summary = {row[0]: row for row in book.rows(book.names[0]) if row[0]}
    for part in scored:
        points = f"{part.score.value * 100:.0f}"
        assert points in pdf
        assert points in page
        assert summary[s.pillar(part.pillar)][1] == pytest.approx(part.score.value)
        assert next(p for p in data["pillars"] if p["pillar"] == part.pillar)["score"]["value"] == part.score.value
    assert f"{s.document.overall.value * 100:.0f}" in pdf
    assert summary[s.say("Overall score")][1] == pytest.approx(s.document.overall.value)
    assert data["overall"]["value"] == s.document.overall.value


def test_nps_and_csat_stand_with_the_same_intervals_in_all_four(four):
    s, pdf, page, book, data = four
    survey = {row[0]: row for row in book.rows(book.names[4]) if row[0]}
    for key in ("nps", "csat"):
        figure = s.document.figures[key]
        row = survey[s.metric(key).name]
        assert row[1:4] == [pytest.approx(figure.value), figure.low, figure.high]
        plain = data["figures"][key]
        assert (plain["value"], plain["low"], plain["high"]) == (figure.value, figure.low, figure.high)
        ends = squeezed(
            s.say("%(low)s to %(high)s", **{at: formats.figure(getattr(figure, at), figure.unit, s.lang) for at in ("low", "high")})
        )
        lines = lxml_html.fromstring(render(s.document, "html", s.lang).content.decode())
        assert ends in squeezed(lines.get_element_by_id(f"def-{key}").text_content())
        assert squeezed(data["words"]["figures"][key]["interval"]) == ends
    low, high = (formats.number(s.document.figures["nps"].__getattribute__(at), s.lang) for at in ("low", "high"))
    assert low in pdf
    assert high in pdf
    assert low in page


def test_the_days_add_up_to_the_same_in_all_four(four):
    s, _pdf, page, book, data = four
    days, rows = s.document.days, book.rows(book.names[2])
    by_day = {row[0].date(): row for row in rows if isinstance(row[0], datetime)}
    total = rows[-1]
    assert len(by_day) == len(days) == len(data["days"])
    for day, plain in zip(days, data["days"], strict=True):
        assert by_day[day.day][2:7] == [day.active, day.acts, day.joins, day.leaves, day.joins - day.leaves]
        assert (plain["day"], plain["active"], plain["joins"]) == (day.day.isoformat(), day.active, day.joins)
        assert squeezed(formats.people(day.active, s.lang)) in page
    assert total[3:7] == [
        sum(day.acts for day in days),
        sum(day.joins for day in days),
        sum(day.leaves for day in days),
        sum(day.joins - day.leaves for day in days),
    ]
    assert total[2] == pytest.approx(sum(day.active for day in days) / len(days))


def test_the_costs_come_to_the_same_in_all_four(four):
    s, pdf, page, book, data = four
    spent = sum((line.cost for line in s.document.activities if line.cost is not None), Decimal())
    assert spent == Decimal(str(s.document.figures["cost"].value))
    words = squeezed(formats.number(spent, s.lang))
    assert words in pdf
    assert words in page
    assert book.rows(book.names[3])[-1][7] == pytest.approx(float(spent))
    assert sum(Decimal(line["cost"]) for line in data["activities"] if line["cost"]) == spent


def test_every_other_figure_reads_alike_in_the_workbook_and_the_data(four):
    s, _pdf, _page, book, data = four
    defined = {row[0]: row for row in book.rows(book.names[-2]) if row[0]}
    for key, figure in s.document.figures.items():
        if figure.unit is Unit.TABLE:
            continue
        row, words = defined[s.metric(key).name], data["words"]["figures"][key]
        assert row[1] == (None if figure.value is None else pytest.approx(figure.value))
        assert words["value"] == formats.figure(figure.value, figure.unit, s.lang)
        assert row[9] == words["definition"]
