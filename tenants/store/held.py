"""The calendar as measuring needs it."""

from datetime import datetime
from zoneinfo import ZoneInfo

from tenants.store import activities
from tenants.store.activities import Activity
from tenants.store.clients import Community
from tenants.terms.activity import CONTENT_KINDS, ActivityState
from tenants.terms.facts import Held
from tenants.terms.period import Period


def held_in(community: Community, period: Period) -> list[Held]:
    """Activities that start in ``period``, in the order of their start."""
    zone = ZoneInfo(community.timezone)
    begins, ends = period.bounds(zone)
    return [_held(each, zone, begins) for each in activities.between(community, begins, ends)]


def _held(each: Activity, zone: ZoneInfo, begins: datetime) -> Held:
    day = each.starts_at.astimezone(zone).date()
    done = each.state == ActivityState.DONE
    return Held(
        day=day,
        kind=each.kind,
        title=each.title,
        content=each.kind in CONTENT_KINDS,
        done=done,
        cancelled=each.state == ActivityState.CANCELLED,
        planned_before=each.planned_at < begins,
        on_time=done and (each.done_at is None or each.done_at.astimezone(zone).date() <= day),
        participants=each.participants,
        registered=each.registered,
        cost=None if each.cost is None else float(each.cost),
        budget=None if each.budget is None else float(each.budget),
    )
