"""The demo's schedules: every community reports monthly, one of each agency weekly too, and one is paused."""

from datetime import datetime
from uuid import UUID

from tenants.actions import schedules
from tenants.actions.schedules import ScheduleForm
from tenants.store.clients import Community
from tenants.terms.period import Period
from webapp.demo.plans import CommunityPlan

WEEKLY = frozenset({"hiking-club", "home-brewers"})
PAUSED = frozenset({"gear-lab", "barista-floor"})
SETTLE = {"reading-circle": (5, 14), "data-circle": (5, 14)}
"""Days to wait and the hour, where they are not the usual ones."""


def write(place: Community, plan: CommunityPlan, running: Period, people: dict[str, UUID], now: datetime) -> None:
    """Schedule the reports of one community from the month on that is running."""
    settle_days, hour = SETTLE.get(plan.slug, (2, 9))
    form = ScheduleForm(settle_days, hour, approver_id=people["owner"])
    monthly = schedules.create(place, "month", form, first=running, by=people["manager"], now=now)
    if plan.slug in PAUSED:
        schedules.pause(monthly, by=people["manager"], now=now)
    if plan.slug in WEEKLY:
        week = ScheduleForm(settle_days=1, hour=8, approver_id=people["manager"])
        schedules.create(place, "week", week, by=people["manager"], now=now)
