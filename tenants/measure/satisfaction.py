"""Satisfaction: what people say when they are asked. Definitions: metrics.md, "Satisfaction"."""

from tenants.measure.activity import counted
from tenants.measure.intervals import nps_interval, nps_parts, wilson
from tenants.measure.registry import Known, metric
from tenants.measure.span import covered
from tenants.terms.facts import Facts
from tenants.terms.figure import Plain, Reason, Source
from tenants.terms.metric import Direction, Metric, Pillar, Unit
from tenants.terms.words import N_

TOP_BOXES = {"1-5": (4, 5), "1-10": (9, 10), "0-10": (9, 10)}


def _entry(key: str, unit: Unit, direction: Direction, words: tuple[str, str, str], *, additive: bool = False) -> Metric:
    return Metric(key, Pillar.SATISFACTION, unit, direction, *words, additive=additive)


@metric(
    _entry(
        "nps",
        Unit.POINTS,
        Direction.UP,
        (
            N_("Net promoter score (NPS)"),
            N_("NPS"),
            N_(
                "“Would you recommend us?”: the percentage who answer 9 or 10 less the percentage who answer 0 "
                "to 6. The 95 % range is an adjusted Wald interval."
            ),
        ),
    ),
    Source.SURVEY,
)
def nps(facts: Facts) -> Known | Reason:
    """``100 (P - D) / n`` in points (-100..100) with its 95 % interval.

    A 1-10 scale is allowed and named in ``detail["scale"]``: it has one low answer fewer and is not quite comparable.
    """
    if facts.survey is None:
        return Reason.NO_SURVEY
    counts = facts.survey.nps
    n = sum(counts.values())
    if not n:
        return Reason.NO_RESPONSES
    promoters = sum(count for score, count in counts.items() if score >= 9)
    detractors = sum(count for score, count in counts.items() if score <= 6)
    passives = n - promoters - detractors
    low, high = nps_interval(promoters, passives, detractors)
    detail: dict[str, Plain] = {
        "promoters": promoters,
        "passives": passives,
        "detractors": detractors,
        "centre": nps_parts(promoters, passives, detractors)[0],
        "scale": facts.survey.nps_scale,
        "asked": facts.survey.asked.isoformat() if facts.survey.asked else None,
    }
    return Known(100 * (promoters - detractors) / n, low=low, high=high, n=n, detail=detail)


@metric(
    _entry(
        "csat",
        Unit.PERCENT,
        Direction.UP,
        (
            N_("Satisfied (CSAT)"),
            N_("CSAT"),
            N_(
                "Answers in the top two of the scale (4 and 5 of 5; 9 and 10 of 10), in per cent of all answers."
                " The 95 % range is a Wilson interval."
            ),
        ),
    ),
    Source.SURVEY,
)
def csat(facts: Facts) -> Known | Reason:
    """Satisfied answers in per cent (0..100) with the Wilson interval; the mean score stands in ``detail["mean"]``."""
    if facts.survey is None:
        return Reason.NO_SURVEY
    counts = facts.survey.csat
    n = sum(counts.values())
    if not n:
        return Reason.NO_RESPONSES
    scale = facts.survey.csat_scale
    satisfied = sum(counts.get(score, 0) for score in TOP_BOXES[scale])
    low, high = wilson(satisfied, n)
    mean = sum(score * count for score, count in counts.items()) / n
    detail: dict[str, Plain] = {
        "satisfied": satisfied,
        "mean": mean,
        "scale": scale,
        "asked": facts.survey.asked.isoformat() if facts.survey.asked else None,
    }
    return Known(100 * satisfied / n, low=100 * low, high=100 * high, n=n, detail=detail)


@metric(
    _entry(
        "response_rate",
        Unit.SHARE,
        Direction.UP,
        (N_("Response rate"), N_("Responses"), N_("People who answered, over people who were asked in the period.")),
    ),
    Source.SURVEY,
)
def response_rate(facts: Facts) -> Known | Reason:
    """Answered over sent (0..1); ``NO_SENT`` where an imported file does not say how many were asked."""
    if facts.survey is None:
        return Reason.NO_SURVEY
    if not facts.survey.sent:
        return Reason.NO_SENT
    answered = min(facts.survey.responses, facts.survey.sent)
    return Known(answered / facts.survey.sent, n=facts.survey.sent, detail={"answered": facts.survey.responses})


@metric(
    _entry(
        "complaints",
        Unit.COUNT,
        Direction.DOWN,
        (N_("Complaints"), N_("Complaints"), N_("Incidents of the kind complaint that were opened in the period.")),
        additive=True,
    ),
    Source.MANUAL,
)
def complaints(facts: Facts) -> Known | Reason:
    """Complaints on record; unknown where incidents are not kept."""
    found = _complaints(facts)
    return Reason.NOT_RECORDED if found is None else Known(found)


def _complaints(facts: Facts) -> float | None:
    return facts.recorded.get("complaints") if facts.complaints is None else facts.complaints


@metric(
    _entry(
        "complaints_per_1000",
        Unit.RATIO,
        Direction.DOWN,
        (N_("Complaints per 1,000 acts"), N_("Complaints ‰"), N_("Complaints opened in the period, for every 1,000 acts.")),
    ),
    Source.MANUAL,
)
def complaints_per_1000(facts: Facts) -> Known | Reason:
    """Complaints over acts, times 1,000."""
    found = _complaints(facts)
    if found is None:
        return Reason.NOT_RECORDED
    if not covered(facts):
        return Reason.NO_COVERAGE
    acts = counted(facts, facts.contract.qualifying)
    return Known(1000 * found / acts) if acts else Reason.NO_ACTS
