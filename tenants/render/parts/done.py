"""What we did: the period's calendar, each activity with its people, cost and what happened around it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from tenants.render import charts, currency, formats
from tenants.render.charts.pen import clip
from tenants.render.parts import actions, money
from tenants.render.parts.when import span_words
from tenants.render.setting import Setting
from tenants.terms.activity import ActivityLine, ActivityState

MOST_ROWS = 60
_CALENDAR_DAYS = 45
_WINDOW = 7
_TITLE_ROOM, _ROW_ROOM = 200.0, 216.0  # points: of a title in a headline; of one in two lines of its column


def view(s: Setting) -> dict[str, Any]:
    """Return what the chapter shows."""
    rows = _rows(s)
    held = [line for line in s.document.activities if line.state is ActivityState.DONE]
    costs = [line.cost for line in s.document.activities if line.cost is not None]
    return {
        "headline": _headline(s, held, costs),
        "calendar": _calendar(s),
        "calendar_title": _calendar_title(s, held),
        "weekdays": formats.WEEKDAYS[s.lang],
        "rows": rows,
        "rows_title": _rows_title(s, rows),
        "rows_left": max(0, len(s.document.activities) - MOST_ROWS),
        "total": _total(s, costs),
        "actions": actions.rows(s),
        "actions_title": actions.title(s),
        "currency": currency.unit(s.lang),
        "cost_head": s.say("Cost, %(currency)s", currency=currency.unit(s.lang)),
        "head_cost": s.say("%(currency)s a head", currency=currency.unit(s.lang)),
        "execution": s.shown("plan_execution") if s.figure("plan_execution") else "",
    }


def _headline(s: Setting, held: Sequence[ActivityLine], costs: Sequence[Decimal]) -> str:
    every = len(s.document.activities)
    if not every:
        return s.say("No activity stands in the calendar of %(period)s", period=formats.period(s.document.period, s.lang))
    people = sum(line.participants or 0 for line in held)
    if people and costs:
        return s.many(
            "%(held)s of %(n)s activity held, %(people)s participations, %(cost)s spent",
            "%(held)s of %(n)s activities held, %(people)s participations, %(cost)s spent",
            every,
            held=len(held),
            people=formats.number(people, s.lang),
            cost=formats.money(money.spent(s), s.lang),
        )
    return s.many("%(held)s of %(n)s activity held", "%(held)s of %(n)s activities held", every, held=len(held))


def _calendar_title(s: Setting, held: Sequence[ActivityLine]) -> str:
    """Say to what most people came; without numbers of people, on how many days something was held."""
    counted = [line for line in held if line.participants]
    if counted:
        most = max(counted, key=lambda line: line.participants or 0)
        title = clip(most.title, 10.5, _TITLE_ROOM)
        return s.say("Most people came to “%(title)s”: %(people)s", title=title, people=formats.number(most.participants, s.lang))
    return s.many("Something was held on %(n)s day", "Something was held on %(n)s days", len({line.day for line in held}))


def _rows_title(s: Setting, rows: Sequence[dict[str, Any]]) -> str:
    """Say after how many activities more members were active than before; association, as the line below says."""
    known = [row["more"] for row in rows if row["svg"]]
    if not known:
        return s.say("Every activity")
    return s.many(
        "More members active after %(rose)s of %(n)s activity",
        "More members active after %(rose)s of %(n)s activities",
        len(known),
        rose=sum(known),
    )


def _calendar(s: Setting) -> list[list[dict[str, Any]]]:
    """Return the weeks of the period, each of seven cells; nothing for periods longer than a month and a half."""
    span = s.document.period
    if span.length > _CALENDAR_DAYS or not s.document.activities:
        return []
    by_day: dict[date, list[dict[str, str]]] = defaultdict(list)
    ranked = sorted(s.document.activities, key=lambda line: -(line.participants or 0))
    key = {id(line) for line in ranked[:6] if line.participants}
    for line in s.document.activities:
        kind = "off" if line.state is ActivityState.CANCELLED else "key" if id(line) in key else ""
        by_day[line.day].append({"title": line.title, "kind": kind})
    first = span.first - timedelta(days=span.first.weekday())
    weeks, monday = [], first
    while monday < span.until:
        week = []
        for offset in range(7):
            day = monday + timedelta(days=offset)
            inside = span.contains(day)
            items = by_day.get(day, [])
            more = len(items) - 2
            week.append({"number": day.day if inside else "", "items": items[:2] if inside else [], "more": max(0, more)})
        weeks.append(week)
        monday += timedelta(days=7)
    return weeks


def _actives(s: Setting) -> Mapping[date, int]:
    days = (*s.document.days_before, *s.document.days)
    return {day.day: day.active for day in days if day.active is not None}


def _around(line: ActivityLine, actives: Mapping[date, int]) -> tuple[float, float] | None:
    """Return mean daily actives of the 7 days before and after; ``None`` unless every one of the 14 days is known."""
    before = [actives.get(line.day - timedelta(days=back)) for back in range(1, _WINDOW + 1)]
    after = [actives.get(line.last + timedelta(days=on)) for on in range(1, _WINDOW + 1)]
    known = [value for value in (*before, *after) if value is not None]
    if len(known) < 2 * _WINDOW:
        return None
    return sum(known[:_WINDOW]) / _WINDOW, sum(known[_WINDOW:]) / _WINDOW


def _rows(s: Setting) -> list[dict[str, Any]]:
    actives = _actives(s)
    lines = sorted(s.document.activities, key=lambda line: line.starts)[:MOST_ROWS]
    around = [_around(line, actives) if line.state is ActivityState.DONE else None for line in lines]
    values = [value for pair in around if pair for value in pair]
    room = (max(values) - min(values)) * 0.08 or 1 if values else 1
    bounds = (min(values) - room, max(values) + room) if values else (0.0, 1.0)
    return [_row(s, line, pair, bounds) for line, pair in zip(lines, around, strict=True)]


def _row(s: Setting, line: ActivityLine, pair: tuple[float, float] | None, bounds: tuple[float, float]) -> dict[str, Any]:
    each = line.cost / line.participants if line.cost and line.participants else None
    words, drawing = "", ""
    if pair:
        words = f"{formats.number(pair[0], s.lang)} → {formats.number(pair[1], s.lang)}"
        drawing = charts.before_after(s.palette, *pair, bounds, title=words)
    why = ""
    if line.state is ActivityState.CANCELLED:
        why = s.say("cancelled")
    elif line.state is ActivityState.PLANNED:
        why = s.say("not held yet")
    elif not pair:
        why = s.say("fewer than 7 days on a side")
    return {
        "when": span_words(s, line.day, line.last),
        "title": clip(line.title, 8.3, _ROW_ROOM),
        "off": line.state is ActivityState.CANCELLED,
        "people": formats.number(line.participants, s.lang),
        "cost": money.amount(s, line.cost),
        "each": formats.number(each, s.lang, 1),
        "around": words,
        "svg": drawing,
        "more": bool(pair and pair[1] > pair[0]),
        "why": why,
        "result": line.result,
    }


def _total(s: Setting, costs: Sequence[Decimal]) -> str:
    if not costs:
        return ""
    total = s.say("In all %(cost)s.", cost=formats.money(money.spent(s), s.lang))
    if s.figure("budget_use"):
        total += ("" if s.zh else " ") + s.say("That is %(share)s of the budget.", share=s.shown("budget_use"))
    return total
