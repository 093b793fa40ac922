"""Who contributes most to a community in a period."""

from dataclasses import asdict

from tenants.actions.asked_again import kept
from tenants.store import contributors as store
from tenants.store.clients import Community
from tenants.store.contributors import Contributor
from tenants.terms.period import Period

__all__ = ["Contributor", "most_active"]


def subject(period: Period) -> str:
    """What they are kept under."""
    return f"top:{period.label}"


def most_active(community: Community, period: Period) -> list[Contributor]:
    """The ten people with the most qualifying acts in ``period``, the most active first, with the eight weeks that end with it."""
    found = kept(community, subject(period), lambda: [asdict(each) for each in store.most_active(community, period)])
    return [Contributor(**each) for each in found]
