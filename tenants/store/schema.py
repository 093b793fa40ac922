"""Every table, loaded: import this before asking the metadata anything (migrations, the fence, its tests)."""

from tenants.store import (
    accounts,
    activities,
    alerts,
    audit,
    clients,
    comments,
    daily_figures,
    events,
    export_reminders,
    heartbeat,
    identities,
    imports,
    measured,
    member_lists,
    overviews,
    recipes,
    recorded,
    reports,
    reviews,
    schedules,
    shares,
    stages,
    suppressions,
    surveys,
    target_defaults,
    targets,
    templates,
    texts,
    threads,
    tier_rules,
)
from tenants.store.base import Model, TenantOwned

__all__ = [
    "GLOBAL_TABLES",
    "accounts",
    "activities",
    "alerts",
    "audit",
    "clients",
    "comments",
    "daily_figures",
    "events",
    "export_reminders",
    "heartbeat",
    "identities",
    "imports",
    "measured",
    "member_lists",
    "metadata",
    "overviews",
    "owned_tables",
    "recipes",
    "recorded",
    "reports",
    "reviews",
    "schedules",
    "shares",
    "stages",
    "suppressions",
    "surveys",
    "target_defaults",
    "targets",
    "templates",
    "texts",
    "threads",
    "tier_rules",
]

metadata = Model.metadata

GLOBAL_TABLES = frozenset({"tenant", "person", "login", "token", "account_letter", "heartbeat"})
"""The tables that belong to no tenant; every other one must carry ``tenant_id``."""


def owned_tables() -> frozenset[str]:
    """Names of the tenant-owned tables."""
    return frozenset(m.local_table.name for m in Model.registry.mappers if issubclass(m.class_, TenantOwned))  # type: ignore[attr-defined]
