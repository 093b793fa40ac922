"""The cover: whose report, of what, and the client's own days as its picture."""

from collections.abc import Sequence
from typing import Any

from tenants.render import charts, formats
from tenants.render.charts.pen import text_width
from tenants.render.setting import Setting
from tenants.render.wording.platforms import platform_word
from tenants.terms.document import DayPoint

_MANY_DAYS = 120
_WEEK = 7


def bars(days: Sequence[DayPoint]) -> tuple[list[float | None], list[int], list[DayPoint]]:
    """Return the heights, the lit positions and the day each bar begins with; long periods have a bar a week (its mean)."""
    size = 7 if len(days) > _MANY_DAYS else 1
    groups = [list(days[at : at + size]) for at in range(0, len(days), size)]
    heights: list[float | None] = []
    for group in groups:
        known = [day.active for day in group if day.active is not None]
        heights.append(sum(known) / len(known) if known else None)
    lit = [] if size > 1 else [at for at, group in enumerate(groups) if group[0].activities]
    return heights, lit, [group[0] for group in groups]


def view(s: Setting, width: float) -> dict[str, Any]:
    """Return what the cover shows on a page ``width`` points wide."""
    _, d = s.say, s.document
    if d.period.length == 1:
        return _of_a_day(s, width)
    heights, lit, starts = bars(d.days)
    known = [height for height in heights if height is not None]
    drawn = bool(known) and max(known) > 0
    note = ""
    if drawn and len(heights) < len(d.days):
        note = _("Below: members active on a day, mean of each week")
    elif drawn:
        note = _("Below: members active on each day; bright days had an activity") if lit else _("Below: members active on each day")
    return _whose(s) | {
        "note": note,
        "bars": charts.cover_bars(s.palette, heights, lit, title=note, width=width) if drawn else "",
        "peak": _peak(s, heights, starts, width) if drawn else None,
    }


def _whose(s: Setting) -> dict[str, Any]:
    """Return whose report it is, of what, and how long the names are."""
    d = s.document
    return {
        "client": d.client,
        "community": d.community if d.community != d.client else "",
        "long": text_width(d.client, 42) > 460,
        "very_long": text_width(d.client, 27) > 1200,
        "period": formats.period(d.period, s.lang),
        "platform": platform_word(d.platform, s.lang),
        "made": formats.day(d.made.astimezone(s.zone).date(), s.lang, year=True),
        "version": d.version,
    }


def _of_a_day(s: Setting, width: float) -> dict[str, Any]:
    """Return the cover of a single day, whose picture is its hours."""
    table = s.document.hours
    hours = [float(acts) for acts in table[s.document.period.first.weekday()]] if len(table) == _WEEK else []
    shown = _whose(s) | {"note": "", "bars": "", "peak": None}
    if not any(hours):
        return shown
    note = s.say("Below: acts in each hour of the day")
    at = hours.index(max(hours))
    left = at * width / len(hours) + 1.6
    peak = {
        "people": formats.acts(int(hours[at]), s.lang),
        "words": s.say("from %(hour)s:00", hour=at),
        "left": round(left) if left < width * 0.55 else None,
        "right": round(width - left - width / len(hours) + 3.2),
    }
    return shown | {"note": note, "bars": charts.cover_bars(s.palette, hours, [at], title=note, width=width), "peak": peak}


def _peak(s: Setting, heights: list[float | None], starts: list[DayPoint], width: float) -> dict[str, Any]:
    """Name the highest bar; beyond the middle of the page the words end at it instead of beginning there."""
    at = max(range(len(heights)), key=lambda index: heights[index] or 0)
    step, start = width / len(heights), starts[at]
    words = formats.day(start.day, s.lang)
    if len(heights) < len(s.document.days):
        words = s.say("week of %(day)s", day=words)
    elif start.activities:
        words += ("，" if s.zh else ", ") + start.activities[0]
    left = at * step + 1.6
    return {
        "people": formats.people(heights[at], s.lang),
        "words": words,
        "left": round(left) if left < width * 0.55 else None,
        "right": round(width - left - step + 3.2),
    }
