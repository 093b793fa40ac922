"""What must go on working behind the fence: a fence that stops honest work would soon be taken down."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from sqlalchemy import Date, Integer, Uuid, delete, func, insert, literal, select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import aliased, joinedload, selectinload, subqueryload
from sqlalchemy.schema import Column

from tenants.store import guard
from tenants.store.accounts import Person, Seat, Tenant
from tenants.store.audit import AuditEvent, record
from tenants.store.base import db
from tenants.store.clients import Client, Community, Recipient
from tenants.store.copying import copy_into, copy_rows, stage
from tenants.store.events import EventRow
from tenants.store.reviews import Review
from tenants.store.seats import seats_of
from tenants.store.statements import by_hand
from tenants.store.tenancy import NoTenantError, TenantMixError, use_tenant
from tests.store.isolation import CANARY, OURS

CLIENT, RECIPIENT, EVENT = Client.__table__, Recipient.__table__, EventRow.__table__


@pytest.fixture
def us(fenced):
    """Our agency, entered; whatever is done is rolled back."""
    app, world = fenced
    with app.app_context(), use_tenant(world.us.tenant_id):
        yield world.us
        db.session.rollback()


def new(**values):
    return {"slug": uuid4().hex, "name": "new", "language": "en"} | values


def test_a_row_is_made_read_changed_and_removed(us):
    row = Client(**new())
    db.session.add(row)
    db.session.flush()
    row.name = "changed"
    db.session.flush()
    db.session.expire_all()
    assert (row.tenant_id, row.name) == (us.tenant_id, "changed")
    db.session.delete(row)
    db.session.flush()
    assert db.session.get(Client, (us.tenant_id, row.id)) is None


@pytest.mark.parametrize("load", [selectinload, joinedload, subqueryload, None])
def test_every_way_to_load_relations_works(us, load):
    query = select(Client).where(Client.id == us.client_id).options(*([load(Client.recipients)] if load else []))
    client = db.session.scalars(query).unique().one()
    assert [recipient.name for recipient in client.recipients] == [OURS]
    assert client.communities[0].client is client


def test_reads_of_every_shape_find_our_rows(us):
    other = aliased(Client)
    recent = select(Client.id, Client.name).cte()
    assert len(db.session.scalars(select(Client)).all()) == 2
    assert db.session.scalar(select(func.count()).select_from(Client)) == 2
    assert len(db.session.execute(select(Client.name, other.name).join(other, other.id != Client.id)).all()) == 2
    assert db.session.scalars(select(recent.c.name).order_by(recent.c.name)).all() == [f"{OURS} 0", f"{OURS} 1"]
    assert db.session.scalar(select(select(Client.id).where(Client.id == us.client_id).exists()))
    assert db.session.scalars(select(Client.name).where(Client.recipients.any())).all() == [f"{OURS} 0"]
    assert db.session.scalars(select(Client.name).union_all(select(Community.name))).all()
    assert db.session.get(Client, (us.tenant_id, us.client_id)).name == f"{OURS} 0"


def test_aggregates_over_joins_work(us):
    query = (
        select(Client.name, func.count(Recipient.id))
        .outerjoin(Recipient, Recipient.client_id == Client.id)
        .group_by(Client.name)
        .order_by(Client.name)
    )
    assert [tuple(row) for row in db.session.execute(query)] == [(f"{OURS} 0", 1), (f"{OURS} 1", 0)]


def test_core_works_when_it_names_the_tenant(us):
    joined = CLIENT.join(RECIPIENT, (RECIPIENT.c.tenant_id == CLIENT.c.tenant_id) & (RECIPIENT.c.client_id == CLIENT.c.id))
    assert db.session.execute(select(RECIPIENT.c.name).select_from(joined).where(CLIENT.c.tenant_id == us.tenant_id)).all() == [(OURS,)]
    optional = CLIENT.outerjoin(RECIPIENT, (RECIPIENT.c.tenant_id == CLIENT.c.tenant_id) & (RECIPIENT.c.client_id == CLIENT.c.id))
    assert len(db.session.execute(select(CLIENT.c.name).select_from(optional).where(CLIENT.c.tenant_id == us.tenant_id)).all()) == 2
    related = select(RECIPIENT.c.id).where(RECIPIENT.c.tenant_id == CLIENT.c.tenant_id, RECIPIENT.c.client_id == CLIENT.c.id).exists()
    assert len(db.session.execute(select(CLIENT.c.name).where(CLIENT.c.tenant_id == us.tenant_id, ~related)).all()) == 1
    inner = select(CLIENT.c.tenant_id, CLIENT.c.id).where(CLIENT.c.tenant_id == us.tenant_id).subquery()
    derived = select(RECIPIENT.c.name).join(inner, (inner.c.tenant_id == RECIPIENT.c.tenant_id) & (inner.c.id == RECIPIENT.c.client_id))
    assert db.session.execute(derived).all() == [(OURS,)]


def test_many_rows_are_written_at_once(us):
    db.session.execute(insert(Client), [new() for _ in range(3000)])
    db.session.execute(insert(CLIENT), [new() for _ in range(3)])
    db.session.execute(insert(CLIENT).values([new(tenant_id=us.tenant_id) for _ in range(3)]))
    db.session.bulk_save_objects([Client(**new())])
    db.session.add_all([Client(**new()) for _ in range(3)])
    assert db.session.scalar(select(func.count()).select_from(Client)) == 3012


def test_rows_are_changed_and_removed_at_once(us):
    assert db.session.execute(update(Client).values(notes="x")).rowcount == 2
    db.session.execute(update(Client), [{"tenant_id": us.tenant_id, "id": us.client_id, "name": "by key"}])
    assert db.session.execute(update(CLIENT).where(CLIENT.c.tenant_id == us.tenant_id).values(notes="y").returning(CLIENT.c.name)).all()
    named = (
        update(RECIPIENT)
        .where(RECIPIENT.c.tenant_id == us.tenant_id, RECIPIENT.c.tenant_id == CLIENT.c.tenant_id, RECIPIENT.c.client_id == CLIENT.c.id)
        .values(name=CLIENT.c.name)
        .returning(RECIPIENT.c.name)
    )
    assert db.session.execute(named).scalars().all() == ["by key"]
    assert db.session.execute(delete(Recipient)).rowcount == 1


def test_a_role_is_changed_though_it_reads_like_a_command(us):
    seat = db.session.scalars(select(Seat)).one()
    seat.role = "manager"
    db.session.flush()
    assert db.session.scalar(select(Seat.role)) == "manager"


@pytest.mark.parametrize(
    "command",
    ["SET ROLE app_owner", "RESET ROLE", "set local row_security = off", "SELECT 1; SET ROLE app_owner", "RESET ALL",
     "DO $$ BEGIN SET app.tenant = 1; END $$", "SET SESSION AUTHORIZATION app_owner", "RESET app.tenant"],
)  # fmt: skip
def test_commands_that_lift_the_fence_are_refused(us, command):
    for send in (lambda: db.session.execute(text(command)), lambda: db.session.connection().exec_driver_sql(command)):
        with pytest.raises(guard.RawStatementError):
            send()


def test_upserts_work(us):
    row = new(tenant_id=us.tenant_id, id=us.client_id, name="upserted")
    statement = upsert(CLIENT).values(row)
    db.session.execute(statement.on_conflict_do_update(index_elements=["tenant_id", "id"], set_={"name": statement.excluded.name}))
    db.session.execute(statement.on_conflict_do_nothing())
    assert db.session.get(Client, (us.tenant_id, us.client_id)).name == "upserted"


def test_a_claim_skips_locked_rows(us):
    query = select(Review).where(Review.state == "draft").with_for_update(skip_locked=True)
    assert [review.id for review in db.session.scalars(query)] == [us.draft_id]


def test_sql_by_hand_works_for_the_tenant_in_use(us):
    rows = db.session.execute(by_hand("SELECT name FROM client WHERE tenant_id = :tenant ORDER BY name"), {"tenant": us.tenant_id})
    assert rows.scalars().all() == [f"{OURS} 0", f"{OURS} 1"]
    with pytest.raises(ValueError, match=":tenant"):
        by_hand("SELECT name FROM client")


def test_rows_are_loaded_by_copy(us):
    rows = [(uuid4(), f"copied-{number}", "copied", "en", "", "") for number in range(2000)]
    assert copy_rows(Client, ["id", "slug", "name", "language", "contact", "notes"], iter(rows)) == 2000
    assert db.session.scalar(select(func.count()).select_from(Client).where(Client.name == "copied")) == 2000


def test_copied_rows_are_staged_joined_and_moved_on(us):
    staged = stage("arrivals", Column("key", Uuid), Column("day", Date))
    copy_into(staged, [(us.event_key, date(2026, 3, 1)), (uuid4(), date(2026, 3, 2))])
    known = select(func.count()).select_from(staged.join(EVENT, (EVENT.c.key == staged.c.key) & (EVENT.c.tenant_id == us.tenant_id)))
    assert db.session.scalar(known) == 1
    columns = ["tenant_id", "community_no", "key", "kind", "occurred_at", "day", "count", "own_count", "question", "import_no"]
    chosen = select(
        literal(us.tenant_id, Integer), literal(1), staged.c.key, literal(1), literal(datetime(2026, 3, 1, tzinfo=UTC)), staged.c.day,
        literal(1), literal(1), literal(False), literal(2),
    )  # fmt: skip
    added = db.session.execute(upsert(EVENT).from_select(columns, chosen).on_conflict_do_nothing().returning(EVENT.c.day))
    assert added.scalars().all() == [date(2026, 3, 2)], "the known event stays as it is"
    stage("arrivals", Column("key", Uuid))
    assert db.session.scalar(select(func.count()).select_from(staged)) == 0


def test_copy_takes_no_tenant_from_its_caller(us):
    with pytest.raises(TenantMixError):
        copy_rows(Client, ["tenant_id", "id"], [])
    with pytest.raises(TenantMixError):
        copy_rows(Person, ["id"], [])
    with pytest.raises(TenantMixError):
        copy_into(CLIENT, [])


def test_deeds_are_recorded_and_never_changed(us):
    record(us.person_id, "made", "client", us.client_id, name="x")
    db.session.flush()
    assert db.session.scalar(select(func.count()).select_from(AuditEvent)) == 2
    for statement in (update(AuditEvent).values(verb="nothing"), delete(AuditEvent)):
        with pytest.raises(Exception, match="permission denied"), db.session.begin_nested():
            db.session.execute(statement)


def test_a_workspace_is_changed_from_inside(us):
    db.session.get(Tenant, us.tenant_id).footer = "ours"
    db.session.flush()
    assert db.session.scalar(select(Tenant.footer).where(Tenant.id == us.tenant_id)) == "ours"


def test_the_sign_in_finds_a_persons_workspaces_and_no_other(fenced):
    app, world = fenced
    with app.app_context():
        assert [(seat.slug, seat.role) for seat in seats_of(world.them.person_id)] == [(CANARY, "owner")]
        assert seats_of(uuid4()) == []
        with pytest.raises(NoTenantError):
            db.session.scalars(select(Seat)).all()


def test_the_sign_in_finds_them_from_inside_another_workspace_too(us, fenced):
    assert [seat.workspace for seat in seats_of(fenced[1].them.person_id)] == [CANARY]
    assert [seat.tenant_id for seat in db.session.scalars(select(Seat))] == [us.tenant_id]


def test_a_savepoint_and_a_second_transaction_keep_the_scope(us):
    with db.session.begin_nested():
        db.session.scalars(select(Client)).all()
    db.session.rollback()
    assert len(db.session.scalars(select(Client)).all()) == 2


def test_a_scope_ends_even_if_its_work_fails(fenced):
    app, world = fenced
    with app.app_context():
        with pytest.raises(ZeroDivisionError), use_tenant(world.us.tenant_id):
            raise ZeroDivisionError
        with pytest.raises(NoTenantError):
            db.session.scalars(select(Client)).all()


def test_another_tenant_is_not_entered_from_inside(us, fenced):
    with pytest.raises(TenantMixError), use_tenant(fenced[1].them.tenant_id):
        pass


def test_the_bypasses_are_these_two():
    assert {"settings": frozenset(), "seats_of_person": frozenset({"seat"})} == guard.BYPASSES
