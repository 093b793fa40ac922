"""Ways to write another agency's rows, to move rows there, or to tie ours to theirs."""

from uuid import uuid4

from sqlalchemy import Integer, String, cast, delete, func, insert, literal, select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert

from tenants.store.accounts import Tenant
from tenants.store.clients import Client, Community, Recipient
from tenants.store.tenancy import use_tenant
from tests.store.isolation import LeakError, our, own_scope, theirs
from tests.store.probes_reading import CLIENT, RECIPIENT


def fresh(tenant_id, **values):
    return {"tenant_id": tenant_id, "slug": uuid4().hex, "name": "intruder", "language": "en"} | values


def add_for_the_other(world):
    world.session.add(Client(**fresh(world.them.tenant_id)))


def move_a_row(world):
    our(world, Recipient, world.us.recipient_id).tenant_id = world.them.tenant_id
    world.session.flush()


def save(world):
    world.session.bulk_save_objects([Client(**fresh(world.them.tenant_id))])


@own_scope
def delete_stale(world):
    with use_tenant(world.them.tenant_id):
        kept = world.session.scalars(select(Recipient).where(Recipient.id == world.them.recipient_id)).one()
    with use_tenant(world.us.tenant_id):
        world.session.delete(kept)
        world.session.flush()
        raise LeakError("deleted")


@own_scope
def flush_stale(world):
    with use_tenant(world.them.tenant_id):
        kept = world.session.scalars(select(Client).where(Client.id == world.them.client_id)).one()
    kept.name = "intruder"
    with use_tenant(world.us.tenant_id):
        world.session.add(kept)
        world.session.flush()
        raise LeakError("changed")


@own_scope
def write_without_scope(world):
    world.session.add(Client(**fresh(world.them.tenant_id)))
    world.session.flush()
    raise LeakError("written")


def delete_theirs(world):
    world.session.delete(theirs(world, Recipient, world.them.recipient_id))
    world.session.flush()


def rename_theirs(world):
    theirs(world, Client, world.them.client_id).name = "intruder"
    world.session.flush()


def merge_over(world):
    world.session.merge(Client(tenant_id=world.them.tenant_id, id=world.them.client_id, name="intruder"))


def linked(world, act):
    """A row of ours that points at one of theirs is a leak of its own."""
    act()
    world.session.flush()
    raise LeakError("linked")


def link_by_id(world):
    linked(world, lambda: world.session.add(Recipient(client_id=world.them.client_id, email="x@example.org")))


def link_by_relation(world):
    community = our(world, Community, world.us.community_id)
    community.client = theirs(world, Client, world.them.client_id)
    world.session.flush()
    raise LeakError("linked")


def link_by_core(world):
    values = {"tenant_id": world.us.tenant_id, "client_id": world.them.client_id, "email": "x@example.org"}
    linked(world, lambda: world.session.execute(insert(RECIPIENT).values(**values)))


def link_by_update(world):
    linked(
        world,
        lambda: world.session.execute(
            update(Recipient).where(Recipient.tenant_id == world.us.tenant_id).values(client_id=world.them.client_id)
        ),
    )


def by_key(world):
    return [{"tenant_id": world.them.tenant_id, "id": world.them.client_id, "name": "intruder"}]


def from_select(world, tenant):
    columns = ["tenant_id", "id", "slug", "name", "language", "contact", "notes"]
    chosen = select(tenant, literal(uuid4()), literal("x"), literal("intruder"), literal("en"), literal(""), literal(""))
    return world.session.execute(insert(CLIENT).from_select(columns, chosen))


def take_from_them(world):
    columns = ["tenant_id", "id", "slug", "name", "language", "contact", "notes"]
    chosen = select(
        literal(world.us.tenant_id, Integer),
        func.gen_random_uuid(),
        func.left(cast(func.gen_random_uuid(), String), 9),
        CLIENT.c.name,
        literal("en"),
        literal(""),
        literal(""),
    )
    return world.session.execute(insert(CLIENT).from_select(columns, chosen).returning(CLIENT.c.name)).all()


def upsert_theirs(world):
    values = fresh(world.them.tenant_id, id=world.them.client_id)
    world.session.execute(
        upsert(CLIENT).values(**values).on_conflict_do_update(index_elements=["tenant_id", "id"], set_={"name": "intruder"})
    )


def upsert_away(world):
    values = fresh(world.us.tenant_id, id=world.us.client_id)
    change = {"tenant_id": world.them.tenant_id, "id": uuid4()}
    world.session.execute(upsert(CLIENT).values(**values).on_conflict_do_update(index_elements=["tenant_id", "id"], set_=change))


