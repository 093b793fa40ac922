"""Who is who: suggestions, merging members into one person, taking them apart, and saying that two are not the same."""

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations
from typing import Any
from uuid import UUID

from tenants.actions.turns import take_turn
from tenants.store import audit, identities, imports, members, redirects, rollups
from tenants.store.base import db
from tenants.store.clients import Client, Community
from tenants.store.events import Member
from tenants.store.identities import NOUN, Apart, Identity, IdentityLink
from tenants.store.sql import InOne
from tenants.store.work import work
from tenants.terms.errors import NotFoundError, Refusal

LEAST_NAME = 2
"""Letters a name must have to say anything about who somebody is."""
MOST = 20
"""Suggestions shown at once."""
Key = tuple[int, int]
"""A member: the number of the community, and theirs in it."""


@dataclass(frozen=True, slots=True)
class Account:
    """One member as the screen shows them: where, called what, since when active."""

    community_no: int
    no: int
    external_id: str
    name: str
    email: str
    first_act: datetime | None
    identity_id: UUID | None

    @property
    def source(self) -> str:
        """The platform's format, as member ids begin with it."""
        return self.external_id.partition(":")[0]

    @property
    def key(self) -> str:
        """How forms name it."""
        return f"{self.community_no}.{self.no}"

    @property
    def label(self) -> str:
        """How ``Apart`` names it."""
        return identities.name_of(self.community_no, self.external_id)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Accounts that may be one person. ``why`` is ``email`` (they share one) or ``name``."""

    accounts: Sequence[Account]
    why: str


def normal(name: str) -> str:
    """A name as it is compared: width, case, blanks, marks and emoji do not matter; ``""`` if too little is left."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    kept = "".join(letter for letter in folded if unicodedata.category(letter)[0] in "LN")
    return kept if len(kept) >= LEAST_NAME else ""


def suggest(accounts: Iterable[Account], apart: Collection[tuple[str, str]]) -> list[Suggestion]:
    """Who may be one person: equal e-mails first, then equal names that nobody else on the same platform of the community bears.

    Two accounts of one platform in one community are never suggested by name: there they are two people with a name in common, and such a
    name suggests nothing anywhere. Nor are those suggested of whom somebody said that they are apart, nor those that are merged already.
    """
    everybody = list(accounts)
    found: list[Suggestion] = []
    taken: set[frozenset[str]] = set()
    for why, groups in (("email", _by(everybody, lambda each: each.email)), ("name", _unshared(everybody))):
        for group in groups:
            open_to = _apart_removed(group, apart)
            labels = frozenset(each.label for each in open_to)
            if len(open_to) > 1 and labels not in taken and len({each.identity_id or each.label for each in open_to}) > 1:
                taken.add(labels)
                found.append(Suggestion(open_to, why))
    return found


def _by(accounts: Iterable[Account], of: Callable[[Account], str]) -> list[list[Account]]:
    groups: dict[str, list[Account]] = defaultdict(list)
    for each in accounts:
        if of(each):
            groups[of(each)].append(each)
    return [groups[name] for name in sorted(groups) if len(groups[name]) > 1]


def _unshared(accounts: Iterable[Account]) -> list[list[Account]]:
    groups = _by(accounts, lambda each: normal(each.name))
    return [group for group in groups if len({(each.community_no, each.source) for each in group}) == len(group)]


def _apart_removed(group: Sequence[Account], apart: Collection[tuple[str, str]]) -> list[Account]:
    """``group`` without those who were said to be apart from somebody before them in it."""
    kept: list[Account] = []
    for each in group:
        if not any(_pair(each.label, other.label) in apart for other in kept):
            kept.append(each)
    return kept


def _pair(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)


def suggestions(client: Client) -> tuple[list[Suggestion], int]:
    """The first ``MOST`` suggestions for ``client`` and how many there are."""
    places = identities.communities_of(client)
    rows = identities.candidates([place.no for place in places])
    found = suggest((Account(*row) for row in rows), identities.apart(client))
    return found[:MOST], len(found)


def account(member: Member) -> Account:
    """The account that is ``member``."""
    return Account(member.community_no, member.no, member.external_id, member.name, member.email, member.first_act_at, member.identity_id)


