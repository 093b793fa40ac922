"""The report document: figures, judged, lined up and frozen; the one product of assessing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from types import MappingProxyType

from tenants.assess.attainment import verdict
from tenants.assess.case import Case, Past, association, line_up
from tenants.assess.findings import findings
from tenants.assess.headline import headline
from tenants.assess.outlook import ends
from tenants.assess.scores import overall, scores
from tenants.measure.catalogue import CATALOGUE
from tenants.measure.span import elapsed
from tenants.terms.activity import ActivityLine, ActivityState
from tenants.terms.document import ActionLine, Brand, Commentary, Correction, DayPoint, Line, PillarPart, ReportDocument, Source
from tenants.terms.event import EventKind
from tenants.terms.facts import Day, Facts, Who
from tenants.terms.figure import Figure, Figures
from tenants.terms.metric import CORE_PILLARS, Pillar
from tenants.terms.period import Period
from tenants.terms.target import Score, Status, Target, Verdict
from tenants.terms.template import Template

SCHEMA = 2
"""2 added template, reasons, contract, sources, corrections and the brand's logo and typeface; older documents are read as well."""
HISTORY = 12
SHOWN = MappingProxyType(
    {
        Pillar.SATISFACTION: ("nps", "csat", "response_rate"),
        Pillar.ACTIVITY: ("active_rate", "active_members", "dau_avg", "acts", "reply_coverage", "first_reply_minutes"),
        Pillar.GROWTH: ("members_end", "joins", "leaves", "net_growth", "churn_rate", "stay_d7"),
        Pillar.CONTENT: ("posts_published", "on_time_rate"),
        Pillar.CONVERSION: (),
        Pillar.OPERATIONS: ("activities_held", "plan_execution", "participation_rate", "cost"),
    }
)
"""What the scorecard shows of a pillar besides the metrics with a goal."""

__all__ = ["SCHEMA", "Past", "Written", "build", "judge", "points"]


@dataclass(frozen=True, slots=True)
class Written:
    """What people wrote, chose and agreed for one report, and how it is laid out: taken into the document as it is."""

    commentary: Commentary = field(default_factory=Commentary)
    actions: Sequence[ActionLine] = ()
    voices: Sequence[tuple[int | None, str]] = ()
    rewritten: Mapping[str, str] = field(default_factory=dict)
    dropped: Sequence[str] = ()
    reasons: Mapping[str, str] = field(default_factory=dict)
    template: Template = field(default_factory=Template)
    sources: Sequence[Source] = ()
    corrections: Sequence[Correction] = ()
    correction_reason: str = ""
    names_shown: bool = False


def build(
    *,
    facts: Facts,
    figures: Figures,
    past: Sequence[Past],
    targets: Sequence[Target],
    client: str,
    community: str,
    platform: str,
    version: int,
    made: datetime,
    brand: Brand,
    activities: Sequence[ActivityLine] = (),
    coming: Sequence[ActivityLine] = (),
    written: Written | None = None,
) -> ReportDocument:
    """Return the whole report of one community and period; equal arguments give equal documents.

    ``figures`` are ``measure(facts)``. ``past`` may hold any earlier periods in any order; the previous one, the one a year before and
    up to 11 more for the history are picked by their period, and each is judged by its own targets. Associations of activities are
    filled in where the facts can tell; ``written`` is taken as it is.
    """
    lines = [_associated(facts, each) for each in activities]
    case = judge(facts=facts, figures=figures, past=past, targets=targets, activities=lines)
    now, then = scores(case.verdicts.values()), _past_scores(case.previous)
    told = written or Written()
    return replace(
        _assessed(case, now, then, told.template.metrics or ()),
        client=client,
        community=community,
        platform=platform,
        version=version,
        made=made,
        brand=brand,
        coming=list(coming),
        **{each.name: getattr(told, each.name) for each in fields(told)},
    )


def _assessed(case: Case, now: Mapping[Pillar, Score], then: Mapping[Pillar, Score], chosen: Sequence[str]) -> ReportDocument:
    """The part of the document that follows from the facts; whose it is and what people wrote is filled in by ``build``."""
    facts = case.facts
    return ReportDocument(
        schema=SCHEMA,
        version=0,
        client="",
        community="",
        platform="",
        period=facts.period,
        zone=facts.zone.key,
        contract_version=facts.contract.version,
        as_of=facts.as_of,
        made=facts.period.bounds(facts.zone)[1],
        brand=Brand(""),
        overall=overall(now),
        overall_previous=overall(then).value,
        pillars=_parts(case, now, then, chosen),
        findings=findings(case),
        days=_points(facts, elapsed(facts), facts.period, case.activities),
        days_before=_points(facts, facts.before, facts.period.previous(), ()),
        hours=[] if case.figures["active_hours"].value is None else [list(row) for row in facts.hours],
        activities=case.activities,
        coming=(),
        commentary=Commentary(),
        actions=(),
        figures=dict(case.figures),
        coverage=[(day.day, day.covered) for day in facts.days],
        headline=headline(case, now),
        contract=facts.contract,
    )


