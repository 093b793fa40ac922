"""What is done with letters that came back: the letter says so, its address gets no more, the agency is told."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import func

from tenants.actions import unsubscribing
from tenants.deliver.bounces import LOOKED_AT, Bounce, Kind, clean, messages, parse
from tenants.deliver.message import address
from tenants.store import accounts, audit, outgoing, reports
from tenants.store.reports import Delivery
from tenants.store.suppressions import Reason
from tenants.store.tenancy import use_tenant
from tenants.store.work import work
from tenants.terms.errors import Refusal
from tenants.terms.report import DeliveryState as S

__all__ = ["LOOKED_AT", "Outcome", "import_file", "take", "take_message", "take_told"]

AT_ONCE = 200
"""Bounces looked up together: a mailbox may hold many thousands."""


@dataclass(slots=True)
class Outcome:
    """How many bounces were read and what came of them.

    ``noted`` are written at their letter for the first time, ``known`` were there before, ``stopped`` is how many addresses get no more
    letters because of them, ``unknown`` belong to no letter of ours that was handed over to that recipient: they changed nothing.
    """

    read: int = 0
    noted: int = 0
    known: int = 0
    stopped: int = 0
    unknown: int = 0

    def as_dict(self) -> dict[str, int]:
        """Return the counts by name."""
        return asdict(self)


def import_file(path: Path) -> Outcome:
    """Read an mbox file, a Maildir folder or a single message; raises ``Refusal("bounces.unreadable")`` where nothing can be read.

    Messages that are no bounces are passed over. The same file twice changes nothing.
    """
    outcome, waiting = Outcome(), list[Bounce]()
    try:
        for raw in messages(path):
            waiting += parse(raw)
            if len(waiting) >= AT_ONCE:
                _take(waiting, outcome)
                waiting = []
    except OSError as error:
        raise Refusal("bounces.unreadable", name=str(path)) from error
    _take(waiting, outcome)
    return outcome


def take_message(raw: bytes) -> Outcome:
    """Take one message as the mail server handed it on."""
    return take(parse(raw))


def take_told(told: Sequence[Mapping[str, Any]]) -> Outcome:
    """Take what a mail provider tells in fields: ``message_id``, ``recipient``, ``type`` (hard, soft, complaint), ``words``.

    Raises ``Refusal("bounces.malformed")`` where one of the first three is missing or makes no sense; then none of them is taken.
    """
    return take([_told(each) for each in told])


def _told(fields: Mapping[str, Any]) -> Bounce:
    number, recipient, kind, words = (fields.get(name) for name in ("message_id", "recipient", "type", "words"))
    if not (isinstance(number, str) and isinstance(recipient, str) and "@" in recipient and isinstance(kind, str) and kind in list(Kind)):
        raise Refusal("bounces.malformed")
    return Bounce(number.strip().strip("<>"), recipient.strip().lower(), Kind(kind), clean(str(words or "")))


def take(found: Sequence[Bounce]) -> Outcome:
    """Note each bounce at its letter, in whatever workspace that is; safe to call twice and from outside any workspace."""
    outcome = Outcome()
    _take(found, outcome)
    return outcome


def _take(found: Sequence[Bounce], outcome: Outcome) -> None:
    outcome.read += len(found)
    left = list(dict.fromkeys(found))
    outcome.known += len(found) - len(left)
    for tenant_id in accounts.tenant_ids() if left else ():
        with use_tenant(tenant_id):
            mine = {row.message_id: row.id for row in reports.of_message_ids({each.message_id for each in left})}
            for bounce in [each for each in left if each.message_id in mine]:
                row = reports.delivery(mine[bounce.message_id])
                if row is not None and _is_about(bounce, row):
                    left.remove(bounce)
                    _note(row, bounce, outcome)
    outcome.unknown += len(left)


def _is_about(bounce: Bounce, row: Delivery) -> bool:
    """Whether the letter was handed over to whom the bounce names. Anybody can write a bounce; the number alone proves nothing."""
    # Mail servers know a domain of other letters by its ASCII name alone.
    return row.state in (S.SENT, S.HELD) and bounce.recipient in ("", row.recipient.lower(), address(row.recipient).addr_spec.lower())


def _note(row: Delivery, bounce: Bounce, outcome: Outcome) -> None:
    reason = _REASONS.get(bounce.kind)
    if row.bounce and (row.bounced_at is not None or bounce.kind is Kind.SOFT):
        outcome.known += 1
        return
    with work() as w:
        # A letter that was held did arrive somewhere, or it could not have come back.
        if row.state == S.HELD:
            outgoing.close(row.id)
        row.bounce = bounce.words or bounce.kind.value
        if reason is not None:
            row.bounced_at = func.now()
        audit.record(None, "bounced", "delivery", row.id, recipient=row.recipient, kind=bounce.kind.value, words=bounce.words)
        outcome.noted += 1
        if reason is not None:
            outcome.stopped += unsubscribing.suppress(w, row, reason, bounce.words)


_REASONS = {Kind.HARD: Reason.BOUNCED, Kind.COMPLAINT: Reason.COMPLAINED}
