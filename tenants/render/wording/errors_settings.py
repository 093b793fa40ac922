"""What is said when a change of the workspace or of a metric contract is refused."""

from tenants.render.wording.errors import Sentences
from tenants.terms.words import N_

SENTENCES: Sentences = {
    "workspace.colour_unusable": (N_("“%(colour)s” is not a colour."), N_("Write it like #2f4fa2.")),
    "contract.changed": (
        N_("Somebody else has agreed on version %(version)s meanwhile. Nothing was changed."),
        N_("Load the page again and compare."),
    ),
    "contract.no_acts": (N_("Something must count as being active."), N_("Choose at least one kind of act.")),
    "contract.window": (N_("Between %(least)s and %(most)s days, please."), ""),
}
