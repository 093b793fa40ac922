from xml.etree import ElementTree as ET

import pytest

from tenants.render.markdown import DEEPEST, LONGEST, clean, lines
from tenants.render.typography import headline, typeset


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "![x](http://evil.example/x.png)",
        '<img src=x onerror="alert(1)">',
        "[go](javascript:alert(1))",
        '<p style="background:url(x)" class="a" id="b" hx-get="/x">t</p>',
        "<svg onload=alert(1)><circle/></svg>",
        "<iframe src='http://x'></iframe>",
        "a & b < c\x00\x0b",
        "&nbsp;<br>text",
    ],
)
def test_markdown_yields_well_formed_markup_without_anything_active(text):
    made = clean(text)
    root = ET.fromstring(f"<div>{made}</div>")
    for element in root.iter():
        assert element.tag in {"div", "p", "br", "a", "strong", "em"}
        assert set(element.attrib) <= {"href", "rel"}
        assert not element.get("href", "").startswith("javascript")


def test_lists_emphasis_and_links_stay():
    made = clean("先说结论：\n- **一**\n- 二\n\n[site](https://example.org)")
    assert "<ul>" in made
    assert "<strong>一</strong>" in made
    assert 'href="https://example.org"' in made


def test_a_text_without_end_is_cut():
    assert len(clean("x" * (LONGEST * 3))) < LONGEST + 100
    assert clean("   \n") == ""


def test_lines_are_the_bare_items_of_a_list():
    assert lines("1. **7 月 5 日前**：派一名顾问\n2. 改券\n\n- `x`") == ["7 月 5 日前：派一名顾问", "改券", "x"]


def test_chinese_is_spaced_and_its_marks_close_up():
    made = typeset("<p>共9人（NPS 45.8）。</p><svg><text>共9人</text></svg>", zh=True)
    assert "共 9\u00a0人" in made
    assert '<span class="h">）</span>。' in made
    assert "<text>共9人</text>" in made
    assert typeset("<p>In 9人 😀</p>", zh=False) == '<p>In 9人 <span class="e">😀</span></p>'


def test_headlines_break_between_clauses_and_escape():
    assert headline("活跃达标；满意度差 7 分", "zh_Hans_CN").count("nb") == 2
    lines = headline("Activity and growth beat their goals", "en", 14).split("<br/>")
    assert len(lines) > 1
    assert " " in lines[-1]
    assert "<i>" not in headline("a <i> b c d e", "en") + headline("甲<i>，乙", "zh_Hans_CN")


@pytest.mark.parametrize("mark", [">", "> ", "*", "- ", "**", "["])
def test_a_text_nested_without_end_is_shown_as_it_was_typed_and_stays_well_formed(mark):
    made = clean(f"{mark * 600}word")
    assert "word" in made
    root = ET.fromstring(f"<div>{made}</div>")

    def depth(element):
        return 1 + max((depth(each) for each in element), default=0)

    assert depth(root) <= DEEPEST + 1
