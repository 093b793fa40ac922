"""A community small enough to count by hand: people with spells and acts, from which the facts of any period follow."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from tenants.terms.contract import MetricContract
from tenants.terms.event import EventKind, Evidence
from tenants.terms.facts import Day, Facts, Held, Spell, SurveyAnswers, Thread, Who
from tenants.terms.period import Period

ALL = Evidence(joins=True, leaves=True, replies=True, reactions=True, reaction_authors=True)
SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class Act:
    at: datetime
    member: int | None
    kind: EventKind = EventKind.MESSAGE
    who: Who = Who.MEMBER


@dataclass
class World:
    spells: list[Spell] = field(default_factory=list)
    acts: list[Act] = field(default_factory=list)
    threads: list[Thread] = field(default_factory=list)
    held: list[Held] = field(default_factory=list)
    survey: SurveyAnswers | None = None
    evidence: Evidence = ALL
    contract: MetricContract = field(default_factory=MetricContract)
    zone: ZoneInfo = SHANGHAI
    since: date = date(2025, 1, 1)
    as_of: datetime | None = datetime(2027, 1, 1, tzinfo=UTC)
    uncovered: frozenset[date] = frozenset()
    capacity: int | None = None
    complaints: int | None = None

    def day_of(self, moment: datetime) -> date:
        return moment.astimezone(self.zone).date()

    def counts_as_active(self, act: Act) -> bool:
        staff = act.who is Who.STAFF and not self.contract.exclude_staff
        return act.kind in self.contract.qualifying and act.member is not None and (act.who is Who.MEMBER or staff)

    def facts(self, period: Period) -> Facts:
        personal = [act for act in self.acts if self.counts_as_active(act)]
        early = period.first - timedelta(days=90)
        start, end = period.bounds(self.zone)
        first = {}
        for act in sorted(personal, key=lambda each: each.at):
            first.setdefault(act.member, self.day_of(act.at))
        return Facts(
            period=period,
            zone=self.zone,
            contract=self.contract,
            evidence=self.evidence,
            as_of=self.as_of,
            days=self._days(period.days(), personal),
            before=self._days([early + timedelta(days=n) for n in range(90)], personal),
            spells=sorted(
                (each for each in self.spells if each.joined < end and (each.left is None or each.left >= start)),
                key=lambda each: each.joined,
            ),
            acts=Counter(a.member for a in personal if period.contains(self.day_of(a.at))),
            acts_before=Counter(a.member for a in personal if early <= self.day_of(a.at) < period.first),
            seen_before=frozenset(a.member for a in personal if self.day_of(a.at) < early),
            first_week={m: d - timedelta(days=d.weekday()) for m, d in first.items() if period.contains(d)},
            weeks=self._weeks(period, personal),
            hours=self._hours(period, personal),
            threads=[each for each in self.threads if period.contains(self.day_of(each.started))],
            survey=self.survey,
            held=[each for each in self.held if period.contains(each.day)],
            capacity=self.capacity,
            complaints=self.complaints,
        )

    def _days(self, days: list[date], personal: list[Act]) -> list[Day]:
        counts: dict[date, Counter] = {}
        active: dict[date, set[int]] = {}
        for act in self.acts:
            counts.setdefault(self.day_of(act.at), Counter())[act.kind, act.who] += 1
        for act in personal:
            active.setdefault(self.day_of(act.at), set()).add(act.member)
        joined = Counter(self.day_of(each.joined) for each in self.spells)
        left = Counter(self.day_of(each.left) for each in self.spells if each.left)
        return [
            Day(
                day=day,
                covered=day >= self.since and day not in self.uncovered,
                counts=counts.get(day, {}),
                active=frozenset(active.get(day, ())),
                joined=joined[day],
                left=left[day],
            )
            for day in days
        ]

    def _weeks(self, period: Period, personal: list[Act]) -> Mapping[date, frozenset[int]]:
        monday = period.first - timedelta(days=period.first.weekday())
        weeks: dict[date, set[int]] = {}
        while monday < period.until + timedelta(weeks=5):
            weeks[monday] = set()
            monday += timedelta(weeks=1)
        for act in personal:
            day = self.day_of(act.at)
            week = day - timedelta(days=day.weekday())
            if week in weeks:
                weeks[week].add(act.member)
        return {week: frozenset(people) for week, people in weeks.items()}

    def _hours(self, period: Period, personal: list[Act]) -> list[list[int]]:
        table = [[0] * 24 for _ in range(7)]
        for act in personal:
            local = act.at.astimezone(self.zone)
            if period.contains(local.date()):
                table[local.weekday()][local.hour] += 1
        return table


def at(day: str, clock: str = "12:00", zone: ZoneInfo = SHANGHAI) -> datetime:
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=zone).astimezone(UTC)


def member(number: int, joined: str, left: str | None = None, **more) -> Spell:
    defaults = {"estimated": False}
    return Spell(number, at(joined), at(left) if left else None, **(defaults | more))


def said(number: int | None, *days: str, kind: EventKind = EventKind.MESSAGE, who: Who = Who.MEMBER) -> list[Act]:
    return [Act(at(day), number, kind, who) for day in days]


def held(day: str, **more) -> Held:
    defaults = {
        "kind": "lecture", "title": "Talk", "content": False, "done": True, "cancelled": False, "planned_before": True, "on_time": True,
        "participants": None, "registered": None, "cost": None, "budget": None,
    }  # fmt: skip
    return Held(day=date.fromisoformat(day), **(defaults | more))
