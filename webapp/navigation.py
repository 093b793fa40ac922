"""What the rail, the portal's head and the foot of the rail offer; entries whose screen is not there are left out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask import current_app, g, request, url_for
from flask_babel import gettext as _

from tenants.terms.people import Role
from tenants.terms.words import N_
from webapp.scope import may


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of the navigation, ready to be written."""

    label: str
    address: str
    current: bool
    count: int = 0


@dataclass(frozen=True, slots=True)
class Community:
    """A community in the rail; ``status`` is a verdict's code, empty where there is none yet."""

    name: str
    address: str
    status: str
    current: bool


@dataclass(frozen=True, slots=True)
class Place:
    """A client and its communities in the rail."""

    client: str
    communities: Sequence[Community]


ENTRIES: dict[str, tuple[tuple[str, str, Role], ...]] = {
    "main": (
        ("home.index", N_("Today"), Role.ANALYST),
        ("alerts.index", N_("Alerts"), Role.ANALYST),
        ("portfolio.index", N_("All communities"), Role.ANALYST),
        ("calendar.index", N_("Calendar"), Role.ANALYST),
        ("reviews.index", N_("Reviews"), Role.ANALYST),
        ("reports.index", N_("Reports"), Role.ANALYST),
        ("surveys.index", N_("Surveys"), Role.ANALYST),
        ("imports.index", N_("Imports"), Role.ANALYST),
    ),
    "foot": (
        ("clients.index", N_("Clients"), Role.ANALYST),
        ("people.index", N_("Team"), Role.ANALYST),
        ("settings.index", N_("Settings"), Role.ANALYST),
    ),
    "portal": (
        ("portal.index", N_("Home"), Role.CLIENT),
        ("portal.reports", N_("Reports"), Role.CLIENT),
        ("portal.calendar", N_("Calendar"), Role.CLIENT),
        ("counting.index", N_("How we count"), Role.CLIENT),
    ),
}


WITHIN = {
    "schedules": "reports",
    "deliveries": "reports",
    "overviews": "reviews",
    "identities": "clients",
    "rolled": "clients",
    "own_metrics": "settings",
}
"""Screens that are reached from another's tabs: their entry is that one's."""


def navigation(part: str = "main") -> Iterator[Item]:
    """The entries of one part that exist and that the visitor may open."""
    here = (request.endpoint or "").partition(".")[0]
    here = WITHIN.get(here, here)
    for endpoint, label, role in ENTRIES[part]:
        if endpoint in current_app.view_functions and may(role):
            current = request.endpoint == endpoint if part == "portal" else here == endpoint.partition(".")[0]
            yield Item(_(label), url_for(endpoint), current, _count(endpoint))


def _count(endpoint: str) -> int:
    """How much waits behind an entry; asked once a request."""
    if endpoint != "alerts.index":
        return 0
    if "open_alerts" not in g:
        from tenants.store.alerts import count_open  # noqa: PLC0415 - only where the screen is there

        g.open_alerts = count_open()
    return int(g.open_alerts)


def rail() -> list[Place]:
    """The workspace's communities by client, as far as the community screen is there."""
    if "communities.show" not in current_app.view_functions or g.get("workspace") is None:
        return []
    from tenants.store.clients import all_communities  # noqa: PLC0415 - only where the screen is there

    places: dict[str, list[Community]] = {}
    slug = (request.view_args or {}).get("community")
    # A page that has read them already says so.
    for row in g.get("communities") or all_communities():
        address = url_for("communities.show", community=row.slug)
        places.setdefault(row.client.name, []).append(Community(row.name, address, "", row.slug == slug))
    return [Place(client, tuple(communities)) for client, communities in places.items()]
