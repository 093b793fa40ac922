"""Report templates: what the agency says, what a client changes of it, and what both make together."""

from tenants.store import templates
from tenants.store.clients import Client
from tenants.terms import snapshot
from tenants.terms.template import Template, resolved


def template_of(client: Client) -> Template:
    """Return how the reports of ``client`` are laid out now: the agency's template with the client's changes."""
    levels = (templates.of_agency(), templates.of_client(client))
    return resolved(*(snapshot.changes(level.content) for level in levels if level is not None))
