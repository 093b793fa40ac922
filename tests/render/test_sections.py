"""A layout decides which sections stand in a report, in which order and under which names; what is empty is left out."""

import re
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from tenants.render import report
from tenants.terms.document import Brand
from tenants.terms.template import Changes, Section, Template, TextBlock, resolved
from tests.render import sample, spans

LANGS = ["zh_Hans_CN", "en"]
DOCUMENTS = [sample.full, sample.bare, sample.crowded, sample.corrected, sample.laid_out, sample.year]
DOCUMENTS += [spans.week, spans.day, spans.quarter, spans.twelve_months, spans.little, spans.unsurveyed]


def words(markup):
    plain = re.sub(r"<[^>]+>", " ", re.sub(r"<style>.*?</style>|<title>.*?</title>", "", markup, flags=re.DOTALL))
    return re.sub(r"\s+", " ", plain.replace("\u00a0", " "))


def parts(markup):
    """The anchors of the chapters, in order."""
    return [each.get("id") for each in ET.fromstring(markup).iter("h1") if each.get("id")]


def names(markup):
    return [each.get("data-sec") for each in ET.fromstring(markup).iter("div") if each.get("data-sec")]


def laid(document, **changes):
    return replace(document, template=resolved(Changes(**changes)))


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("make", DOCUMENTS)
def test_every_reference_leads_somewhere_and_every_section_has_a_name(make, lang):
    root = ET.fromstring(report.html(make(), lang))
    anchors = [each.get("id") for each in root.iter() if each.get("id")]
    assert len(anchors) == len(set(anchors))
    for link in root.iter("a"):
        assert link.get("href", "").removeprefix("#") in anchors or link.get("href", "").startswith(("http", "mailto"))
    assert all(names(report.html(make(), lang)))


def test_sections_stand_in_the_layouts_order_and_hidden_ones_do_not_stand():
    order = [Section.MONEY, Section.GROWTH, Section.SCORECARD]
    found = parts(report.html(laid(sample.full(), sections=order), "en"))
    assert found == ["money", "growth", "scorecard", "appendix"]


@pytest.mark.parametrize("hidden", [each for each in Section if each not in (Section.SUMMARY, Section.APPENDIX)])
def test_each_section_can_be_hidden_alone(hidden):
    document = sample.full()
    shown = parts(report.html(document, "en"))
    left = parts(report.html(laid(document, sections=[each for each in Section if each is not hidden]), "en"))
    assert left == [each for each in shown if each != hidden.value]
    assert hidden.value in shown


def test_without_anything_in_them_optional_sections_are_left_out_and_the_appendix_says_so():
    shown = report.html(sample.bare(), "en")
    assert not {"campaigns", "voices", "money", "actions"} & set(parts(shown))
    assert {"scorecard", "satisfaction", "activity", "growth", "done", "appendix"} <= set(parts(shown))
    assert "therefore left out: Campaigns, " in words(shown)
    hidden = report.html(laid(sample.bare(), sections=[Section.SCORECARD]), "en")
    assert "therefore left out" not in words(hidden)


@pytest.mark.parametrize(("lang", "growth", "nps"), [("en", "New faces", "Would recommend us"), ("zh_Hans_CN", "新面孔", "愿意推荐")])
def test_own_names_stand_in_the_running_head_the_outline_the_links_and_the_tables(lang, growth, nps):
    shown = report.html(sample.laid_out(), lang)
    root = ET.fromstring(shown)
    assert growth in names(shown)
    assert growth in [each.get("data-mark") for each in root.iter("h1")]
    assert any("".join(each.itertext()) == f"→\u00a0{growth}" for each in root.iter("a"))
    assert any("".join(each.itertext()).startswith(nps) for each in root.iter("th"))


def test_findings_and_the_verdict_call_a_metric_by_its_own_name():
    own = {key: {"en": f"Our {key}"} for key in sample.full().figures}
    shown = words(report.html(laid(sample.full(), metric_names=own), "en"))
    assert "Widest gap: Our stay_d7" in shown
    assert "Goal reached: Our churn_rate." in shown
    assert "Net promoter score" not in shown
    assert "Still here after 7 days" not in shown


def test_a_language_without_an_own_name_has_the_products():
    own = {Section.GROWTH: {"zh_Hans_CN": "新面孔"}, Section.MONEY: {"en": "  "}}
    found = names(report.html(laid(sample.full(), section_names=own), "en"))
    assert "Growth" in found
    assert "Money" in found


def test_own_texts_stand_after_their_section_and_pass_the_allow_list():
    shown = report.html(sample.laid_out(), "en")
    assert parts(shown)[:2] == ["text-1", "actions"]
    assert "<strong>Lin</strong>" in shown
    assert "<b>alone" not in shown
    assert "Photographs are ours" in shown
    assert "Photographs" not in report.html(sample.laid_out(), "zh_Hans_CN")


def test_a_text_after_a_hidden_section_stands_before_the_appendix():
    block = TextBlock("a", Section.VOICES, {"en": "A word"}, {"en": "of ours"})
    document = replace(sample.full(), template=Template(sections=(Section.SUMMARY, Section.SCORECARD, Section.APPENDIX), texts=(block,)))
    assert parts(report.html(document, "en")) == ["scorecard", "text-1", "appendix"]


def test_a_script_in_an_own_text_is_dropped():
    block = TextBlock("a", Section.SCORECARD, {"en": "<script>x</script>"}, {"en": "<script>alert(1)</script>[x](javascript:alert(1))"})
    shown = report.html(laid(sample.full(), texts=[block]), "en")
    assert "<script" not in shown
    assert "javascript:" not in shown


def test_the_scorecard_shows_the_chosen_metrics_and_every_goal():
    scorecard = next(
        each for each in ET.fromstring(report.html(sample.laid_out(), "en")).iter("table") if "score" in (each.get("class") or "")
    )
    rows = [" ".join("".join(each.itertext()).split()) for each in scorecard.iter("th") if each.get("scope") == "row"]
    goals = [line.metric for part in sample.full().pillars for line in part.lines if line.verdict]
    assert len(rows) == len(goals) + 3
    assert any(row.startswith("Members at the end") for row in rows)
    assert not any(row.startswith("Active members") for row in rows)


@pytest.mark.parametrize("lang", LANGS)
def test_no_brand_but_the_agencys_stands_in_the_markup(lang):
    shown = report.html(replace(sample.full(), brand=Brand("North Wharf")), lang)
    assert not re.search("qunce|群策|weasyprint", shown, re.IGNORECASE)
