import io
import re
from dataclasses import replace

import pytest
from pypdf import PdfReader

from tenants.render import pdf, report
from tenants.render.charts import contrast, palette
from tenants.render.charts.colour import luminance
from tenants.render.typography import balanced, headline, typeset, width
from tenants.terms.document import Brand, Commentary
from tests.render import layout, sample

HAN = re.compile(r"[\u3400-\u9fff]")
LANGS = ("zh_Hans_CN", "en")
OURS = {
    *("Noto-Sans-SC", "Noto-Sans-SC-Bold", "Noto-Serif-SC-Semi-Bold", "Source-Sans-3", "Source-Sans-3-Bold"),
    *("Source-Serif-4", "Source-Serif-4-Semi-Bold", "Noto-Sans-SC-Whole", "Noto-Sans-SC-Whole-Bold", "Noto-Serif-SC-Whole-Semi-Bold"),
    *("Noto-Emoji", "Noto-Sans-Arabic", "Noto-Sans-Devanagari", "Noto-Sans-Hebrew", "Noto-Sans-KR", "Noto-Sans-Thai"),
}


def busy():
    """Forty actions, sixty activities, long names, long words."""
    base = sample.full()
    action, activity = base.actions[0], base.activities[0]
    return replace(
        base,
        client="Société Générale d’Équipement de Randonnée et d’Éducation à la Nature (Auvergne-Rhône-Alpes)",
        community="Donaudampfschifffahrtsgesellschaftskapitäne und ihre Freundinnen",
        actions=tuple(replace(action, text=f"{action.text} {n} " + "and what follows from it " * (n % 4)) for n in range(40)),
        activities=tuple(
            replace(activity, title=f"Rindfleischetikettierungsüberwachung {n} 夏季露营答疑专场" * (1 + n % 2)) for n in range(60)
        ),
    )


def quiet():
    """A month with data and nothing else: no goal, no survey, no calendar, no words."""
    base = sample.full()
    return replace(base, activities=(), coming=(), actions=(), voices=(), findings=(), commentary=Commentary(), days_before=(), hours=())


MAKERS = {"full": sample.full, "bare": sample.bare, "strained": sample.strained, "year": sample.year, "busy": busy, "quiet": quiet}


@pytest.fixture(
    scope="module", params=[(name, lang, paper) for name in MAKERS for lang in LANGS for paper in ("A4", "Letter")], ids="-".join
)
def made(request):
    name, lang, paper = request.param
    return pdf.render(MAKERS[name](), lang, paper)


def test_no_word_leaves_its_place_and_no_two_meet_and_no_page_is_nearly_empty(made):
    assert layout.outside(made) == []
    assert layout.meeting(made) == []
    assert [share for share in layout.fullness(made)[:-1] if share < 0.15] == []


def test_a_report_is_set_in_our_faces_alone_and_stays_small(made):
    names = {
        str(font.get_object()["/BaseFont"]).split("+")[-1].strip("/,")
        for page in PdfReader(io.BytesIO(made)).pages
        for font in (page["/Resources"].get("/Font") or {}).values()
    }
    assert names <= OURS
    assert len(made) < 330_000


@pytest.mark.parametrize("name", MAKERS)
@pytest.mark.parametrize("lang", LANGS)
def test_no_headline_ends_in_an_orphan(name, lang):
    for lines in layout.lines_of(report.html(MAKERS[name](), lang), "h1"):
        if len(lines) > 1:
            last = lines[-1].strip()
            assert len(HAN.findall(last)) >= 4 or len(re.split(r"[ \u00a0]", last)) >= 2 or len(last) > 12, lines


def test_lines_of_an_english_headline_are_few_and_even():
    text = "Activity and growth reached their goals in June 2026; satisfaction fell 7 points short of the goal that was agreed"
    lines = balanced(text, 22)
    widths = [width(line) for line in lines]
    assert " ".join(lines) == text
    assert len(lines) == 3
    assert max(widths) - min(widths) < 5
    assert balanced("Word", 22) == ["Word"]
    assert balanced("W" * 90 + " x", 22) == ["W" * 90, "x"]
    assert len(balanced("Recommendation reached its goal again", 19)[-1].split()) > 1


