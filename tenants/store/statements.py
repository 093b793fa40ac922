"""What a compiled statement touches: every tenant-owned table in it, and by what it is bound to one tenant.

The compiler is the only place that sees a statement as the database will: ORM criteria, lazy loads, subqueries and CTEs are all in. So the
findings are made while it compiles, once for a statement, and kept with it in SQLAlchemy's cache; each execution compares values only.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import TextClause, text
from sqlalchemy.dialects.postgresql.psycopg import PGCompiler_psycopg
from sqlalchemy.sql import operators
from sqlalchemy.sql.elements import (
    BinaryExpression,
    BindParameter,
    BooleanClauseList,
    Cast,
    ColumnClause,
    ColumnElement,
    Grouping,
    Label,
    TypeCoerce,
)
from sqlalchemy.sql.selectable import AliasedReturnsRows, CompoundSelect, FromClause, FromGrouping, Join, Select, TableClause

TENANT = "tenant_id"
Binds = tuple[BindParameter[Any], ...]


def by_hand(sql: str) -> TextClause:
    """Return ``sql``, written out by hand, as a statement that may touch tenant-owned tables.

    It binds ``:tenant`` and is refused unless that is the tenant in use; row-level security sees to what the text itself leaves open.
    """
    if not re.search(r"(?<!:):tenant\b", sql):
        raise ValueError(f"does not bind :tenant: {sql}")
    return text(sql).execution_options(fence_by_hand=True)


@dataclass(slots=True)
class Occurrence:
    """One tenant-owned table in one place of a statement.

    ``binds``: parameters its ``tenant_id`` must equal, through composite joins too; ``outside``: bound to an enclosing or derived table.
    """

    table: str
    binds: Binds = ()
    outside: bool = False


@dataclass(slots=True)
class Findings:
    """What a compiled statement touches. ``inserts`` maps a table to the names under which its new rows' tenant may arrive."""

    occurrences: list[Occurrence] = field(default_factory=list)
    inserts: list[tuple[str, frozenset[str]]] = field(default_factory=list)
    moves: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    def tables(self) -> set[str]:
        return {found.table for found in self.occurrences} | {table for table, _ in self.inserts}


class Owned:
    """The names of the tenant-owned tables, filled when the tables are loaded (``fence``)."""

    names: frozenset[str] = frozenset()
    word = re.compile(r"(?!)")
    place = re.compile(r"(?!)")

    @classmethod
    def fill(cls, names: Iterable[str]) -> None:
        cls.names = frozenset(names)
        either = "|".join(sorted(map(re.escape, cls.names), key=len, reverse=True))
        cls.word = re.compile(rf"(?<![\w.:]){'(?:' + either + ')'}(?!\w)", re.IGNORECASE)
        cls.place = re.compile(rf"\b(?:FROM|JOIN|INTO|UPDATE|USING|ONLY|TABLE)\s+(?:public\.)?\"?(?:{either})\b(?!\.)", re.IGNORECASE)


