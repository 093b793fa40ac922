"""The dashboard of one community: a period judged against its goals and against the period before, nothing older."""

from dataclasses import dataclass
from datetime import datetime

from tenants.actions.documents import brand_of
from tenants.assess.document import Past, build
from tenants.measure import CATALOGUE, measure
from tenants.store import activities, imports, targets
from tenants.store import facts as facts_store
from tenants.store.activities import Activity
from tenants.store.clients import Community
from tenants.store.zones import zone_of
from tenants.terms.document import ReportDocument
from tenants.terms.figure import Figures
from tenants.terms.metric import Metric
from tenants.terms.period import Cadence, Period
from tenants.terms.target import Target


@dataclass(frozen=True, slots=True)
class Overview:
    """What the dashboard shows. ``rows`` are the calendar's rows behind ``document.activities``, in the same order."""

    document: ReportDocument
    previous: Figures
    targets: dict[str, Target]
    rows: list[Activity]


def overview(community: Community, period: Period, *, now: datetime) -> Overview:
    """Measure ``period`` and the one before, and judge both: facts are read once for both."""
    zone = zone_of(community)
    begins, ends = period.bounds(zone)
    before = period.previous()
    known = facts_store.several(community, [before, period], now=now)
    found, previous = measure(known[period]), measure(known[before])
    bound = targets.in_force_by_period(community, [period, before])
    document = build(
        facts=known[period],
        figures=found,
        past=[Past(before, previous, bound[before.label])],
        targets=bound[period.label],
        client=community.client.name,
        community=community.name,
        platform=community.platform,
        version=1,
        made=now,
        brand=brand_of(community.tenant_id),
        activities=activities.lines(community, begins, ends),
    )
    goals = {target.metric: target for target in bound[period.label]}
    return Overview(document, previous, goals, list(activities.between(community, begins, ends)))


def catalogue() -> list[Metric]:
    """Every metric, in the order of the definitions."""
    return list(CATALOGUE.values())


def best_month(community: Community, *, now: datetime) -> Period:
    """The month a dashboard opens on: the last ended one with data, else the present one if that has some.

    Where the data ends earlier, the month it ends in; without any, the month that holds today.
    """
    zone = zone_of(community)
    today = Period.containing(now.astimezone(zone).date(), Cadence.MONTH)
    live = imports.live(community.id)
    lasts = [row.last_at for row in live if row.last_at is not None]
    firsts = [row.first_at for row in live if row.first_at is not None]
    if not lasts:
        return today
    last = Period.containing(max(lasts).astimezone(zone).date(), Cadence.MONTH)
    first = Period.containing(min(firsts).astimezone(zone).date(), Cadence.MONTH)
    if last.first < today.first:
        return last
    return max(first, today.previous()) if first.first < today.first else today
