"""Which two days a page about tiers compares, from its address, and the ways to others."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from flask import abort, request, url_for

from tenants.actions import tiers as acting
from tenants.render import formats
from tenants.store.clients import Community
from tenants.terms.errors import Refusal
from tenants.terms.period import Cadence, Period
from webapp.words import language

ONE_DAY = timedelta(days=1)
MONTHS = 13
EARLIEST, LATEST = date(1990, 1, 1), date(2100, 1, 1)


@dataclass(frozen=True, slots=True)
class Days:
    """The day looked at and the day compared with, and what stands for them in an address."""

    at: date
    since: date
    chosen: bool
    """Somebody asked for this day; else it is the last one with data."""

    def address(self, endpoint: str, **more: object) -> str:
        """Return the address of another page about the same days."""
        return url_for(endpoint, **{"community": (request.view_args or {})["community"], "at": self.at, "since": self.since, **more})

    @property
    def at_words(self) -> str:
        """The day looked at, in the reader's words."""
        return formats.day(self.at, language(), year=True)

    @property
    def since_words(self) -> str:
        """The day compared with, in the reader's words."""
        return formats.day(self.since, language(), year=self.since.year != self.at.year)


def asked(community: Community, now: datetime) -> Days:
    """Return the days in the address: ``at`` and ``since`` as days or months (their last day). 404 for nonsense and days to come."""
    today = now.astimezone(ZoneInfo(community.timezone)).date()
    written = request.args.get("at", "")
    at = _day(written, today) if written else acting.day_shown(community, now=now)
    since = _day(request.args["since"], today) if request.args.get("since") else acting.month_before(at)
    if at > today or since > today or since < EARLIEST:
        abort(404)
    return Days(at, since, bool(written))


def _day(text: str, today: date) -> date:
    try:
        period = Period.parse(text)
        last = period.until - ONE_DAY
    except (Refusal, OverflowError):
        abort(404)
    if period.cadence not in {Cadence.DAY, Cadence.MONTH} or not EARLIEST <= last <= LATEST:
        abort(404)
    # Of the month that runs, today is as far as one can look.
    return min(last, today) if period.cadence is Cadence.MONTH and period.contains(today) else last


def month_ends(at: date) -> Sequence[tuple[str, str]]:
    """Return the ends of the last months as options: (day, words), the newest first; the day looked at stands first if it is none."""
    month = Period.containing(at + ONE_DAY, Cadence.MONTH).previous()
    months = [month]
    while len(months) < MONTHS:
        months.append(months[-1].previous())
    ends = [(each.until - ONE_DAY).isoformat() for each in months]
    options = [(end, formats.day(date.fromisoformat(end), language(), year=True)) for end in ends]
    return options if at.isoformat() in ends else [(at.isoformat(), formats.day(at, language(), year=True)), *options]
