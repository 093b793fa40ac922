"""Which local day an instant falls on, by the same local midnights that bound periods (``terms.period``)."""

from bisect import bisect_right
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from tenants.terms.period import local_midnight


class LocalDays:
    """The local days of ``zone`` from the one ``first`` falls on to the one ``last`` falls on.

    ``midnights[n]`` is the first instant of ``first_day + n``; where a day was skipped altogether, the next one shares its instant and
    wins, in ``bisect`` as in PostgreSQL's ``width_bucket``.
    """

    def __init__(self, zone: ZoneInfo, first: datetime, last: datetime) -> None:
        self.zone = zone
        # A day more on either side: the clock may repeat or skip a midnight.
        self.first_day = first.astimezone(zone).date() - timedelta(days=1)
        length = (last.astimezone(zone).date() - self.first_day).days + 2
        self.midnights = [local_midnight(self.first_day + timedelta(days=n), zone) for n in range(length)]

    def of(self, at: datetime) -> date:
        """The local day of ``at``, which must lie between ``first`` and ``last``."""
        return self.first_day + timedelta(days=bisect_right(self.midnights, at) - 1)
