"""Who is who at a client: suggestions side by side, merging and taking apart by hand, what was done, and the way back."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from flask import Response, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from tenants.actions import clients as client_actions
from tenants.actions import identities as acting
from tenants.actions.identities import Account, Key
from tenants.store import identities as store
from tenants.store.clients import Client
from tenants.terms.people import Role
from tenants.terms.words import N_
from webapp.access import allow
from webapp.forms import Form
from webapp.hypermedia import Toast, answer, show
from webapp.screens import workspace
from webapp.screens.import_words import source_name

identities = workspace("identities")

FOUND = 40
"""People a search shows at once."""
MOST_KEYS = 50
_KEY = re.compile(r"(\d{1,9})\.(\d{1,9})")
DEEDS = {
    "merged": N_("Merged"),
    "split": N_("Taken apart"),
    "told_apart": N_("Said not to be the same"),
    "not_told_apart": N_("May be the same again"),
}


@dataclass(frozen=True, slots=True)
class PersonRow:
    """Somebody who was merged: what they are called, and their accounts."""

    id: UUID
    name: str
    accounts: Sequence[Account]


@identities.get("/clients/<client>/people")
@allow(Role.ANALYST)
def index(client: str) -> Response:
    """Suggestions, who was merged, a search, and what was done."""
    return _page(client_actions.find(client), Form())


@identities.post("/clients/<client>/people/merge")
@allow(Role.MANAGER)
def merge(client: str) -> Response:
    """Make one person of the accounts ``key``."""
    row, form = client_actions.find(client), Form(request.values)
    keys = _keys(form)
    with form.refusals():
        person = acting.merge(row, keys, name=form.text("name", limit=200, optional=True), by=current_user.id, now=datetime.now(UTC))
        undo = url_for("identities.split", client=client, identity_id=person.id)
        words = _("%(name)s is one person now; figures of reports not yet approved follow.", name=person.name)
        return answer(url_for("identities.index", client=client), toast=Toast(words, undo=undo))
    return _page(row, form, status=422)


@identities.post("/clients/<client>/people/<uuid:identity_id>/split")
@allow(Role.MANAGER)
def split(client: str, identity_id: UUID) -> Response:
    """Take a person apart, or the accounts ``key`` out of it."""
    row, form = client_actions.find(client), Form(request.values)
    with form.refusals():
        before = acting.split(row, identity_id, _keys(form), by=current_user.id)
        undo = url_for("identities.merge", client=client, key=[f"{place}.{no}" for place, no in before])
        return answer(url_for("identities.index", client=client), toast=Toast(_("Taken apart: each account counts by itself."), undo=undo))
    return _page(row, form, status=422)


@identities.post("/clients/<client>/people/apart")
@allow(Role.MANAGER)
def apart(client: str) -> Response:
    """Remember that the accounts ``key`` are not the same person; with ``again`` forget it."""
    row, form = client_actions.find(client), Form(request.values)
    keys = _keys(form)
    with form.refusals():
        again = form.flag("again")
        if again:
            acting.take_back_apart(row, keys, by=current_user.id)
            words = _("They are suggested again.")
        else:
            acting.say_apart(row, keys, by=current_user.id, now=datetime.now(UTC))
            words = _("Kept: they are not the same, and are suggested no more.")
        undo = url_for("identities.apart", client=client, key=[f"{place}.{no}" for place, no in keys], again=None if again else "1")
        return answer(url_for("identities.index", client=client), toast=Toast(words, undo=undo))
    return _page(row, form, status=422)


def _keys(form: Form) -> list[Key]:
    """The accounts a form names, whatever else stands in it left out."""
    read = (_KEY.fullmatch(text) for text in form.all("key")[:MOST_KEYS])
    return list(dict.fromkeys((int(found[1]), int(found[2])) for found in read if found))


def _page(client: Client, form: Form, status: int = 200) -> Response:
    places = {place.no: place for place in store.communities_of(client)}
    suggestions, total = acting.suggestions(client)
    sought = request.args.get("find", "").strip()[:200]
    people = store.of_client(client)
    accounts: dict[UUID | None, list[Account]] = {}
    for member in store.members_of([person.id for person in people]):
        accounts.setdefault(member.identity_id, []).append(acting.account(member))
    return show(
        "screens/identities/index.html",
        status=status,
        client=client,
        form=form,
        source_name=source_name,
        places={number: place.name for number, place in places.items()},
        suggestions=suggestions,
        total=total,
        people=[PersonRow(person.id, person.name, accounts.get(person.id, [])) for person in people],
        sought=sought,
        found=_found(list(places), sought) if sought else [],
        names={person.id: person.name for person in people},
        history=[(_(DEEDS.get(event.verb, event.verb)), event, name) for event, name in store.history(client)],
    )


def _found(numbers: list[int], sought: str) -> list[Account]:
    """Who is called like one of the names in ``sought``, which commas divide."""
    found: dict[str, Account] = {}
    for part in re.split(r"[,，、;；]+", sought):
        if part.strip():
            for member in store.search(numbers, part.strip(), most=FOUND):
                each = acting.account(member)
                found[each.key] = each
    return list(found.values())[:FOUND]
