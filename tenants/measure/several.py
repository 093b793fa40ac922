"""Figures of several communities together: sums where sums are right, rates from sums, distinct people where it is known who is who.

Never a mean of rates. What is a median or a table of one community has no value of several, and says so.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace

from tenants.measure.catalogue import CATALOGUE, measure_one
from tenants.measure.fission import RATES as FUNNEL
from tenants.measure.fission import STEPS
from tenants.measure.heads import PEOPLE, Part, daily_heads, heads, mean_heads
from tenants.measure.span import covered, mean_members
from tenants.measure.tiers import SHARES, TIERS
from tenants.terms.facts import SurveyAnswers
from tenants.terms.figure import Detail, Figure, Plain, Reason, Source
from tenants.terms.metric import Metric, Unit

SURVEYED = ("nps", "nps_interval", "csat", "csat_interval", "response_rate", "change")
RATES: Mapping[str, tuple[str, str]] = {
    "referral_share": ("invited", "n"),
    "early_leave_rate": ("left", "n"),
    "stay_d1": ("stayed", "n"),
    "stay_d7": ("stayed", "n"),
    "stay_d30": ("stayed", "n"),
    "churn_rate": ("left", "n"),
    "silent_rate": ("silent", "n"),
    "newcomer_activation": ("acted", "n"),
    "retention_w1": ("again", "n"),
    "retention_w4": ("again", "n"),
    "reply_coverage": ("answered", "n"),
    "ugc_share": ("members", "n"),
    "plan_execution": ("held", "n"),
    "on_time_rate": ("", "n"),
    "show_up_rate": ("", "n"),
    "cost_per_participant": ("", "n"),
    "cost_per_join": ("cost", "people"),
    "cost_per_retained": ("cost", "people"),
    "k_factor": ("", "could_invite"),
    "budget_use": ("", "budget"),
    "capacity_use": ("", "capacity"),
    **dict.fromkeys(SHARES, ("members", "n")),
}
"""Rates whose figure holds what stands above the line and below it, by their names in its ``detail``.

