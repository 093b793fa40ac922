"""Sessions: one row a signed-in browser, known by the SHA-256 of its cookie. Without the row the cookie opens nothing."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, update

from tenants.actions import passwords
from tenants.store.accounts import Login, Person
from tenants.store.base import db
from tenants.store.work import work

SHORT, LONG = timedelta(hours=12), timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Device:
    """The browser that signs in, as its owner will recognise it in the list of sessions."""

    agent: str = ""
    address: str = ""


def sign_out(login_id: UUID) -> None:
    """End one session; its cookie opens nothing any more."""
    with work():
        db.session.execute(delete(Login).where(Login.id == login_id))


def revoke(login_id: UUID, *, by: UUID) -> None:
    """End a session of one's own, on whatever machine it is."""
    with work():
        db.session.execute(delete(Login).where(Login.id == login_id, Login.person_id == by))


def touch(login_id: UUID, *, now: datetime) -> None:
    """Note that a session was used, for its owner's list."""
    with work():
        db.session.execute(update(Login).where(Login.id == login_id).values(seen_at=now))


def begin_session(person: Person, device: Device, life: timedelta, now: datetime) -> str:
    """Add a session for ``person`` and return the secret for its cookie; sessions that ended are swept away."""
    secret, kept = passwords.new_secret()
    db.session.execute(delete(Login).where(Login.person_id == person.id, Login.expires_at <= now))
    db.session.add(
        Login(
            person_id=person.id,
            token_hash=kept,
            agent=device.agent[:200],
            address=device.address[:60],
            created_at=now,
            seen_at=now,
            expires_at=now + life,
        )
    )
    return secret


def only_session(person: Person, device: Device, now: datetime) -> str:
    """End every session of ``person`` and begin one here."""
    db.session.execute(delete(Login).where(Login.person_id == person.id))
    return begin_session(person, device, SHORT, now)
