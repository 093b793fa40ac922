"""Workspaces, people, their seats, sign-ins and single-use tokens."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, ForeignKey, Identity, Index, String, UniqueConstraint, case, func, select
from sqlalchemy.orm import Mapped, contains_eager, joinedload, mapped_column, relationship

from tenants.store.base import Identified, Model, db, new_id, owned
from tenants.store.tenancy import current_tenant


class Tenant(Model):
    """One agency's workspace. Its id is an integer because every key of every bulk row begins with it; the slug is public.

    ``sender`` is the name its letters to clients come from, empty where that is the workspace's own. ``logo_key`` names a PNG in the
    workspace's files. ``letter_words`` holds the agency's own wording of report letters by language: ``{"en": {"greeting": ..}}``.
    """

    __tablename__ = "tenant"
    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    slug: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    language: Mapped[str] = mapped_column(String(12), default="zh_Hans_CN")
    timezone: Mapped[str] = mapped_column(String(60), default="Asia/Shanghai")
    colour: Mapped[str] = mapped_column(String(7), default="#2f4fa2")
    footer: Mapped[str] = mapped_column(String(200), default="")
    sender: Mapped[str] = mapped_column(String(120), default="")
    currency: Mapped[str] = mapped_column(String(3), default="CNY")
    paper: Mapped[str] = mapped_column(String(6), default="A4", server_default="A4")
    typeface: Mapped[str] = mapped_column(String(20), default="serif", server_default="serif")
    logo_key: Mapped[str] = mapped_column(String(200), default="", server_default="")
    letter_words: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    text_days: Mapped[int] = mapped_column(default=90, server_default="90")
    """For how many days after an import the text of its messages is kept; 0: only until its words are counted."""
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class Person(Model):
    """Somebody who can sign in; may belong to several workspaces. ``email`` is kept lower-cased."""

    __tablename__ = "person"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    password_hash: Mapped[str | None] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(12), default="zh_Hans_CN")
    verified_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class Login(Model):
    """One signed-in browser. Only the SHA-256 of its cookie's token is kept; deleting the row signs it out."""

    __tablename__ = "login"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    agent: Mapped[str] = mapped_column(String(200), default="")
    address: Mapped[str] = mapped_column(String(60), default="")
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    seen_at: Mapped[datetime] = mapped_column(server_default=func.now())
    expires_at: Mapped[datetime]
    person: Mapped[Person] = relationship()


class Token(Model):
    """A single-use, expiring secret sent by mail (verify, reset); only its SHA-256 is kept."""

    __tablename__ = "token"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    purpose: Mapped[str] = mapped_column(String(20))
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class AccountLetter(Model):
    """A letter about an account rather than a workspace's report. ``facts`` may hold a secret link and are emptied once it is sent."""

    __tablename__ = "account_letter"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(String(40))
    language: Mapped[str] = mapped_column(String(12))
    recipient: Mapped[str] = mapped_column(String(254))
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    message_id: Mapped[str] = mapped_column(String(200), unique=True)
    state: Mapped[str] = mapped_column(String(10), default="pending")
    attempt: Mapped[int] = mapped_column(default=0)
    fence: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None]
    next_at: Mapped[datetime] = mapped_column(server_default=func.now())
    error: Mapped[str] = mapped_column(String(300), default="")
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    sent_at: Mapped[datetime | None]
    __table_args__ = (Index("ix_account_letter_waiting", "state", "next_at"),)


