"""Lists of members as they stood on a day, one an import; what they say together of who came and who left is read from them anew each time.

So an import brought in late or taken back changes nothing but its own list, and what remains always says what it says.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from pyroaring import BitMap
from sqlalchemy import String, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from tenants.store.base import Model, db, owned
from tenants.store.clients import Community
from tenants.store.events import InCommunity
from tenants.store.tenancy import current_tenant


class MemberListRow(InCommunity, Model):
    """Who was a member at the end of the local day ``as_of``, as import ``import_no`` says: a serialised roaring bitmap of member numbers.

    ``source`` names whose ids these are and which group the list is of; only lists of one source are compared with each other.
    """

    __tablename__ = "member_list"
    import_no: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(String(140), primary_key=True)
    as_of: Mapped[date] = mapped_column(primary_key=True)
    people: Mapped[bytes]
    size: Mapped[int]
    __table_args__ = (owned("community_no", "community", remote="no", ondelete="CASCADE"),)


def keep(community: Community, import_no: int, *, source: str, as_of: date, people: BitMap) -> None:
    """Keep the list that an import holds."""
    row = {"tenant_id": current_tenant(), "community_no": community.no, "import_no": import_no, "source": source[:140], "as_of": as_of}
    db.session.add(MemberListRow(**row, people=people.serialize(), size=len(people)))
    db.session.flush()


def drop(community: Community, import_no: int) -> None:
    """Let go of the list of an import that is taken back; nothing happens if it held none."""
    mine = MemberListRow.tenant_id == current_tenant(), MemberListRow.community_no == community.no
    db.session.execute(delete(MemberListRow).where(*mine, MemberListRow.import_no == import_no))


def people_of(community: Community, import_no: int) -> Sequence[BitMap]:
    """Who stands on the lists of one import, list by list."""
    mine = MemberListRow.tenant_id == current_tenant(), MemberListRow.community_no == community.no
    wanted = select(MemberListRow.people).where(*mine, MemberListRow.import_no == import_no)
    return [BitMap.deserialize(people) for people in db.session.scalars(wanted)]


def snapshots(community_no: int) -> Mapping[str, Sequence[tuple[date, BitMap]]]:
    """The lists of a community by source, the oldest first; of two lists of one day the one imported last is right."""
    mine = MemberListRow.tenant_id == current_tenant(), MemberListRow.community_no == community_no
    wanted = select(MemberListRow.source, MemberListRow.as_of, MemberListRow.people).where(*mine)
    found: dict[str, dict[date, BitMap]] = defaultdict(dict)
    for source, as_of, people in db.session.execute(wanted.order_by(MemberListRow.as_of, MemberListRow.import_no)):
        found[source][as_of] = BitMap.deserialize(people)
    return {source: list(by_day.items()) for source, by_day in found.items()}


def spans(community: Community) -> Sequence[tuple[int, str, date]]:
    """Import number, source and day of each list, the oldest first."""
    mine = MemberListRow.tenant_id == current_tenant(), MemberListRow.community_no == community.no
    wanted = select(MemberListRow.import_no, MemberListRow.source, MemberListRow.as_of).where(*mine)
    return [(row.import_no, row.source, row.as_of) for row in db.session.execute(wanted.order_by(MemberListRow.as_of))]
