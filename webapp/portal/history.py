"""What the portal tells of the reports before: the three promises over time, the versions of one report, the overviews."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from flask_babel import gettext as _

from tenants.render import charts, formats
from tenants.render.wording.metrics import pillar_word
from tenants.store import listings, overviews, reviews
from tenants.store.clients import Client
from tenants.store.overviews import Overview
from tenants.store.reviews import Review
from tenants.terms.metric import CORE_PILLARS
from tenants.terms.period import Cadence, Period
from webapp.reading import score_words
from webapp.words import language

LABELS = {Cadence.WEEK: "____-W__", Cadence.MONTH: "____-__", Cadence.QUARTER: "____-Q_", Cadence.YEAR: "____"}
"""Labels of the periods of a cadence, as SQL ``LIKE`` has it."""
MOST = 13


@dataclass(frozen=True, slots=True)
class Trend:
    """One promise over the reports: its drawing, a sentence, and the same as rows (period, points)."""

    name: str
    drawing: str
    said: str
    rows: Sequence[tuple[str, str]]


def trends(newest: Review) -> list[Trend]:
    """Return the three promises over up to 13 reports of the community and cadence of ``newest``; none before the second report."""
    period = Period.parse(newest.period)
    if period.cadence not in LABELS:
        return []
    rows = listings.pillar_scores(newest.community_id, LABELS[period.cadence])[-MOST:]
    found = [_trend(pillar, [(label, known.get(pillar)) for label, known in rows]) for pillar in CORE_PILLARS]
    return [each for each in found if each is not None]


def _trend(pillar: str, scores: list[tuple[str, float | None]]) -> Trend | None:
    known = [(label, value) for label, value in scores if value is not None]
    if len(known) < 2:
        return None
    name, lang = pillar_word(pillar, language()), language()
    reached = sum(round(value, 2) >= 1 for _label, value in known)
    said = _("%(reached)s of %(n)s reports reached 100.", reached=formats.number(reached, lang), n=formats.number(len(known), lang))
    drawing = charts.score_trend(
        charts.SCREEN,
        [(formats.period_short(label, lang), value) for label, value in scores],
        goal=_("goal %(goal)s", goal=100),
        title=_("%(name)s over %(n)s reports, goal 100", name=name, n=len(scores)),
    )
    rows = [(formats.period(label, lang), score_words(value)) for label, value in scores]
    return Trend(name, drawing, said, rows)


@dataclass(frozen=True, slots=True)
class Version:
    """A published version of one report."""

    id: UUID
    number: int
    published: object
    here: bool


def versions(row: Review) -> list[Version]:
    """Return the published versions of the report ``row`` is one of, the newest first; empty where there is only this one."""
    same = [each for each in reviews.of_community(row.community) if each.period == row.period and each.published_at]
    return [Version(each.id, each.version, each.published_at, each.id == row.id) for each in same] if len(same) > 1 else []


def rolled_up(client: Client) -> Sequence[Overview]:
    """Return the client's published overviews over all its communities, the newest period first."""
    return overviews.published(client)
