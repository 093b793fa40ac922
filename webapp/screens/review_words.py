"""Reviews in words: states, who must act, what was done."""

from dataclasses import dataclass

from flask_babel import gettext as _

from tenants.terms.report import ReviewState
from tenants.terms.words import N_


@dataclass(frozen=True, slots=True)
class State:
    """A state: its icon, its word, and who acts next (empty when nobody has to)."""

    icon: str
    word: str
    who: str


STATES = {
    ReviewState.DRAFT: State("draft", N_("Draft"), N_("Author: finish and hand in")),
    ReviewState.IN_REVIEW: State("half", N_("In review"), N_("Manager: approve or return")),
    ReviewState.APPROVED: State("done", N_("Approved"), N_("Manager: publish")),
    ReviewState.PUBLISHED: State("done", N_("Published"), N_("Client: confirm")),
    ReviewState.ACKNOWLEDGED: State("done", N_("Confirmed by the client"), ""),
    ReviewState.WITHDRAWN: State("missed", N_("Withdrawn"), N_("Manager: correct it, or leave it so")),
}
DEEDS = {
    "drafted": N_("Drafted by the system"),
    "commented": N_("Commentary changed"),
    "answered": N_("A question of the quality check answered"),
    "explained": N_("Reasons for missed goals written"),
    "chose_voices": N_("Quotations chosen"),
    "submitted": N_("Handed in for approval"),
    "returned": N_("Returned to its author"),
    "approved": N_("Approved, figures frozen"),
    "withdrew": N_("Approval withdrawn"),
    "published": N_("Published"),
    "acknowledged": N_("Confirmed by the client"),
    "corrected": N_("Begun as a correction"),
    "took_away": N_("Withdrawn from the client"),
    "rated": N_("Rated by the client"),
    "shared": N_("Shared by link"),
}


def state_words(state: str) -> str:
    """The word of a state."""
    return str(_(STATES[ReviewState(state)].word))
