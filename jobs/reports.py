"""Jobs about reports."""

from uuid import UUID

from jobs.runtime import in_tenant
from tenants.actions import reporting


def render(tenant_id: int, run_id: str) -> None:
    """Make one report; run twice it does nothing the second time."""
    with in_tenant(tenant_id) as here:
        reporting.make_report(UUID(run_id), domain=here.office.domain, lease=here.lease)
