"""The dashboard of one community: a period judged against its goals and against the period before, nothing older."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from tenants.actions import cohorts, contributors, kept_figures
from tenants.actions.documents import brand_of
from tenants.assess.document import Past, build, points
from tenants.measure import CATALOGUE
from tenants.store import activities, glance, imports, standings, targets
from tenants.store.activities import Activity
from tenants.store.clients import Community, community_by_id
from tenants.store.zones import zone_of
from tenants.terms.document import DayPoint, ReportDocument
from tenants.terms.figure import Figures
from tenants.terms.metric import Metric
from tenants.terms.period import Cadence, Period
from tenants.terms.target import Target


class Against(StrEnum):
    """Which other period stands beside the one looked at."""

    PREVIOUS = "previous"
    YEAR = "year"

    def of(self, period: Period) -> Period:
        """That other period."""
        return period.previous() if self is Against.PREVIOUS else period.year_before()


@dataclass(frozen=True, slots=True)
class Overview:
    """What the dashboard shows. ``rows`` are the calendar's rows behind ``document.activities``, in the same order.

    ``compared`` is the period beside it, ``previous`` its figures and ``days_before`` its days.
    """

    document: ReportDocument
    compared: Period
    previous: Figures
    days_before: Sequence[DayPoint]
    targets: dict[str, Target]
    rows: list[Activity]


def overview(community: Community, period: Period, *, now: datetime, against: Against = Against.PREVIOUS) -> Overview:
    """Measure ``period`` and the one beside it, and judge both by their own goals."""
    zone = zone_of(community)
    begins, ends = period.bounds(zone)
    other = against.of(period)
    known = kept_figures.figures(community, [period, other], now=now)
    (facts, found), (facts_beside, previous) = known[period], known[other]
    bound = targets.in_force_by_period(community, [period, other])
    document = build(
        facts=facts,
        figures=found,
        past=[Past(other, previous, bound[other.label])],
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
    return Overview(document, other, previous, points(facts_beside), goals, list(activities.between(community, begins, ends)))


def foresee(community: Community, period: Period, against: Against, days: Sequence[date]) -> None:
    """Have all that is kept for a dashboard read in one statement: the figures, who contributes, who came back, the tiers of ``days``."""
    figures = [period.label, against.of(period).label]
    glance.ahead(community.no, [*figures, contributors.subject(period), cohorts.subject(period), *map(standings.subject, days)])


def warm(community_id: UUID, *, now: datetime) -> int:
    """Measure what the dashboards show that people look at first, after an import; return for how many periods the figures were missing.

    What is kept already costs nothing, and an archived community is left alone.
    """
    community = community_by_id(community_id)
    if community is None or community.archived_at is not None:
        return 0
    missing = kept_figures.warm(community, now=now)
    for period in kept_figures.looked_at(community, now=now):
        contributors.most_active(community, period)
        cohorts.triangle(community, period, now=now)
    return missing


def catalogue() -> list[Metric]:
    """Every metric, in the order of the definitions."""
    return list(CATALOGUE.values())


def best_month(community: Community, *, now: datetime) -> Period:
    """The month a dashboard opens on: the last ended one with data, else the present one if that has some.

    Where the data ends earlier, the month it ends in; without any, the month that holds today.
    """
    zone = zone_of(community)
    today = Period.containing(now.astimezone(zone).date(), Cadence.MONTH)
    live = glance.once(("imports", community.id), lambda: imports.vouching(community.id))
    lasts = [row.last_at for row in live if row.last_at is not None]
    firsts = [row.first_at for row in live if row.first_at is not None]
    if not lasts:
        return today
    last = Period.containing(max(lasts).astimezone(zone).date(), Cadence.MONTH)
    first = Period.containing(min(firsts).astimezone(zone).date(), Cadence.MONTH)
    if last.first < today.first:
        return last
    return max(first, today.previous()) if first.first < today.first else today
