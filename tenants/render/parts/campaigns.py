"""Campaigns: what was done so that members bring others, how far people came, and what each of them cost."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from tenants.render import charts, currency, formats
from tenants.render.parts import money
from tenants.render.parts.when import span_words
from tenants.render.setting import Setting
from tenants.terms.activity import ActivityKind, ActivityLine, ActivityState

KINDS = frozenset({ActivityKind.FISSION})
"""Activities that are campaigns: members are asked to bring others."""


def view(s: Setting) -> dict[str, Any]:
    """Return campaigns, their funnel and what they brought; nothing where there was no campaign and nobody was brought along."""
    lines = sorted((line for line in s.document.activities if line.kind in KINDS), key=lambda line: line.starts)
    referred = s.figure("referral_joins")
    if not lines and not (referred and referred.value):
        return {}
    return {
        "headline": _headline(s, lines),
        "rows": [_row(s, line) for line in lines],
        "funnel": _funnel(s, lines),
        "facts": _facts(s, lines),
        "cost_head": s.say("Cost, %(currency)s", currency=currency.unit(s.lang)),
        "known": referred is not None or s.figure("referral_share") is not None,
    }


def _headline(s: Setting, lines: Sequence[ActivityLine]) -> str:
    referred = s.figure("referral_joins")
    if referred and s.figure("referral_share"):
        return s.many(
            "%(n)s member was brought along by another, %(share)s of those who joined",
            "%(n)s members were brought along by others, %(share)s of those who joined",
            int(referred.value or 0),
            share=s.shown("referral_share"),
        )
    if referred:
        return s.many("%(n)s member was brought along by another", "%(n)s members were brought along by others", int(referred.value or 0))
    held = [line for line in lines if line.state is ActivityState.DONE]
    people = sum(line.participants or 0 for line in held)
    if people:
        n = formats.number(people, s.lang)
        return s.many("%(n)s campaign, %(people)s took part", "%(n)s campaigns, %(people)s took part", len(held), people=n)
    return s.many("%(n)s campaign", "%(n)s campaigns", len(lines))


def _row(s: Setting, line: ActivityLine) -> dict[str, Any]:
    state = {ActivityState.CANCELLED: s.say("cancelled"), ActivityState.PLANNED: s.say("not held yet")}
    return {
        "title": line.title,
        "when": span_words(s, line.day, line.last),
        "state": state.get(line.state, ""),
        "off": line.state is ActivityState.CANCELLED,
        "registered": formats.number(line.registered, s.lang),
        "people": formats.number(line.participants, s.lang),
        "cost": money.amount(s, line.cost),
        "result": line.result,
    }


def _funnel(s: Setting, lines: Sequence[ActivityLine]) -> list[dict[str, Any]]:
    """Return the known steps (registered, took part, brought along) with the share of the widest; nothing of fewer than two."""
    held = [line for line in lines if line.state is ActivityState.DONE]
    referred = s.figure("referral_joins")
    steps = [
        (s.say("Registered"), sum(line.registered or 0 for line in held)),
        (s.say("Took part"), sum(line.participants or 0 for line in held)),
        (s.say("Brought along and joined"), int(referred.value or 0) if referred and held else 0),
    ]
    known = [(name, count) for name, count in steps if count]
    if len(known) < 2:
        return []
    widest = max(count for _name, count in known)
    return [
        {
            "name": name,
            "count": formats.people(count, s.lang),
            "svg": charts.pillar_bar(s.palette, count / widest, title=f"{name} {formats.people(count, s.lang)}", width=192, height=9),
        }
        for name, count in known
    ]


def _facts(s: Setting, lines: Sequence[ActivityLine]) -> list[tuple[str, str, str]]:
    """Return (name, value, goal) of what is measured of referrals, and the cost of each member brought along."""
    facts = []
    for key in ("referral_joins", "referral_share"):
        if s.figure(key):
            target, unit = s.goal(key), s.document.figures[key].unit
            goal = s.say("Goal %(value)s", value=s.goal_text(target, unit)) if target else ""
            facts.append((s.metric(key).name, s.shown(key), goal))
    costs = [line.cost for line in lines if line.cost is not None]
    referred = s.figure("referral_joins")
    if costs and referred and referred.value:
        each = round(sum(costs, Decimal()) / Decimal(str(referred.value)), 2)
        facts.append((s.say("Cost per member brought along"), formats.money(each, s.lang), s.say("costs of the campaigns alone")))
    return facts
