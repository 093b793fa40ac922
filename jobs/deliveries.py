"""Jobs about letters with reports."""

from uuid import UUID

from jobs.clock import now
from jobs.runtime import in_tenant
from tenants.actions import delivering


def send(tenant_id: int, delivery_id: str) -> None:
    """Send one letter; run twice it does nothing the second time."""
    with in_tenant(tenant_id) as here:
        delivering.deliver(UUID(delivery_id), here.office, now=now(), lease=here.lease)
