"""What the agency is told when a report could not be made, or an address gets no more letters: in the transaction that gives up."""

from tenants.actions import letters
from tenants.render.wording.errors import error_words
from tenants.store import accounts
from tenants.store.accounts import Person
from tenants.store.reports import Delivery, ReportRun
from tenants.store.suppressions import Reason
from tenants.store.work import Work
from tenants.terms.errors import Refusal
from tenants.terms.people import Role


def tell(w: Work, run: ReportRun) -> None:
    """Queue a letter about a run that has just failed to whoever published its review, else to the owners."""
    tenant = accounts.tenant_in_use()
    for person in _concerned(run):
        reason = error_words(Refusal(run.error, **run.error_facts), person.language).whole
        facts = {
            "agency": tenant.name,
            "community": run.review.community.name,
            "period": run.review.period,
            "reason": reason,
            "link": f"/w/{tenant.slug}/reports/{run.id}",
        }
        letters.queue(w, name="report_failed", language=person.language, recipient=person.email, facts=facts)


def tell_stopped(w: Work, row: Delivery, reason: Reason, words: str) -> None:
    """Queue a letter about an address that gets no more reports, to whoever published the one that showed it, else to the owners."""
    tenant = accounts.tenant_in_use()
    for person in _concerned(row.run):
        facts = {
            "agency": tenant.name,
            "client": row.run.review.client.name,
            "recipient": row.recipient,
            "reason": reason.value,
            "words": words,
            "link": f"/w/{tenant.slug}/deliveries?state=stopped",
        }
        letters.queue(w, name="bounced", language=person.language, recipient=person.email, facts=facts)


def _concerned(run: ReportRun) -> list[Person]:
    """The publisher while they still work here, else every owner."""
    seated = accounts.seats()
    publisher = [seat.person for seat in seated if seat.person_id == run.review.published_by and seat.role != Role.CLIENT]
    return publisher or [seat.person for seat in seated if seat.role == Role.OWNER]
