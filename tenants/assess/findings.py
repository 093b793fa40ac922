"""What is worth a sentence: every rule in one list, one order, no contradictions."""

from collections.abc import Callable, Iterator, Sequence

from tenants.assess import caveats, goals, signs
from tenants.assess.case import Case
from tenants.terms.document import Finding

RULES: Sequence[Callable[[Case], Iterator[Finding]]] = (
    goals.goals,
    goals.changes,
    signs.days,
    signs.activities,
    signs.week_share,
    signs.levels,
    signs.movers,
    signs.busy_hours,
    caveats.gaps,
    caveats.surveys,
    caveats.goals_without_data,
    caveats.silence,
)
"""Adding a finding = one rule here, one test, one sentence in ``render/wording`` in both languages."""


def findings(case: Case) -> list[Finding]:
    """Return everything worth a sentence, the weightiest first; equal cases give equal lists.

    Levels are judged once: a metric with a goal by its goal, any other by a general threshold, never by both. A step against the
    past may still point the other way than the level: both are true then, and their sentences say against what.
    """
    found = [finding for rule in RULES for finding in rule(case)]
    return sorted(found, key=lambda each: (-each.weight, each.id))