class Seat(Identified, Model):
    """A person's place in a workspace: their role, and for a client's own people, which client."""

    __tablename__ = "seat"
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    role: Mapped[str] = mapped_column(String(10))
    client_id: Mapped[UUID | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    person: Mapped[Person] = relationship()
    __table_args__ = (UniqueConstraint("tenant_id", "person_id"), owned("client_id", "client"))


class Invitation(Identified, Model):
    """An invitation into a workspace, until it is accepted, revoked or expired."""

    __tablename__ = "invitation"
    email: Mapped[str] = mapped_column(String(254))
    role: Mapped[str] = mapped_column(String(10))
    client_id: Mapped[UUID | None]
    token_hash: Mapped[bytes]
    invited_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    __table_args__ = (UniqueConstraint("tenant_id", "token_hash"), owned("client_id", "client"))


def tenant_by_slug(slug: str) -> Tenant | None:
    """Return the workspace of that slug."""
    return db.session.scalars(select(Tenant).where(Tenant.slug == slug)).one_or_none()


def tenant_ids() -> Sequence[int]:
    """Ids of every workspace, in order; for the clock and the workers, which then enter one after the other."""
    return db.session.scalars(select(Tenant.id).order_by(Tenant.id)).all()


def tenant_in_use() -> Tenant:
    """Return the workspace that is in use."""
    return db.session.scalars(select(Tenant).where(Tenant.id == current_tenant())).one()


def next_tenant_id() -> int:
    """Draw the id of a workspace to come, so that its scope can be entered before its first row is written."""
    return int(db.session.scalars(select(func.nextval("tenant_id_seq"))).one())


def person_by_email(email: str) -> Person | None:
    """Return the person of that lower-cased address."""
    return db.session.scalars(select(Person).where(Person.email == email)).one_or_none()


def person_by_id(person_id: UUID) -> Person | None:
    """Return the person of that id."""
    return db.session.scalars(select(Person).where(Person.id == person_id)).one_or_none()


def names_of(people: Collection[UUID]) -> dict[UUID, str]:
    """The names of those people, in one turn."""
    found = db.session.execute(select(Person.id, Person.name).where(Person.id.in_(people)))
    return {person_id: name for person_id, name in found}  # noqa: C416 - rows are no pairs to a type checker


def login_by_hash(token_hash: bytes, now: datetime) -> Login | None:
    """Return the sign-in of that cookie with its person, unless it has ended."""
    query = select(Login).options(joinedload(Login.person)).where(Login.token_hash == token_hash, Login.expires_at > now)
    return db.session.scalars(query).one_or_none()


def logins_of(person_id: UUID, now: datetime) -> Sequence[Login]:
    """The browsers a person is signed in with, the last used first."""
    query = select(Login).where(Login.person_id == person_id, Login.expires_at > now).order_by(Login.seen_at.desc(), Login.id)
    return db.session.scalars(query).all()


def token_by_hash(purpose: str, token_hash: bytes, now: datetime, *, lock: bool = False) -> Token | None:
    """Return an unused, unexpired token; with ``lock`` nobody else can use it before this transaction ends."""
    query = select(Token).where(Token.purpose == purpose, Token.token_hash == token_hash, Token.used_at.is_(None), Token.expires_at > now)
    return db.session.scalars(query.with_for_update() if lock else query).one_or_none()


def seat_of(person_id: UUID) -> Seat | None:
    """Return a person's seat in the workspace in use."""
    return db.session.scalars(select(Seat).where(Seat.person_id == person_id)).one_or_none()


def seat_by_id(seat_id: UUID) -> Seat | None:
    """Return the seat of that id."""
    return db.session.scalars(select(Seat).options(joinedload(Seat.person)).where(Seat.id == seat_id)).one_or_none()


def seats() -> Sequence[Seat]:
    """Everybody with a seat: the agency's own people first, then by name."""
    rank = case({"owner": 0, "manager": 1, "analyst": 2}, value=Seat.role, else_=3)
    query = select(Seat).join(Seat.person).options(contains_eager(Seat.person)).order_by(rank, Person.name, Person.email)
    return db.session.scalars(query).all()


def lock_owners() -> Sequence[Seat]:
    """The owners' seats, locked, so that two owners cannot remove each other at once."""
    return db.session.scalars(select(Seat).where(Seat.role == "owner").order_by(Seat.id).with_for_update()).all()


def open_invitations(now: datetime) -> Sequence[Invitation]:
    """Invitations not yet accepted, withdrawn or expired, the newest first."""
    query = select(Invitation).where(*_open(now)).order_by(Invitation.created_at.desc(), Invitation.id)
    return db.session.scalars(query).all()


def invitation_by_id(invitation_id: UUID, now: datetime) -> Invitation | None:
    """Return the open invitation of that id."""
    return db.session.scalars(select(Invitation).where(Invitation.id == invitation_id, *_open(now))).one_or_none()


def invitation_by_hash(token_hash: bytes, now: datetime, *, lock: bool = False) -> Invitation | None:
    """Return the open invitation of that token; with ``lock`` nobody else can accept it before this transaction ends."""
    query = select(Invitation).where(Invitation.token_hash == token_hash, *_open(now))
    return db.session.scalars(query.with_for_update() if lock else query).one_or_none()


def invitation_to(email: str, now: datetime) -> Invitation | None:
    """Return the open invitation of that address, the newest if there are several."""
    query = select(Invitation).where(Invitation.email == email, *_open(now)).order_by(Invitation.created_at.desc()).limit(1)
    return db.session.scalars(query).one_or_none()


def _open(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (Invitation.accepted_at.is_(None), Invitation.revoked_at.is_(None), Invitation.expires_at > now)
