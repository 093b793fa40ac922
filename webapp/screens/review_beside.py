"""A review beside the last one: what was said and promised then, what came of it, and what is said now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Response, url_for
from flask_babel import gettext as _

from tenants.actions import documents, reviewing
from tenants.render.markdown import clean
from tenants.render.setting import Setting
from tenants.render.wording.findings import finding_words, verdict_sentence
from tenants.store import review_line
from tenants.store import reviews as store
from tenants.store.reviews import Agreed, Review
from tenants.terms.document import Finding, Line, ReportDocument
from tenants.terms.metric import Unit
from tenants.terms.people import Role
from webapp.access import allow
from webapp.hypermedia import show
from webapp.reading import score_words, setting
from webapp.screens.review_page import FIELDS, TONES
from webapp.screens.review_parts import Action, action_of, actions_of
from webapp.screens.reviews import find, reviews
from webapp.screens.spans import label_words
from webapp.words import language

MOST_FINDINGS = 6


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two: its name, verdict, overall score with its status, findings as (tone, sentence), and its words as HTML."""

    review: Review
    title: str
    verdict: str
    overall: str
    status: str
    findings: Sequence[tuple[str, str]]
    texts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Pair:
    """One metric on both sides; a side that does not show it is ``None``. Goals are words, statuses empty without one."""

    name: str
    last: Line | None
    now: Line | None
    goals: tuple[str, str]
    statuses: tuple[str, str]


@reviews.get("/reviews/<uuid:review_id>/beside")
@allow(Role.ANALYST)
def beside(review_id: UUID) -> Response:
    """The review and the last one of the same cadence, row by row."""
    row, now = find(review_id), datetime.now(UTC)
    period = documents.period_of(row)
    last = review_line.last_review(row, period.cadence)
    before = store.frozen(last) if last else None
    document = reviewing.now_document(row, now=now)
    return show(
        "screens/reviews/beside.html",
        review=row,
        title=label_words(period),
        period=period,
        now=_side(row, document),
        last=_side(last, before) if last and before else None,
        pairs=_pairs(before, document) if before else [],
        promised=_promised(last, now) if last else [],
        actions=actions_of(row, now),
        names=_names(),
        back=url_for("reviews.show", review_id=row.id),
    )


def _names() -> list[tuple[str, str]]:
    """The parts of the commentary with their headings; what was promised is shown by itself."""
    words = {
        "achievements": _("Achievements"),
        "shortcomings": _("Shortcomings"),
        "causes": _("Causes"),
        "next_steps": _("Next steps"),
        "ask": _("What we ask of the client"),
    }
    return [(name, str(words[name])) for name in FIELDS]


def _side(review: Review, document: ReportDocument) -> Side:
    shown = [each for each in document.findings if each.id not in document.dropped]
    return Side(
        review=review,
        title=label_words(document.period),
        verdict=verdict_sentence(document, language()),
        overall=score_words(document.overall.value),
        status=document.overall.status,
        findings=[_finding(document, each) for each in sorted(shown, key=lambda each: -each.weight)[:MOST_FINDINGS]],
        texts={name: clean(getattr(document.commentary, name)) for name in FIELDS},
    )


def _finding(document: ReportDocument, finding: Finding) -> tuple[str, str]:
    words = finding_words(finding, language())
    drafted = f"{words.headline}{'：' if language() != 'en' else ': '}{words.sentence}" if words.headline else words.sentence
    return TONES[finding.tone], document.rewritten.get(finding.id) or drafted


def _pairs(before: ReportDocument, document: ReportDocument) -> list[Pair]:
    """Every metric with a goal on either side first, then the others of the scorecards."""
    then, now = _lines(before), _lines(document)
    settings = setting(before), setting(document)
    found = [_pair(key, then.get(key), now.get(key), settings) for key in dict.fromkeys([*now, *then])]
    return sorted(found, key=lambda each: not any(each.goals))


def _lines(document: ReportDocument) -> dict[str, Line]:
    return {line.metric: line for part in document.pillars for line in part.lines if line.figure.unit is not Unit.TABLE}


def _pair(metric: str, last: Line | None, now: Line | None, settings: tuple[Setting, Setting]) -> Pair:
    sides = tuple(zip((last, now), settings, strict=True))
    goals = [s.goal_text(line.verdict.target, line.figure.unit) if line and line.verdict else "" for line, s in sides]
    statuses = [str(line.verdict.status) if line and line.verdict else "" for line, _setting in sides]
    return Pair(settings[1].metric(metric).name, last, now, (goals[0], goals[1]), (statuses[0], statuses[1]))


def _promised(last: Review, now: datetime) -> list[Action]:
    """What was agreed in the last review, as it stands today."""
    today = now.astimezone(ZoneInfo(last.community.timezone)).date()
    return [action_of(Agreed(item, last.period, carried=False), today) for item in store.agreed_in(last)]
