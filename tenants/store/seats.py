"""The one question asked across workspaces: where does this person have a seat? Asked at sign-in, before a workspace is entered."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select

from tenants.store.accounts import Seat, Tenant
from tenants.store.base import db


@dataclass(frozen=True, slots=True)
class SeatGlimpse:
    """A seat as the sign-in sees it: values, not a row, so that nothing of another workspace stays in the session."""

    tenant_id: int
    slug: str
    workspace: str
    seat_id: UUID
    role: str
    client_id: UUID | None


def seats_of(person_id: UUID) -> list[SeatGlimpse]:
    """Return every seat of ``person_id``, by workspace name. Needs no scope; may also be asked inside one, for a switcher."""
    db.session.execute(
        select(func.set_config("app.person", str(person_id), True)),
        execution_options={"fence_bypass": "settings"},
    )
    query = (
        select(Seat.tenant_id, Tenant.slug, Tenant.name, Seat.id, Seat.role, Seat.client_id)
        .join(Tenant, Tenant.id == Seat.tenant_id)
        .where(Seat.person_id == person_id)
        .order_by(Tenant.name, Tenant.id)
    )
    rows = db.session.execute(query, execution_options={"fence_bypass": "seats_of_person"}).all()
    db.session.execute(
        select(func.set_config("app.person", "", True)),
        execution_options={"fence_bypass": "settings"},
    )
    return [SeatGlimpse(*row) for row in rows]
