"""A community with three months of activity, and what became of its schedules."""

import threading
from datetime import UTC, datetime, timedelta

from tenants.actions import reviewing
from tenants.store import reports, reviews
from tenants.store.accounts import AccountLetter
from tenants.store.base import db
from tenants.store.schedules import ScheduledPeriod
from tenants.store.tenancy import use_tenant
from tenants.terms.period import Period
from tests.communities import application

JUNE, JULY = Period.month(2026, 6), Period.month(2026, 7)
IN_JUNE = datetime(2026, 6, 10, 12, tzinfo=UTC)
DUE = datetime(2026, 7, 3, 9, tzinfo=UTC)
"""When June comes due: two days after its end, at nine in the community's zone, which is UTC."""
A_MINUTE = timedelta(minutes=1)


def letters(name):
    return [(row.recipient, row.facts) for row in db.session.query(AccountLetter).order_by(AccountLetter.recipient) if row.name == name]


def dealt():
    rows = db.session.query(ScheduledPeriod).order_by(ScheduledPeriod.period_first)
    return [(row.period, row.outcome) for row in rows.populate_existing()]


def publish(community, period, now=DUE, **named):
    review = reviewing.draft(community, period, by=None, now=now)
    review = reviewing.submit(review, revision=None, by=None, now=now)
    review = reviewing.approve(review, waive="Told the client.", revision=None, by=None, now=now)
    return reviewing.publish(review, revision=None, by=None, now=now, **named)


def runs(community):
    return [run for review in reviews.of_community(community) for run in reports.of_review(review)]


def clocks(number, deed, *, place, database_url, files):
    """Let several clocks do the same deed at the same moment, each on connections of its own; return what went wrong."""
    db.session.remove()
    together, failed = threading.Barrier(number), []

    def clock():
        with application(database_url, files), use_tenant(place.tenant_id):
            try:
                together.wait(20)
                deed()
            except Exception as error:  # noqa: BLE001 - told to the caller, who asserts that there is none
                failed.append(error)

    threads = [threading.Thread(target=clock) for _ in range(number)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(120)
    return failed
