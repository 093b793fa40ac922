"""Jobs about figures."""

from uuid import UUID

from jobs import clock
from jobs.runtime import in_tenant
from tenants.actions import dashboards


def warm(tenant_id: int, community_id: str) -> None:
    """Measure what people look at first, so that nobody waits for it after an import."""
    with in_tenant(tenant_id):
        dashboards.warm(UUID(community_id), now=clock.now())
