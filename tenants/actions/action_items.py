"""Actions agreed in reviews: added, changed, closed; carried into the next reviews until they are."""

from datetime import date, datetime
from uuid import UUID

from tenants.actions import checks
from tenants.actions.changes import EDITABLE, LONGEST_SENTENCE, locked
from tenants.store import audit
from tenants.store.base import db
from tenants.store.reviews import ActionItem, Review
from tenants.store.work import work
from tenants.terms.report import ActionState


def add(review: Review, text: str, *, owner: str, due: date | None, by: UUID | None) -> ActionItem:
    """Agree on an action in a review that is still open for changes."""
    said, who = _checked(text, owner)
    with work():
        row = locked(review, None, EDITABLE)
        item = ActionItem(community_id=row.community_id, review_id=row.id, text=said, owner=who, due=due)
        db.session.add(item)
        db.session.flush()
        audit.record(by, "agreed", "action", item.id, text=said, owner=who, due=due and due.isoformat())
    return item


def change(item: ActionItem, text: str, *, owner: str, due: date | None, by: UUID | None) -> ActionItem:
    """Say an action differently; reports already frozen keep what they said."""
    said, who = _checked(text, owner)
    with work():
        item.text, item.owner, item.due = said, who, due
        audit.record(by, "changed", "action", item.id, text=said, owner=who, due=due and due.isoformat())
    return item


def close(item: ActionItem, state: ActionState, *, reason: str = "", by: UUID | None, now: datetime) -> ActionItem:
    """Mark an action done or, with a ``reason``, dropped; or (``OPEN``) take that back, which forgets the reason."""
    said = checks.text(reason, "reason", longest=LONGEST_SENTENCE, required=state is ActionState.DROPPED)
    with work():
        item.state, item.closed_at = state, None if state is ActionState.OPEN else now
        item.reason = "" if state is ActionState.OPEN else said
        audit.record(by, state.value, "action", item.id, text=item.text, reason=said)
    return item


def _checked(text: str, owner: str) -> tuple[str, str]:
    return checks.text(text, "text", longest=500, required=True), checks.text(owner, "owner", longest=120)
