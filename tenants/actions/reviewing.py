"""Reviews: drafted by the system, commented and decided by people, approved with frozen figures, published to the client.

draft -> in review -> approved -> published -> acknowledged. Every verb takes the ``revision`` its caller has seen: when somebody else
changed the review meanwhile, it is refused with ``review.changed`` and nothing is lost. ``None`` means "as it is" (command line).
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

from tenants.actions import addressees, checks, corrections, documents, gate
from tenants.actions.changes import EDITABLE, LONGEST_SENTENCE, PUBLISHED, changing
from tenants.measure import CATALOGUE
from tenants.store import audit, reports, review_line, reviews
from tenants.store.clients import Community
from tenants.store.reviews import Review
from tenants.store.tenancy import current_scope
from tenants.store.work import work
from tenants.terms.document import Commentary, ReportDocument
from tenants.terms.errors import Refusal
from tenants.terms.period import Period
from tenants.terms.report import ReviewState

LONGEST_TEXT = 8000
MOST_VOICES = 6
HIGHEST_RATING = 5

__all__ = ["EDITABLE", "LONGEST_SENTENCE", "PUBLISHED"]


class Decision(StrEnum):
    """What a person makes of a finding."""

    UNDECIDED = "undecided"
    ADOPTED = "adopted"
    REWRITTEN = "rewritten"
    DROPPED = "dropped"


def draft(community: Community, period: Period, *, by: UUID | None, now: datetime) -> Review:
    """Return the review of ``community`` and ``period``, drafted if there is none; the highest version if there are several."""
    if found := reviews.latest(community, period):
        return found
    if community.archived_at is not None:
        raise Refusal("community.archived", slug=community.slug, name=community.name)
    if period.bounds(ZoneInfo(community.timezone))[0] > now:
        raise Refusal("review.period_ahead", period=period.label)
    with work():
        review = reviews.add(community, period, now)
        audit.record(by, "drafted", "review", review.id, community=community.name, period=period.label)
    return review


def now_document(review: Review, *, now: datetime) -> ReportDocument:
    """Return what the review says: the frozen document from approval on, before it one computed from the figures of this moment."""
    if document := reviews.frozen(review):
        return document
    document = documents.current(review.community, documents.period_of(review), now=now, review=review)
    asked = gate.missed(document)
    said = {metric: reason for metric, reason in document.reasons.items() if reason and metric in asked}
    return corrections.told(review, replace(document, reasons=said))


def comment(review: Review, commentary: Commentary, *, revision: int | None, by: UUID | None) -> Review:
    """Replace the five texts of the commentary (Markdown)."""
    texts = {name: checks.text(said, name, longest=LONGEST_TEXT) for name, said in asdict(commentary).items()}
    with changing(review, revision, EDITABLE) as (_, row):
        row.commentary = texts
        audit.record(by, "commented", "review", row.id)
    return row


def answer(review: Review, key: str, reason: str, *, revision: int | None, by: UUID | None) -> Review:
    """Settle an answerable question of the gate (``Question.key``) with a reason; an empty one takes the answer back."""
    code, _colon, metric = key.partition(":")
    if code == gate.REASONS:
        return explain(review, {metric: reason}, revision=revision, by=by)
    said = checks.text(reason, "reason", longest=LONGEST_SENTENCE)
    with changing(review, revision, EDITABLE) as (_, row):
        row.answers = {**{other: value for other, value in row.answers.items() if other != key}, **({key: said} if said else {})}
        audit.record(by, "answered", "review", row.id, question=key, reason=said)
    return row


def explain(review: Review, reasons: Mapping[str, str], *, revision: int | None, by: UUID | None) -> Review:
    """Say why goals were missed, by metric; an empty text takes a reason back, metrics that are not named keep theirs.

    A reason may stand although the goal is no longer missed: then the report leaves it out. A refused one blames ``reason-<metric>``.
    """
    if unknown := [metric for metric in reasons if metric not in CATALOGUE]:
        raise Refusal("target.unknown_metric", metric=unknown[0])
    said = {metric: checks.text(text, f"reason-{metric}", longest=LONGEST_SENTENCE) for metric, text in reasons.items()}
    with changing(review, revision, EDITABLE) as (_, row):
        kept = {**row.reasons, **said}
        row.reasons = {metric: text for metric, text in kept.items() if text}
        audit.record(by, "explained", "review", row.id, reasons=said)
    return row


def decide(review: Review, finding: str, decision: Decision, *, sentence: str = "", revision: int | None, by: UUID | None) -> Review:
    """Adopt, rewrite (with ``sentence``) or drop a finding of the draft, or leave it undecided again."""
    said = checks.text(sentence, "sentence", longest=LONGEST_SENTENCE, required=decision is Decision.REWRITTEN)
    with changing(review, revision, EDITABLE) as (_, row):
        row.adopted = [*_without(row.adopted, finding), *([finding] if decision is Decision.ADOPTED else [])]
        row.dropped = [*_without(row.dropped, finding), *([finding] if decision is Decision.DROPPED else [])]
        kept = {key: value for key, value in row.rewritten.items() if key != finding}
        row.rewritten = {**kept, finding: said} if decision is Decision.REWRITTEN else kept
        audit.record(by, decision.value, "finding", finding, review=str(row.id), sentence=said)
    return row


def decision_of(review: Review, finding: str) -> Decision:
    """What was made of a finding."""
    for decision, where in ((Decision.REWRITTEN, review.rewritten), (Decision.DROPPED, review.dropped), (Decision.ADOPTED, review.adopted)):
        if finding in where:
            return decision
    return Decision.UNDECIDED


def choose_voices(review: Review, answers: Sequence[tuple[UUID, int]], *, revision: int | None, by: UUID | None) -> Review:
    """Choose which survey comments the report quotes, by (survey, answer number), in this order; refuses more than six."""
    if len(answers) > MOST_VOICES:
        raise Refusal("review.too_many_voices", field="voices", most=MOST_VOICES)
    offered = {(row.survey_id, row.no) for row in reviews.comments(review.community, documents.period_of(review))}
    if not set(answers) <= offered:
        raise Refusal("review.unknown_voice", field="voices")
    with changing(review, revision, EDITABLE) as (_, row):
        row.voices = [[str(survey), no] for survey, no in dict.fromkeys(answers)]
        audit.record(by, "chose_voices", "review", row.id, count=len(row.voices))
    return row


def submit(review: Review, *, note: str = "", revision: int | None, by: UUID | None, now: datetime) -> Review:
    """Ask for approval."""
    said = checks.text(note, "note", longest=LONGEST_SENTENCE)
    with changing(review, revision, (ReviewState.DRAFT,)) as (_, row):
        row.state, row.note, row.submitted_at, row.submitted_by = ReviewState.IN_REVIEW, said, now, by
        audit.record(by, "submitted", "review", row.id, note=said)
    return row


def return_to_draft(review: Review, reason: str, *, revision: int | None, by: UUID | None) -> Review:
    """Give a review back to its author, who is told why."""
    said = checks.text(reason, "reason", longest=LONGEST_SENTENCE, required=True)
    with changing(review, revision, (ReviewState.IN_REVIEW,)) as (_, row):
        row.state, row.note = ReviewState.DRAFT, said
        audit.record(by, "returned", "review", row.id, reason=said)
    return row


def questions(review: Review, document: ReportDocument, *, now: datetime) -> list[gate.Question]:
    """What the quality gate asks of the review; none once it is approved."""
    return gate.questions(review, document, now=now) if review.state in EDITABLE else []


def approve(review: Review, *, waive: str = "", revision: int | None, by: UUID | None, now: datetime) -> Review:
    """Approve the review and freeze its document: no later import, target or edit changes a figure of it.

    Refused with ``review.questions_open`` (``codes``: keys of questions) while the gate waits for something; ``waive`` settles that with
    a reason, which is kept in the audit log.
    """
    revision = review.revision if revision is None else revision
    document = now_document(review, now=now)
    asked = [each.key for each in gate.waiting(gate.questions(review, document, now=now))]
    reason = checks.text(waive, "waive", longest=LONGEST_SENTENCE)
    if asked and not reason and review.state == ReviewState.IN_REVIEW:
        raise Refusal("review.questions_open", codes=asked)
    with changing(review, revision, (ReviewState.IN_REVIEW,)) as (_, row):
        reviews.freeze(row, document)
        row.state, row.approved_at, row.approved_by = ReviewState.APPROVED, now, by
        audit.record(by, "approved", "review", row.id, waived=asked, reason=reason)
    return row


def withdraw(review: Review, reason: str, *, revision: int | None, by: UUID | None) -> Review:
    """Take an approval back before publication: the figures move again."""
    said = checks.text(reason, "reason", longest=LONGEST_SENTENCE, required=True)
    with changing(review, revision, (ReviewState.APPROVED,)) as (_, row):
        reviews.freeze(row, None)
        row.state, row.note, row.approved_at, row.approved_by = ReviewState.IN_REVIEW, said, None, None
        audit.record(by, "withdrew", "review", row.id, reason=said)
    return row


def publish(review: Review, *, deliver: bool = True, revision: int | None, by: UUID | None, now: datetime) -> Review:
    """Show the review to the client, and ask for its report; with ``deliver`` it is mailed to every recipient.

    Language and recipients are those of ``addressees``.
    """
    with changing(review, revision, (ReviewState.APPROVED,)) as (w, row):
        row.state, row.published_at, row.published_by = ReviewState.PUBLISHED, now, by
        to = addressees.of(row)
        run_id = reports.request(row, to.language, deliver=deliver, recipients=to.named)
        if run_id is not None:
            w.then("jobs.reports.render", row.tenant_id, str(run_id))
        audit.record(by, "published", "review", row.id, version=row.version, language=to.language, deliver=deliver)
    return row


def acknowledge(review: Review, *, by: UUID | None, now: datetime) -> Review:
    """The client has seen it; saying so twice changes nothing."""
    if review.state == ReviewState.ACKNOWLEDGED:
        return review
    with changing(review, None, (ReviewState.PUBLISHED,)) as (_, row):
        row.state, row.acknowledged_at, row.acknowledged_by = ReviewState.ACKNOWLEDGED, now, by
        audit.record(by, "acknowledged", "review", row.id)
    return row


def rate(review: Review, rating: int, note: str, *, by: UUID | None, now: datetime) -> Review:
    """Keep what the client thinks of the report, 1 (poor) to 5; said again it replaces what was said before.

    Only somebody of the client rates, and only until the report of a later period is published.
    """
    scope = current_scope()
    if scope is None or scope.client_id is None:
        raise Refusal("review.clients_rate")
    if not 1 <= rating <= HIGHEST_RATING:
        raise Refusal("review.rating_range", field="rating", most=HIGHEST_RATING)
    said = checks.text(note, "note", longest=LONGEST_SENTENCE)
    with changing(review, None, PUBLISHED) as (_, row):
        if review_line.followed(row, documents.period_of(row).cadence):
            raise Refusal("review.rating_closed")
        row.rating, row.rating_note, row.rated_at, row.rated_by = rating, said, now, by
        audit.record(by, "rated", "review", row.id, rating=rating, note=said)
    return row


def _without(ids: Sequence[str], gone: str) -> list[str]:
    return [each for each in ids if each != gone]
