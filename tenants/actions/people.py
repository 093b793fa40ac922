"""Who works in a workspace: invite, accept, change role, remove. A workspace never loses its last owner."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from tenants.actions import checks, letters, passwords
from tenants.actions.accounts import add_seat, check_role, ensure_person
from tenants.actions.sessions import SHORT, Device, begin_session
from tenants.store import accounts as store
from tenants.store import audit
from tenants.store.accounts import Invitation, Person, Seat
from tenants.store.base import db
from tenants.store.clients import all_clients
from tenants.store.work import Work, work
from tenants.terms.errors import NotFoundError, Refusal
from tenants.terms.people import Role

Link = Callable[[str], str]
DAYS = 14
MOST_AT_ONCE = 20
PAUSE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Invited:
    """What an open invitation offers, for the page that shows it."""

    email: str
    role: Role
    agency: str
    inviter: str
    known: bool
    """Whether the address has an account with a password, so that it takes a sign-in rather than a new password."""


def invite(emails: Sequence[str], *, role: Role, client_id: UUID | None, by: UUID, link: Link, now: datetime) -> Sequence[Invitation]:
    """Invite each address with a role and send each a letter; all or none.

    Refuses an address with a seat here, and one that was invited within the last five minutes. An older open invitation is replaced.
    """
    _check(role, client_id)
    addresses = checks.emails(emails, "emails")
    if not addresses:
        raise Refusal("people.nobody", field="emails")
    if len(addresses) > MOST_AT_ONCE:
        raise Refusal("people.too_many", field="emails", limit=MOST_AT_ONCE)
    with work() as w:
        return [_invite(w, email, role, client_id, by, link, now) for email in addresses]


def _invite(w: Work, email: str, role: Role, client_id: UUID | None, by: UUID, link: Link, now: datetime) -> Invitation:
    known = store.person_by_email(email)
    if known is not None and store.seat_of(known.id) is not None:
        raise Refusal("people.email_taken", field="emails", email=email)
    before = store.invitation_to(email, now)
    if before is not None:
        if now - before.created_at < PAUSE:
            raise Refusal("people.too_soon", field="emails", email=email)
        before.revoked_at = now
    secret, kept = passwords.new_secret()
    invitation = Invitation(
        email=email,
        role=role.value,
        client_id=client_id,
        token_hash=kept,
        invited_by=by,
        created_at=now,
        expires_at=now + timedelta(days=DAYS),
    )
    db.session.add(invitation)
    db.session.flush()
    tenant = store.tenant_in_use()
    inviter = store.person_by_id(by)
    facts: dict[str, object] = {
        "agency": tenant.name,
        "inviter": inviter.name if inviter else tenant.name,
        "workspace": tenant.name,
        "colour": tenant.colour,
        "footer": tenant.footer,
        "link": link(secret),
        "days": DAYS,
    }
    language = known.language if known is not None and known.verified_at else tenant.language
    letters.queue(w, name="invitation", language=language, recipient=email, facts=facts)
    audit.record(by, "invited", "person", invitation.id, email=email, role=role.value)
    return invitation


def withdraw(invitation_id: UUID, *, by: UUID, now: datetime) -> None:
    """Withdraw an open invitation; its link opens nothing any more."""
    with work():
        invitation = store.invitation_by_id(invitation_id, now)
        if invitation is None:
            raise NotFoundError("people.seat_missing")
        invitation.revoked_at = now
        audit.record(by, "withdrew", "invitation", invitation.id, email=invitation.email)


def look_at(secret: str, *, now: datetime) -> Invited:
    """Return what an invitation offers without using it up."""
    invitation = store.invitation_by_hash(passwords.digest(secret), now)
    if invitation is None:
        raise Refusal("accounts.invitation_expired")
    person = store.person_by_email(invitation.email)
    inviter = store.person_by_id(invitation.invited_by)
    agency = store.tenant_in_use().name
    return Invited(
        email=invitation.email,
        role=Role(invitation.role),
        agency=agency,
        inviter=inviter.name if inviter else agency,
        known=person is not None and person.password_hash is not None,
    )


def accept(secret: str, *, by: UUID, now: datetime) -> Seat:
    """Accept as somebody who is signed in; refuses another person than the one who was invited."""
    with work():
        invitation = _spend(secret, now)
        person = store.person_by_id(by)
        if person is None or person.email != invitation.email:
            raise Refusal("accounts.other_person", email=invitation.email)
        return _take_seat(invitation, person)


def accept_as_new(secret: str, *, name: str, password: str, language: str, device: Device, now: datetime) -> str:
    """Accept as somebody without an account: it is made, confirmed by the letter, and signed in. Returns the cookie's secret.

    Refuses when the address has a password already: that person signs in first.
    """
    kept = passwords.hashed(password)
    name = checks.text(name, "name", longest=120, required=True)
    with work():
        invitation = _spend(secret, now)
        person = ensure_person(invitation.email, name, language, now)
        if person.password_hash is not None:
            raise Refusal("accounts.other_person", email=invitation.email)
        person.name, person.password_hash, person.language = name, kept, language
        _take_seat(invitation, person)
        return begin_session(person, device, SHORT, now)


def _spend(secret: str, now: datetime) -> Invitation:
    invitation = store.invitation_by_hash(passwords.digest(secret), now, lock=True)
    if invitation is None:
        raise Refusal("accounts.invitation_expired")
    invitation.accepted_at = now
    return invitation


def _take_seat(invitation: Invitation, person: Person) -> Seat:
    seat = store.seat_of(person.id)
    if seat is None:
        seat = add_seat(person, Role(invitation.role), invitation.client_id)
        audit.record(person.id, "accepted", "invitation", invitation.id, email=person.email, role=invitation.role)
    return seat


def change_role(seat_id: UUID, *, role: Role, client_id: UUID | None, by: UUID) -> None:
    """Give a seat another role. Refuses to take the last owner's."""
    _check(role, client_id)
    with work():
        seat = _seat(seat_id)
        if seat.role == Role.OWNER and role is not Role.OWNER:
            _keep_an_owner()
        before, seat.role, seat.client_id = seat.role, role.value, client_id
        audit.record(by, "changed", "role", seat.person_id, before=before, after=role.value)


def remove(seat_id: UUID, *, by: UUID) -> None:
    """Take somebody's seat away, at once on every machine. Their account and their other workspaces stay."""
    with work():
        seat = _seat(seat_id)
        if seat.role == Role.OWNER:
            _keep_an_owner()
        audit.record(by, "removed", "person", seat.person_id, email=seat.person.email)
        db.session.delete(seat)


def _check(role: Role, client_id: UUID | None) -> None:
    check_role(role, client_id)
    if client_id is not None and not any(client.id == client_id for client in all_clients()):
        raise Refusal("people.client_needed", field="client_id")


def _seat(seat_id: UUID) -> Seat:
    seat = store.seat_by_id(seat_id)
    if seat is None:
        raise NotFoundError("people.seat_missing")
    return seat


def _keep_an_owner() -> None:
    if len(store.lock_owners()) < 2:
        raise Refusal("people.last_owner")
