"""The activity calendar: what is planned for a community, what was held, and what it took."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from tenants.actions import checks
from tenants.store import activities as store
from tenants.store import audit
from tenants.store.activities import Activity
from tenants.store.base import db
from tenants.store.clients import Community
from tenants.store.work import work
from tenants.terms.activity import ActivityKind, ActivityState
from tenants.terms.errors import NotFoundError, Refusal

LONGEST = timedelta(days=92)
MOST_MONEY = Decimal("9999999999.99")
MOST_PEOPLE = 10_000_000
BEST_RATING = 5


@dataclass(frozen=True, slots=True)
class ActivityForm:
    """What a person plans. Times are aware; ``ends_at`` may be left out."""

    title: str
    kind: str
    starts_at: datetime
    ends_at: datetime | None = None
    all_day: bool = False
    owner: str = ""
    brief: str = ""
    budget: Decimal | None = None


@dataclass(frozen=True, slots=True)
class OutcomeForm:
    """What came of it. ``registered`` may be left out; ``rating`` is 1 to 5."""

    participants: int | None = None
    registered: int | None = None
    cost: Decimal | None = None
    result: str = ""
    rating: int | None = None
    lessons: str = ""


def find(activity_id: UUID) -> Activity:
    """Return the activity of that id or raise ``NotFoundError``; a deleted one is found too, so that it can be brought back."""
    activity = store.by_id(activity_id)
    if activity is None:
        raise NotFoundError("activity.not_found")
    return activity


def plan(community: Community, form: ActivityForm, *, by: UUID | None, now: datetime) -> Activity:
    """Put an activity into the calendar of a community that is not archived. From now on it counts as planned (``plan_execution``)."""
    if community.archived_at is not None:
        raise Refusal("community.archived", slug=community.slug, name=community.name)
    with work():
        activity = Activity(community_id=community.id, planned_at=now)
        _fill(activity, form)
        db.session.add(activity)
        db.session.flush()
        audit.record(by, "planned", "activity", activity.id, title=activity.title)
    return activity


def change(activity_id: UUID, form: ActivityForm, *, revision: int, by: UUID | None) -> Activity:
    """Change what is planned. Refused when somebody else changed it since ``revision``, or when it is done or called off."""
    with work():
        activity = _planned(activity_id, revision)
        _fill(activity, form)
        audit.record(by, "changed", "activity", activity.id, title=activity.title)
    return activity


def move(activity_id: UUID, starts_at: datetime, *, revision: int, by: UUID | None) -> Activity:
    """Move it to another time; its length stays by the community's clock, so that a whole day stays one when the clocks change."""
    with work():
        activity = _planned(activity_id, revision)
        zone = ZoneInfo(activity.community.timezone)
        before, after = activity.starts_at.astimezone(zone), checks.zoned(starts_at).astimezone(zone)
        if activity.ends_at is not None:
            # Differences and sums of times in one zone are those of its clock on the wall.
            activity.ends_at = (after + (activity.ends_at.astimezone(zone) - before)).astimezone(UTC)
        activity.starts_at = after.astimezone(UTC)
        audit.record(by, "moved", "activity", activity.id, title=activity.title, starts_at=starts_at.isoformat())
    return activity


def finish(activity_id: UUID, form: OutcomeForm, *, revision: int, by: UUID | None, now: datetime) -> Activity:
    """Mark it done, with participants, cost and what came of it. Refuses one that has not begun."""
    with work():
        activity = _held(activity_id, revision)
        if activity.starts_at > now:
            raise Refusal("activity.not_begun", starts_at=activity.starts_at.isoformat())
        _fill_outcome(activity, form)
        activity.state = ActivityState.DONE
        activity.done_at = activity.done_at or now
        audit.record(by, "finished", "activity", activity.id, title=activity.title)
    return activity


def cancel(activity_id: UUID, *, revision: int, by: UUID | None) -> Activity:
    """Call it off; it stays in the calendar, struck through, and counts as planned but not held."""
    with work():
        activity = _planned(activity_id, revision)
        activity.state = ActivityState.CANCELLED
        audit.record(by, "cancelled", "activity", activity.id, title=activity.title)
    return activity


def reopen(activity_id: UUID, *, revision: int, by: UUID | None) -> Activity:
    """Take back ``finish`` or ``cancel``; what was recorded stays."""
    with work():
        activity = _held(activity_id, revision)
        activity.state = ActivityState.PLANNED
        activity.done_at = None
        audit.record(by, "reopened", "activity", activity.id, title=activity.title)
    return activity


def delete(activity_id: UUID, *, by: UUID | None, now: datetime) -> Activity:
    """Take it out of the calendar; ``undelete`` brings it back."""
    with work():
        activity = find(activity_id)
        activity.deleted_at = activity.deleted_at or now
        audit.record(by, "deleted", "activity", activity.id, title=activity.title)
    return activity


def undelete(activity_id: UUID, *, by: UUID | None) -> Activity:
    """Bring a deleted activity back."""
    with work():
        activity = find(activity_id)
        activity.deleted_at = None
        audit.record(by, "restored", "activity", activity.id, title=activity.title)
    return activity


def _held(activity_id: UUID, revision: int) -> Activity:
    """Return the activity, locked for this transaction, with its revision raised; refuse a stale revision."""
    activity = store.by_id(activity_id, lock=True)
    if activity is None or activity.deleted_at is not None:
        raise NotFoundError("activity.not_found")
    if activity.revision != revision:
        raise Refusal("activity.changed", title=activity.title)
    activity.revision += 1
    return activity


def _planned(activity_id: UUID, revision: int) -> Activity:
    """As ``_held``, and still to come about: what is done or called off is planned again first."""
    activity = _held(activity_id, revision)
    if activity.state != ActivityState.PLANNED:
        raise Refusal("activity.not_planned", title=activity.title, state=activity.state)
    return activity


def _fill(activity: Activity, form: ActivityForm) -> None:
    starts = checks.zoned(form.starts_at)
    if form.ends_at is not None and not starts <= checks.zoned(form.ends_at) <= starts + LONGEST:
        raise Refusal("activity.ends_unusable", field="ends_at", days=LONGEST.days)
    activity.title = checks.text(form.title, "title", longest=160, required=True)
    activity.kind = checks.choice(form.kind, ActivityKind, "kind")
    activity.starts_at = starts
    activity.ends_at = form.ends_at
    activity.all_day = form.all_day
    activity.owner = checks.text(form.owner, "owner", longest=120)
    activity.brief = checks.text(form.brief, "brief", longest=8000)
    activity.budget = _money(form.budget, "budget")


def _fill_outcome(activity: Activity, form: OutcomeForm) -> None:
    for field in ("participants", "registered"):
        people = getattr(form, field)
        if people is not None and not 0 <= people <= MOST_PEOPLE:
            raise Refusal("activity.people_unusable", field=field)
    if form.rating is not None and not 1 <= form.rating <= BEST_RATING:
        raise Refusal("activity.rating_unusable", field="rating")
    activity.participants = form.participants
    activity.registered = form.registered
    activity.cost = _money(form.cost, "cost")
    activity.result = checks.text(form.result, "result", longest=4000)
    activity.rating = form.rating
    activity.lessons = checks.text(form.lessons, "lessons", longest=4000)


def _money(amount: Decimal | None, field: str) -> Decimal | None:
    if amount is not None and not (amount.is_finite() and 0 <= amount <= MOST_MONEY):
        raise Refusal("activity.money_unusable", field=field)
    return amount
