"""Profiles of a community's members on one day: what the tier rules may know of them, in a few set statements bounded by their windows.

Days and deeds come from the rollups, membership from the spells; single events are read for the last thirty days only, from an index, and
only those that answer others. Who is left out of the figures (bots, staff where the contract says so, accounts that count under another)
is no member here either.
"""

import calendar
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, reduce
from itertools import chain, pairwise
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from pyroaring import BitMap

from tenants.assess.tiers import grain, ranked
from tenants.store import imports, slices
from tenants.store.clients import Community
from tenants.store.days import LocalDays
from tenants.store.glance import once
from tenants.store.reading import PEOPLE, numbers
from tenants.store.sql import InOne
from tenants.store.tier_reading import BOTS, DEEDS, EVER, LAST_ACTS, MARKED, MEMBERS, PLACES, RECEIVED
from tenants.store.zones import contract_of, zone_of
from tenants.terms.event import KIND_CODE, EventKind
from tenants.terms.period import local_midnight
from tenants.terms.tiers import WINDOW, Profile, TierRules

_Group = tuple[Profile, BitMap]
"""What some people have in common, and who they are."""
_Parts = Sequence[tuple[Mapping[str, Any], BitMap]]
"""What to say of whom."""

POSTS = (KIND_CODE[EventKind.MESSAGE], KIND_CODE[EventKind.REPLY])
REACTIONS = (KIND_CODE[EventKind.REACTION],)

NEAR = 7
"""Days before the last thirty of which most of what is answered in these is."""


class _Deeds(NamedTuple):
    """What everybody did in the last sixty days, by member; who did nothing is in none of them."""

    acts: Mapping[int, int]
    acts_before: Mapping[int, int]
    posts: Mapping[int, int]
    reactions: Mapping[int, int]


