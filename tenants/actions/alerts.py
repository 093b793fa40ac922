"""Alerts in people's hands: taken up, settled, opened again; and which promises are off their track."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tenants.actions import checks
from tenants.store import alerts as store
from tenants.store import audit, today
from tenants.store.alerts import Alert
from tenants.store.reviews import Review
from tenants.store.work import work
from tenants.terms.alert import State
from tenants.terms.document import Line
from tenants.terms.errors import NotFoundError, Refusal
from tenants.terms.target import Status, Verdict

MOST = 12
NOTE = 600


@dataclass(frozen=True, slots=True)
class OffTrack:
    """One target that was missed or at risk in a community's latest frozen review."""

    review: Review
    line: Line
    verdict: Verdict

    @property
    def values(self) -> list[float | None]:
        """The recent values, the latest last."""
        return [value for _label, value in self.line.history]


def off_track() -> Sequence[OffTrack]:
    """Targets missed first, then at risk, the furthest from its goal first; at most twelve."""
    lines = today.latest_lines((Status.MISSED, Status.AT_RISK))
    found = [OffTrack(review, line, line.verdict) for review, line in lines if line.verdict is not None]
    found.sort(key=lambda each: (each.verdict.status != Status.MISSED, each.verdict.attainment or 0.0))
    return found[:MOST]


def find(alert_id: UUID) -> Alert:
    """One alert of the workspace in use; raises ``NotFoundError``."""
    row = store.by_id(alert_id)
    if row is None:
        raise NotFoundError("alert.not_found")
    return row


def turn(alert_id: UUID, state: State, *, note: str = "", by: UUID | None, now: datetime) -> Alert:
    """Take an alert up, settle it or open it again, with a note that stays on record. Asked for twice, it is done once.

    Raises ``NotFoundError``; ``Refusal("alert.over")`` for opening one whose reason is gone.
    """
    said = checks.text(note, "note", longest=NOTE)
    with work():
        row = store.by_id(alert_id, lock=True)
        if row is None:
            raise NotFoundError("alert.not_found")
        if state is State.OPEN and row.over_at is not None:
            raise Refusal("alert.over")
        if row.state == state and not said:
            return row
        verb = "noted" if row.state == state else state.value
        row.state = state.value
        row.log = [*row.log, {"at": now.isoformat(), "by": str(by) if by else None, "verb": verb, "note": said}]
        audit.record(by, verb, "alert", row.id, rule=row.rule)
    return row
