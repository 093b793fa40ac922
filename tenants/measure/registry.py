"""How a metric enters the catalogue: its entry and its function stand together, and a decorator joins them."""

from collections.abc import Callable
from dataclasses import dataclass, field

from tenants.measure.span import coverage, covered
from tenants.terms.facts import Facts
from tenants.terms.figure import Detail, Figure, Reason, Source
from tenants.terms.metric import Metric


@dataclass(frozen=True, slots=True)
class Known:
    """What a metric's function found: a value, and what qualifies it. ``coverage`` overrides that of the period."""

    value: float
    estimated: bool = False
    low: float | None = None
    high: float | None = None
    n: int | None = None
    reason: Reason | None = None
    coverage: float | None = None
    detail: Detail = field(default_factory=dict)


Finder = Callable[[Facts], Known | Reason]
Measurer = Callable[[Facts], Figure]

REGISTRY: dict[str, tuple[Metric, Measurer]] = {}
"""Every metric with its function, in the order of metrics.md."""


def metric(entry: Metric, source: Source = Source.COMPUTED) -> Callable[[Finder], Measurer]:
    """Register ``entry`` with the function that finds its value or the reason why there is none.

    A computed metric needs at least one day of the period that an import vouches for: without any, it is unknown
    (``NO_COVERAGE``) whatever its function says. Surveys and the calendar are evidence of their own and need no such day.
    """

    def join(find: Finder) -> Measurer:
        def measured(facts: Facts) -> Figure:
            computed = source is Source.COMPUTED
            days = coverage(facts) if computed else None
            if computed and not covered(facts):
                return Figure(entry.key, None, entry.unit, days, source, Reason.NO_COVERAGE)
            found = find(facts)
            if isinstance(found, Reason):
                return Figure(entry.key, None, entry.unit, days, source, found)
            return Figure(
                key=entry.key,
                value=found.value,
                unit=entry.unit,
                coverage=days if found.coverage is None else found.coverage,
                source=source,
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
