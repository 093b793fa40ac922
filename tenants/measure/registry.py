"""How a metric enters the catalogue: its entry and its function stand together, and a decorator joins them."""

from collections.abc import Callable

from tenants.measure.known import Known
from tenants.measure.manual import known_days, manually
from tenants.terms.facts import Facts
from tenants.terms.figure import Figure, Reason, Source
from tenants.terms.metric import Metric

__all__ = ["REGISTRY", "Finder", "Known", "Measurer", "metric"]

Finder = Callable[[Facts], Known | Reason]
Measurer = Callable[[Facts], Figure]

REGISTRY: dict[str, tuple[Metric, Measurer]] = {}
"""Every metric with its function, in the order of metrics.md."""


def metric(entry: Metric, source: Source = Source.COMPUTED) -> Callable[[Finder], Measurer]:
    """Register ``entry`` with the function that finds its value or the reason why there is none.

    A computed metric needs at least one day of the period that an import vouches for: without any, it is unknown
    (``NO_COVERAGE``) whatever its function says, unless somebody counted it by hand
    (``manual``). Surveys and the calendar are evidence of their own and need no such day.
    """

    def join(find: Finder) -> Measurer:
        def measured(facts: Facts) -> Figure:
            computed = source is Source.COMPUTED
            days = len(known_days(facts, entry.key)) / facts.period.length if computed else None
            said = manually(facts, entry.key) if computed else None
            if computed and said is None and not days:
                return Figure(entry.key, None, entry.unit, days, source, Reason.NO_COVERAGE)
            found = find(facts) if said is None else said
            if isinstance(found, Reason):
                return Figure(entry.key, None, entry.unit, days, source, found)
            return Figure(
                key=entry.key,
                value=found.value,
                unit=entry.unit,
                coverage=days if found.coverage is None else found.coverage,
                source=source if said is None else Source.MANUAL,
                reason=found.reason,
                estimated=found.estimated,
                low=found.low,
                high=found.high,
                n=found.n,
                detail=found.detail,
            )

        if entry.key in REGISTRY:
            raise ValueError(f"metric {entry.key} stands in the catalogue twice")
        measured.__doc__ = find.__doc__
        REGISTRY[entry.key] = (entry, measured)
        return measured

    return join
