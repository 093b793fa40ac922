"""From rows to the ReportDocument: everything of one community and period is read, then measured and assessed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from tenants.actions import figures as measuring
from tenants.actions import layouts
from tenants.assess.document import Past, Written, build
from tenants.measure import CATALOGUE
from tenants.measure.tiers import SHARES, TIERS
from tenants.store import activities, reviews, sources, targets
from tenants.store.accounts import Tenant
from tenants.store.base import db
from tenants.store.clients import Community
from tenants.store.reviews import Review
from tenants.terms.document import ActionLine, Brand, Commentary, ReportDocument
from tenants.terms.errors import NotFoundError
from tenants.terms.figure import Figures
from tenants.terms.metric import Metric
from tenants.terms.period import Period
from tenants.terms.report import ActionState
from tenants.terms.template import Template
from tenants.terms.voices import shielded

HISTORY = 12
"""Earlier periods that a report looks back on."""
OF_NOW = frozenset({"active_hours", "gini", "lost_regulars", "top10_share", "paid_members", "paid_share", *TIERS, *SHARES})
"""Metrics told of the period alone, unless they carry a goal: reading their past would cost the most and show nothing."""


def current(community: Community, period: Period, *, now: datetime, review: Review | None = None) -> ReportDocument:
    """Return the document of ``community`` and ``period`` from the figures as they are now.

    With ``review``, what people wrote and decided in it is part of the document; without, only what the data tells.
    """
    zone = ZoneInfo(community.timezone)
    begins, ends = period.bounds(zone)
    facts, found = measuring.figures(community, period, now=now)
    earlier = _earlier(period)
    bound = targets.in_force_by_period(community, [period, *earlier])
    settled = _settled(community, period, facts.own)
    promised = {target.metric for each in bound.values() for target in each}.union(settled.template.metrics or ())
    wanted = [key for key in CATALOGUE if key not in OF_NOW - promised]
    known = measuring.history(community, [*wanted, *(metric.key for metric in facts.own)], earlier, now=now)
    document = build(
        facts=facts,
        figures=found,
        past=[Past(each, known[each], bound[each.label]) for each in earlier if each in known],
        targets=bound[period.label],
        client=community.client.name,
        community=community.name,
        platform=community.platform,
        version=review.version if review else 1,
        made=now,
        brand=brand_of(community.tenant_id),
        activities=activities.lines(community, begins, ends),
        coming=activities.lines(community, ends, period.following().bounds(zone)[1]),
        written=settled if review is None else _written(settled, review, begins, found),
    )
    told = {*promised, *(key for key, figure in found.items() if figure.value is not None)}
    return replace(document, own=tuple(metric for metric in facts.own if metric.key in told))


def _settled(community: Community, period: Period, own: Sequence[Metric]) -> Written:
    """What the client's settings say, how the workspace calls its own metrics, and where the data of the period came from."""
    client = community.client
    return Written(
        template=_calling(layouts.template_of(client), own),
        names_shown=client.names_shown,
        sources=sources.of_period(community, period),
    )


def _calling(template: Template, own: Sequence[Metric]) -> Template:
    """Add the names of metrics of the workspace's own: a report keeps them, whatever becomes of the metrics."""
    names = {metric.key: {**metric.names, **template.metric_names.get(metric.key, {})} for metric in own}
    return replace(template, metric_names={**template.metric_names, **names}) if names else template


def _written(settled: Written, review: Review, begins: datetime, figures: Figures) -> Written:
    """Add what people wrote and decided in ``review``."""
    return replace(
        settled,
        commentary=Commentary(**review.commentary),
        actions=_actions(review, begins),
        voices=shielded(_voices(review), figures, names=settled.names_shown),
        rewritten=dict(review.rewritten),
        dropped=tuple(review.dropped),
        reasons=dict(review.reasons),
    )


def brand_of(tenant_id: int) -> Brand:
    """Whose report it is: the workspace's name, colour, face, logo and footer."""
    tenant = db.session.get(Tenant, tenant_id)
    if tenant is None:
        raise NotFoundError("workspace.not_found")
    return Brand(
        agency=tenant.name,
        colour=tenant.colour,
        footer=tenant.footer,
        currency=tenant.currency,
        typeface=tenant.typeface,
        logo=tenant.logo_key,
    )


def period_of(review: Review) -> Period:
    """The period a review is about."""
    return Period.parse(review.period)


def _earlier(period: Period) -> list[Period]:
    """The periods before, the newest first, and the one a year before."""
    found = [period.previous()]
    while len(found) < HISTORY:
        found.append(found[-1].previous())
    year_before = period.year_before()
    return found if year_before in found else [*found, year_before]


def _actions(review: Review, begins: datetime) -> list[ActionLine]:
    return [
        ActionLine(
            text=each.item.text,
            owner=each.item.owner,
            due=each.item.due,
            state=ActionState(each.item.state),
            carried=each.carried,
            reason=each.item.reason,
            since=each.since,
        )
        for each in reviews.actions_of(review, begins)
    ]


def _voices(review: Review) -> list[tuple[int | None, str]]:
    """The chosen comments in the order they were chosen; one whose survey was undone since is gone."""
    offered = {(str(row.survey_id), row.no): row for row in reviews.comments(review.community, period_of(review))}
    chosen = [offered.get((survey, no)) for survey, no in review.voices]
    return [(row.nps if row.nps is not None else row.csat, row.comment) for row in chosen if row is not None]
