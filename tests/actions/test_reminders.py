"""Managers are reminded before a platform deletes what was not exported: when 21 and when 7 days are left, and never twice."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from tenants.actions import reminders
from tenants.store.accounts import AccountLetter, Person, Seat
from tenants.store.base import db
from tenants.store.clients import community_by_id
from tenants.store.imports import Import
from tenants.store.tenancy import use_tenant
from tenants.store.work import work
from tests.communities import application, make_place

LAST = datetime(2026, 1, 10, 9, tzinfo=UTC)
GONE = date(2026, 1, 10) + timedelta(days=180)


@pytest.fixture
def place(database_url, tmp_path):
    with application(database_url, tmp_path / "files"):
        place = make_place(platform="wecom")
        with use_tenant(place.tenant_id):
            for role in ("owner", "manager", "analyst"):
                seat(role)
            imported(place, LAST)
            yield place


def seat(role):
    with work():
        person = Person(email=f"{role}@harbour.example", name=role.title(), password_hash="", language="en")
        db.session.add(person)
        db.session.flush()
        db.session.add(Seat(person_id=person.id, role=role))


def imported(place, last, covers=None):
    with work():
        row = {"file_name": "chat.zip", "file_key": "k", "sha256": "0" * 64, "size": 1, "state": "done", "format": "wecom"}
        db.session.add(Import(community_id=place.community_id, first_at=last, last_at=last, covers_until=covers, **row))


def before(days):
    return datetime(GONE.year, GONE.month, GONE.day, 8, tzinfo=UTC) - timedelta(days=days)


def letters():
    rows = db.session.scalars(select(AccountLetter).order_by(AccountLetter.id)).all()
    return [(row.recipient, row.name, row.facts["days_left"]) for row in rows]


def test_the_manager_is_written_to_at_21_and_at_7_days_and_never_twice(place):
    assert reminders.remind(now=before(22)) == 0
    assert [reminders.remind(now=before(21)), reminders.remind(now=before(21)), reminders.remind(now=before(15))] == [1, 0, 0]
    assert [reminders.remind(now=before(7)), reminders.remind(now=before(3)), reminders.remind(now=before(-2))] == [1, 0, 0]
    assert letters() == [("manager@harbour.example", "export_due", 21), ("manager@harbour.example", "export_due", 7)]


def test_a_standstill_is_caught_up_with_one_letter_and_a_newer_export_ends_it(place):
    assert reminders.remind(now=before(2)) == 1
    assert [due.days_left for due in reminders.due(now=before(2))] == [2]
    imported(place, LAST + timedelta(days=60), covers=date(2026, 3, 20))
    [due] = reminders.due(now=before(2), within=1_000)
    assert (due.first, due.days_left) == (date(2026, 3, 21), 72), "an export that vouches for a day leaves nothing of it behind"
    assert reminders.remind(now=before(2)) == 0


def test_what_the_agency_says_of_its_platform_counts(place):
    community = community_by_id(place.community_id)
    reminders.keep_for(community, 0, by=None)
    assert reminders.due(now=before(0), within=1_000) == []
    reminders.keep_for(community, 30, by=None)
    [due] = reminders.due(now=LAST + timedelta(days=25))
    assert (due.keeps, due.days_left) == (30, 5)
