"""What waits in the database, in every workspace: the truth that the queue only hints at."""

import logging
from collections.abc import Callable, Iterator

from jobs.runtime import in_no_tenant, in_tenant
from tenants.store import accounts, imports, outgoing, reports, rollups, texts
from tenants.store.accounts import AccountLetter
from tenants.store.reports import Delivery

Hint = tuple[str, tuple[object, ...]]

log = logging.getLogger(__name__)


def tenants() -> list[int]:
    """Ids of every workspace, in order."""
    with in_no_tenant():
        return list(accounts.tenant_ids())


def each_tenant(deed: Callable[[int], object]) -> None:
    """Do something in every workspace; what goes wrong in one is logged and keeps nobody else waiting."""
    for tenant_id in tenants():
        try:
            with in_tenant(tenant_id):
                deed(tenant_id)
        except Exception:
            log.exception("workspace %s", tenant_id)


def waiting() -> Iterator[Hint]:
    """Every job that could be done now: letters to accounts first, then imports, counting anew, words, reports and letters everywhere."""
    with in_no_tenant():
        letters = outgoing.waiting(AccountLetter)
    yield from (("jobs.letters.send", (str(each),)) for each in letters)
    for tenant_id in tenants():
        with in_tenant(tenant_id):
            found: list[Hint] = [("jobs.imports.run", (tenant_id, str(each.id))) for each in imports.due()]
            found += [("jobs.imports.rebuild", (tenant_id, str(each))) for each in rollups.outdated()]
            found += [("jobs.words.count", (tenant_id, str(each.id))) for each in texts.uncounted()]
            found += [("jobs.reports.render", (tenant_id, str(each))) for each in reports.waiting()]
            found += [("jobs.deliveries.send", (tenant_id, str(each))) for each in outgoing.waiting(Delivery)]
        yield from found
