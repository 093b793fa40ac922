"""What the sections say: reasons, corrections, sources, quotations, promises, money; and that figures are the document's."""

import io
import re
from dataclasses import replace
from decimal import Decimal
from xml.etree import ElementTree as ET

import pytest
from pypdf import PdfReader

from tenants.measure import CATALOGUE
from tenants.render import currency, formats, pdf, report
from tenants.render.parts import summary
from tenants.render.setting import Setting
from tenants.terms.activity import ActivityKind
from tenants.terms.document import Correction
from tenants.terms.metric import Unit
from tests.render import sample, spans
from tests.render.test_sections import DOCUMENTS, LANGS, words


def chapter(document, anchor, lang="en"):
    """The words of one chapter."""
    root = ET.fromstring(report.html(document, lang))
    for section in root.iter("section"):
        if any(each.get("id") == anchor for each in section.iter("h1")):
            return words(ET.tostring(section, encoding="unicode"))
    return ""


def test_the_reason_stands_below_its_missed_goal():
    shown = chapter(sample.corrected(), "scorecard")
    assert re.search(r"Net promoter score.{0,400}Why: 晚上没有人答问题", shown)
    assert "Why" not in chapter(sample.full(), "scorecard")


def test_a_correction_is_told_after_the_summary_and_in_the_appendix():
    document = sample.corrected()
    first = chapter(document, "changes")
    assert "Version 2 changes 2 figures of version 1" in first
    assert re.search(r"Net promoter score \(NPS\) 44\.1 45\.8 \+1\.7", first)
    assert re.search(r"Joins 405 412 \+7", first)
    assert "重新计算" in first
    assert re.search(r"Joins 405 412 \+7", chapter(document, "appendix"))
    assert chapter(sample.full(), "changes") == ""


def test_a_figure_that_was_not_known_before_is_corrected_without_a_difference():
    known = sample.full().figures["joins"]
    document = sample.corrected(corrections=(Correction("joins", replace(known, value=None), known),))
    assert re.search(r"Joins — 412 —", chapter(document, "changes"))


def test_a_new_version_that_changed_no_figure_says_so():
    assert "no figure changed" in chapter(sample.corrected(corrections=()), "changes")


def test_the_appendix_names_every_source_and_what_it_is_used_for():
    shown = chapter(sample.corrected(), "appendix")
    assert re.search(r"wechat-june\.csv Table of acts \(CSV\) 1 July 2026 1 to 30 June 2026 63,225 Activity", shown)
    assert re.search(r"六月满意度问卷 Survey 28 June 2026 24 June 2026 214 Satisfaction", shown)
    assert "messages, replies, reactions" in shown


def test_of_very_many_sources_the_newest_are_listed():
    source = sample.corrected().sources[0]
    many = tuple(replace(source, name=f"day-{n:02d}.csv") for n in range(40))
    shown = chapter(sample.corrected(sources=many), "appendix")
    assert "day-39.csv" in shown
    assert "day-00.csv" not in shown
    assert "16 earlier imports" in shown


def test_a_quotation_of_a_group_under_five_has_no_score_and_the_report_says_why():
    shown = chapter(spans.little(), "voices")
    assert "gave" not in shown
    assert "fewer than 5 answers" in shown
    assert "13800138000" not in shown
    whole = chapter(sample.full(), "voices")
    assert "gave 10" in whole
    assert "fewer than 5" not in whole


@pytest.mark.parametrize(("named", "told"), [(True, "@小林"), (False, "names removed")])
def test_names_are_shown_only_where_the_contract_allows_it(named, told):
    shown = chapter(sample.full(voices=((10, "谢谢 @小林"),), names_shown=named), "voices")
    assert told in shown
    assert ("@小林" in shown) is named


def test_actions_tell_their_state_last_time_and_now_since_when_and_why_they_were_dropped():
    shown = chapter(sample.crowded(), "actions")
    assert "Agreed in April 2026" in shown
    assert "Dropped: 客户不再需要" in shown
    assert "At the end of May" in shown
    assert shown.count("第 ") == 40


def test_money_adds_up_and_is_in_the_agencys_currency():
    document = replace(sample.full(), brand=replace(sample.full().brand, currency="GBP"))
    shown = chapter(document, "money")
    assert "£12,060 spent, 93.0 % of the budget" in shown
    costs = [line.cost for line in document.activities if line.cost is not None]
    assert f"{sum(costs, Decimal()):,}" in shown
    assert re.search(r"Referral campaign 94 4,710 .{0,40}39 % 50\.1", shown)
    assert chapter(replace(document, activities=()), "money") == ""


