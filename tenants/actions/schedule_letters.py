"""Letters about schedules: to whoever approves the review, else to the owners; and the test that a person sends to themselves."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from tenants.actions import documents, letters, reporting, reviewing
from tenants.actions.delivering import LARGEST_ATTACHMENT
from tenants.deliver.message import Attachment
from tenants.deliver.terms import Pulse
from tenants.render import pdf
from tenants.render.file_names import report_name
from tenants.render.wording.errors import error_words
from tenants.render.wording.schedules import rhythm_words
from tenants.store import accounts, reviews
from tenants.store.accounts import Person
from tenants.store.clients import community_by_id
from tenants.store.reviews import Review
from tenants.store.schedules import Schedule, ScheduledPeriod
from tenants.store.tenancy import use_tenant
from tenants.store.work import Work
from tenants.store.zones import zone_of
from tenants.terms import snapshot
from tenants.terms.errors import Refusal
from tenants.terms.people import Role
from tenants.terms.period import Period

APPROVERS = (Role.OWNER, Role.MANAGER)


@dataclass(frozen=True, slots=True)
class Outlook:
    """What the data of a period that came due looks like: days it has and days with data, goals and how many of them were missed."""

    days: int
    covered: int
    goals: int
    missed: int


def came_due(w: Work, schedule: Schedule, taken: UUID, review: Review, outlook: Outlook | None) -> None:
    """Tell that a review was drafted and waits."""
    known = asdict(outlook) if outlook else {"days": 0, "covered": 0, "goals": 0, "missed": 0}
    _tell(w, "review_due", schedule, taken, review, known)


def overdue(w: Work, row: ScheduledPeriod, review: Review) -> None:
    """Remind of a review that still waits."""
    _tell(w, "review_overdue", row.schedule, row.id, review, {"state": review.state, "due_at": row.due_at.isoformat()})


def held(w: Work, row: ScheduledPeriod, review: Review, codes: list[str], facts: Mapping[str, object]) -> None:
    """Tell that a report was not sent unreviewed, and what its data leaves open."""
    _tell(w, "schedule_held", row.schedule, row.id, review, {"codes": codes, "days": 0, "covered": 0, **facts})


def concerned(schedule: Schedule) -> list[Person]:
    """Who is told: the approver while they may approve here, else every owner."""
    seated = accounts.seats()
    approver = [seat.person for seat in seated if seat.person_id == schedule.approver_id and seat.role in APPROVERS]
    return approver or [seat.person for seat in seated if seat.role == Role.OWNER]


def addresses(schedule: Schedule) -> list[str]:
    """Where its reports go: the addresses it names, else the client's list as it is now."""
    return [str(each) for each in schedule.recipients] or [each.email for each in schedule.community.client.recipients]


def send_test(w: Work, schedule: Schedule, person: Person, *, now: datetime) -> UUID:
    """Queue the report of the period that ended last, marked as a test, to one person alone."""
    community = schedule.community
    period = Period.containing(now.astimezone(zone_of(community)).date(), schedule.rhythm.cadence).previous()
    facts = {
        "agency": accounts.tenant_in_use().name,
        "community": community.name,
        "period": period.label,
        "language": schedule.language or community.client.language,
        "recipients": addresses(schedule),
        "rhythm": rhythm_words(schedule.rhythm, person.language),
        "unreviewed": schedule.unreviewed,
        "link": f"/w/{accounts.tenant_in_use().slug}/schedules",
        "made_of": [schedule.tenant_id, str(community.id)],
    }
    return letters.queue(w, name="schedule_test", language=person.language, recipient=person.email, facts=facts)


def enclose(name: str, facts: Mapping[str, Any], language: str, now: datetime, pulse: Pulse) -> tuple[dict[str, Any], Attachment | None]:
    """Return what a queued letter says and carries when it is sent. A test carries its report, made now; every other letter nothing.

    A report that cannot be made is no reason to leave its reader waiting: the letter then says why there is none.
    """
    if name != "schedule_test":
        return dict(facts), None
    tenant_id, community_id = facts["made_of"]
    try:
        with use_tenant(tenant_id):
            found = _report(UUID(community_id), Period.parse(facts["period"]), facts["language"], now, pulse)
    except Refusal as refusal:
        return {**facts, "problem": error_words(refusal, language).whole}, None
    except pdf.RenderUnavailableError as error:
        unavailable = Refusal("report.render_unavailable", detail=str(error)[:300])
        return {**facts, "problem": error_words(unavailable, language).whole}, None
    return {**facts, "problem": ""}, found


def _report(community_id: UUID, period: Period, language: str, now: datetime, pulse: Pulse) -> Attachment:
    community = community_by_id(community_id)
    if community is None:
        raise Refusal("schedule.community_gone")
    review = reviews.latest(community, period)
    document = reviewing.now_document(review, now=now) if review else documents.current(community, period, now=now)
    paper = community.client.paper or accounts.tenant_in_use().paper
    made = pdf.render_bounded(snapshot.dump(document), language, paper, assets=reporting.pictures(document), pulse=pulse)
    if len(made) > LARGEST_ATTACHMENT:
        raise Refusal("schedule.test_too_large")
    name = report_name(document.client, document.community, period.label, document.version)
    return Attachment(f"TEST-{name}", "application/pdf", made)


def _tell(w: Work, name: str, schedule: Schedule, taken: UUID, review: Review, known: Mapping[str, object]) -> None:
    """Queue one letter a person about one period; its key makes a second one impossible."""
    tenant = accounts.tenant_in_use()
    for person in concerned(schedule):
        facts = {
            "agency": tenant.name,
            "community": schedule.community.name,
            "period": review.period,
            "unreviewed": schedule.unreviewed,
            "recipients": addresses(schedule),
            "link": f"/w/{tenant.slug}/reviews/{review.id}",
            **known,
        }
        letters.queue(w, name=name, language=person.language, recipient=person.email, facts=facts, key=f"{name} {taken} {person.id}")
