"""What past periods suggest for the end of a running one."""

from collections.abc import Sequence
from math import inf

from tenants.assess.attainment import attainment
from tenants.assess.case import Case
from tenants.assess.forecast import finishing_ratios
from tenants.measure.catalogue import CATALOGUE
from tenants.measure.span import elapsed
from tenants.terms.figure import Figure, Plain
from tenants.terms.metric import Direction, Unit
from tenants.terms.target import Target, Verdict

ENOUGH = 4
"""Past periods that a chance may rest on, at the least."""
LATELY = 6
"""Past periods whose daily pace still says something of this one's."""
EARLY = 0.2
"""Share of a period, and days of it, that must be over before its end is spoken of."""
EARLY_DAYS = 3
LIKELY = 0.75
_HAIR = 1e-9

CUMULATIVE = frozenset(
    {"active_members", "active_rate", "acts_per_member", "acts_per_active", "reactivated", "churn_rate", "growth_rate", "referral_joins"}
)
"""Metrics that gather over the period without adding up by day: what they show before its end is not yet what they will show."""


def ends(case: Case, figure: Figure) -> Sequence[float]:
    """Return where the additive ``figure`` of a running period would end, going by each of some past periods.

    Each whole period in the 90 days before gives forecast times its finishing ratio. Where these are fewer than four, the last six
    periods are added: what there is so far, and for the days to come each one's daily pace. Empty in the first fifth of a period.
    """
    if figure.value is None or not case.running or not _late_enough(case):
        return ()
    forecast = figure.value / case.elapsed
    found = [forecast * ratio for ratio in finishing_ratios(case.facts, figure.key)]
    if len(found) < ENOUGH:
        left = case.period.length * (1 - case.elapsed)
        for past in case.past[-LATELY:]:
            then = past.figures.get(figure.key)
            if then is not None and then.value is not None:
                found.append(figure.value + left * then.value / past.period.length)
    return found


def _late_enough(case: Case) -> bool:
    return case.elapsed >= EARLY and len(elapsed(case.facts)) >= EARLY_DAYS


def outlook(case: Case, each: Verdict) -> dict[str, Plain]:
    """Return ``end_low``, ``end_high`` and ``outlook`` (``likely``, ``open``, ``unlikely``) of a goal in a running period.

    All ``None`` where fewer than four past ends are known, or where they lie so far apart that they say nothing. An outlook never goes
    against the pace: where the past says one thing and this period another, it is open.
    """
    nothing: dict[str, Plain] = {"end_low": None, "end_high": None, "outlook": None}
    if not case.running or each.forecast is None or each.figure.value is None:
        return nothing
    key = each.target.metric
    if CATALOGUE[key].additive:
        found = ends(case, each.figure)
        if len(found) < ENOUGH:
            return nothing
        low, high = min(*found, each.forecast), max(*found, each.forecast)
        return {"end_low": low, "end_high": high, "outlook": _by_ends(each, found)} if _narrow(low, high) else nothing
    gathers = key in CUMULATIVE or key == "members_end"
    known = each.forecast_low is not None and each.forecast_high is not None
    if not gathers or not known or len(case.history(key)) <= ENOUGH or not _late_enough(case):
        return nothing
    low, high = float(each.forecast_low or 0), float(each.forecast_high or 0)
    # The line through a few periods may lead where no share can go.
    end = 1.0 if each.figure.unit is Unit.SHARE and max(case.history(key)) <= 1 else inf
    return _by_trend(each, min(low, end), min(high, end)) if _narrow(low, high) else nothing


def _narrow(low: float, high: float) -> bool:
    """Whether a range says anything: one as wide as its middle is high does not."""
    return high - low <= abs(low + high) / 2


def _by_ends(each: Verdict, found: Sequence[float]) -> str:
    share = sum(_reaches(each.target, end) for end in found) / len(found)
    on_pace = (each.pace or 0) >= 1 - _HAIR
    if share >= LIKELY and on_pace:
        return "likely"
    return "unlikely" if share <= 1 - LIKELY and not on_pace else "open"


def _by_trend(each: Verdict, low: float, high: float) -> dict[str, Plain]:
    """The line through past periods and its range; what has gathered so far cannot be lost again."""
    now = float(each.figure.value or 0)
    if each.target.metric in CUMULATIVE - {"growth_rate"}:
        low, high = max(low, now), max(high, now)
    ends_reach = [_reaches(each.target, end) for end in (low, (low + high) / 2, high)]
    word = "likely" if all(ends_reach) else "open" if any(ends_reach) or _straddles(each.target, low, high) else "unlikely"
    return {"end_low": low, "end_high": high, "outlook": word}


def _reaches(target: Target, end: float) -> bool:
    return attainment(target, end) >= 1 - _HAIR


def _straddles(target: Target, low: float, high: float) -> bool:
    return target.direction is Direction.RANGE and target.low is not None and low <= target.value and high >= target.low


def undecided(case: Case, each: Verdict, reached: float) -> bool:
    """Whether a running period's value may still cross its goal merely because the period goes on."""
    if not case.running or each.target.metric not in CUMULATIVE:
        return False
    if each.target.direction is Direction.RANGE:
        return True
    return (reached >= 1 - _HAIR) is (each.target.direction is Direction.DOWN)
