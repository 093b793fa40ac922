"""What is said when something about tiers, members or stages is refused."""

from tenants.render.wording.errors import Sentences
from tenants.terms.words import N_

SENTENCES: Sentences = {
    "tiers.future": (N_("%(day)s has not come yet."), N_("Choose a day that is over.")),
    "tiers.day": (N_("“%(day)s” is not a day."), N_("Write it like 2026-06-30.")),
    "tiers.incomplete": (N_("Each tier has exactly one rule."), N_("Load the page again.")),
    "tiers.limit": (N_("This lies between %(least)s and %(most)s."), N_("Write a whole number where people or days are counted.")),
    "tiers.all_off": (N_("At least one rule must be switched on."), ""),
    "tiers.changed": (
        N_("Somebody else has changed the rules meanwhile; version %(version)s is in force. Nothing was changed."),
        N_("Load the page again and look at theirs first."),
    ),
    "tiers.no_version": (N_("There is no version %(version)s of the rules."), ""),
    "tiers.no_member": (N_("There is no member number %(no)s in this community."), ""),
}
