import re
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from tenants.render import report
from tenants.render.wording.errors import sentence
from tenants.terms.snapshot import dump, load, plain
from tests.render import sample

LANGS = ["zh_Hans_CN", "en"]
MAKERS = [sample.full, sample.bare, sample.strained, sample.year]


def words(markup):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", re.sub(r"<style>.*?</style>", "", markup, flags=re.DOTALL)).replace("\u00a0", " "))


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("make", MAKERS)
def test_every_report_is_well_formed_and_complete(make, lang):
    root = ET.fromstring(report.html(make(), lang))
    anchors = {each.get("id") for each in root.iter() if each.get("id")}
    assert {"scorecard", "satisfaction", "activity", "growth", "done", "appendix"} <= anchors
    for link in root.iter("a"):
        assert link.get("href", "").removeprefix("#") in anchors or link.get("href", "").startswith(("http", "mailto"))


@pytest.mark.parametrize("lang", LANGS)
def test_each_drawing_has_words_and_a_font_of_its_own(lang):
    root = ET.fromstring(report.html(sample.full(), lang))
    drawings = list(root.iter("{http://www.w3.org/2000/svg}svg"))
    assert len(drawings) > 20
    for drawing in drawings:
        assert "Noto Sans SC" in drawing.get("font-family")
        assert drawing.findtext("{http://www.w3.org/2000/svg}title")


def test_the_chinese_report_holds_no_english_sentence():
    text = words(report.html(sample.full(), "zh_Hans_CN"))
    stray = re.findall(r"[A-Za-z]{2,}(?: [A-Za-z]{2,}){2,}", text)
    assert stray == []


def test_the_english_report_holds_no_chinese_but_what_people_wrote():
    document = replace(
        sample.full(activities=(), coming=(), actions=(), voices=()),
        client="Xiulan",
        community="Hikers",
        commentary=sample.bare().commentary,
    )
    document = replace(document, brand=sample.bare().brand, days=tuple(replace(day, activities=()) for day in document.days))
    assert re.findall("[\u4e00-\u9fff]+", words(report.html(document, "en"))) == []


def test_both_languages_say_the_same_figures():
    def figures(lang):
        return set(re.findall(r"\d+\.\d %", words(report.html(sample.full(), lang))))

    assert figures("en") == figures("zh_Hans_CN")


def test_a_negative_score_carries_a_real_minus():
    assert "−21.5" in words(report.html(sample.strained(), "en"))


def test_a_dropped_finding_is_not_shown_and_a_rewritten_one_in_the_managers_words():
    base = sample.full()
    first, second = base.findings[0], base.findings[1]
    told = "Our own words about this."
    shown = report.html(replace(base, dropped=(first.id,), rewritten={second.id: told}), "en")
    assert told in shown
    assert told not in report.html(base, "en")
    alone = replace(base, findings=(first,))
    assert words(report.html(alone, "en")) != words(report.html(replace(alone, dropped=(first.id,)), "en"))


def test_names_cannot_write_markup():
    shown = report.html(sample.full(client='<b onclick="x">"Bob\'s" & Söhne</b>'), "en")
    assert "<b onclick" not in shown
    assert "&lt;b onclick" in shown


def test_control_characters_in_texts_do_not_break_the_page():
    base = sample.full()
    odd = replace(base, commentary=replace(base.commentary, ask="a\x00b\x0bc\ufffe"))
    ET.fromstring(report.html(odd, "en"))
    ET.fromstring(report.html(replace(base, client="A\x01B", voices=((3, "x\x02y"),)), "en"))


def test_unknown_languages_and_papers_are_refused():
    with pytest.raises(ValueError, match="fr"):
        report.html(sample.bare(), "fr")
    with pytest.raises(ValueError, match="A5"):
        report.html(sample.bare(), "en", "A5")


def test_a_side_note_longer_than_its_figure_pushes_the_next_one_down():
    short, long = report.side_height("<p>Three words here.</p>"), report.side_height(f"<p>{'word ' * 200}</p>")
    assert float(long) > 8 * float(short)


@pytest.mark.parametrize("make", MAKERS)
def test_a_frozen_document_comes_back_whole(make):
    document = make()
    again = load(dump(document))
    assert dump(again) == dump(document)
    assert again.period == document.period
    assert again.figures["nps"] == document.figures["nps"]
    assert plain(again.days) == plain(document.days)
    assert report.html(again, "en") == report.html(document, "en")


@pytest.mark.parametrize("code", ["unsafe_markup", "broken_markup", "timed_out", "too_large", "render_failed"])
@pytest.mark.parametrize("lang", LANGS)
def test_each_refusal_of_the_renderer_has_its_sentence_and_remedy(code, lang):
    said, remedy = sentence(f"report.{code}", {"seconds": 60, "megabytes": 600}, lang)
    assert said
    assert remedy
