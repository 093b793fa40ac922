"""Copying targets from one period into the next, made harder on the way if wanted, seen before it is saved."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from uuid import UUID

from tenants.actions import targets
from tenants.assess.suggestions import uplifted
from tenants.store import targets as store
from tenants.store.base import new_id
from tenants.store.clients import Community
from tenants.store.work import work
from tenants.terms.errors import Refusal
from tenants.terms.metric import Direction
from tenants.terms.period import Period
from tenants.terms.target import Target


def copy_forward(
    community: Community,
    source: Period,
    into: Period,
    *,
    uplift: float = 0.0,
    only: Collection[str] | None = None,
    over: bool = False,
    batch: UUID | None = None,
    by: UUID | None,
) -> int:
    """Copy the targets in force in one period into another; return how many changed.

    ``uplift`` makes each goal harder by that share (0.05: five per cent); ``only`` names the metrics. Those that have a target of their own
    there keep it unless ``over``.
    """
    targets.still_open(community)
    planned = [each for each in plan_copy(community, source, into, uplift=uplift) if only is None or each.target.metric in only]
    batch, count = batch or new_id(), 0
    with work():
        store.hold(community)
        for each in planned:
            if each.present is None or over:
                count += targets.put_version(community, into, each.target, by, batch).batch == batch
    return count


@dataclass(frozen=True, slots=True)
class Copied:
    """One target as it would be copied: what it was, what it would be, and what stands there already, if anything does."""

    source: Target
    target: Target
    present: Target | None


def plan_copy(community: Community, source: Period, into: Period, *, uplift: float = 0.0) -> list[Copied]:
    """Return what ``copy_forward`` would do. Refused: an ``uplift`` below -90 % or above 200 % (``target.uplift``)."""
    if not -0.9 <= uplift <= 2.0:
        raise Refusal("target.uplift", field="uplift")
    there = {metric: row for metric, row in store.own(community, into).items() if not row.removed}
    found = []
    for row in store.in_force(community, source):
        target = targets.as_promised(row)
        held = there.get(row.metric)
        found.append(Copied(target, _lifted(target, uplift), targets.as_promised(held) if held else None))
    return found


def _lifted(target: Target, uplift: float) -> Target:
    entry = targets.metric_of(target.metric)
    if not uplift or target.direction is Direction.RANGE or entry is None:
        return target

    def moved(value: float) -> float:
        return uplifted(value, entry.unit, uplift, target.direction)

    return replace(target, value=moved(target.value), stretch=None if target.stretch is None else moved(target.stretch))
