"""Heartbeats: the clock and the workers say that they live; ``/readyz`` goes red when they are late."""

from datetime import datetime

from sqlalchemy import String, func
from sqlalchemy.orm import Mapped, mapped_column

from tenants.store.base import Model


class Heartbeat(Model):
    """The last sign of life of one process kind."""

    __tablename__ = "heartbeat"
    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    at: Mapped[datetime] = mapped_column(server_default=func.now())
