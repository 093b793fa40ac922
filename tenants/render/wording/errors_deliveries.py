"""Refusals about letters with reports, and about letters that came back."""

from tenants.render.wording.errors import Sentences
from tenants.terms.words import N_

SENTENCES: Sentences = {
    "delivery.suppressed": (
        N_("Nothing was sent: this address gets no more reports."),
        N_("See the stopped addresses for the reason; a report can go to another address meanwhile."),
    ),
    "delivery.has_its_letter": (
        N_("This report has a letter to that address already."),
        N_("Look for it among the deliveries; there it can be sent again."),
    ),
    "suppression.lifted_before": (N_("This address gets letters again already."), N_("Nothing is left to do.")),
    "letter.not_found": (N_("This link opens nothing."), N_("It belongs to no letter that was sent from here.")),
    "bounces.unreadable": (N_("%(name)s cannot be read."), N_("Name an mbox file, a Maildir folder or a single message.")),
    "bounces.malformed": (
        N_("A bounce needs message_id, recipient and a type that is hard, soft or complaint."),
        N_("Nothing was taken. Send one object, or a list of at most 200."),
    ),
}
