"""Two agencies with identical-looking data, and what tells whether one has seen or touched the other's.

Each layer of the fence can be switched off, so that the probes are seen to notice: with every layer off they must leak.
"""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import psycopg
from flask import Flask
from sqlalchemy import event, exc, select
from sqlalchemy.orm import exc as orm_exc
from sqlalchemy.orm import make_transient_to_detached
from sqlalchemy.orm.attributes import set_committed_value

from tenants.store import fence, guard, tenancy
from tenants.store.accounts import Person, Seat, Tenant
from tenants.store.audit import AuditEvent
from tenants.store.base import db
from tenants.store.clients import Client, Community, Recipient
from tenants.store.events import EventRow
from tenants.store.reports import Delivery, ReportRun
from tenants.store.reviews import ActionItem, Review
from tenants.store.schema import owned_tables
from tenants.store.tenancy import NoTenantError, TenantMixError, use_tenant

CANARY = "canary-of-south"
OURS = "linnet-of-north"
LAYERS = ("criteria", "flush", "guard", "switch", "database")
STOPPED = (
    NoTenantError,
    TenantMixError,
    guard.RawStatementError,
    exc.DBAPIError,
    exc.InvalidRequestError,
    orm_exc.StaleDataError,
    orm_exc.ObjectDeletedError,
    orm_exc.DetachedInstanceError,
    psycopg.Error,
)
Probe = Callable[["World"], object]


class LeakError(AssertionError):
    """The probe itself saw the other agency."""


@dataclass
class Agency:
    tenant_id: int
    client_id: UUID = field(default_factory=uuid4)
    second_client_id: UUID = field(default_factory=uuid4)
    recipient_id: UUID = field(default_factory=uuid4)
    community_id: UUID = field(default_factory=uuid4)
    review_id: UUID = field(default_factory=uuid4)
    draft_id: UUID = field(default_factory=uuid4)
    person_id: UUID = field(default_factory=uuid4)
    event_key: UUID = field(default_factory=uuid4)


@dataclass
class World:
    """``us`` is the agency in use, ``them`` the one whose canary must not be heard."""

    us: Agency
    them: Agency

    @property
    def session(self):
        return db.session

    @property
    def engine(self):
        return db.engine


def settle(agency: Agency, bird: str) -> None:
    """Give an agency its rows: two clients, a published and a drafted review, a run, a letter, an action, an event."""
    day = date(2026, 3, 1)
    with use_tenant(agency.tenant_id):
        for number, client_id in enumerate((agency.client_id, agency.second_client_id)):
            db.session.add(Client(id=client_id, slug=f"client-{number}-{bird}", name=f"{bird} {number}", language="en", notes=bird))
        db.session.flush()
        db.session.add(Recipient(id=agency.recipient_id, client_id=agency.client_id, email=f"{bird}@example.org", name=bird))
        community = Community(
            id=agency.community_id, client_id=agency.client_id, slug=f"square-{bird}", name=bird, platform="slack", timezone="UTC"
        )
        db.session.add_all([community, Seat(person_id=agency.person_id, role="owner")])
        db.session.flush()
        for review_id, version, state in ((agency.review_id, 1, "published"), (agency.draft_id, 2, "draft")):
            db.session.add(
                Review(
                    id=review_id, community_id=agency.community_id, client_id=agency.client_id, period="2026-03", period_first=day,
                    period_until=date(2026, 4, 1), version=version, state=state, commentary={"words": bird}, document=None,
                )
            )  # fmt: skip
            db.session.flush()
            run = ReportRun(review_id=review_id, client_id=agency.client_id, version=version, language="en", file_key=bird)
            db.session.add_all([run, ActionItem(community_id=agency.community_id, review_id=review_id, text=bird)])
            db.session.flush()
            letter = f"{run.id}@{bird}"
            db.session.add(Delivery(run_id=run.id, client_id=agency.client_id, recipient=f"{bird}@example.org", message_id=letter))
        db.session.add(
            EventRow(
                community_no=community.no, key=agency.event_key, kind=1, occurred_at=datetime(2026, 3, 1, 12, tzinfo=UTC), day=day,
                member_no=1, import_no=1,
            )
        )  # fmt: skip
        db.session.add(AuditEvent(verb="made", noun="client", noun_id=bird, facts={"word": bird}))
        db.session.commit()


