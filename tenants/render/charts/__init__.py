"""Charts as SVG text: pure functions, figures in, drawing out.

Grammar shared by all of them: solid accent is what was achieved, a hollow outline is the gap to the goal or what was lost, the ink
line is the goal and always labelled, grey is context. No gradient, shadow, legend, red or green; every chart reads in greyscale and
carries a title. ``palette(brand)`` colours paper, ``SCREEN`` follows the page's own tokens.
"""

from tenants.render.charts.colour import SCREEN, Palette, contrast, mix, palette, readable_on
from tenants.render.charts.days import DaySeries, cover_bars, coverage, line_events
from tenants.render.charts.goals import Strip, bullet, pillar_bar, pillars, spark
from tenants.render.charts.history import intervals
from tenants.render.charts.ranges import Range, before_after, nps_strip, ranges
from tenants.render.charts.shape import diverging, groups, heat, scores
from tenants.render.charts.trend import score_trend

__all__ = [
    "SCREEN",
    "DaySeries",
    "Palette",
    "Range",
    "Strip",
    "before_after",
    "bullet",
    "contrast",
    "cover_bars",
    "coverage",
    "diverging",
    "groups",
    "heat",
    "intervals",
    "line_events",
    "mix",
    "nps_strip",
    "palette",
    "pillar_bar",
    "pillars",
    "ranges",
    "readable_on",
    "score_trend",
    "scores",
    "spark",
]
