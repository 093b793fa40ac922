"""Which stage of its life a community is in, by its figures of the last half year; a proposal with its reasons, which a person decides on.

The thresholds stand here and nowhere else. They are rules of thumb of community operations, not measured truths: that is why a person
confirms. Founding: younger than three months, or younger than half a year with fewer than fifty members. Declining: it shrinks, falls
quieter, loses more than it wins or is quiet, and enough of that at once.  Developing: it grows by three per cent a month or more. Mature:
everything else.
"""

from collections.abc import Mapping, Sequence
from statistics import fmean
from types import MappingProxyType

from tenants.terms.stages import Sign, Stage, StageFigures, StageProposal, StageReason

NEWBORN_MONTHS = 3
YOUNG_MONTHS = 6
SMALL = 50
GROWING = 0.03
"""Growth a month, from which a community develops."""
SHRINKING = -0.01
BALANCE = 1.1
"""Joins over leaves: more than this, more come; less than its inverse, more go."""
LIVELY, QUIET = 0.25, 0.10
"""Active rates (0..1) of a lively and of a quiet community."""
TURN = 0.15
"""Change of the active rate against the three months before, from which it counts."""
CORE = 0.05
SPAN = 3

DECLINE: Mapping[Sign, float] = MappingProxyType({Sign.QUIETER: 1.0, Sign.SHRINKING: 1.0, Sign.MORE_GO: 0.5, Sign.QUIET: 0.5})
DECLINES_FROM = 1.5
"""What signs of decline weigh, and how much together means decline."""

FOR: Mapping[Stage, frozenset[Sign]] = MappingProxyType(
    {
        Stage.FOUNDING: frozenset({Sign.YOUNG, Sign.SMALL, Sign.GROWING, Sign.MORE_COME, Sign.NO_CORE}),
        Stage.DEVELOPING: frozenset(
            {Sign.YOUNG, Sign.GROWING, Sign.MORE_COME, Sign.LIVELIER, Sign.LIVELY, Sign.AS_LIVELY, Sign.LARGE, Sign.CORE, Sign.DILUTED}
        ),
        Stage.MATURE: frozenset({Sign.GROWN_UP, Sign.STEADY, Sign.AS_LIVELY, Sign.LIVELIER, Sign.LIVELY, Sign.CORE, Sign.LARGE}),
        Stage.DECLINING: frozenset({*DECLINE, Sign.NO_CORE, Sign.GROWN_UP}),
    }
)
"""Which signs speak for a stage; the others speak against it."""

FACTORS: Mapping[Stage, Mapping[str, float]] = MappingProxyType(
    {
        Stage.FOUNDING: {"members_end": 1.5, "joins": 1.5, "newcomer_activation": 1.5, "active_rate": 1.0, "first_reply_minutes": 1.5},
        Stage.DEVELOPING: {
            "members_end": 1.25,
            "joins": 1.25,
            "newcomer_activation": 1.25,
            "active_rate": 1.0,
            "acts": 1.0,
            "reply_coverage": 1.0,
        },
        Stage.MATURE: {
            "active_rate": 1.0,
            "dau_avg": 1.0,
            "stickiness": 1.0,
            "reply_coverage": 1.25,
            "churn_rate": 1.0,
            "ugc_share": 1.0,
        },
        Stage.DECLINING: {"churn_rate": 0.5, "silent_rate": 0.5, "active_rate": 0.5, "reactivated": 1.0, "reply_coverage": 1.0},
    }
)
"""The goals that fit a stage, and how far each reaches: 0 is the middle of the last months, 1 their best quarter, more lies beyond."""


def propose(figures: StageFigures) -> StageProposal | None:
    """The stage that ``figures`` speak for, with everything they say; ``None`` where not even the members are known."""
    members = [count for count in figures.members if count is not None]
    if not members or figures.members[-1] is None:
        return None
    signs = dict(_signs(figures, figures.members[-1]))
    stage = _stage(figures, figures.members[-1], signs)
    reasons = [StageReason(sign, facts, holds=sign in FOR[stage]) for sign, facts in signs.items()]
    return StageProposal(stage, figures.month, tuple(sorted(reasons, key=lambda reason: not reason.holds)))


