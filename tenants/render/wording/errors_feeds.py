"""What is said of refused exports of WeChat, WeCom, Zulip, IRC and mailing lists, and of the places in them that were left out."""

from tenants.render.wording.errors import Sentences
from tenants.terms.words import N_

SENTENCES: Sentences = {
    "import.private_chat": (
        N_("%(name)s is a private chat; only groups are imported."),
        N_("Export the group and upload that."),
    ),
    "import.encrypted_archive": (
        N_("%(name)s is still encrypted, as WeCom hands its archive out."),
        N_("Decrypt it with your company's private key and upload the decrypted messages."),
    ),
    "import.no_day": (
        N_("%(name)s holds times without days, and its name tells no day either."),
        N_("Keep the name the log had, such as #channel_20260301.log."),
    ),
    "skip.no_day": (
        N_("Times without days, and no day in the file's name."),
        N_("Keep the name the log had, such as #channel_20260301.log."),
    ),
    "skip.single_chats": (
        N_("%(count)s messages between two people; only groups are imported."),
        N_("Nothing to do."),
    ),
    "skip.members_apart": (
        N_("A list of members: its names were taken, who joined when was not."),
        N_("Import the list by itself."),
    ),
    "skip.exporter_unknown": (
        N_("Whoever exported the chat came or went; the file does not say who that is."),
        N_("Nothing to do; their messages count under their name."),
    ),
    "skip.recalled": (N_("Called back by whoever sent it."), N_("Nothing to do; it counts nowhere.")),
}
