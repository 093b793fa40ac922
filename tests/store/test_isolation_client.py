"""Somebody of a client sees their own client and what was published to them; of the agency's own work, nothing."""

import pytest
from sqlalchemy import delete, func, insert, select, text

from tenants.store.audit import AuditEvent, record
from tenants.store.base import Model, TenantOwned, db
from tenants.store.client_view import visible
from tenants.store.clients import Client, Community, Recipient
from tenants.store.events import EventRow
from tenants.store.reports import Delivery, ReportRun
from tenants.store.reviews import ActionItem, Review
from tenants.store.schema import owned_tables
from tenants.store.statements import by_hand
from tenants.store.tenancy import TenantMixError, current_scope, use_tenant
from tests.store.isolation import OURS, without

SHOWN = {Client: 1, Community: 1, Recipient: 1, Review: 1, ActionItem: 1, ReportRun: 1, Delivery: 1}


@pytest.fixture
def viewer(fenced):
    """A person of our first client, looking."""
    app, world = fenced
    with app.app_context(), use_tenant(world.us.tenant_id, world.us.client_id):
        yield world.us
        db.session.rollback()


@pytest.fixture
def stranger(fenced):
    """A person of our second client, to whom nothing was published."""
    app, world = fenced
    with app.app_context(), use_tenant(world.us.tenant_id, world.us.second_client_id):
        yield world.us
        db.session.rollback()


def counts(models):
    return {model: db.session.scalar(select(func.count()).select_from(model)) for model in models}


def owned_models():
    return [mapper.class_ for mapper in Model.registry.mappers if issubclass(mapper.class_, TenantOwned)]


def by_database_alone(tenant_id):
    """What row-level security shows, whatever Python adds: counted by hand."""
    return {
        name: db.session.execute(by_hand(f'SELECT count(*) FROM "{name}" WHERE tenant_id = :tenant'), {"tenant": tenant_id}).scalar_one()
        for name in sorted(owned_tables())
    }


def test_a_client_sees_its_own_and_published_rows_and_no_other_kind(viewer):
    assert {model: n for model, n in counts(owned_models()).items() if n} == SHOWN


def test_the_database_shows_them_no_more(viewer):
    shown = {name: n for name, n in by_database_alone(viewer.tenant_id).items() if n}
    assert shown == {model.__tablename__: n for model, n in SHOWN.items()}


def test_another_client_of_the_same_agency_sees_itself_alone(stranger):
    assert {model: n for model, n in counts(owned_models()).items() if n} == {Client: 1}
    assert {name: n for name, n in by_database_alone(stranger.tenant_id).items() if n} == {"client": 1}


def test_the_criteria_hold_where_row_level_security_does_not(unfenced):
    app, world = unfenced
    with app.app_context(), use_tenant(world.us.tenant_id, world.us.client_id):
        assert {model: n for model, n in counts(owned_models()).items() if n} == SHOWN


def test_without_either_layer_everything_would_show(unfenced):
    app, world = unfenced
    with app.app_context(), without("criteria"), use_tenant(world.us.tenant_id, world.us.client_id):
        found = select(func.count()).select_from(Review).where(Review.tenant_id == world.us.tenant_id)
        assert db.session.scalar(found) == 2


def test_a_draft_is_not_found_by_its_id(viewer):
    assert db.session.get(Review, (viewer.tenant_id, viewer.draft_id)) is None
    assert db.session.get(Review, (viewer.tenant_id, viewer.review_id)) is not None


def test_a_draft_is_not_reached_through_what_is_shown(viewer):
    client = db.session.scalars(select(Client)).one()
    assert [community.name for community in client.communities] == [OURS]
    assert len(db.session.scalars(select(Review).join(Review.community)).all()) == 1
    assert db.session.scalar(select(func.count(ActionItem.id)).where(ActionItem.review_id == viewer.draft_id)) == 0


def test_a_client_acknowledges_a_review_and_that_is_recorded(viewer):
    review = db.session.scalars(select(Review).with_for_update()).one()
    review.state = "acknowledged"
    record(viewer.person_id, "acknowledged", "review", review.id)
    db.session.flush()
    assert db.session.scalars(select(Review.state)).all() == ["acknowledged"]
    assert db.session.scalar(select(func.count()).select_from(AuditEvent)) == 0


def test_a_client_may_not_take_a_review_back_to_a_draft(viewer):
    db.session.scalars(select(Review)).one().state = "draft"
    with pytest.raises(Exception, match="row-level security"):
        db.session.flush()


@pytest.mark.parametrize("model", [Client, Community, Recipient, Delivery, ReportRun, ActionItem])
def test_a_client_changes_nothing_else(viewer, model):
    row = db.session.scalars(select(model)).one()
    db.session.delete(row)
    with pytest.raises(TenantMixError, match="written by a client"):
        db.session.flush()
    db.session.rollback()
    assert db.session.execute(delete(model)).rowcount == 0


def test_a_client_adds_nothing_by_core(viewer):
    values = {"tenant_id": viewer.tenant_id, "client_id": viewer.client_id, "email": "x@example.org"}
    with pytest.raises(Exception, match="row-level security"):
        db.session.execute(insert(Recipient.__table__).values(**values))


def test_every_rule_of_the_orm_has_its_policy(viewer, superuser):
    """A rule in one half alone would show too much, or an empty page."""
    rows = superuser.execute(
        "SELECT tablename FROM pg_policies WHERE policyname = 'client_sees' AND qual NOT LIKE '%OR false%' AND tablename <> 'audit_event'"
    ).fetchall()
    assert {row[0] for row in rows} == {model.__tablename__ for model in visible(viewer.client_id)}


def test_bulk_rows_are_closed_to_clients(viewer):
    assert db.session.scalars(select(EventRow)).all() == []
    assert db.session.execute(select(text("1")).select_from(EventRow)).all() == []


def test_a_scope_with_a_client_is_another_scope(viewer):
    with pytest.raises(TenantMixError), use_tenant(viewer.tenant_id):
        pass
    assert current_scope().client_id == viewer.client_id
