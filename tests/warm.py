"""What every test would make anew and is the same each time: compiled addresses, compiled templates, the rows of the shared world."""

import atexit
import copy
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import psycopg
from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache
from psycopg import sql
from werkzeug.routing import Rule

from tests import world as worlds


class Templates(BytecodeCache):
    """Compiled templates in memory, by name and source; every application of the session loads them from here."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if (bucket.key, bucket.checksum) in self.kept:
            bucket.bytecode_from_string(self.kept[bucket.key, bucket.checksum])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.kept[bucket.key, bucket.checksum] = bucket.bytecode_to_string()


def keep_compiled() -> None:
    """Let each application of this process take what the first one compiled: its templates, and how its addresses are built."""
    Flask.jinja_options = {"bytecode_cache": Templates()}
    compiled = Rule._compile_builder
    kept: dict[tuple, Callable] = {}

    def once(self: Rule, *unknown: bool) -> Callable:
        if self.defaults:  # they are written into the function
            return compiled(self, *unknown)
        key = (self.rule, tuple(self._trace), unknown)
        if key not in kept:
            kept[key] = compiled(self, *unknown)
        return kept[key]

    Rule._compile_builder = once


# Generated columns fill themselves; partitioned tables are filled through their parts.
FILLED = """
SELECT n.nspname, c.relname, array_agg(a.attname ORDER BY a.attnum) FILTER (WHERE a.attgenerated = '')
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
WHERE c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'kept')
  AND NOT EXISTS (SELECT FROM kept.tables k WHERE k.name = format('%I.%I', n.nspname, c.relname))
GROUP BY 1, 2 ORDER BY 1, 2
"""
T = TypeVar("T")
_BUILT: dict[str, "_Built"] = {}


@dataclass(frozen=True)
class _Built:
    """What a builder returned, the statements that put its rows back, and a copy of the files it wrote."""

    returned: Any
    back: sql.Composable
    files: Path | None


def kept(line: psycopg.Connection, name: str, build: Callable[[], T], files: Path | None = None) -> T:
    """What ``build`` returns, after it filled the worker's empty database and the folder ``files``.

    It is called once a process. Its rows are copied aside through the superuser's ``line`` and put back from there the next time
    (about 10 ms), with the same ids and moments; what it returned is copied too.
    """
    if name not in _BUILT:
        returned = build()
        aside = Path(tempfile.mkdtemp(prefix="qunce-kept-")) if files else None
        if files and aside:
            shutil.copytree(files, aside, dirs_exist_ok=True)
            atexit.register(shutil.rmtree, aside, ignore_errors=True)
        _BUILT[name] = _Built(returned, _keep(line, name), aside)
    else:
        line.execute(_BUILT[name].back)
        if files and (aside := _BUILT[name].files):
            shutil.copytree(aside, files, dirs_exist_ok=True)
    return copy.deepcopy(_BUILT[name].returned)


def world(line: psycopg.Connection) -> worlds.World:
    """The shared world, as ``worlds.build`` makes it (needs an application context)."""
    return kept(line, "world", worlds.build)


def _keep(line: psycopg.Connection, name: str) -> sql.Composable:
    """Copy every row aside; returns the statements that put them back."""
    back = [sql.SQL("BEGIN; SET LOCAL session_replication_role = replica")]
    for schema, table, columns in line.execute(FILLED).fetchall():
        source, target = sql.Identifier("kept", f"{name} {schema} {table}"), sql.Identifier(schema, table)
        if line.execute(sql.SQL("SELECT EXISTS (SELECT FROM {})").format(target)).fetchone()[0]:
            line.execute(sql.SQL("CREATE TABLE {} AS TABLE {}").format(source, target))
            names = sql.SQL(", ").join(map(sql.Identifier, columns))
            back.append(sql.SQL("INSERT INTO {} ({}) OVERRIDING SYSTEM VALUE SELECT {} FROM {}").format(target, names, names, source))
    return sql.SQL("; ").join([*back, sql.SQL("COMMIT")])
