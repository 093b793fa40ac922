"""Reminders before a platform deletes what was not exported yet: on the pages, and once by letter when 21 and when 7 days are left."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from tenants.actions import letters
from tenants.store import accounts, audit, export_reminders
from tenants.store.accounts import Person
from tenants.store.clients import Community
from tenants.store.export_reminders import Reach
from tenants.store.work import Work, work
from tenants.store.zones import zone_of
from tenants.terms.errors import Refusal
from tenants.terms.people import Role
from tenants.terms.retention import REMIND_AT, RETENTION, retention_of

LONGEST = 3_650
"""Days a platform may be said to keep messages: ten years."""


@dataclass(frozen=True, slots=True)
class Due:
    """Days of a community that were not exported yet and will be deleted.

    ``first`` is the first of them, ``gone_on`` the day on which it is deleted, ``days_left`` how long that still is: 0 on that day,
    negative afterwards, when a day more is lost every day. ``reaches`` is false where there is no data at all.
    """

    community: Community
    keeps: int
    first: date
    gone_on: date
    days_left: int
    reaches: bool


def due(*, now: datetime, within: int = REMIND_AT[0]) -> list[Due]:
    """What the workspace's communities lose within so many days, the most urgent first."""
    found = [each for reach in export_reminders.reaches(tuple(RETENTION)) if (each := of(reach, now=now)) is not None]
    return sorted((each for each in found if each.days_left <= within), key=lambda each: (each.days_left, each.community.name))


def of(reach: Reach, *, now: datetime) -> Due | None:
    """What one community loses next, ``None`` where its platform keeps everything."""
    community = reach.community
    keeps = retention_of(community.platform, community.retention_days)
    if keeps is None:
        return None
    zone = zone_of(community)
    begins = community.created_at.astimezone(zone).date()
    if reach.last_at is not None:
        # The last day of an export may lack its end, unless the export vouches for all of it.
        begins = reach.last_at.astimezone(zone).date()
    if reach.covers_until is not None and reach.covers_until >= begins:
        begins = reach.covers_until + timedelta(days=1)
    gone = begins + timedelta(days=keeps)
    return Due(community, keeps, begins, gone, (gone - now.astimezone(zone).date()).days, reach.last_at is not None)


def remind(*, now: datetime) -> int:
    """Write to the managers about what is due and was not written about yet; returns how many letters were queued."""
    return sum(_tell(each, now) for each in due(now=now))


def keep_for(community: Community, days: int | None, *, by: UUID | None) -> None:
    """Say how long the platform of a community keeps messages; 0 for ever, ``None`` as usual for the platform."""
    if days is not None and not 0 <= days <= LONGEST:
        raise Refusal("import.retention_unusable", field="retention_days", most=LONGEST)
    with work():
        community.retention_days = days
        audit.record(by, "kept_for", "community", community.id, days=days)


def _tell(each: Due, now: datetime) -> int:
    step = min(days for days in REMIND_AT if each.days_left <= days)
    with work() as w:
        if not export_reminders.once_only(each.community.id, each.first, step, now=now):
            return 0
        people = _managers()
        for person in people:
            _queue(w, each, step, person)
    return len(people)


def _managers() -> list[Person]:
    """Who brings data in: the managers, else the owners."""
    seats = accounts.seats()
    managers = [seat.person for seat in seats if seat.role == Role.MANAGER]
    return managers or [seat.person for seat in seats if seat.role == Role.OWNER]


def _queue(w: Work, each: Due, step: int, person: Person) -> None:
    tenant = accounts.tenant_in_use()
    facts = {
        "agency": tenant.name,
        "community": each.community.name,
        "platform": each.community.platform,
        "keeps": each.keeps,
        "first": each.first.isoformat(),
        "gone_on": each.gone_on.isoformat(),
        "days_left": each.days_left,
        "link": f"/w/{tenant.slug}/communities/{each.community.slug}/imports",
    }
    key = f"export_due {each.community.id} {each.first} {step} {person.id}"
    letters.queue(w, name="export_due", language=person.language, recipient=person.email, facts=facts, key=key)
