"""Tiers: the rules that sort a community's members, what is known of a member, and the tier that follows with its reason.

Everything is counted in the community's own days, up to but without the day ``until``: "the last 30 days" are the thirty days that end
with the day before it.
"""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple


class Tier(StrEnum):
    """Where a member stands. ``OTHER`` fits no rule, which happens only where rules are switched off."""

    AT_RISK = "at_risk"
    EXPERT = "expert"
    CORE = "core"
    LOYAL = "loyal"
    ACTIVE = "active"
    NEWCOMER = "newcomer"
    POTENTIAL = "potential"
    SILENT = "silent"
    ZOMBIE = "zombie"
    OTHER = "other"


ORDER = (
    *(Tier.EXPERT, Tier.CORE, Tier.LOYAL, Tier.ACTIVE, Tier.AT_RISK, Tier.NEWCOMER, Tier.POTENTIAL, Tier.SILENT, Tier.ZOMBIE),
    Tier.OTHER,
)
"""As lists and matrices show them: the most involved first."""

RUNGS: Mapping[Tier, int] = MappingProxyType(
    {
        Tier.EXPERT: 6,
        Tier.CORE: 5,
        Tier.LOYAL: 4,
        Tier.ACTIVE: 3,
        Tier.AT_RISK: 2,
        Tier.NEWCOMER: 2,
        Tier.POTENTIAL: 2,
        Tier.SILENT: 1,
        Tier.ZOMBIE: 0,
        Tier.OTHER: 0,
    }
)
"""How involved a tier is; who stands on a higher rung than before is rising."""


@dataclass(frozen=True, slots=True)
class Limit:
    """One threshold a person may change: its default, its bounds, and whether it is a share (0.1 is 10 %)."""

    default: float
    least: float
    most: float
    share: bool = False


LIMITS: Mapping[Tier, Mapping[str, Limit]] = MappingProxyType(
    {
        Tier.AT_RISK: {"regular_acts": Limit(8, 1, 1000), "fall": Limit(0.75, 0.05, 1, share=True)},
        Tier.EXPERT: {"received_top": Limit(0.05, 0.001, 0.5, share=True), "posts": Limit(10, 1, 1000)},
        Tier.CORE: {"acts_top": Limit(0.10, 0.001, 0.5, share=True), "active_days": Limit(8, 1, 30)},
        Tier.LOYAL: {"tenure_days": Limit(180, 1, 3650), "months": Limit(3, 1, 6)},
        Tier.ACTIVE: {"acts": Limit(2, 1, 1000)},
        Tier.NEWCOMER: {},
        Tier.POTENTIAL: {"acts": Limit(1, 1, 1000)},
        Tier.SILENT: {},
        Tier.ZOMBIE: {"days": Limit(180, 91, 730)},
    }
)
"""The thresholds of each rule. Newcomers and silent members go by the windows of the metric contract."""


@dataclass(frozen=True, slots=True)
class TierRule:
    """One rule: who fits it and no earlier one is in ``tier``."""

    tier: Tier
    on: bool = True
    limits: Mapping[str, float] = field(default_factory=dict)

    def limit(self, name: str) -> float:
        """The threshold of that name."""
        value = self.limits.get(name)
        return LIMITS[self.tier][name].default if value is None else value


@dataclass(frozen=True, slots=True)
class TierRules:
    """The rules in the order they are tried. ``version`` 0 are the default ones; the windows are the metric contract's."""

    rules: tuple[TierRule, ...]
    version: int = 0
    silent_days: int = 30
    newcomer_days: int = 14

    def rule(self, tier: Tier) -> TierRule:
        """The rule of that tier, on or off."""
        return next(each for each in self.rules if each.tier is tier)

    def under(self, silent_days: int, newcomer_days: int) -> "TierRules":
        """The same rules with the windows of a metric contract."""
        return replace(self, silent_days=silent_days, newcomer_days=newcomer_days)

    @property
    def zombie_days(self) -> int:
        """How long nobody has heard of a zombie."""
        return int(self.rule(Tier.ZOMBIE).limit("days"))

    @property
    def months(self) -> int:
        """How many months in a row a loyal member was active."""
        return int(self.rule(Tier.LOYAL).limit("months"))


