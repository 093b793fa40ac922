"""Who gets the report of a review by mail, and in which language."""

from dataclasses import dataclass

from tenants.actions import documents
from tenants.store import schedules
from tenants.store.reviews import Review


@dataclass(frozen=True, slots=True)
class Addressees:
    """``named`` are the addresses the schedule names, if any; ``emails`` are those or else the client's own list as it is now."""

    language: str
    named: tuple[str, ...]
    emails: tuple[str, ...]


def of(review: Review) -> Addressees:
    """Return what the community's schedule of the review's cadence says, and what the client's settings say where it is silent."""
    schedule = schedules.ruling(review.community_id, documents.period_of(review).cadence)
    named = tuple(str(each) for each in schedule.recipients) if schedule else ()
    language = (schedule.language if schedule else "") or review.client.language
    return Addressees(language, named, named or tuple(each.email for each in review.client.recipients))