def make_world() -> World:
    """Write both agencies; needs an application context."""
    agencies = []
    for bird in (OURS, CANARY):
        tenant, person = Tenant(slug=bird, name=bird), Person(email=f"owner-{bird}@example.org", name=bird)
        db.session.add_all([tenant, person])
        db.session.commit()
        agency = Agency(tenant.id, person_id=person.id)
        agencies.append(agency)
        settle(agency, bird)
    return World(*agencies)


def application(url: str) -> Flask:
    app = Flask("isolation")
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    db.init_app(app)
    return app


def peek_function() -> str:
    """SQL of a function that sees all rows of a tenant, whatever the fence says: installed by the superuser, for tests alone."""
    parts = " UNION ALL ".join(
        f"SELECT '{name}' || coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '') AS d FROM \"{name}\" t WHERE t.tenant_id = which"
        for name in sorted(owned_tables())
    )
    parts += " UNION ALL SELECT t::text FROM tenant t WHERE t.id = which"
    return (
        "CREATE FUNCTION peek(which int) RETURNS text LANGUAGE sql STABLE SECURITY DEFINER AS "
        f"$$ SELECT string_agg(d, ' ' ORDER BY d) FROM ({parts}) digests $$; GRANT EXECUTE ON FUNCTION peek TO PUBLIC"
    )


def heard(value: object, depth: int = 0) -> bool:
    """Whether the canary is anywhere in what a probe brought back."""
    if value is None or depth > 4:
        return False
    if isinstance(value, str | int | float | UUID | bytes | date):
        return CANARY in str(value)
    if isinstance(value, dict):
        return any(heard(one, depth + 1) for one in value.values())
    if hasattr(value, "_sa_instance_state"):
        return any(heard(one, depth + 1) for key, one in vars(value).items() if key != "_sa_instance_state")
    try:
        items = list(value)
    except TypeError:
        items = [str(value)]
    except exc.ResourceClosedError:
        items = []  # a statement that returns no rows
    return any(heard(one, depth + 1) for one in items)


def leaks(app: Flask, world: World, probe: Probe) -> str:
    """Run one probe and undo it; return how it leaked, or nothing."""
    scope = contextlib.nullcontext() if getattr(probe, "own_scope", False) else use_tenant(world.us.tenant_id)
    with app.app_context():
        before = _peek(world)
        db.session.rollback()
        try:
            with scope:
                try:
                    if heard(probe(world)):
                        return "saw"
                    db.session.flush()
                    return "changed" if _peek(world) != before else ""
                except LeakError as leak:
                    return str(leak)
                except STOPPED:
                    return ""
                finally:
                    db.session.rollback()
        finally:
            db.session.remove()


def _peek(world: World) -> str:
    return str(db.session.connection().exec_driver_sql("SELECT peek(%s)", (world.them.tenant_id,)).scalar_one())


@contextlib.contextmanager
def without(*layers: str) -> Iterator[None]:
    """Switch layers of the session and the engine off (``database`` is switched by connecting as a superuser)."""
    listeners = {
        "criteria": [("do_orm_execute", fence.add_criteria)],
        "flush": [("before_flush", fence.guard_flush)],
    }
    removed = [(db.session, name, call) for layer in layers for name, call in listeners.get(layer, [])]
    if "guard" in layers:
        removed.append((db.engine, "before_cursor_execute", fence.guard_statement))
    for target, name, call in removed:
        event.remove(target, name, call)
    if "switch" in layers:
        tenancy._close_session.clear()
    try:
        yield
    finally:
        for target, name, call in removed:
            event.listen(target, name, call)
        tenancy.on_switch(fence.close_session)


def own_scope(probe: Probe) -> Probe:
    """Mark a probe that enters its scopes itself."""
    probe.own_scope = True
    return probe


def more_than(number, own):
    if number > own:
        raise LeakError("counted")


def theirs(world, model, key):
    """A detached row of the other agency, as a pickle or a stale cache would give it."""
    row = model(tenant_id=world.them.tenant_id, id=key)
    make_transient_to_detached(row)
    world.session.add(row)
    return row


def link_to_them(world, row, name):
    """Corrupt a loaded row, as a restored backup or a bad migration might."""
    world.session.autoflush = False
    set_committed_value(row, "tenant_id", world.them.tenant_id)
    set_committed_value(row, name, getattr(world.them, name if name != "id" else "client_id"))
    return row


def our(world, model, key):
    return world.session.scalars(select(model).where(model.tenant_id == world.us.tenant_id, model.id == key)).one()
