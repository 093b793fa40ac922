"""Links that show one published report to whoever holds them: made, ended, taken up again, opened, counted."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from tenants.actions import checks, passwords
from tenants.store import audit, shares
from tenants.store.base import db
from tenants.store.client_view import SEEN
from tenants.store.reviews import Review
from tenants.store.shares import ShareLink
from tenants.store.work import work
from tenants.terms.errors import Refusal

LONGEST = timedelta(days=366)
MOST = 50
"""Links to one report that are still open: more than that is a list nobody looks through."""
LONGEST_NOTE = 120


@dataclass(frozen=True, slots=True)
class Made:
    """A new link and its secret, which is nowhere kept and shown once."""

    link: ShareLink
    secret: str


@dataclass(frozen=True, slots=True)
class Opened:
    """What a valid link opens, as plain values: they outlive the scope they were read in. ``lock`` changes with the password."""

    link_id: UUID
    review_id: UUID
    client_id: UUID
    language: str
    lock: str
    expires_at: datetime

    @property
    def locked(self) -> bool:
        """Whether a password is asked for."""
        return bool(self.lock)


def share(review: Review, *, note: str, until: datetime, password: str = "", by: UUID | None, now: datetime) -> Made:
    """Make a link to a published report that ends at ``until``.

    Refuses a report that is not published (``share.not_published``), an end that lies behind or more than a year ahead
    (``share.until``), an unusable ``password`` and more than ``MOST`` open links.
    """
    if review.state not in SEEN:
        raise Refusal("share.not_published")
    said = checks.text(note, "note", longest=LONGEST_NOTE)
    _check_end(until, now)
    kept = passwords.hashed(password) if password else None
    if sum(1 for each in shares.of_review(review) if is_open(each, now)) >= MOST:
        raise Refusal("share.too_many", most=MOST)
    secret, digest = passwords.new_secret()
    with work():
        link = ShareLink(
            review_id=review.id,
            client_id=review.client_id,
            note=said,
            token_hash=digest,
            password_hash=kept,
            expires_at=until,
            created_by=by,
        )
        db.session.add(link)
        db.session.flush()
        audit.record(by, "shared", "review", review.id, link=str(link.id), note=said, until=until.isoformat(), password=bool(kept))
    return Made(link, secret)


def revoke(link: ShareLink, *, by: UUID | None, now: datetime) -> None:
    """End a link at once; one that has ended stays as it is."""
    with work():
        if link.revoked_at is None:
            link.revoked_at = now
            audit.record(by, "revoked", "share_link", link.id, note=link.note)


def restore(link: ShareLink, *, by: UUID | None) -> None:
    """Take up again a link that was ended by hand; its own end still holds."""
    with work():
        if link.revoked_at is not None:
            link.revoked_at = None
            audit.record(by, "restored", "share_link", link.id, note=link.note)


def extend(link: ShareLink, *, until: datetime, by: UUID | None, now: datetime) -> None:
    """Let a link end at another time; also one that has run out. Refuses one that was ended by hand (``share.revoked``)."""
    _check_end(until, now)
    if link.revoked_at is not None:
        raise Refusal("share.revoked")
    with work():
        audit.record(by, "extended", "share_link", link.id, before=link.expires_at.isoformat(), until=until.isoformat())
        link.expires_at = until


def is_open(link: ShareLink, now: datetime) -> bool:
    """Tell whether the link itself still holds; what became of its report is not asked."""
    return link.revoked_at is None and link.expires_at > now


def opened(secret: str, now: datetime) -> Opened | None:
    """Return what ``secret`` opens in the workspace in use; ``None`` for every reason why it opens nothing, told apart by nobody."""
    link = shares.by_hash(passwords.digest(secret))
    if link is None or not is_open(link, now) or link.review.state not in SEEN:
        return None
    lock = passwords.digest(link.password_hash).hex()[:32] if link.password_hash else ""
    return Opened(link.id, link.review_id, link.client_id, link.review.client.language, lock, link.expires_at)


def unlocks(link_id: UUID, password: str) -> bool:
    """Tell whether ``password`` is the link's; takes as long where there is no such link any more."""
    link = shares.by_id(link_id)
    return passwords.matches(link.password_hash if link else None, password)


def count(link_id: UUID, *, now: datetime, download: bool = False) -> None:
    """Count an opening of the page, or a file taken."""
    with work():
        shares.count(link_id, now, download=download)


def _check_end(until: datetime, now: datetime) -> None:
    if not now < until <= now + LONGEST:
        raise Refusal("share.until", field="until")
