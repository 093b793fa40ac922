"""Money: what the activities cost by kind, what of the budget that was, and what it cost a person; only what is known."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from tenants.render import charts, currency, formats
from tenants.render.setting import Setting
from tenants.render.wording.kinds import kind_word
from tenants.terms.activity import ActivityKind, ActivityLine


def view(s: Setting) -> dict[str, Any]:
    """Return the costs by kind and what they come to; nothing where no cost was booked."""
    booked = [line for line in s.document.activities if line.cost is not None]
    if not booked:
        return {}
    total = spent(s)
    return {
        "headline": _headline(s, total),
        "rows": _rows(s, booked, total),
        "currency": currency.unit(s.lang),
        "cost_head": s.say("Cost, %(currency)s", currency=currency.unit(s.lang)),
        "head_cost": s.say("%(currency)s a head", currency=currency.unit(s.lang)),
        "total": amount(s, total),
        "facts": _facts(s, total),
        "unbooked": len(s.document.activities) - len(booked),
    }


def spent(s: Setting) -> Decimal:
    """Return the sum of what is booked: what the figure ``cost`` measures."""
    return sum((line.cost for line in s.document.activities if line.cost is not None), Decimal())


def amount(s: Setting, value: Decimal | None) -> str:
    """Return an amount without its currency, with cents only where there are some."""
    return formats.number(value, s.lang, 0 if value is None or value == int(value) else 2)


def _headline(s: Setting, total: Decimal) -> str:
    if s.figure("budget_use"):
        return s.say("%(cost)s spent, %(share)s of the budget", cost=formats.money(total, s.lang), share=s.shown("budget_use"))
    return s.say("%(cost)s spent", cost=formats.money(total, s.lang))


def _rows(s: Setting, booked: Sequence[ActivityLine], total: Decimal) -> list[dict[str, Any]]:
    """Return a row for each kind of activity, the dearest first."""
    kinds: dict[ActivityKind, list[ActivityLine]] = defaultdict(list)
    for line in booked:
        kinds[line.kind].append(line)
    costs = {kind: sum((line.cost or Decimal() for line in lines), Decimal()) for kind, lines in kinds.items()}
    return [_row(s, kind, kinds[kind], costs[kind], total) for kind in sorted(costs, key=lambda kind: -costs[kind])]


def _row(s: Setting, kind: ActivityKind, lines: Sequence[ActivityLine], cost: Decimal, total: Decimal) -> dict[str, Any]:
    both = [(line.cost or Decimal(), line.participants) for line in lines if line.participants]
    people = sum(count for _cost, count in both)
    part = float(cost / total) if total else None
    name = kind_word(kind, s.lang)
    words = formats.share(part, s.lang, 0)
    return {
        "kind": name,
        "count": formats.number(len(lines), s.lang),
        "people": formats.number(people or None, s.lang),
        "cost": amount(s, cost),
        "share": words,
        "svg": charts.pillar_bar(s.palette, part, title=f"{name} {words}", width=92) if part else "",
        "each": formats.number(sum((spent for spent, _count in both), Decimal()) / people, s.lang, 1) if people else formats.DASH,
    }


def _facts(s: Setting, total: Decimal) -> list[tuple[str, str, str]]:
    """Return (name, value, what it rests on) of budget, cost a participant and cost a member who joined."""
    facts = []
    use, each, joins = s.figure("budget_use"), s.figure("cost_per_participant"), s.figure("joins")
    budget = use.detail.get("budget") if use else None
    if isinstance(budget, int | float):
        facts.append((s.say("Budget"), formats.money(budget, s.lang), s.say("of the activities that have one")))
    if use:
        facts.append((s.metric("budget_use").name, s.shown("budget_use"), ""))
    if each:
        facts.append((s.metric("cost_per_participant").name, s.shown("cost_per_participant"), s.say("activities with cost and people")))
    if joins and joins.value:
        a_join = formats.money(round(total / Decimal(str(joins.value)), 2), s.lang)
        facts.append((s.say("Cost per member who joined"), a_join, s.say("all costs over all %(n)s who joined", n=s.shown("joins"))))
    return facts
