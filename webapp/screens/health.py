"""For machines that watch: is the process up, and can it serve?"""

from datetime import UTC, datetime

from flask import Blueprint, Response, jsonify
from sqlalchemy import literal, select
from sqlalchemy.exc import SQLAlchemyError

from jobs import queue
from tenants.store.base import db
from tenants.store.heartbeat import Crew, ages, crew
from webapp.access import public

health = Blueprint("health", __name__)

LATE_S = 60.0
"""The clock beats every fifteen seconds; a minute of silence is a stop."""


@health.get("/healthz")
@public
def alive() -> Response:
    """The process answers."""
    return Response("ok\n", mimetype="text/plain")


@health.get("/readyz")
@public
def ready() -> tuple[Response, int]:
    """Database, queue, clock and worker, each true or false; 503 if the database is away, or the clock or the workers are late.

    ``workers`` counts the living; ``lost_s`` is for how long the one that went last without a word has been silent, else ``null``.
    """
    parts = {"database": _database(), "queue": queue.ping()}
    hands = Crew(0, None)
    if parts["database"]:
        beats = ages()
        hands = crew(beats)
        parts |= {"clock": beats.get("clock", LATE_S + 1) <= LATE_S, "worker": hands.living > 0}
    serving = parts["database"] and parts.get("clock", False) and parts.get("worker", False)
    lost = None if hands.lost_s is None else round(hands.lost_s)
    told = jsonify(ready=serving, parts=parts, workers=hands.living, lost_s=lost, at=datetime.now(UTC).isoformat())
    return told, 200 if serving else 503


def _database() -> bool:
    try:
        db.session.execute(select(literal(1)))
    except SQLAlchemyError:
        db.session.rollback()
        return False
    return True
