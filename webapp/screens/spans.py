"""Periods in addresses: which one is meant, and the way to its neighbours."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from flask import abort

from tenants.render import formats
from tenants.store.clients import Community
from tenants.terms.errors import Refusal
from tenants.terms.period import Cadence, Period
from webapp.words import language

CHOICES = 13
EARLIEST, LATEST = 1990, 2100
LONGEST = 400
"""Days of the longest period a page shows."""


@dataclass(frozen=True, slots=True)
class Spans:
    """What ``ui.periods`` wants: (words, address) before, now and after, and the choices (words, address, is the present one)."""

    before: tuple[str, str]
    now: tuple[str, str]
    after: tuple[str, str]
    choices: list[tuple[str, str, bool]]


def label_words(period: Period) -> str:
    """Return a period in the reader's words."""
    return formats.period(period, language())


def parsed(label: str) -> Period:
    """Return the period of ``label``; 404 for nonsense, and for years no agency has data of (their neighbours may not exist)."""
    try:
        period = Period.parse(label)
    except Refusal:
        abort(404)
    if period.first.year < EARLIEST or period.until.year > LATEST or period.length > LONGEST:
        abort(404)
    return period


def current(label: str | None, community: Community, cadence: Cadence, *, ended: bool = False) -> Period:
    """Return the period of ``label``, else the one that holds today in the community's zone (or the last ended one). 404 for nonsense."""
    if label:
        return parsed(label)
    today = datetime.now(UTC).astimezone(ZoneInfo(community.timezone)).date()
    period = Period.containing(today, cadence)
    return period.previous() if ended else period


def around(period: Period, address: Callable[[str], str]) -> Spans:
    """Return the neighbours of ``period`` and the choices from one ahead to a year back."""
    nearby = [period.following(), period]
    while len(nearby) < CHOICES:
        nearby.append(nearby[-1].previous())
    return Spans(
        before=_link(period.previous(), address),
        now=_link(period, address),
        after=_link(period.following(), address),
        choices=[(*_link(each, address), each == period) for each in nearby],
    )


def _link(period: Period, address: Callable[[str], str]) -> tuple[str, str]:
    return label_words(period), address(period.label)
