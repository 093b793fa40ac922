"""Facts: all that measuring may know of one community and period, read in a handful of statements whose cost follows the period.

Days, people, hours and threads come from the rollups, membership from the spells; no statement looks at events. What few figures need is
read when one of them looks at it (``later``). Bots are always left out, staff where the contract says so.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import NamedTuple, cast

from pyroaring import BitMap

from tenants.measure.list_moves import spans as list_spans
from tenants.store import daily_figures, firsts, member_lists, recorded, slices, standings, surveys, threads
from tenants.store.clients import Community
from tenants.store.days import LocalDays
from tenants.store.held import held_in
from tenants.store.later import LaterList, LaterMap
from tenants.store.reading import AGAIN, COUNTS, HOURS, OTHERS, PEOPLE, SETTLED, SPELLS, TIMES, numbers
from tenants.store.sql import InOne
from tenants.store.vouched import Vouched, what_is_known
from tenants.store.zones import contract_of, zone_of
from tenants.terms.event import KIND_CODE, EventKind, Evidence
from tenants.terms.facts import Day, Facts, People, Spell, SurveyAnswers, Who
from tenants.terms.manual import Manual
from tenants.terms.metric import Metric
from tenants.terms.period import Period, local_midnight
from tenants.terms.threads import Kind, Threads, Times

BEFORE = timedelta(days=90)
WEEKS_AFTER = timedelta(weeks=4)
_KINDS = {code: kind for kind, code in KIND_CODE.items()}
_WHO = (Who.MEMBER, Who.STAFF, Who.BOT, Who.UNKNOWN)
_NOBODY = cast("People", BitMap())


def facts(community: Community, period: Period, *, now: datetime) -> Facts:
    """Everything known of ``community`` for ``period`` (its own local days), as of ``now`` at the latest."""
    return _Reader(community, [period], now).facts(period)


def several(community: Community, periods: Sequence[Period], *, now: datetime) -> dict[Period, Facts]:
    """The facts of several periods, days and membership read once for all of them."""
    reader = _Reader(community, periods, now)
    return {period: reader.facts(period) for period in periods}


class Bulk(NamedTuple):
    """What the rollups say of one period, as ``Facts`` has it: kept, or read now."""

    evidence: Evidence
    as_of: datetime | None
    days: Sequence[Day]
    before: Sequence[Day]
    seen_before: People
    hours: Sequence[Sequence[int]]


def around(community: Community, known: Mapping[Period, Bulk], *, now: datetime) -> dict[Period, Facts]:
    """The facts of each period around what was kept: what is not bulk data is read now, the rest of the bulk data when needed."""
    reader = _Reader(community, list(known), now) if known else None
    return {period: reader.facts(period, bulk) for period, bulk in known.items()} if reader else {}


class _People(NamedTuple):
    """Who is left out (bots always, staff where the contract says so)."""

    out: BitMap
    bots: BitMap
    staff: BitMap


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
        self._surveys: dict[Period, SurveyAnswers | None] = {}
        self.qualifying = [KIND_CODE[kind] for kind in self.contract.qualifying]

    def facts(self, period: Period, bulk: Bulk | None = None) -> Facts:
        start, end = period.bounds(self.zone)
        known = bulk or self._bulk(period)
        before = Period(period.first - BEFORE, period.first)
        return Facts(
            period=period,
            zone=self.zone,
            contract=self.contract,
            evidence=known.evidence,
            as_of=known.as_of,
            days=known.days,
            before=known.before,
            spells=LaterList(lambda: [one for one in self.spells if one.joined < end and (one.left is None or one.left >= start)]),
            acts=LaterMap(lambda: self._acts(period)),
            acts_before=LaterMap(lambda: self._acts(before)),
            seen_before=known.seen_before,
            first_week=LaterMap(lambda: self._first_weeks(period)),
            weeks=LaterMap(lambda: self._weeks(period)),
            hours=known.hours,
            threads=Threads(lambda: self._threads(period)),
            survey=self._survey(period),
            survey_before=self._survey(period.previous()) if self._survey(period) else None,
            held=held_in(self.community, period),
            capacity=self.community.capacity,
            recorded=recorded.values(self._recorded, period, {metric.key: metric for metric in self._own}),
            own=self._own,
            tiers=LaterMap(lambda: self._tiers(period)),
            manual=LaterMap(lambda: self._manual),
            listed=LaterList(lambda: self._listed),
            settled=LaterMap(lambda: self._settled),
            again=LaterList(lambda: self._again(end)),
        )

    def _tiers(self, period: Period) -> dict[str, int]:
        """How many members stand in which tier on the last day of the period that the data reaches, and how many pay."""
        seen = self.known.as_of.astimezone(self.zone).date() if self.known.as_of else None
        if seen is None or seen < period.first:
            return {}
        counts = standings.counts_at(self.community, min(seen, period.until - timedelta(days=1)))
        return {**{str(tier): count for tier, count in counts.tiers.items()}, **({"paid": counts.paid} if counts.paid else {})}

    def _survey(self, period: Period) -> SurveyAnswers | None:
        if period not in self._surveys:
            self._surveys[period] = surveys.answers_in(self.community.id, period) if self._asked_in(period) else None
        return self._surveys[period]

    def _asked_in(self, period: Period) -> bool:
        return any(each.asked_on is not None and period.contains(each.asked_on) for each in self._asked)

    @cached_property
    def _asked(self) -> Sequence[surveys.Survey]:
        return surveys.of_community(self.community.id)

    @cached_property
    def _recorded(self) -> Sequence[recorded.Recorded]:
        return recorded.in_force(self.community, self.first, self.until)

    @cached_property
    def _own(self) -> Sequence[Metric]:
        return [row.metric for row in recorded.own_metrics()]

    @cached_property
    def _manual(self) -> dict[date, Manual]:
        return daily_figures.between(self.community, self.first, self.until)

    @cached_property
    def _listed(self) -> list[tuple[date, date]]:
        return list(list_spans([(source, day) for _, source, day in member_lists.spans(self.community)]))

    @cached_property
    def known(self) -> Vouched:
        return what_is_known(self.community, self.zone, self.now)

    def _bulk(self, period: Period) -> Bulk:
        before = Period(period.first - BEFORE, period.first)
        return Bulk(
            evidence=self.known.evidence(period.first, period.until),
            as_of=self.known.as_of,
            days=[self._days[day] for day in period.days()],
            before=[self._days[day] for day in before.days()],
            seen_before=cast("People", BitMap().union(*(people for day, people in self._firsts.items() if day < before.first))),
            hours=LaterList(lambda: self._hours(period)),
        )

    @cached_property
    def _people(self) -> _People:
        people = _People(BitMap(), BitMap(), BitMap())
        for no, is_bot, is_staff in self.here.rows(OTHERS):
            if is_bot:
                people.bots.add(no)
            if is_staff:
                people.staff.add(no)
            if is_bot or (is_staff and self.contract.exclude_staff):
                people.out.add(no)
        return people

    @cached_property
    def _firsts(self) -> Mapping[date, BitMap]:
        """Who acted for the first time ever, by local day."""
        out = self._people.out
        return {day: people - out for day, people in firsts.by_day(self.here, self.zone, self.until).items()}

    @cached_property
    def _span(self) -> tuple[datetime, datetime]:
        return Period(self.first, self.until).bounds(self.zone)

    @cached_property
    def spells(self) -> Sequence[Spell]:
        """Membership that touches the span, but that of the settled; people left out removed."""
        out = self._people.out
        begins, ends = self._span
        rows = self.here.rows(SPELLS, long_ago=self._long_ago, begins=begins, ends=ends)
        return [Spell(*row) for row in rows if row[0] not in out]

    def _again(self, end: datetime) -> list[Spell]:
        """Membership that began anew after ``end``, so that a cohort can be followed beyond its period."""
        rows = self.here.rows(AGAIN, begins=end, ends=end + timedelta(days=31))
        return [Spell(*row) for row in rows if row[0] not in self._people.out]

    @cached_property
    def _settled(self) -> Mapping[bool, People]:
        """Who was a member all the time, people left out removed, by whether it is estimated since when."""
        rows = self.here.rows(SETTLED, long_ago=self._long_ago, ends=self._span[1])
        return {estimated: cast("People", numbers(people) - self._people.out) for estimated, people in rows}

    @cached_property
    def _long_ago(self) -> datetime:
        """Who joined before it has been there throughout the days before each period, and longer than anybody may be silent."""
        return local_midnight(min(self.first, self.first + BEFORE - timedelta(days=self.contract.silent_days + 2)), self.zone)

    @cached_property
    def _moves(self) -> tuple[Mapping[date, int], Mapping[date, int]]:
        """People who joined and who left, by local day."""
        days = LocalDays(self.zone, *self._span)
        begins, ends = self._span
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
        # Where no source of a day knows replies, everything said is a message.
        said, alone = {**_KINDS, KIND_CODE[EventKind.REPLY]: EventKind.MESSAGE}, self.known.days_without_replies(self.first, self.until)
        counts: dict[date, Counter[tuple[EventKind, Who]]] = defaultdict(Counter)
        for day, kind, who, count in self.here.rows(COUNTS, first=self.first, until=self.until):
            counts[day][(said if day in alone else _KINDS)[kind], _WHO[who]] += count
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

    def _acts(self, period: Period) -> dict[int, int]:
        """Acts by person in ``period``."""
        rows = self.here.rows(TIMES, first=period.first, until=period.until, qualifying=self.qualifying)
        acted = slices.total(slices.unpack(times, BitMap.deserialize(people)) for _day, people, times in rows)
        return slices.counts(acted, self._people.out)

    def _first_weeks(self, period: Period) -> dict[int, date]:
        return {no: day - timedelta(days=day.weekday()) for day in period.days() for no in self._firsts.get(day, ())}

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
        whose = [0] if self.contract.exclude_staff else [0, 1]
        for weekday, hours in self.here.rows(HOURS, first=period.first, until=period.until, qualifying=self.qualifying, whose=whose):
            # Days counted by an earlier release have no hours until a worker has counted them anew.
            if hours:
                table[weekday] = [one + other for one, other in zip(table[weekday], hours, strict=True)]
        return table

    def _threads(self, period: Period) -> Mapping[Kind, Times]:
        """Threads that people began; bots neither ask nor answer."""
        people = self._people
        return threads.begun(self.here, period.first, period.until, bots=list(people.bots), staff=list(people.staff))
