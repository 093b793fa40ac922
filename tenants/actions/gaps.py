"""Which days of a community its data holds, and where there are gaps: told by what each live import vouches for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from tenants.store import daily_figures, imports
from tenants.store.clients import Community
from tenants.store.imports import Import
from tenants.store.zones import zone_of
from tenants.terms.coverage import Coverage, Covered, Gap, SourceSpan

DAY = timedelta(days=1)
BY_HAND = "daily"
"""The source of days that somebody counted by hand."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """The local days that one import vouches for. ``whole_until``: from then on more may have happened than the file knows."""

    source: str
    first: date
    last: date
    whole_until: date


def coverage(community: Community, first: date, until: date, *, now: datetime) -> Coverage:
    """What is there of the days from ``first`` up to ``until``, in the community's own days; today and later are outside."""
    zone = zone_of(community)
    known = stretches(imports.live(community.id), zone)
    known += [Stretch(BY_HAND, day, day, day) for day in daily_figures.between(community, date.min, date.max)]
    return lay_out(known, first, until, now.astimezone(zone).date())


def stretches(rows: Iterable[Import], zone: ZoneInfo) -> list[Stretch]:
    """The stretches of live imports; those without a day are left out."""
    found = (_stretch(row, zone) for row in rows)
    return [each for each in found if each is not None]


def _stretch(row: Import, zone: ZoneInfo) -> Stretch | None:
    """An export that says what it covers is whole to that day unless it was made on it; of any other the last day may lack its end."""
    acts = [at.astimezone(zone).date() for at in (row.first_at, row.last_at) if at is not None]
    days = [*acts, *(day for day in (row.covers_from, row.covers_until) if day is not None)]
    # A list of members says who was there, not what was said.
    if not days or row.format.startswith(("members-", "wecom-members", f"{BY_HAND}-")):
        return None
    last = max(days)
    said = row.covers_until == last and last < row.created_at.astimezone(zone).date()
    return Stretch(row.format.split("-")[0], min(days), last, last if said else last - DAY)


def lay_out(known: Sequence[Stretch], first: date, until: date, today: date) -> Coverage:
    """Lay stretches over the days from ``first`` up to ``until``; pure.

    A source is expected from its first to its last day (of its last day only where no other has it whole); before the first of any and
    from ``today`` on nothing is. A day is whole when every source expected has all of it.
    """
    sources = _sources(known)
    begins = min((each.first for each in sources), default=None)
    days = {first + n * DAY: Covered.OUTSIDE for n in range((until - first).days)}
    by_source = {each.source: _painted([one for one in known if one.source == each.source], first, until) for each in sources}
    for day in days:
        if begins is not None and begins <= day < today:
            days[day] = _together([by_source[source].get(day, Covered.NONE) for source in _expected(day, sources, by_source)])
    return Coverage(days, by_source, sources, _gaps(days, by_source, sources), _last_complete(known, sources, today))


def _sources(known: Sequence[Stretch]) -> list[SourceSpan]:
    found = []
    for source in sorted({each.source for each in known}):
        mine = [each for each in known if each.source == source]
        whole = max((each.whole_until for each in mine if each.whole_until >= each.first), default=None)
        found.append(SourceSpan(source, min(each.first for each in mine), max(each.last for each in mine), whole))
    return found


def _painted(mine: Sequence[Stretch], first: date, until: date) -> dict[date, Covered]:
    painted: dict[date, Covered] = {}
    for each in mine:
        day = max(each.first, first)
        while day <= each.last and day < until:
            if painted.get(day) is not Covered.WHOLE:
                painted[day] = Covered.WHOLE if day <= each.whole_until else Covered.PARTLY
            day += DAY
    return painted


def _expected(day: date, sources: Sequence[SourceSpan], by_source: Mapping[str, Mapping[date, Covered]]) -> list[str]:
    """The sources of which something is expected of ``day``; one that ends on it only where no other has the day whole."""
    running = [each for each in sources if each.first <= day <= each.last]
    if any(by_source[each.source].get(day) is Covered.WHOLE for each in running):
        running = [each for each in running if day < each.last or by_source[each.source].get(day) is Covered.WHOLE]
    return [each.source for each in running]


def _together(states: Sequence[Covered]) -> Covered:
    if not states or all(state is Covered.NONE for state in states):
        return Covered.NONE
    return Covered.WHOLE if all(state is Covered.WHOLE for state in states) else Covered.PARTLY


def _gaps(days: Mapping[date, Covered], by_source: Mapping[str, Mapping[date, Covered]], sources: Sequence[SourceSpan]) -> list[Gap]:
    gaps: list[Gap] = []
    for day, state in days.items():
        if state in {Covered.WHOLE, Covered.OUTSIDE}:
            continue
        missing = [source for source in _expected(day, sources, by_source) if by_source[source].get(day) is not Covered.WHOLE]
        before = gaps[-1] if gaps else None
        if before is not None and before.last + DAY == day and (before.state, list(before.missing)) == (state, missing):
            gaps[-1] = Gap(before.first, day, state, missing)
        else:
            gaps.append(Gap(day, day, state, missing))
    return gaps


def _last_complete(known: Sequence[Stretch], sources: Sequence[SourceSpan], today: date) -> date | None:
    """Go back from the last day that any source has whole to one on which all that were expected are."""
    ends = [each.whole_until for each in sources if each.whole_until is not None]
    if not ends:
        return None
    day, begins = min(max(ends), today - DAY), min(each.first for each in sources)
    while day >= begins:
        whole = {each.source for each in known if each.first <= day <= each.whole_until}
        if whole and all(each.source in whole for each in sources if each.first <= day < each.last):
            return day
        day -= DAY
    return None


def lost(row: Import, rest: Iterable[Import], zone: ZoneInfo) -> list[date]:
    """The local days that only ``row`` holds something of, beside the ``rest`` of the live imports; oldest first."""
    mine = _stretch(row, zone)
    if mine is None:
        return []
    others = stretches(rest, zone)
    days = (mine.first + n * DAY for n in range((mine.last - mine.first).days + 1))
    return [day for day in days if not any(each.first <= day <= each.last for each in others)]
