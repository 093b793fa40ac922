import re
from dataclasses import replace

import pytest

from tenants.render import charts
from tenants.render.charts.colour import contrast
from tenants.render.letters import DARK_GROUND, NAMES, Enclosure, letter, on_either_ground, report_facts
from tenants.store.suppressions import Reason
from tenants.terms.document import Brand
from tenants.terms.template import Template
from tests.render import sample

LANGS = ["zh_Hans_CN", "en"]
BRAND = Brand("汀步 & Co <b>", "#14614f", "foot & more")
LINK = "https://portal.example/r/1?a=1&b=2"
PLACE = {"community": "Hikers", "period": "2026-06", "unreviewed": False, "recipients": ["he@brand.example"]}
FACTS = {
    "verify_email": {"link": LINK, "hours": 24},
    "password_reset": {"link": LINK, "minutes": 60},
    "invitation": {"link": LINK, "days": 7, "inviter": "周宁\r\nBcc: x@example.org", "workspace": "Ting <i>"},
    "account_exists": {"sign_in": LINK, "reset": LINK + "&c=3"},
    "overview": {"link": LINK, "client": "Liye", "period": "2026-06"},
    "review_due": {"link": LINK, **PLACE, "days": 30, "covered": 28, "goals": 5, "missed": 2},
    "review_overdue": {"link": LINK, **PLACE, "state": "draft"},
    "schedule_held": {
        "link": LINK,
        **PLACE,
        "codes": ["coverage", "ledger", "jump", "stale", "client_asked", "period_ended", "else"],
        "days": 30,
        "covered": 20,
    },
    "alerts": {
        "link": LINK,
        "stop": LINK + "&stop=1",
        "count": 2,
        "more": 1,
        "groups": [
            {"community": "Hikers", "lines": [{"title": "沉默了 3 天", "what": "<b>", "unusual": "", "link": LINK}]},
            {"community": "Tea", "lines": [{"title": "没有新数据", "what": "12", "unusual": "7", "link": LINK}]},
        ],
    },
    "schedule_test": {"link": LINK, **PLACE, "problem": "", "rhythm": "30"},
    "bounced": {"link": LINK, "client": "Liye", "recipient": "he@brand.example", "reason": "bounced", "words": "5.1.1"},
    "remark": {
        "link": LINK,
        "community": "Hikers",
        "period": "2026-06",
        "author": "周宁",
        "about": "活跃率",
        "text": "为什么少了？\n<b>谢谢</b>",
        "asked": True,
    },
    "export_due": {
        "link": LINK,
        "community": "Hikers",
        "platform": "wecom",
        "keeps": 180,
        "first": "2026-01-05",
        "gone_on": "2026-07-04",
        "days_left": 7,
    },
    "report_failed": {"link": LINK, "community": "Hikers", "period": "2026-06", "reason": "It took too long."},
}


STOP = "https://qunce.example/unsubscribe/s3al"


def facts(name, lang, document=None, **more):
    if name != "report":
        return FACTS[name]
    return report_facts(document or sample.full(), lang, Enclosure(**{"link": LINK, "pages": 9, "kilobytes": 240, "stop": STOP} | more))


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", NAMES)
def test_every_letter_is_whole_in_both_languages(name, lang):
    made = letter(name, lang, BRAND, **facts(name, lang))
    assert made.subject
    assert "\n" not in made.subject
    assert "\r" not in made.subject
    assert LINK in made.text
    assert LINK.replace("&", "&amp;") in made.html
    assert "汀步 &amp; Co &lt;b&gt;" in made.html
    assert "汀步 & Co <b>" in made.text
    assert "{" not in made.text
    assert "%(" not in made.html + made.text + made.subject


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", NAMES)
def test_letters_need_no_style_sheet_no_picture_and_no_script(name, lang):
    made = letter(name, lang, BRAND, **facts(name, lang)).html
    assert "<style" not in made
    assert "<img" not in made
    assert "<script" not in made
    assert 'style="' in made
    assert 'width="600"' in made
    assert len(made) < 20_000


@pytest.mark.parametrize("name", NAMES)
def test_a_chinese_letter_holds_no_english_sentence(name):
    made = letter(name, "zh_Hans_CN", Brand("汀步"), **facts(name, "zh_Hans_CN"))
    mine = re.sub(r"https?://\S+|It took too long\.", "", made.text)
    assert re.findall(r"[a-z]{2,}(?: [a-z]{2,})+", mine) == []


