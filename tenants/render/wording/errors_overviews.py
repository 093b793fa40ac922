"""What is said when a roll-up or portfolio review is refused."""

from tenants.render.wording.errors import Sentences
from tenants.terms.words import N_

SENTENCES: Sentences = {
    "overview.no_communities": (N_("There is no community to look over."), N_("Add one to the client first.")),
    "overview.period_ahead": (N_("This period has not begun yet."), N_("Choose an earlier one.")),
    "overview.not_found": (N_("This overview is not there any more."), N_("Load the list again.")),
    "overview.wrong_state": (
        N_("This overview has moved on meanwhile, so this cannot be done to it."),
        N_("Load the page again to see where it stands."),
    ),
    "overview.empty": (
        N_("No community has a published report of this period, so there is nothing to show."),
        N_("Publish the report of one community first."),
    ),
    "overview.correction_begun": (N_("A next version was begun already."), N_("Open it from the list.")),
}
