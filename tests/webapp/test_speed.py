"""Pages ask the database as often for a large workspace as for a small one."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event, update

from tenants.store.activities import Activity
from tenants.store.base import db
from tenants.store.reviews import Review
from tenants.store.tenancy import current_tenant, use_tenant
from tenants.store.work import work
from tenants.terms import snapshot
from tests import world as worlds
from tests.render import sample

MORE = 4


@pytest.fixture
def count(app):
    """Ask for an address; returns its page and the statements it took, those that begin the request's transactions included."""
    sent = []
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda _line, _cursor, statement, *_: sent.append(statement))

    def asked(browser, address):
        browser.get(address)
        sent.clear()
        page = browser.get(address)
        assert page.status_code == 200, page.text
        return page.text, list(sent)

    return asked


def furnish(app, agency):
    """Bring the activities of an agency to today and freeze its reviews, some goals of which were missed."""
    document = snapshot.plain(sample.full())
    now = datetime.now(UTC)
    with app.app_context(), use_tenant(agency.id), work():
        mine = Activity.tenant_id == current_tenant()
        db.session.execute(update(Activity).where(mine).values(starts_at=now + timedelta(hours=25)))
        frozen = Review.state.in_(("approved", "published", "acknowledged"))
        db.session.execute(update(Review).where(Review.tenant_id == current_tenant(), frozen).values(document=document))


@pytest.mark.parametrize("screen", ["", "reviews", "reports", "calendar", "imports", "clients"])
def test_a_workspace_of_six_communities_takes_as_many_statements_as_one_of_two(app, world, as_person, count, screen):
    manager, address = as_person("manager@north.example"), f"/w/north/{screen}"
    furnish(app, world.a)
    _, few = count(manager, address)
    with app.app_context():
        worlds.grow(world.a, MORE)
    furnish(app, world.a)
    page, many = count(manager, address)
    assert f"Hikers {2 + MORE}" in page
    assert len(many) == len(few), "\n".join(many)


def test_the_first_page_names_what_every_community_missed(app, world, as_person, count):
    furnish(app, world.a)
    with app.app_context():
        worlds.grow(world.a, MORE)
    furnish(app, world.a)
    page, sent = count(as_person("manager@north.example"), "/w/north/")
    assert "Off track" in page
    assert not any(" review.document," in statement for statement in sent), "a frozen document was read whole"
    assert len(sent) <= 14, "\n".join(sent)


def test_the_portals_first_page_reads_one_document_whatever_was_published(app, world, as_person, count):
    furnish(app, world.a)
    reader = as_person("client1@north.example")
    page, few = count(reader, "/w/north/portal/")
    assert "Earlier reports" in page
    with app.app_context(), use_tenant(world.a.id), work():
        db.session.execute(update(Review).where(Review.tenant_id == current_tenant(), Review.state == "approved").values(state="published"))
    _, many = count(reader, "/w/north/portal/")
    assert len(many) == len(few), "\n".join(many)


def test_a_page_of_the_agency_takes_two_transactions(app, world, as_person):
    begun = []
    manager = as_person("manager@north.example")
    with app.app_context():
        event.listen(db.engine, "begin", lambda _line: begun.append(1))
    manager.get("/w/north/clients")
    begun.clear()
    assert manager.get("/w/north/clients").status_code == 200
    assert len(begun) == 2  # who is it; everything in the workspace
