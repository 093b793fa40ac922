"""Activity: how many take part, when, and how deep it goes."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from math import ceil
from typing import Any

from tenants.render import charts, formats
from tenants.render.charts import DaySeries
from tenants.render.charts.pen import text_width
from tenants.render.parts.common import chapter, facts_table
from tenants.render.setting import Setting
from tenants.terms.document import DayPoint
from tenants.terms.metric import Pillar, Unit
from tenants.terms.period import Cadence

_TABLE = (
    *("active_members", "dau_avg", "active_rate", "stickiness", "acts", "acts_per_active", "top10_share", "silent_rate"),
    *("newcomer_activation", "retention_w1", "reply_coverage", "first_reply_minutes", "ugc_share", "lost_regulars"),
)
_EVENTS = 5
MOST_DAYS = 62
"""Days that are drawn one by one; of longer periods the means of weeks."""
_LEAST_DAYS = 2
_WEEK = 7
_HEIGHT, _LOWEST = 172.0, 112.0
_SAFE, _MEASURE = 20.0, 358.0  # points: a line for safety; the width of the main column
_FIXED = 25.5 + 12 + (24 + 32) + (24 + 32 + 128)  # the running rule, the page's head, the two figures without the first one's drawing


def view(s: Setting) -> dict[str, Any]:
    """Return what the chapter shows."""
    active = s.figure("active_members")
    plain = s.say("No data tells who was active")
    if active:
        plain = s.say("%(people)s took part, %(daily)s on a day", people=s.worded("active_members"), daily=s.shown("dau_avg"))
    table = facts_table(s, _TABLE)
    head = chapter(s, Pillar.ACTIVITY, plain)
    return {
        **head,
        "line": line(s, _height(s.page, head, len(table))),
        "by_week": len(s.document.days) > MOST_DAYS,
        "line_title": line_title(s),
        "heat": _heat(s),
        "busiest": _busiest(s),
        "table": table,
        "headless": all(day.active is None for day in s.document.days),
        "gaps": any(day.active is None for day in s.document.days) and any(d.active is not None for d in s.document.days),
    }


def line_title(s: Setting) -> str:
    """Return in a sentence what the drawing of active members says."""
    if not s.figure("dau_avg"):
        return s.say("Members active each day")
    if s.document.period.length == 1:
        return s.say("%(now)s were active", now=s.worded("dau_avg"))
    average = s.line("dau_avg")
    if average and average.previous and average.previous.value is not None:
        before = formats.worded(average.previous.value, Unit.PEOPLE, s.lang)
        if s.document.period.cadence is Cadence.CUSTOM:
            return s.say("%(now)s active on a day, %(before)s before", now=s.worded("dau_avg"), before=before)
        return s.say("%(now)s active on a day, %(before)s %(when)s", now=s.worded("dau_avg"), before=before, when=s.back_then())
    return s.say("%(now)s active on a day", now=s.worded("dau_avg"))


def _height(page: float, head: dict[str, Any], rows: int) -> float:
    """Return how tall the drawing of days may be so that the table of further figures still stands on the same page."""
    texts = [head["headline"] * 2, head["stand"], *(f"{row.headline} {row.sentence}" for row in head["notes"])]
    lines = sum(ceil(text_width(text, 8.6) / _MEASURE) for text in texts if text)
    others = _FIXED + lines * 13.5 + (ceil(rows / 2) * 24 + 44 if rows else 0)
    return min(_HEIGHT, max(_LOWEST, page - _SAFE - others))


def _weeks(days: Sequence[DayPoint]) -> list[DayPoint]:
    """Return the means of whole weeks (seven days from the first one on), for spans whose days would only flicker."""
    weeks = []
    for at in range(0, len(days), 7):
        group = days[at : at + 7]
        known = [day.active for day in group if day.active is not None]
        weeks.append(replace(group[0], active=round(sum(known) / len(known)) if known else None, activities=()))
    return weeks


def line(s: Setting, height: float = 172, width: float = 358) -> str:
    """Draw the members active each day, in long periods the means of weeks, with the period before and the goal; empty without data."""
    days, before = s.document.days, s.document.days_before
    if not any(day.active is not None for day in days) or len(days) < _LEAST_DAYS:
        return ""
    if len(days) > MOST_DAYS:
        days, before = _weeks(days), _weeks(before)
    target = s.goal("dau_avg")
    series = DaySeries(
        now=[day.active for day in days],
        before=[day.active for day in before[: len(days)]],
        goal=target.value if target else None,
        events=_events(s) if len(days) == len(s.document.days) else (),
        weekends=[at for at, day in enumerate(days) if day.day.weekday() >= 5] if len(days) == len(s.document.days) else (),
        now_word=s.period_word(),
        before_word=s.before_word(),
        goal_word=s.say("Goal %(value)s", value=formats.number(target.value, s.lang)) if target else "",
    )
    title = s.say("Members active each day of %(period)s", period=formats.period(s.document.period, s.lang))
    return charts.line_events(s.palette, series, lambda at: formats.day(days[at].day, s.lang), title=title, width=width, height=height)


def _events(s: Setting) -> list[tuple[int, str]]:
    """Name the days on which most people took part in something, in their order."""
    days = s.document.days
    turnout: Counter[date] = Counter()
    for line in s.document.activities:
        turnout[line.day] += 1 + (line.participants or 0)
    busy = [at for at, day in enumerate(days) if day.activities]
    chosen = sorted(sorted(busy, key=lambda at: -turnout[days[at].day])[:_EVENTS])
    return [(at, f"{formats.day(days[at].day, s.lang)} {_biggest(s, days[at])}") for at in chosen]


def _biggest(s: Setting, day: DayPoint) -> str:
    """Return the title of the day's activity with most people."""
    held = [line for line in s.document.activities if line.day == day.day and line.title in day.activities]
    return max(held, key=lambda line: line.participants or 0).title if held else day.activities[0]


