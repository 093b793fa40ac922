"""Heartbeats: the clock and every worker say that they live; ``/readyz`` goes red when they are late, and one that is gone is shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import String, delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from tenants.store.base import Model, db

WORKER = "worker:"
"""What the name of a worker begins with; the rest tells it from the others."""
GONE_S = 45.0
"""A worker beats every ten seconds; one that was silent for so long is gone."""
_FORGOTTEN = timedelta(days=1)


class Heartbeat(Model):
    """The last sign of life of one process."""

    __tablename__ = "heartbeat"
    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    at: Mapped[datetime] = mapped_column(server_default=func.now())


@dataclass(frozen=True, slots=True)
class Crew:
    """The workers: how many live, and for how many seconds the one that went last without a word has been silent (``None``: nobody)."""

    living: int
    lost_s: float | None


def beat(name: str) -> None:
    """Say that ``name`` (``clock``, ``worker:<host>:<process>``) lives, by the database's clock."""
    row = insert(Heartbeat).values(name=name[:60], at=func.now())
    db.session.execute(row.on_conflict_do_update(index_elements=["name"], set_={"at": func.now()}))


def leave(name: str) -> None:
    """Say that ``name`` ends in good order, so that nobody misses it. What was silent for a day is forgotten too."""
    db.session.execute(delete(Heartbeat).where(Heartbeat.name == name[:60]))
    db.session.execute(delete(Heartbeat).where(Heartbeat.name.startswith(WORKER), Heartbeat.at < func.now() - _FORGOTTEN))


def ages() -> dict[str, float]:
    """Seconds since the last sign of life, by name; a name that never gave one is missing."""
    seconds = func.extract("epoch", func.now() - Heartbeat.at)
    return {name: float(age) for name, age in db.session.execute(select(Heartbeat.name, seconds))}


def crew(ages: Mapping[str, float]) -> Crew:
    """Judge the workers by the ``ages`` of their heartbeats."""
    workers = [age for name, age in ages.items() if name.startswith(WORKER)]
    lost = [age for age in workers if age > GONE_S]
    return Crew(len(workers) - len(lost), min(lost) if lost else None)
