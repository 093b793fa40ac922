"""Every community of the workspace beside the others: how each stands against its goals in one period."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from tenants.actions import kept_figures
from tenants.assess.document import Past, judge, points
from tenants.assess.scores import overall, scores
from tenants.store import alerts, clients, imports, stages, targets
from tenants.store.clients import Community
from tenants.terms.figure import Figures
from tenants.terms.metric import Pillar
from tenants.terms.period import Cadence, Period
from tenants.terms.target import Score, Status, Verdict

MOST_FRESH = 24
"""Communities that are measured for one page; what was measured once is kept, so the next look shows the rest."""


@dataclass(frozen=True, slots=True)
class Place:
    """One community in a period. ``active`` are people active on each of its days, ``None`` where no data vouches for the day.

    ``measured`` is false where it was not measured yet; then there are no figures, verdicts or scores.
    """

    community: Community
    figures: Figures
    previous: Figures
    verdicts: Mapping[str, Verdict]
    pillars: Mapping[Pillar, Score]
    overall: Score
    active: Sequence[int | None]
    until: date | None
    stage: str = ""
    alerts: int = 0
    measured: bool = True

    @property
    def reached(self) -> int:
        """How many goals are reached, or on their way to be."""
        return sum(each.status in (Status.AHEAD, Status.ON_TRACK) for each in self.verdicts.values())


def places(period: Period, *, now: datetime) -> list[Place]:
    """Every live community of the workspace in ``period``, by client and name.

    At most ``MOST_FRESH`` are measured anew; the others say that they were not measured yet.
    """
    before = period.previous()
    stage_of = {row.community_id: row.stage for row in stages.in_force()}
    open_alerts = alerts.open_by_community()
    found, fresh = [], 0
    for community in clients.all_communities():
        fresh += not all(kept_figures.kept_now(community, [period, before]).values())
        place = _unmeasured(community) if fresh > MOST_FRESH else _place(community, period, now=now)
        found.append(replace(place, stage=stage_of.get(community.id, ""), alerts=open_alerts.get(community.id, 0)))
    return found


def _place(community: Community, period: Period, *, now: datetime) -> Place:
    before = period.previous()
    known = kept_figures.figures(community, [before, period], now=now)
    (facts, figures), (_facts, previous) = known[period], known[before]
    bound = targets.in_force_by_period(community, [period, before])
    past = [Past(before, previous, bound[before.label])]
    verdicts = judge(facts=facts, figures=figures, past=past, targets=bound[period.label]).verdicts
    by_pillar = scores(verdicts.values())
    active = [day.active for day in points(facts)]
    until = facts.as_of.astimezone(facts.zone).date() if facts.as_of else None
    return Place(community, figures, previous, verdicts, by_pillar, overall(by_pillar), active, until)


def _unmeasured(community: Community) -> Place:
    return Place(community, {}, {}, {}, {}, Score(None, 0.0, Status.NO_DATA), (), None, measured=False)


def newest_month(*, today: date) -> Period:
    """The month a portfolio opens on: the last ended one, unless all data is older; then the month the newest data ends in."""
    present = Period.containing(today, Cadence.MONTH)
    newest = imports.newest_data()
    ended = present.previous()
    if newest is None or newest.date() >= ended.first:
        return ended
    return Period.containing(newest.date(), Cadence.MONTH)
