"""Remarks on reviews: among the agency's own people in any state, or with the client about what was published to them.

Whom a remark is for never changes. Those concerned are written to a minute later, so that what is taken back at once reaches nobody.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from tenants.actions import checks, letters
from tenants.actions.changes import PUBLISHED
from tenants.measure import CATALOGUE
from tenants.render.wording.metrics import metric_words
from tenants.store import accounts, audit, comments, reviews
from tenants.store.accounts import Person
from tenants.store.base import db
from tenants.store.comments import CLIENT, INTERNAL, ReviewComment
from tenants.store.reviews import Review
from tenants.store.tenancy import current_scope
from tenants.store.work import Work, work
from tenants.terms.errors import NotFoundError, Refusal
from tenants.terms.people import Role

LONGEST = 2000
GRACE = timedelta(minutes=1)
"""How long a remark may be taken back before anybody is written to about it."""

__all__ = ["CLIENT", "GRACE", "INTERNAL", "LONGEST", "answer", "restore", "say", "settle", "take_back", "tell"]


def say(review: Review, text: str, *, audience: str, metric: str = "", by: UUID | None, now: datetime) -> ReviewComment:
    """Say something about a review, or about one figure of it (``metric``), for ``audience``: ``INTERNAL`` or ``CLIENT``.

    Refused: words for the client about what is not published (``remark.not_published``); anything but words for both sides by somebody of
    the client (``remark.not_yours``). A review the one who asks may not see does not exist (``NotFoundError``).
    """
    said = checks.text(text, "text", longest=LONGEST, required=True)
    if metric and metric not in CATALOGUE:
        raise Refusal("target.unknown_metric", field="metric", metric=metric)
    if audience not in (INTERNAL, CLIENT) or (_somebody_of_the_client() and audience != CLIENT):
        raise Refusal("remark.not_yours")
    with work():
        row = _locked(review.id, audience)
        return _added(row, said, audience, metric, by, now)


def answer(remark: ReviewComment, text: str, *, by: UUID | None, now: datetime) -> ReviewComment:
    """Answer what the client said: the same two sides, about the same figure; the question counts as answered."""
    said = checks.text(text, "text", longest=LONGEST, required=True)
    with work():
        asked = _of_the_client(remark)
        row = _locked(asked.review_id, CLIENT)
        asked.answered_at = asked.answered_at or now
        return _added(row, said, CLIENT, asked.metric, by, now)


def settle(remark: ReviewComment, *, answered: bool, by: UUID | None, now: datetime) -> ReviewComment:
    """Mark what the client said as answered (on the telephone, say), or as still open."""
    with work():
        row = _of_the_client(remark)
        row.answered_at = now if answered else None
        audit.record(by, "settled" if answered else "reopened", "remark", row.id, review=str(row.review_id))
    return row


def take_back(remark: ReviewComment, *, by: UUID | None, now: datetime) -> ReviewComment:
    """Take one's own remark back: nobody sees it any more."""
    with work():
        row = _own(remark, by)
        row.taken_back_at = row.taken_back_at or now
        audit.record(by, "took_back", "remark", row.id, review=str(row.review_id))
    return row


def restore(remark: ReviewComment, *, by: UUID | None) -> ReviewComment:
    """Undo ``take_back``."""
    with work():
        row = _own(remark, by)
        row.taken_back_at = None
        audit.record(by, "restored", "remark", row.id, review=str(row.review_id))
    return row


def tell(*, now: datetime) -> int:
    """Write about remarks that were not written about yet; return how many letters. Asked by two clocks at once, each is told once.

    What the client says goes to whoever published the report, what the agency says to those of the client who said something about it.
    """
    sent = 0
    for remark in comments.untold(now - GRACE):
        with work() as w:
            if comments.tell(remark.id, now):
                sent += _write(w, remark)
    return sent


def _somebody_of_the_client() -> bool:
    scope = current_scope()
    return scope is not None and scope.client_id is not None


def _locked(review_id: UUID, audience: str) -> Review:
    row = reviews.locked(review_id)
    if row is None:
        raise NotFoundError("review.not_found")
    if audience == CLIENT and row.state not in PUBLISHED:
        raise Refusal("remark.not_published", state=row.state)
    return row


def _added(row: Review, said: str, audience: str, metric: str, by: UUID | None, now: datetime) -> ReviewComment:
    remark = ReviewComment(
        review_id=row.id,
        client_id=row.client_id,
        author_id=by,
        audience=audience,
        metric=metric,
        text=said,
        created_at=now,
        from_client=_somebody_of_the_client(),
    )
    db.session.add(remark)
    db.session.flush()
    audit.record(by, "said", "remark", remark.id, review=str(row.id), audience=audience, metric=metric)
    return remark


def _of_the_client(remark: ReviewComment) -> ReviewComment:
    """A remark of the client that stands, for the agency to answer."""
    row = comments.locked(remark.id)
    if row is None or row.taken_back_at is not None:
        raise NotFoundError("remark.not_found")
    if not row.from_client or _somebody_of_the_client():
        raise Refusal("remark.not_yours")
    return row


def _own(remark: ReviewComment, by: UUID | None) -> ReviewComment:
    row = comments.locked(remark.id)
    if row is None:
        raise NotFoundError("remark.not_found")
    if row.author_id is None or row.author_id != by:
        raise Refusal("remark.not_yours")
    return row


def _write(w: Work, remark: ReviewComment) -> int:
    review = reviews.by_id(remark.review_id)
    if review is None or (review.state not in PUBLISHED and not remark.from_client):
        return 0  # taken from the client meanwhile: the link would lead nowhere
    concerned = [person for person in _concerned(review, remark) if person.id != remark.author_id]
    for person in concerned:
        letters.queue(w, name="remark", language=person.language, recipient=person.email, facts=_facts(review, remark, person))
    return len(concerned)


def _concerned(review: Review, remark: ReviewComment) -> Sequence[Person]:
    """The publisher while they still work here, else every owner; for what the agency says, those of the client who asked."""
    if not remark.from_client:
        return comments.askers(review)
    staff = [seat for seat in accounts.seats() if seat.role != Role.CLIENT]
    publisher = [seat.person for seat in staff if seat.person_id == review.published_by]
    return publisher or [seat.person for seat in staff if seat.role == Role.OWNER]


def _facts(review: Review, remark: ReviewComment, reader: Person) -> dict[str, object]:
    tenant = accounts.tenant_in_use()
    place = "reviews" if remark.from_client else "portal/reports"
    return {
        "agency": tenant.name,
        "community": review.community.name,
        "period": review.period,
        "author": remark.author.name if remark.author else tenant.name,
        "about": metric_words(remark.metric, reader.language).name if remark.metric else "",
        "text": remark.text,
        "asked": remark.from_client,
        "link": f"/w/{tenant.slug}/{place}/{review.id}#remarks",
    }
