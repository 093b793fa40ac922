"""Figures that somebody counts by hand: a month written at once, a table brought in, each change with its history and its way back."""

from collections.abc import Mapping
from dataclasses import astuple, dataclass, fields, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from tenants.store import audit, measured
from tenants.store import daily_figures as store
from tenants.store.base import db
from tenants.store.clients import Community
from tenants.store.daily_figures import DailyChange
from tenants.store.imports import Import
from tenants.store.work import work
from tenants.store.zones import zone_of
from tenants.terms.errors import NotFoundError, Refusal
from tenants.terms.manual import Manual
from tenants.terms.period import Period

FIELDS = store.FIELDS


@dataclass(frozen=True, slots=True)
class Gap:
    """A day whose members are not those of the day before, more the joins, less the leaves. ``expected`` is what they would be."""

    day: date
    members: int
    expected: int


@dataclass(frozen=True, slots=True)
class Totals:
    """What the days of a month come to: sums, the members of the last day known, the mean of the daily active people; ``None``: unknown."""

    members: int | None
    messages: int | None
    active_members: float | None
    joins: int | None
    leaves: int | None


def of_month(community: Community, month: Period) -> dict[date, Manual]:
    """What is known by hand of each day of ``month`` and the day before it; days of which nothing is known are not there."""
    return store.between(community, month.first - timedelta(days=1), month.until)


def gaps(figures: Mapping[date, Manual]) -> list[Gap]:
    """The days that do not follow from the day before; only where all four counts are known."""
    found: list[Gap] = []
    for day, now in sorted(figures.items()):
        before = figures.get(day - timedelta(days=1))
        if before is None or before.members is None or now.members is None or now.joins is None or now.leaves is None:
            continue
        expected = before.members + now.joins - now.leaves
        if expected != now.members:
            found.append(Gap(day, now.members, expected))
    return found


def totals(figures: Mapping[date, Manual]) -> Totals:
    """Sum up the days of a month; people active on several days are not added up."""
    days = [figures[day] for day in sorted(figures)]

    def known(field: str) -> list[int]:
        return [value for value in (getattr(each, field) for each in days) if value is not None]

    active, members = known("active_members"), known("members")
    return Totals(
        members=members[-1] if members else None,
        messages=sum(known("messages")) if known("messages") else None,
        active_members=sum(active) / len(active) if active else None,
        joins=sum(known("joins")) if known("joins") else None,
        leaves=sum(known("leaves")) if known("leaves") else None,
    )


def save(community: Community, figures: Mapping[date, Manual], *, by: UUID | None, now: datetime) -> DailyChange | None:
    """Write what is known of each day of ``figures`` in place of what was; ``None`` if nothing changed.

    Raises ``Refusal("daily.in_future")`` for a day that has not come in the community's zone, ``community.archived``.
    """
    with work():
        return enter(community, figures, source="", by=by, now=now)


def undo(change_id: UUID, *, by: UUID | None, now: datetime) -> DailyChange:
    """Put the days of a change back to what they said before it.

    Raises ``Refusal``: ``daily.undone_already``, or ``daily.changed_since`` with the days if somebody changed them again.
    """
    with work():
        change = store.change_by_id(change_id)
        if change is None:
            raise NotFoundError("daily.no_such_change")
        take_back(change, by=by, now=now)
        return change


def enter(
    community: Community, figures: Mapping[date, Manual], *, source: str, by: UUID | None, now: datetime, import_no: int | None = None
) -> DailyChange | None:
    """``save`` inside the caller's transaction. ``source`` is the file it came from; ``import_no`` the import that brought it.

    A file says nothing of the columns it does not have: what is known of them stays.
    """
    if community.archived_at is not None:
        raise Refusal("community.archived", slug=community.slug, name=community.name)
    today = now.astimezone(zone_of(community)).date()
    late = next((day for day in sorted(figures) if day > today), None)
    if late is not None:
        raise Refusal("daily.in_future", day=late.isoformat())
    before = store.of_days(community, list(figures))
    wanted = {day: _over(before.get(day, Manual()), manual) if source else manual for day, manual in figures.items()}
    changed = {day: manual for day, manual in wanted.items() if before.get(day, Manual()) != manual}
    if not changed:
        return None
    change = DailyChange(
        community_id=community.id,
        source=source[-200:],
        before={day.isoformat(): _plain(before.get(day)) for day in changed},
        after={day.isoformat(): _plain(manual) for day, manual in changed.items()},
        made_by=by,
        made_at=now,
        import_no=import_no,
    )
    db.session.add(change)
    store.put(community, changed, by=by, now=now)
    audit.record(by, "counted", "community", community.id, days=len(changed), first=min(changed).isoformat(), last=max(changed).isoformat())
    db.session.flush()
    measured.forget(community)
    return change


def take_back(change: DailyChange, *, by: UUID | None, now: datetime) -> None:
    """``undo`` inside the caller's transaction."""
    db.session.refresh(change, with_for_update=True)
    if change.undone_at is not None:
        raise Refusal("daily.undone_already")
    community = change.community
    after = {date.fromisoformat(day): _manual(said) for day, said in change.after.items()}
    present = store.of_days(community, list(after))
    others = sorted(day for day, manual in after.items() if present.get(day, Manual()) != manual)
    if others:
        raise Refusal("daily.changed_since", days=[day.isoformat() for day in others])
    store.put(community, {date.fromisoformat(day): _manual(said) for day, said in change.before.items()}, by=by, now=now)
    change.undone_at, change.undone_by = now, by
    audit.record(by, "uncounted", "community", community.id, days=len(after), first=min(after).isoformat(), last=max(after).isoformat())
    db.session.flush()
    measured.forget(community)


def take_back_import(row: Import, *, by: UUID | None, now: datetime) -> None:
    """Put back the days that an import brought, if it brought any and nobody did so before."""
    change = store.change_of_import(row.community_id, row.no)
    if change is not None:
        take_back(change, by=by, now=now)


def _over(known: Manual, said: Manual) -> Manual:
    return replace(known, **{each.name: getattr(said, each.name) for each in fields(said) if getattr(said, each.name) is not None})


def _plain(manual: Manual | None) -> list[int | None] | None:
    return None if manual is None or manual == Manual() else list(astuple(manual))


def _manual(said: Any) -> Manual:
    return Manual(*said) if said else Manual()
