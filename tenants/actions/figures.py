"""Figures of a community: facts from the store, measured."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from tenants.measure import measure
from tenants.measure.catalogue import measure_one
from tenants.store import facts as store
from tenants.store.clients import Community
from tenants.terms.facts import Facts
from tenants.terms.figure import Figure
from tenants.terms.period import Period


def figures(community: Community, period: Period, *, now: datetime) -> tuple[Facts, dict[str, Figure]]:
    """The facts of ``community`` for ``period`` and every figure of the catalogue measured from them."""
    facts = store.facts(community, period, now=now)
    return facts, measure(facts)


def history(
    community: Community, metrics: Collection[str], periods: Sequence[Period], *, now: datetime
) -> Mapping[Period, Mapping[str, Figure]]:
    """Some ``metrics`` over several ``periods``, for sparklines and comparisons; days and membership are read once for all of them."""
    known = store.several(community, periods, now=now) if periods else {}
    return {period: {key: measure_one(key, facts) for key in metrics} for period, facts in known.items()}