def test_a_headline_is_escaped_in_both_languages():
    for lang in LANGS:
        assert "<b>" not in headline("a <b> & c，" * 9, lang)


def test_of_two_full_width_marks_that_meet_the_first_is_half_as_wide():
    assert typeset("<p>他说：“好。”（完）</p>", zh=True).count('class="h"') == 3
    assert typeset("<p>a</p><title>：“</title>", zh=True).count('class="h"') == 0


def test_marks_that_turn_writing_around_are_dropped_wherever_they_stand():
    made = typeset('<p data-who="a\u202eb">c\u2066d\u200fe</p>', zh=False)
    assert made == '<p data-who="ab">cde</p>'


@pytest.mark.parametrize(
    ("text", "face"),
    [
        *(("한국어 이름", "Noto-Sans-KR"), ("عربي", "Noto-Sans-Arabic"), ("שלום", "Noto-Sans-Hebrew"), ("ไทย", "Noto-Sans-Thai")),
        *(("हिन्दी", "Noto-Sans-Devanagari"), ("Жук", "Source-Sans-3"), ("Ελλάς", "Source-Sans-3"), ("あかり", "Noto-Sans-SC")),
        *(("🏔️👩‍💻", "Noto-Emoji"), ("㐂䶮", "Noto-Sans-SC-Whole"), ("Nguyễn Thị Diệu", "Source-Sans-3"), ("①②⑩", "Noto-Sans-SC")),
    ],
)
def test_names_in_other_scripts_have_a_face_in_which_nothing_is_missing(text, face):
    style = '<style>html { font-family: "Source Sans 3", "Noto Sans SC", "Noto Sans SC Whole", "Noto Emoji" }</style>'
    made = pdf.pdf(typeset(f'<html lang="en"><head><title>t</title>{style}</head><body><p>{text}</p></body></html>', zh=False))
    fonts = PdfReader(io.BytesIO(made)).pages[0]["/Resources"]["/Font"].values()
    assert face in {str(font.get_object()["/BaseFont"]).split("+")[-1].strip("/,") for font in fonts}
    told = layout.words(made)
    assert told
    assert "\ufffd" not in "".join(word.text for word in told)


BRANDS = {"yellow": "#f2b705", "pink": "#ff2a6d", "neon": "#39ff14", "near-black": "#0b0d10", "pale": "#bfe3ff", "pine": "#14614f"}


@pytest.mark.parametrize("name", BRANDS)
def test_every_brand_is_legible_in_colour_and_tells_its_shades_apart_in_grey(name):
    p = palette(BRANDS[name])
    assert contrast(p.text, p.white) >= 5.5
    assert contrast(p.mark, p.white) >= 3.1
    assert contrast(p.onmark, p.mark) >= 4.5
    assert contrast(p.on, p.brand) >= 4.5
    assert contrast(p.ink, p.tint) >= 10
    assert contrast(p.mark, p.soft) >= 1.6  # reached beside short of the goal
    assert contrast(p.soft, p.white) >= 1.25  # the band of an interval on paper
    lightness = [luminance(step) for step in p.steps]
    assert lightness == sorted(lightness, reverse=True)
    assert len({round(each, 2) for each in lightness}) == len(lightness)


def test_on_grey_paper_a_chart_is_as_dark_as_in_colour():
    pages = layout.pictures(pdf.render(sample.full(brand=Brand("Night Beacon", "#f2b705")), "en"), 24, grey=True)[1:]
    assert max(page.getextrema()[0] for page in pages) < 160


def test_a_page_with_two_texts_on_each_other_and_one_beyond_its_edge_is_noticed():
    style = "<style>@page { size: 210mm 297mm; margin: 24mm 20mm 19mm } p { position: absolute; white-space: nowrap }</style>"
    body = (
        "<p style='top: 0'>one word</p><p style='top: 0'>another word</p>" + "<p style='left: 160mm; top: 9mm'>far too far to the right</p>"
    )
    first = "<div style='break-after: page'>cover</div>"
    made = pdf.pdf(f"<html lang='en'><head><title>t</title>{style}</head><body>{first}<div>{body}</div></body></html>")
    assert layout.outside(made)
    assert layout.meeting(made)
    assert layout.fullness(made)[-1] < 0.15
