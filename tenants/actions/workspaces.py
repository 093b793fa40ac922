"""The workspace itself: its name, and what holds for everybody who works in it. How it looks to clients is ``branding``."""

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


@dataclass(frozen=True, slots=True)
class WorkspaceForm:
    """What the owner says of the workspace."""

    name: str
    language: str
    timezone: str
    currency: str = currency.DEFAULT


def find() -> Tenant:
    """Return the workspace in use."""
    tenant = db.session.get(Tenant, current_tenant())
    if tenant is None:
        raise NotFoundError("workspace.not_found")
    return tenant


def change(form: WorkspaceForm, *, by: UUID | None) -> Tenant:
    """Change the workspace in use. Approved reports keep the name they were approved with; communities keep their own time zones."""
    if form.currency not in currency.OFFERED:
        raise Refusal("field.not_offered", field="currency", value=form.currency, offered=", ".join(currency.OFFERED))
    with work():
        tenant = find()
        tenant.name = checks.text(form.name, "name", longest=120, required=True)
        tenant.language = checks.choice(form.language, Language, "language")
        tenant.timezone = checks.zone(form.timezone)
        tenant.currency = form.currency
        audit.record(by, "changed", "workspace", tenant.id, name=tenant.name)
    return tenant
