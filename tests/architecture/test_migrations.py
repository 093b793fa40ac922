"""The migrations make the tables the models describe, fenced; they can be taken back and run again."""

from pathlib import Path

import psycopg
import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import create_engine, inspect, pool, text

from migrations import policies
from tenants.store.fence import fenced_tables
from tenants.store.schema import GLOBAL_TABLES, metadata, owned_tables

FOLDER = Path(policies.__file__).parent


@pytest.fixture
def alembic_config(empty_database, monkeypatch):
    """Alembic, set to a database without any table."""
    monkeypatch.setenv("DATABASE_OWNER_URL", empty_database)
    config = Config(FOLDER / "alembic.ini")
    config.attributes["configure_logger"] = False
    return config


def ask(url, statement, **values):
    engine = create_engine(url, poolclass=pool.NullPool)
    with engine.connect() as connection:
        return connection.execute(text(statement), values).all()


def tables(url):
    engine = create_engine(url, poolclass=pool.NullPool)
    return set(inspect(engine).get_table_names()) - {"alembic_version"}


def test_the_models_and_the_migrations_agree(owner_url):
    engine = create_engine(owner_url, poolclass=pool.NullPool)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, metadata) == []


def test_they_go_up_down_and_up_again(alembic_config, empty_database):
    command.upgrade(alembic_config, "head")
    assert tables(empty_database) == GLOBAL_TABLES | owned_tables()
    command.downgrade(alembic_config, "base")
    assert tables(empty_database) == set()
    command.upgrade(alembic_config, "head")
    assert tables(empty_database) == GLOBAL_TABLES | owned_tables()


def test_there_is_one_line_of_them():
    assert len(ScriptDirectory(str(FOLDER)).get_heads()) == 1


def test_they_run_under_flask_as_well(empty_database, monkeypatch):
    from flask_migrate import Migrate, upgrade

    from tenants.store.base import db

    monkeypatch.delenv("DATABASE_OWNER_URL", raising=False)
    app = Flask("migrating")
    app.config["SQLALCHEMY_DATABASE_URI"] = empty_database
    db.init_app(app)
    migrate = Migrate(app, db, directory=str(FOLDER))

    @migrate.configure
    def quiet(config):
        config.attributes["configure_logger"] = False
        return config

    with app.app_context():
        upgrade()
    assert tables(empty_database) == GLOBAL_TABLES | owned_tables()


def test_they_can_be_printed_for_an_administrator(alembic_config, capsys):
    command.upgrade(alembic_config, "head", sql=True)
    printed = capsys.readouterr().out
    assert "CREATE TABLE client" in printed
    assert 'ALTER TABLE "client" FORCE ROW LEVEL SECURITY' in printed


def test_a_missing_role_is_said_before_anything_is_made(alembic_config, empty_database, monkeypatch):
    monkeypatch.setattr(policies, "SERVING_ROLE", "nobody_made_me")
    with pytest.raises(policies.ServingRoleMissingError, match=r"no role nobody_made_me(.|\n)*CREATE ROLE nobody_made_me LOGIN"):
        command.upgrade(alembic_config, "head")
    assert tables(empty_database) == set()


def test_every_table_of_a_tenant_is_forced(owner_url):
    rows = ask(owner_url, "SELECT relname FROM pg_class WHERE relkind = 'r' AND relrowsecurity AND relforcerowsecurity")
    assert {row.relname for row in rows} == fenced_tables()


SETTING = "(NULLIF(current_setting('app.tenant'::text, true), ''::text))::integer"
"""The workspace in use, as the catalogue writes it; the bulk tables look once a statement."""


@pytest.mark.parametrize("name", sorted(owned_tables()))
def test_its_policy_holds_for_reading_and_writing(owner_url, name):
    policy = ask(
        owner_url,
        "SELECT qual, with_check FROM pg_policies WHERE tablename = :name AND permissive = 'PERMISSIVE' AND cmd = 'ALL'",
        name=name,
    )
    assert len(policy) == 1
    for clause in policy[0]:
        assert clause in {f"(tenant_id = {SETTING})", f'(tenant_id = ( SELECT {SETTING} AS "nullif"))'}
    wider = ask(
        owner_url,
        "SELECT policyname FROM pg_policies WHERE tablename = :name AND permissive = 'PERMISSIVE' AND cmd <> 'ALL'",
        name=name,
    )
    assert [row.policyname for row in wider] == (["person"] if name == "seat" else []), "the sign-in's is the only wider one"
    closed = ask(owner_url, "SELECT cmd FROM pg_policies WHERE tablename = :name AND permissive = 'RESTRICTIVE'", name=name)
    assert {row.cmd for row in closed} == ({"SELECT"} if name == "audit_event" else {"SELECT", "INSERT", "UPDATE", "DELETE"})


def test_nothing_leads_round_the_policies(owner_url):
    """A plain view and a SECURITY DEFINER function see what their owner sees; a materialized view has no policies at all."""
    views = "SELECT relname FROM pg_class WHERE relkind IN ('v', 'm') AND relnamespace = 'public'::regnamespace"
    powers = "SELECT proname FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace"
    assert ask(owner_url, views) == []
    assert ask(owner_url, powers) == []


def test_the_serving_role_has_what_it_needs_and_no_more(owner_url):
    rows = ask(
        owner_url,
        "SELECT table_name, string_agg(privilege_type, ' ' ORDER BY privilege_type) AS may FROM information_schema.role_table_grants"
        " WHERE grantee IN ('app_user', 'PUBLIC') AND table_schema = 'public' GROUP BY table_name",
    )
    expected = dict.fromkeys(GLOBAL_TABLES | owned_tables(), "DELETE INSERT SELECT UPDATE")
    expected |= {"audit_event": "INSERT SELECT", "tenant": "INSERT SELECT UPDATE"}
    assert {row.table_name: row.may for row in rows} == expected


def test_the_serving_role_may_not_lift_a_policy(database_url):
    with psycopg.connect(database_url.replace("+psycopg", "")) as line, pytest.raises(psycopg.errors.InsufficientPrivilege):
        line.execute("ALTER TABLE client DISABLE ROW LEVEL SECURITY")
