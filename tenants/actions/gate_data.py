"""What the quality gate asks of the data: is it all there, is it of the whole period, does it add up, is it like what was before?"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from tenants.actions.gate_terms import Question, answerable
from tenants.assess.jumps import Jump, sudden
from tenants.store import imports
from tenants.store.reviews import Review
from tenants.terms.document import ReportDocument
from tenants.terms.figure import Reason
from tenants.terms.target import Status

WELL_COVERED = 0.9
"""Share of days with data under which a report needs a person's word before it goes to the client."""
QUIET_DAYS = 2
"""Days at the end of a period without anything said; a community may rest that long, more looks like an export made too early."""


def questions(review: Review, document: ReportDocument, now: datetime) -> list[Question]:
    """Every question about the data, the settled ones too."""
    days = len(document.coverage)
    covered = sum(present for _, present in document.coverage)
    gaps = [key for key, figure in document.figures.items() if figure.reason is Reason.LEDGER_GAP]
    lines = [line for part in document.pillars for line in part.lines if line.verdict]
    silent = [line.metric for line in lines if line.verdict and line.verdict.status is Status.NO_DATA]
    running = now < document.period.bounds(ZoneInfo(document.zone))[1]
    return [
        answerable(review, "period_ended", fine=not running, blocking=True),
        *([] if running or document.as_of is None else [_stale(review, document, document.as_of)]),
        answerable(
            review,
            "coverage",
            fine=covered == days and days > 0,
            blocking=days == 0 or covered / days < WELL_COVERED,
            facts={"days": days, "covered": covered, "missing": days - covered},
        ),
        answerable(review, "ledger", fine=not gaps, blocking=True, facts={"metrics": gaps}),
        *_jumps(review, document),
        Question("targets", settled=bool(lines), blocking=False, facts={"count": len(lines)}),
        answerable(review, "targets_measured", fine=not silent, blocking=False, facts={"metrics": silent}),
    ]


def _stale(review: Review, document: ReportDocument, as_of: datetime) -> Question:
    """Data that ends before its period, or was exported before it: what happened afterwards is in no figure."""
    zone = ZoneInfo(document.zone)
    ends = document.period.bounds(zone)[1]
    until, last = as_of.astimezone(zone).date(), document.period.until - timedelta(days=1)
    brought = imports.newest_at(review.community_id)
    early = brought is not None and brought < ends
    facts: dict[str, object] = {"until": until, "days": max(0, (last - until).days), "early": early}
    if brought is not None:
        facts["brought"] = brought.astimezone(zone).date()
    return answerable(review, "stale", fine=not early and (last - until).days <= QUIET_DAYS, blocking=True, facts=facts)


def _jumps(review: Review, document: ReportDocument) -> list[Question]:
    """One question for each figure out of its usual range, or one that says that there is none."""
    found = sudden(document)
    if not found:
        return [answerable(review, "jump", fine=True, blocking=True)]
    return [answerable(review, "jump", fine=False, blocking=True, facts=_facts(document, each), about=each.metric) for each in found]


def _facts(document: ReportDocument, jump: Jump) -> dict[str, object]:
    unit = document.figures[jump.metric].unit
    return {"value": jump.value, "low": jump.low, "high": jump.high, "periods": jump.periods, "unit": unit}
