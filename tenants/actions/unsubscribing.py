"""Addresses that get no more reports: their owner said stop, the mail came back, or a person of the agency lifts it again."""

from datetime import datetime
from uuid import UUID

from tenants.actions import checks, failures, seals
from tenants.actions.seals import Purpose, Reader, Sealed
from tenants.store import accounts, audit, reports, suppressions
from tenants.store.reports import Delivery
from tenants.store.reviews import SHOWN
from tenants.store.suppressions import Reason, Suppression
from tenants.store.tenancy import use_tenant
from tenants.store.work import Work, work
from tenants.terms.errors import NotFoundError, Refusal


def reader(secret: str, text: str) -> Reader:
    """Return whom a link belongs to; raises ``NotFoundError`` for one that nobody was sent."""
    letter = seals.opened(secret, Purpose.STOP, text)
    with use_tenant(letter.tenant_id):
        return _reader(_delivery(letter))


def stop(secret: str, text: str) -> Reader:
    """Send no more reports to the reader of that letter, and tell the agency once. Done twice, nothing changes."""
    letter = seals.opened(secret, Purpose.STOP, text)
    with use_tenant(letter.tenant_id):
        row = _delivery(letter)
        with work() as w:
            suppress(w, row, Reason.UNSUBSCRIBED, "")
        return _reader(_delivery(letter))


def start_again(secret: str, text: str) -> Reader:
    """Take the reader's own word back. An address whose mail came back stays where it is: that is for the agency to mend."""
    letter = seals.opened(secret, Purpose.STOP, text)
    with use_tenant(letter.tenant_id):
        address = _delivery(letter).recipient
        with work():
            found = suppressions.of([address]).get(address.lower())
            if found is not None and found.reason == Reason.UNSUBSCRIBED:
                suppressions.lift(found, by=None)
                audit.record(None, "lifted", "suppression", found.id, email=found.email, reason="by the reader")
        return _reader(_delivery(letter))


def suppress(w: Work, row: Delivery, reason: Reason, words: str) -> bool:
    """Write no more to the recipient of ``row``, in the running transaction; the agency is told. ``False`` where that was so before."""
    added = suppressions.add(row.recipient, reason, words=words, delivery_id=row.id)
    if added is None:
        return False
    audit.record(None, "suppressed", "suppression", added, email=row.recipient.lower(), reason=reason.value)
    failures.tell_stopped(w, row, reason, words)
    return True


def lift(row: Suppression, reason: str, *, by: UUID | None) -> None:
    """Write to an address again, at a person's word and for a reason that the record keeps."""
    why = checks.text(reason, "reason", longest=300, required=True)
    with work():
        if not suppressions.lift(row, by=by):
            raise Refusal("suppression.lifted_before")
        audit.record(by, "lifted", "suppression", row.id, email=row.email, reason=why)


def report_of(secret: str, text: str, *, now: datetime) -> tuple[Sealed, UUID]:
    """Return the letter and the run whose PDF a link opens: as long as the report is published, and for half a year.

    Raises ``NotFoundError`` for any other link.
    """
    letter = seals.opened(secret, Purpose.FILE, text)
    with use_tenant(letter.tenant_id):
        row = _delivery(letter)
        if (now - row.created_at).days > _KEPT_DAYS or row.run.review.state not in SHOWN:
            raise NotFoundError("report.not_ready", state=row.run.review.state)
        return letter, row.run_id


_KEPT_DAYS = 183


def _delivery(letter: Sealed) -> Delivery:
    row = reports.delivery(letter.delivery_id)
    if row is None:
        raise NotFoundError("letter.not_found")
    return row


def _reader(row: Delivery) -> Reader:
    tenant = accounts.tenant_in_use()
    stopped = row.recipient.lower() in suppressions.of([row.recipient])
    return Reader(row.recipient, tenant.sender or tenant.name, tenant.colour, row.run.language, stopped)
