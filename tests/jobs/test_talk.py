"""The clock writes to those concerned about what was said beside a report."""

from datetime import UTC, datetime, timedelta

from jobs import clock, runtime
from tenants.store import reports
from tenants.store.accounts import AccountLetter
from tenants.store.base import db
from tenants.store.comments import ReviewComment
from tenants.store.work import work

NOW = datetime(2026, 7, 3, 2, 0, tzinfo=UTC)


def test_a_tick_writes_once_about_what_the_client_said_a_minute_ago(house):
    run_id = house.publish()
    owner = house.seat("owner@harbour.example", "owner")
    with runtime.in_tenant(house.tenant_id), work():
        run = reports.by_id(run_id)
        said = {"review_id": run.review_id, "client_id": run.client_id, "audience": "client", "from_client": True}
        db.session.add(ReviewComment(**said, text="Why so few?", created_at=NOW - timedelta(minutes=2)))
        db.session.add(ReviewComment(**said, text="And this?", created_at=NOW))
    clock.tick(NOW)
    clock.tick(NOW)
    with runtime.in_no_tenant():
        letters = [(row.recipient, row.facts["text"]) for row in db.session.query(AccountLetter).filter_by(name="remark")]
    assert letters == [(owner, "Why so few?")]
