"""Communities to import into: a workspace with one client, on a migrated database, and what is in its tables."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from flask import Flask

from tenants.actions import importing
from tenants.store import fence, files
from tenants.store.accounts import Tenant
from tenants.store.base import db
from tenants.store.clients import Client, Community
from tenants.store.tenancy import use_tenant
from tenants.store.work import work

assert fence.OWNED_MODELS  # loading it puts the fence up

NOW = datetime(2026, 11, 1, tzinfo=UTC)
EXPORTS = os.environ.get("QUNCE_EXPORTS", "")
real_exports = pytest.mark.skipif(not EXPORTS, reason="QUNCE_EXPORTS names no folder of real exports")

BULK = ("member", "channel", "event", "sighting", "member_seen", "spell", "community_day", "community_day_bitmap")
ORDER = {"community_day": "1, 2, 3, 4, 5", "community_day_bitmap": "1, 2, 3, 4"}


@dataclass(frozen=True)
class Place:
    """One community of one workspace."""

    tenant_id: int
    community_id: UUID
    community_no: int


@contextmanager
def application(database_url: str, folder: Path) -> Iterator[Flask]:
    """The store on ``database_url``, with its files in ``folder``; no tenant is in use."""
    app = Flask("jobs")
    app.config["SQLALCHEMY_DATABASE_URI"] = database_url
    db.init_app(app)
    files.configure(f"file://{folder}")
    with app.app_context():
        try:
            yield app
        finally:
            db.session.remove()
            db.engine.dispose()


def make_place(slug: str = "harbour", *, zone: str = "UTC", platform: str = "slack", contract: Mapping[str, object] | None = None) -> Place:
    """A workspace called ``slug`` with a client and a community."""
    with work():
        tenant = Tenant(slug=slug, name=slug.title())
        db.session.add(tenant)
        db.session.flush()
        tenant_id = tenant.id
    with use_tenant(tenant_id), work():
        client = Client(slug="tea", name="Tea House", language="en")
        db.session.add(client)
        db.session.flush()
        community = Community(
            client_id=client.id, slug="regulars", name="Regulars", platform=platform, timezone=zone, contract=dict(contract or {})
        )
        db.session.add(community)
        db.session.flush()
        return Place(tenant_id, community.id, community.no)


def bring(place: Place, path: Path, **named: object) -> importing.Result:
    """Import ``path`` into ``place``."""
    with use_tenant(place.tenant_id):
        return importing.now(place.community_id, path, now=NOW, **named)


def dump(line: psycopg.Connection, *tables: str, without: frozenset[str] = frozenset()) -> dict[str, list[tuple]]:
    """Every row of the bulk tables, in order, some columns left out."""
    found = {}
    for table in tables or BULK:
        columns = [
            name
            for (name,) in line.execute(
                "SELECT column_name FROM information_schema.columns WHERE table_name = %s ORDER BY ordinal_position", [table]
            )
            if name not in without
        ]
        rows = line.execute(f"SELECT {', '.join(columns)} FROM {table}").fetchall()
        found[table] = sorted(rows, key=repr)
    return found
