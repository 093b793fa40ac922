"""Every table, loaded: import this before asking the metadata anything (migrations, the fence, its tests)."""

from tenants.store import (
    accounts,
    activities,
    audit,
    clients,
    comments,
    events,
    heartbeat,
    imports,
    measured,
    overviews,
    reports,
    reviews,
    schedules,
    shares,
    suppressions,
    surveys,
    targets,
    templates,
)
from tenants.store.base import Model, TenantOwned

__all__ = [
    "GLOBAL_TABLES",
    "accounts",
    "activities",
    "audit",
    "clients",
    "comments",
    "events",
    "heartbeat",
    "imports",
    "measured",
    "metadata",
    "overviews",
    "owned_tables",
    "reports",
    "reviews",
    "schedules",
    "shares",
    "suppressions",
    "surveys",
    "targets",
    "templates",
]

metadata = Model.metadata

GLOBAL_TABLES = frozenset({"tenant", "person", "login", "token", "account_letter", "heartbeat"})
"""The tables that belong to no tenant; every other one must carry ``tenant_id``."""


def owned_tables() -> frozenset[str]:
    """Names of the tenant-owned tables."""
    return frozenset(m.local_table.name for m in Model.registry.mappers if issubclass(m.class_, TenantOwned))  # type: ignore[attr-defined]
