"""Accounts and workspaces: sign up, sign in and out, passwords. What is answered never tells whether an address is known.

Sign-up asks for the address first and for everything else behind the link in the letter, so that nobody can put a password on an
address that is not theirs, and no workspace stands for an address nobody confirmed.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError

from tenants.actions import checks, letters, passwords
from tenants.actions.sessions import LONG, SHORT, Device, begin_session, only_session
from tenants.store import accounts as store
from tenants.store import audit
from tenants.store.accounts import Person, Seat, Tenant, Token
from tenants.store.base import db
from tenants.store.clients import Client
from tenants.store.tenancy import use_tenant
from tenants.store.work import work
from tenants.terms.errors import Refusal
from tenants.terms.people import Language, Role

Link = Callable[[str], str]
"""Makes the address of a letter's link from its secret."""

VERIFY, RESET = "verify", "reset"
VERIFY_HOURS, RESET_MINUTES = 48, 60


def ask_to_sign_up(email: str, *, language: str, confirm: Link, sign_in: str, reset: str, now: datetime) -> None:
    """Send the letter that begins a sign-up; to somebody who has an account already, a letter that says so."""
    email = checks.email(email)
    with work() as w:
        person = store.person_by_email(email)
        if person is not None and person.verified_at is not None:
            known = {"sign_in": sign_in, "reset": reset, **letters.house_of(person)}
            letters.queue(w, name="account_exists", language=person.language, recipient=email, facts=known)
            return
        person = person or ensure_person(email, "", language, None)
        secret = _token(person, VERIFY, now + timedelta(hours=VERIFY_HOURS))
        facts: dict[str, object] = {"link": confirm(secret), "hours": VERIFY_HOURS}
        letters.queue(w, name="verify_email", language=language, recipient=email, facts=facts)


def token_owner(purpose: str, secret: str, *, now: datetime) -> Person:
    """Return whose link this is without using it up. Refuses a link that is unknown, used or expired: all three look the same."""
    token = store.token_by_hash(purpose, passwords.digest(secret), now)
    person = store.person_by_id(token.person_id) if token else None
    if person is None:
        raise Refusal("accounts.token_expired")
    return person


def sign_up(
    secret: str, *, agency: str, slug: str, name: str, password: str, language: str, timezone: str, device: Device, now: datetime
) -> tuple[Tenant, str]:
    """Use the link of the letter: open the workspace with the confirmed person as its owner, signed in. Returns the cookie's secret too."""
    email = token_owner(VERIFY, secret, now=now).email
    kept = passwords.hashed(password)
    name = checks.text(name, "name", longest=120, required=True)
    with _new_workspace(slug, agency, language, timezone) as tenant:
        person = _spend(VERIFY, secret, now)
        person.name, person.password_hash, person.language, person.verified_at = name, kept, tenant.language, now
        add_seat(person, Role.OWNER, None)
        audit.record(person.id, "opened", "workspace", tenant.slug, email=email)
        cookie = begin_session(person, device, SHORT, now)
    return tenant, cookie


def found(slug: str, *, agency: str, language: str, timezone: str, by: UUID) -> Tenant:
    """Open one more workspace for somebody who has an account."""
    with _new_workspace(slug, agency, language, timezone) as tenant:
        person = store.person_by_id(by)
        if person is None:
            raise Refusal("accounts.token_expired")
        add_seat(person, Role.OWNER, None)
        audit.record(by, "opened", "workspace", tenant.slug)
    return tenant


def open_workspace(slug: str, *, name: str, owner_email: str, language: str, timezone: str, now: datetime) -> Tenant:
    """Open a workspace from the command line; its owner is made without a password if new, and sets one by a reset letter."""
    email = checks.email(owner_email)
    with _new_workspace(slug, name, language, timezone) as tenant:
        person = ensure_person(email, email.partition("@")[0], tenant.language, now)
        add_seat(person, Role.OWNER, None)
        audit.record(None, "opened", "workspace", tenant.slug, email=email)
    return tenant


def seat_person(email: str, *, role: Role, client: Client | None, name: str, language: str, password: str | None, now: datetime) -> Person:
    """Give somebody a seat in the workspace in use from the command line; a new person is taken as confirmed.

    A seat they already have is changed. Refuses the role client without a client, and a client with any other role.
    """
    client_id = client.id if client else None
    check_role(role, client_id)
    kept = passwords.hashed(password) if password is not None else None
    with work():
        person = ensure_person(checks.email(email), name, language, now)
        person.password_hash = kept or person.password_hash
        seat = store.seat_of(person.id)
        if seat is None:
            add_seat(person, role, client_id)
        else:
            seat.role, seat.client_id = role.value, client_id
        audit.record(None, "seated", "person", person.id, email=person.email, role=role.value)
    return person


def check_role(role: Role, client_id: UUID | None) -> None:
    """Refuse the role client without a client, and a client with any other role."""
    if role is Role.CLIENT and client_id is None:
        raise Refusal("people.client_needed", field="client_id")
    if role is not Role.CLIENT and client_id is not None:
        raise Refusal("people.no_client", field="client_id")


def sign_in(email: str, password: str, *, device: Device, keep: bool, now: datetime) -> tuple[Person, str]:
    """Return the person and the secret for their cookie. Refuses an unknown address and a wrong password alike, after the same work."""
    person = store.person_by_email(email.strip().lower())
    known = passwords.matches(person.password_hash if person else None, password)
    if person is None or not known or person.verified_at is None:
        raise Refusal("accounts.sign_in")
    with work():
        cookie = begin_session(person, device, LONG if keep else SHORT, now)
    return person, cookie


