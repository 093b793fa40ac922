"""Communities: where a client's people meet, and what is agreed about measuring them."""

from dataclasses import dataclass
from datetime import datetime, time
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from tenants.actions import checks, importing
from tenants.store import audit
from tenants.store.base import db
from tenants.store.clients import Client, Community, community_by_slug
from tenants.store.work import work
from tenants.terms.community import CommunityKind, Platform
from tenants.terms.errors import NotFoundError, Refusal

LARGEST = 10_000_000


@dataclass(frozen=True, slots=True)
class CommunityForm:
    """What a person says of a community; checked by ``create`` and ``change``."""

    name: str
    platform: str
    timezone: str
    kind: str = CommunityKind.PRODUCT
    positioning: str = ""
    audience: str = ""
    capacity: int | None = None
    quiet_from: time | None = None
    quiet_until: time | None = None
    rules: str = ""


def find(slug: str) -> Community:
    """Return the community of that slug or raise ``NotFoundError``."""
    community = community_by_slug(slug)
    if community is None:
        raise NotFoundError("community.not_found", slug=slug)
    return community


def create(slug: str, client: Client, form: CommunityForm, *, by: UUID | None) -> Community:
    """Create a community of ``client``. Refuses a taken slug, an unknown platform, kind or time zone, an archived client."""
    slug = checks.slug(slug)
    if client.archived_at is not None:
        raise Refusal("client.archived", slug=client.slug, name=client.name)
    if community_by_slug(slug) is not None:
        raise Refusal("community.slug_taken", field="slug", slug=slug)
    try:
        with work():
            community = Community(slug=slug, client_id=client.id)
            _fill(community, form)
            db.session.add(community)
            db.session.flush()
            audit.record(by, "created", "community", community.id, name=community.name)
    except IntegrityError as error:
        if checks.violates(error, "uq_community_tenant_id_slug"):
            raise Refusal("community.slug_taken", field="slug", slug=slug) from error
        raise
    return community


def change(community: Community, form: CommunityForm, *, by: UUID | None) -> Community:
    """Change what a person says of a community.

    A new time zone moves every day's border, so its days are counted anew; reviews already approved keep their figures.
    """
    with work():
        before = community.timezone
        _fill(community, form)
        audit.record(by, "changed", "community", community.id, name=community.name)
    if community.timezone != before:
        importing.recompute(community.id)
    return community


def archive(community: Community, *, by: UUID | None, now: datetime) -> None:
    """Put a community away: its history stays, nothing is measured or sent any more."""
    with work():
        community.archived_at = community.archived_at or now
        audit.record(by, "archived", "community", community.id, name=community.name)


def restore(community: Community, *, by: UUID | None) -> None:
    """Take a community back; refused while its client is archived."""
    if community.client.archived_at is not None:
        raise Refusal("client.archived", slug=community.client.slug, name=community.client.name)
    with work():
        community.archived_at = None
        audit.record(by, "restored", "community", community.id, name=community.name)


def _fill(community: Community, form: CommunityForm) -> None:
    if form.capacity is not None and not 0 < form.capacity <= LARGEST:
        raise Refusal("community.capacity_unusable", field="capacity", capacity=form.capacity)
    if (form.quiet_from is None) != (form.quiet_until is None):
        raise Refusal("community.quiet_hours_half", field="quiet_until")
    community.name = checks.text(form.name, "name", longest=120, required=True)
    community.platform = checks.choice(form.platform, Platform, "platform")
    community.kind = checks.choice(form.kind, CommunityKind, "kind")
    community.timezone = checks.zone(form.timezone)
    community.positioning = checks.text(form.positioning, "positioning", longest=2000)
    community.audience = checks.text(form.audience, "audience", longest=2000)
    community.rules = checks.text(form.rules, "rules", longest=8000)
    community.capacity = form.capacity
    community.quiet_from = form.quiet_from
    community.quiet_until = form.quiet_until
