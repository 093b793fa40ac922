"""Activity: how many take part, when, and how deep it goes."""

from typing import Any

from tenants.render import charts, formats
from tenants.render.charts import DaySeries
from tenants.render.parts.common import chapter, facts_table
from tenants.render.setting import Setting
from tenants.terms.metric import Pillar, Unit

_TABLE = (
    *("active_members", "dau_avg", "active_rate", "stickiness", "acts", "acts_per_active", "top10_share", "silent_rate"),
    *("newcomer_activation", "retention_w1", "reply_coverage", "first_reply_minutes", "ugc_share", "lost_regulars"),
)
_EVENTS = 8


def view(s: Setting) -> dict[str, Any]:
    """Return what the chapter shows."""
    active = s.figure("active_members")
    plain = s.say("No data tells who was active")
    if active:
        plain = s.say("%(people)s took part, %(daily)s on a day", people=s.worded("active_members"), daily=s.shown("dau_avg"))
    return {
        **chapter(s, Pillar.ACTIVITY, plain),
        "line": _line(s),
        "line_title": _line_title(s),
        "heat": _heat(s),
        "busiest": _busiest(s),
        "table": facts_table(s, _TABLE),
        "gaps": any(day.active is None for day in s.document.days) and any(d.active is not None for d in s.document.days),
    }


def _line_title(s: Setting) -> str:
    if not s.figure("dau_avg"):
        return s.say("Members active each day")
    line = s.line("dau_avg")
    if line and line.previous and line.previous.value is not None:
        before = formats.worded(line.previous.value, Unit.PEOPLE, s.lang)
        return s.say("%(now)s active on a day, %(before)s in %(period)s", now=s.worded("dau_avg"), before=before, period=s.before_word())
    return s.say("%(now)s active on a day", now=s.worded("dau_avg"))


def _line(s: Setting) -> str:
    days, before = s.document.days, s.document.days_before
    if not any(day.active is not None for day in days):
        return ""
    events = [
        (at, f"{formats.day(day.day, s.lang)} {day.activities[0]}" + ("…" if len(day.activities) > 1 else ""))
        for at, day in enumerate(days)
        if day.activities
    ]
    if len(events) > _EVENTS:  # the days on which most happened
        best = sorted(events, key=lambda event: -(days[event[0]].active or 0))[:_EVENTS]
        events = sorted(best)
    target = s.goal("dau_avg")
    series = DaySeries(
        now=[day.active for day in days],
        before=[day.active for day in before[: len(days)]],
        goal=target.value if target else None,
        events=events if len(days) <= 120 else (),
        weekends=[at for at, day in enumerate(days) if day.day.weekday() >= 5] if len(days) <= 62 else (),
        now_word=s.period_word(),
        before_word=s.before_word(),
        goal_word=s.say("Goal %(value)s", value=formats.number(target.value, s.lang)) if target else "",
    )
    title = s.say("Members active each day of %(period)s", period=formats.period(s.document.period, s.lang))
    return charts.line_events(s.palette, series, lambda at: formats.day(days[at].day, s.lang), title=title)


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
    drawing = charts.heat(
        s.palette,
        table,
        names,
        few=s.say("fewest"),
        many=formats.acts(most, s.lang),
        box=(day, hour, hour + 1),
        title=title,
    )
    note = s.say("Box: the busiest hour of the week, %(day)s from %(hour)s:00", day=names[day], hour=hour)
    return {"title": title, "svg": drawing, "note": note}
