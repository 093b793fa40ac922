"""The quality gate: what a review leaves open before it may be approved, as codes with the facts of each."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from tenants.store.reviews import Review
from tenants.terms.document import ReportDocument
from tenants.terms.figure import Reason
from tenants.terms.report import ActionState
from tenants.terms.target import Status

WELL_COVERED = 0.9
"""Share of days with data under which a report needs a person's word before it goes to the client."""


@dataclass(frozen=True, slots=True)
class Question:
    """One thing the gate asks. ``blocking``: approval waits for it. ``answerable``: a reason given by a person settles it.

    ``settled``: there is nothing to ask, or it was answered; ``answer`` is that reason.
    """

    code: str
    settled: bool
    blocking: bool
    answerable: bool = False
    answer: str = ""
    facts: dict[str, object] = field(default_factory=dict)


def questions(review: Review, document: ReportDocument, *, now: datetime) -> list[Question]:
    """Every question of the gate, the settled ones too, those that wait first; blocking before others."""
    found = [
        _commentary(document),
        _causes(document),
        *_data(review, document, now),
        *_people(review, document),
    ]
    return sorted(found, key=lambda each: (each.settled, not each.blocking))


def waiting(asked: Sequence[Question]) -> list[Question]:
    """Those that approval waits for."""
    return [each for each in asked if each.blocking and not each.settled]


def _commentary(document: ReportDocument) -> Question:
    said = document.commentary
    return Question("commentary", settled=bool((said.achievements + said.shortcomings).strip()), blocking=True)


def _causes(document: ReportDocument) -> Question:
    """A missed promise needs its cause in the manager's words; one at risk should have it."""
    verdicts = [line for part in document.pillars for line in part.lines if line.verdict]
    missed = [line.metric for line in verdicts if line.verdict and line.verdict.status is Status.MISSED]
    risky = [line.metric for line in verdicts if line.verdict and line.verdict.status is Status.AT_RISK]
    return Question(
        "causes",
        settled=not (missed or risky) or bool(document.commentary.causes.strip()),
        blocking=bool(missed),
        facts={"missed": missed, "at_risk": risky},
    )


def _data(review: Review, document: ReportDocument, now: datetime) -> list[Question]:
    days = len(document.coverage)
    covered = sum(present for _, present in document.coverage)
    gaps = [key for key, figure in document.figures.items() if figure.reason is Reason.LEDGER_GAP]
    lines = [line for part in document.pillars for line in part.lines if line.verdict]
    silent = [line.metric for line in lines if line.verdict and line.verdict.status is Status.NO_DATA]
    running = now < document.period.bounds(ZoneInfo(document.zone))[1]
    return [
        _answerable(review, "period_ended", fine=not running, blocking=True),
        _answerable(
            review,
            "coverage",
            fine=covered == days and days > 0,
            blocking=days == 0 or covered / days < WELL_COVERED,
            facts={"days": days, "covered": covered, "missing": days - covered},
        ),
        _answerable(review, "ledger", fine=not gaps, blocking=True, facts={"metrics": gaps}),
        Question("targets", settled=bool(lines), blocking=False, facts={"count": len(lines)}),
        _answerable(review, "targets_measured", fine=not silent, blocking=False, facts={"metrics": silent}),
    ]


def _people(review: Review, document: ReportDocument) -> list[Question]:
    decided = {*review.adopted, *review.dropped, *review.rewritten}
    undecided = [each.id for each in document.findings if each.id not in decided]
    loose = [each.text for each in document.actions if each.state is ActionState.OPEN and not (each.owner and each.due)]
    return [
        Question("findings_decided", settled=not undecided, blocking=False, facts={"count": len(undecided)}),
        Question("actions_owned", settled=not loose, blocking=False, facts={"count": len(loose)}),
        Question("recipients", settled=bool(review.client.recipients), blocking=False),
    ]


def _answerable(review: Review, code: str, *, fine: bool, blocking: bool, facts: dict[str, object] | None = None) -> Question:
    answer = str(review.answers.get(code, ""))
    return Question(code, settled=fine or bool(answer), blocking=blocking and not fine, answerable=True, answer=answer, facts=facts or {})
