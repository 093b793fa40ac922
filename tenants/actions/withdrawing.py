"""Taking a published review from the client again."""

from datetime import datetime
from uuid import UUID

from tenants.actions import checks
from tenants.actions.changes import LONGEST_SENTENCE, PUBLISHED, changing
from tenants.store import audit, review_line, withdrawals
from tenants.store.reviews import Review
from tenants.terms.report import ReviewState


def withdraw(review: Review, reason: str, *, revision: int | None, by: UUID | None, now: datetime) -> Review:
    """Take a published review from the client: neither it nor its PDF can be read any more, and letters not yet handed over are stopped.

    Earlier published versions of the period go with it, or the one it corrected would come back. Its figures stay frozen; a correction
    may follow.
    """
    said = checks.text(reason, "reason", longest=LONGEST_SENTENCE, required=True)
    with changing(review, revision, PUBLISHED) as (_, row):
        versions = review_line.published_versions(row)
        for each in versions:
            each.state, each.note, each.withdrawn_at, each.withdrawn_by = ReviewState.WITHDRAWN, said, now, by
            if each is not row:
                each.revision += 1
        runs, letters = withdrawals.stop([each.id for each in versions])
        facts = {"versions": sorted(each.version for each in versions), "runs": runs, "letters": letters}
        audit.record(by, "took_away", "review", row.id, reason=said, **facts)
    return row
