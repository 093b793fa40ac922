"""How many of those who came in a week were there in each week after it."""

from datetime import date, datetime

from tenants.actions.asked_again import kept
from tenants.store import cohorts as store
from tenants.store.clients import Community
from tenants.store.cohorts import Cohort
from tenants.terms.period import Period

__all__ = ["WEEKS", "Cohort", "triangle"]

WEEKS = 8


def subject(period: Period) -> str:
    """What they are kept under."""
    return f"cohorts:{period.until}"


def triangle(community: Community, period: Period, *, now: datetime) -> list[Cohort]:
    """The cohorts of the eight whole weeks that end with ``period`` or before, the oldest first; see ``store.cohorts.cohorts``."""
    found = kept(community, subject(period), lambda: [_plain(each) for each in _fresh(community, period, now)])
    return [Cohort(date.fromisoformat(monday), people, active) for monday, people, active in found]


def _fresh(community: Community, period: Period, now: datetime) -> list[Cohort]:
    return store.cohorts(community, period.until, WEEKS, now=now)


def _plain(cohort: Cohort) -> tuple[str, int | None, list[int | None]]:
    return cohort.monday.isoformat(), cohort.people, list(cohort.active)
