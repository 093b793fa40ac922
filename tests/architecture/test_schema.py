"""The shape of the tables keeps the agencies apart: ``tenant_id`` comes first in every key, and every link carries it."""

import pytest
from sqlalchemy import Index, PrimaryKeyConstraint, UniqueConstraint

from tenants.store.schema import GLOBAL_TABLES, metadata, owned_tables

PEOPLE = {
    ("seat", "person_id"): "a person may have seats in several workspaces",
    ("invitation", "invited_by"): "as a seat: people belong to no workspace",
    ("schedule", "approver_id"): "as a seat",
    ("review_comment", "author_id"): "as a seat; what was said stays when the person goes",
}
"""The links that leave the tenant, and why."""

UNLINKED = {
    ("event", "community_no"): "a look-up for each row would cost a sixth of an import; communities are archived, never deleted",
    ("event", "tenant_id"): "as its community; workspaces are never removed, and the policy writes none but the one in use",
    ("sighting", "community_no"): "as event",
    ("sighting", "tenant_id"): "as event",
    ("thread", "community_no"): "as event",
    ("thread", "tenant_id"): "as event",
    ("message_text", "community_no"): "as event",
    ("message_text", "tenant_id"): "as event",
    ("audit_event", "person_id"): "a deed stays when the person goes",
    ("audit_event", "noun_id"): "the id of any kind of row, as text",
    ("delivery", "message_id"): "the Message-ID of a letter",
    ("account_letter", "message_id"): "as delivery",
    ("member", "external_id"): "the platform's own id of a person",
    ("member", "identity_id"): "follows from identity_link, and is set with the other bulk rows",
    ("identity_link", "external_id"): "as member; the member may be gone for now",
}
"""Columns that look like links and are none, and why."""

OWNED = sorted(owned_tables())
GLOBAL_UNIQUE = {
    ("tenant", ("slug",)), ("person", ("email",)), ("login", ("token_hash",)), ("token", ("token_hash",)),
    ("account_letter", ("message_id",)),
}  # fmt: skip
"""Unique across the installation on purpose: they are asked before a workspace is entered."""


def keys(table):
    """Every key of a table, as column names in order."""
    for constraint in table.constraints:
        if isinstance(constraint, PrimaryKeyConstraint | UniqueConstraint):
            yield tuple(column.name for column in constraint.columns)
    for index in table.indexes:
        if isinstance(index, Index) and index.unique:
            yield tuple(column.name for column in index.columns)


def test_every_table_belongs_to_a_tenant_or_is_named_as_global():
    assert {table.name for table in metadata.sorted_tables} == GLOBAL_TABLES | owned_tables()
    assert not GLOBAL_TABLES & owned_tables()
    assert len(GLOBAL_TABLES) == 6


@pytest.mark.parametrize("name", OWNED)
def test_the_tenant_is_never_missing(name):
    column = metadata.tables[name].c.tenant_id
    assert not column.nullable
    assert {key.target_fullname for key in column.foreign_keys} >= {"tenant.id"} or (name, "tenant_id") in UNLINKED


@pytest.mark.parametrize("name", OWNED)
def test_the_tenant_comes_first_in_every_key_and_index(name):
    table = metadata.tables[name]
    assert [key for key in keys(table) if key[0] != "tenant_id"] == []
    loose = [index.name for index in table.indexes if next(iter(index.columns)).name != "tenant_id"]
    assert loose == (["ix_seat_person_id"] if name == "seat" else []), "a look-up across tenants is not a thing we do, but at sign-in"


@pytest.mark.parametrize("name", OWNED)
def test_every_link_carries_the_tenant(name):
    for link in metadata.tables[name].foreign_key_constraints:
        local = [column.name for column in link.columns]
        remote = [element.column.name for element in link.elements]
        if local == ["tenant_id"]:
            assert link.referred_table.name == "tenant"
        elif (name, local[0]) in PEOPLE:
            assert link.referred_table.name == "person"
        else:
            assert local[0] == remote[0] == "tenant_id", f"{name}: {local}"
            assert link.referred_table.name in owned_tables()


def test_what_looks_like_a_link_is_one():
    found = set()
    for table in metadata.sorted_tables:
        linked = {column.name for link in table.foreign_key_constraints for column in link.columns}
        found |= {
            (table.name, column.name)
            for column in table.columns
            if (column.name.endswith("_id") or column.name == "community_no") and column.name not in linked
        }
    assert found == set(UNLINKED)


def test_the_exceptions_are_these_few():
    named = {
        (name, column.name)
        for name in OWNED
        for link in metadata.tables[name].foreign_key_constraints
        for column in link.columns
        if link.referred_table.name == "person"
    }
    assert named == set(PEOPLE)
    found = {(name, key) for name in GLOBAL_TABLES for key in keys(metadata.tables[name]) if key not in {("id",), ("name",)}}
    assert found == GLOBAL_UNIQUE


def test_every_column_of_time_knows_its_zone():
    naive = [
        str(column)
        for table in metadata.sorted_tables
        for column in table.columns
        if column.type.python_type.__name__ == "datetime" and not column.type.timezone
    ]
    assert naive == []
