"""No probe of ``probes_reading`` and ``probes_writing`` sees, changes, ties or tells apart anything of the other agency.

And each of them does so once the fence is down: a probe that cannot fail proves nothing.
"""

import re

import pytest
from sqlalchemy.sql.elements import BooleanClauseList

from tenants.store import guard, statements
from tenants.store.base import db
from tests.store.isolation import LAYERS, leaks, without
from tests.store.probes_reading import READS
from tests.store.probes_writing import WRITES

# Several probes forget a join on purpose, and SQLAlchemy says so.
pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")

PROBES = READS | WRITES
KEPT_BY_KEYS = {"a unique key as an oracle"}
"""No layer stops these but the shape of the tables: every unique key begins with the tenant."""


@pytest.mark.parametrize("name", PROBES)
def test_nothing_leaks(fenced, name):
    app, world = fenced
    assert leaks(app, world, PROBES[name]) == ""


def through(served, off):
    app, world = served
    with app.app_context(), without(*off):
        return {name for name, probe in PROBES.items() if leaks(app, world, probe)}


def test_every_probe_leaks_without_the_fence(unfenced):
    assert set(PROBES) - through(unfenced, LAYERS) == KEPT_BY_KEYS


SETTINGS = {"settings by SET", "settings by function", "settings by text", "settings on a connection", "settings, then update"}
UNSEEN_BY_PYTHON = {
    "COPY by the driver",
    "SQL by hand that forgets the tenant",
    "SQL inside a function's argument",
    "a borrowed bypass of its own table",
    "link by Core",
    "link by id",
    "link by update",
    "remove the workspace",
    "rename the workspace",
    "the driver itself",
}


@pytest.mark.parametrize(
    ("layer", "expected"),
    [("criteria", set()), ("flush", set()), ("guard", SETTINGS), ("switch", {"get from the identity map after a switch"})],
)
def test_what_gets_through_when_one_layer_fails(fenced, layer, expected):
    assert through(fenced, (layer,)) == expected


def test_what_gets_through_when_row_level_security_and_keys_fail(unfenced):
    assert through(unfenced, ()) == UNSEEN_BY_PYTHON


@pytest.mark.parametrize(("layer", "stopped"), [("criteria", 35), ("flush", 10), ("guard", 100), ("switch", 3)])
def test_each_layer_alone_stops_its_share(unfenced, layer, stopped):
    others = [other for other in LAYERS if other != layer]
    assert len(PROBES) - len(through(unfenced, others) | KEPT_BY_KEYS) >= stopped


def test_row_level_security_alone_lets_only_switches_through(fenced):
    got = through(fenced, LAYERS)
    assert {name for name in got if "stale" not in name and "switch" not in name} == {*SETTINGS, "statement cached for the other"}


def _and_for_or(clause):
    if isinstance(clause, BooleanClauseList):
        for part in clause.clauses:
            yield from _and_for_or(part)
    else:
        yield from statements_equalities(clause)


statements_equalities = statements._equalities

MUTATIONS = {
    "any tenant will do": (guard, "_any_is", lambda *_: True, {"Core that names the other", "get", "bulk update by key"}),
    "new rows may be anybody's": (guard, "_arrives_as", lambda *_: True, {"Core insert of many", "bulk insert", "insert of values"}),
    "text in Core is not read": (guard, "_guard_texts", lambda *_: None, {"text in an operator", "literal column over text"}),
    "bare text is not read": (guard, "_guard_raw", lambda *_: None, {"driver SQL"}),
    "hand-written SQL is not checked": (guard, "_guard_by_hand", lambda *_: None, {"SQL by hand for the other"}),
    "OR counts as AND": (statements, "_equalities", _and_for_or, {"OR precedence in Core"}),
    "a name is enough for a bypass": (guard, "_is_read_of", lambda *_: True, {"a borrowed bypass"}),
    "rows may move": (statements, "_set_columns", lambda *_: set(), {"ORM update moves rows"}),
    "finished SQL is not compared": (statements.Owned, "place", re.compile("(?!)"), {"text in an operator"}),
    "names in text are not known": (statements.Owned, "word", re.compile("(?!)"), {"driver SQL"}),
}


@pytest.mark.parametrize("mutation", MUTATIONS)
def test_a_broken_guard_is_noticed(unfenced, monkeypatch, mutation):
    """The probes named leak as soon as that part of the guard is gone, and the other layers with it."""
    target, name, broken, expected = MUTATIONS[mutation]
    app, world = unfenced
    monkeypatch.setattr(target, name, broken)
    with app.app_context(), without("criteria", "flush", "switch"):
        db.engine.clear_compiled_cache()
        assert {probe for probe in expected if leaks(app, world, PROBES[probe])} == expected
        db.engine.clear_compiled_cache()
