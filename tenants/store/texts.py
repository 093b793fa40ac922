"""What was written, kept apart from the events for as long as the workspace allows, and the words of each month, which stay.

No figure needs a text. A text is kept once, by the import that brought its event; its words are counted soon after, and from then on it
only serves to show what a discussion was about.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Index, String, Text, func, select, update
from sqlalchemy.orm import Mapped, mapped_column

from tenants.store.accounts import Tenant
from tenants.store.base import Model, db, owned
from tenants.store.clients import Community
from tenants.store.events import InCommunity, Unlinked
from tenants.store.imports import Import, ImportState
from tenants.store.sql import InOne
from tenants.store.tenancy import current_tenant

BATCH = 20_000

# In the order of their keys, so that the index is written page by page.
TAKE_IN_FRESH = """
INSERT INTO message_text (tenant_id, community_no, key, import_no, content)
SELECT :tenant, :community, key, :import, content FROM staged_events WHERE content IS NOT NULL ORDER BY key
"""
TAKE_IN = f"{TAKE_IN_FRESH} ON CONFLICT DO NOTHING"
# Events that another import saw too stay, and their texts with them.
HAND_OVER = """
UPDATE message_text t SET import_no = e.import_no FROM event e
WHERE t.tenant_id = :tenant AND t.community_no = :community AND t.import_no = :import
  AND e.tenant_id = :tenant AND e.community_no = :community AND e.key = t.key
"""
# The month of a text is that of its event, on the community's clock.
READ = """
SELECT date_trunc('month', e.day)::date AS month, t.content FROM message_text t
JOIN event e ON e.tenant_id = t.tenant_id AND e.community_no = t.community_no AND e.key = t.key
WHERE t.tenant_id = :tenant AND t.community_no = :community AND t.import_no = :import
"""
FORGET = "DELETE FROM message_text WHERE tenant_id = :tenant AND community_no = :community AND import_no = :import"
ADD_WORDS = """
INSERT INTO word_month (tenant_id, community_no, month, word, messages)
SELECT :tenant, :community, w.month, w.word, w.messages
FROM unnest(CAST(:months AS date[]), CAST(:words AS text[]), CAST(:counts AS int[])) AS w (month, word, messages)
ON CONFLICT (tenant_id, community_no, month, word) DO UPDATE SET messages = word_month.messages + excluded.messages
"""
DROP_WORDS = "DELETE FROM word_month WHERE tenant_id = :tenant AND community_no = :community AND messages <= 0"

WordCounts = Mapping[tuple[date, str], int]
"""In how many messages a word was used, by the first day of the month and the word."""


class MessageText(Unlinked, Model):
    """What one message said; ``import_no`` is the import that owns its event."""

    __tablename__ = "message_text"
    key: Mapped[UUID] = mapped_column(primary_key=True)
    import_no: Mapped[int]
    content: Mapped[str] = mapped_column(Text)
    __table_args__ = (Index("ix_message_text_import", "tenant_id", "community_no", "import_no", postgresql_using="brin"),)


class WordMonth(InCommunity, Model):
    """In how many messages of a month a word was used; kept when the texts are gone."""

    __tablename__ = "word_month"
    month: Mapped[date] = mapped_column(primary_key=True)
    word: Mapped[str] = mapped_column(String(40), primary_key=True)
    messages: Mapped[int]
    __table_args__ = (owned("community_no", "community", remote="no", ondelete="CASCADE"),)


def take_in(here: InOne, import_no: int, *, fresh: bool) -> None:
    """Keep the texts of the staged events that are not kept yet; ``fresh``: none is, and no two are of one event."""
    here.run(TAKE_IN_FRESH if fresh else TAKE_IN, **{"import": import_no})


def hand_over(here: InOne, import_no: int) -> None:
    """Give the texts of events that passed from import ``import_no`` to another to that one."""
    here.run(HAND_OVER, **{"import": import_no})


def forget(here: InOne, import_no: int) -> None:
    """Delete the texts of one import."""
    here.run(FORGET, **{"import": import_no})


def of_import(here: InOne, import_no: int) -> Iterator[Sequence[tuple[date, str]]]:
    """The texts that an import owns with their months, ``BATCH`` at a time, without holding them all."""
    found = here.run(READ, **{"import": import_no}).yield_per(BATCH)
    for rows in found.partitions(BATCH):
        yield [(row.month, row.content) for row in rows]


def add_words(here: InOne, counts: WordCounts) -> None:
    """Add ``counts`` to the words of their months; negative ones take away, and a word nobody used goes."""
    pairs = sorted(counts)
    for start in range(0, len(pairs), BATCH):
        part = pairs[start : start + BATCH]
        here.run(ADD_WORDS, months=[month for month, _ in part], words=[word for _, word in part], counts=[counts[each] for each in part])
    if any(count < 0 for count in counts.values()):
        here.run(DROP_WORDS)


def words(community: Community, month: date) -> dict[str, int]:
    """In how many messages of ``month`` (its first day) each word was used; empty where none was counted."""
    wanted = select(WordMonth.word, WordMonth.messages).where(*_here(community, WordMonth), WordMonth.month == month)
    return {row.word: row.messages for row in db.session.execute(wanted)}


def words_state(community: Community) -> tuple[int, datetime | None]:
    """Of how many imports of ``community`` the words are counted, and when that was last: another value where words may be others."""
    mine = Import.tenant_id == current_tenant(), Import.community_id == community.id, Import.state == ImportState.DONE
    row = db.session.execute(select(func.count(Import.words_at), func.max(Import.words_at)).where(*mine)).one()
    return row[0], row[1]


def contents(community: Community, keys: Collection[UUID]) -> dict[UUID, str]:
    """The texts of ``keys`` that are still kept."""
    wanted = select(MessageText.key, MessageText.content).where(*_here(community, MessageText), MessageText.key.in_(keys))
    return {row.key: row.content for row in db.session.execute(wanted)} if keys else {}


def uncounted() -> Sequence[Import]:
    """Imports whose words were not counted yet, the oldest first."""
    query = select(Import).where(Import.state == ImportState.DONE, Import.words_at.is_(None))
    return db.session.scalars(query.order_by(Import.no)).all()


def overdue(before: datetime) -> Sequence[Import]:
    """Imports that were finished before then, whose words are counted and whose texts are still kept."""
    query = select(Import).where(Import.words_at.is_not(None), Import.texts_gone_at.is_(None), Import.finished_at < before)
    return db.session.scalars(query.order_by(Import.no)).all()


def mark(row: Import, **values: datetime) -> bool:
    """Set ``words_at`` or ``texts_gone_at`` of a done import, once: ``False`` where somebody else was faster, or it was undone."""
    unset = [getattr(Import, name).is_(None) for name in values]
    mine = Import.tenant_id == current_tenant(), Import.id == row.id, Import.state == ImportState.DONE
    wanted = update(Import).where(*mine, *unset).values(**values)
    done = db.session.execute(wanted.returning(Import.id).execution_options(synchronize_session=False))
    return done.one_or_none() is not None


def any_kept(community: Community) -> bool:
    """Whether any text of ``community`` is kept."""
    return db.session.scalar(select(select(MessageText.key).where(*_here(community, MessageText)).exists())) or False


def days_kept() -> int:
    """For how many days after an import the workspace in use keeps texts."""
    return db.session.scalar(select(Tenant.text_days).where(Tenant.id == current_tenant())) or 0


def _here(community: Community, model: type[MessageText | WordMonth]) -> tuple[ColumnElement[bool], ...]:
    return (model.tenant_id == current_tenant(), model.community_no == community.no)
