"""The workspace itself: its name, its look, and how its letters are signed."""

import re
from dataclasses import dataclass
from uuid import UUID

from tenants.actions import checks
from tenants.render import currency
from tenants.store import audit
from tenants.store.accounts import Tenant
from tenants.store.base import db
from tenants.store.tenancy import current_tenant
from tenants.store.work import work
from tenants.terms.errors import NotFoundError, Refusal
from tenants.terms.people import Language

COLOUR = re.compile(r"#[0-9a-f]{6}")


@dataclass(frozen=True, slots=True)
class WorkspaceForm:
    """What the owner says of the workspace. ``colour`` is ``#rrggbb``; an empty ``sender`` means the workspace's name."""

    name: str
    language: str
    timezone: str
    colour: str
    footer: str = ""
    sender: str = ""
    currency: str = currency.DEFAULT


def find() -> Tenant:
    """Return the workspace in use."""
    tenant = db.session.get(Tenant, current_tenant())
    if tenant is None:
        raise NotFoundError("workspace.not_found")
    return tenant


def change(form: WorkspaceForm, *, by: UUID | None) -> Tenant:
    """Change the workspace in use. Approved reports keep the look they were approved with; communities keep their own time zones."""
    colour = form.colour.strip().lower()
    if not COLOUR.fullmatch(colour):
        raise Refusal("workspace.colour_unusable", field="colour", colour=colour)
    if form.currency not in currency.OFFERED:
        raise Refusal("field.not_offered", field="currency", value=form.currency, offered=", ".join(currency.OFFERED))
    with work():
        tenant = find()
        tenant.name = checks.text(form.name, "name", longest=120, required=True)
        tenant.language = checks.choice(form.language, Language, "language")
        tenant.timezone = checks.zone(form.timezone)
        tenant.colour = colour
        tenant.footer = checks.text(form.footer, "footer", longest=200)
        tenant.currency = form.currency
        tenant.sender = checks.text(form.sender, "sender", longest=120)
        audit.record(by, "changed", "workspace", tenant.id, name=tenant.name)
    return tenant
