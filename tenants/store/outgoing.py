"""Letters on their way out: the state machine that report deliveries and account letters share.

pending -> sending -> handing -> sent. ``handing`` is committed after the server accepted the recipient and before it gets the letter, so
a process that dies there leaves a letter that may have arrived: it becomes ``held``, and only a person sends it again. Every change is one
conditional UPDATE by the database's clock that names the fence of the claim; its row count decides.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select, update

from tenants.store.accounts import AccountLetter
from tenants.store.base import db
from tenants.store.reports import Delivery
from tenants.terms.report import DeliveryState as S

Letter = TypeVar("Letter", Delivery, AccountLetter)
LEFT = "delivery.left"
"""Why a failed letter waits for nobody any more: a person said so."""
MOST_CLAIMS = 12
"""A letter that was claimed this often and never got anywhere kills its worker; it fails instead."""


def claim(kind: type[Letter], letter_id: UUID, lease: timedelta) -> Letter | None:
    """Take one letter that is due, or whose holder died before the server got it; ``None`` when another was quicker or it is not due."""
    free = select(kind.id).where(kind.id == letter_id, _claimable(kind)).with_for_update(skip_locked=True).scalar_subquery()
    taken = db.session.execute(
        update(kind)
        .where(kind.id == free)
        .values(state=S.SENDING, fence=kind.fence + 1, attempt=kind.attempt + 1, lease_until=func.now() + lease)
        .returning(kind.id)
        .execution_options(synchronize_session=False)
    ).scalar_one_or_none()
    if taken is None:
        return None
    return db.session.scalars(select(kind).where(kind.id == letter_id).execution_options(populate_existing=True)).one()


def move(kind: type[Letter], letter_id: UUID, fence: int, source: S, target: S, **values: Any) -> bool:
    """Move a letter that is still in ``source`` under our ``fence``; ``False`` when it was taken from us meanwhile."""
    if target not in {S.SENDING, S.HANDING}:
        values["lease_until"] = None
    done = db.session.execute(
        update(kind)
        .where(kind.id == letter_id, kind.fence == fence, kind.state == source)
        .values(state=target, **values)
        .returning(kind.id)
        .execution_options(synchronize_session=False)
    )
    return done.scalar_one_or_none() is not None


def renew(kind: type[Letter], letter_id: UUID, fence: int, lease: timedelta) -> bool:
    """Say that the holder of ``fence`` still works at the letter; ``False`` when it was taken from it."""
    done = db.session.execute(
        update(kind)
        .where(kind.id == letter_id, kind.fence == fence, kind.state.in_((S.SENDING, S.HANDING)))
        .values(lease_until=func.now() + lease)
        .returning(kind.id)
        .execution_options(synchronize_session=False)
    )
    return done.scalar_one_or_none() is not None


def release(kind: type[Letter], letter_id: UUID) -> bool:
    """Make a held or failed letter pending at once, at a person's word: the tries are counted anew. ``False`` for any other state."""
    done = db.session.execute(
        update(kind)
        .where(kind.id == letter_id, kind.state.in_((S.HELD, S.FAILED)))
        .values(state=S.PENDING, attempt=0, next_at=func.now(), error="")
        .returning(kind.id)
        .execution_options(synchronize_session=False)
    )
    return done.scalar_one_or_none() is not None


def close(delivery_id: UUID) -> bool:
    """Settle a report's letter at a person's word: held becomes sent, failed is marked as left. ``False`` for any other state."""
    settled = (
        (S.HELD, {"state": S.SENT, "error": "", "error_text": "", "sent_at": func.coalesce(Delivery.sent_at, func.now())}),
        (S.FAILED, {"error": LEFT}),
    )
    for state, values in settled:
        change = update(Delivery).where(Delivery.id == delivery_id, Delivery.state == state, Delivery.error != LEFT).values(**values)
        done = db.session.execute(change.returning(Delivery.id).execution_options(synchronize_session=False))
        if done.scalar_one_or_none() is not None:
            return True
    return False


def reap(kind: type[Letter]) -> int:
    """Settle letters whose holder is gone: ``handing`` becomes ``held``, ``sending`` is free again, or failed after too many tries.

    Returns how many were settled.
    """
    gone = kind.lease_until < func.now()
    settled = 0
    for condition, values in (
        (kind.state == S.HANDING, {"state": S.HELD, "error": "delivery.unclear"}),
        (and_(kind.state == S.SENDING, kind.attempt >= MOST_CLAIMS), {"state": S.FAILED, "error": "delivery.worker_died"}),
        (kind.state == S.SENDING, {"state": S.PENDING, "next_at": func.now()}),
    ):
        change = update(kind).where(gone, condition).values(lease_until=None, **values).returning(kind.id)
        settled += len(db.session.scalars(change.execution_options(synchronize_session=False)).all())
    return settled


def waiting(kind: type[Letter], limit: int = 200) -> Sequence[UUID]:
    """Ids of letters that could be claimed now, the longest waiting first."""
    return db.session.scalars(select(kind.id).where(_claimable(kind)).order_by(kind.next_at, kind.id).limit(limit)).all()


def _claimable(kind: type[Letter]) -> ColumnElement[bool]:
    due = and_(kind.state == S.PENDING, kind.next_at <= func.now())
    left = and_(kind.state == S.SENDING, kind.lease_until < func.now(), kind.attempt < MOST_CLAIMS)
    return or_(due, left)