def _busiest(s: Setting) -> tuple[int, int, int] | None:
    """Return weekday, hour and acts of the busiest hour of the week, or ``None`` without acts."""
    cells = [(acts, day, hour) for day, row in enumerate(s.document.hours) for hour, acts in enumerate(row)]
    if not cells or max(cells)[0] == 0:
        return None
    acts, day, hour = max(cells, key=lambda cell: (cell[0], -cell[1], -cell[2]))
    return day, hour, acts


def _heat(s: Setting) -> dict[str, str]:
    busiest = _busiest(s)
    if busiest is None:
        return {}
    day, hour, most = busiest
    table = s.document.hours
    total = sum(map(sum, table)) or 1
    # The four consecutive hours, over the whole week, that hold most acts.
    by_hour = [sum(row[at] for row in table) for at in range(24)]
    first = max(range(21), key=lambda at: sum(by_hour[at : at + 4]))
    part = sum(by_hour[first : first + 4]) / total
    title = s.say(
        "%(share)s of all acts fall between %(first)s:00 and %(until)s:00",
        share=formats.share(part, s.lang, 0),
        first=first,
        until=first + 4,
    )
    names = formats.WEEKDAYS[s.lang]
    shown = list(range(_WEEK))
    if s.document.period.length < _WEEK:
        shown = sorted({each.day.weekday() for each in s.document.days})
    drawing = charts.heat(
        s.palette,
        [table[at] for at in shown],
        [names[at] for at in shown],
        few=s.say("fewest"),
        many=formats.acts(most, s.lang),
        box=(shown.index(day), hour, hour + 1) if day in shown else None,
        title=title,
    )
    note = s.say("Box: the busiest hour of the week, %(day)s from %(hour)s:00", day=names[day], hour=hour)
    return {"title": title, "svg": drawing, "note": note}
