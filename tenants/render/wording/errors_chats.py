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
    "import.looks_like_bot": (
        N_("%(name)s looks like %(what)s: what a bot was sent, not a group's history."),
        N_("In Telegram Desktop open the group, then ⋮, Export chat history, and choose JSON."),
    ),
    "import.looks_like_mht": (N_("%(name)s looks like %(what)s."), N_("Export the record again in QQ and choose text (.txt).")),
    "import.looks_like_events": (
        N_("%(name)s looks like %(what)s: what was planned, not what people did."),
        N_("Put events into the calendar of the community."),
    ),
    "import.looks_like_survey": (N_("%(name)s looks like %(what)s."), N_("Import it under Surveys, where its questions can be chosen.")),
    "import.looks_like_packed": (N_("%(name)s looks like %(what)s."), N_("Unpack it and upload what is inside, one after another.")),
    "import.topic_list": (
        N_("%(name)s lists topics of a forum, but not their posts."),
        N_("Export the topics themselves (/t/NUMBER.json) or their posts (/posts/NUMBER.json)."),
    ),
    "skip.topic_list": (N_("A list of topics without their posts."), N_("Export the topics themselves (/t/NUMBER.json).")),
    "skip.posts_missing": (
        N_("%(missing)s of the %(of)s posts of this topic are not in the file."),
        N_("Export its further pages too (?page=2), or its posts one by one."),
    ),
    "skip.whisper": (N_("A whisper, which only the staff could read."), N_("Nothing to do; it counts nowhere.")),
    "skip.deleted_post": (N_("A deleted post."), N_("Nothing to do; it counts nowhere.")),
    "skip.broken_line": (N_("A line that is not valid JSON."), N_("Use the file as it was exported.")),
    "import.no_such_zone": (N_("There is no time zone “%(zone)s”."), N_("Write it as Europe/Paris or Asia/Shanghai.")),
}
