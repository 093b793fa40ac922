"""The workspace's first page: what needs me today, each with the one button that does it."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

from flask import Response, g

from tenants.actions import reminders
from tenants.actions.alerts import off_track
from tenants.render.wording.stages import stage_words
from tenants.store import activities, ledger, stages, today
from tenants.store import alerts as alert_store
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
    unnoted = list(today.unfinished_activities(begins, begins - LOOK_BACK))
    turning = stages.proposals()
    expiring = reminders.due(now=now) if started.data else []
    stale = [] if not started.community else list(today.stale_communities(now - STALE))
    noticed, g.open_alerts = alert_store.newest(NOTICED)
    asked = [row for row in rows if row.state != ReviewState.DRAFT]
    count = len([*asked, *failed, *letters, *runs, *unnoted, *expiring, *turning])
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
        unnoted=unnoted,
        turning=[(row, stage_words(row.stage, language())[0]) for row in turning],
        stale=[each for each in stale if each[0].id not in {due.community.id for due in expiring}],
        expiring=expiring,
        source_name=source_name,
        count=count,
        **_coming(begins),
        begins=begins,
    )
    response.set_cookie("workspace", g.workspace.slug, max_age=365 * 24 * 3600, samesite="Lax", httponly=True)
    return response


def _coming(begins: datetime) -> dict[str, Any]:
    """What is on today, and in the days after."""
    week, tomorrow = activities.workspace_between(begins, begins + WEEK), begins + timedelta(days=1)
    return {
        "on_today": [each for each in week if each.starts_at < tomorrow],
        "on_week": [each for each in week if each.starts_at >= tomorrow],
    }


def first_steps(started: today.Beginnings) -> bool:
    """Whether the first-run list is shown: to those who can do the steps, until the first review is out."""
    return started.done < 5 and may(Role.MANAGER)