class _Noted(NamedTuple):
    """What is noted of people: who is no member whatever their spells say, who is expert, who pays."""

    out: BitMap
    experts: BitMap
    paid: BitMap


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
        rows = self.here.rows(MEMBERS, ends=self.ends, without_staff=self.contract.exclude_staff)
        days = LocalDays(self.zone, min((row.joined_at for row in rows), default=self.ends), self.ends)
        # Spells of one person may touch at an instant; the later one is the one they are in.
        bare = [self._bare(row, days) for row in {row.no: row for row in rows}.values()]
        return list(self._filled(bare, BitMap(each.member for each in bare)))

    def _bare(self, row: Any, days: LocalDays) -> Profile:
        joined, ever = days.of(row.joined_at), row.first_act_at is not None and row.first_act_at < self.ends
        return Profile(row.no, joined, (self.until - joined).days, ever=ever, expert=row.is_expert, paid=row.is_paid)

    def crowds(self) -> Iterator[_Group]:
        """The same members, those together whom no rule can tell apart: what the rules may know of them, and who they are.

        Whoever did much stands alone. Of the others a crowd's profile says as little as the rules ask for: numbers are the steps they
        reach (``assess.tiers.grain``), ``tenure`` that of the latest possible member, and ``member`` is one of them.
        """
        steps, deeds, noted = grain(self.rules), self._deeds, self._noted
        whole = list(self._by_tenure(steps.tenures))
        members = BitMap().union(*(people for _profile, people in whole))
        busy = members & BitMap().union(
            _reaching(deeds.acts_before, steps.before),
            _reaching(deeds.posts, steps.posts) & BitMap(self._received),
            _reaching(Counter(chain.from_iterable(self._recent)), steps.active_days),
        )
        ever = numbers(self.here.run(EVER, ends=self.ends).scalar_one() or b"")
        marks: list[_Parts] = [[({"ever": True}, ever)], [({"expert": True}, noted.experts)], [({"paid": True}, noted.paid)]]
        groups = reduce(_split, marks, whole)
        alone = [profile._replace(member=no) for profile, people in groups for no in people & busy]
        for profile in self._filled(alone, members):
            yield profile, BitMap((profile.member,))
        lately = BitMap().union(*(people for day, people in self._fresh if (self.until - day).days <= steps.quiet))
        parts: list[_Parts] = [
            [({"acts": least}, _reaching(deeds.acts, least)) for least in steps.acts],
            [({"reactions": 1}, BitMap(deeds.reactions) - BitMap(deeds.posts))],
            [({"quiet": 0}, lately), ({"quiet": steps.quiet}, BitMap().union(*(people for _day, people in self._fresh)))],
            [({"months": (True,) * self.rules.months}, BitMap.intersection(*self._months[: self.rules.months]))],
        ]
        yield from reduce(_split, parts, [(profile, people - busy) for profile, people in groups])

    def _by_tenure(self, tenures: Sequence[int]) -> Iterator[_Group]:
        """Every member once, by how long they have been here as far as rules ask for it."""
        instants = [local_midnight(self.until - timedelta(days=tenure - 1), self.zone) for tenure in tenures]
        seen = self._noted.out.copy()
        # Spells of one person may touch at an instant: the later one, which comes first here, is the one they are in.
        for place, sent in self.here.rows(PLACES, turns=instants, ends=self.ends):
            tenure, people = [*tenures, 1][place], numbers(sent) - seen
            yield Profile(0, self.until - timedelta(days=tenure), tenure), people
            seen |= people

    def _filled(self, bare: Sequence[Profile], members: BitMap) -> Iterator[Profile]:
        """Profiles of some of the ``members`` with what their people did."""
        deeds, months, wanted = self._deeds, self._months, BitMap(each.member for each in bare)
        acts, received = (
            {**dict.fromkeys(wanted, 0), **{no: count for no, count in counts.items() if no in members}}
            for counts in (deeds.acts, self._received)
        )
        more_acts, more_received = ranked(acts, len(members)), ranked(received, len(members))
        lasts = {no: day for day, people in self._fresh for no in people & wanted}
        active_days = Counter(chain.from_iterable(people & wanted for people in self._recent))
        for each in bare:
            no = each.member
            last = lasts.get(no)
            yield each._replace(
                acts=acts[no],
                acts_before=deeds.acts_before.get(no, 0),
                posts=deeds.posts.get(no, 0),
                reactions=deeds.reactions.get(no, 0),
                received=received[no],
                active_days=active_days[no],
                months=tuple(no in people for people in months) if last is not None else (),
                quiet=(self.until - last).days - 1 if last is not None else None,
                more_acts=more_acts[no],
                more_received=more_received[no],
            )

    @cached_property
    def _noted(self) -> _Noted:
        noted = _Noted(BitMap(), BitMap(), BitMap())
        for no, person, is_bot, is_staff, is_expert, is_paid in self.here.rows(MARKED):
            if person is not None:
                noted.out.add(no)
            # What is marked on any account of a person holds for the person.
            left_out = is_bot or (is_staff and self.contract.exclude_staff)
            for marked, among in ((left_out, noted.out), (is_expert, noted.experts), (is_paid, noted.paid)):
                if marked:
                    among.add(no if person is None else person)
        return noted

    @cached_property
    def _deeds(self) -> _Deeds:
        kinds = [*{*self.qualifying, *POSTS, *REACTIONS}]
        rows = [
            (row.day >= self.recent, row.kind, slices.unpack(row.times, BitMap.deserialize(row.people)))
            for row in self.here.rows(DEEDS, earlier=self.earlier, until=self.until, kinds=kinds)
        ]

        def done(kinds: Collection[int], *, recent: bool) -> dict[int, int]:
            return slices.counts(slices.total(each for lately, kind, each in rows if lately is recent and kind in kinds), BitMap())

        return _Deeds(
            acts=done(self.qualifying, recent=True),
            acts_before=done(self.qualifying, recent=False),
            posts=done(POSTS, recent=True),
            reactions=done(REACTIONS, recent=True),
        )

    @cached_property
    def _received(self) -> Mapping[int, int]:
        bots = [row.no for row in self.here.rows(BOTS)]
        days = {"near": self.recent - timedelta(days=NEAR), "recent": self.recent, "until": self.until}
        with self.here.with_room(), self.here.hashed(), self.here.in_order():
            return {no: int(count) for no, count in self.here.rows(RECEIVED, bots=bots, **days)}

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
    def _recent(self) -> list[BitMap]:
        """The same of the last thirty days."""
        return [people for day, people in self._active.items() if day >= self.recent]

    @cached_property
    def _months(self) -> list[BitMap]:
        """Who was active in the last month, the one before, and so on."""
        ends = [months_before(self.until, back) for back in range(self.months + 1)]
        return [
            BitMap().union(*(people for day, people in self._active.items() if first <= day < until)) for until, first in pairwise(ends)
        ]

    @cached_property
    def _fresh(self) -> list[tuple[date, BitMap]]:
        """For whom each day of the zombie window was the last active one, the latest first."""
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


def _reaching(counts: Mapping[int, int], least: float) -> BitMap:
    """Who has at least that many."""
    return BitMap([member for member, count in counts.items() if count >= least])


def _split(groups: list[_Group], parts: _Parts) -> list[_Group]:
    """Every group in parts: who belongs to the first of ``parts``, of the others who belongs to the second, ..., and who to none."""
    split = []
    for profile, people in groups:
        rest = people
        for said, among in parts:
            if found := rest & among:
                split.append((profile._replace(member=found[0], **said), found))
                rest = rest - found
        if rest:
            split.append((profile._replace(member=rest[0]), rest))
    return split


def data_until(community: Community) -> date | None:
    """The last local day that some import of ``community`` vouches for; ``None`` without any."""
    return max((last for _first, last in _spans(community, zone_of(community))), default=None)


def data_from(community: Community) -> date | None:
    """The first local day that some import of ``community`` vouches for; ``None`` without any."""
    return min((first for first, _last in _spans(community, zone_of(community))), default=None)


def _spans(community: Community, zone: ZoneInfo) -> list[tuple[date, date]]:
    spans = []
    for each in once(("imports", community.id), lambda: imports.vouching(community.id)):
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
