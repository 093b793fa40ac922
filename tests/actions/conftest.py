import pytest

from tenants.actions import schedules as acting
from tenants.actions.clients import ClientForm
from tenants.actions.clients import change as change_client
from tenants.actions.schedules import ScheduleForm
from tenants.store.accounts import Person, Seat
from tenants.store.base import db
from tenants.store.clients import community_by_id
from tenants.store.tenancy import use_tenant
from tenants.store.work import work
from tests import warm
from tests.actions.scheduled import IN_JUNE
from tests.actions.test_reviewing import a_slack_export
from tests.communities import application, bring, make_place


@pytest.fixture
def place(beside, database_url, tmp_path):
    def build():
        place = make_place()
        bring(place, a_slack_export(tmp_path / "export.zip", months=(4, 5, 6)))
        return place

    with application(database_url, tmp_path / "files"):
        place = warm.kept(beside, "place", build, tmp_path / "files")
        with use_tenant(place.tenant_id):
            yield place


@pytest.fixture
def community(place):
    row = community_by_id(place.community_id)
    change_client(row.client, ClientForm(name="Tea House", language="en", recipients=["mei@tea.example"]), by=None)
    return row


@pytest.fixture
def people(place):
    """Two owners, a manager and an analyst, by name."""
    found = {}
    with work():
        for name, role in (("ann", "owner"), ("bo", "owner"), ("cy", "manager"), ("di", "analyst")):
            person = Person(email=f"{name}@harbour.example", name=name, language="en")
            db.session.add(person)
            db.session.flush()
            db.session.add(Seat(person_id=person.id, role=role))
            found[name] = person.id
    return found


@pytest.fixture
def schedule(community, people):
    return acting.create(community, "month", ScheduleForm(approver_id=people["cy"]), by=None, now=IN_JUNE)
