"""What a community's lifecycle stage asks of its goals."""

from collections.abc import Mapping

from tenants.assess.stages import FACTORS
from tenants.store import stages
from tenants.store.clients import Community
from tenants.terms.stages import Stage


def factors_of(community: Community) -> tuple[str, Mapping[str, float]]:
    """Return the community's confirmed stage (empty where none is) and its factors by metric."""
    row = stages.current(community)
    return (row.stage, FACTORS[Stage(row.stage)]) if row is not None else ("", {})
