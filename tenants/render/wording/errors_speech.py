"""What is said when a wish about the text of messages is refused."""

from tenants.render.wording.errors import Sentences
from tenants.terms.words import N_

SENTENCES: Sentences = {
    "speech.days": (N_("Texts are kept for 0 to %(most)s days."), N_("Write 0 to keep none: their words are counted all the same.")),
}
