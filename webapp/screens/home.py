"""The workspace's first page: what needs me today, each with the one button that does it."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

from flask import Response, g

from tenants.actions import reminders
from tenants.actions.alerts import off_track
from tenants.render.wording.stages import stage_words
from tenants.store import activities, ledger, stages, today
from tenants.store import alerts as alert_store
from tenants.store.clients import Community
from tenants.terms.activity import ActivityState
from tenants.terms.people import Role
from tenants.terms.report import ReviewState
from webapp.access import allow
from webapp.hypermedia import show
from webapp.scope import may
from webapp.screens import workspace
from webapp.screens.alert_words import shown
from webapp.screens.import_words import source_name
from webapp.words import language, zone

home = workspace("home")

LOOK_BACK = timedelta(days=14)
WEEK = timedelta(days=7)
STALE = timedelta(days=10)
REVIEWS = {
    "waiting": ReviewState.IN_REVIEW,
    "drafts": ReviewState.DRAFT,
    "approved": ReviewState.APPROVED,
    "withdrawn": ReviewState.WITHDRAWN,
}
NOTICED = 6
"""Alerts that the first page names."""


@home.get("/")
@allow(Role.ANALYST)
def index() -> Response:
    """Reviews to approve or to correct, targets off track, imports that stopped, letters that wait, activities of the day and the week."""
    now = datetime.now(UTC)
    local = now.astimezone(zone())
    begins = datetime.combine(local.date(), time.min, tzinfo=zone())
    started = today.beginnings()
    rows = today.unpublished(now - LOOK_BACK)
    reviews: dict[str, Any] = {name: [row for row in rows if row.state == state] for name, state in REVIEWS.items()}
    failed = list(today.failed_imports(now - LOOK_BACK))
    letters = list(ledger.needing_attention(10))
    runs = list(ledger.failed(10))
    missed = off_track()
    plans = _plans(begins)
    turning = stages.proposals()
    expiring = reminders.due(now=now) if started.data else []
    noticed, g.open_alerts = alert_store.newest(NOTICED)
    asked = [row for row in rows if row.state != ReviewState.DRAFT]
    count = len([*asked, *failed, *letters, *runs, *plans["unnoted"], *expiring, *turning])
    response = show(
        "screens/home/index.html",
        day=local.date(),
        started=started,
        first=first_steps(started),
        **reviews,
        failed=failed,
        letters=letters,
        runs=runs,
        missed=missed,
        noticed=shown(noticed),
        turning=[(row, stage_words(row.stage, language())[0]) for row in turning],
        stale=[each for each in _stale(now - STALE) if each[0].id not in {due.community.id for due in expiring}],
        expiring=expiring,
        source_name=source_name,
        count=count,
        **plans,
        begins=begins,
    )
    response.set_cookie("workspace", g.workspace.slug, max_age=365 * 24 * 3600, samesite="Lax", httponly=True)
    return response


def _stale(before: datetime) -> list[tuple[Community, datetime | None]]:
    """Communities whose data ends before then, or that are older than that without any; the longest silent first."""
    places = today.communities_with_ends()
    g.communities = [community for community, _end in places]
    quiet = [(community, end) for community, end in places if (end or community.created_at) < before]
    return sorted(quiet, key=lambda each: (each[1] is not None, each[1] or before, each[0].name))[: today.MOST]


def _plans(begins: datetime) -> dict[str, Any]:
    """Activities that are over and still only planned, what is on today, and what in the days after."""
    tomorrow = begins + timedelta(days=1)
    found = activities.workspace_between(begins - LOOK_BACK, begins + WEEK)
    return {
        "unnoted": [each for each in found if each.starts_at < begins and each.state == ActivityState.PLANNED][: today.MOST],
        "on_today": [each for each in found if begins <= each.starts_at < tomorrow],
        "on_week": [each for each in found if each.starts_at >= tomorrow],
    }


def first_steps(started: today.Beginnings) -> bool:
    """Whether the first-run list is shown: to those who can do the steps, until the first review is out."""
    return started.done < 5 and may(Role.MANAGER)
