"""Deliveries: one letter a recipient for each report, handed over at most once without a person's word."""

from datetime import datetime, timedelta
from uuid import UUID

from tenants.actions import handing
from tenants.actions.handing import LEASE, Office, Turn, office
from tenants.deliver.message import Attachment, Mail
from tenants.render.file_names import report_name
from tenants.render.letters import letter, report_facts
from tenants.store import audit, files, outgoing, reports, reviews
from tenants.store.accounts import Person, Tenant
from tenants.store.base import db
from tenants.store.reports import Delivery, ReportRun
from tenants.store.work import work
from tenants.terms.document import ReportDocument
from tenants.terms.errors import NotFoundError, Refusal
from tenants.terms.report import DeliveryState as S

__all__ = ["LARGEST_ATTACHMENT", "LEASE", "Office", "deliver", "office", "resend"]

LARGEST_ATTACHMENT = 8_000_000
"""Bytes of PDF that still travel with the letter; many servers refuse letters over 10 MB, and base64 adds a third."""


def deliver(delivery_id: UUID, post: Office, *, now: datetime, lease: timedelta = LEASE) -> S | None:
    """Send one letter of one report; returns its state afterwards, ``None`` when there was nothing to do.

    Safe to call twice and at once from several workers: the row decides who sends.
    """
    with work():
        row = outgoing.claim(Delivery, delivery_id, lease)
        if row is None:
            return None
        turn = Turn(Delivery, row.id, row.fence, row.attempt, lease)
        run_id, recipient, message_id = row.run_id, row.recipient, row.message_id
    try:
        with work():
            mail = _mail(run_id, recipient, message_id, post, now)
    except Exception as error:
        handing.broken(turn, error)
        raise
    state = handing.hand_over(turn, mail, post.transport)
    with work():
        reports.settle(run_id)
    return state


def resend(row: Delivery, *, by: UUID | None) -> None:
    """Send a held or failed letter again, at a person's word; to its reader it is the same letter (same message id)."""
    with work() as w:
        if not outgoing.release(Delivery, row.id):
            raise Refusal("delivery.not_resendable", state=row.state)
        audit.record(by, "resent", "delivery", row.id, recipient=row.recipient)
        w.then("jobs.deliveries.send", row.tenant_id, str(row.id))


def _mail(run_id: UUID, recipient: str, message_id: str, post: Office, now: datetime) -> Mail:
    run = reports.by_id(run_id)
    document = reviews.frozen(run.review) if run else None
    if run is None or document is None or run.file_key is None:
        raise NotFoundError("report.not_ready")
    small = (run.size or 0) <= LARGEST_ATTACHMENT
    kilobytes = max(1, round((run.size or 0) / 1000)) if small else 0
    facts = report_facts(document, run.language, link=_link(run, post), pages=run.pages or 0, kilobytes=kilobytes)
    words = letter("report", run.language, document.brand, **facts)
    return Mail(
        message_id=message_id,
        date=now,
        sender_name=_signed_by(run, document),
        sender=post.sender,
        recipient=recipient,
        reply_to=_answered_by(run),
        subject=words.subject,
        text=words.text,
        html=words.html,
        language=run.language.split("_")[0],
        attachment=Attachment(_file_name(document), "application/pdf", files.get(run.file_key)) if small else None,
    )


def _answered_by(run: ReportRun) -> str:
    """Who gets the client's answer: whoever published the review, or nobody if the command line did."""
    person = db.session.get(Person, run.review.published_by) if run.review.published_by else None
    return person.email if person else ""


def _signed_by(run: ReportRun, document: ReportDocument) -> str:
    """The name the letter comes from: what the workspace chose, else its name on the report."""
    tenant = db.session.get(Tenant, run.tenant_id)
    return (tenant.sender if tenant else "") or document.brand.agency


def _link(run: ReportRun, post: Office) -> str:
    """Where the client reads the same report online."""
    tenant = db.session.get(Tenant, run.tenant_id)
    if tenant is None:
        raise NotFoundError("workspace.not_found")
    return f"{post.base_url}/w/{tenant.slug}/portal/reports/{run.review_id}"


def _file_name(document: ReportDocument) -> str:
    return report_name(document.client, document.community, document.period.label, document.version)
