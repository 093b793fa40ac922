"""Satisfaction: how sure the figures of a survey are, and whether they changed. Definitions: metrics.md, "Satisfaction"."""

from math import sqrt

from tenants.measure.intervals import Z, nps_interval, nps_parts, wilson
from tenants.measure.registry import Known, metric
from tenants.measure.satisfaction import TOP_BOXES
from tenants.terms.facts import Facts, SurveyAnswers
from tenants.terms.figure import Reason, Source
from tenants.terms.metric import Direction, Metric, Pillar, Unit
from tenants.terms.words import N_


def _entry(key: str, unit: Unit, direction: Direction, words: tuple[str, str, str]) -> Metric:
    return Metric(key, Pillar.SATISFACTION, unit, direction, *words, targetable=False)


def _parts(survey: SurveyAnswers) -> tuple[int, int, int]:
    """Promoters, passives and detractors."""
    promoters = sum(count for score, count in survey.nps.items() if score >= 9)
    detractors = sum(count for score, count in survey.nps.items() if score <= 6)
    return promoters, sum(survey.nps.values()) - promoters - detractors, detractors


@metric(
    _entry(
        "nps_interval",
        Unit.POINTS,
        Direction.NONE,
        (
            N_("NPS, margin"),
            N_("NPS margin"),
            N_("Half the width of the 95 % range of the NPS (adjusted Wald), in points. The range stands beside it."),
        ),
    ),
    Source.SURVEY,
)
def nps_margin(facts: Facts) -> Known | Reason:
    """Half the width of the interval; ``low`` and ``high`` are the interval itself."""
    if facts.survey is None:
        return Reason.NO_SURVEY
    parts = _parts(facts.survey)
    if not sum(parts):
        return Reason.NO_RESPONSES
    low, high = nps_interval(*parts)
    return Known((high - low) / 2, low=low, high=high, n=sum(parts), detail={"centre": nps_parts(*parts)[0]})


@metric(
    _entry(
        "csat_interval",
        Unit.PERCENT,
        Direction.NONE,
        (
            N_("CSAT, margin"),
            N_("CSAT margin"),
            N_("Half the width of the 95 % range of CSAT (Wilson), in percentage points. The range stands beside it."),
        ),
    ),
    Source.SURVEY,
)
def csat_margin(facts: Facts) -> Known | Reason:
    """Half the width of the interval in percentage points; ``low`` and ``high`` are the interval itself."""
    if facts.survey is None:
        return Reason.NO_SURVEY
    n = sum(facts.survey.csat.values())
    if not n:
        return Reason.NO_RESPONSES
    low, high = wilson(sum(facts.survey.csat.get(score, 0) for score in TOP_BOXES[facts.survey.csat_scale]), n)
    return Known(50 * (high - low), low=100 * low, high=100 * high, n=n)


@metric(
    _entry(
        "change",
        Unit.POINTS,
        Direction.UP,
        (
            N_("Change of the NPS"),
            N_("NPS change"),
            N_(
                "NPS of this period less that of the period before, with the 95 % range of the difference. "
                "Where the range contains 0 there is no clear change."
            ),
        ),
    ),
    Source.SURVEY,
)
def change(facts: Facts) -> Known | Reason:
    """Difference of two surveys' NPS in points; flagged ``NO_CLEAR_CHANGE`` when its interval contains 0.

    The interval is that of the difference of the adjusted estimates, whose variances add up. Surveys on two scales are not compared.
    """
    now, before = facts.survey, facts.survey_before
    if now is None:
        return Reason.NO_SURVEY
    if not sum(now.nps.values()):
        return Reason.NO_RESPONSES
    if before is None or not sum(before.nps.values()) or before.nps_scale != now.nps_scale:
        return Reason.NO_EARLIER_SURVEY
    ours, theirs = _parts(now), _parts(before)
    (centre, variance), (centre_before, variance_before) = nps_parts(*ours), nps_parts(*theirs)
    step, reach = centre - centre_before, Z * sqrt(variance + variance_before)
    low, high = max(-200.0, step - reach), min(200.0, step + reach)
    raw = [100 * (parts[0] - parts[2]) / sum(parts) for parts in (ours, theirs)]
    reason = Reason.NO_CLEAR_CHANGE if low <= 0 <= high else None
    return Known(raw[0] - raw[1], low=low, high=high, n=sum(ours), reason=reason, detail={"before": raw[1], "n_before": sum(theirs)})
