"""The fence: what makes every statement keep to the tenant in use, whoever wrote it.

Four layers, each on everywhere, production included; what one lets through, another stops (trust.md, "Tenant isolation"):
criteria on what the ORM asks, a guard on what a session flushes, a guard on every compiled statement, and row-level security in the
database, which is told the tenant at the start of each transaction.
"""

from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Engine, event, false, func, select, text
from sqlalchemy.engine import CreateEnginePlugin
from sqlalchemy.orm import LoaderCriteriaOption, ORMExecuteState, Session, SessionTransaction, with_loader_criteria
from sqlalchemy.orm.attributes import get_history

from tenants.store import client_view, tenancy
from tenants.store.accounts import Tenant
from tenants.store.base import Model, TenantOwned, db
from tenants.store.guard import guard_statement
from tenants.store.schema import owned_tables
from tenants.store.statements import FencedCompiler, Owned
from tenants.store.tenancy import NoTenantError, Scope, TenantMixError, current_scope

OWNED_MODELS = [mapper.class_ for mapper in Model.registry.mappers if issubclass(mapper.class_, TenantOwned)]

Owned.fill(owned_tables())


ROLE_REMEDY = "Let the application sign in (DATABASE_URL) as app_user, which owns nothing; migrations use DATABASE_OWNER_URL."


class UnsafeDatabaseError(RuntimeError):
    """The database would not keep the tenants apart; ``remedy`` says what to do about it."""

    def __init__(self, trouble: str, remedy: str) -> None:
        super().__init__(f"{trouble} {remedy}")
        self.remedy = remedy


class Fence(CreateEnginePlugin):
    """Puts the guard on an engine; named in the engine options of ``db``."""

    def engine_created(self, engine: Engine) -> None:
        """Compile with the fenced compiler, and look at every statement before it is sent."""
        engine.dialect.statement_compiler = FencedCompiler
        event.listen(engine, "before_cursor_execute", guard_statement)

    def update_url(self, url: Any) -> Any:
        """Leave the address as it is."""
        return url


def install() -> None:
    """Put the session's layers in place; called once, when this module is loaded."""
    tenancy.on_switch(close_session)
    event.listen(db.session, "do_orm_execute", add_criteria)
    event.listen(db.session, "before_flush", guard_flush)
    event.listen(db.session, "after_begin", tell_database)
    event.listen(db.session, "after_transaction_end", forget_scope)


def close_session() -> None:
    """Forget every loaded row: the next tenant must not be handed one of them."""
    try:
        db.session.remove()
    except RuntimeError:
        # No application context: there is no session either (Flask-SQLAlchemy keeps one for each context).
        return


def after_fork() -> None:
    """Drop the parent's connections without closing them: call it first in a forked child, inside an application context."""
    db.session.registry.clear()
    for engine in db.engines.values():
        engine.dispose(close=False)


def add_criteria(state: ORMExecuteState) -> None:
    """Bind every entity of an ORM statement to the scope in use."""
    if "fence_bypass" in state.execution_options:
        return
    scope = current_scope()
    require_same_scope(state.session, scope)
    if scope is None or not state.is_orm_statement or state.is_column_load or state.is_relationship_load:
        return  # loads of columns and relations carry the criteria of the query they follow from; the guard looks at every statement
    if not (state.is_select or state.is_update or state.is_delete):
        return
    state.statement = state.statement.options(*criteria_of(scope))


@lru_cache(maxsize=256)
def criteria_of(scope: Scope) -> tuple[LoaderCriteriaOption, ...]:
    """Return the criteria of ``scope``; kept, because making them costs more than the query they go with."""
    tenant_id = scope.tenant_id
    options = [with_loader_criteria(TenantOwned, lambda cls: cls.tenant_id == tenant_id, include_aliases=True)]
    if scope.client_id is not None:
        seen = client_view.visible(scope.client_id)
        options += [with_loader_criteria(model, seen.get(model, false()), include_aliases=True) for model in OWNED_MODELS]
    return tuple(options)