def merge(client: Client, keys: Collection[Key], *, name: str = "", by: UUID | None, now: datetime) -> Identity:
    """Make one person of members of the client's communities; whom they were merged with before comes along.

    ``name`` is what they are called, by default the longest of their names. Within a community they count under one number from then on,
    reviews that are frozen stay as they are. Refused: fewer than two, somebody who is not there, and bots.
    """
    with work():
        places = _places(client)
        chosen = _chosen(places, keys)
        known = sorted({member.identity_id for member in chosen if member.identity_id is not None})
        found = Identity(client_id=client.id, name=name, made_at=now, made_by=by)
        db.session.add(found)
        db.session.flush()
        for link in [link for identity in known for link in identities.links(identity)]:
            link.identity_id = found.id
        linked = {(link.community_no, link.external_id) for link in identities.links(found.id)}
        for member in chosen:
            if (member.community_no, member.external_id) not in linked:
                db.session.add(IdentityLink(community_no=member.community_no, external_id=member.external_id, identity_id=found.id))
        db.session.flush()
        labels = sorted(identities.name_of(link.community_no, link.external_id) for link in identities.links(found.id))
        identities.forget_apart(client, list(combinations(labels, 2)))
        _settle(places, {link.community_no for link in identities.links(found.id)})
        for identity in known:
            db.session.delete(db.session.get_one(Identity, (client.tenant_id, identity)))
        everybody = identities.members_of([found.id])
        found.name = (name.strip() or max((member.name for member in everybody), key=len))[:200]
        audit.record(by, "merged", NOUN, client.id, name=found.name, identity=str(found.id), accounts=[each.name for each in everybody])
    return found


def split(client: Client, identity_id: UUID, keys: Collection[Key] = (), *, by: UUID | None) -> list[Key]:
    """Take a person apart: the members ``keys`` out of it, or all; returns who is by themselves now, to undo it with ``merge``.

    Everything is as if they had never been merged, what was imported since included.
    """
    with work():
        places = _places(client)
        identity = identities.by_id(client, identity_id)
        if identity is None:
            raise NotFoundError("identity.not_found")
        links = identities.links(identity_id)
        accounts = {(each.community_no, each.external_id): each for each in identities.members_of([identity_id])}
        before = [(each.community_no, each.no) for each in accounts.values()]
        leaving = [link for link in links if not keys or _key(accounts.get((link.community_no, link.external_id))) in set(keys)]
        if not leaving:
            raise Refusal("identity.not_in_it", name=identity.name)
        if len(links) - len(leaving) < 2:
            leaving = list(links)
        names = [each.name for link in leaving if (each := accounts.get((link.community_no, link.external_id)))]
        touched = {link.community_no for link in leaving}
        for link in leaving:
            db.session.delete(link)
        db.session.flush()
        _settle(places, touched)
        if len(leaving) == len(links):
            db.session.delete(identity)
        audit.record(by, "split", NOUN, client.id, name=identity.name, accounts=names)
    return before


def say_apart(client: Client, keys: Collection[Key], *, by: UUID | None, now: datetime) -> None:
    """Remember that these members are not the same, any two of them; they are suggested no more."""
    with work():
        chosen = _chosen(_places(client), keys)
        known = identities.apart(client)
        labels = sorted(identities.name_of(each.community_no, each.external_id) for each in chosen)
        for one, other in combinations(labels, 2):
            if (one, other) not in known:
                db.session.add(Apart(client_id=client.id, one=one, other=other, said_at=now, said_by=by))
        audit.record(by, "told_apart", NOUN, client.id, accounts=[each.name for each in chosen])


def take_back_apart(client: Client, keys: Collection[Key], *, by: UUID | None) -> None:
    """Suggest these members again."""
    with work():
        chosen = _chosen(_places(client), keys)
        labels = sorted(identities.name_of(each.community_no, each.external_id) for each in chosen)
        identities.forget_apart(client, list(combinations(labels, 2)))
        audit.record(by, "not_told_apart", NOUN, client.id, accounts=[each.name for each in chosen])


def _places(client: Client) -> Mapping[int, Community]:
    return {place.no: place for place in identities.communities_of(client)}


def _key(member: Member | None) -> Key | None:
    return None if member is None else (member.community_no, member.no)


def _chosen(places: Mapping[int, Community], keys: Collection[Key]) -> Sequence[Member]:
    """The members ``keys``, at least two of them, people every one."""
    wanted = {key for key in keys if key[0] in places}
    found = identities.members(wanted)
    if len(found) < len(set(keys)):
        raise Refusal("identity.gone")
    if len(found) < 2:
        raise Refusal("identity.too_few")
    if bots := [each.name for each in found if each.is_bot]:
        raise Refusal("identity.bot", name=bots[0])
    return found


def _settle(places: Mapping[int, Community], numbers: Iterable[int]) -> None:
    """Bring communities up to date with the links: events, membership, days, and what was measured."""
    for number in sorted(numbers):
        place: Any = places.get(number)
        if place is None:
            # Archived since: it follows when something is imported into it again.
            continue
        take_turn(place, lambda: None)
        here = InOne(number)
        moved = redirects.settle(here)
        if moved.nos:
            members.rebuild_spells(here, place, moved.nos, since=imports.since(place.id))
            rollups.rebuild(place, moved.days)
        db.session.expire_all()
