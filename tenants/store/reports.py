"""Report runs and deliveries: the queue of record (trust.md, "Durable report runs")."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Index, Select, String, UniqueConstraint, and_, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tenants.store.accounts import tenant_in_use
from tenants.store.base import Identified, Model, db, new_id, owned
from tenants.store.once import add_once
from tenants.store.reviews import Review
from tenants.terms.report import DeliveryState, RunState


class ReportRun(Identified, Model):
    """One report to make: a review's version in one language. ``fence`` rises with every claim; only its holder may write.

    ``recipients`` are the addresses its letters go to, empty for the client's own list at the time it is rendered.
    """

    __tablename__ = "report_run"
    review_id: Mapped[UUID]
    client_id: Mapped[UUID]
    version: Mapped[int]
    language: Mapped[str] = mapped_column(String(12))
    paper: Mapped[str] = mapped_column(String(6), default="A4")
    state: Mapped[str] = mapped_column(String(10), default="due")
    step: Mapped[str] = mapped_column(String(20), default="")
    attempt: Mapped[int] = mapped_column(default=0)
    fence: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None]
    next_at: Mapped[datetime] = mapped_column(server_default=func.now())
    deliver: Mapped[bool] = mapped_column(default=True)
    recipients: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    file_key: Mapped[str | None] = mapped_column(String(200))
    sha256: Mapped[str | None] = mapped_column(String(64))
    size: Mapped[int | None]
    pages: Mapped[int | None]
    error: Mapped[str] = mapped_column(String(60), default="")
    error_facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    rendered_at: Mapped[datetime | None]
    review: Mapped[Review] = relationship(overlaps="client")
    __table_args__ = (
        UniqueConstraint("tenant_id", "review_id", "version", "language"),
        owned("review_id", "review"),
        owned("client_id", "client"),
        Index("ix_report_run_waiting", "tenant_id", "state", "next_at"),
    )


class Delivery(Identified, Model):
    """One letter of one report to one recipient. ``message_id`` is made from tenant, run and recipient, so a resend is the same letter."""

    __tablename__ = "delivery"
    run_id: Mapped[UUID]
    client_id: Mapped[UUID]
    recipient: Mapped[str] = mapped_column(String(254))
    message_id: Mapped[str] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(10), default="pending")
    attempt: Mapped[int] = mapped_column(default=0)
    fence: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None]
    next_at: Mapped[datetime] = mapped_column(server_default=func.now())
    error: Mapped[str] = mapped_column(String(60), default="")
    error_text: Mapped[str] = mapped_column(String(300), default="")
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    sent_at: Mapped[datetime | None]
    bounced_at: Mapped[datetime | None]
    bounce: Mapped[str] = mapped_column(String(300), default="", server_default="")
    run: Mapped[ReportRun] = relationship(overlaps="client")
    __table_args__ = (
        UniqueConstraint("tenant_id", "run_id", "recipient"),
        UniqueConstraint("tenant_id", "message_id"),
        owned("run_id", "report_run"),
        owned("client_id", "client"),
        Index("ix_delivery_waiting", "tenant_id", "state", "next_at"),
    )


MOST_ATTEMPTS = 3
"""A run that was claimed this often without an end kills its worker, and fails with that as its reason."""


def claim(run_id: UUID, lease: timedelta) -> ReportRun | None:
    """Take one run that is due, or whose worker died: rendering, fence and attempt up by one, leased by the database's clock.

    ``None`` when there is nothing to take: done already, taken by another, not due yet, or spent.
    """
    free = select(ReportRun.id).where(ReportRun.id == run_id, _claimable()).with_for_update(skip_locked=True).scalar_subquery()
    taken = db.session.execute(
        update(ReportRun)
        .where(ReportRun.id == free)
        .values(
            state=RunState.RENDERING,
            step="measuring",
            fence=ReportRun.fence + 1,
            attempt=ReportRun.attempt + 1,
            lease_until=func.now() + lease,
        )
        .returning(ReportRun.id)
        .execution_options(synchronize_session=False)
    ).scalar_one_or_none()
    return None if taken is None else db.session.scalars(_fresh(run_id)).one()


def advance(run_id: UUID, fence: int, **values: Any) -> bool:
    """Write to a run that is rendering under our ``fence``; ``False`` when it was taken from us: then nothing of ours may stay."""
    done = db.session.execute(
        update(ReportRun)
        .where(ReportRun.id == run_id, ReportRun.fence == fence, ReportRun.state == RunState.RENDERING)
        .values(**values)
        .returning(ReportRun.id)
        .execution_options(synchronize_session=False)
    )
    return done.scalar_one_or_none() is not None


def step(run_id: UUID, fence: int, name: str, lease: timedelta) -> bool:
    """Say how far the run has come and renew its lease; ``False`` when it is no longer ours."""
    return advance(run_id, fence, step=name, lease_until=func.now() + lease)


def finish(run: ReportRun, fence: int, *, file_key: str, sha256: str, size: int, pages: int) -> bool:
    """Mark the run rendered under our ``fence``; ``False`` when a later claim owns it. Its letters go out next."""
    return advance(
        run.id,
        fence,
        state=RunState.RENDERED,
        step="mailing" if run.deliver else "",
        lease_until=None,
        file_key=file_key,
        sha256=sha256,
        size=size,
        pages=pages,
        error="",
        error_facts={},
        rendered_at=func.now(),
    )


def settle(run_id: UUID | None = None) -> None:
    """End the step "mailing" of a run, or of all of them, once none of its letters is on its way any more."""
    moving = select(Delivery.id).where(
        Delivery.tenant_id == ReportRun.tenant_id,
        Delivery.run_id == ReportRun.id,
        Delivery.state.in_((DeliveryState.PENDING, DeliveryState.SENDING, DeliveryState.HANDING)),
    )
    which = ReportRun.id == run_id if run_id is not None else ReportRun.step != ""
    db.session.execute(
        update(ReportRun)
        .where(which, ReportRun.state == RunState.RENDERED, ~moving.exists())
        .values(step="")
        .execution_options(synchronize_session=False)
    )


def set_back(run: ReportRun, fence: int, *, error: str, facts: dict[str, Any], after: timedelta) -> bool:
    """Note why an attempt went wrong: due again ``after`` a while, or failed once the attempts are spent."""
    spent = run.attempt >= MOST_ATTEMPTS
    state = RunState.FAILED if spent else RunState.DUE
    return advance(run.id, fence, state=state, step="", lease_until=None, error=error, error_facts=facts, next_at=func.now() + after)


def reap() -> list[UUID]:
    """Settle runs whose worker is gone: due again, or failed with that reason after ``MOST_ATTEMPTS``. Returns which."""
    gone = and_(ReportRun.state == RunState.RENDERING, ReportRun.lease_until < func.now())
    settled: list[UUID] = []
    for condition, values in (
        (
            ReportRun.attempt >= MOST_ATTEMPTS,
            {"state": RunState.FAILED, "error": "report.worker_died", "error_facts": {"times": MOST_ATTEMPTS}},
        ),
        (ReportRun.attempt < MOST_ATTEMPTS, {"state": RunState.DUE, "next_at": func.now()}),
    ):
        change = update(ReportRun).where(gone, condition).values(lease_until=None, step="", **values).returning(ReportRun.id)
        settled += db.session.scalars(change.execution_options(synchronize_session=False)).all()
    return settled


def again(run_id: UUID) -> bool:
    """Make a failed run due at once, its attempts counted anew; ``False`` when it had not failed."""
    done = db.session.execute(
        update(ReportRun)
        .where(ReportRun.id == run_id, ReportRun.state == RunState.FAILED)
        .values(state=RunState.DUE, attempt=0, next_at=func.now(), error="", error_facts={})
        .returning(ReportRun.id)
        .execution_options(synchronize_session=False)
    )
    return done.scalar_one_or_none() is not None


def post(run: ReportRun, recipients: Mapping[str, str], *, error: str = "") -> list[UUID]:
    """Put one letter a recipient (address -> message id) into the outbox of ``run``; one that is there already is left alone.

    Returns the ids of those that were put there. With ``error`` they have failed from the start, for that reason, and are only shown.
    """
    if not recipients:
        return []
    rows = [
        {
            "tenant_id": run.tenant_id,
            "id": new_id(),
            "run_id": run.id,
            "client_id": run.client_id,
            "recipient": each,
            "message_id": message_id,
            "state": DeliveryState.FAILED if error else DeliveryState.PENDING,
            "error": error,
        }
        for each, message_id in recipients.items()
    ]
    added = insert(Delivery).on_conflict_do_nothing(index_elements=["tenant_id", "run_id", "recipient"]).returning(Delivery.id)
    return list(db.session.scalars(added, rows).all())


def request(review: Review, language: str, *, deliver: bool, recipients: Sequence[str] = ()) -> UUID | None:
    """Ask for the report of a published review in one language; ``None`` when that very report was asked for before.

    It is set on the client's paper, else the workspace's; its letters go to ``recipients``, where none are named to the client's own list.
    """
    return add_once(
        ReportRun,
        ("review_id", "version", "language"),
        review_id=review.id,
        client_id=review.client_id,
        version=review.version,
        language=language,
        deliver=deliver,
        paper=review.client.paper or tenant_in_use().paper,
        recipients=list(recipients),
    )


def by_id(run_id: UUID) -> ReportRun | None:
    """The run, as the database has it now."""
    return db.session.scalars(_fresh(run_id)).one_or_none()


def delivery(delivery_id: UUID) -> Delivery | None:
    """One letter of a report, as the database has it now."""
    return db.session.scalars(select(Delivery).where(Delivery.id == delivery_id).execution_options(populate_existing=True)).one_or_none()


def of_message_ids(numbers: Collection[str]) -> Sequence[Delivery]:
    """Letters with those Message-IDs (without brackets), in no order."""
    return db.session.scalars(select(Delivery).where(Delivery.message_id.in_(numbers))).all()


def of_review(review: Review) -> Sequence[ReportRun]:
    """Every run of the review, the newest first."""
    query = select(ReportRun).where(ReportRun.review_id == review.id)
    return db.session.scalars(query.order_by(ReportRun.created_at.desc(), ReportRun.id.desc())).all()


def rendered(review: Review, language: str) -> ReportRun | None:
    """The finished run of the review's version in ``language``, if there is one."""
    query = select(ReportRun).where(ReportRun.review_id == review.id, ReportRun.language == language, ReportRun.state == RunState.RENDERED)
    return db.session.scalars(query).one_or_none()


def deliveries(run: ReportRun) -> Sequence[Delivery]:
    """The letters of a run, by recipient."""
    return db.session.scalars(select(Delivery).where(Delivery.run_id == run.id).order_by(Delivery.recipient)).all()


def file_keys() -> set[str]:
    """The files that runs name."""
    return {key for key in db.session.scalars(select(ReportRun.file_key).where(ReportRun.file_key.is_not(None))) if key}


def waiting(limit: int = 200) -> Sequence[UUID]:
    """Ids of runs that could be claimed now, the longest waiting first."""
    return db.session.scalars(select(ReportRun.id).where(_claimable()).order_by(ReportRun.next_at, ReportRun.id).limit(limit)).all()


def _fresh(run_id: UUID) -> Select[ReportRun]:
    return select(ReportRun).where(ReportRun.id == run_id).execution_options(populate_existing=True)


def _claimable() -> ColumnElement[bool]:
    due = and_(ReportRun.state == RunState.DUE, ReportRun.next_at <= func.now())
    left = and_(ReportRun.state == RunState.RENDERING, ReportRun.lease_until < func.now(), ReportRun.attempt < MOST_ATTEMPTS)
    return or_(due, left)
