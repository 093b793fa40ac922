"""Reviews: drafted by the system, commented and decided by people, approved with frozen figures, published to the client.

draft -> in review -> approved -> published -> acknowledged. Every verb takes the ``revision`` its caller has seen: when somebody else
changed the review meanwhile, it is refused with ``review.changed`` and nothing is lost. ``None`` means "as it is" (command line).
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.exc import IntegrityError

from tenants.actions import checks, documents, gate
from tenants.store import audit, reports, reviews
from tenants.store.base import db
from tenants.store.clients import Community
from tenants.store.reviews import Review
from tenants.store.work import Work, work
from tenants.terms.document import Commentary, ReportDocument
from tenants.terms.errors import NotFoundError, Refusal
from tenants.terms.period import Period
from tenants.terms.report import ReviewState

LONGEST_TEXT = 8000
LONGEST_SENTENCE = 600
MOST_VOICES = 6
EDITABLE = (ReviewState.DRAFT, ReviewState.IN_REVIEW)
PUBLISHED = (ReviewState.PUBLISHED, ReviewState.ACKNOWLEDGED)


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
    return reviews.frozen(review) or documents.current(review.community, documents.period_of(review), now=now, review=review)


def comment(review: Review, commentary: Commentary, *, revision: int | None, by: UUID | None) -> Review:
    """Replace the five texts of the commentary (Markdown)."""
    texts = {name: checks.text(said, name, longest=LONGEST_TEXT) for name, said in asdict(commentary).items()}
    with _changing(review, revision, EDITABLE) as (_, row):
        row.commentary = texts
        audit.record(by, "commented", "review", row.id)
    return row


def answer(review: Review, code: str, reason: str, *, revision: int | None, by: UUID | None) -> Review:
    """Settle an answerable question of the gate with a reason; an empty one takes the answer back."""
    said = checks.text(reason, "reason", longest=LONGEST_SENTENCE)
    with _changing(review, revision, EDITABLE) as (_, row):
        row.answers = {**{key: value for key, value in row.answers.items() if key != code}, **({code: said} if said else {})}
        audit.record(by, "answered", "review", row.id, question=code, reason=said)
    return row


def decide(review: Review, finding: str, decision: Decision, *, sentence: str = "", revision: int | None, by: UUID | None) -> Review:
    """Adopt, rewrite (with ``sentence``) or drop a finding of the draft, or leave it undecided again."""
    said = checks.text(sentence, "sentence", longest=LONGEST_SENTENCE, required=decision is Decision.REWRITTEN)
    with _changing(review, revision, EDITABLE) as (_, row):
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
    with _changing(review, revision, EDITABLE) as (_, row):
        row.voices = [[str(survey), no] for survey, no in dict.fromkeys(answers)]
        audit.record(by, "chose_voices", "review", row.id, count=len(row.voices))
    return row


def submit(review: Review, *, note: str = "", revision: int | None, by: UUID | None, now: datetime) -> Review:
    """Ask for approval."""
    said = checks.text(note, "note", longest=LONGEST_SENTENCE)
    with _changing(review, revision, (ReviewState.DRAFT,)) as (_, row):
        row.state, row.note, row.submitted_at, row.submitted_by = ReviewState.IN_REVIEW, said, now, by
        audit.record(by, "submitted", "review", row.id, note=said)
    return row


def return_to_draft(review: Review, reason: str, *, revision: int | None, by: UUID | None) -> Review:
    """Give a review back to its author, who is told why."""
    said = checks.text(reason, "reason", longest=LONGEST_SENTENCE, required=True)
    with _changing(review, revision, (ReviewState.IN_REVIEW,)) as (_, row):
        row.state, row.note = ReviewState.DRAFT, said
        audit.record(by, "returned", "review", row.id, reason=said)
    return row


def questions(review: Review, document: ReportDocument, *, now: datetime) -> list[gate.Question]:
    """What the quality gate asks of the review; none once it is approved."""
    return gate.questions(review, document, now=now) if review.state in EDITABLE else []


def approve(review: Review, *, waive: str = "", revision: int | None, by: UUID | None, now: datetime) -> Review:
    """Approve the review and freeze its document: no later import, target or edit changes a figure of it.

    Refused with ``review.questions_open`` (``codes``) while the gate waits for something; ``waive`` settles that with a reason, which
    is kept in the audit log.
    """
    revision = review.revision if revision is None else revision
    document = now_document(review, now=now)
    asked = [each.code for each in gate.waiting(gate.questions(review, document, now=now))]
    reason = checks.text(waive, "waive", longest=LONGEST_SENTENCE)
    if asked and not reason and review.state == ReviewState.IN_REVIEW:
        raise Refusal("review.questions_open", codes=asked)
    with _changing(review, revision, (ReviewState.IN_REVIEW,)) as (_, row):
        reviews.freeze(row, document)
        row.state, row.approved_at, row.approved_by = ReviewState.APPROVED, now, by
        audit.record(by, "approved", "review", row.id, waived=asked, reason=reason)
    return row


def withdraw(review: Review, reason: str, *, revision: int | None, by: UUID | None) -> Review:
    """Take an approval back before publication: the figures move again."""
    said = checks.text(reason, "reason", longest=LONGEST_SENTENCE, required=True)
    with _changing(review, revision, (ReviewState.APPROVED,)) as (_, row):
        reviews.freeze(row, None)
        row.state, row.note, row.approved_at, row.approved_by = ReviewState.IN_REVIEW, said, None, None
        audit.record(by, "withdrew", "review", row.id, reason=said)
    return row


def publish(review: Review, *, deliver: bool = True, revision: int | None, by: UUID | None, now: datetime) -> Review:
    """Show the review to the client, and ask for its report in the client's language; with ``deliver`` it is mailed to every recipient."""
    with _changing(review, revision, (ReviewState.APPROVED,)) as (w, row):
        row.state, row.published_at, row.published_by = ReviewState.PUBLISHED, now, by
        run_id = reports.request(row, row.client.language, deliver=deliver)
        if run_id is not None:
            w.then("jobs.reports.render", row.tenant_id, str(run_id))
        audit.record(by, "published", "review", row.id, version=row.version, language=row.client.language, deliver=deliver)
    return row