def judge(
    *,
    facts: Facts,
    figures: Figures,
    past: Sequence[Past] = (),
    targets: Sequence[Target] = (),
    activities: Sequence[ActivityLine] = (),
) -> Case:
    """Return the period with every target judged: what findings, scores and headline are drawn from."""
    run, year_before = line_up(facts.period, past)
    bare = Case(facts, figures, run, year_before, {}, activities)
    verdicts: dict[str, Verdict] = {}
    for target in targets:
        if target.metric in figures:
            history = bare.history(target.metric)
            figure = figures[target.metric]
            ratios = _ratios(bare, figure)
            verdicts[target.metric] = verdict(target, figure, elapsed=bare.elapsed, ratios=ratios, history=history)
    return replace(bare, verdicts=verdicts)


def _ratios(case: Case, figure: Figure) -> Sequence[float]:
    """Where a running period's figure may end, over where it ends at its own pace."""
    if not case.running or not figure.value or not CATALOGUE[figure.key].additive:
        return ()
    return [end * case.elapsed / figure.value for end in ends(case, figure)]


def _past_scores(past: Past | None) -> Mapping[Pillar, Score]:
    if past is None:
        return {}
    return scores(verdict(each, past.figures[each.metric]) for each in past.targets if each.metric in past.figures)


def _associated(facts: Facts, line: ActivityLine) -> ActivityLine:
    if line.state is not ActivityState.DONE:
        return line
    found = association(facts, line)
    return line if found is None else replace(line, association=found)


def _parts(case: Case, now: Mapping[Pillar, Score], then: Mapping[Pillar, Score], chosen: Sequence[str]) -> list[PillarPart]:
    """The core pillars always, the others where they have a goal or something other than nothing to show; ``chosen`` metrics always."""
    parts = []
    for pillar in (*CORE_PILLARS, *(each for each in Pillar if each not in CORE_PILLARS)):
        promised = [key for key in case.verdicts if CATALOGUE[key].pillar is pillar]
        core = pillar in CORE_PILLARS
        shown = [key for key in SHOWN[pillar] if key not in promised and (core or case.figures[key].value)]
        more = [key for key in chosen if key in CATALOGUE and CATALOGUE[key].pillar is pillar]
        lines = [_line(case, key) for key in dict.fromkeys((*promised, *shown, *more))]
        if lines:
            before = then.get(pillar)
            score = now.get(pillar, Score(None, 0.0, Status.NO_DATA))
            parts.append(PillarPart(pillar, score, before.value if before else None, lines))
    return parts


def _line(case: Case, key: str) -> Line:
    whole = [*((past.period.label, past.figures.get(key)) for past in case.past), (case.period.label, case.figures[key])]
    run = whole[-HISTORY:]
    history = [(label, _number(figure)) for label, figure in run]
    spans = [(figure.low, figure.high) if figure else (None, None) for _label, figure in run]
    sampled = any(low is not None for low, _high in spans)

    def then(past: Past | None) -> Figure | None:
        return past.figures.get(key) if past else None

    verdict_now = case.verdicts.get(key)
    pillar = CATALOGUE[key].pillar
    return Line(key, pillar, case.figures[key], then(case.previous), then(case.year_before), verdict_now, history, spans if sampled else [])


def _number(figure: Figure | None) -> float | None:
    return None if figure is None or figure.value is None else float(figure.value)


def points(facts: Facts) -> list[DayPoint]:
    """Return every day of the facts' period as charts draw it, without what happened on it."""
    return _points(facts, elapsed(facts), facts.period, ())


def _points(facts: Facts, known: Sequence[Day], period: Period, activities: Sequence[ActivityLine]) -> list[DayPoint]:
    """Every day of ``period``; one that the facts do not reach or no data vouches for has ``None`` for what is unknown."""
    by_day = {day.day: day for day in known}
    titles: dict[object, list[str]] = {}
    for line in activities:
        if line.state is ActivityState.DONE:
            titles.setdefault(line.day, []).append(line.title)
    skip = {Who.BOT, *((Who.STAFF,) if facts.contract.exclude_staff else ())}
    points = []
    for day in period.days():
        found = by_day.get(day)
        seen = found is not None and found.covered
        points.append(
            DayPoint(
                day=day,
                active=len(found.active) if found and seen else None,
                acts=_acts(found, facts.contract.qualifying, skip) if found and seen else None,
                joins=found.joined if found else 0,
                leaves=found.left if found else 0,
                activities=titles.get(day, []),
            )
        )
    return points


def _acts(day: Day, qualifying: Sequence[EventKind], skip: set[Who]) -> int:
    return sum(count for (kind, who), count in day.counts.items() if kind in qualifying and who not in skip)
