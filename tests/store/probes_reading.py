"""Ways to read another agency's rows: careless ones, clever ones and hostile ones."""

from sqlalchemy import (
    String,
    and_,
    cast,
    column,
    exists,
    func,
    insert,
    lateral,
    literal,
    literal_column,
    or_,
    select,
    table,
    text,
    true,
    union_all,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import aliased, joinedload, selectinload, subqueryload

from tenants.store.accounts import Person, Seat, Tenant
from tenants.store.clients import Client, Community, Recipient
from tenants.store.events import EventRow
from tenants.store.reviews import Review
from tenants.store.statements import by_hand
from tenants.store.tenancy import use_tenant
from tests.store.isolation import CANARY, LeakError, link_to_them, more_than, our, own_scope, theirs

CLIENT, RECIPIENT, COMMUNITY = Client.__table__, Recipient.__table__, Community.__table__
NAMES = "SELECT name FROM client"


@own_scope
def identity_map(world):
    with use_tenant(world.them.tenant_id):
        kept = world.session.scalars(select(Client)).all()
    with use_tenant(world.us.tenant_id):
        found = world.session.get(Client, (world.them.tenant_id, world.them.client_id))
        return found.name if found and kept else None


@own_scope
def stale_refreshed(world):
    with use_tenant(world.them.tenant_id):
        kept = world.session.scalars(select(Client).where(Client.id == world.them.client_id)).one()
    kept.__dict__.pop("name")
    with use_tenant(world.us.tenant_id):
        world.session.refresh(kept)
        return kept.name


@own_scope
def stale_expired_attribute(world):
    with use_tenant(world.them.tenant_id):
        kept = world.session.scalars(select(Client).where(Client.id == world.them.client_id)).one()
        world.session.expire(kept)
    with use_tenant(world.us.tenant_id):
        return kept.name


@own_scope
def cached_statement(world):
    def names():
        return world.session.scalars(select(Client.name).where(Client.language == "en")).all()

    with use_tenant(world.them.tenant_id):
        names()
    with use_tenant(world.us.tenant_id):
        return names()


@own_scope
def one_transaction_for_two(world):
    with use_tenant(world.them.tenant_id):
        connection = world.session.connection()
        with use_tenant(world.them.tenant_id):
            connection.execute(select(literal(1)))
    with use_tenant(world.us.tenant_id):
        return connection.execute(select(CLIENT.c.name).where(CLIENT.c.tenant_id == world.them.tenant_id)).all()


@own_scope
def nobody_in_use(world):
    return world.session.scalars(select(Client)).all()


@own_scope
def nobody_in_use_core(world):
    return world.session.execute(select(CLIENT.c.name)).all()


def unique_key_as_oracle(world):
    try:
        world.session.execute(insert(Client).values(tenant_id=world.us.tenant_id, slug=f"client-0-{CANARY}", name="x", language="en"))
    except IntegrityError as error:
        raise LeakError("told apart") from error


def refresh(world):
    row = theirs(world, Client, world.them.client_id)
    world.session.refresh(row)
    return row.name


def merged(world):
    return world.session.merge(Client(tenant_id=world.them.tenant_id, id=world.them.client_id)).name


def lazy_to_one(world):
    return link_to_them(world, our(world, Community, world.us.community_id), "client_id").client


def lazy_to_many(world):
    return link_to_them(world, our(world, Client, world.us.client_id), "id").recipients


def settings_then_core(world):
    world.session.execute(text("SELECT set_config('app.tenant', :them, true)"), {"them": str(world.them.tenant_id)})
    return world.session.execute(select(CLIENT.c.name).where(CLIENT.c.tenant_id == world.them.tenant_id)).all()


def settings_by_function(world):
    world.session.execute(select(func.set_config("app.tenant", str(world.them.tenant_id), True)))
    return world.session.execute(select(CLIENT.c.name).where(CLIENT.c.tenant_id == world.them.tenant_id)).all()


def settings_by_set(world):
    world.session.connection().exec_driver_sql(f"SET LOCAL app.tenant = '{world.them.tenant_id}'")
    return world.session.execute(select(CLIENT.c.name).where(CLIENT.c.tenant_id == world.them.tenant_id)).all()


def invented_bypass(world):
    return world.session.execute(select(CLIENT.c.name), execution_options={"fence_bypass": "everything"}).all()


def borrowed_bypass(world):
    return world.session.execute(select(CLIENT.c.name), execution_options={"fence_bypass": "seats_of_person"}).all()


def borrowed_bypass_of_seats(world):
    rows = world.session.execute(select(Seat.tenant_id), execution_options={"fence_bypass": "seats_of_person"}).all()
    more_than(len(rows), 1)


def driver(world):
    with world.session.connection().connection.driver_connection.cursor() as cursor:
        return cursor.execute(NAMES).fetchall()


def driver_copy(world):
    with world.session.connection().connection.driver_connection.cursor() as cursor, cursor.copy(f"COPY ({NAMES}) TO STDOUT") as copy:
        return [bytes(piece).decode() for piece in copy]


def engine(world):
    with world.engine.connect() as connection:
        return connection.execute(select(CLIENT.c.name)).all()


def engine_told(world):
    with world.engine.connect() as connection:
        connection.exec_driver_sql("SELECT set_config('app.tenant', %s, true)", (str(world.them.tenant_id),))
        return connection.exec_driver_sql(NAMES).fetchall()


def of_session(statement):
    return lambda world: world.session.execute(statement() if callable(statement) else statement).all()


def existence(world):
    if world.session.scalar(select(select(Client.id).where(Client.slug == f"client-0-{CANARY}").exists())):
        raise LeakError("told apart")


def bare_existence(world):
    if world.session.scalar(select(exists().where(CLIENT.c.slug == f"client-0-{CANARY}"))):
        raise LeakError("told apart")


def recursive(entity):
    start = select(entity.c.name).cte("start", recursive=True)
    return select(start.union_all(select(entity.c.name).where(literal(1) == 2)).c.name)


other = aliased(Client)
sub = select(Client.name).subquery()
cte = select(Client.name).cte()
light = table("client", column("name"), column("tenant_id"))

READS = {
    "entity": lambda w: w.session.scalars(select(Client)).all(),
    "columns": of_session(select(Client.name)),
    "count over select_from": lambda w: more_than(w.session.scalar(select(func.count()).select_from(Client)), 2),
    "count of a bulk table": lambda w: more_than(w.session.scalar(select(func.count()).select_from(EventRow)), 1),
    "legacy query": lambda w: w.session.query(Client).all(),
    "legacy count": lambda w: more_than(w.session.query(Client).count(), 2),
    "get": lambda w: w.session.get(Client, (w.them.tenant_id, w.them.client_id)),
    "get from the identity map after a switch": identity_map,
    "stale row refreshed after a switch": stale_refreshed,
    "expired attribute after a switch": stale_expired_attribute,
    "statement cached for the other": cached_statement,
    "connection kept over a switch": one_transaction_for_two,
    "refresh": refresh,
    "merge of a detached row": merged,
    "lazy to-one over a corrupt link": lazy_to_one,
    "lazy to-many over a corrupt link": lazy_to_many,
    "selectin load": lambda w: [c.recipients for c in w.session.scalars(select(Client).options(selectinload(Client.recipients)))],
    "joined load": lambda w: [c.recipients for c in w.session.scalars(select(Client).options(joinedload(Client.recipients))).unique()],
    "subquery load": lambda w: [c.recipients for c in w.session.scalars(select(Client).options(subqueryload(Client.recipients)))],
    "aliased": of_session(select(other.name)),
    "join": of_session(select(Recipient.email).join(Client, Client.id == Recipient.client_id)),
    "join that forgets the tenant": of_session(select(Client.name, Review.commentary).join(Review, Review.state == "published")),
    "outer join in Core": lambda w: w.session.execute(
        select(RECIPIENT.c.email)
        .select_from(CLIENT.outerjoin(RECIPIENT, RECIPIENT.c.email.is_not(None)))
        .where(CLIENT.c.tenant_id == w.us.tenant_id)
    ).all(),
    "outer join bound on the wrong side": lambda w: w.session.execute(
        select(CLIENT.c.name).select_from(
            CLIENT.outerjoin(RECIPIENT, and_(CLIENT.c.tenant_id == RECIPIENT.c.tenant_id, RECIPIENT.c.tenant_id == w.us.tenant_id))
        )
    ).all(),
    "full join": lambda w: w.session.execute(
        select(CLIENT.c.name).select_from(
            CLIENT.join(RECIPIENT, and_(CLIENT.c.tenant_id == RECIPIENT.c.tenant_id, RECIPIENT.c.tenant_id == w.us.tenant_id), full=True)
        )
    ).all(),
    "subquery": of_session(select(sub.c.name)),
    "CTE": of_session(select(cte.c.name)),
    "recursive CTE": of_session(recursive(CLIENT)),
    "lateral": lambda w: w.session.execute(select(lateral(select(CLIENT.c.name)).c.name)).all(),
    "UNION": of_session(union_all(select(Client.name), select(Community.name))),
    "scalar subquery": of_session(lambda: select(select(func.string_agg(Client.name, ",")).scalar_subquery())),
    "scalar subquery in Core": of_session(lambda: select(select(func.string_agg(CLIENT.c.name, ",")).scalar_subquery())),
    "any": lambda w: w.session.scalars(select(Client.name).where(Client.recipients.any())).all(),
    "IN subquery": of_session(select(Client.name).where(Client.id.in_(select(Recipient.client_id)))),
    "IN subquery in Core": of_session(select(Tenant.name).where(Tenant.id.in_(select(CLIENT.c.tenant_id)))),
    "exists as an oracle": existence,
    "bare exists as an oracle": bare_existence,
    "text behind an entity": lambda w: w.session.scalars(select(Client).from_statement(text("SELECT * FROM client"))).all(),
    "Core behind an entity": lambda w: w.session.scalars(select(Client).from_statement(select(CLIENT))).all(),
    "Core by the session": of_session(select(CLIENT.c.name)),
    "Core by the connection": lambda w: w.session.connection().execute(select(CLIENT.c.name)).all(),
    "Core by the engine": engine,
    "Core alias": of_session(lambda: select(CLIENT.alias().c.name)),
    "Core that names the other": lambda w: w.session.execute(select(CLIENT.c.name).where(CLIENT.c.tenant_id == w.them.tenant_id)).all(),
    "a table by its name alone": of_session(select(light.c.name)),
    "text": of_session(text(NAMES)),
    "text in capitals": of_session(text('SELECT name FROM "client"')),
    "text with the schema": of_session(text("SELECT name FROM public.client")),
    "driver SQL": lambda w: w.session.connection().exec_driver_sql(NAMES).all(),
    "the driver itself": driver,
    "COPY by the driver": driver_copy,
    "literal column over text": of_session(select(literal_column("(SELECT string_agg(name, ',') FROM client)"))),
    "text in a column": of_session(select(text("(SELECT string_agg(name, ',') FROM client)"))),
    "text in an operator": of_session(lambda: select(literal("x").op("|| (SELECT string_agg(name, ',') FROM client) ||")(literal("y")))),
    "text in a suffix": of_session(lambda: select(cast(literal("x"), String)).suffix_with("UNION ALL SELECT name FROM client")),
    "SQL inside a function's argument": of_session(select(cast(func.ts_stat("SELECT to_tsvector('simple', name) FROM client"), String))),
    "SQL by hand for the other": lambda w: w.session.execute(
        by_hand("SELECT name FROM client WHERE tenant_id = :tenant"), {"tenant": w.them.tenant_id}
    ).all(),
    "SQL by hand that forgets the tenant": lambda w: w.session.execute(
        by_hand("SELECT name FROM client WHERE :tenant > 0"), {"tenant": w.us.tenant_id}
    ).all(),
    "yield_per": lambda w: list(w.session.execute(select(Client.name).execution_options(yield_per=1))),
    "OR precedence": lambda w: w.session.scalars(select(Client.name).where(or_(Client.tenant_id == w.us.tenant_id, true()))).all(),
    "OR precedence in Core": lambda w: w.session.execute(
        select(CLIENT.c.name).where(or_(CLIENT.c.tenant_id == w.us.tenant_id, CLIENT.c.name.is_not(None)))
    ).all(),
    "tenant not equal": lambda w: w.session.execute(select(CLIENT.c.name).where(CLIENT.c.tenant_id != w.us.tenant_id)).all(),
    "a unique key as an oracle": unique_key_as_oracle,
    "settings by text": settings_then_core,
    "settings by function": settings_by_function,
    "settings by SET": settings_by_set,
    "settings on a connection": engine_told,
    "an invented bypass": invented_bypass,
    "a borrowed bypass": borrowed_bypass,
    "a borrowed bypass of its own table": borrowed_bypass_of_seats,
    "nobody in use": nobody_in_use,
    "nobody in use, Core": nobody_in_use_core,
    "people of the other": lambda w: w.session.scalars(select(Person).join(Seat, Seat.person_id == Person.id)).all(),
}
