"""The application refuses to serve where the database would not keep the agencies apart."""

import os

import psycopg
import pytest
from sqlalchemy import select

from tenants.store import fence
from tenants.store.accounts import Tenant
from tenants.store.base import db
from tests.store.isolation import application


@pytest.fixture
def bent(databases, fresh_database):
    """A database that may be bent, and a way to ask whether it may be served as a role."""

    def verdict(role="app_user", *statements):
        with psycopg.connect(databases.postgres.conninfo(fresh_database), autocommit=True) as line:
            for statement in statements:
                line.execute(statement)
        app = application(databases.url(fresh_database).replace("app_user@", f"{role}@"))
        with app.app_context():
            try:
                fence.self_test(db.engine)
            finally:
                db.engine.dispose()

    return verdict


def test_the_serving_role_may_serve(bent):
    bent()


def test_a_superuser_may_not_serve(bent):
    with pytest.raises(fence.UnsafeDatabaseError, match=r"postgres stands above row-level security.*DATABASE_URL"):
        bent("postgres")


def test_the_owner_of_the_tables_may_not_serve(bent):
    with pytest.raises(fence.UnsafeDatabaseError, match=r"app_owner owns tables.*DATABASE_OWNER_URL"):
        bent("app_owner")


def test_a_role_that_may_become_the_owner_may_not_serve(bent, databases, fresh_database):
    # A role of this test's own: roles belong to the whole server, and other tests sign in as app_user meanwhile.
    climber = f"climber_of_{fresh_database}"
    try:
        with pytest.raises(fence.UnsafeDatabaseError, match=f"{climber} owns tables"):
            bent(climber, f"CREATE ROLE {climber} LOGIN IN ROLE app_user, app_owner")
    finally:
        with psycopg.connect(databases.postgres.conninfo(fresh_database), autocommit=True) as line:
            line.execute(f"DROP ROLE IF EXISTS {climber}")


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE client NO FORCE ROW LEVEL SECURITY",
        "ALTER TABLE client DISABLE ROW LEVEL SECURITY",
        "GRANT TRUNCATE ON client TO app_user",
    ],
)
def test_a_table_that_is_not_forced_is_not_served(bent, statement):
    with pytest.raises(fence.UnsafeDatabaseError, match=r"on: client\. Run the migrations"):
        bent("app_user", statement)


def test_a_database_without_tables_is_not_served(bent):
    with pytest.raises(fence.UnsafeDatabaseError, match=r"lacks tables: .*Run the migrations"):
        bent("app_user", "DROP TABLE share_link")


def test_a_forked_child_makes_its_own_connections(store):
    db.session.add(Tenant(slug="before", name="before"))
    db.session.commit()
    pid_of = select(db.func.pg_backend_pid())
    parents = db.session.scalar(pid_of)
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            fence.after_fork()
            os.write(write, str(db.session.scalar(pid_of)).encode())
        finally:
            os._exit(0)
    os.waitpid(child, 0)
    assert int(os.read(read, 20)) != parents
    assert db.session.scalar(pid_of) == parents, "the parent's connection is still its own"
    os.close(read)
    os.close(write)
