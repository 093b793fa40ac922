"""Heartbeats: the clock and the workers say that they live; ``/readyz`` goes red when they are late."""

from datetime import datetime

from sqlalchemy import String, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from tenants.store.base import Model, db


class Heartbeat(Model):
    """The last sign of life of one process kind."""

    __tablename__ = "heartbeat"
    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    at: Mapped[datetime] = mapped_column(server_default=func.now())


def beat(name: str) -> None:
    """Say that ``name`` (``clock``, ``worker``) lives, by the database's clock."""
    row = insert(Heartbeat).values(name=name, at=func.now())
    db.session.execute(row.on_conflict_do_update(index_elements=["name"], set_={"at": func.now()}))


def ages() -> dict[str, float]:
    """Seconds since the last sign of life, by name; a name that never gave one is missing."""
    seconds = func.extract("epoch", func.now() - Heartbeat.at)
    return {name: float(age) for name, age in db.session.execute(select(Heartbeat.name, seconds))}