def ask_for_reset(email: str, *, reset: Link, confirm: Link, now: datetime) -> None:
    """Send the letter for a new password, if the address is known; to somebody who never confirmed it, the sign-up letter again."""
    person = store.person_by_email(checks.email(email))
    if person is None:
        return
    known = person.verified_at is not None
    purpose, life = (RESET, timedelta(minutes=RESET_MINUTES)) if known else (VERIFY, timedelta(hours=VERIFY_HOURS))
    with work() as w:
        secret = _token(person, purpose, now + life)
        letter = "password_reset" if known else "verify_email"
        facts: dict[str, object] = {"link": reset(secret) if known else confirm(secret)}
        facts |= {"minutes": RESET_MINUTES} if known else {"hours": VERIFY_HOURS}
        facts |= letters.house_of(person)
        letters.queue(w, name=letter, language=person.language, recipient=person.email, facts=facts)


def reset_password(secret: str, password: str, *, device: Device, now: datetime) -> tuple[Person, str]:
    """Use the letter's link: the new password counts, every session ends, and a new one begins here."""
    token_owner(RESET, secret, now=now)
    kept = passwords.hashed(password)
    with work():
        person = _spend(RESET, secret, now)
        person.password_hash = kept
        person.verified_at = person.verified_at or now
        cookie = only_session(person, device, now)
    return person, cookie


def change_password(person_id: UUID, *, present: str, new: str, device: Device, now: datetime) -> str:
    """Change one's password, given the present one; every session ends but the one that begins here. Returns its secret."""
    person = _existing(person_id)
    if not passwords.matches(person.password_hash, present):
        raise Refusal("accounts.password_wrong", field="present")
    kept = passwords.hashed(new, field="new")
    with work():
        person.password_hash = kept
        return only_session(person, device, now)


def change_profile(person_id: UUID, *, name: str, language: str) -> None:
    """Change one's name and the language of one's pages."""
    with work():
        person = _existing(person_id)
        person.name = checks.text(name, "name", longest=120, required=True)
        person.language = checks.choice(language, Language, "language").value


def change_language(person_id: UUID, language: str) -> None:
    """Change the language of one's pages and letters."""
    with work():
        _existing(person_id).language = checks.choice(language, Language, "language").value


RESERVED = frozenset({"new", "settings", "portal", "api", "static", "admin", "assets", "operator", "qunce", "www"})


@contextmanager
def _new_workspace(slug: str, name: str, language: str, timezone: str) -> Iterator[Tenant]:
    """Make a workspace and whatever the block adds to it, in one transaction and inside the new scope. Refuses a slug that is taken."""
    slug = checks.slug(slug)
    if slug in RESERVED:
        raise Refusal("slug.reserved", field="slug", slug=slug)
    if store.tenant_by_slug(slug) is not None:
        raise Refusal("accounts.slug_taken", field="slug", slug=slug)
    tenant = Tenant(
        id=store.next_tenant_id(),
        slug=slug,
        name=checks.text(name, "agency", longest=120, required=True),
        language=checks.choice(language, Language, "language").value,
        timezone=checks.zone(timezone),
    )
    with use_tenant(tenant.id):
        try:
            with work():
                db.session.add(tenant)
                db.session.flush()
                yield tenant
        except IntegrityError as error:
            if checks.violates(error, "uq_tenant_slug"):
                raise Refusal("accounts.slug_taken", field="slug", slug=slug) from error
            raise
        db.session.refresh(tenant)


def ensure_person(email: str, name: str, language: str, verified: datetime | None) -> Person:
    """Return the person of that address, made if new; two at once make one."""
    chosen = checks.choice(language, Language, "language").value
    new = insert(Person).values(email=email, name=name, language=chosen, verified_at=verified)
    db.session.execute(new.on_conflict_do_nothing(index_elements=["email"]))
    person = store.person_by_email(email)
    if person is None:
        raise Refusal("accounts.token_expired")
    if verified is not None:
        person.verified_at = person.verified_at or verified
        person.name = person.name or name
    return person


def _existing(person_id: UUID) -> Person:
    person = store.person_by_id(person_id)
    if person is None:
        raise Refusal("accounts.token_expired")
    return person


def add_seat(person: Person, role: Role, client_id: UUID | None) -> Seat:
    """Seat somebody in the workspace in use, inside the running transaction."""
    seat = Seat(person_id=person.id, role=role.value, client_id=client_id)
    db.session.add(seat)
    db.session.flush()
    return seat


def _token(person: Person, purpose: str, expires: datetime) -> str:
    """Add a single-use secret for ``person`` and return it."""
    secret, kept = passwords.new_secret()
    db.session.add(Token(purpose=purpose, token_hash=kept, person_id=person.id, expires_at=expires))
    return secret


def _spend(purpose: str, secret: str, now: datetime) -> Person:
    """Use a link up, and with it every other one of its purpose and person."""
    token = store.token_by_hash(purpose, passwords.digest(secret), now, lock=True)
    if token is None:
        raise Refusal("accounts.token_expired")
    spent = update(Token).where(Token.person_id == token.person_id, Token.purpose == purpose, Token.used_at.is_(None))
    db.session.execute(spent.values(used_at=now))
    return _existing(token.person_id)
