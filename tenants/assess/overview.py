"""Overviews: approved reports of one period, side by side.

Scores are never averaged over communities: a mean would hide the one that needs help. Counts are added, and say how many communities
they rest on; somebody in two communities counts in both, since reports do not know who is the same person elsewhere.
"""

from collections.abc import Sequence
from datetime import datetime

from tenants.terms.document import Brand, Commentary, Finding, Line, ReportDocument, Tone
from tenants.terms.figure import Figure
from tenants.terms.metric import CORE_PILLARS
from tenants.terms.overview import Absence, OverviewDocument, PillarMark, Place, Total
from tenants.terms.period import Period
from tenants.terms.report import ActionState
from tenants.terms.target import Status

SCHEMA = 1
TOTALLED = ("members_end", "joins", "leaves", "acts", "activities_held", "cost")
"""Counts and amounts that may be added over communities."""
_REACHED = (Status.AHEAD, Status.ON_TRACK)


def place(document: ReportDocument, *, slug: str, review: str) -> Place:
    """Return what an overview says of one community: nothing that its report does not say."""
    lines = [line for part in document.pillars for line in part.lines]
    status = [line.verdict.status for line in lines if line.verdict]
    reached = sum(each in _REACHED for each in status)
    unknown = sum(each is Status.NO_DATA for each in status)
    days = len(document.coverage)
    return Place(
        client=document.client,
        community=document.community,
        slug=slug,
        review=review,
        version=document.version,
        overall=document.overall,
        overall_before=document.overall_previous,
        pillars=[PillarMark(part.pillar, part.score, part.previous) for part in document.pillars if part.pillar in CORE_PILLARS],
        headline=document.headline,
        best=_strongest(document, Tone.GOOD),
        worst=_strongest(document, Tone.BAD),
        reached=reached,
        short=len(status) - reached - unknown,
        unknown=unknown,
        figures={key: document.figures[key] for key in TOTALLED if key in document.figures},
        before=_before(lines),
        actions=[action for action in document.actions if action.state is ActionState.OPEN],
        coverage=sum(seen for _day, seen in document.coverage) / days if days else None,
    )


def missing(client: str, community: str, *, slug: str, absence: Absence, review: str = "") -> Place:
    """Return the row of a community without a report."""
    return Place(client=client, community=community, slug=slug, review=review, absence=absence)


def build(
    places: Sequence[Place],
    *,
    client: str,
    period: Period,
    version: int,
    made: datetime,
    brand: Brand,
    commentary: Commentary,
) -> OverviewDocument:
    """Return the overview of ``places``; those without a report come last, the others with the lowest score first."""
    return OverviewDocument(
        schema=SCHEMA,
        version=version,
        client=client,
        period=period,
        made=made,
        brand=brand,
        places=sorted(places, key=_urgency),
        totals=[total for key in TOTALLED if (total := _total(key, places)) is not None],
        commentary=commentary,
    )


def _urgency(each: Place) -> tuple[bool, bool, float, str, str]:
    value = each.overall.value if each.overall else None
    return each.absence is not None, value is None, value or 0.0, each.client, each.community


def _strongest(document: ReportDocument, tone: Tone) -> Finding | None:
    """The weightiest finding of ``tone`` that was neither dropped nor put in the manager's own words, which have no second language."""
    gone = {*document.dropped, *document.rewritten}
    kept = [finding for finding in document.findings if finding.tone is tone and finding.id not in gone]
    return max(kept, key=lambda finding: finding.weight, default=None)


def _before(lines: Sequence[Line]) -> dict[str, Figure]:
    return {line.metric: line.previous for line in lines if line.metric in TOTALLED and line.previous is not None}


def _total(key: str, places: Sequence[Place]) -> Total | None:
    told = [each for each in places if each.absence is None]
    known = [each for each in told if _value(each.figures.get(key)) is not None]
    if not known:
        return None
    befores = [_value(each.before.get(key)) for each in known]
    return Total(
        metric=key,
        value=sum(_value(each.figures.get(key)) or 0 for each in known),
        before=None if any(each is None for each in befores) else sum(each or 0 for each in befores),
        places=len(known),
        among=len(told),
    )


def _value(figure: Figure | None) -> float | None:
    return None if figure is None else figure.value
