"""Who is who: members that are one person, on several platforms or under several accounts of one.

Links are kept by a community's own names of people (``external_id``), not by numbers: they outlive an import that is taken back and
brought again. What follows from them for the bulk rows stands in ``redirects``.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Row, String, UniqueConstraint, and_, delete, false, func, select
from sqlalchemy.orm import Mapped, mapped_column

from tenants.store.accounts import Person
from tenants.store.audit import AuditEvent
from tenants.store.base import Identified, Model, TenantOwned, db, owned
from tenants.store.clients import Client, Community
from tenants.store.events import Member

NOUN = "identity"


class Identity(Identified, Model):
    """One person of a client's communities, known there under several names."""

    __tablename__ = "identity"
    client_id: Mapped[UUID]
    name: Mapped[str] = mapped_column(String(200))
    made_at: Mapped[datetime]
    made_by: Mapped[UUID | None]
    __table_args__ = (owned("client_id", "client", ondelete="CASCADE"),)


class IdentityLink(TenantOwned, Model):
    """A member who is that person. A member belongs to one identity at most."""

    __tablename__ = "identity_link"
    community_no: Mapped[int] = mapped_column(primary_key=True)
    external_id: Mapped[str] = mapped_column(String(240), primary_key=True)
    identity_id: Mapped[UUID]
    __table_args__ = (
        owned("community_no", "community", remote="no", ondelete="CASCADE"),
        owned("identity_id", "identity", ondelete="CASCADE"),
    )


class Apart(Identified, Model):
    """Two members of whom somebody said that they are not the same, in order, each as ``name_of`` names them."""

    __tablename__ = "identity_apart"
    client_id: Mapped[UUID]
    one: Mapped[str] = mapped_column(String(260))
    other: Mapped[str] = mapped_column(String(260))
    said_at: Mapped[datetime]
    said_by: Mapped[UUID | None]
    __table_args__ = (UniqueConstraint("tenant_id", "client_id", "one", "other"), owned("client_id", "client", ondelete="CASCADE"))


def communities_of(client: Client) -> Sequence[Community]:
    """The open communities of ``client``, by name."""
    wanted = select(Community).where(Community.client_id == client.id, Community.archived_at.is_(None))
    return db.session.scalars(wanted.order_by(Community.name, Community.id)).all()


def candidates(numbers: Collection[int]) -> Sequence[Row[int, int, str, str, str, datetime | None, UUID | None]]:
    """People of the communities ``numbers``, bots left out: community, number, external id, name, e-mail, first act, identity."""
    wanted = select(
        Member.community_no, Member.no, Member.external_id, Member.name, Member.email, Member.first_act_at, Member.identity_id
    ).where(Member.community_no.in_(numbers), Member.is_bot == false())
    return db.session.execute(wanted.order_by(Member.community_no, Member.no)).all()


def members(keys: Collection[tuple[int, int]]) -> Sequence[Member]:
    """The members with these (community number, number), as far as they are there."""
    found: list[Member] = []
    for community_no in {community for community, _ in keys}:
        nos = [no for community, no in keys if community == community_no]
        found += db.session.scalars(select(Member).where(Member.community_no == community_no, Member.no.in_(nos)).order_by(Member.no))
    return found


def of_client(client: Client) -> Sequence[Identity]:
    """Everybody who was merged, by name."""
    return db.session.scalars(select(Identity).where(Identity.client_id == client.id).order_by(Identity.name, Identity.id)).all()


def by_id(client: Client, identity_id: UUID) -> Identity | None:
    """The person of that id among the client's."""
    return db.session.scalars(select(Identity).where(Identity.client_id == client.id, Identity.id == identity_id)).one_or_none()


def members_of(identities: Collection[UUID]) -> Sequence[Member]:
    """The members who are one of ``identities``, by community and number."""
    wanted = select(Member).where(Member.identity_id.in_(identities)).order_by(Member.community_no, Member.no)
    return db.session.scalars(wanted).all()


def links(identity_id: UUID) -> Sequence[IdentityLink]:
    """What is kept of one person, members that are gone for now included."""
    return db.session.scalars(select(IdentityLink).where(IdentityLink.identity_id == identity_id)).all()


def unlink(community_no: int, external_id: str) -> None:
    """Forget whose account that is."""
    db.session.execute(
        delete(IdentityLink).where(IdentityLink.community_no == community_no, IdentityLink.external_id == external_id),
    )


def search(numbers: Collection[int], text: str, *, most: int) -> Sequence[Member]:
    """People of those communities whose name or e-mail holds ``text`` in any case, bots left out."""
    like = Member.name.icontains(text, autoescape=True) | Member.email.icontains(text, autoescape=True)
    wanted = select(Member).where(Member.community_no.in_(numbers), Member.is_bot == false(), like)
    return db.session.scalars(wanted.order_by(Member.name, Member.community_no, Member.no).limit(most)).all()


def apart(client: Client) -> frozenset[tuple[str, str]]:
    """The pairs that are not the same."""
    rows = db.session.execute(select(Apart.one, Apart.other).where(Apart.client_id == client.id)).all()
    return frozenset((row.one, row.other) for row in rows)


def forget_apart(client: Client, pairs: Collection[tuple[str, str]]) -> None:
    """They may be the same after all."""
    for one, other in pairs:
        db.session.execute(delete(Apart).where(Apart.client_id == client.id, Apart.one == one, Apart.other == other))


def name_of(community_no: int, external_id: str) -> str:
    """How ``Apart`` names a member."""
    return f"{community_no}:{external_id}"


def history(client: Client, *, most: int = 30) -> Sequence[Row[AuditEvent, str | None]]:
    """What was merged, split and told apart, with the name of who did it, the newest first."""
    wanted = (
        select(AuditEvent, Person.name)
        .outerjoin(Person, Person.id == AuditEvent.person_id)
        .where(AuditEvent.noun == NOUN, AuditEvent.noun_id == str(client.id))
        .order_by(AuditEvent.at.desc(), AuditEvent.id.desc())
        .limit(most)
    )
    return db.session.execute(wanted).all()


def merged_away(community: Community) -> int:
    """How many accounts of ``community`` count under another one."""
    here = and_(Member.tenant_id == community.tenant_id, Member.community_no == community.no)
    return db.session.scalar(select(func.count()).select_from(Member).where(here, Member.person_no.is_not(None))) or 0
