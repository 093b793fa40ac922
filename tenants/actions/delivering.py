"""Deliveries: one letter a recipient for each report, handed over at most once without a person's word."""

from datetime import datetime, timedelta
from uuid import UUID

from tenants.actions import checks, handing, wording
from tenants.actions.handing import LEASE, Office, Turn, office
from tenants.actions.seals import Purpose, Sealed, seal
from tenants.deliver.message import Attachment, Mail, message_id
from tenants.render.file_names import report_name
from tenants.render.letters import Enclosure, letter, report_facts
from tenants.store import accounts, audit, files, outgoing, reports, reviews, schedules, suppressions
from tenants.store.accounts import Person
from tenants.store.base import db
from tenants.store.clients import Client, Recipient
from tenants.store.reports import Delivery, ReportRun
from tenants.store.reviews import Review
from tenants.store.work import work
from tenants.terms.document import ReportDocument
from tenants.terms.errors import NotFoundError, Refusal
from tenants.terms.period import Period
from tenants.terms.report import DeliveryState as S
from tenants.terms.report import ReviewState

__all__ = ["LARGEST_ATTACHMENT", "LEASE", "Office", "close", "deliver", "office", "reap", "resend", "send_elsewhere"]

LARGEST_ATTACHMENT = 8_000_000
"""Bytes of PDF that still travel with the letter; many servers refuse letters over 10 MB, and base64 adds a third."""


def deliver(delivery_id: UUID, post: Office, *, now: datetime, lease: timedelta = LEASE) -> S | None:
    """Send one letter of one report; returns its state afterwards, ``None`` when there was nothing to do.

    Safe to call twice and at once from several workers: the row decides who sends. An address that is written to no more gets nothing,
    and nobody a report that was taken from the client.
    """
    with work():
        row = outgoing.claim(Delivery, delivery_id, lease)
        if row is None:
            return None
        turn = Turn(Delivery, row.id, row.fence, row.attempt, lease)
        run_id, stopped = row.run_id, _stopped(row.run, row.recipient)
        if stopped is not None:
            outgoing.move(Delivery, row.id, row.fence, S.SENDING, S.FAILED, error=stopped.code, error_text="")
            reports.settle(run_id)
    if stopped is not None:
        return S.FAILED
    try:
        with work():
            mail = _mail(delivery_id, post, now)
    except Exception as error:
        handing.broken(turn, error)
        raise
    state = handing.hand_over(turn, mail, post)
    with work():
        reports.settle(run_id)
    return state


def reap() -> None:
    """Settle the letters whose worker is gone, and the runs whose last letter went out while nobody was left to say so."""
    with work():
        outgoing.reap(Delivery)
        reports.settle()


def resend(row: Delivery, *, by: UUID | None) -> None:
    """Send a held or failed letter again, at a person's word; to its reader it is the same letter (same message id).

    Refused once the report was taken from the client.
    """
    if (stopped := _stopped(row.run, row.recipient)) is not None:
        raise stopped
    with work() as w:
        if not outgoing.release(Delivery, row.id):
            raise Refusal("delivery.not_resendable", state=row.state)
        audit.record(by, "resent", "delivery", row.id, recipient=row.recipient)
        w.then("jobs.deliveries.send", row.tenant_id, str(row.id))


def close(row: Delivery, *, by: UUID | None) -> None:
    """Take a person's word that nothing is left to do: a held letter has arrived, a failed one is left as it is."""
    arrived = row.state == S.HELD
    with work():
        if not outgoing.close(row.id):
            raise Refusal("delivery.not_resendable", state=row.state)
        audit.record(by, "confirmed" if arrived else "left", "delivery", row.id, recipient=row.recipient)


