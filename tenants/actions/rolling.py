"""A client's figures over all its open communities: summed, de-duplicated where it is known who is who, labelled where it is not."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tenants.actions import figures as measuring
from tenants.actions import identities as people
from tenants.measure.heads import Part
from tenants.measure.several import together
from tenants.store import identities
from tenants.store.clients import Client, Community
from tenants.terms.figure import Figure
from tenants.terms.period import Period


@dataclass(frozen=True, slots=True)
class RollUp:
    """The figures together, and those of each community that they are made of."""

    figures: Mapping[str, Figure]
    parts: Sequence[tuple[Community, Mapping[str, Figure]]]
    merged: int
    """People who were merged out of several communities."""
    unsettled: int
    """Suggestions of who may be one person that nobody has answered."""


def at_client(client: Client, period: Period, now: datetime) -> Mapping[str, Figure]:
    """Every figure of the catalogue for ``client``: its open communities together, ``period`` being the local days of each."""
    return rolled_up(client, period, now).figures


def rolled_up(client: Client, period: Period, now: datetime) -> RollUp:
    """As ``at_client``, with the figures of each community beside it."""
    places = identities.communities_of(client)
    across, merged = _across(client)
    unsettled = people.suggestions(client)[1] if merged else 0
    known = bool(merged) and not unsettled
    found = [(place, *measuring.figures(place, period, now=now)) for place in places]
    parts = [Part(facts, figures, _naming(place, across), known) for place, facts, figures in found]
    return RollUp(together(parts), [(place, figures) for place, _facts, figures in found], merged, unsettled)


def _across(client: Client) -> tuple[Mapping[tuple[int, int], UUID], int]:
    """Whose account the people merged out of several communities are, by (community, number they count under), and how many they are."""
    everybody = identities.members_of([row.id for row in identities.of_client(client)])
    places: dict[UUID, set[int]] = {}
    for member in everybody:
        if member.identity_id is not None:
            places.setdefault(member.identity_id, set()).add(member.community_no)
    several = {identity for identity, numbers in places.items() if len(numbers) > 1}
    found = {
        (member.community_no, member.no): member.identity_id
        for member in everybody
        if member.person_no is None and member.identity_id in several and member.identity_id is not None
    }
    return found, len(several)


def _naming(place: Community, across: Mapping[tuple[int, int], UUID]) -> Callable[[int], object]:
    number = place.no
    return lambda member: across.get((number, member), (number, member))
