"""What a metric's function finds."""

from dataclasses import dataclass, field

from tenants.terms.figure import Detail, Reason


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
