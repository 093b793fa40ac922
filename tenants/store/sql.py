"""Set statements of the bulk tables: bound to the tenant in use and to one community."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Result, text

from tenants.store.base import db
from tenants.store.statements import by_hand
from tenants.store.tenancy import current_tenant


class InOne:
    """Statements over one community's rows. Each gets ``:tenant`` and ``:community``, and must name both."""

    def __init__(self, community_no: int) -> None:
        self.community_no = community_no

    def run(self, statement: str, **values: object) -> Result[Any]:
        """Execute ``statement`` in the running transaction."""
        return db.session.execute(by_hand(statement), {"tenant": current_tenant(), "community": self.community_no, **values})

    def rows(self, statement: str, **values: object) -> Sequence[Any]:
        """Every row of ``statement``."""
        return self.run(statement, **values).all()

    @contextmanager
    def in_sets(self) -> Iterator[None]:
        """Let the statements inside join whole sets, never row by row.

        Right after a load the planner knows nothing of the new rows and expects a single one; its nested loops then took minutes.
        """
        db.session.execute(_SETS)
        yield
        db.session.execute(_ROWS)

    @contextmanager
    def hashed(self) -> Iterator[None]:
        """Let the statements inside join whole sets by hashing them.

        A merge reads one of them in the order of an index: of ten million events that was three million looks all over the table.
        """
        with self.in_sets():
            db.session.execute(_NO_MERGE)
            yield
            db.session.execute(_MERGE)

    @contextmanager
    def in_order(self) -> Iterator[None]:
        """Let the statements inside take what they order by from the index that has that order.

        A look-up written as ``key BETWEEN x AND x ORDER BY key`` is then sure to use the index of ``key``. The planner, which thinks a
        community it has no statistics of is a handful of rows, took any index for as good and read the whole community at every look.
        """
        db.session.execute(_IN_ORDER)
        yield
        db.session.execute(_ANY_ORDER)

    @contextmanager
    def with_room(self) -> Iterator[None]:
        """Let the statements inside group whole months in memory; with the usual few megabytes they write to disk and read again."""
        db.session.execute(_ROOM)
        yield
        db.session.execute(_NO_ROOM)

    @contextmanager
    def in_heaps(self) -> Iterator[None]:
        """Let the statements inside go through whole blocks of a table, and gather what belongs together by hash.

        For sums over many rows, of which the planner expects one: it would sort them all, and fetch each by itself.
        """
        db.session.execute(_NO_FETCHING)
        db.session.execute(_IN_ORDER)
        yield
        db.session.execute(_ANY_ORDER)
        db.session.execute(_FETCHING)


_IN_ORDER = text("SET LOCAL enable_sort = off")
_ANY_ORDER = text("SET LOCAL enable_sort = on")
_ROOM = text("SET LOCAL work_mem = '96MB'")
_NO_ROOM = text("SET LOCAL work_mem TO DEFAULT")
_NO_MERGE = text("SET LOCAL enable_mergejoin = off")
_MERGE = text("SET LOCAL enable_mergejoin = on")
_SETS = text("SET LOCAL enable_nestloop = off")
_ROWS = text("SET LOCAL enable_nestloop = on")
_NO_FETCHING = text("SET LOCAL enable_indexscan = off")
_FETCHING = text("SET LOCAL enable_indexscan = on")
