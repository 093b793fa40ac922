"""The days of a month as the calendar draws them: lanes for what lasts several days, marks for what needs a hand."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from flask import g, url_for

from tenants.store.activities import Activity, workspace_between
from tenants.terms.activity import ActivityState
from tenants.terms.period import Period, local_midnight

SHOWN = 4
"""Activities a day shows before the rest is folded into "+3 more"."""
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Filter:
    """What the calendar shows: of one community, of one kind, as month or list."""

    community: str
    kind: str
    view: str

    def address(self, month: str, **other: str) -> str:
        """Return the address of the same view of another month, with parts of it changed."""
        parts = {"month": month, "community": self.community, "kind": self.kind, "view": self.view} | other
        if parts["view"] == "month":
            parts["view"] = ""
        return f"{url_for('calendar.index')}?{urlencode({name: value for name, value in parts.items() if value})}"


@dataclass(frozen=True, slots=True)
class Entry:
    """One activity on one day. ``part``: "" (one day), from, mid or to. ``late``: over, and nobody said what came of it."""

    activity: Activity
    starts: datetime
    part: str
    late: bool

    @property
    def mark(self) -> str:
        """The modifier of its look: done, off, issue or none."""
        if self.activity.state == ActivityState.DONE:
            return "done"
        if self.activity.state == ActivityState.CANCELLED:
            return "off"
        return "issue" if self.late else ""

    @property
    def movable(self) -> bool:
        """Whether it can be dragged to another day: by its first day, as long as it has not come about."""
        return self.activity.state == ActivityState.PLANNED and self.part in {"", "from"}


@dataclass(slots=True)
class Cell:
    """One day of the grid."""

    day: date
    inside: bool
    today: bool
    entries: list[Entry] = field(default_factory=list)

    @property
    def weekend(self) -> bool:
        """Saturday or Sunday."""
        return self.day.weekday() >= SATURDAY

    @property
    def shown(self) -> Sequence[Entry]:
        """The entries that fit."""
        return self.entries if len(self.entries) <= SHOWN else self.entries[: SHOWN - 1]

    @property
    def folded(self) -> Sequence[Entry]:
        """The entries behind "+3 more"."""
        return self.entries[len(self.shown) :]


@dataclass(frozen=True, slots=True)
class Month:
    """A month of activities. ``entries``: each activity once, in order; ``cells``: whole weeks, from Monday."""

    period: Period
    cells: Sequence[Cell]
    entries: Sequence[Entry]

    @property
    def done(self) -> int:
        """How many were held."""
        return sum(entry.mark == "done" for entry in self.entries)

    @property
    def off(self) -> int:
        """How many were called off."""
        return sum(entry.mark == "off" for entry in self.entries)

    @property
    def late(self) -> int:
        """How many are over and wait for their outcome."""
        return sum(entry.late for entry in self.entries)


def month_of(period: Period, chosen: Filter, today: date, now: datetime) -> Month:
    """Return the month's days with their activities, each in its own community's days; a week before is read for what still lasts."""
    zone = ZoneInfo(g.workspace.timezone)
    first = period.first - timedelta(days=period.first.weekday())
    last = period.until + timedelta(days=-period.until.weekday() % 7)
    cells = {first + timedelta(days=n): Cell(first + timedelta(days=n), False, False) for n in range((last - first).days)}
    for day, cell in cells.items():
        cell.inside, cell.today = period.contains(day), day == today
    rows = workspace_between(local_midnight(first - timedelta(days=92), zone), local_midnight(last + timedelta(days=1), zone))
    entries = []
    for row in rows:
        if (chosen.community and row.community.slug != chosen.community) or (chosen.kind and row.kind != chosen.kind):
            continue
        days = _days(row)
        late = row.state == ActivityState.PLANNED and (row.ends_at or row.starts_at) < now
        starts = row.starts_at.astimezone(ZoneInfo(row.community.timezone))
        for index, day in enumerate(days):
            if day in cells:
                cells[day].entries.append(Entry(row, starts, _part(index, len(days)), late))
        if any(period.contains(day) for day in days):
            entries.append(Entry(row, starts, "", late))
    for cell in cells.values():
        cell.entries.sort(key=lambda entry: (not entry.part, not entry.activity.all_day, entry.starts))
    return Month(period, list(cells.values()), entries)


def _days(row: Activity) -> list[date]:
    """Every local day an activity touches; one that ends at midnight does not touch the next day."""
    zone = ZoneInfo(row.community.timezone)
    first = row.starts_at.astimezone(zone).date()
    if row.ends_at is None or row.ends_at <= row.starts_at:
        return [first]
    last = (row.ends_at - timedelta(microseconds=1)).astimezone(zone).date()
    overnight = last - first == timedelta(days=1) and row.ends_at - row.starts_at < timedelta(hours=12)
    return [first] if overnight else [first + timedelta(days=n) for n in range((last - first).days + 1)]


def _part(index: int, count: int) -> str:
    if count == 1:
        return ""
    return "from" if index == 0 else "to" if index == count - 1 else "mid"
