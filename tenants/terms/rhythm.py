"""When the reports of a schedule come due: pure, from calendar labels, never from the time of the last run.

A cron expression would fire twice in an autumn overlap, and after a standstill it would not know what it missed. Here every label of the
cadence has one due moment, so what is due can be told for any moment, however late somebody asks.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from tenants.terms.period import Cadence, Period

CADENCES = (Cadence.WEEK, Cadence.MONTH, Cadence.QUARTER, Cadence.YEAR)
"""What a schedule may follow."""
MOST_SETTLE_DAYS = 31
LAST_HOUR = 23


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How a schedule runs. ``settle_days`` are whole local days after a period's end, ``hour`` is of the local day in ``zone``.

    ``first`` is a day of the first period it covers; what ended before is never due.
    """

    cadence: Cadence
    settle_days: int
    hour: int
    zone: str
    first: date


@dataclass(frozen=True, slots=True)
class Due:
    """A period and the instant (UTC) its report comes due."""

    period: Period
    at: datetime


def due_at(period: Period, settle_days: int, hour: int, zone: ZoneInfo) -> datetime:
    """Return the one instant, in UTC, at which the report of ``period`` comes due.

    It is ``hour`` o'clock in ``zone``, ``settle_days`` days after the local midnight that ends the period. Where clocks are put back
    over that hour it is the first of the two; where they are put forward over it, or the whole day is left out, it is as much later as
    was left out.
    """
    day = period.until + timedelta(days=settle_days)
    return datetime.combine(day, time(hour), tzinfo=zone).astimezone(UTC)


def dues(rhythm: Rhythm, since: date | None = None) -> Iterator[Due]:
    """Yield what comes due, the oldest first and without end; with ``since`` from the first period that begins on that day or later."""
    zone = ZoneInfo(rhythm.zone)
    period = Period.containing(rhythm.first, rhythm.cadence)
    if since is not None and since > period.first:
        period = Period.containing(since, rhythm.cadence)
        period = period if period.first >= since else period.following()
    while True:
        yield Due(period, due_at(period, rhythm.settle_days, rhythm.hour, zone))
        period = period.following()


def next_due(rhythm: Rhythm, after: datetime, n: int = 3) -> list[Due]:
    """Return the ``n`` next that come due later than ``after``, the earliest first."""
    # No zone is a day away from UTC, so a period that ended this long ago has come due.
    surely_over = after.date() - timedelta(days=rhythm.settle_days + 3)
    since = Period.containing(surely_over, rhythm.cadence).first
    return list(islice((each for each in dues(rhythm, since) if each.at > after), n))


def came_due(rhythm: Rhythm, now: datetime, dealt_with: date | None) -> Iterator[Due]:
    """Yield what has come due by ``now``, the oldest first, after the period that began on ``dealt_with`` (``None``: from the first on)."""
    since = None if dealt_with is None else dealt_with + timedelta(days=1)
    for each in dues(rhythm, since):
        if each.at > now:
            return
        yield each
