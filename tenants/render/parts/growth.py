"""Growth: who came, who left, who stayed."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from tenants.render import charts, formats
from tenants.render.charts import Range
from tenants.render.parts.common import chapter, facts_table
from tenants.render.setting import Setting
from tenants.render.wording.reasons import reason_words
from tenants.terms.figure import Reason
from tenants.terms.metric import Pillar
from tenants.terms.words import N_

_TABLE = (
    *("members_end", "growth_rate", "churn_rate", "early_leave_rate", "referral_joins", "referral_share"),
    *("reactivated", "capacity_use"),
)
_MANY_DAYS = 200
_STAYS = ("stay_d1", "stay_d7", "stay_d30")


def view(s: Setting) -> dict[str, Any]:
    """Return what the chapter shows."""
    bars, by_period = _bars(s)
    joins, leaves = s.figure("joins"), s.figure("leaves")
    plain = s.say("Nothing tells who joined")
    if joins and leaves:
        plain = s.say("%(joins)s joined, %(leaves)s left", joins=s.worded("joins"), leaves=s.worded("leaves"))
    elif joins:
        plain = s.say("%(joins)s joined; who left is not recorded", joins=s.worded("joins"))
    return {
        **chapter(s, Pillar.GROWTH, plain),
        "bars": bars,
        "by_period": by_period,
        "bars_title": _bars_title(s),
        "leaves_known": leaves is not None,
        "reason": _reason(s),
        "ledger": _ledger(s),
        "gap": _gap(s),
        "stays": _stays(s),
        "stays_title": _stays_title(s),
        "estimated": bool(joins and joins.estimated),
        "table": facts_table(s, _TABLE),
    }


def _bars_title(s: Setting) -> str:
    if s.figure("members_start") and s.figure("members_end"):
        return s.say("From %(start)s members to %(end)s", start=s.shown("members_start"), end=s.shown("members_end"))
    return s.say("Who came and who left")


def _bars(s: Setting) -> tuple[str, bool]:
    """Draw joins and leaves of recent periods where their history is known, else of the period's days or weeks."""
    if not s.figure("joins"):
        return "", False
    rows, focus, by_period = _history(s), 0, True
    if rows:
        focus = len(rows) - 1
    else:
        rows, by_period = _within(s), False
    if not any(joins or leaves for _label, joins, leaves in rows):
        return "", by_period
    last = rows[-1]
    net = f"{last[1] - last[2]:+d}".replace("-", formats.MINUS)
    words = (
        (s.say("joined %(n)s", n=last[1]), s.say("left %(n)s", n=last[2]), s.say("net %(n)s", n=net))
        if by_period
        else (s.say("joined"), s.say("left"), "")
    )
    title = s.say("Joined and left, %(period)s", period=formats.period(s.document.period, s.lang))
    return charts.diverging(s.palette, rows, words, focus=focus, title=title), by_period


def _history(s: Setting) -> list[tuple[str, int, int]]:
    joins, leaves = s.line("joins"), s.line("leaves")
    if not joins:
        return []
    left = dict(leaves.history) if leaves else {}
    rows = [(s.label(label), int(value), int(left.get(label) or 0)) for label, value in joins.history if value is not None]
    return rows if len(rows) >= 3 else []


def _within(s: Setting) -> list[tuple[str, int, int]]:
    days = s.document.days
    if len(days) <= 45:
        return [(formats.day(day.day, s.lang), day.joins, day.leaves) for day in days]
    monthly = len(days) > _MANY_DAYS
    spans: dict[date, tuple[int, int]] = {}
    for day in days:
        first = day.day.replace(day=1) if monthly else day.day - timedelta(days=day.day.weekday())
        came, went = spans.get(first, (0, 0))
        spans[first] = (came + day.joins, went + day.leaves)
    names = {first: s.label(f"{first:%Y-%m}") if monthly else formats.day(first, s.lang) for first in spans}
    return [(names[first], *counts) for first, counts in sorted(spans.items())]


def _ledger(s: Setting) -> str:
    if not all(map(s.figure, ("members_start", "joins", "leaves", "members_end"))):
        return ""
    return s.say(
        "%(start)s at the start + %(joins)s − %(leaves)s = %(end)s at the end",
        start=s.shown("members_start"),
        joins=s.shown("joins"),
        leaves=s.shown("leaves"),
        end=s.shown("members_end"),
    )


def _reason(s: Setting) -> str:
    joins = s.document.figures.get("joins")
    return reason_words(joins.reason, s.lang) if joins and joins.reason else ""


def _gap(s: Setting) -> str:
    net = s.document.figures.get("net_growth")
    return reason_words(Reason.LEDGER_GAP, s.lang) if net and net.reason is Reason.LEDGER_GAP else ""


def _stays(s: Setting) -> str:
    rows: list[Range] = []
    for key in _STAYS:
        figure = s.document.figures.get(key)
        if figure is None:
            continue
        if figure.value is None:
            words = reason_words(figure.reason, s.lang) if figure.reason else formats.DASH
            rows.append(Range(s.metric(key).name, None, words=words))
        else:
            goal = (target.value, s.say("Goal %(value)s", value=s.goal_text(target, figure.unit))) if (target := s.goal(key)) else None
            rows.append(Range(s.metric(key).name, float(figure.value), figure.low, figure.high, s.shown(key), goal))
    if not any(row.value is not None for row in rows):
        return ""
    return charts.ranges(s.palette, rows, bounds=_bounds(rows), title=s.say("How many newcomers are still there"))


def _stays_title(s: Setting) -> str:
    """Return in a sentence how many newcomers stayed, by the longest time that is known."""
    for key, sentence in (
        ("stay_d30", N_("%(share)s of those who joined were still there after 30 days")),
        ("stay_d7", N_("%(share)s of those who joined were still there after 7 days")),
        ("stay_d1", N_("%(share)s of those who joined were still there after a day")),
    ):
        if s.figure(key):
            return s.say(sentence, share=s.shown(key))
    return s.say("How many newcomers are still there")


def _bounds(rows: Sequence[Range]) -> tuple[float, float]:
    lowest = min(value for row in rows for value in (row.value, row.low, row.goal and row.goal[0]) if value is not None)
    return (0.4 if lowest > 0.45 else 0.0), 1.0
