"""Communities that take something in: those that are there and not archived."""

from uuid import UUID

from tenants.store.clients import Community, community_by_id
from tenants.terms.errors import NotFoundError, Refusal


def community_of(community_id: UUID) -> Community:
    """The community to import into. Raises ``Refusal`` for one that is archived, ``NotFoundError`` for none."""
    community = community_by_id(community_id)
    if community is None:
        raise NotFoundError("community.not_found")
    if community.archived_at is not None:
        raise Refusal("community.archived", slug=community.slug, name=community.name)
    return community
