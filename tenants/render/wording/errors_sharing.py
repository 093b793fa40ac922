"""Refusals of sharing reports: links, and several reports as one file."""

from tenants.render.wording.errors import Sentences
from tenants.terms.words import N_

SENTENCES: Sentences = {
    "share.not_published": (N_("Only a published report can be shared."), N_("Publish the review first.")),
    "share.until": (N_("A link ends after today and within a year."), N_("Choose another day.")),
    "share.too_many": (N_("There are %(most)s open links to this report already."), N_("End one that nobody needs any more.")),
    "share.revoked": (N_("This link was ended."), N_("Take it up again first.")),
    "share.password": (N_("This is not the password."), N_("Ask the person who sent you the link.")),
    "bundle.too_many": (
        N_("%(count)s reports are more than one file should hold; %(most)s are the most."),
        N_("Choose one client, then the next."),
    ),
    "bundle.too_large": (
        N_("These reports come to %(size)s MB; %(most)s MB are the most for one file."),
        N_("Choose one client, then the next."),
    ),
    "bundle.nothing": (N_("No report of this period is ready."), N_("Choose another period.")),
}
