"""What becomes due by the passing of time."""

import logging
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from tenants.actions import reviewing
from tenants.store import reviews, targets
from tenants.terms.errors import Refusal
from tenants.terms.period import Cadence, Period

SETTLE = timedelta(days=2)
"""Exports of a month are rarely made on its last day."""
DRAFTED = (Cadence.WEEK, Cadence.MONTH, Cadence.QUARTER, Cadence.YEAR)

log = logging.getLogger(__name__)


def draft_due(*, now: datetime) -> int:
    """Draft the review of every period that has targets in force, ended two days ago or longer, and has no review; return how many.

    Asked again, or by two clocks at once, it drafts nothing twice; after a standstill it catches up.
    """
    drafted = 0
    for community, label in reviews.undrafted(until=now.date()):
        period = Period.parse(label)
        ended = period.bounds(ZoneInfo(community.timezone))[1]
        if period.cadence not in DRAFTED or ended + SETTLE > now or ended < community.created_at:
            continue
        if not targets.in_force(community, period):
            continue
        try:
            reviewing.draft(community, period, by=None, now=now)
            drafted += 1
        except Refusal as refusal:
            log.warning("%s %s: %s", community.slug, label, refusal)
    return drafted
