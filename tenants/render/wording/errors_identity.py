"""What is said when people cannot be merged or taken apart, or a value cannot be recorded."""

from tenants.render.wording.errors import Sentences
from tenants.terms.words import N_

SENTENCES: Sentences = {
    "identity.too_few": (N_("One account alone is nobody else."), N_("Choose at least two.")),
    "identity.gone": (N_("One of these accounts is not there any more."), N_("Load the page again.")),
    "identity.bot": (N_("“%(name)s” is a bot, and no person."), N_("Choose accounts of people.")),
    "identity.not_in_it": (N_("None of these accounts belongs to %(name)s."), N_("Load the page again.")),
    "identity.not_found": (N_("This person has been taken apart meanwhile."), N_("Load the page again.")),
    "recorded.unknown_metric": (N_("“%(metric)s” is measured, or there is no such metric."), N_("Choose one that is recorded by hand.")),
    "recorded.unusable": (N_("This number cannot be recorded."), N_("Write an ordinary number.")),
    "recorded.negative": (N_("This figure cannot be below 0."), ""),
    "recorded.share_over_one": (N_("A share lies between 0 %% and 100 %%."), ""),
    "recorded.whole": (N_("Only whole numbers can be counted."), ""),
    "recorded.changed": (N_("This value has been changed meanwhile."), N_("Load the page again; the newest version can be taken back.")),
    "recorded.key": (N_("A key is up to 36 small letters, digits and underscores, and begins with a letter."), ""),
    "recorded.key_taken": (N_("There is a metric with the key %(key)s."), N_("Choose another one; one that was put away can be restored.")),
    "recorded.name_taken": (N_("There is a metric called “%(name)s”."), N_("Call it something else.")),
    "recorded.no_name": (N_("A metric needs a name in one language at least."), ""),
    "recorded.unit": (N_("A metric of your own cannot be counted in that."), N_("Choose one of the list.")),
    "recorded.too_many": (N_("A workspace has at most %(most)s metrics of its own."), ""),
    "recorded.no_metric": (N_("There is no such metric."), N_("Load the page again.")),
}
