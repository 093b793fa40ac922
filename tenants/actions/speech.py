"""What a community speaks of: questions, discussions, waiting times and words; and how long the texts behind them are kept."""

from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Any
from uuid import UUID

from tenants.actions import kept_figures
from tenants.actions.asked_again import kept
from tenants.assess.speech import Move, WordChange, compare, most_used
from tenants.ingest.speech import counted
from tenants.store import audit, discussions, glance, imports, texts
from tenants.store.accounts import Tenant
from tenants.store.clients import Community
from tenants.store.discussions import Discussion
from tenants.store.sql import InOne
from tenants.store.work import work
from tenants.terms.errors import Refusal
from tenants.terms.figure import Figure, Reason
from tenants.terms.period import Period
from tenants.terms.report import ImportState

METRICS = ("reply_coverage", "first_reply_minutes", "messages", "replies")
LONGEST_KEPT = 3_650
SHOWN = 20
DISCUSSED = 10


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a month beside those of the month before. ``known``: words of the month were counted at all."""

    used: Sequence[tuple[str, int]]
    changed: Sequence[WordChange]
    known: bool
    comparable: bool


@dataclass(frozen=True, slots=True)
class Talk:
    """What was spoken of in a month. ``texts``: what a thread's first message said, as far as it is kept."""

    figures: Mapping[str, Figure]
    before: Mapping[str, Figure]
    unanswered: Sequence[Discussion]
    unanswered_total: int
    discussed: Sequence[Discussion]
    waits: Sequence[int]
    without: int
    words: Words
    texts: Mapping[UUID, str]
    days: int
    """For how many days after an import texts are kept."""

    @property
    def uncovered(self) -> bool:
        """Whether no data covers the month: nothing can be said of what was asked or answered in it."""
        told = self.unanswered_total or self.discussed or self.words.known
        return self.figures["messages"].reason is Reason.NO_COVERAGE and not told


def talk(community: Community, month: Period, *, now: datetime, offset: int = 0) -> Talk:
    """What ``community`` spoke of in ``month``; ``offset`` skips that many unanswered questions."""
    before = month.previous()
    glance.ahead(community.no, [month.label, before.label, f"talk:{month.label}", f"unanswered:{month.label}:{offset}"])
    measured = kept_figures.some(community, METRICS, [before, month], now=now)
    asked = kept(community, f"talk:{month.label}", lambda: _asked(community, month))
    open_ones = [_thread(each) for each in _unanswered(community, month, offset, asked["unanswered"])]
    discussed = [_thread(each) for each in asked["discussed"]]
    said = texts.contents(community, {each.key for each in (*open_ones, *discussed)})
    return Talk(
        figures=measured[month],
        before=measured[before],
        unanswered=open_ones,
        unanswered_total=asked["unanswered"],
        discussed=discussed,
        waits=asked["waits"],
        without=asked["without"],
        words=_words(community, month, measured[month], measured[before]),
        texts=said,
        days=texts.days_kept(),
    )


def _asked(community: Community, month: Period) -> dict[str, Any]:
    """What changes with the community's data alone, in values JSON knows."""
    waits, without = discussions.waits(community, month)
    return {
        "unanswered": discussions.how_many_unanswered(community, month),
        "discussed": [_plain(each) for each in discussions.most_discussed(community, month, limit=DISCUSSED)],
        "waits": waits,
        "without": without,
    }


def _unanswered(community: Community, month: Period, offset: int, total: int) -> Sequence[Sequence[Any]]:
    """One page of the unanswered questions; nothing is asked for beyond the last of them."""
    if offset >= total:
        return ()
    found: Sequence[Sequence[Any]] = kept(
        community,
        f"unanswered:{month.label}:{offset}",
        lambda: [_plain(each) for each in discussions.unanswered(community, month, limit=SHOWN, offset=offset)],
    )
    return found


def _plain(thread: Discussion) -> list[Any]:
    moments = thread.started.isoformat(), thread.answered.isoformat() if thread.answered else None
    return [str(thread.key), *moments, thread.author, thread.member_no, thread.channel, thread.replies, thread.question]


def _thread(said: Sequence[Any]) -> Discussion:
    key, started, answered, author, member_no, channel, replies, question = said
    moments = datetime.fromisoformat(started), datetime.fromisoformat(answered) if answered else None
    return Discussion(UUID(key), moments[0], author, member_no, channel, replies, question, moments[1])


def _words(community: Community, month: Period, now: Mapping[str, Figure], before: Mapping[str, Figure]) -> Words:
    """The words of the month; kept until words of some import were counted, or either month has another number of messages."""
    posts = _posts(now), _posts(before)
    state = blake2b(repr((texts.words_state(community), posts)).encode(), digest_size=12).hexdigest()
    used, changed, known, comparable = kept(community, f"words:{month.label}:{state}", lambda: astuple(_compared(community, month, *posts)))
    return Words(
        [(word, count) for word, count in used],
        [WordChange(word, one, other, Move(move), weight) for word, one, other, move, weight in changed],
        known,
        comparable,
    )


def _compared(community: Community, month: Period, posts: int, posts_before: int) -> Words:
    these, those = texts.words(community, month.first), texts.words(community, month.previous().first)
    changed = compare(these, those, posts, posts_before) if these and those else []
    return Words(most_used(these, SHOWN), changed[:SHOWN], bool(these), bool(these and those))


def _posts(figures: Mapping[str, Figure]) -> int:
    return sum(int(figures[key].value or 0) for key in ("messages", "replies"))


def count(import_id: UUID, *, now: datetime) -> bool:
    """Count the words of one import's texts, once; ``False``: they were counted already, or the import is not there any more.

    Where the workspace keeps no texts they are deleted at once.
    """
    with work():
        row = imports.by_id(import_id)
        if row is None or row.state != ImportState.DONE or not texts.mark(row, words_at=now):
            return False
        here = InOne(row.community.no)
        with here.in_sets():
            for some in texts.of_import(here, row.no):
                texts.add_words(here, counted(some))
        if not kept_for().days:
            texts.forget(here, row.no)
            texts.mark(row, texts_gone_at=now)
    return True


def clear(*, now: datetime) -> int:
    """Delete the texts of imports that are older than the workspace keeps them; how many imports that were."""
    with work():
        rows = [row for row in texts.overdue(now - kept_for()) if texts.mark(row, texts_gone_at=now)]
        for row in rows:
            texts.forget(InOne(row.community.no), row.no)
    return len(rows)


def keep_for(workspace: Tenant, days: int, *, by: UUID | None, now: datetime) -> None:
    """Keep texts for ``days`` after their import, 0 to ten years; what is older by that is deleted at once.

    Raises ``Refusal("speech.days")`` for any other number.
    """
    if not 0 <= days <= LONGEST_KEPT:
        raise Refusal("speech.days", field="text_days", most=LONGEST_KEPT)
    with work():
        before, workspace.text_days = workspace.text_days, days
        audit.record(by, "changed", "text_days", workspace.id, before=before, days=days)
    clear(now=now)


def kept_for() -> timedelta:
    """How long the workspace in use keeps the text of messages after their import."""
    return timedelta(days=texts.days_kept())
