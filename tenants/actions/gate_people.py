"""What the quality gate asks of people: what they wrote, why goals were missed, who is told, and what the client still waits for."""

from tenants.actions import addressees
from tenants.actions.gate_terms import Question, answerable
from tenants.store import comments, suppressions
from tenants.store.reviews import Review
from tenants.terms.document import ReportDocument
from tenants.terms.report import ActionState
from tenants.terms.target import Status

REASONS = "reasons"
"""The code of the question why a goal was missed: it is asked of each one, and its answer goes into the report."""


def missed(document: ReportDocument) -> list[str]:
    """Metrics whose goal was missed, in the order of the scorecard."""
    return _with(document, Status.MISSED)


def words(review: Review, document: ReportDocument) -> list[Question]:
    """What a person writes: the commentary, a reason for every missed goal, a word about what is at risk."""
    said = document.commentary
    written = bool((said.achievements + said.shortcomings).strip())
    return [Question("commentary", settled=written, blocking=True), *_reasons(review, document), _causes(document)]


def _reasons(review: Review, document: ReportDocument) -> list[Question]:
    return [
        Question(REASONS, settled=bool(reason), blocking=True, answerable=True, answer=reason, about=metric)
        for metric in missed(document)
        for reason in [str(review.reasons.get(metric, ""))]
    ]


def _causes(document: ReportDocument) -> Question:
    """Each missed goal has its own reason; what they have in common, and what is at risk, is worth a word."""
    gone, risky = missed(document), _with(document, Status.AT_RISK)
    settled = not (gone or risky) or bool(document.commentary.causes.strip())
    return Question("causes", settled=settled, blocking=False, facts={"missed": gone, "at_risk": risky})


def people(review: Review, document: ReportDocument) -> list[Question]:
    """What is left to decide, whom the client waits for, and whether the report reaches anybody."""
    decided = {*review.adopted, *review.dropped, *review.rewritten}
    undecided = [each.id for each in document.findings if each.id not in decided]
    loose = [each.text for each in document.actions if each.state is ActionState.OPEN and not (each.owner and each.due)]
    return [
        _asked_by_client(review),
        Question("findings_decided", settled=not undecided, blocking=False, facts={"count": len(undecided)}),
        Question("actions_owned", settled=not loose, blocking=False, facts={"count": len(loose)}),
        *_recipients(review),
    ]


def _asked_by_client(review: Review) -> Question:
    """What the client asked about an earlier report should not be met by the next one without a word."""
    waiting = comments.unanswered(review)
    facts: dict[str, object] = {"count": len(waiting)}
    if waiting:
        facts |= {"review": waiting[-1][1].id, "period": waiting[-1][1].period}
    return answerable(review, "client_asked", fine=not waiting, blocking=True, facts=facts)


def _recipients(review: Review) -> list[Question]:
    emails = addressees.of(review).emails
    stopped = sorted(suppressions.of(emails)) if emails else []
    asked = [Question("recipients", settled=bool(emails), blocking=False)]
    if stopped:
        asked.append(Question("suppressed", settled=False, blocking=False, facts={"addresses": stopped, "count": len(stopped)}))
    return asked


def _with(document: ReportDocument, status: Status) -> list[str]:
    return [line.metric for part in document.pillars for line in part.lines if line.verdict and line.verdict.status is status]
