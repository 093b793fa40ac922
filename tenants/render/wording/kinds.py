"""Kinds of activities and of acts in words."""

from collections.abc import Mapping
from types import MappingProxyType

from tenants.render.words import translations
from tenants.terms.activity import ActivityKind
from tenants.terms.event import EventKind
from tenants.terms.words import N_

KINDS: Mapping[ActivityKind, str] = MappingProxyType(
    {
        ActivityKind.TOPIC: N_("Topic discussion"),
        ActivityKind.LECTURE: N_("Lecture or live"),
        ActivityKind.GATHERING: N_("Gathering"),
        ActivityKind.CONTEST: N_("Contest"),
        ActivityKind.POLL: N_("Poll"),
        ActivityKind.QA: N_("Q&A"),
        ActivityKind.CONTENT_POST: N_("Content post"),
        ActivityKind.CARE: N_("Care call"),
        ActivityKind.FISSION: N_("Referral campaign"),
        ActivityKind.SURVEY: N_("Survey"),
        ActivityKind.HOLIDAY: N_("Holiday"),
    }
)
ACTS: Mapping[EventKind, str] = MappingProxyType(
    {
        EventKind.MESSAGE: N_("Messages"),
        EventKind.REPLY: N_("Replies"),
        EventKind.REACTION: N_("Reactions"),
        EventKind.JOIN: N_("Join records"),
        EventKind.LEAVE: N_("Leave records"),
        EventKind.CHECKIN: N_("Check-ins"),
        EventKind.READ: N_("Reads"),
        EventKind.ATTENDANCE: N_("Attendances"),
        EventKind.PURCHASE: N_("Purchases"),
    }
)


def kind_word(kind: ActivityKind | str, lang: str) -> str:
    """Return what kind of activity it is."""
    return translations(lang).gettext(KINDS[ActivityKind(kind)])


def act_word(kind: EventKind | str, lang: str) -> str:
    """Return what kind of act it is, in the plural."""
    return translations(lang).gettext(ACTS[EventKind(kind)])