def test_campaigns_stand_alone_and_are_missing_without_one():
    shown = chapter(sample.full(), "campaigns")
    assert "1 campaign, 94 took part" in shown
    without = tuple(line for line in sample.full().activities if line.kind is not ActivityKind.FISSION)
    assert chapter(sample.full(activities=without), "campaigns") == ""
    assert "brought along by others" in chapter(spans.quarter(), "campaigns")


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("make", DOCUMENTS)
def test_every_figure_is_the_documents_in_the_one_formatting(make, lang):
    """The appendix tells each known figure; the scorecard's are among them."""
    document = make()
    shown = words(report.html(document, lang))
    with currency.in_currency(document.brand.currency):
        s = Setting.of(document, lang)
        for key, figure in document.figures.items():
            if figure.value is None or CATALOGUE[key].unit is Unit.TABLE:
                continue
            about = "≈ " if figure.estimated else ""
            told = f"{s.metric(key).name} {about}{formats.figure(figure.value, figure.unit, lang)}".replace("\u00a0", " ")
            assert told in shown, told


@pytest.mark.parametrize(
    ("make", "lang", "paper"),
    [(sample.full, "zh_Hans_CN", "Letter"), (sample.full, "en", "A4"), (sample.laid_out, "en", "Letter"), (spans.quarter, "en", "Letter")],
)
def test_the_one_page_is_one_page(make, lang, paper):
    made = PdfReader(io.BytesIO(pdf.render(make(), lang, paper, assets={"logo": sample.logo()})))
    begins = [made.get_destination_page_number(each) for each in made.outline if not isinstance(each, list)]
    assert begins[:3] == [0, 1, 2]


def test_less_is_said_on_a_small_page_rather_than_a_second_one_begun():
    s = Setting.of(sample.full(), "en")
    high, low = summary.view(s), summary.view(replace(s, page=600.0))
    assert len(low["good"]) < len(high["good"])
    assert low["texts"] == high["texts"]


def test_the_logo_stands_on_the_cover_only_where_its_picture_is_given():
    document = sample.laid_out()
    with_it = report.html(document, "en", logo=True)
    assert '<img src="asset:logo" alt="汀步社群"/>' in with_it
    assert "asset:logo" not in report.html(document, "en")
    assert "asset:logo" not in report.html(sample.full(), "en", logo=True)
    made = PdfReader(io.BytesIO(pdf.render(document, "en", assets={"logo": sample.logo()})))
    assert len(made.pages[0].images) == 1


def test_headlines_without_serifs_use_no_serif_face():
    document = sample.laid_out()
    made = PdfReader(io.BytesIO(pdf.render(document, "en", assets={"logo": sample.logo()})))
    faces = {font.get_object()["/BaseFont"] for each in made.pages for font in (each["/Resources"].get("/Font") or {}).values()}
    assert not [face for face in faces if "Serif" in face]


@pytest.mark.parametrize("lang", LANGS)
def test_neither_text_nor_properties_of_the_pdf_name_anybody_but_the_agency(lang):
    document = sample.full()
    content = pdf.render(replace(document, brand=replace(document.brand, agency="North & Wharf <Ltd>")), lang)
    made = PdfReader(io.BytesIO(content))
    assert made.metadata.producer == made.metadata.creator == made.metadata.author == "North & Wharf <Ltd>"
    told = [made.xmp_metadata.stream.get_data().decode(), *(each.extract_text() for each in made.pages)]
    assert "North &amp; Wharf" in told[0]
    assert not re.search("qunce|群策|weasyprint", " ".join(told), re.IGNORECASE)
    assert not re.search(b"qunce|weasyprint", content, re.IGNORECASE)


@pytest.mark.parametrize(("make", "bars"), [(spans.day, 0), (spans.week, 1), (spans.quarter, 1), (spans.twelve_months, 1)])
def test_long_and_short_periods_are_drawn_in_days_weeks_or_hours(make, bars):
    document = make()
    shown = chapter(document, "activity")
    assert ("mean of each week" in shown) is (document.period.length > 62)
    assert ("Members active on" in shown) is bool(bars)
    assert ("acts in each hour of the day" in words(report.html(document, "en"))) is (document.period.length == 1)


def test_of_one_thing_that_is_left_out_the_report_speaks_in_the_singular():
    base = sample.corrected()
    spent, free = base.activities[0], replace(base.activities[0], cost=None)
    left = replace(
        base,
        voices=((None, "好"),) * 7,
        sources=(base.sources[0],) * 25,
        activities=(replace(spent, cost=Decimal(5)), *[replace(spent, cost=Decimal(1))] * 59, free),
    )
    assert "One more was chosen and is not shown." in chapter(left, "voices")
    assert "One earlier import of the same period is not listed." in chapter(left, "appendix")
    assert "One activity without a booked cost is not counted." in chapter(left, "money")
    assert "One more is not listed." in chapter(left, "done")
