"""Jobs about letters that belong to an account."""

from uuid import UUID

from jobs.clock import now
from jobs.runtime import in_no_tenant
from tenants.actions import letters, schedule_letters


def send(letter_id: str) -> None:
    """Send one letter; run twice it does nothing the second time."""
    with in_no_tenant() as here:
        letters.send(UUID(letter_id), here.office, now=now(), lease=here.lease, enclose=schedule_letters.enclose)
