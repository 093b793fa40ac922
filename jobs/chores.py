"""What the clock does every minute."""

from datetime import datetime

from jobs import poll, queue
from jobs.runtime import in_no_tenant
from tenants.actions import reporting, scheduling
from tenants.store import heartbeat, outgoing
from tenants.store.accounts import AccountLetter
from tenants.store.reports import Delivery
from tenants.store.work import work


def beat(_moment: datetime) -> None:
    """Say that the clock lives; ``/readyz`` goes red when it does not."""
    with in_no_tenant(), work():
        heartbeat.beat("clock")


def reap(_moment: datetime) -> None:
    """Settle what was claimed by processes that are gone."""
    with in_no_tenant(), work():
        outgoing.reap(AccountLetter)

    def settle(_tenant_id: int) -> None:
        reporting.reap()
        with work():
            outgoing.reap(Delivery)

    poll.each_tenant(settle)


def draft(moment: datetime) -> None:
    """Draft the reviews of periods that ended and have targets."""
    poll.each_tenant(lambda _tenant_id: scheduling.draft_due(now=moment))


def hint(_moment: datetime) -> None:
    """Hint again at everything that waits: a hint may have been lost with the queue, and a retry has come due."""
    for job, args in poll.waiting():
        queue.enqueue(job, args)