def told_otherwise(world):
    world.session.execute(text("SELECT set_config('app.tenant', :them, true)"), {"them": str(world.them.tenant_id)})
    world.session.execute(update(CLIENT).where(CLIENT.c.tenant_id == world.them.tenant_id).values(name="intruder"))


def many(world):
    return [fresh(world.us.tenant_id), fresh(world.them.tenant_id)]


WRITES = {
    "add for the other": add_for_the_other,
    "move a row": move_a_row,
    "rename a detached row": rename_theirs,
    "delete a detached row": delete_theirs,
    "delete of a stale row": delete_stale,
    "flush of a stale row": flush_stale,
    "merge over a foreign row": merge_over,
    "write without a scope": write_without_scope,
    "ORM update": lambda w: w.session.execute(update(Client).values(name="intruder")),
    "ORM update of the other": lambda w: w.session.execute(
        update(Client).where(Client.tenant_id == w.them.tenant_id).values(name="intruder")
    ),
    "ORM update moves rows": lambda w: w.session.execute(
        update(Recipient).where(Recipient.tenant_id == w.us.tenant_id).values(tenant_id=w.them.tenant_id, client_id=w.them.client_id)
    ),
    "ORM delete": lambda w: w.session.execute(delete(Recipient)),
    "legacy update": lambda w: w.session.query(Client).update({"name": "intruder"}),
    "legacy delete": lambda w: w.session.query(Recipient).delete(),
    "bulk update by key": lambda w: w.session.execute(update(Client), by_key(w)),
    "bulk update by mappings": lambda w: w.session.bulk_update_mappings(Client, by_key(w)),
    "bulk insert": lambda w: w.session.execute(insert(Client), many(w)),
    "bulk insert by mappings": lambda w: w.session.bulk_insert_mappings(Client, many(w)),
    "bulk save": save,
    "insert of values": lambda w: w.session.execute(insert(Client).values(**fresh(w.them.tenant_id))),
    "insert of a list of values": lambda w: w.session.execute(insert(CLIENT).values(many(w))),
    "Core insert of many": lambda w: w.session.execute(insert(CLIENT), many(w)),
    "insert with a computed tenant": lambda w: w.session.execute(
        insert(CLIENT).values(fresh(cast(literal(str(w.them.tenant_id), String), Integer)))
    ),
    "insert from select": lambda w: from_select(w, literal(w.them.tenant_id, Integer)),
    "insert from a select of the other": take_from_them,
    "upsert over a foreign row": upsert_theirs,
    "upsert that moves": upsert_away,
    "Core update": lambda w: w.session.execute(update(CLIENT).values(name="intruder")),
    "Core update by key": lambda w: w.session.execute(update(CLIENT).where(CLIENT.c.id == w.them.client_id).values(name="intruder")),
    "Core delete": lambda w: w.session.execute(delete(RECIPIENT)),
    "text update": lambda w: w.session.execute(text("UPDATE client SET name = 'intruder'")),
    "text delete": lambda w: w.session.execute(text("DELETE FROM recipient")),
    "TRUNCATE": lambda w: w.session.execute(text("TRUNCATE recipient")),
    "link by id": link_by_id,
    "link by a relation": link_by_relation,
    "link by Core": link_by_core,
    "link by update": link_by_update,
    "UPDATE ... RETURNING": lambda w: w.session.execute(update(CLIENT).values(contact="x").returning(CLIENT.c.name)).all(),
    "UPDATE ... FROM": lambda w: w.session.execute(
        update(RECIPIENT)
        .where(RECIPIENT.c.tenant_id == w.us.tenant_id, CLIENT.c.id == w.them.client_id)
        .values(name=CLIENT.c.name)
        .returning(RECIPIENT.c.name)
    ).all(),
    "DELETE ... USING": lambda w: w.session.execute(
        delete(RECIPIENT).where(RECIPIENT.c.client_id == CLIENT.c.id, CLIENT.c.tenant_id == w.them.tenant_id)
    ),
    "settings, then update": told_otherwise,
    "rename the workspace": lambda w: w.session.execute(
        update(Tenant.__table__).where(Tenant.__table__.c.id == w.them.tenant_id).values(name="intruder")
    ),
    "rename the workspace by its row": lambda w: setattr(w.session.get(Tenant, w.them.tenant_id), "footer", "intruder"),
    "remove the workspace": lambda w: w.session.execute(text("DELETE FROM tenant WHERE id = :id"), {"id": w.them.tenant_id}),
}
