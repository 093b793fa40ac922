"""The quality gate: what a review leaves open before it may be approved, as codes with the facts of each.

What it asks of the data stands in ``gate_data``, what it asks of people and their words in ``gate_people``.
"""

from collections.abc import Sequence
from datetime import datetime

from tenants.actions import gate_data, gate_people
from tenants.actions.gate_data import WELL_COVERED
from tenants.actions.gate_people import REASONS, missed
from tenants.actions.gate_terms import Question
from tenants.store.reviews import Review
from tenants.terms.document import ReportDocument

__all__ = ["REASONS", "WELL_COVERED", "Question", "missed", "questions", "waiting"]


def questions(review: Review, document: ReportDocument, *, now: datetime) -> list[Question]:
    """Every question of the gate, the settled ones too, those that wait first; blocking before others."""
    found = [*gate_people.words(review, document), *gate_data.questions(review, document, now), *gate_people.people(review, document)]
    return sorted(found, key=lambda each: (each.settled, not each.blocking))


def waiting(asked: Sequence[Question]) -> list[Question]:
    """Those that approval waits for."""
    return [each for each in asked if each.blocking and not each.settled]
