"""One unit of work: one transaction, and the jobs that start once it is committed."""

import contextlib
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass, field

from tenants.store.base import db

Enqueue = Callable[[str, tuple[object, ...]], None]
_enqueue: list[Enqueue] = []
_at_work: ContextVar[bool] = ContextVar("at_work", default=False)


def on_commit_enqueue(enqueue: Enqueue) -> None:
    """Register what hands a named job to the queue; ``jobs`` and ``webapp`` do so when they start."""
    _enqueue[:] = [enqueue]


@dataclass(slots=True)
class Work:
    """A running transaction. ``then`` names a job; it is handed over only after the commit, and never after a rollback."""

    jobs: list[tuple[str, tuple[object, ...]]] = field(default_factory=list)

    def then(self, job: str, *args: object) -> None:
        """Start ``job`` (``"jobs.reports.render"``) with plain arguments after the commit."""
        self.jobs.append((job, args))


@contextlib.contextmanager
def work() -> Iterator[Work]:
    """Run a block in one transaction: committed at its end, rolled back if it raises.

    A queue that is away loses nothing: the database is the queue of record, and workers poll it; a hint that cannot be given is dropped.
    """
    unit = Work()
    token = _at_work.set(True)
    try:
        yield unit
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise
    finally:
        _at_work.reset(token)
    for job, args in unit.jobs:
        for enqueue in _enqueue:
            enqueue(job, args)


def at_work() -> bool:
    """Whether the caller runs inside ``work``, whose transaction is not its to end."""
    return _at_work.get()