WINDOW = 30
"""Days that acts are counted over, unless a rule says otherwise."""

DEFAULT_ORDER = tuple(LIMITS)


def default_rules() -> TierRules:
    """The rules of metrics.md."""
    return TierRules(tuple(TierRule(tier, limits={name: limit.default for name, limit in LIMITS[tier].items()}) for tier in DEFAULT_ORDER))


class Profile(NamedTuple):
    """What the rules may know of one member on the day before ``until``.

    ``acts`` and ``acts_before``: qualifying acts in the last 30 days and in the 30 before. ``posts``: messages and replies they wrote,
    ``reactions``: reactions they gave, ``received``: reactions and replies of other people to what they wrote, all in the last 30 days.
    ``active_days``: days with a qualifying act among the last 30. ``months``: whether they were active in the last month, the one before
    and so on. ``quiet``: whole days since the last qualifying act (0: on the last day), ``None`` if there was none within the zombie
    window. ``ever``: they have acted at some time. ``tenure``: days since they joined, the day of joining included. ``more_acts`` and
    ``more_received``: the share of members who did, or received, more.
    """

    member: int
    joined: date
    tenure: int
    acts: int = 0
    acts_before: int = 0
    posts: int = 0
    reactions: int = 0
    received: int = 0
    active_days: int = 0
    months: tuple[bool, ...] = ()
    quiet: int | None = None
    ever: bool = False
    more_acts: float = 1.0
    more_received: float = 1.0
    expert: bool = False
    paid: bool = False


class Why(StrEnum):
    """What put a member into a tier; each is one sentence with the facts of ``Placed``."""

    FELL = "fell"
    MARKED = "marked"
    ANSWERED = "answered"
    TOP = "top"
    STAYED = "stayed"
    ACTS = "acts"
    JOINED = "joined"
    FEW = "few"
    REACTED = "reacted"
    LATELY = "lately"
    SILENT = "silent"
    GONE = "gone"
    NEVER = "never"
    NO_RULE = "no_rule"


class Placed(NamedTuple):
    """A member's tier, the reason, and the figures that gave it."""

    tier: Tier
    why: Why
    facts: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class TierCounts:
    """How many members stand in each tier on ``last``, the last day looked at.

    ``tiers`` holds every tier, in the order of ``ORDER``; they add up to ``members``. ``covered`` is the share (0..1) of the last thirty
    days that some import vouches for: at 0 nothing is known of that time. ``rules`` is the version of the rules.
    """

    last: date
    members: int
    tiers: Mapping[Tier, int]
    paid: int
    covered: float
    rules: int

    def share(self, tier: Tier) -> float | None:
        """The tier's share of the members; ``None`` without members."""
        return self.tiers[tier] / self.members if self.members else None


@dataclass(frozen=True, slots=True)
class Moves:
    """Who moved between two days: counts by (tier before, tier now). ``None`` before: not a member yet; ``None`` now: left."""

    cells: Mapping[tuple[Tier | None, Tier | None], int]

    def before(self, tier: Tier | None) -> int:
        """How many stood in ``tier`` on the earlier day."""
        return sum(count for (was, _now), count in self.cells.items() if was is tier)

    def after(self, tier: Tier | None) -> int:
        """How many stand in ``tier`` on the later day."""
        return sum(count for (_was, now), count in self.cells.items() if now is tier)


Sorted = Mapping[int, Placed]
"""Members by their number, each with their tier."""

Members = AbstractSet[int]
"""Numbers of members: roaring bitmaps in the product, frozensets in tests."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Who stands in which tier. ``waiting`` are newcomers who have not done anything yet."""

    counts: TierCounts
    tiers: Mapping[Tier, Members]
    waiting: Members
    paid: Members

    def of(self, member: int) -> Tier | None:
        """The tier of one member; ``None`` for somebody who is none."""
        return next((tier for tier, people in self.tiers.items() if member in people), None)


class TierList(StrEnum):
    """The lists one acts on."""

    SILENT = "silent"
    AT_RISK = "at_risk"
    ZOMBIES = "zombies"
    RISING = "rising"
    WAITING = "waiting"
