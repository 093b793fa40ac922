"""Jobs about what was written."""

from uuid import UUID

from jobs import clock
from jobs.runtime import in_tenant
from tenants.actions import speech


def count(tenant_id: int, import_id: str) -> None:
    """Count the words of one import's texts; run twice it does nothing the second time."""
    with in_tenant(tenant_id):
        speech.count(UUID(import_id), now=clock.now())
