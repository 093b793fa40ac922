"""The guard on every statement, just before it is sent: whose rows does it touch, and is that the tenant in use?"""

import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.engine import ExecutionContext
from sqlalchemy.sql.ddl import CreateTable, DropTable

from tenants.store.statements import FencedCompiler, Findings, Owned
from tenants.store.tenancy import NoTenantError, TenantMixError, current_scope

BYPASSES: dict[str, frozenset[str]] = {
    "settings": frozenset(),
    "seats_of_person": frozenset({"seat"}),
}
"""Statements that may do what others may not, by the execution option ``fence_bypass``: ``settings`` tells the database the scope,
``seats_of_person`` reads that table without one. Each is used by one function; a test counts them."""

# `role` is a column as well (`UPDATE seat SET role = ...`): as a command of its own SET begins a statement.
SETTINGS = re.compile(
    r"set_config|\bSET\s+(?:LOCAL\s+|SESSION\s+)?(?:app\.|row_security\b)"
    r"|(?:^|;|\bBEGIN)\s*(?:RE)?SET\s+(?:LOCAL\s+|SESSION\s+)?(?:app\.|ROLE\b|row_security\b|AUTHORIZATION\b|ALL\b|SESSION\b)",
    re.IGNORECASE,
)


class RawStatementError(RuntimeError):
    """SQL written as text touches a tenant-owned table, or the settings of the fence, without coming from ``by_hand``."""


class UnboundError(TenantMixError):
    """A tenant-owned table stands in a statement without being bound to the tenant in use."""


def guard_statement(
    _connection: Connection, _cursor: object, statement: str, _parameters: object, context: ExecutionContext | None, _many: object
) -> None:
    """Refuse a statement unless every tenant-owned table in it is bound to the tenant in use (an engine event)."""
    options = context.execution_options if context is not None else {}
    bypass = options.get("fence_bypass")
    if bypass is not None and bypass not in BYPASSES:
        raise RawStatementError(f"no bypass is called {bypass!r}")
    compiled = getattr(context, "compiled", None)
    if context is None or not isinstance(compiled, FencedCompiler):
        _guard_raw(statement, compiled)
        return
    if context.__dict__.get("fenced"):
        return  # a further batch of the same rows
    found = compiled.fence
    parameters: list[dict[str, Any]] = list(getattr(context, "compiled_parameters", None) or [{}])
    if compiled.isplaintext and options.get("fence_by_hand"):
        _guard_by_hand(compiled, parameters)
    else:
        _guard_texts(compiled, bypass)
        if not (bypass and _is_read_of(compiled, BYPASSES[bypass])):
            _guard_findings(compiled, found, parameters)
    context.__dict__["fenced"] = True


def _is_read_of(compiled: FencedCompiler, tables: frozenset[str]) -> bool:
    return bool(getattr(compiled.statement, "is_select", False)) and not compiled.fence.inserts and compiled.fence.tables() <= tables


def _guard_raw(statement: str, compiled: Any) -> None:
    """Text that the compiler never saw; the tables of a staging area are made by SQLAlchemy itself."""
    subject = getattr(compiled, "statement", None)
    if isinstance(subject, CreateTable | DropTable) and subject.element.name not in Owned.names:
        return
    if SETTINGS.search(statement):
        raise RawStatementError("the settings of the fence are not for other statements")
    named = Owned.word.search(statement)
    if named:
        raise RawStatementError(f"text names the table {named[0]}: write it with the ORM or Core, or with by_hand()")


def _guard_texts(compiled: FencedCompiler, bypass: str | None) -> None:
    """Text inside a compiled statement; hints and operators count as well, so the finished SQL is compared with what was noted."""
    trouble = compiled.__dict__.get("fence_trouble")
    if trouble is None:
        found, finished = compiled.fence, compiled.string or ""
        named = next((match[0] for text in found.texts if (match := Owned.word.search(text))), "")
        more = len(Owned.place.findall(finished)) > len(found.occurrences) + len(found.inserts)
        settings = "set_config" if SETTINGS.search(finished) else ""
        trouble = compiled.__dict__["fence_trouble"] = (named or ("a tenant-owned table" if more else ""), settings)
    if trouble[0]:
        raise RawStatementError(f"text names {trouble[0]}: write it with the ORM or Core, or with by_hand()")
    if trouble[1] and bypass != "settings":
        raise RawStatementError("the settings of the fence are not for other statements")


def _guard_by_hand(compiled: FencedCompiler, parameters: list[dict[str, Any]]) -> None:
    scope = current_scope()
    if scope is None:
        raise NoTenantError(f"sent without a tenant in use: {compiled.string}")
    if SETTINGS.search(compiled.string):
        raise RawStatementError("the settings of the fence are not for other statements")
    if any(row.get("tenant") != scope.tenant_id for row in parameters):
        raise TenantMixError(f"sent for another tenant than {scope.tenant_id}: {compiled.string}")


def _guard_findings(compiled: FencedCompiler, found: Findings, parameters: list[dict[str, Any]]) -> None:
    if not found.occurrences and not found.inserts:
        return
    scope = current_scope()
    if scope is None:
        raise NoTenantError(f"{', '.join(sorted(found.tables()))}: touched without a tenant in use")
    if found.moves:
        raise TenantMixError(f"{found.moves[0]}: rows do not move to another tenant")
    tenant_id = scope.tenant_id
    for place in found.occurrences:
        names = [name for bind in place.binds if (name := compiled.bind_name(bind))]
        if not place.outside and not all(_any_is(row, names, tenant_id) for row in parameters):
            raise UnboundError(f"{place.table} is not bound to tenant {tenant_id} in: {compiled.string}")
    for table, keys in found.inserts:
        if not all(_arrives_as(row, keys, tenant_id) for row in parameters):
            raise TenantMixError(f"a row of {table} is written for another tenant than {tenant_id}")


def _any_is(row: Mapping[str, Any], names: list[str], tenant_id: int) -> bool:
    return any(row.get(name) == tenant_id for name in names)


def _arrives_as(row: Mapping[str, Any], keys: frozenset[str], tenant_id: int) -> bool:
    values = [row[key] for key in keys if key in row]
    return bool(values) and all(value == tenant_id for value in values)
