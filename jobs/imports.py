"""Jobs about imports."""

from contextlib import suppress
from uuid import UUID

from jobs import clock
from jobs.runtime import in_tenant
from tenants.actions import importing
from tenants.terms.errors import Refusal


def run(tenant_id: int, import_id: str) -> None:
    """Do one import; run twice it does nothing the second time. A refusal stands on the import's row, where the person sees it."""
    with in_tenant(tenant_id), suppress(Refusal):
        importing.run(UUID(import_id), now=clock.now())


def rebuild(tenant_id: int, community_id: str) -> None:
    """Count a community anew after its time zone, contract or staff changed."""
    with in_tenant(tenant_id):
        importing.recompute(UUID(community_id))
