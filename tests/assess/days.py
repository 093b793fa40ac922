"""Days made by hand: how many were active, wrote, joined and left."""

from datetime import date, timedelta

from tenants.terms.event import EventKind
from tenants.terms.facts import Day, Who

FIRST = date(2026, 1, 5)
"""A Monday."""


def day(n, *, active=0, written=0, joined=0, left=0, covered=True):
    """The ``n``-th day after the first Monday."""
    counts = {(EventKind.MESSAGE, Who.MEMBER): written} if written else {}
    return Day(FIRST + timedelta(days=n), covered, counts, frozenset(range(active)), joined, left)


def run(values, **shared):
    """Consecutive days with that many active people each."""
    return [day(n, active=value, written=value, **shared) for n, value in enumerate(values)]
