"""Schedules as people keep them: set up, changed, paused, resumed, archived, tried out. What comes due is ``scheduling``'s business."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from tenants.actions import checks, schedule_letters
from tenants.store import accounts, audit, suppressions
from tenants.store import schedules as store
from tenants.store.base import db
from tenants.store.clients import Community
from tenants.store.schedules import Schedule
from tenants.store.work import work
from tenants.store.zones import zone_of
from tenants.terms.errors import NotFoundError, Refusal
from tenants.terms.people import Language
from tenants.terms.period import Cadence, Period
from tenants.terms.rhythm import CADENCES, LAST_HOUR, MOST_SETTLE_DAYS, Due, came_due, due_at

MOST_RECIPIENTS = 50


@dataclass(frozen=True, slots=True)
class ScheduleForm:
    """What a person says of a schedule; checked by ``create`` and ``change``.

    No ``approver_id``: the owners are told. No ``recipients``: the client's list. No ``language``: the client's.
    """

    settle_days: int = 2
    hour: int = 9
    approver_id: UUID | None = None
    recipients: Iterable[str] = field(default_factory=tuple)
    language: str = ""
    unreviewed: bool = False


def find(schedule_id: UUID) -> Schedule:
    """Return the schedule of that id or raise ``NotFoundError``."""
    return store.by_id(schedule_id) or _missing()


def of(community: Community, cadence: str) -> Schedule:
    """Return the schedule of a community and cadence that is not archived, or raise ``NotFoundError``."""
    return store.ruling(community.id, cadence) or _missing()


def begins_with(community: Community, cadence: Cadence, form: ScheduleForm, *, now: datetime) -> Period:
    """Return the period a new schedule begins with if nobody says: the one that ended last, or the running one if that came due already."""
    zone = zone_of(community)
    running = Period.containing(now.astimezone(zone).date(), cadence)
    ended = running.previous()
    return ended if due_at(ended, form.settle_days, form.hour, zone) > now else running


def create(
    community: Community, cadence: str, form: ScheduleForm, *, first: Period | None = None, by: UUID | None, now: datetime
) -> Schedule:
    """Set up the schedule of ``community`` and ``cadence`` from the period ``first`` on.

    Refuses a second one of that cadence, an archived community, a first period of another cadence or one that has not begun, and what
    ``ScheduleForm`` may not hold.
    """
    _check(form)
    wanted = checks.choice(cadence, Cadence, "cadence")
    if wanted not in CADENCES:
        raise Refusal("schedule.cadence", field="cadence")
    if community.archived_at is not None:
        raise Refusal("community.archived", slug=community.slug, name=community.name)
    if store.ruling(community.id, wanted) is not None:
        raise Refusal("schedule.taken", field="cadence", name=community.name)
    first = first or begins_with(community, wanted, form, now=now)
    if first.cadence != wanted or first.bounds(zone_of(community))[0] > now:
        raise Refusal("schedule.first", field="first", period=first.label)
    try:
        with work():
            row = Schedule(community_id=community.id, client_id=community.client_id, cadence=wanted.value, first=first.first)
            row.created_at, row.created_by = now, by
            _fill(row, form)
            db.session.add(row)
            db.session.flush()
            _record(by, "created", row, unreviewed=row.unreviewed)
    except IntegrityError as error:
        if checks.violates(error, "uq_schedule_at_work"):
            raise Refusal("schedule.taken", field="cadence", name=community.name) from error
        raise
    return row


def change(schedule: Schedule, form: ScheduleForm, *, revision: int | None, by: UUID | None) -> Schedule:
    """Change everything but community and cadence. What came due stays as it is; refused when somebody else was quicker."""
    with work():
        row = _locked(schedule, revision)
        before = row.unreviewed
        _fill(row, form)
        _record(by, "changed", row, unreviewed=row.unreviewed, settle_days=row.settle_days, hour=row.hour, language=row.language)
        if row.unreviewed != before:
            _record(by, "allowed_unreviewed" if row.unreviewed else "forbade_unreviewed", row)
    return row


def missed(schedule: Schedule, *, now: datetime) -> list[Due]:
    """Return what came due while nothing was done about it, the oldest first: what resuming would catch up on."""
    return list(came_due(schedule.rhythm, now, store.dealt_with().get(schedule.id)))


def pause(schedule: Schedule, *, by: UUID | None, now: datetime) -> None:
    """Let nothing come due until it is resumed; pausing twice changes nothing."""
    with work():
        row = _locked(schedule, None)
        if row.paused_at is None:
            row.paused_at = now
            _record(by, "paused", row)


def resume(schedule: Schedule, *, catch_up: bool | None, by: UUID | None, now: datetime) -> int:
    """Let it come due again, and return how many periods were missed meanwhile.

    ``catch_up``: they come due now, one after the other; without it nothing is ever drafted for them. ``None`` is refused where some were
    missed: a person must say.
    """
    with work():
        row = _locked(schedule, None)
        if row.paused_at is None:
            return 0
        gone = missed(row, now=now)
        if gone and catch_up is None:
            raise Refusal("schedule.missed", count=len(gone))
        if not catch_up:
            for each in gone:
                store.take(row, each.period, each.at, "skipped", now)
        row.paused_at = None
        _record(by, "resumed", row, missed=len(gone), caught_up=bool(catch_up))
    return len(gone)


def archive(schedule: Schedule, *, by: UUID | None, now: datetime) -> None:
    """Put it away: nothing comes due, its recipients and language hold no more, and another of that cadence may be set up."""
    with work():
        row = _locked(schedule, None)
        if row.archived_at is None:
            row.archived_at = now
            _record(by, "archived", row)


def restore(schedule: Schedule, *, by: UUID | None, now: datetime) -> bool:
    """Take it back. ``True`` when it came back paused, because periods were missed and a person must say what becomes of them.

    Refused when another one of that cadence was set up meanwhile, or while the community is archived.
    """
    community = schedule.community
    if community.archived_at is not None:
        raise Refusal("community.archived", slug=community.slug, name=community.name)
    name = community.name
    try:
        with work():
            row = _locked(schedule, None)
            if row.archived_at is not None:
                row.archived_at = None
                row.paused_at = row.paused_at or (now if missed(row, now=now) else None)
                db.session.flush()
                _record(by, "restored", row)
            return row.paused_at is not None
    except IntegrityError as error:
        if checks.violates(error, "uq_schedule_at_work"):
            raise Refusal("schedule.taken", name=name) from error
        raise


def try_out(schedule: Schedule, *, to: UUID, now: datetime) -> str:
    """Send the report of the period that ended last, marked as a test, to one person of the workspace; return their address.

    Refused where that address is written to no more.
    """
    person = accounts.person_by_id(to)
    if person is None or accounts.seat_of(to) is None:
        raise NotFoundError("people.seat_missing")
    if suppressions.of([person.email]):
        raise Refusal("delivery.suppressed")
    with work() as w:
        schedule_letters.send_test(w, schedule, person, now=now)
        _record(to, "tested", schedule)
    return person.email


def _check(form: ScheduleForm) -> None:
    if not 0 <= form.settle_days <= MOST_SETTLE_DAYS:
        raise Refusal("schedule.settle_days", field="settle_days", most=MOST_SETTLE_DAYS)
    if not 0 <= form.hour <= LAST_HOUR:
        raise Refusal("schedule.hour", field="hour", last=LAST_HOUR)


def _fill(row: Schedule, form: ScheduleForm) -> None:
    _check(form)
    recipients = checks.emails(form.recipients)
    if len(recipients) > MOST_RECIPIENTS:
        raise Refusal("schedule.too_many", field="recipients", most=MOST_RECIPIENTS)
    row.settle_days, row.hour = form.settle_days, form.hour
    row.recipients = list(recipients)
    row.language = checks.choice(form.language, Language, "language").value if form.language else ""
    row.approver_id = _approver(form.approver_id)
    row.unreviewed = form.unreviewed


def _approver(person_id: UUID | None) -> UUID | None:
    if person_id is None:
        return None
    seat = accounts.seat_of(person_id)
    if seat is None or seat.role not in schedule_letters.APPROVERS:
        raise Refusal("schedule.approver", field="approver_id")
    return person_id


def _locked(schedule: Schedule, revision: int | None) -> Schedule:
    row = store.by_id(schedule.id, lock=True) or _missing()
    if revision is not None and row.revision != revision:
        raise Refusal("schedule.changed")
    row.revision += 1
    return row


def _record(by: UUID | None, verb: str, row: Schedule, **facts: date | str | int | bool) -> None:
    audit.record(by, verb, "schedule", row.id, community=row.community.name, cadence=row.cadence, **facts)


def _missing() -> Schedule:
    raise NotFoundError("schedule.not_found")
