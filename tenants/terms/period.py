"""Periods: local calendar spans with a label, and their exact bounds in time.

Cadence and covered span are one type, so that monthly data can never be read as weekly. Bounds are half-open local midnights
of the community's zone, so a day may have 23 or 25 hours (metrics.md, "Notation").
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from tenants.terms.errors import Refusal


class Cadence(StrEnum):
    """How often something recurs; ``CUSTOM`` is a span somebody chose."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    CUSTOM = "custom"


_MONTHS = {Cadence.MONTH: 1, Cadence.QUARTER: 3, Cadence.YEAR: 12}
_MONTHS_A_YEAR = 12


def _add_months(day: date, months: int) -> date:
    """Move the first of a month by whole months; a date outside the calendar raises ``ValueError``."""
    index = day.year * _MONTHS_A_YEAR + day.month - 1 + months
    return date(index // _MONTHS_A_YEAR, index % _MONTHS_A_YEAR + 1, 1)


def local_midnight(day: date, zone: ZoneInfo) -> datetime:
    """Return the first instant of ``day`` in ``zone``, in UTC.

    Where the clock skips midnight, the day begins at the first instant that exists (``fold=0`` maps a skipped time forward).
    """
    return datetime.combine(day, time.min, tzinfo=zone).astimezone(UTC)


@dataclass(frozen=True, order=True, slots=True)
class Period:
    """The local days from ``first`` up to, but without, ``until``."""

    first: date
    until: date
    cadence: Cadence = Cadence.CUSTOM

    def __post_init__(self) -> None:
        """Refuse an empty span."""
        if self.until <= self.first:
            raise Refusal("period.empty", first=self.first.isoformat(), until=self.until.isoformat())

    @classmethod
    def month(cls, year: int, month: int) -> "Period":
        """Return a calendar month."""
        first = date(year, month, 1)
        return cls(first, _add_months(first, 1), Cadence.MONTH)

    @classmethod
    def containing(cls, day: date, cadence: Cadence) -> "Period":
        """Return the calendar period of ``cadence`` that ``day`` falls into; weeks are ISO weeks and begin on Monday."""
        if cadence is Cadence.DAY:
            return cls(day, day + timedelta(days=1), cadence)
        if cadence is Cadence.WEEK:
            first = day - timedelta(days=day.weekday())
            return cls(first, first + timedelta(days=7), cadence)
        if cadence is Cadence.CUSTOM:
            raise Refusal("period.unreadable", label=cadence.value)
        months = _MONTHS[cadence]
        first = date(day.year, (day.month - 1) // months * months + 1, 1)
        return cls(first, _add_months(first, months), cadence)

    @classmethod
    def parse(cls, label: str) -> "Period":
        """Read ``2016``, ``2016-Q1``, ``2016-02``, ``2016-W07``, ``2016-02-28`` or ``FROM..UNTIL`` (``UNTIL`` exclusive).

        Raises ``Refusal("period.unreadable")`` for anything else and for days that do not exist.
        """
        text = label.strip()
        try:
            if ".." in text:
                first, until = text.split("..", 1)
                return cls(date.fromisoformat(first), date.fromisoformat(until))
            if re.fullmatch(r"\d{4}", text):
                return cls.containing(date(int(text), 1, 1), Cadence.YEAR)
            if found := re.fullmatch(r"(\d{4})-Q([1-4])", text):
                return cls.containing(date(int(found[1]), int(found[2]) * 3, 1), Cadence.QUARTER)
            if found := re.fullmatch(r"(\d{4})-W(\d{2})", text):
                return cls.containing(date.fromisocalendar(int(found[1]), int(found[2]), 1), Cadence.WEEK)
            if found := re.fullmatch(r"(\d{4})-(\d{2})", text):
                return cls.month(int(found[1]), int(found[2]))
            if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
                return cls.containing(date.fromisoformat(text), Cadence.DAY)
        except (ValueError, OverflowError) as error:
            raise Refusal("period.unreadable", label=label) from error
        raise Refusal("period.unreadable", label=label)

    @property
    def label(self) -> str:
        """The one spelling of this period; ``Period.parse(p.label) == p``."""
        first = self.first
        match self.cadence:
            case Cadence.DAY:
                return first.isoformat()
            case Cadence.WEEK:
                year, week, _ = first.isocalendar()
                return f"{year:04d}-W{week:02d}"
            case Cadence.MONTH:
                return f"{first.year:04d}-{first.month:02d}"
            case Cadence.QUARTER:
                return f"{first.year:04d}-Q{(first.month + 2) // 3}"
            case Cadence.YEAR:
                return f"{first.year:04d}"
            case Cadence.CUSTOM:
                return f"{first.isoformat()}..{self.until.isoformat()}"

    @property
    def length(self) -> int:
        """How many local days it has."""
        return (self.until - self.first).days

    def days(self) -> list[date]:
        """Every local day of it, in order."""
        return [self.first + timedelta(days=n) for n in range(self.length)]

    def bounds(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """Return the half-open span ``[t0, t1)`` in UTC."""
        return local_midnight(self.first, zone), local_midnight(self.until, zone)

    def previous(self) -> "Period":
        """Return the period before; of a custom span, the span of equal length that ends where this begins."""
        if self.cadence is Cadence.CUSTOM:
            return Period(self.first - timedelta(days=self.length), self.first)
        return Period.containing(self.first - timedelta(days=1), self.cadence)

    def following(self) -> "Period":
        """Return the period after; of a custom span, the span of equal length that begins where this ends."""
        if self.cadence is Cadence.CUSTOM:
            return Period(self.until, self.until + timedelta(days=self.length))
        return Period.containing(self.until, self.cadence)

    def year_before(self) -> "Period":
        """Return the same period a year earlier: the same month or quarter, the ISO week 52 weeks before, the same dates."""
        match self.cadence:
            case Cadence.MONTH | Cadence.QUARTER | Cadence.YEAR:
                return Period.containing(_add_months(self.first, -_MONTHS_A_YEAR), self.cadence)
            case _:
                back = timedelta(weeks=52)
                return Period(self.first - back, self.until - back, self.cadence)

    def contains(self, day: date) -> bool:
        """Tell whether the local ``day`` lies in it."""
        return self.first <= day < self.until
