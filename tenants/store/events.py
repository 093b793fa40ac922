"""The bulk tables: events, members, membership spells and their rollups. Written by COPY and set statements, read by facts.

Integer keys keep them narrow: ``(tenant_id, community_no, member_no)``. ``key`` and ``reply_to`` are 128-bit hashes of (source, external
key), so that an event's identity costs 16 bytes whatever the platform calls it.
"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ARRAY, Index, Integer, SmallInteger, String, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from tenants.store.base import Model, TenantOwned, owned
from tenants.store.tenancy import current_tenant


class InCommunity(TenantOwned):
    """Mixin of the bulk rows of one community."""

    community_no: Mapped[int] = mapped_column(primary_key=True, sort_order=-9)


class Unlinked(InCommunity):
    """Mixin of the bulk rows that come by the hundred thousand: without foreign keys.

    The database would look up the same workspace and community once for each row, a third of the time of an import. Row-level security
    sees to the workspace, and communities are archived, never deleted.
    """

    tenant_id: Mapped[int] = mapped_column(primary_key=True, default=current_tenant, sort_order=-10)


class Member(InCommunity, Model):
    """A person of a community, numbered densely from 1. ``joined_at``: the platform's own word on when they joined."""

    __tablename__ = "member"
    no: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    external_id: Mapped[str] = mapped_column(String(240))
    name: Mapped[str] = mapped_column(String(200), default="")
    is_bot: Mapped[bool] = mapped_column(default=False)
    is_staff: Mapped[bool] = mapped_column(default=False)
    is_expert: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Marked by staff as somebody others learn from."""
    is_paid: Mapped[bool] = mapped_column(default=False, server_default=false())
    """A paying member: what staff said (``paid_said``), else what any live import says."""
    joined_at: Mapped[datetime | None]
    first_act_at: Mapped[datetime | None]
    email: Mapped[str] = mapped_column(String(254), default="", server_default="")
    staff_said: Mapped[bool | None]
    """What a person said of them being staff; it wins over every file. ``is_staff`` follows from both."""
    paid_said: Mapped[bool | None]
    """The same of them paying, for ``is_paid``."""
    identity_id: Mapped[UUID | None]
    """Whose account it is, where somebody said so."""
    person_no: Mapped[int | None]
    """The member of this community that this one counts under; ``None`` where it counts by itself."""
    __table_args__ = (
        UniqueConstraint("tenant_id", "community_no", "external_id"),
        Index("ix_member_identity", "tenant_id", "identity_id", postgresql_where=text("identity_id IS NOT NULL")),
        Index("ix_member_others", "tenant_id", "community_no", "no", postgresql_where=text("is_bot OR is_staff")),
        owned("community_no", "community", remote="no", ondelete="CASCADE"),
    )


class Channel(InCommunity, Model):
    """A sub-space of a community (a Slack channel), numbered densely from 1."""

    __tablename__ = "channel"
    no: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(300))
    __table_args__ = (
        UniqueConstraint("tenant_id", "community_no", "name"),
        owned("community_no", "community", remote="no", ondelete="CASCADE"),
    )


class EventRow(Unlinked, Model):
    """One act, append-only. ``day`` is the local day in the community's zone.

    ``count`` is over 1 only where nobody is named: the greatest that any live import held; ``own_count`` is what the import held that
    owns the row (``import_no``), so that undoing another one gives the smaller count back.
    """

    __tablename__ = "event"
    key: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[int] = mapped_column(SmallInteger)
    occurred_at: Mapped[datetime]
    day: Mapped[date]
    member_no: Mapped[int | None]
    author_no: Mapped[int | None]
    """Who did it, where they count under somebody else (``member_no``)."""
    channel_no: Mapped[int | None]
    reply_to: Mapped[UUID | None]
    inviter_no: Mapped[int | None]
    count: Mapped[int] = mapped_column(default=1)
    own_count: Mapped[int] = mapped_column(default=1)
    question: Mapped[bool] = mapped_column(default=False)
    import_no: Mapped[int]
    __table_args__ = (
        Index("ix_event_day", "tenant_id", "community_no", "day", "kind", "member_no"),
        Index("ix_event_member", "tenant_id", "community_no", "member_no", "occurred_at"),
        Index("ix_event_reply", "tenant_id", "community_no", "reply_to", postgresql_where=text("kind = 2")),
        # Joins and leaves (KIND_CODE 4 and 5) are few and make the ledger.
        Index("ix_event_ledger", "tenant_id", "community_no", "member_no", postgresql_where=text("kind IN (4, 5)")),
        # Rows of one import lie together, so a block range index finds them and costs an import nothing.
        Index("ix_event_import", "tenant_id", "community_no", "import_no", postgresql_using="brin"),
    )


class Sighting(Unlinked, Model):
    """An event that a later import held too; undoing the first import hands the event over instead of losing it.

    ``count`` is how often that import says it happened (over 1 only where nobody is named).
    """

    __tablename__ = "sighting"
    import_no: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[UUID] = mapped_column(primary_key=True)
    count: Mapped[int] = mapped_column(default=1)
    __table_args__ = (Index("ix_sighting_key", "tenant_id", "community_no", "key"),)


class MemberSeen(InCommunity, Model):
    """What one import says of one person; a member is the sum of these over the live imports, and goes with the last of them."""

    __tablename__ = "member_seen"
    import_no: Mapped[int] = mapped_column(primary_key=True)
    member_no: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200), default="")
    is_bot: Mapped[bool] = mapped_column(default=False)
    joined_at: Mapped[datetime | None]
    email: Mapped[str] = mapped_column(String(254), default="", server_default="")
    is_staff: Mapped[bool] = mapped_column(default=False, server_default=false())
    is_paid: Mapped[bool] = mapped_column(default=False, server_default=false())
    __table_args__ = (
        owned("community_no", "community", remote="no", ondelete="CASCADE"),
        Index("ix_member_seen_member", "tenant_id", "community_no", "member_no"),
    )


class SpellRow(InCommunity, Model):
    """A membership interval ``[joined_at, left_at)``; rebuilt from evidence for every member an import touches."""

    __tablename__ = "spell"
    member_no: Mapped[int] = mapped_column(primary_key=True)
    joined_at: Mapped[datetime] = mapped_column(primary_key=True)
    left_at: Mapped[datetime | None]
    estimated: Mapped[bool]
    is_first: Mapped[bool]
    inviter_no: Mapped[int | None]
    first_act_at: Mapped[datetime | None]
    __table_args__ = (
        owned("community_no", "community", remote="no", ondelete="CASCADE"),
        Index("ix_spell_joined", "tenant_id", "community_no", "joined_at"),
        Index("ix_spell_left", "tenant_id", "community_no", "left_at"),
    )


class CommunityDay(InCommunity, Model):
    """Acts of one local day by kind and by whose they are (0 member, 1 staff, 2 bot, 3 unknown); ``hours`` are the same by local hour."""

    __tablename__ = "community_day"
    day: Mapped[date] = mapped_column(primary_key=True)
    kind: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    who: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    count: Mapped[int]
    hours: Mapped[list[int]] = mapped_column(ARRAY(Integer), server_default="{}")
    __table_args__ = (owned("community_no", "community", remote="no", ondelete="CASCADE"),)


class CommunityDayBitmap(InCommunity, Model):
    """Who did an act of one kind on one local day: a serialised roaring bitmap of member numbers, staff and bots included.

    ``times``: how often each of them did (``slices.pack``). Kind 0 are the people who did their first qualifying act ever on that day.
    """

    __tablename__ = "community_day_bitmap"
    day: Mapped[date] = mapped_column(primary_key=True)
    kind: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    people: Mapped[bytes]
    times: Mapped[bytes] = mapped_column(server_default="")
    __table_args__ = (owned("community_no", "community", remote="no", ondelete="CASCADE"),)