``n`` is the figure's own; what is not named above is the value times what stands below.
"""
OVER: Mapping[str, tuple[str, str]] = {
    "arpu": ("revenue", "mean_members"),
    "acts_per_active": ("personal_acts", "active_members"),
    "acts_per_member": ("personal_acts", "mean_members"),
    "active_rate": ("active_members", "mean_members"),
    "conversion_rate": ("conversions", "mean_members"),
    "paid_share": ("paid_members", "memberships"),
    "growth_rate": ("members_change", "members_start"),
    "complaints_per_1000": ("complaints", "acts"),
    **dict(zip(FUNNEL, zip(STEPS[1:], STEPS, strict=False), strict=False)),
    "funnel_overall": (STEPS[-1], STEPS[0]),
}
"""Rates made of other sums: what stands above the line, and below it. Only communities that know both are in them."""
SUMMED = frozenset({*TIERS, *STEPS, "paid_members", "lost_regulars", "reactivated"})
"""People who are added up although nobody can tell whether one is in two communities; each says so."""


def together(parts: Sequence[Part]) -> dict[str, Figure]:
    """Return a figure for every metric of the product and of the workspace, of all ``parts`` together.

    Coverage is platforms with data over platforms. A single community has its own figures; none at all has ``NO_COMMUNITIES``.
    """
    if not parts:
        return {key: Figure(key, None, metric.unit, None, reason=Reason.NO_COMMUNITIES) for key, metric in CATALOGUE.items()}
    metrics = {**CATALOGUE, **{metric.key: metric for metric in parts[0].facts.own}}
    found = {key: _one(metric, parts) for key, metric in metrics.items()}
    found["communities"] = Figure("communities", len(parts), CATALOGUE["communities"].unit, None, Source.MANUAL)
    return found


def _one(metric: Metric, parts: Sequence[Part]) -> Figure:
    if len(parts) == 1:
        return parts[0].figures[metric.key]
    ways: Sequence[tuple[Collection[str], Callable[[Metric, Sequence[Part]], Figure]]] = (
        (SURVEYED, _of_pooled_answers),
        (PEOPLE, _distinct),
        (("dau_avg",), _daily),
        (RATES, _rate),
        (OVER, _quotient),
        (SUMMED, _sum),
    )
    way = next((way for keys, way in ways if metric.key in keys), _sum if metric.additive else _nothing)
    return way(metric, parts)


def _nothing(metric: Metric, parts: Sequence[Part]) -> Figure:
    known = _having(metric.key, parts)
    return (
        Figure(metric.key, None, metric.unit, len(known) / len(parts), reason=Reason.NOT_OF_SEVERAL) if known else _unknown(metric, parts)
    )


def _unknown(metric: Metric, parts: Sequence[Part]) -> Figure:
    """No value: the reason of the first community that has one."""
    figures = [part.figures[metric.key] for part in parts]
    reason = next((figure.reason for figure in figures if figure.reason), Reason.NOT_OF_SEVERAL)
    return Figure(metric.key, None, metric.unit, 0.0, figures[0].source, reason)


def _having(key: str, parts: Sequence[Part]) -> list[Part]:
    return [part for part in parts if part.figures[key].value is not None]


def _labelled(metric: Metric, value: float, having: Sequence[Part], parts: Sequence[Part], *, doubled: bool, **detail: Plain) -> Figure:
    """A value with the platforms it rests on; ``doubled``: somebody may be in it twice."""
    figures = [part.figures[metric.key] for part in having]
    told: Detail = {"communities": len(parts), "with_data": len(having), **detail}
    source = figures[0].source if figures else Source.COMPUTED
    reason = Reason.NOT_DEDUPLICATED if doubled else None
    estimated = any(figure.estimated for figure in figures)
    return Figure(metric.key, value, metric.unit, len(having) / len(parts), source, reason, estimated, detail=told)


def _sum(metric: Metric, parts: Sequence[Part]) -> Figure:
    """Acts and amounts add up; so do people where they are counted by what they did (joins), which is then not de-duplicated."""
    having = _having(metric.key, parts)
    if not having:
        return _unknown(metric, parts)
    doubled = metric.unit is Unit.PEOPLE and not all(part.known for part in having)
    return _labelled(metric, sum(part.figures[metric.key].value or 0 for part in having), having, parts, doubled=doubled)


def _distinct(metric: Metric, parts: Sequence[Part]) -> Figure:
    """Different people over all communities: whoever is known to be one person counts once."""
    having = _having(metric.key, parts)
    if not having:
        return _unknown(metric, parts)
    people, unnamed = heads(metric.key, having)
    total = sum(part.figures[metric.key].value or 0 for part in having)
    doubled = unnamed or not all(part.known for part in having)
    return _labelled(metric, people, having, parts, doubled=doubled, sum=total, twice=total - people)


def _daily(metric: Metric, parts: Sequence[Part]) -> Figure:
    """Mean of the different people active on a day, over the days that each community has data of."""
    having = _having(metric.key, parts)
    if not having:
        return _unknown(metric, parts)
    return _labelled(metric, daily_heads(having), having, parts, doubled=not all(part.known for part in having))


def _rate(metric: Metric, parts: Sequence[Part]) -> Figure:
    """Summed above the line and below it."""
    above, below = RATES[metric.key]
    having = _having(metric.key, parts)
    over = under = 0.0
    for figure in (part.figures[metric.key] for part in having):
        base = _number(figure.n if below == "n" else figure.detail.get(below))
        under += base
        over += _number(figure.detail.get(above)) if above else (figure.value or 0) * base
    return _labelled(metric, over / under, having, parts, doubled=False, above=over, below=under) if under else _unknown(metric, parts)


def _quotient(metric: Metric, parts: Sequence[Part]) -> Figure:
    above, below = OVER[metric.key]
    having = [part for part in parts if _part(above, part) is not None and _part(below, part) is not None]
    if not _having(metric.key, parts):
        return _unknown(metric, parts)
    over, under = (_whole(name, having) for name in (above, below))
    if not under:
        return _unknown(metric, parts)
    scale, doubled = (1000, False) if metric.key == "complaints_per_1000" else (1, not all(part.known for part in having))
    return _labelled(metric, scale * over / under, having, parts, doubled=doubled, above=over, below=under)


def _whole(name: str, parts: Sequence[Part]) -> float:
    """What stands above or below the line, of all ``parts``: different people where it is known who they are."""
    if name in PEOPLE:
        return heads(name, parts)[0]
    if name == "members_change":
        return heads("members_end", parts)[0] - heads("members_start", parts)[0]
    return mean_heads(parts) if name == "mean_members" else sum(_part(name, part) or 0 for part in parts)


def _part(name: str, part: Part) -> float | None:
    """The same of one community, ``None`` where it does not know it."""
    match name:
        case "mean_members":
            return mean_members(part.facts) if covered(part.facts) else None
        case "personal_acts":
            return sum(part.facts.acts.values()) if covered(part.facts) else None
        case "memberships":
            return part.figures["members_end"].value
        case "members_change":
            rate, start, end = (part.figures[key] for key in ("growth_rate", "members_start", "members_end"))
            told = rate.value is not None or rate.reason is Reason.NO_MEMBERS
            return end.value - start.value if told and end.value is not None and start.value is not None else None
    return part.figures[name].value


def _number(value: object) -> float:
    return value if isinstance(value, int | float) else 0


def _of_pooled_answers(metric: Metric, parts: Sequence[Part]) -> Figure:
    """Measured anew from all answers, where the communities asked on one scale."""
    asked = [part for part in parts if part.facts.survey is not None]
    surveys = [part.facts.survey for part in asked if part.facts.survey is not None]
    if not surveys:
        return _unknown(metric, parts)
    if len({(survey.nps_scale, survey.csat_scale) for survey in surveys}) > 1:
        return Figure(metric.key, None, metric.unit, len(asked) / len(parts), Source.SURVEY, Reason.NOT_OF_SEVERAL)
    before = [part.facts.survey_before for part in parts if part.facts.survey_before is not None]
    facts = replace(parts[0].facts, survey=pooled(surveys), survey_before=pooled(before) if before else None)
    return replace(measure_one(metric.key, facts), coverage=len(asked) / len(parts))


def pooled(surveys: Sequence[SurveyAnswers]) -> SurveyAnswers:
    """All answers of surveys on one scale as if they were one survey; how many were asked only where each of them says so."""
    sent = [survey.sent for survey in surveys]
    return SurveyAnswers(
        nps=_added([survey.nps for survey in surveys]),
        nps_scale=surveys[0].nps_scale,
        csat=_added([survey.csat for survey in surveys]),
        csat_scale=surveys[0].csat_scale,
        responses=sum(survey.responses for survey in surveys),
        sent=sum(number or 0 for number in sent) if None not in sent else None,
        asked=max((survey.asked for survey in surveys if survey.asked), default=None),
    )


def _added(counts: Sequence[Mapping[int, int]]) -> dict[int, int]:
    return {score: sum(each.get(score, 0) for each in counts) for score in sorted({score for each in counts for score in each})}
