"""The ways round a layer of the fence are few, and stand here by name: a new one is a decision, not an accident."""

import ast
import re
from pathlib import Path

from tenants.store import guard
from tenants.store.statements import Owned

ROOT = Path(guard.__file__).parents[2]
SQL = re.compile(r"\b(SELECT|INSERT INTO|UPDATE|DELETE FROM|COPY)\b")


def sources(*folders):
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield path.relative_to(ROOT).as_posix(), path.read_text()


def using(word, *folders):
    return {name for name, source in sources(*folders) if re.search(word, source)}


def strings(source):
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and SQL.search(node.value):
            yield node.value


def test_a_bypass_is_asked_for_in_two_places():
    assert using("fence_bypass", "tenants", "jobs", "webapp") == {
        "tenants/store/fence.py",  # reads the name, and tells the database the scope
        "tenants/store/guard.py",  # lists them
        "tenants/store/seats.py",  # the sign-in's look-up
    }


def test_the_driver_is_reached_by_bulk_loading_alone():
    assert using("driver_connection|raw_connection|psycopg", "tenants", "jobs", "webapp") <= {
        "tenants/store/copying.py",
        "tenants/store/incoming.py",
        "tenants/store/loading.py",
        "tenants/store/statements.py",  # the dialect's compiler
        "webapp/launch/postgres.py",  # the superuser's set-up of an embedded server
        "webapp/launch/servers.py",
    }


def test_the_settings_of_the_database_are_told_in_two_places():
    assert using("set_config", "tenants", "jobs", "webapp") == {
        "tenants/store/fence.py",
        "tenants/store/guard.py",  # refuses it to everybody else
        "tenants/store/seats.py",
    }


def test_sql_by_hand_stands_in_the_store_and_names_the_tenant_for_each_table():
    """Row-level security would insist anyway; here a forgotten tenant is found before it is an empty page."""
    checked = 0
    for name, source in sources("tenants", "jobs", "webapp"):
        for sql in strings(source):
            tables = Owned.place.findall(sql)
            if not tables or name == "tenants/store/statements.py":
                continue
            assert name.startswith("tenants/store/"), f"{name}: {sql}"
            assert len(re.findall(r"\btenant_id\b", sql)) >= len(tables), f"{name}: {sql}"
            assert ":tenant" in sql, f"{name}: {sql}"
            checked += 1
    assert checked, "no statement was found: has the pattern gone blind?"
