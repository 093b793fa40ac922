"""A community with three months of activity, and what became of its schedules."""

from datetime import UTC, datetime, timedelta

from tenants.actions import reviewing
from tenants.store import reports, reviews
from tenants.store.accounts import AccountLetter
from tenants.store.base import db
from tenants.store.schedules import ScheduledPeriod
from tenants.terms.period import Period

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
