"""What the clock does every minute."""

from datetime import datetime

from jobs import poll, queue, runtime
from jobs.runtime import in_no_tenant
from tenants.actions import alert_digest, delivering, noticing, remarks, reminders, reporting, scheduling, speech, stages, unreviewed
from tenants.store import heartbeat, outgoing
from tenants.store.accounts import AccountLetter
from tenants.store.work import work

SWEPT_AT = 17
"""The minute of the hour; any will do."""
EXPORTS_AT = 23
TEXTS_AT = 41
STAGES_AT = 53


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
        delivering.reap()

    poll.each_tenant(settle)


def sweep(moment: datetime) -> None:
    """Once an hour, drop files that workers left behind when they were killed."""
    if moment.minute == SWEPT_AT:
        poll.each_tenant(lambda _tenant_id: reporting.sweep(now=moment))


def draft(moment: datetime) -> None:
    """Draft the reviews that schedules have come due for, and of periods that ended and have targets."""

    def drafts(_tenant_id: int) -> None:
        scheduling.come_due(now=moment)
        scheduling.draft_due(now=moment)

    poll.each_tenant(drafts)


def send(moment: datetime) -> None:
    """Bring reports on their way that a schedule wants sent unreviewed."""
    poll.each_tenant(lambda _tenant_id: unreviewed.send(now=moment))


def remind(moment: datetime) -> None:
    """Remind of scheduled reviews that nobody published."""
    poll.each_tenant(lambda _tenant_id: scheduling.remind(now=moment))


def export(moment: datetime) -> None:
    """Once an hour, remind of what platforms will delete before it was exported."""
    if moment.minute == EXPORTS_AT:
        poll.each_tenant(lambda _tenant_id: reminders.remind(now=moment))


def clear(moment: datetime) -> None:
    """Once an hour, delete texts that a workspace keeps no longer."""
    if moment.minute == TEXTS_AT:
        poll.each_tenant(lambda _tenant_id: speech.clear(now=moment))


def talk(moment: datetime) -> None:
    """Write to those concerned about what agency and client said to each other."""
    poll.each_tenant(lambda _tenant_id: remarks.tell(now=moment))


def watch(moment: datetime) -> None:
    """Have those communities looked at that a new day began for, or whose data changed."""

    def hints(tenant_id: int) -> None:
        for community_id in noticing.due(now=moment):
            queue.enqueue("jobs.alerts.look", (tenant_id, str(community_id)))

    poll.each_tenant(hints)


def warn(moment: datetime) -> None:
    """Write the daily letters about new alerts."""
    post = runtime.start().office
    poll.each_tenant(lambda _tenant_id: alert_digest.send(post, now=moment))


def hint(_moment: datetime) -> None:
    """Hint again at everything that waits: a hint may have been lost with the queue, and a retry has come due."""
    for job, args in poll.waiting():
        queue.enqueue(job, args)


def stage(moment: datetime) -> None:
    """Once an hour, propose another stage for communities whose figures have left theirs; a month is looked at once."""
    if moment.minute == STAGES_AT:
        poll.each_tenant(lambda _tenant_id: stages.watch(now=moment))