def require_same_scope(session: Session, scope: Scope | None) -> None:
    """Refuse to go on with a transaction that was begun for another scope."""
    begun = session.info.get("scope", scope)
    if begun != scope:
        raise TenantMixError(f"a transaction begun for {begun} is used for {scope}")


def guard_flush(session: Session, _context: object, _instances: object) -> None:
    """Refuse to write a row of another tenant, to move one there, or to write without a scope."""
    scope = current_scope()
    require_same_scope(session, scope)
    for row in (*session.new, *session.dirty, *session.deleted):
        if isinstance(row, Tenant) and row not in session.new and (scope is None or row.id != scope.tenant_id):
            raise TenantMixError(f"workspace {row.id} changed from {scope}")
        if not isinstance(row, TenantOwned):
            continue
        if scope is None:
            raise NoTenantError(f"{type(row).__name__} is written without a tenant in use")
        tenants = {*get_history(row, "tenant_id").sum(), row.tenant_id} - {None}
        if tenants - {scope.tenant_id}:
            raise TenantMixError(f"{type(row).__name__} of tenant {tenants} is written from {scope}")
        if scope.client_id is not None and not _client_may_write(session, row):
            raise TenantMixError(f"{type(row).__name__} is written by a client")


def _client_may_write(session: Session, row: object) -> bool:
    if row in session.new:
        return isinstance(row, client_view.MAY_ADD)
    return isinstance(row, client_view.MAY_CHANGE) and row not in session.deleted


def tell_database(session: Session, transaction: SessionTransaction, connection: Connection) -> None:
    """Tell row-level security whose transaction this is; it forgets by itself at the end."""
    if transaction.nested:
        return
    scope = current_scope()
    session.info["scope"] = scope
    if scope is None:
        return
    client = "" if scope.client_id is None else str(scope.client_id)
    settings = select(
        func.set_config("app.tenant", str(scope.tenant_id), True),
        func.set_config("app.client", client, True),
    )
    connection.execute(settings, execution_options={"fence_bypass": "settings"})


def forget_scope(session: Session, transaction: SessionTransaction) -> None:
    """A session that is used again begins anew."""
    if transaction.parent is None:
        session.info.pop("scope", None)


def self_test(engine: Engine) -> None:
    """Refuse to serve where row-level security would not hold: raise ``UnsafeDatabaseError`` with what to do, or return."""
    with engine.connect() as connection:
        role = connection.execute(
            text("SELECT rolname, rolsuper OR rolbypassrls AS above FROM pg_roles WHERE rolname = current_user")
        ).one()
        tables = connection.execute(
            text(
                "SELECT relname, relrowsecurity AND relforcerowsecurity AS forced, pg_has_role(relowner, :become) AS owner, "
                "has_table_privilege(oid, 'TRUNCATE') AS truncates FROM pg_class "
                "WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND relname = ANY(:names)"
            ),
            {"names": sorted(fenced_tables()), "become": "MEMBER"},
        ).all()
    if role.above:
        raise UnsafeDatabaseError(f"The role {role.rolname} stands above row-level security (SUPERUSER or BYPASSRLS).", ROLE_REMEDY)
    missing = fenced_tables() - {table.relname for table in tables}
    if missing:
        raise UnsafeDatabaseError(f"The database lacks tables: {', '.join(sorted(missing))}.", "Run the migrations (flask db upgrade).")
    if any(table.owner for table in tables):
        raise UnsafeDatabaseError(f"The role {role.rolname} owns tables, and an owner can lift row-level security.", ROLE_REMEDY)
    loose = sorted(table.relname for table in tables if not table.forced or table.truncates)
    if loose:
        raise UnsafeDatabaseError(
            f"Row-level security is not forced, or may be got round by TRUNCATE, on: {', '.join(loose)}.",
            "Run the migrations (flask db upgrade); a table changed by hand needs policies.fence() in a migration of its own.",
        )


def fenced_tables() -> frozenset[str]:
    """Names of the tables with row-level security: the tenant-owned ones, and the list of tenants."""
    return owned_tables() | {Tenant.__tablename__}


install()