def send_elsewhere(row: Delivery, address: str, *, keep: bool, domain: str, by: UUID | None) -> UUID:
    """Send the report of a letter that is not on its way to another ``address`` as well; return the new letter's id.

    With ``keep`` the new address stands from now on where the old one stood: on the schedule's list, the client's, or both. A letter
    that had failed is closed; one that may have arrived still waits for a word. Refused once the report was taken from the client.
    """
    email = checks.email(address, "email")
    run = row.run
    if row.state in (S.PENDING, S.SENDING, S.HANDING):
        raise Refusal("delivery.not_resendable", state=row.state)
    if (stopped := _stopped(run, email, field="email")) is not None:
        raise stopped
    with work() as w:
        added = reports.post(run, {email: message_id(domain, run.tenant_id, run.id, email)})
        if not added:
            raise Refusal("delivery.has_its_letter", field="email")
        if row.state == S.FAILED:
            outgoing.close(row.id)
        if keep:
            _replace(run.review, row.recipient, email)
        audit.record(by, "readdressed", "delivery", row.id, recipient=row.recipient, to=email, kept=keep)
        w.then("jobs.deliveries.send", row.tenant_id, str(added[0]))
    return added[0]


def _stopped(run: ReportRun, recipient: str, *, field: str | None = None) -> Refusal | None:
    """Why the report may not be mailed to that address, whoever asks for it; ``None`` where nothing stands against it."""
    if run.review.state == ReviewState.WITHDRAWN:
        return Refusal("delivery.withdrawn")
    return Refusal("delivery.suppressed", field=field) if suppressions.of([recipient]) else None


def _mail(delivery_id: UUID, post: Office, now: datetime) -> Mail:
    row = reports.delivery(delivery_id)
    run = row.run if row else None
    document = reviews.frozen(run.review) if run else None
    if row is None or run is None or document is None or run.file_key is None:
        raise NotFoundError("report.not_ready")
    small = (run.size or 0) <= LARGEST_ATTACHMENT
    tenant, sealed = accounts.tenant_in_use(), Sealed(row.tenant_id, row.id)
    stop = f"{post.base_url}/unsubscribe/{seal(post.secret, Purpose.STOP, sealed)}"
    facts = report_facts(
        document,
        run.language,
        Enclosure(
            link=f"{post.base_url}/w/{tenant.slug}/portal/reports/{run.review_id}",
            pages=run.pages or 0,
            kilobytes=max(1, round((run.size or 0) / 1000)),
            file="" if small else f"{post.base_url}/letters/{seal(post.secret, Purpose.FILE, sealed)}/report.pdf",
            stop=stop,
            words=wording.filled(
                tenant.letter_words.get(run.language, {}), document, run.language, name=_name(run.review.client, row.recipient)
            ),
        ),
    )
    words = letter("report", run.language, document.brand, **facts)
    return Mail(
        message_id=row.message_id,
        date=now,
        sender_name=tenant.sender or document.brand.agency,
        sender=post.sender,
        recipient=row.recipient,
        reply_to=_answered_by(run),
        subject=words.subject,
        text=words.text,
        html=words.html,
        language=run.language.split("_")[0],
        stop=stop if stop.startswith("https://") else "",
        attachment=Attachment(_file_name(document), "application/pdf", files.get(run.file_key)) if small else None,
    )


def _name(client: Client, email: str) -> str:
    """What the client calls the one who receives the letter; empty where nobody said."""
    return next((each.name for each in client.recipients if each.email == email), "")


def _replace(review: Review, old: str, new: str) -> None:
    """Put one address where another stood, on the schedule's list and the client's; one that is there already stays once."""
    schedule, client = schedules.ruling(review.community_id, Period.parse(review.period).cadence), review.client
    on_schedule = schedule is not None and old in schedule.recipients
    if schedule is not None and on_schedule:
        schedule.recipients = list(dict.fromkeys(new if each == old else each for each in schedule.recipients))
        schedule.revision += 1
    if on_schedule and not any(each.email == old for each in client.recipients):
        return
    others = [each for each in client.recipients if each.email != old]
    known = any(each.email == new for each in others)
    client.recipients = others if known else [*others, Recipient(email=new)]


def _answered_by(run: ReportRun) -> str:
    """Who gets the client's answer: whoever published the review, or nobody if the command line did."""
    person = db.session.get(Person, run.review.published_by) if run.review.published_by else None
    return person.email if person else ""


def _file_name(document: ReportDocument) -> str:
    return report_name(document.client, document.community, document.period.label, document.version)