class FencedCompiler(PGCompiler_psycopg):
    """PostgreSQL's compiler, noting what it compiles in ``fence``."""

    @property
    def fence(self) -> Findings:
        found: Findings = self.__dict__.setdefault("_fence", Findings())
        return found

    def bind_name(self, parameter: BindParameter[Any]) -> str | None:
        """Return the name under which ``parameter`` is sent, or ``None`` if it is not in this statement."""
        return self.bind_names.get(parameter)

    def _compose_select_body(self, text: str, select: Any, compile_state: Any, inner_columns: Any, froms: Any, *rest: Any) -> Any:
        self.fence.occurrences.extend(occurrences(froms, select._where_criteria))  # noqa: SLF001 - the final criteria stand nowhere else
        return super()._compose_select_body(text, select, compile_state, inner_columns, froms, *rest)  # type: ignore[no-untyped-call]

    def update_tables_clause(self, update_stmt: Any, from_table: Any, extra_froms: Any, **kw: Any) -> Any:
        self.fence.occurrences.extend(occurrences([from_table, *extra_froms], update_stmt._where_criteria))  # noqa: SLF001 - as above
        if getattr(from_table, "name", "") in Owned.names and TENANT in _set_columns(update_stmt, self.column_keys):
            self.fence.moves.append(from_table.name)
        return super().update_tables_clause(update_stmt, from_table, extra_froms, **kw)  # type: ignore[no-untyped-call]

    def delete_table_clause(self, delete_stmt: Any, from_table: Any, extra_froms: Any, **kw: Any) -> Any:
        self.fence.occurrences.extend(occurrences([from_table, *extra_froms], delete_stmt._where_criteria))  # noqa: SLF001 - as above
        return super().delete_table_clause(delete_stmt, from_table, extra_froms, **kw)  # type: ignore[no-untyped-call]

    def visit_insert(self, insert_stmt: Any, visited_bindparam: Any = None, visiting_cte: Any = None, **kw: Any) -> Any:
        if insert_stmt.table.name in Owned.names:
            self._note_insert(insert_stmt)
        return super().visit_insert(insert_stmt, visited_bindparam, visiting_cte, **kw)  # type: ignore[no-untyped-call]

    def _note_insert(self, insert_stmt: Any) -> None:
        name = insert_stmt.table.name
        conflict = insert_stmt._post_values_clause  # noqa: SLF001 - ON CONFLICT stands nowhere else
        if any(getattr(key, "key", key) == TENANT for key in dict(getattr(conflict, "update_values_to_set", None) or {})):
            self.fence.moves.append(name)
        if insert_stmt.select is not None and TENANT in insert_stmt._select_names:  # noqa: SLF001 - the column list stands nowhere else
            place = insert_stmt._select_names.index(TENANT)  # noqa: SLF001 - as above
            self.fence.occurrences.extend(Occurrence(name, *tenant_of(column)) for column in _selected(insert_stmt.select, place))
        else:
            self.fence.inserts.append((name, _insert_names(insert_stmt)))

    def visit_textclause(self, textclause: Any, add_to_result_map: Any = None, **kw: Any) -> Any:
        self.fence.texts.append(textclause.text)
        return super().visit_textclause(textclause, add_to_result_map, **kw)  # type: ignore[no-untyped-call]

    def visit_tstring_text(self, element: Any, **kw: Any) -> Any:
        self.fence.texts.append(str(element.text))
        return super().visit_tstring_text(element, **kw)  # type: ignore[no-untyped-call]

    def visit_column(self, column: Any, *args: Any, **kw: Any) -> Any:
        if column.is_literal:
            self.fence.texts.append(column.name)
        return super().visit_column(column, *args, **kw)


def occurrences(froms: Iterable[FromClause], criteria: Iterable[ColumnElement[Any]]) -> list[Occurrence]:
    """Return the tenant-owned tables among ``froms``, each with what binds it."""
    leaves: dict[int, FromClause] = {}
    links: list[tuple[ColumnElement[Any], set[int] | None]] = [(clause, None) for clause in criteria]
    for one in froms:
        _unfold(one, leaves, links)
    direct: dict[int, list[BindParameter[Any]]] = {key: [] for key in leaves}
    outside: set[int] = set()
    edges: dict[int, set[int]] = {key: set() for key in leaves}
    for clause, bindable in links:
        for column, other in _equalities(clause):
            key = hash(column.table)
            if key not in leaves or (bindable is not None and key not in bindable):
                continue
            other_key = hash(getattr(other, "table", None))
            if other_key in leaves:
                edges[key].add(other_key)
            if _table_name(leaves.get(other_key)) == "":
                binds, elsewhere = tenant_of(other)
                direct[key].extend(binds)
                outside |= {key} if elsewhere else set()
    found = []
    for key, leaf in leaves.items():
        name = _table_name(leaf)
        if name in Owned.names:
            reached = _reach(key, edges)
            found.append(Occurrence(name, tuple(bind for at in reached for bind in direct[at]), bool(reached & outside)))
    return found


