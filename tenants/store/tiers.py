"""Profiles of a community's members on one day: what the tier rules may know of them, in a few set statements bounded by their windows.

Days come from the rollups, membership from the spells; single events are read for the last sixty days only, from an index. Who is left out
of the figures (bots, staff where the contract says so, accounts that count under another) is no member here either.
"""

import calendar
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import chain, groupby, pairwise
from typing import NamedTuple, cast
from zoneinfo import ZoneInfo

from pyroaring import BitMap

from tenants.assess.tiers import ranked, turns
from tenants.store import imports
from tenants.store.clients import Community
from tenants.store.days import LocalDays
from tenants.store.glance import once
from tenants.store.reading import PEOPLE
from tenants.store.sql import InOne
from tenants.store.tier_reading import BOTS, CROWDS, DEEDS, LAST_ACTS, MEMBERS, RECEIVED, SOME_MEMBERS
from tenants.store.zones import contract_of, zone_of
from tenants.terms.event import KIND_CODE
from tenants.terms.period import local_midnight
from tenants.terms.tiers import WINDOW, Profile, TierRules


class _Deeds(NamedTuple):
    """What one member did in the last sixty days."""

    acts: int = 0
    acts_before: int = 0
    posts: int = 0
    reactions: int = 0


_NOTHING = _Deeds()


class _Member(NamedTuple):
    """Somebody who was a member on the day, as ``MEMBERS`` has them."""

    no: int
    is_expert: bool
    is_paid: bool
    first_act_at: datetime | None
    joined_at: datetime


@dataclass(frozen=True, slots=True)
class Known:
    """What the imports vouch for: the last local day, and the share (0..1) of the last thirty days before the day asked for."""

    until: date | None
    covered: float


