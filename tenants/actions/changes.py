"""One change of one review: in a transaction of its own, only in the states that allow it, and never over somebody else's."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from tenants.store import reviews
from tenants.store.reviews import SHOWN, Review
from tenants.store.work import Work, work
from tenants.terms.errors import NotFoundError, Refusal
from tenants.terms.report import ReviewState

LONGEST_SENTENCE = 600
EDITABLE = (ReviewState.DRAFT, ReviewState.IN_REVIEW)
PUBLISHED = SHOWN


@contextmanager
def changing(review: Review, revision: int | None, states: Sequence[ReviewState]) -> Iterator[tuple[Work, Review]]:
    """One transaction around one change of one review, kept from other writers.

    Refused with ``review.wrong_state`` outside ``states``, and with ``review.changed`` when ``revision`` is not the present one;
    ``None`` means "as it is".
    """
    with work() as w:
        row = locked(review, revision, states)
        row.revision += 1
        yield w, row


def locked(review: Review, revision: int | None, states: Sequence[ReviewState]) -> Review:
    """Return the review as it is now, locked until the transaction ends, or refuse as ``changing`` does."""
    row = reviews.locked(review.id)
    if row is None:
        raise NotFoundError("review.not_found")
    if row.state not in states:
        raise Refusal("review.wrong_state", state=row.state, period=row.period)
    if revision is not None and row.revision != revision:
        raise Refusal("review.changed", revision=row.revision, period=row.period)
    return row