def tenant_of(value: Any) -> tuple[Binds, bool]:
    """Return the parameters ``value`` may come from, and whether it is the tenant of a table that is itself checked elsewhere."""
    while isinstance(value, Label | Cast | TypeCoerce | Grouping):
        value = value.element if isinstance(value, Label | Grouping) else value.clause
    if isinstance(value, BindParameter):
        return (value,), False
    bases = [base for base in getattr(value, "base_columns", ()) if base is not value or isinstance(base, ColumnClause)]
    parts = [_tenant_of_base(base) for base in bases] if isinstance(value, ColumnElement) else []
    if not parts or any(part == ((), False) for part in parts):
        return (), False
    return tuple(bind for binds, _ in parts for bind in binds), any(elsewhere for _, elsewhere in parts)


def _tenant_of_base(base: Any) -> tuple[Binds, bool]:
    if isinstance(base, BindParameter):
        return (base,), False
    if isinstance(base, Label):
        return tenant_of(base)
    return (), getattr(base, "name", "") == TENANT and _table_name(getattr(base, "table", None)) in Owned.names


def _unfold(one: Any, leaves: dict[int, FromClause], links: list[tuple[ColumnElement[Any], set[int] | None]]) -> set[int]:
    """Take joins apart. An outer join's condition binds its optional side only; a full join's binds neither."""
    while isinstance(one, FromGrouping):
        one = one.element
    if not isinstance(one, Join):
        leaves[hash(one)] = one
        return {hash(one)}
    left, right = _unfold(one.left, leaves, links), _unfold(one.right, leaves, links)
    if one.onclause is not None and not one.full:
        links.append((one.onclause, right if one.isouter else None))
    return left | right


def _equalities(clause: Any) -> Iterator[tuple[Any, Any]]:
    """Yield ``(tenant column, what it equals)`` for every condition that always holds."""
    while isinstance(clause, Grouping):
        clause = clause.element
    if isinstance(clause, BooleanClauseList) and clause.operator is operators.and_:
        for part in clause.clauses:
            yield from _equalities(part)
    elif isinstance(clause, BinaryExpression) and clause.operator is operators.eq:
        for one, other in ((clause.left, clause.right), (clause.right, clause.left)):
            if getattr(one, "name", "") == TENANT and getattr(one, "table", None) is not None:
                yield one, other


def _reach(start: int, edges: Mapping[int, set[int]]) -> set[int]:
    seen, todo = {start}, [start]
    while todo:
        for key in edges[todo.pop()] - seen:
            seen.add(key)
            todo.append(key)
    return seen


def _table_name(leaf: Any) -> str:
    while isinstance(leaf, AliasedReturnsRows):
        leaf = leaf.element
    return str(leaf.name) if isinstance(leaf, TableClause) else ""


def _set_columns(update_stmt: Any, column_keys: Sequence[str] | None) -> set[str]:
    values = update_stmt._values or ()  # noqa: SLF001 - what is set stands nowhere else
    return {str(getattr(key, "key", key)) for key in values} | set(column_keys or ())


def _insert_names(insert_stmt: Any) -> frozenset[str]:
    """Names of the parameters that hold a new row's tenant; none if one is computed by the database."""
    names = {TENANT}
    for column, value in (insert_stmt._values or {}).items():  # noqa: SLF001 - stand nowhere else
        if str(getattr(column, "key", column)) == TENANT and isinstance(value, ColumnElement):
            if not isinstance(value, BindParameter):
                return frozenset()
            names.add(value.key)
    for rows in insert_stmt._multi_values:  # noqa: SLF001 - as above
        for number, row in enumerate(rows):
            for column, value in row.items() if isinstance(row, Mapping) else ():
                if str(getattr(column, "key", column)) == TENANT and isinstance(value, ColumnElement):
                    return frozenset()
            names.add(f"{TENANT}_m{number}")
    return frozenset(names)


def _selected(query: Any, place: int) -> Iterator[Any]:
    if isinstance(query, CompoundSelect):
        for part in query.selects:
            yield from _selected(part, place)
    elif isinstance(query, Select):
        yield list(query.selected_columns)[place]
    else:
        yield None
