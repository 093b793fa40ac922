"""Goals that a community's own past suggests, and taking several of them over at once."""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from tenants.actions import figures as measuring
from tenants.actions import targets
from tenants.actions.targets import TargetForm
from tenants.assess.suggestions import Basis, Suggestion, suggest
from tenants.store import targets as store
from tenants.store.clients import Community
from tenants.terms.figure import Figure
from tenants.terms.metric import Direction, Metric, Unit
from tenants.terms.period import Period

__all__ = ["Basis", "Suggestion", "adopt", "comparable", "suggestions"]

HISTORY = 12
ENOUGH_COVERAGE = 0.7
"""Share of its days that a past period needs data for to be comparable."""
GUESSED = 0.05
"""Share of a figure's people who may be known by a first act only: as much as a goal may be missed by and still be on track."""
COSTLY = frozenset({"gini", "top10_share", "lost_regulars"})
"""Metrics that nobody promises and whose past costs the most to read."""


def suggestions(
    community: Community, period: Period, *, now: datetime, factors: Mapping[str, float] | None = None
) -> list[tuple[Metric, Suggestion]]:
    """Return what may be promised for ``period``, in the catalogue's order; metrics whose past says too little are left out.

    ``factors``: what the community's lifecycle stage asks for, by metric.
    """
    keys = [metric.key for metric in targets.catalogue() if _promised(metric)]
    past = [period.previous()]
    while len(past) < HISTORY:
        past.append(past[-1].previous())
    past = [each for each in past if each.until <= now.date()]
    if not past:
        return []
    known = measuring.history(community, keys, past, now=now)
    year = period.year_before()
    found = []
    for key in keys:
        metric = targets.metric_of(key)
        figures = {each: known[each][key] for each in past if each in known}
        history = [value for each in reversed(past) if (value := comparable(figures.get(each))) is not None]
        if metric is None:
            continue
        said = suggest(metric, history, last_year=comparable(figures.get(year)), factor=(factors or {}).get(key))
        if said is not None:
            found.append((metric, said))
    return found


def _promised(metric: Metric) -> bool:
    """Whether anybody promises it: not money, not one part of a whole, not what has no good side."""
    parts = metric.key in COSTLY or metric.key.startswith(("tier_", "funnel_"))
    return not parts and metric.direction is not Direction.NONE and metric.unit not in {Unit.MONEY, Unit.TABLE}


def comparable(figure: Figure | None) -> float | None:
    """The value of a past figure that rests on enough of its period's days, and on more than what first acts let guess.

    People of whom it is estimated since when may be in it, as long as they could not turn a verdict (``GUESSED``).
    """
    if figure is None or figure.value is None or (figure.estimated and not _hardly(figure)):
        return None
    if figure.coverage is not None and figure.coverage < ENOUGH_COVERAGE:
        return None
    return float(figure.value)


def _hardly(figure: Figure) -> bool:
    """Whether a figure that says how many of its people are estimated has only few of them."""
    guessed, people = figure.detail.get("estimated_people"), figure.detail.get("joins", figure.value)
    if not isinstance(guessed, int) or not isinstance(people, int | float) or figure.detail.get("leaves_recorded") is False:
        return False
    return 0 < guessed <= GUESSED * people


def adopt(
    community: Community,
    period: Period,
    chosen: Collection[str],
    *,
    now: datetime,
    factors: Mapping[str, float] | None = None,
    batch: UUID | None = None,
    by: UUID | None,
) -> int:
    """Set the goals suggested for the metrics ``chosen``, all or none; return how many changed. Weight and tolerance in force are kept."""
    kept = {row.metric: row for row in store.in_force(community, period)}
    wanted: dict[str, TargetForm | None] = {}
    for metric, said in suggestions(community, period, now=now, factors=factors):
        if metric.key in chosen:
            row = kept.get(metric.key)
            same = {"weight": row.weight, "tolerance": row.tolerance} if row else {}
            wanted[metric.key] = TargetForm(said.value, said.direction, **same)
    return targets.save(community, period, wanted, batch=batch, by=by)
