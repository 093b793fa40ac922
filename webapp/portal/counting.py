"""How the agency counts, for its client: what was agreed for each community, in the version in force."""

from dataclasses import dataclass

from flask import Response, abort
from flask_babel import gettext as _

from tenants.render.wording.kinds import act_word
from tenants.store import reviews
from tenants.store.clients import Client, Community, all_clients
from tenants.store.zones import contract_of
from tenants.terms.people import Role
from webapp.access import allow
from webapp.hypermedia import show
from webapp.screens import portal as portal_screens
from webapp.screens.spans import label_words
from webapp.words import language

counting = portal_screens("counting")


@dataclass(frozen=True, slots=True)
class Agreed:
    """What counts in one community, and by which version each of its published reports was counted."""

    name: str
    zone: str
    version: int
    acts: str
    staff_out: bool
    silent: int
    newcomer: int
    reports: list[tuple[str, int]]


@counting.get("/how-we-count")
@allow(Role.CLIENT)
def index() -> Response:
    """The contract of each open community, and the versions of the reports so far."""
    client: Client = next(iter(all_clients()), None) or abort(404)
    places = [place for place in client.communities if place.archived_at is None]
    return show("portal/counting.html", client_name=client.name, agreed=[_agreed(place) for place in places])


def _agreed(place: Community) -> Agreed:
    contract = contract_of(place)
    known = [document for row in reviews.published(whole=True) if row.community_id == place.id and (document := reviews.frozen(row))]
    acts = [act_word(kind, language()) for kind in contract.qualifying]
    return Agreed(
        name=place.name,
        zone=place.timezone,
        version=contract.version,
        acts=_(", ").join(acts),
        staff_out=contract.exclude_staff,
        silent=contract.silent_days,
        newcomer=contract.newcomer_days,
        reports=[(label_words(document.period), document.contract_version) for document in known],
    )
