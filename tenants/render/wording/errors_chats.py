"""What is said of chat and forum exports that are refused, and of the places in them that were left out."""

from tenants.render.wording.errors import Sentences
from tenants.terms.words import N_

SENTENCES: Sentences = {
    "import.ask_order": (N_("In %(name)s every date could begin with the day or with the month."), N_("Say which of the two comes first.")),
    "import.ask_zone": (N_("%(name)s does not say in which time zone its times are."), N_("Choose the time zone.")),
    "import.endless_line": (N_("%(name)s holds a line that never ends, so it is no text."), N_("Use the file as it was exported.")),
    "skip.whatsapp_you": (
        N_("The phone's owner came or went; the file does not say who that is."),
        N_("Nothing to do; their messages count under their name."),
    ),
    "skip.deleted_account": (N_("A deleted account, which has no name any more."), N_("Nothing to do; it counts nowhere.")),
    "import.no_such_zone": (N_("There is no time zone “%(zone)s”."), N_("Write it as Europe/Paris or Asia/Shanghai.")),
}
