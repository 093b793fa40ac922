"""Bulk loading by COPY.

PostgreSQL refuses COPY into a table with row-level security, so rows are copied into a temporary table of this transaction and moved on
with one INSERT ... SELECT, which the fence sees and the policies check.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from psycopg import sql
from sqlalchemy import Column, Integer, MetaData, Table, insert, literal, select
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.schema import DropTable

from tenants.store.base import TenantOwned, db
from tenants.store.tenancy import TenantMixError, current_tenant


def stage(name: str, *columns: Column[Any]) -> Table:
    """Make the temporary table ``staged_<name>``, empty, and gone at the end of the transaction; it belongs to this connection alone."""
    current_tenant()
    staged = Table(f"staged_{name}", MetaData(), *columns, prefixes=["TEMPORARY"], postgresql_on_commit="DROP")
    connection = db.session.connection()
    connection.execute(DropTable(staged, if_exists=True))
    staged.create(connection, checkfirst=False)
    return staged


def copy_into(staged: Table, rows: Iterable[Sequence[object]]) -> int:
    """COPY ``rows``, in the order of the table's columns, into a staged table; return how many there were."""
    current_tenant()
    if "TEMPORARY" not in staged._prefixes:  # noqa: SLF001 - no public name says that a table is temporary
        raise TenantMixError(f"{staged.name} is not a staged table")
    driver = db.session.connection().connection.driver_connection
    if driver is None:
        raise TenantMixError("the connection is closed")
    names = sql.SQL(", ").join(sql.Identifier(column.name) for column in staged.columns)
    command = sql.SQL("COPY pg_temp.{} ({}) FROM STDIN").format(sql.Identifier(staged.name), names)
    count = 0
    with driver.cursor() as cursor, cursor.copy(command) as copy:
        for row in rows:
            copy.write_row(row)
            count += 1
    return count


def copy_rows(model: type[DeclarativeBase], columns: Sequence[str], rows: Iterable[Sequence[object]]) -> int:
    """Load ``rows`` (values in the order of ``columns``) as new rows of the tenant in use; return how many.

    ``tenant_id`` is filled in and may not be named. A column that is left out takes its server default or null.
    """
    if not issubclass(model, TenantOwned) or "tenant_id" in columns:
        raise TenantMixError(f"{model.__name__}: the tenant of copied rows is the one in use")
    table = model.__table__
    assert isinstance(table, Table)  # noqa: S101 - for the type checker: every model of ours stands on a table
    staged = stage(table.name, *(Column(name, table.c[name].type) for name in columns))
    count = copy_into(staged, rows)
    chosen = select(literal(current_tenant(), Integer).label("tenant_id"), *(staged.c[name] for name in columns))
    db.session.execute(insert(table).from_select(["tenant_id", *columns], chosen, include_defaults=False))
    return count
