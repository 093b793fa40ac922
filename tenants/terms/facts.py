"""The facts of one community and period: all that measuring may know, read from the store in one go.

``store/facts.py`` builds them, ``tenants/measure`` consumes them. Sets of people are sets of the community's dense member numbers
(roaring bitmaps in the product, frozensets in tests); they answer ``&``, ``|``, ``-``, ``len`` and ``in``.
"""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from tenants.terms.contract import MetricContract
from tenants.terms.event import EventKind, Evidence
from tenants.terms.manual import Manual
from tenants.terms.metric import Metric
from tenants.terms.period import Period

People = AbstractSet[int]


class Who(StrEnum):
    """Whose act it was. ``UNKNOWN``: the export counts it but does not say (a reaction count)."""

    MEMBER = "member"
    STAFF = "staff"
    BOT = "bot"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Day:
    """One local day. ``counts`` are acts by kind and by whose they are; ``active`` is who did a qualifying act, excluded people removed.

    ``covered``: some import vouches for this day. ``joined``/``left`` count people of the membership ledger, excluded people removed.
    """

    day: date
    covered: bool
    counts: Mapping[tuple[EventKind, Who], int]
    active: People
    joined: int
    left: int


@dataclass(frozen=True, slots=True)
class Spell:
    """One membership interval ``[joined, left)`` of a person who is not excluded. ``first``: their first ever (a re-join is not)."""

    member: int
    joined: datetime
    left: datetime | None
    estimated: bool
    first: bool = True
    inviter: int | None = None
    first_act: datetime | None = None
    """First qualifying act at or after ``joined``."""


@dataclass(frozen=True, slots=True)
class Thread:
    """A message with at least one reply, or a question without. ``answered``: first reply by another person, if there is one."""

    started: datetime
    question: bool
    by_staff: bool
    answered: datetime | None


@dataclass(frozen=True, slots=True)
class SurveyAnswers:
    """The answers to surveys asked in the period. ``nps``: counts by score 0..10 (or 1..10); ``csat``: counts by 1..5 (or 1..10)."""

    nps: Mapping[int, int] = field(default_factory=dict)
    nps_scale: str = "0-10"
    csat: Mapping[int, int] = field(default_factory=dict)
    csat_scale: str = "1-5"
    responses: int = 0
    sent: int | None = None
    asked: date | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """One activity of the calendar as measuring needs it."""

    day: date
    kind: str
    title: str
    content: bool
    done: bool
    cancelled: bool
    planned_before: bool
    """It stood in the calendar at the start of the period."""
    on_time: bool
    participants: int | None
    registered: int | None
    cost: float | None
    budget: float | None


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything known of one community for one period, in the community's own days.

    ``days``: the days of the period, in order. ``before``: the 90 days that end where it begins (for trends, silence, reactivation).
    ``spells``: membership intervals that began in the period or were open at some instant of it, ordered by ``joined``; but not those of
    ``settled``: members from before ``before`` and before the silent window until the end at least, whom nobody is known to have invited.
    Of so many it only matters who they are, by whether it is estimated since when.
    ``acts``: qualifying acts by member in the period; ``acts_before``: the same in the 90 days before. ``seen_before``: everyone with a
    qualifying act earlier than ``before``'s first day. ``first_week``: for weekly cohorts, the Monday of each member's first ever
    qualifying act, for members whose first act lies in the period; ``weeks``: who was active in each ISO week that begins in the period or
    in the four weeks after it, where the data reaches. ``hours``: acts by local weekday (0 Monday) and hour. ``as_of``: the last instant
    the data vouches for. ``capacity``: room in the community, if it is known. ``survey_before``: the answers of the period before.
    ``tiers``: members at the end by tier, empty where nothing is known of that time; ``paid`` among them is no
    tier but how many are marked as paying, not there where nobody is. ``recorded``: what
    people or programs recorded for this very period, by metric. ``own``: the metrics that the workspace added itself.
    """

    period: Period
    zone: ZoneInfo
    contract: MetricContract
    evidence: Evidence
    as_of: datetime | None
    days: Sequence[Day]
    before: Sequence[Day]
    spells: Sequence[Spell]
    acts: Mapping[int, int]
    acts_before: Mapping[int, int]
    seen_before: People
    first_week: Mapping[int, date]
    weeks: Mapping[date, People]
    hours: Sequence[Sequence[int]]
    threads: Sequence[Thread]
    survey: SurveyAnswers | None = None
    held: Sequence[Held] = ()
    capacity: int | None = None
    complaints: int | None = None
    survey_before: SurveyAnswers | None = None
    tiers: Mapping[str, int] = field(default_factory=dict)
    recorded: Mapping[str, float] = field(default_factory=dict)
    own: Sequence[Metric] = ()
    manual: Mapping[date, Manual] = field(default_factory=dict)
    """What was counted by hand, by local day, in the period and the days before it; it counts where no import covers the day."""
    listed: Sequence[tuple[date, date]] = ()
    """Spans of local days, both ends in, for which member lists tell who belonged to the community."""
    settled: Mapping[bool, People] = field(default_factory=dict)
    again: Sequence[Spell] = ()
    """Membership that began anew in the month after the period, ordered by ``joined``: who of the joiners was back by then."""
