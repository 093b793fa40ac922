"""When the client's next reports come, as their schedules say."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from tenants.store import schedules
from tenants.terms.rhythm import next_due
from webapp.screens.spans import label_words


@dataclass(frozen=True, slots=True)
class Expected:
    """A report that is still to come: of which community and period, and the day (in the community's zone) its work begins."""

    community: str
    period: str
    day: date


def expected(now: datetime, n: int = 1) -> list[Expected]:
    """Return the ``n`` next reports of each schedule at work, the earliest first; what a paused schedule would bring is not promised."""
    found = [
        Expected(row.community.name, label_words(due.period), due.at.astimezone(ZoneInfo(row.community.timezone)).date())
        for row in schedules.running()
        if row.community.archived_at is None
        for due in next_due(row.rhythm, now, n)
    ]
    return sorted(found, key=lambda each: (each.day, each.community))
