"""House rules of the code, each with its reason."""

import ast
import importlib
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.sources import PRODUCT, ROOT, Source, python

LONGEST_FILE = 300
LONGEST_FUNCTION = 40

# `statements.by_hand` is the one door for bulk statements that SQLAlchemy has no words for: it demands the tenant. The others
# name the condition of an index, ask PostgreSQL's own catalogue, and set its planner for one statement.
RAW_SQL = {"tenants/store/events.py", "tenants/store/fence.py", "tenants/store/sql.py", "tenants/store/statements.py"}
CLOCKS = {"now", "today", "utcnow"}


@pytest.mark.parametrize("source", python("jobs", "tenants"), ids=lambda source: source.name)
def test_time_comes_in_as_an_argument(source: Source):
    """Only the clock and the web know what time it is: everything else can be run for any moment, and tested there."""
    if source.name == "jobs/clock.py":
        return
    asks = [f"{source.name}:{node.lineno}" for node in ast.walk(source.tree) if _asks_the_clock(node)]
    if source.name == "tenants/store/base.py":
        # A UUIDv7 begins with the milliseconds at which it was made; nothing is decided by them.
        assert "time.time_ns() // 1_000_000" in source.text
        asks = asks[1:]
    assert asks == []


def _asks_the_clock(node: ast.AST) -> bool:
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
        return False
    owner = ast.unparse(node.func.value)
    if owner == "time":
        return node.func.attr in {"time", "time_ns", "localtime", "gmtime"}
    # `func.now()` is the database's clock, which leases are measured by; `clock.now()` is the one door to ours.
    return node.func.attr in CLOCKS and owner.rpartition(".")[2] not in {"func", "clock"}


@pytest.mark.parametrize("source", python(*PRODUCT), ids=lambda source: source.name)
def test_raw_sql_stands_in_migrations_and_in_named_files_of_the_store(source: Source):
    """The fence reads the tables of a statement; of a text it can read nothing."""
    if source.name in RAW_SQL or source.name.startswith("webapp/launch/"):
        return
    taken = {
        alias.asname or alias.name
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sqlalchemy")
        for alias in node.names
        if alias.name in {"text", "DDL"}
    }
    raw = [
        f"{source.name}:{node.lineno}"
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call)
        and (
            (isinstance(node.func, ast.Name) and node.func.id in taken)
            or (isinstance(node.func, ast.Attribute) and node.func.attr in {"exec_driver_sql", "copy"} and _is_sql(node))
            or ast.unparse(node.func) in {"sa.text", "sqlalchemy.text", "db.text"}
        )
    ]
    assert raw == []


def _is_sql(call: ast.Call) -> bool:
    return bool(call.args) and isinstance(call.args[0], ast.Constant | ast.JoinedStr)


def test_statements_by_hand_are_written_in_the_store_alone():
    users = {source.name for source in python(*PRODUCT) if re.search(r"statements(\.| import .*\b)by_hand\b", source.text)}
    assert "tenants/store/sql.py" in users
    assert {name for name in users if not name.startswith("tenants/store/")} == set()


@pytest.mark.parametrize("source", python(*PRODUCT, "tests"), ids=lambda source: source.name)
def test_files_and_functions_stay_short_enough_to_read(source: Source):
    too_long = [
        f"{node.name} has {lines} lines"
        for node in ast.walk(source.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and (lines := _lines_of(node)) > LONGEST_FUNCTION
    ]
    assert too_long == []
    assert len(source.text.splitlines()) <= LONGEST_FILE


def _lines_of(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of code: the docstring is not counted, for a good one should not be cut."""
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    return body[-1].end_lineno - body[0].lineno + 1 if body and body[-1].end_lineno else 0


@pytest.mark.parametrize("source", python("tenants/terms"), ids=lambda source: source.name)
def test_the_vocabulary_needs_nothing_but_the_standard_library(source: Source):
    roots = {
        name.split(".")[0]
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([node.module or ""] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names])
    }
    assert {root for root in roots if root not in sys.stdlib_module_names} <= {"tenants"}


def test_the_import_contract_holds():
    """webapp > jobs > tenants; actions > (ingest | store | render | deliver) > assess > measure > terms."""
    checker = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([checker, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_every_job_that_an_action_names_exists():
    """Actions name jobs as text, since they may not import them."""
    named = {
        node.args[0].value
        for source in python("tenants", "webapp")
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "then"
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }
    assert named
    for name in sorted(named):
        module, _, function = str(name).rpartition(".")
        assert callable(getattr(importlib.import_module(module), function)), name
