"""Workspaces, people, their seats, sign-ins and single-use tokens."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Identity, Index, String, UniqueConstraint, func
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tenants.store.base import Identified, Model, new_id, owned


class Tenant(Model):
    """One agency's workspace. Its id is an integer because every key of every bulk row begins with it; the slug is public."""

    __tablename__ = "tenant"
    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    slug: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    language: Mapped[str] = mapped_column(String(12), default="zh_Hans_CN")
    timezone: Mapped[str] = mapped_column(String(60), default="Asia/Shanghai")
    colour: Mapped[str] = mapped_column(String(7), default="#2f4fa2")
    footer: Mapped[str] = mapped_column(String(200), default="")
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
