"""What a community's lifecycle stage asks of its goals."""

from collections.abc import Mapping

from tenants.store.clients import Community


def factors_of(community: Community) -> tuple[str, Mapping[str, float]]:
    """Return the community's confirmed stage (empty where none is) and its factors by metric."""
    return "", {}
