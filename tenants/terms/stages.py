"""The life of a community: its stage, what speaks for it, and what was decided."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class Stage(StrEnum):
    """The four stages, in the order a community goes through them."""

    FOUNDING = "founding"
    DEVELOPING = "developing"
    MATURE = "mature"
    DECLINING = "declining"


class StageState(StrEnum):
    """What became of a stage that was put forward: it waits, was confirmed, was declined, or the figures took it back."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class Sign(StrEnum):
    """One thing the figures say; each is one sentence with the facts of ``StageReason``."""

    YOUNG = "young"
    GROWN_UP = "grown_up"
    SMALL = "small"
    LARGE = "large"
    GROWING = "growing"
    STEADY = "steady"
    SHRINKING = "shrinking"
    LIVELY = "lively"
    QUIET = "quiet"
    LIVELIER = "livelier"
    AS_LIVELY = "as_lively"
    QUIETER = "quieter"
    DILUTED = "diluted"
    MORE_COME = "more_come"
    MORE_GO = "more_go"
    CORE = "core"
    NO_CORE = "no_core"


@dataclass(frozen=True, slots=True)
class StageFigures:
    """The figures of a community up to the end of one month, oldest month first; ``None`` where one is not known.

    ``age_months``: whole months from its first known day to the month's end. ``members``: members at the end of each of the last six
    months; ``rates``: active rate (0..1) of each; ``joins`` and ``leaves``: people in each. ``core``: share (0..1) of the members who are
    experts or core at the end. Fewer than six where the community is younger.
    """

    month: str
    age_months: int
    members: Sequence[float | None]
    rates: Sequence[float | None]
    joins: Sequence[float | None]
    leaves: Sequence[float | None]
    core: float | None


@dataclass(frozen=True, slots=True)
class StageReason:
    """One sign with the figures it quotes. ``holds``: it speaks for the stage; else against it."""

    sign: Sign
    facts: Mapping[str, float]
    holds: bool = True


@dataclass(frozen=True, slots=True)
class StageProposal:
    """What the figures of ``month`` propose, and why."""

    stage: Stage
    month: str
    reasons: Sequence[StageReason] = field(default_factory=tuple)
