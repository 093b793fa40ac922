"""Jobs about alerts."""

from uuid import UUID

from jobs.clock import now
from jobs.runtime import in_tenant
from tenants.actions import noticing


def look(tenant_id: int, community_id: str) -> None:
    """Ask every rule about one community; run twice it raises nothing the second time."""
    with in_tenant(tenant_id):
        noticing.look(UUID(community_id), now=now())
