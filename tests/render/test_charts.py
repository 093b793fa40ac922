from xml.etree import ElementTree as ET

import pytest

from tenants.render import charts
from tenants.render.charts import DaySeries, Range, Strip
from tenants.render.charts.goals import SCALE
from tenants.render.charts.pen import clip, nice, runs, text_width, wrap

BRANDS = ["#14614f", "#f2b705", "#ff2d95", "#101010", "#7c8a99", "#0b1f4d", "#ffffff"]
EVIL = '<script>alert("1")</script>&\x07'
P = charts.palette("#14614f", "Noto Sans SC")
SVG = "{http://www.w3.org/2000/svg}"


def drawings(p):
    return [
        charts.pillars(p, [[Strip(EVIL, 0.6, 1.2), Strip("b", 0.4, None)], [Strip("c", 1, -0.2)], []], goal=EVIL, title=EVIL),
        charts.pillars(p, [[Strip(f"m{n}", 1 / 30, n / 20) for n in range(30)]], goal="Goal", title="t"),
        charts.bullet(p, None, title=EVIL),
        charts.bullet(p, 3.0, title="t"),
        charts.spark(p, [None, 1, None, 2, 2], title=EVIL, goal=1.5),
        charts.spark(p, [], title="t"),
        charts.spark(p, [4, 4, 4], title="t"),
        charts.pillar_bar(p, 0.4, title="t"),
        charts.line_events(p, DaySeries([None, 3, None, 5], [1, 2], 4, [(1, EVIL), (2, "x" * 90)], [0], "a", "b", "c"), str, title=EVIL),
        charts.line_events(p, DaySeries([7]), str, title="t"),
        charts.line_events(p, DaySeries([0, 0, 0]), str, title="t"),
        charts.heat(p, [[0] * 24] * 7, ["d"] * 7, few="0", many=EVIL, title="t"),
        charts.heat(p, [[None] * 24] * 7, ["d"] * 7, few="0", many="1", title="t", box=(2, 20, 22)),
        charts.diverging(p, [("a", 0, 0)], ("j", "l", "n"), title="t"),
        charts.diverging(p, [(EVIL, 3, 9)] * 60, ("j", "l", ""), title="t", focus=59),
        charts.scores(p, [0] * 11, ("a", "b", EVIL), title="t"),
        charts.scores(p, [5] * 10, ("a", "b", "c"), first=1, title="t"),
        charts.groups(p, (0, 0, 0), ("a", "b", "c"), title="t"),
        charts.nps_strip(p, Range("n", -100, -100, -90, EVIL), goal=(100, "g"), before=(-100, "b"), title="t"),
        charts.ranges(p, [Range(EVIL, 0.5, 0.2, 0.9, "x"), Range("n", None, words=EVIL)], goal=(0.8, "g"), title="t"),
        charts.before_after(p, 1, 1, (1, 1), title="t"),
        charts.coverage(p, [(EVIL, [True, False] * 180, "n")], str, title="t"),
        charts.coverage(p, [], str, title="t"),
        charts.cover_bars(p, [None, 0, 5], [2], title="t"),
        charts.cover_bars(p, [], [], title="t"),
    ]


@pytest.mark.parametrize("p", [P, charts.SCREEN], ids=["paper", "screen"])
def test_every_chart_is_well_formed_titled_and_free_of_style_whatever_it_is_given(p):
    for drawing in drawings(p):
        root = ET.fromstring(drawing)
        assert root.find(f"{SVG}title") is not None
        assert root.get("font-family")
        for element in root.iter():
            assert "style" not in element.attrib
            assert element.tag != f"{SVG}script"


@pytest.mark.parametrize("brand", BRANDS)
def test_text_and_marks_stay_readable_in_any_brand(brand):
    p = charts.palette(brand)
    assert charts.contrast(p.text, "#ffffff") >= 5.5
    assert charts.contrast(p.mark, "#ffffff") >= 3.0
    assert charts.contrast(p.onmark, p.mark) >= 4.5
    assert charts.contrast(p.on, p.brand) >= 4.5


def test_a_broken_colour_falls_back_to_the_products_own():
    assert charts.palette("red; background: url(x)").brand == "#2f4fa2"


def test_the_filled_area_of_a_pillar_is_its_score():
    strips = [Strip("a", 0.5, 1.0), Strip("b", 0.3, 0.5), Strip("c", 0.2, 1.2)]
    root = ET.fromstring(charts.pillars(P, [strips], goal="Goal", title="t"))
    bars = [each for each in root.iter(f"{SVG}rect") if each.get("fill") in (P.mark, P.soft)]
    area = sum((float(bar.get("width")) + 1) * float(bar.get("height")) for bar in bars)
    whole = sum(float(bar.get("width")) + 1 for bar in bars) * 100 * SCALE
    assert area / whole == pytest.approx(0.5 * 1.0 + 0.3 * 0.5 + 0.2 * 1.2, rel=0.01)


def test_a_gap_in_the_data_breaks_the_line():
    assert runs([(0, 1), (1, 1), None, (3, 1)]) == "M0 1L1 1M3 1"


def test_labels_are_cut_to_their_room():
    assert text_width(clip("活动" * 40, 7.5, 150), 7.5) <= 150
    assert clip("short", 7.5, 150) == "short"
    assert wrap("Daily active people", 7, 45) == ["Daily active", "people"]
    assert wrap("首次回复时长", 7, 28) == ["首次回复", "时长"]


@pytest.mark.parametrize(("top", "expected"), [(612, (750, 250)), (3, (3, 1)), (0, (3, 1)), (95, (150, 50))])
def test_axes_end_on_round_numbers(top, expected):
    assert nice(top) == expected
