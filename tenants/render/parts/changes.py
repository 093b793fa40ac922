"""What a corrected version changed of the one published before it."""

from typing import Any

from tenants.render import formats
from tenants.render.setting import Setting
from tenants.terms.document import Correction

MOST = 12
"""Rows beside the summary; the appendix has all of them."""


def view(s: Setting) -> dict[str, Any]:
    """Return reason and changed figures; nothing in a first version."""
    d = s.document
    if d.version < 2 or not (d.corrections or d.correction_reason):
        return {}
    before = d.version - 1
    headline = s.many(
        "Version %(version)s changes %(n)s figure of version %(before)s",
        "Version %(version)s changes %(n)s figures of version %(before)s",
        len(d.corrections),
        version=d.version,
        before=before,
    )
    if not d.corrections:
        headline = s.say("Version %(version)s replaces version %(before)s; no figure changed", version=d.version, before=before)
    rows = [_row(s, each) for each in d.corrections]
    return {"headline": headline, "reason": d.correction_reason, "rows": rows, "first": rows[:MOST], "before": before, "now": d.version}


def moved_goal(s: Setting, correction: Correction) -> tuple[str, str] | None:
    """Return the goal before and now in words, a dash for none; ``None`` where it reads the same in both versions."""
    unit = correction.after.unit
    then, now = (s.goal_text(each, unit) if each else formats.DASH for each in (correction.goal_before, correction.goal_after))
    return (then, now) if then != now else None


def _row(s: Setting, correction: Correction) -> dict[str, str]:
    then, now = correction.before, correction.after
    known = then.value is not None and now.value is not None and then.value != now.value
    goals = moved_goal(s, correction) or ("", "")
    return {
        "name": s.metric(correction.metric).name,
        "before": _with_goal(s, formats.figure(then.value, then.unit, s.lang), goals[0]),
        "after": _with_goal(s, formats.figure(now.value, now.unit, s.lang), goals[1]),
        "change": formats.difference(float(now.value or 0) - float(then.value or 0), now.unit, s.lang) if known else formats.DASH,
    }


def _with_goal(s: Setting, figure: str, goal: str) -> str:
    return f"{figure} ({s.say('goal %(value)s', value=goal)})" if goal else figure
