"""One member of a community, and the names of many: what lists and member pages show beside the figures."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from tenants.store.base import db
from tenants.store.clients import Community
from tenants.store.events import EventRow, Member, SpellRow
from tenants.store.tenancy import current_tenant
from tenants.terms.event import KIND_CODE, EventKind

_KINDS = {code: kind for kind, code in KIND_CODE.items()}


@dataclass(frozen=True, slots=True)
class Name:
    """What a member is called, and the platform's id of theirs."""

    no: int
    name: str
    external_id: str
    paid: bool
    expert: bool

    @property
    def shown(self) -> str:
        """The name, or the id where there is none."""
        return self.name or self.external_id.partition(":")[2] or self.external_id


def names(community: Community, nos: Collection[int], *, like: str = "") -> dict[int, Name]:
    """The names of some members, those only whose name or id holds ``like`` in any case."""
    columns = Member.no, Member.name, Member.external_id, Member.is_paid, Member.is_expert
    wanted = select(*columns).where(Member.tenant_id == current_tenant(), Member.community_no == community.no)
    if like:
        wanted = wanted.where(Member.name.icontains(like, autoescape=True) | Member.external_id.icontains(like, autoescape=True))
    chosen = set(nos)
    return {row.no: Name(*row) for row in db.session.execute(wanted) if row.no in chosen}


def one(community: Community, no: int) -> Member | None:
    """A member by number, whether they are still one or not."""
    return db.session.get(Member, (current_tenant(), community.no, no))


def accounts(community: Community, no: int) -> Sequence[Member]:
    """Accounts of the same community that count under this member, by number."""
    wanted = select(Member).where(Member.tenant_id == current_tenant(), Member.community_no == community.no, Member.person_no == no)
    return db.session.scalars(wanted.order_by(Member.no)).all()


def elsewhere(member: Member) -> Sequence[tuple[Community, Member]]:
    """The same person in other communities of the workspace, where somebody said that they are one."""
    if member.identity_id is None:
        return ()
    other = aliased(Member)
    wanted = (
        select(Community, other)
        .join(other, (other.tenant_id == Community.tenant_id) & (other.community_no == Community.no))
        .where(other.tenant_id == current_tenant(), other.identity_id == member.identity_id, other.community_no != member.community_no)
    )
    return [(row[0], row[1]) for row in db.session.execute(wanted.order_by(Community.name, other.no))]


def spells(community: Community, no: int) -> Sequence[SpellRow]:
    """Since when somebody belongs to the community and when they left, the newest first."""
    wanted = select(SpellRow).where(SpellRow.tenant_id == current_tenant(), SpellRow.community_no == community.no, SpellRow.member_no == no)
    return db.session.scalars(wanted.order_by(SpellRow.joined_at.desc())).all()


def months(community: Community, no: int, first: date, until: date) -> Mapping[tuple[date, EventKind], int]:
    """What one member did between two days, joining and leaving left out: acts by the month's first day and kind."""
    month = func.date_trunc("month", EventRow.day).label("month")
    wanted = (
        select(month, EventRow.kind, func.sum(EventRow.count))
        .where(
            EventRow.tenant_id == current_tenant(),
            EventRow.community_no == community.no,
            EventRow.member_no == no,
            EventRow.day >= first,
            EventRow.day < until,
            EventRow.kind.not_in((KIND_CODE[EventKind.JOIN], KIND_CODE[EventKind.LEAVE])),
        )
        .group_by(month, EventRow.kind)
    )
    return {(_day(at), _KINDS[kind]): int(count) for at, kind, count in db.session.execute(wanted)}


def _day(at: datetime | date) -> date:
    return at.date() if isinstance(at, datetime) else at


def mark(member: Member, *, expert: bool | None = None, paid: bool | None = None) -> bool:
    """Mark one member as an expert or as paying, or not; whether anything changed. What was said by hand outweighs every import."""
    before = (member.is_expert, member.is_paid)
    if expert is not None:
        member.is_expert = expert
    if paid is not None:
        member.is_paid = member.paid_said = paid
    return before != (member.is_expert, member.is_paid)
