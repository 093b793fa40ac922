"""The days of the period and what was held in it, a row each, with totals as formulas."""

from decimal import Decimal

from tenants.render import formats
from tenants.render.book.cells import DAY, MOMENT, WHOLE, Formula, Sheet, Value, amounts
from tenants.render.setting import Setting
from tenants.render.wording.kinds import kind_word
from tenants.terms.activity import ActivityLine, ActivityState
from tenants.terms.words import N_

DAY_WIDTHS = (14, 10, 14, 12, 12, 12, 12, 60)
ACTIVITY_WIDTHS = (40, 20, 12, 18, 18, 12, 12, 14, 14, 50)
FIRST = 4
"""The row of the first day or activity: below title, a line left out, and the heads."""


def days(s: Setting, sheet: Sheet) -> None:
    """Write a row a day; a day without data has an empty cell, not a zero."""
    sheet.title(s.say("Day by day"))
    sheet.space()
    heads = (N_("Day"), N_("Weekday"), N_("Active members"), N_("Acts"), N_("Joined"), N_("Left"), N_("Net"), N_("What happened"))
    sheet.heads(*(s.say(name) for name in heads), freeze=True)
    joins, leaves = s.figure("joins") is not None, s.figure("leaves") is not None
    points = s.document.days
    for point in points:
        at = sheet.at + 1
        net = Formula(f"E{at}-F{at}", point.joins - point.leaves, WHOLE) if joins and leaves else None
        sheet.row(
            Value(point.day, DAY),
            formats.WEEKDAYS[s.lang][point.day.weekday()],
            Value(point.active, WHOLE),
            Value(point.acts, WHOLE),
            Value(point.joins if joins else None, WHOLE),
            Value(point.leaves if leaves else None, WHOLE),
            net,
            ("；" if s.zh else "; ").join(point.activities),
        )
    if not points:
        return
    last = sheet.at
    active = [point.active for point in points if point.active is not None]
    acts = [point.acts for point in points if point.acts is not None]
    came, went = sum(point.joins for point in points), sum(point.leaves for point in points)
    sheet.row(
        Value(s.say("Total"), strong=True),
        None,
        Formula(f"AVERAGE(C{FIRST}:C{last})", sum(active) / len(active), "#,##0.0", strong=True) if active else None,
        Formula(f"SUM(D{FIRST}:D{last})", sum(acts), WHOLE, strong=True) if acts else None,
        Formula(f"SUM(E{FIRST}:E{last})", came, WHOLE, strong=True) if joins else None,
        Formula(f"SUM(F{FIRST}:F{last})", went, WHOLE, strong=True) if leaves else None,
        Formula(f"SUM(G{FIRST}:G{last})", came - went, WHOLE, strong=True) if joins and leaves else None,
        Value(s.say("Active members: the mean of the days with data."), faint=True),
    )


def activities(s: Setting, sheet: Sheet) -> None:
    """Write a row an activity, the earliest first, with what they cost together."""
    sheet.title(s.say("What we did"), s.say("Before and after is association, not cause."))
    heads = (N_("Activity"), N_("Kind"), N_("State"), N_("Begins"), N_("Ends"), N_("Signed up"), N_("Took part"))
    cost = s.say("Cost, %(currency)s", currency=s.document.brand.currency)
    after = s.say("7 days after against before")
    sheet.heads(*(s.say(name) for name in heads), cost, after, s.say("Result"), freeze=True)
    lines = sorted(s.document.activities, key=lambda line: line.starts)
    for line in lines:
        sheet.row(
            line.title,
            kind_word(line.kind, s.lang),
            _state(s, line),
            Value(line.starts, MOMENT),
            Value(line.ends, MOMENT),
            Value(line.registered, WHOLE),
            Value(line.participants, WHOLE),
            Value(line.cost, amounts()),
            Value(line.association, "+0.0%;-0.0%;0.0%"),
            Value(line.result, wrap=True),
        )
    if lines:
        people = sum(line.participants or 0 for line in lines)
        spent = sum((line.cost or Decimal() for line in lines), Decimal())
        last = sheet.at
        sheet.row(
            Value(s.say("Total"), strong=True),
            *[None] * 5,
            Formula(f"SUM(G{FIRST}:G{last})", people, WHOLE, strong=True),
            Formula(f"SUM(H{FIRST}:H{last})", float(spent), amounts(), strong=True),
        )


def _state(s: Setting, line: ActivityLine) -> str:
    return {
        ActivityState.DONE: s.say("held"),
        ActivityState.CANCELLED: s.say("cancelled"),
        ActivityState.PLANNED: s.say("not held yet"),
    }[line.state]
