"""What the dearest statements of a measurement do, as PostgreSQL tells it."""

# ruff: noqa: T201 - plans for a person at a terminal

import re
import textwrap
import time
from typing import Any, Self

from sqlalchemy import event

from tenants.store.base import db

_PLANNED = re.compile(r"\s*(SELECT|WITH|INSERT|UPDATE|DELETE)\b", re.IGNORECASE)
_WRITES = re.compile(r"\b(?:INSERT|UPDATE|DELETE)\b")
_FENCE = re.compile(r"^ *InitPlan \d+.*\n *->  Result.*\n(?: *Buffers.*\n)?", re.MULTILINE)
"""Where the settings are read that row-level security asks for, once a statement."""
_LINES = 14


class Plans:
    """Listens while it is open: a statement that took ``least`` seconds is explained at once, under the settings it ran with.

    One that reads is run again for it (rows and buffers are real), one that writes is not. Nothing of this belongs into a measured time.
    """

    def __init__(self, least: float = 0.05) -> None:
        self._least = least
        self._began = 0.0
        self._found: list[tuple[float, str, str]] = []

    def __enter__(self) -> Self:
        event.listen(db.engine, "before_cursor_execute", self._begin)
        event.listen(db.engine, "after_cursor_execute", self._end)
        return self

    def __exit__(self, *_: object) -> None:
        event.remove(db.engine, "before_cursor_execute", self._begin)
        event.remove(db.engine, "after_cursor_execute", self._end)

    def _begin(self, *_: object) -> None:
        self._began = time.perf_counter()

    def _end(self, line: Any, _cursor: object, statement: str, parameters: Any, *_: object) -> None:
        spent = time.perf_counter() - self._began
        if spent < self._least or not _PLANNED.match(statement):
            return
        how = "COSTS OFF" if _WRITES.search(statement) else "ANALYZE, BUFFERS, COSTS OFF, TIMING OFF, SUMMARY OFF"
        with line.connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN ({how}) {statement}", parameters)
            self._found.append((spent, statement, "\n".join(row[0] for row in cursor.fetchall())))

    def show(self, most: int = 2) -> None:
        """Print the plans of the dearest, the first lines of each."""
        for spent, statement, plan in sorted(self._found, reverse=True)[:most]:
            print(f"  {1000 * spent:,.0f} ms: {textwrap.shorten(statement, 110)}")
            print(textwrap.indent("\n".join(line[:150] for line in _FENCE.sub("", plan).splitlines()[:_LINES]), "      "))
