"""Facts: all that measuring may know of one community and period, read in a handful of statements whose cost follows the period.

Days and people come from the rollups, membership from the spells; only acts by person, hours and threads look at events, and only at those
of the period and the 90 days before it. Bots are always left out, staff where the contract says so.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple, cast
from zoneinfo import ZoneInfo

from pyroaring import BitMap

from tenants.store import imports, surveys
from tenants.store.clients import Community
from tenants.store.days import LocalDays
from tenants.store.held import held_in
from tenants.store.reading import ACTS, COUNTS, HOURS, MEMBERS, PEOPLE, SPELLS, THREADS
from tenants.store.sql import InOne
from tenants.store.zones import contract_of, zone_of
from tenants.terms.event import KIND_CODE, EventKind, Evidence
from tenants.terms.facts import Day, Facts, People, Spell, Thread, Who
from tenants.terms.period import Period

BEFORE = timedelta(days=90)
WEEKS_AFTER = timedelta(weeks=4)
_KINDS = {code: kind for kind, code in KIND_CODE.items()}
_WHO = (Who.MEMBER, Who.STAFF, Who.BOT, Who.UNKNOWN)
_NOBODY = cast("People", BitMap())
_PROOFS = ("joins", "leaves", "replies", "reactions", "reaction_authors")


def facts(community: Community, period: Period, *, now: datetime) -> Facts:
    """Everything known of ``community`` for ``period`` (its own local days), as of ``now`` at the latest."""
    return _Reader(community, [period], now).facts(period)


class Part(StrEnum):
    """The parts of facts that read single events; whoever needs only some of them says which."""

    ACTS = "acts"
    ACTS_BEFORE = "acts_before"
    HOURS = "hours"
    THREADS = "threads"


EVERYTHING = frozenset(Part)


def several(community: Community, periods: Sequence[Period], *, now: datetime, parts: Collection[Part] = EVERYTHING) -> dict[Period, Facts]:
    """The facts of several periods, days and membership read once for all of them.

    Parts not named are left empty: counts, members and active people need none of them, and are much cheaper.
    """
    reader = _Reader(community, periods, now)
    return {period: reader.facts(period, parts) for period in periods}


@dataclass(frozen=True, slots=True)
class _Known:
    """What the live imports vouch for: spans of local days, the last instant, and what their formats can tell."""

    spans: Sequence[tuple[date, date]]
    as_of: datetime | None
    evidence: Evidence

    def covers(self, day: date) -> bool:
        return any(first <= day <= last for first, last in self.spans)


class _People(NamedTuple):
    """Who is left out (bots always, staff where the contract says so), and the first act of everybody else."""

    out: BitMap
    bots: BitMap
    staff: BitMap
    first_acts: dict[int, datetime]


class _Reader:
    """One community and the span around some periods, read lazily and shared between them."""

    def __init__(self, community: Community, periods: Sequence[Period], now: datetime) -> None:
        self.community = community
        self.here = InOne(community.no)
        self.zone = zone_of(community)
        self.contract = contract_of(community)
        self.now = now
        self.first = min(period.first for period in periods) - BEFORE
        self.until = max(period.until for period in periods)
        self.qualifying = [KIND_CODE[kind] for kind in self.contract.qualifying]

    def facts(self, period: Period, parts: Collection[Part] = EVERYTHING) -> Facts:
        start, end = period.bounds(self.zone)
        before = Period(period.first - BEFORE, period.first)
        wanted = Part.ACTS in parts or Part.ACTS_BEFORE in parts
        acts, acts_before = self._acts(period, before if Part.ACTS_BEFORE in parts else period) if wanted else ({}, {})
        return Facts(
            period=period,
            zone=self.zone,
            contract=self.contract,
            evidence=self.known.evidence,
            as_of=self.known.as_of,
            days=[self._days[day] for day in period.days()],
            before=[self._days[day] for day in before.days()],
            spells=[spell for spell in self.spells if spell.joined < end and (spell.left is None or spell.left >= start)],
            acts=acts,
            acts_before=acts_before,
            seen_before=self._seen_before(before.bounds(self.zone)[0]),
            first_week=self._first_weeks(start, end),
            weeks=self._weeks(period),
            hours=self._hours(period) if Part.HOURS in parts else [[0] * 24 for _ in range(7)],
            threads=self._threads(period) if Part.THREADS in parts else [],
            survey=surveys.answers_in(self.community.id, period),
            held=held_in(self.community, period),
            capacity=self.community.capacity,
        )

    @cached_property
    def known(self) -> _Known:
        return _what_is_known(self.community, self.zone, self.now)

    @cached_property
    def _people(self) -> _People:
        people = _People(BitMap(), BitMap(), BitMap(), {})
        for no, is_bot, is_staff, first_act in self.here.rows(MEMBERS):
            if is_bot:
                people.bots.add(no)
            if is_staff:
                people.staff.add(no)
            if is_bot or (is_staff and self.contract.exclude_staff):
                people.out.add(no)
            elif first_act is not None:
                people.first_acts[no] = first_act
        return people

    @cached_property
    def spells(self) -> Sequence[Spell]:
        """Membership that touches the span, people left out removed."""
        out = self._people.out
        begins, ends = Period(self.first, self.until).bounds(self.zone)
        rows = self.here.rows(SPELLS, begins=begins, ends=ends)
        return [Spell(*row) for row in rows if row[0] not in out]

    @cached_property
    def _moves(self) -> tuple[Mapping[date, int], Mapping[date, int]]:
        """People who joined and who left, by local day."""
        days = LocalDays(self.zone, *Period(self.first, self.until).bounds(self.zone))
        begins, ends = Period(self.first, self.until).bounds(self.zone)
        joined: dict[date, int] = defaultdict(int)
        left: dict[date, int] = defaultdict(int)
        for spell in self.spells:
            if spell.joined >= begins:
                joined[days.of(spell.joined)] += 1
            if spell.left is not None and spell.left < ends:
                left[days.of(spell.left)] += 1
        return joined, left

    @cached_property
    def _counts(self) -> Mapping[date, Mapping[tuple[EventKind, Who], int]]:
        counts: dict[date, dict[tuple[EventKind, Who], int]] = defaultdict(dict)
        for day, kind, who, count in self.here.rows(COUNTS, first=self.first, until=self.until):
            counts[day][_KINDS[kind], _WHO[who]] = count
        return counts

    @cached_property
    def _active(self) -> Mapping[date, People]:
        """Who did a qualifying act, by local day; reaches beyond the periods for the weeks after them."""
        found: dict[date, BitMap] = {}
        until = self.until + WEEKS_AFTER + timedelta(days=7)
        for day, people in self.here.rows(PEOPLE, first=self.first, until=until, qualifying=self.qualifying):
            one = BitMap.deserialize(people)
            found[day] = found[day] | one if day in found else one
        out = self._people.out
        return {day: cast("People", people - out) for day, people in found.items()}

    @cached_property
    def _days(self) -> Mapping[date, Day]:
        joined, left = self._moves
        return {
            day: Day(
                day=day,
                covered=self.known.covers(day),
                counts=self._counts.get(day, {}),
                active=self._active.get(day, _NOBODY),
                joined=joined.get(day, 0),
                left=left.get(day, 0),
            )
            for day in Period(self.first, self.until).days()
        }

    def _acts(self, period: Period, before: Period) -> tuple[dict[int, int], dict[int, int]]:
        """Acts by person in ``period``, and from the beginning of ``before`` up to it."""
        out = self._people.out
        acts: dict[int, int] = {}
        acts_before: dict[int, int] = {}
        rows = self.here.rows(ACTS, first=before.first, begins=period.first, until=period.until, qualifying=self.qualifying)
        for member, now, earlier in rows:
            if member in out:
                continue
            if now:
                acts[member] = int(now)
            if earlier:
                acts_before[member] = int(earlier)
        return acts, acts_before

    def _seen_before(self, instant: datetime) -> People:
        return cast("People", BitMap(no for no, at in self._people.first_acts.items() if at < instant))

    def _first_weeks(self, start: datetime, end: datetime) -> dict[int, date]:
        fresh = {no: at.astimezone(self.zone).date() for no, at in self._people.first_acts.items() if start <= at < end}
        return {no: day - timedelta(days=day.weekday()) for no, day in fresh.items()}

    def _weeks(self, period: Period) -> dict[date, People]:
        """Who was active in each week; a week that no import vouches for in full is not there."""
        found: dict[date, People] = {}
        monday = period.first + timedelta(days=-period.first.weekday() % 7)
        while monday < period.until + WEEKS_AFTER:
            days = [monday + timedelta(days=n) for n in range(7)]
            if all(self.known.covers(day) for day in days):
                found[monday] = cast("People", BitMap().union(*(cast("BitMap", self._active.get(day, _NOBODY)) for day in days)))
            monday += timedelta(days=7)
        return found

    def _hours(self, period: Period) -> list[list[int]]:
        table = [[0] * 24 for _ in range(7)]
        named = {"first": period.first, "until": period.until, "qualifying": self.qualifying, "out": list(self._people.out)}
        for weekday, hour, count in self.here.rows(HOURS, zone=self.zone.key, **named):
            table[weekday][hour] = int(count)
        return table

    def _threads(self, period: Period) -> list[Thread]:
        """Threads that people began; bots neither ask nor answer."""
        people = self._people
        rows = self.here.rows(THREADS, first=period.first, until=period.until, bots=list(people.bots))
        return [Thread(at, question, member in people.staff, answered) for at, question, member, answered in rows]


def _what_is_known(community: Community, zone: ZoneInfo, now: datetime) -> _Known:
    spans: list[tuple[date, date]] = []
    as_of: datetime | None = None
    proofs = dict.fromkeys(_PROOFS, False)
    for each in imports.live(community.id):
        ends = [local for local in (each.covers_from, each.covers_until) if local]
        ends += [at.astimezone(zone).date() for at in (each.first_at, each.last_at) if at is not None]
        if not ends:
            continue
        spans.append((min(ends), max(ends)))
        for proof in _PROOFS:
            proofs[proof] |= bool(each.evidence.get(proof))
        vouched = each.last_at
        if each.covers_until:
            whole = datetime.combine(each.covers_until, time.max, tzinfo=UTC)
            vouched = max(whole, vouched or whole)
        as_of = max(as_of or vouched, vouched) if vouched else as_of
    return _Known(spans, min(as_of, now) if as_of else None, Evidence(**proofs))
