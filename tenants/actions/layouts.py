"""Report templates: what the agency says, what a client changes of it, and what both make together.

Documents that are not approved yet follow a change at once, since they are made from what is said now (``documents.current``); an
approved one carries the template it was approved with.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from tenants.actions import layout_checks, workspaces
from tenants.store import audit, clients, reviews, templates
from tenants.store.clients import Client
from tenants.store.templates import ReportTemplate
from tenants.store.work import work
from tenants.terms import snapshot
from tenants.terms.errors import Refusal
from tenants.terms.report import ReviewState
from tenants.terms.template import Changes, Part, Template, differing, resolved, said

PAPER = "paper"
"""What else a client takes over or says itself, beside the parts of a template."""
OPEN = (ReviewState.DRAFT, ReviewState.IN_REVIEW)


@dataclass(frozen=True, slots=True)
class Layout:
    """One level of templates as people edit it. An empty ``paper`` (a client's only) means the agency's.

    ``revision`` is what a change must name, so that two people do not overwrite each other; 0 while nothing was ever saved.
    """

    changes: Changes
    paper: str
    names_shown: bool = False
    revision: int = 0


@dataclass(frozen=True, slots=True)
class Reach:
    """Where a change of the agency's template is seen: ``parts`` that change (``Part`` values and ``PAPER``).

    ``follow``: clients whose reports change, with the parts in which they do. ``keep``: clients that have parts of their own among
    them. ``open``: reviews not yet approved that will look different.
    """

    parts: frozenset[str]
    follow: Sequence[tuple[Client, frozenset[str]]] = ()
    keep: Sequence[tuple[Client, frozenset[str]]] = ()
    open: int = 0


def template_of(client: Client) -> Template:
    """Return how the reports of ``client`` are laid out now: the agency's template with the client's changes."""
    return resolved(*(_changes(level) for level in (templates.of_agency(), templates.of_client(client))))


def agencys() -> Template:
    """Return the agency's template by itself."""
    return resolved(_changes(templates.of_agency()))


def find(client: Client | None) -> Layout:
    """Return what ``client`` changes of the agency's template; with ``None`` what the agency says."""
    row = templates.of_client(client) if client else templates.of_agency()
    if client is None:
        return Layout(_changes(row), workspaces.find().paper, revision=row.revision if row else 0)
    return Layout(_changes(row), client.paper, client.names_shown, row.revision if row else 0)


def as_it_would_be(client: Client | None, changes: Changes) -> Template:
    """Return the template that ``changes`` would make; nothing is saved. Refuses what ``save`` refuses."""
    checked = layout_checks.checked(changes)
    return resolved(checked) if client is None else resolved(_changes(templates.of_agency()), checked)


def save(client: Client | None, wanted: Layout, *, by: UUID | None, now: datetime) -> bool:
    """Keep what the agency (``client`` is ``None``) or ``client`` says; ``False`` when that is what was said before.

    Raises ``Refusal("layout.changed")`` when somebody else saved since ``wanted.revision``, or one that names the field to blame.
    """
    paper = layout_checks.paper(wanted.paper, optional=client is not None)
    changes = layout_checks.checked(wanted.changes)
    kept = replace(wanted, changes=_unusual(changes) if client is None else changes, paper=paper)
    return _keep(client, kept, by=by, now=now, verb="changed")


def reset(client: Client | None, *, revision: int, by: UUID | None, now: datetime) -> bool:
    """Go back to the product's own template (the agency), or to the agency's (a client). Whether names are shown is left alone."""
    names = client.names_shown if client else False
    plain = Layout(Changes(), "" if client else workspaces.find().paper, names, revision)
    return _keep(client, plain, by=by, now=now, verb="reset")


def undo(client: Client | None, *, revision: int, by: UUID | None, now: datetime) -> None:
    """Take the last save back; ``Refusal("layout.changed")`` when there was another one since ``revision``, or nothing to take back."""
    row = templates.of_client(client) if client else templates.of_agency()
    if row is None or row.previous is None:
        raise Refusal("layout.changed")
    before = row.previous
    layout = Layout(snapshot.changes(before["content"]), before["paper"], bool(before["names_shown"]), revision)
    _keep(client, layout, by=by, now=now, verb="restored")


def reach(changes: Changes, paper: str) -> Reach:
    """Return which clients' reports would change with the agency's template, and which would not."""
    present = find(None)
    parts = {str(part) for part in differing(present.changes, layout_checks.checked(changes))}
    parts |= {PAPER} if paper != present.paper else set()
    if not parts:
        return Reach(frozenset())
    own = owners()
    everybody = clients.all_clients()
    follow = [(each, frozenset(parts - own.get(each.id, frozenset()))) for each in everybody]
    keep = [(each, frozenset(parts & own.get(each.id, frozenset()))) for each in everybody]
    changed = {each.id for each, these in follow if these}
    return Reach(
        parts=frozenset(parts),
        follow=[pair for pair in follow if pair[1]],
        keep=[pair for pair in keep if pair[1]],
        open=sum(review.client_id in changed for review in reviews.in_states(*OPEN)),
    )


def owners() -> Mapping[UUID, frozenset[str]]:
    """Return for each client which parts it says itself (``Part`` values and ``PAPER``)."""
    rows = templates.of_all_clients()
    found = {}
    for client in clients.all_clients():
        parts = {str(part) for part in said(_changes(rows.get(client.id)))}
        found[client.id] = frozenset(parts | ({PAPER} if client.paper else set()))
    return found


def _changes(row: ReportTemplate | None) -> Changes:
    return Changes() if row is None else snapshot.changes(row.content)


def _plain(changes: Changes) -> dict[str, Any]:
    """What is kept of ``changes``: the parts that are said."""
    return {name: value for name, value in snapshot.plain(changes).items() if value is not None}


def _unusual(changes: Changes) -> Changes:
    """What ``changes`` says otherwise than the product: the rest follows the product, also where that changes one day."""
    usual, now = Template(), resolved(changes)
    return Changes(
        **{each.name: getattr(changes, each.name) for each in fields(Changes) if getattr(now, each.name) != getattr(usual, each.name)}
    )


def _keep(client: Client | None, wanted: Layout, *, by: UUID | None, now: datetime, verb: str) -> bool:
    """Write one level, what it replaces beside it. Every save is a new revision, also the one that takes another back."""
    before, content = find(client), _plain(wanted.changes)
    if replace(before, changes=Changes()) == replace(wanted, changes=Changes()) and _plain(before.changes) == content:
        return False
    with work():
        row = templates.locked(client)
        if row.revision != wanted.revision:
            raise Refusal("layout.changed")
        holder = client or workspaces.find()
        names = client.names_shown if client else False
        previous: dict[str, Any] = {"content": row.content, "paper": holder.paper, "names_shown": names}
        row.previous, row.content, row.revision = previous, content, row.revision + 1
        row.updated_at, row.updated_by = now, by
        holder.paper = wanted.paper
        if client is not None:
            client.names_shown = wanted.names_shown
        parts = sorted(said(wanted.changes), key=list(Part).index)
        audit.record(by, verb, "template", row.id, client=client.name if client else "", parts=[str(part) for part in parts])
    return True