@pytest.mark.parametrize("lang", LANGS)
def test_the_report_letter_shows_leading_figures_where_no_goal_was_set(lang):
    document = sample.bare(figures=sample.full().figures)
    made = letter("report", lang, BRAND, **facts("report", lang, document))
    assert "1,286" in made.text
    assert "100" not in made.subject


def test_the_report_letter_says_in_text_what_it_says_in_html():
    made = letter("report", "en", BRAND, **facts("report", "en"))
    html = re.sub(r"<[^>]+>", " ", made.html)
    for figure in re.findall(r"\d+\.\d", made.text):
        assert figure in html


def test_the_letter_calls_the_pillars_as_the_report_does():
    named = replace(sample.full(), template=Template(section_names={"activity": {"en": "Taking part"}}))
    assert "Taking part" in letter("report", "en", BRAND, **facts("report", "en", named)).text


def test_an_unknown_letter_and_a_forgotten_fact_are_mistakes():
    from jinja2 import UndefinedError

    with pytest.raises(ValueError, match="no letter"):
        letter("spam", "en", BRAND)
    with pytest.raises((UndefinedError, KeyError)):
        letter("verify_email", "en", BRAND, hours=2)


@pytest.mark.parametrize("lang", LANGS)
def test_the_agencys_own_words_open_close_and_sign_the_letter(lang):
    words = {"greeting": "Dear <Ms He>,\nhere it is.", "closing": "See you on Monday.", "signature": "Zhou Ning\nTing & Bu"}
    made = letter("report", lang, BRAND, **facts("report", lang, words=words))
    places = [made.text.index(each) for each in ("Dear <Ms He>,\nhere it is.", LINK, "See you", "Zhou Ning\nTing & Bu")]
    assert places == sorted(places)
    assert "Dear &lt;Ms He&gt;,<br>here it is." in made.html.replace("<br/>", "<br>")
    assert made.text.rpartition("-- \n")[2].startswith("Zhou Ning")


@pytest.mark.parametrize("lang", LANGS)
def test_a_report_too_large_to_attach_is_a_link_and_says_so(lang):
    file = "https://qunce.example/letters/s3al/report.pdf"
    made = letter("report", lang, BRAND, **facts("report", lang, kilobytes=12_345, file=file))
    assert file in made.text
    assert file in made.html
    assert "12.3 MB" in made.text
    attached = letter("report", lang, BRAND, **facts("report", lang))
    assert "240 KB" in attached.text
    assert "/letters/" not in attached.text


@pytest.mark.parametrize("lang", LANGS)
def test_every_report_letter_says_how_to_get_no_more(lang):
    made = letter("report", lang, BRAND, **facts("report", lang))
    assert STOP in made.text
    assert f'href="{STOP}"' in made.html


@pytest.mark.parametrize("lang", LANGS)
def test_the_agency_is_told_why_an_address_gets_no_more(lang):
    said = {reason: letter("bounced", lang, BRAND, **FACTS["bounced"] | {"reason": reason}) for reason in Reason}
    assert len({each.subject for each in said.values()}) == len({each.text for each in said.values()}) == 3
    assert all("he@brand.example" in each.subject and "he@brand.example" in each.text for each in said.values())


@pytest.mark.parametrize("lang", LANGS)
def test_a_letter_keeps_its_contrast_where_a_mail_program_inverts_it(lang):
    """Near-white and near-black may be turned round; a colour that is given for text has its ground given beside it."""
    made = letter("report", lang, BRAND, **facts("report", lang)).html
    assert '<meta name="color-scheme" content="light dark"' in made
    assert "#ffffff" not in made.lower().replace("color: #ffffff", "")
    assert "#000000" not in made


@pytest.mark.parametrize("colour", ["#14614f", "#000000", "#2f4fa2", "#f2b705", "#7a003c", "#ffffff", "#0000ff"])
def test_the_bars_are_seen_on_a_light_ground_and_on_a_dark_one(colour):
    solid = on_either_ground(charts.palette(colour).mark)
    assert contrast(solid, "#fdfdfc") >= 2.9
    assert contrast(solid, DARK_GROUND) >= 2.9
