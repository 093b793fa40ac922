"""The daily letter about new alerts: to each person at their own hour of the workspace's day, and only where there is something new."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from tenants.actions import letters, seals
from tenants.actions.handing import Office
from tenants.actions.seals import Purpose, Reader, Sealed
from tenants.render.wording.alerts import alert_words
from tenants.store import accounts, audit
from tenants.store import alerts as store
from tenants.store.accounts import Person, Seat, Tenant
from tenants.store.alerts import Alert, AlertReader
from tenants.store.base import db
from tenants.store.tenancy import use_tenant
from tenants.store.work import Work, work
from tenants.terms.errors import NotFoundError, Refusal

HOUR = 9
FIRST = timedelta(days=7)
"""How far back the first letter to somebody looks."""
SETTLED = timedelta(minutes=10)
"""Alerts younger than this wait for the next letter: one that is just being raised must not fall between two of them."""
MOST = 40
"""Alerts that one letter names; the others are counted."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How one person hears of alerts."""

    daily: bool = True
    hour: int = HOUR


def reading(seat: Seat) -> Reading:
    """How a person of the agency hears of alerts now."""
    row = store.reader(seat)
    return Reading(row.daily, row.hour) if row else Reading()


def choose(seat: Seat, wanted: Reading, *, by: UUID | None) -> None:
    """Let a person hear of alerts daily or not, and at which hour. Refused: an hour that is none (``alert.hour``)."""
    if not 0 <= wanted.hour <= 23:
        raise Refusal("alert.hour", field="hour")
    with work():
        row = _locked(seat)
        row.daily, row.hour = wanted.daily, wanted.hour
        audit.record(by, "chose", "alert_letters", seat.id, daily=wanted.daily, hour=wanted.hour)


def send(post: Office, *, now: datetime) -> int:
    """Queue the letters that are due in the workspace in use; return how many. Asked by two at once, each person gets one a day."""
    tenant = accounts.tenant_in_use()
    local = now.astimezone(ZoneInfo(tenant.timezone))
    waiting = [seat for seat, row in store.readers() if _due(row, local)]
    sent = 0
    for seat in waiting:
        with work() as w:
            row = _locked(seat)
            if not _due(row, local):
                continue
            until = now - SETTLED
            fresh = store.raised_between(row.told_until or now - FIRST, until)
            row.sent_on, row.told_until = local.date(), until
            if fresh:
                _write(w, tenant, seat, fresh, post)
                sent += 1
    return sent


def _due(row: AlertReader | None, local: datetime) -> bool:
    wanted = Reading(row.daily, row.hour) if row else Reading()
    return wanted.daily and local.hour >= wanted.hour and (row is None or row.sent_on != local.date())


def _locked(seat: Seat) -> AlertReader:
    row = store.reader(seat, lock=True)
    if row is None:
        row = AlertReader(seat_id=seat.id, daily=True, hour=HOUR)
        db.session.add(row)
    return row


def _write(w: Work, tenant: Tenant, seat: Seat, fresh: Sequence[Alert], post: Office) -> None:
    person = seat.person
    secret = seals.seal(post.secret, Purpose.ALERTS, Sealed(tenant.id, seat.id))
    facts = {
        "agency": tenant.name,
        "count": len(fresh),
        "groups": _groups(tenant, fresh[:MOST], person, post),
        "more": max(0, len(fresh) - MOST),
        "link": f"{post.base_url}/w/{tenant.slug}/alerts",
        "stop": f"{post.base_url}/alerts/letters/{secret}",
    }
    letters.queue(w, name="alerts", language=person.language, recipient=person.email, facts=facts)


def _groups(tenant: Tenant, rows: Sequence[Alert], person: Person, post: Office) -> list[dict[str, object]]:
    """The alerts by community, in the reader's words."""
    lines: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        words = alert_words(row.rule, row.facts, person.language)
        link = f"{post.base_url}/w/{tenant.slug}/alerts/{row.id}"
        line = {"title": words.title, "what": words.what, "unusual": words.unusual, "link": link}
        lines.setdefault(row.community.name, []).append(line)
    return [{"community": name, "lines": found} for name, found in lines.items()]


def reader(secret: str, text: str) -> Reader:
    """Return whom a letter's link belongs to; raises ``NotFoundError`` for one that nobody was sent."""
    sealed = seals.opened(secret, Purpose.ALERTS, text)
    with use_tenant(sealed.tenant_id):
        return _reader(_seat(sealed))


def turn(secret: str, text: str, *, daily: bool) -> Reader:
    """Send the owner of that link no more letters about alerts, or send them again; done twice, nothing changes."""
    sealed = seals.opened(secret, Purpose.ALERTS, text)
    with use_tenant(sealed.tenant_id):
        seat = _seat(sealed)
        choose(seat, Reading(daily, reading(seat).hour), by=seat.person_id)
        return _reader(_seat(sealed))


def _seat(sealed: Sealed) -> Seat:
    seat = accounts.seat_by_id(sealed.delivery_id)
    if seat is None:
        raise NotFoundError("letter.not_found")
    return seat


def _reader(seat: Seat) -> Reader:
    tenant = accounts.tenant_in_use()
    return Reader(seat.person.email, tenant.sender or tenant.name, tenant.colour, seat.person.language, not reading(seat).daily)
