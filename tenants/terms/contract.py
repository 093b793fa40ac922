"""The metric contract: what counts, agreed with the client; versioned, its version printed in each report."""

from dataclasses import dataclass

from tenants.terms.event import QUALIFYING, EventKind


@dataclass(frozen=True, slots=True)
class MetricContract:
    """Which acts make a member active, who is left out, and the windows. Bots are always left out."""

    version: int = 1
    qualifying: tuple[EventKind, ...] = QUALIFYING
    exclude_staff: bool = True
    silent_days: int = 30
    newcomer_days: int = 14
