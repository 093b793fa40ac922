"""What was agreed about measuring a community: earlier versions, and who of its people is staff."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Row, func, select

from tenants.store.accounts import Person
from tenants.store.audit import AuditEvent
from tenants.store.base import db
from tenants.store.clients import Community
from tenants.store.events import Member

NOUN = "contract"


def versions(community: Community) -> Sequence[Row[AuditEvent, str | None]]:
    """Each change of the metric contract with the name of who made it (``None``: the command line), the newest first."""
    wanted = (
        select(AuditEvent, Person.name)
        .outerjoin(Person, Person.id == AuditEvent.person_id)
        .where(AuditEvent.noun == NOUN, AuditEvent.noun_id == str(community.id))
        .order_by(AuditEvent.at.desc(), AuditEvent.id.desc())
    )
    return db.session.execute(wanted).all()


def staff(community: Community) -> Sequence[Member]:
    """Who is marked as staff, by name; somebody with several accounts once, whichever of them is marked."""
    marked = select(func.coalesce(Member.person_no, Member.no)).where(*_here(community), Member.is_staff)
    wanted = select(Member).where(*_here(community), Member.no.in_(marked)).order_by(Member.name, Member.no)
    return db.session.scalars(wanted).all()


def people_like(community: Community, text: str, *, most: int) -> tuple[Sequence[Member], int]:
    """People, neither staff nor bots, whose name holds ``text`` in any case: at most ``most`` by name, and how many there are."""
    wanted = [
        *_here(community),
        Member.person_no.is_(None),
        Member.is_staff.is_(False),
        Member.is_bot.is_(False),
        Member.name.icontains(text, autoescape=True),
    ]
    found = db.session.scalars(select(Member).where(*wanted).order_by(Member.name, Member.no).limit(most)).all()
    total = db.session.scalar(select(func.count()).select_from(Member).where(*wanted))
    return found, total or 0


def _here(community: Community) -> tuple[ColumnElement[bool], ...]:
    return (Member.tenant_id == community.tenant_id, Member.community_no == community.no)
