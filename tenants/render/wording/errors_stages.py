"""What is said when something about a stage is refused."""

from tenants.render.wording.errors import Sentences
from tenants.terms.words import N_

SENTENCES: Sentences = {
    "stage.reason_needed": (N_("The figures propose another stage."), N_("Say in a sentence why you choose this one.")),
    "stage.nothing_waits": (N_("No change is proposed any more."), N_("Load the page again.")),
    "stage.not_found": (N_("This decision was taken back already."), ""),
    "stage.decided_since": (N_("Something else was decided since."), N_("Load the page again and decide anew.")),
}
