"""What is said about a review, as its page shows it: the two conversations, and the figures they are about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_login import current_user

from tenants.actions import reviewing
from tenants.actions.remarks import CLIENT, INTERNAL, LONGEST
from tenants.render.wording.metrics import metric_words
from tenants.store import comments
from tenants.store.comments import ReviewComment
from tenants.store.reviews import Review
from tenants.terms.document import ReportDocument
from tenants.terms.metric import Unit
from webapp.words import language


@dataclass(frozen=True, slots=True)
class Remark:
    """A remark as its page shows it. ``version``: the version it was made on, 0 for the one shown; ``waits``: the client's, unanswered."""

    id: UUID
    author: str
    about: str
    metric: str
    text: str
    at: datetime
    version: int
    mine: bool
    from_client: bool
    answered: bool

    @property
    def waits(self) -> bool:
        """Whether the client waits for an answer."""
        return self.from_client and not self.answered


def talk(review: Review, document: ReportDocument) -> dict[str, Any]:
    """Return both conversations, and by metric what is said about its figure: (among us, with the client)."""
    found = comments.of_period(review, INTERNAL, CLIENT)
    threads = {kind: [_remark(each, version, review) for each, version in found if each.audience == kind] for kind in (INTERNAL, CLIENT)}
    about = {metric: [[r for r in threads[kind] if r.metric == metric] for kind in (INTERNAL, CLIENT)] for metric in _metrics(threads)}
    return {
        "among_us": threads[INTERNAL],
        "with_client": threads[CLIENT],
        "about": about,
        "said_of": [(key, metric_words(key, language()).name) for key in _shown(document)],
        "with_client_open": review.state in reviewing.PUBLISHED,
        "longest_remark": LONGEST,
    }


def _metrics(threads: dict[str, list[Remark]]) -> list[str]:
    return list(dict.fromkeys(each.metric for thread in threads.values() for each in thread if each.metric))


def _shown(document: ReportDocument) -> Sequence[str]:
    """Metrics one may speak about: those of the scorecard that are no tables."""
    return [line.metric for part in document.pillars for line in part.lines if line.figure.unit is not Unit.TABLE]


def _remark(row: ReviewComment, version: int, review: Review) -> Remark:
    return Remark(
        id=row.id,
        author=row.author.name if row.author else str(_("Somebody who left")),
        about=metric_words(row.metric, language()).name if row.metric else "",
        metric=row.metric,
        text=row.text,
        at=row.created_at,
        version=version if version != review.version else 0,
        mine=row.author_id == current_user.id,
        from_client=row.from_client,
        answered=row.answered_at is not None,
    )
