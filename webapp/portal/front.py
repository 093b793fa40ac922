"""The first page of the portal: the three promises with their figures, and the earlier reports in a line each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tenants.render.parts.summary import LEADS
from tenants.render.wording.metrics import pillar_word
from tenants.store.listings import Listed
from tenants.terms.document import ReportDocument
from tenants.terms.figure import Figure
from tenants.terms.metric import CORE_PILLARS
from webapp.reading import Group, Row, score_words, scorecard, setting

FIGURES = 3
"""Figures shown under each promise."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A promise: its score and verdict, or (without goals) its leading figure, and the figures that matter most."""

    name: str
    score: str
    status: str
    before: str
    lead: Figure | None
    lead_name: str
    rows: Sequence[Row]


@dataclass(frozen=True, slots=True)
class Kept:
    """A published report in a list."""

    id: UUID
    community: str
    period: str
    version: int
    overall: str
    status: str
    published_at: datetime | None
    confirmed_at: datetime | None


def answers(document: ReportDocument) -> list[Answer]:
    """Return the three promises of a report."""
    s = setting(document)
    groups = {group.key: group for group in scorecard(s)}
    found = []
    for pillar in CORE_PILLARS:
        group = groups.get(pillar)
        lead = document.figures.get(LEADS[pillar])
        found.append(
            Answer(
                name=pillar_word(pillar, s.lang),
                score=group.score if group else "",
                status=group.status if group and group.score else "",
                before=group.before if group else "",
                lead=lead,
                lead_name=s.metric(LEADS[pillar]).name,
                rows=_rows(group, lead),
            )
        )
    return found


def _rows(group: Group | None, lead: Figure | None) -> list[Row]:
    """The rows with a goal, by weight; without goals the pillar's further figures."""
    if group is None:
        return []
    rows = group.rows or [row for row in group.others if lead is None or row.figure.key != lead.key]
    return list(rows[:FIGURES])


def kept(listed: Listed) -> Kept:
    """Return a published report in a line: its score is read from what was frozen."""
    review = listed.review
    return Kept(
        id=review.id,
        community=review.community.name,
        period=review.period,
        version=review.version,
        overall=score_words(listed.overall) if listed.overall is not None else "",
        status=listed.status if listed.overall is not None else "",
        published_at=review.published_at,
        confirmed_at=review.acknowledged_at,
    )