def acknowledge(review: Review, *, by: UUID | None, now: datetime) -> Review:
    """The client has seen it; saying so twice changes nothing."""
    if review.state == ReviewState.ACKNOWLEDGED:
        return review
    with _changing(review, None, (ReviewState.PUBLISHED,)) as (_, row):
        row.state, row.acknowledged_at, row.acknowledged_by = ReviewState.ACKNOWLEDGED, now, by
        audit.record(by, "acknowledged", "review", row.id)
    return row


def correct(review: Review, reason: str, *, by: UUID | None, now: datetime) -> Review:
    """Begin the next version of a published review, with its words; the published one stays as the client knows it."""
    said = checks.text(reason, "reason", longest=LONGEST_SENTENCE, required=True)
    try:
        with work():
            row = _locked(review, None, PUBLISHED)
            copy = Review(
                community_id=row.community_id,
                client_id=row.client_id,
                period=row.period,
                period_first=row.period_first,
                period_until=row.period_until,
                version=row.version + 1,
                commentary=dict(row.commentary),
                rewritten=dict(row.rewritten),
                adopted=list(row.adopted),
                dropped=list(row.dropped),
                answers={},
                voices=list(row.voices),
                note=said,
                drafted_at=now,
            )
            db.session.add(copy)
            db.session.flush()
            audit.record(by, "corrected", "review", copy.id, version=copy.version, reason=said)
    except IntegrityError as error:
        if checks.violates(error, "uq_review_tenant_id_community_id_period_version"):
            raise Refusal("review.correction_begun", period=review.period) from error
        raise
    return copy


@contextmanager
def _changing(review: Review, revision: int | None, states: Sequence[ReviewState]) -> Iterator[tuple[Work, Review]]:
    """One transaction around one change of one review, kept from other writers."""
    with work() as w:
        row = _locked(review, revision, states)
        row.revision += 1
        yield w, row


def _locked(review: Review, revision: int | None, states: Sequence[ReviewState]) -> Review:
    row = reviews.locked(review.id)
    if row is None:
        raise NotFoundError("review.not_found")
    if row.state not in states:
        raise Refusal("review.wrong_state", state=row.state, period=row.period)
    if revision is not None and row.revision != revision:
        raise Refusal("review.changed", revision=row.revision, period=row.period)
    return row


def _without(ids: Sequence[str], gone: str) -> list[str]:
    return [each for each in ids if each != gone]