class Day:
    """The members of one community on the day before ``until``, as ``rules`` want to know them; everything is read once, when asked for."""

    def __init__(self, community: Community, until: date, rules: TierRules, *, months: int = 0) -> None:
        """Look at ``community`` when its local day ``until`` begins, at least ``months`` back."""
        self.community, self.until, self.rules = community, until, rules
        self.months = max(months, rules.months)
        self.here = InOne(community.no)
        self.zone = zone_of(community)
        self.contract = contract_of(community)
        self.ends = local_midnight(until, self.zone)
        self.recent, self.earlier = until - timedelta(days=WINDOW), until - timedelta(days=2 * WINDOW)
        self.qualifying = [KIND_CODE[kind] for kind in self.contract.qualifying]

    @cached_property
    def profiles(self) -> list[Profile]:
        """Every member of that day, by number."""
        return list(self._written(self._members, len(self._members)))

    def crowds(self) -> Iterator[tuple[Profile, BitMap]]:
        """The same members, those together whom no rule can tell apart: what the rules may know of them, and who they are.

        Whoever stirred within sixty days stands alone. Of the others a crowd's ``joined`` and ``tenure`` are those of its latest possible
        member, ``months`` are left out (nobody of them was active in the last one), and ``member`` is one of them.
        """
        groups = list(self._groups())
        everybody = BitMap().union(*(people for _profile, people in groups))
        stirring = everybody & BitMap().union(BitMap(self._deeds), BitMap(self._received), *self._since(self.earlier))
        rows = self._rows(SOME_MEMBERS, nos=list(stirring))
        for profile in self._written(rows, len(everybody)):
            yield profile, BitMap((profile.member,))
        quiet = [(day, people - stirring) for day, people in self._fresh]
        heard = BitMap().union(*(people for _day, people in quiet))
        for profile, people in groups:
            rest = people - stirring
            for day, fresh in quiet:
                if both := rest & fresh:
                    yield profile._replace(member=both[0], quiet=(self.until - day).days - 1), both
            if unheard := rest - heard:
                yield profile._replace(member=unheard[0]), unheard

    def _groups(self) -> Iterator[tuple[Profile, BitMap]]:
        """Every member once, by how long they have been here as far as rules ask for it, and by what was noted of them."""
        tenures = turns(self.rules)
        instants = [local_midnight(self.until - timedelta(days=tenure - 1), self.zone) for tenure in tenures]
        seen = BitMap()
        found = self.here.rows(CROWDS, turns=instants, ends=self.ends, without_staff=self.contract.exclude_staff)
        # Spells of one person may touch at an instant: the later one, which comes first here, is the one they are in.
        for place, later in groupby(found, key=lambda row: row.place):
            tenure = [*tenures, 1][place]
            groups = [(row, BitMap(row.people) - seen) for row in later]
            for row, people in groups:
                profile = Profile(0, self.until - timedelta(days=tenure), tenure, ever=row.ever, expert=row.is_expert, paid=row.is_paid)
                yield profile, people
            seen |= BitMap().union(*(people for _row, people in groups))

    def _written(self, rows: Sequence[_Member], members: int) -> Iterator[Profile]:
        """The profiles of some of the ``members``, all who stirred among them."""
        acts = {row.no: self._deeds.get(row.no, _NOTHING).acts for row in rows}
        received = {row.no: self._received.get(row.no, 0) for row in rows}
        more_acts, more_received = ranked(acts, members or 1), ranked(received, members or 1)
        days = LocalDays(self.zone, min((row.joined_at for row in rows), default=self.ends), self.ends)
        lasts, months = self._last_days, self._months
        active_days = Counter(chain.from_iterable(self._window))
        for no, expert, paid, first_act, joined_at in rows:
            deeds = self._deeds.get(no, _NOTHING)
            last, joined = lasts.get(no), days.of(joined_at)
            yield Profile(
                member=no,
                joined=joined,
                tenure=(self.until - joined).days,
                acts=deeds.acts,
                acts_before=deeds.acts_before,
                posts=deeds.posts,
                reactions=deeds.reactions,
                received=received[no],
                active_days=active_days[no],
                months=tuple(no in people for people in months) if last is not None else (),
                quiet=(self.until - last).days - 1 if last is not None else None,
                ever=first_act is not None and first_act < self.ends,
                more_acts=more_acts[no],
                more_received=more_received[no],
                expert=expert,
                paid=paid,
            )

    @cached_property
    def _members(self) -> Sequence[_Member]:
        return self._rows(MEMBERS)

    def _rows(self, statement: str, **more: object) -> Sequence[_Member]:
        rows = self.here.rows(statement, ends=self.ends, without_staff=self.contract.exclude_staff, **more)
        # Spells of one person may touch at an instant; the later one is the one they are in.
        return cast("Sequence[_Member]", list({row[0]: row for row in rows}.values()))

    @cached_property
    def _deeds(self) -> Mapping[int, _Deeds]:
        named = {"earlier": self.earlier, "recent": self.recent, "until": self.until, "qualifying": self.qualifying}
        return {row[0]: _Deeds(*row[1:]) for row in self.here.rows(DEEDS, **named)}

    @cached_property
    def _received(self) -> Mapping[int, int]:
        bots = [row.no for row in self.here.rows(BOTS)]
        with self.here.in_order():
            return {no: int(count) for no, count in self.here.rows(RECEIVED, recent=self.recent, until=self.until, bots=bots)}

    @cached_property
    def _active(self) -> Mapping[date, BitMap]:
        """Who did a qualifying act on each day of the longest window."""
        found: dict[date, BitMap] = {}
        first = min(self.until - timedelta(days=self.rules.zombie_days), months_before(self.until, self.months), self.recent)
        for day, people in self.here.rows(PEOPLE, first=first, until=self.until, qualifying=self.qualifying):
            one = BitMap.deserialize(people)
            found[day] = found[day] | one if day in found else one
        return found

    @cached_property
    def _window(self) -> list[BitMap]:
        return self._since(self.recent)

    def _since(self, first: date) -> list[BitMap]:
        return [people for day, people in self._active.items() if day >= first]

    @cached_property
    def _months(self) -> list[BitMap]:
        """Who was active in the last month, the one before, and so on."""
        ends = [months_before(self.until, back) for back in range(self.months + 1)]
        return [
            BitMap().union(*(people for day, people in self._active.items() if first <= day < until)) for until, first in pairwise(ends)
        ]

    @cached_property
    def _last_days(self) -> Mapping[int, date]:
        """The last active day of everybody heard of within the zombie window."""
        return {no: day for day, people in self._fresh for no in people}

    @cached_property
    def _fresh(self) -> list[tuple[date, BitMap]]:
        """The same by day, the latest first: for whom it was the last one."""
        oldest = self.until - timedelta(days=self.rules.zombie_days)
        heard, found = BitMap(), []
        for day in sorted((day for day in self._active if day >= oldest), reverse=True):
            found.append((day, self._active[day] - heard))
            heard |= self._active[day]
        return found

    def last_acts(self, nos: Collection[int]) -> dict[int, date]:
        """The local day of the last qualifying act of each of some members before ``until``, however long ago."""
        with self.here.in_order():
            rows = self.here.rows(LAST_ACTS, nos=list(nos), ends=self.ends, qualifying=self.qualifying) if nos else []
        return {row.no: row.day for row in rows}

    @cached_property
    def known(self) -> Known:
        """What is known of the time looked at."""
        spans = _spans(self.community, self.zone)
        window = [self.recent + timedelta(days=n) for n in range(WINDOW)]
        covered = sum(any(first <= day <= last for first, last in spans) for day in window)
        return Known(max((last for _first, last in spans), default=None), covered / WINDOW)


def data_until(community: Community) -> date | None:
    """The last local day that some import of ``community`` vouches for; ``None`` without any."""
    return max((last for _first, last in _spans(community, zone_of(community))), default=None)


def data_from(community: Community) -> date | None:
    """The first local day that some import of ``community`` vouches for; ``None`` without any."""
    return min((first for first, _last in _spans(community, zone_of(community))), default=None)


def _spans(community: Community, zone: ZoneInfo) -> list[tuple[date, date]]:
    spans = []
    for each in once(("imports", community.id), lambda: imports.live(community.id)):
        ends = [day for day in (each.covers_from, each.covers_until) if day]
        ends += [at.astimezone(zone).date() for at in (each.first_at, each.last_at) if at is not None]
        if ends:
            spans.append((min(ends), max(ends)))
    return spans


def months_before(day: date, months: int) -> date:
    """The same day of the month some months earlier, or that month's last day where it is shorter."""
    index = day.year * 12 + day.month - 1 - months
    year, month = index // 12, index % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
