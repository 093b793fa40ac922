"""For machines that watch: is the process up, and can it serve?"""

from datetime import UTC, datetime

from flask import Blueprint, Response, jsonify
from sqlalchemy import literal, select
from sqlalchemy.exc import SQLAlchemyError

from jobs import queue
from tenants.store.base import db
from tenants.store.heartbeat import ages
from webapp.access import public

health = Blueprint("health", __name__)

LATE_S = 180.0
"""The clock beats every minute; three missed beats are a stop."""


@health.get("/healthz")
@public
def alive() -> Response:
    """The process answers."""
    return Response("ok\n", mimetype="text/plain")


@health.get("/readyz")
@public
def ready() -> tuple[Response, int]:
    """Database, queue, clock and worker, each true or false; 503 if the database is away, or the clock or the workers are late."""
    parts = {"database": _database(), "queue": queue.ping()}
    if parts["database"]:
        beats = ages()
        parts |= {name: beats.get(name, LATE_S + 1) <= LATE_S for name in ("clock", "worker")}
    serving = parts["database"] and parts.get("clock", False) and parts.get("worker", False)
    return jsonify(ready=serving, parts=parts, at=datetime.now(UTC).isoformat()), 200 if serving else 503


def _database() -> bool:
    try:
        db.session.execute(select(literal(1)))
    except SQLAlchemyError:
        db.session.rollback()
        return False
    return True
