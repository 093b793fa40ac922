"""The people of a community's page: who came back week after week, who stands in which tier, who moved, who contributes most."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import url_for

from tenants.actions import tiers as tier_actions
from tenants.actions.cohorts import Cohort, triangle
from tenants.actions.contributors import most_active
from tenants.render import formats
from tenants.render.wording.tiers import tier_word
from tenants.store.clients import Community
from tenants.terms.period import Period
from tenants.terms.tiers import ORDER
from webapp.screens.drawing import short_day
from webapp.screens.tier_days import Days
from webapp.screens.tier_matrix import matrix
from webapp.words import language

ONE_DAY = timedelta(days=1)
STEPS = 5


@dataclass(frozen=True, slots=True)
class Week:
    """One cohort as a row of the triangle: its days, how many people, and a cell for each week after: (text, class)."""

    words: str
    people: str
    cells: Sequence[tuple[str, str]]


def people(community: Community, period: Period, days: Days, *, now: datetime) -> dict[str, Any]:
    """What the page shows of people, the tiers of ``days_of``; tiers only where somebody was a member by then."""
    return {
        "people": most_active(community, period),
        "weeks": _weeks(triangle(community, period, now=now)),
        **_tiers(community, period, days, now),
    }


def _weeks(found: Sequence[Cohort]) -> list[Week]:
    """The triangle; empty where nobody came in a week that is covered."""
    if not any(each.people for each in found):
        return []
    return [_week(each, len(found)) for each in found]


def _week(cohort: Cohort, weeks: int) -> Week:
    later = list(cohort.active[1:]) + [None] * (weeks - len(cohort.active))
    sunday = cohort.monday + timedelta(days=6)
    known = cohort.people is not None
    return Week(
        words=f"{short_day(cohort.monday)} – {short_day(sunday)}",
        people=formats.number(cohort.people, language()) if known else formats.DASH,
        cells=[_cell(active, cohort.people or 0) for active in later],
    )


def _cell(active: int | None, people: int) -> tuple[str, str]:
    """The share that came back, and its tint; a dot where it cannot be known (yet)."""
    if active is None or not people:
        return "", "none"
    share = active / people
    return formats.share(share, language(), 0), f"q{min(STEPS, round(share * STEPS))}"


def days_of(community: Community, period: Period, now: datetime) -> Days:
    """The days whose tiers the page compares: the last of the period that is known, and the last before it."""
    today = now.astimezone(ZoneInfo(community.timezone)).date()
    return Days(_last(community, period, today, now), period.first - ONE_DAY, chosen=True)


def _tiers(community: Community, period: Period, days: Days, now: datetime) -> dict[str, Any]:
    if days.at < period.first:
        return {"tiers": []}
    standing, earlier = (tier_actions.standing(community, day, now=now) for day in (days.at, days.since))
    found, before = standing.counts, earlier.counts
    rows = [
        (
            tier_word(tier, language()),
            found.tiers[tier],
            formats.share(found.share(tier), language()),
            days.address("tiers.people", now=tier.value),
        )
        for tier in ORDER
        if found.tiers[tier] or before.tiers[tier]
    ]
    moved = tier_actions.moved(earlier, standing)
    return {
        "tiers": rows,
        "tier_days": days,
        "matrix": matrix(moved, days) if before.members else None,
        "tiers_address": url_for("tiers.index", community=community.slug, at=days.at, since=days.since),
    }


def _last(community: Community, period: Period, today: date, now: datetime) -> date:
    """The last day of ``period`` that members can be looked at: over, and reached by the data."""
    return min(period.until - ONE_DAY, today, tier_actions.day_shown(community, now=now))
