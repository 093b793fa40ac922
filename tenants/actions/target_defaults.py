"""Targets for every community of a client, or of the whole workspace, and what a change of them changes."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from tenants.actions.targets import TargetForm, check_all
from tenants.store import audit, clients, target_defaults
from tenants.store import targets as store
from tenants.store.base import db
from tenants.store.clients import Client, Community
from tenants.store.target_defaults import DefaultRow
from tenants.store.work import work
from tenants.terms.errors import Refusal
from tenants.terms.period import Period
from tenants.terms.target import Target


@dataclass(frozen=True, slots=True)
class Effect:
    """What a change of one default means for one community: what binds it before and after; equal where it has a word of its own."""

    community: Community
    metric: str
    before: Target | None
    after: Target | None
    why: str
    """``changes``, or what binds the community instead: ``own``, ``waived``, ``client``."""


def save(
    client: Client | None, period: Period, wanted: Mapping[str, TargetForm | None], *, revision: int | None = None, by: UUID | None
) -> int:
    """Set or end several defaults of a client, or with ``None`` of the workspace, all or none; return how many changed."""
    _open(client)
    promised = check_all(wanted)
    changed = 0
    with work():
        target_defaults.hold()
        if revision is not None and target_defaults.revision(client, period.label) != revision:
            raise Refusal("target.changed")
        for metric, target in promised.items():
            changed += _put(client, period, metric, target, by)
    return changed


def _put(client: Client | None, period: Period, metric: str, target: Target | None, by: UUID | None) -> bool:
    present = target_defaults.latest(client, period.label, metric)
    standing = None if present is None or present.removed else _term(present)
    if standing == target:
        return False
    said = target or standing
    if said is None:
        return False
    row = DefaultRow(
        client_id=client.id if client else None,
        metric=metric,
        period=period.label,
        period_first=period.first,
        period_until=period.until,
        version=present.version + 1 if present else 1,
        value=said.value,
        low=said.low,
        baseline=said.baseline,
        stretch=said.stretch,
        direction=said.direction,
        weight=said.weight,
        tolerance=said.tolerance,
        removed=target is None,
        set_by=by,
    )
    db.session.add(row)
    db.session.flush()
    verb = "set" if target else "removed"
    audit.record(by, verb, "target_default", row.id, metric=metric, period=period.label, value=said.value, version=row.version)
    return True


def effects(client: Client | None, period: Period, wanted: Mapping[str, TargetForm | None]) -> list[Effect]:
    """Return what saving ``wanted`` would change, community by community, those it leaves alone included.

    A default that stays as it is is left out. Raises ``Refusal`` as ``save`` does.
    """
    _open(client)
    standing = {row.metric: _term(row) for row in target_defaults.of(client, period.label)}
    moved = {metric: target for metric, target in check_all(wanted).items() if target != standing.get(metric)}
    found = []
    for community in clients.all_communities():
        if client is None or community.client_id == client.id:
            found += _on(community, client, period, moved)
    return found


def _on(community: Community, client: Client | None, period: Period, moved: Mapping[str, Target | None]) -> list[Effect]:
    bound = {row.metric: row for row in store.in_force(community, period)}
    own = store.own(community, period)
    above = {row.metric: _term(row) for row in target_defaults.of(None, period.label)} if client else {}
    found = []
    for metric, target in moved.items():
        row, mine = bound.get(metric), own.get(metric)
        before = _term(row) if row else None
        if mine is not None and (not mine.removed or mine.waived):
            found.append(Effect(community, metric, before, before, "waived" if mine.waived else "own"))
        elif client is None and isinstance(row, DefaultRow) and row.client_id is not None:
            found.append(Effect(community, metric, before, before, "client"))
        else:
            found.append(Effect(community, metric, before, target or above.get(metric), "changes"))
    return found


def _open(client: Client | None) -> None:
    if client is not None and client.archived_at is not None:
        raise Refusal("client.archived", slug=client.slug, name=client.name)


def _term(row: store.Promise) -> Target:
    return replace(store.as_target(row), version=1)
