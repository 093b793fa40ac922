"""Figures of a community: facts from the store, measured."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from tenants.measure import measure
from tenants.measure.registry import REGISTRY
from tenants.store import facts as store
from tenants.store.clients import Community
from tenants.terms.facts import Facts
from tenants.terms.figure import Figure
from tenants.terms.period import Period

NEEDS = {
    store.Part.ACTS: frozenset({"top10_share", "gini", "lost_regulars", "acts_per_active", "acts_per_member"}),
    store.Part.ACTS_BEFORE: frozenset({"lost_regulars"}),
    store.Part.HOURS: frozenset({"active_hours"}),
    store.Part.THREADS: frozenset({"reply_coverage", "first_reply_minutes"}),
}
"""Which metrics need which of the parts that read single events."""


def figures(community: Community, period: Period, *, now: datetime) -> tuple[Facts, dict[str, Figure]]:
    """The facts of ``community`` for ``period`` and every figure of the catalogue measured from them."""
    facts = store.facts(community, period, now=now)
    return facts, measure(facts)


def history(
    community: Community, metrics: Collection[str], periods: Sequence[Period], *, now: datetime
) -> Mapping[Period, Mapping[str, Figure]]:
    """Some ``metrics`` over several ``periods``, for sparklines and comparisons; days and membership are read once for all of them."""
    parts = [part for part, needed_by in NEEDS.items() if not needed_by.isdisjoint(metrics)]
    known = store.several(community, periods, now=now, parts=parts) if periods else {}
    return {period: {key: REGISTRY[key][1](facts) for key in metrics} for period, facts in known.items()}