def _stage(figures: StageFigures, members: float, signs: Mapping[Sign, Mapping[str, float]]) -> Stage:
    if figures.age_months < NEWBORN_MONTHS or (figures.age_months < YOUNG_MONTHS and members < SMALL):
        return Stage.FOUNDING
    if sum(weight for sign, weight in DECLINE.items() if sign in signs) >= DECLINES_FROM:
        return Stage.DECLINING
    return Stage.DEVELOPING if Sign.GROWING in signs else Stage.MATURE


def _signs(figures: StageFigures, members: float) -> list[tuple[Sign, Mapping[str, float]]]:
    young = figures.age_months < YOUNG_MONTHS
    found: list[tuple[Sign, Mapping[str, float]]] = [(Sign.YOUNG if young else Sign.GROWN_UP, {"months": figures.age_months})]
    found.append((Sign.SMALL if members < SMALL else Sign.LARGE, {"members": members}))
    found += _growth(figures.members)
    joins, leaves = _sum(figures.joins), _sum(figures.leaves)
    if joins is not None and leaves is not None and max(joins, leaves) > 0:
        if joins > leaves * BALANCE:
            found.append((Sign.MORE_COME, {"joins": joins, "leaves": leaves}))
        elif leaves > joins * BALANCE:
            found.append((Sign.MORE_GO, {"joins": joins, "leaves": leaves}))
    found += _liveliness(figures)
    if figures.core is not None:
        found.append((Sign.CORE if figures.core >= CORE else Sign.NO_CORE, {"core": figures.core}))
    return found


def _growth(members: Sequence[float | None]) -> list[tuple[Sign, Mapping[str, float]]]:
    """The mean growth a month over the last three months (fewer where fewer are known)."""
    lately = members[-SPAN - 1 :]
    first = next((at for at, count in enumerate(lately) if count), None)
    if first is None or first == len(lately) - 1 or not lately[first] or lately[-1] is None:
        return []
    months = len(lately) - 1 - first
    before, now = float(lately[first] or 0), float(lately[-1])
    rate = (now / before) ** (1 / months) - 1 if now > 0 else -1.0
    sign = Sign.GROWING if rate >= GROWING else Sign.SHRINKING if rate <= SHRINKING else Sign.STEADY
    return [(sign, {"rate": rate, "before": before, "now": now, "months": months})]


def _liveliness(figures: StageFigures) -> list[tuple[Sign, Mapping[str, float]]]:
    rates, known = figures.rates, list(zip(figures.rates, figures.members, strict=False))
    lately = [rate for rate in rates[-SPAN:] if rate is not None]
    before = [rate for rate in rates[-2 * SPAN : -SPAN] if rate is not None]
    people, people_before = _active(known[-SPAN:]), _active(known[-2 * SPAN : -SPAN])
    found: list[tuple[Sign, Mapping[str, float]]] = []
    if not lately:
        return found
    level = fmean(lately)
    if level >= LIVELY:
        found.append((Sign.LIVELY, {"rate": level}))
    elif level < QUIET:
        found.append((Sign.QUIET, {"rate": level}))
    if before and (then := fmean(before)) > 0:
        change = level / then - 1
        sign = Sign.LIVELIER if change >= TURN else Sign.QUIETER if change <= -TURN else Sign.AS_LIVELY
        if sign is Sign.QUIETER and people and people_before and people > people_before * (1 - TURN / 2):
            # More members, or members whose leaving nobody records: the share fell, the people are still there.
            found.append((Sign.DILUTED, {"rate": level, "before": then, "change": change, "people": round(people)}))
            return found
        found.append((sign, {"rate": level, "before": then, "change": change}))
    return found


def _active(known: Sequence[tuple[float | None, float | None]]) -> float | None:
    """About how many people took part each month, from the active rate and the members of some months."""
    people = [rate * members for rate, members in known if rate is not None and members is not None]
    return fmean(people) if people else None


def _sum(values: Sequence[float | None]) -> float | None:
    known = [value for value in values[-SPAN:] if value is not None]
    return sum(known) if known else None
