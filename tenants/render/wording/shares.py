"""Sentences about where a change came from. Each share is one part of a sum; the part's own figures stand beside it."""

from collections.abc import Mapping

from tenants.render.wording.phrases import back_then, weekday
from tenants.render.wording.speaker import Facts, Speaker, Words, num
from tenants.terms.words import N_

_Pair = tuple[str, str]

PEOPLE: Mapping[tuple[str, bool], _Pair] = {
    ("first", True): (
        N_("Newly active people brought much of the rise"),
        N_("%(share)s of the rise in active members came from people active for the first time: %(now)s after %(then)s %(when)s."),
    ),
    ("steady", True): (
        N_("More people stayed active"),
        N_("%(share)s of the rise in active members came from people active the period before too: %(now)s after %(then)s %(when)s."),
    ),
    ("back", True): (
        N_("People who came back brought much of the rise"),
        N_("%(share)s of the rise in active members came from people back after a pause: %(now)s after %(then)s %(when)s."),
    ),
    ("first", False): (
        N_("Fewer people became active"),
        N_("%(share)s of the fall in active members is fewer people active for the first time: %(now)s after %(then)s %(when)s."),
    ),
    ("steady", False): (
        N_("Fewer people stayed active"),
        N_("%(share)s of the fall in active members is fewer people active the period before too: %(now)s after %(then)s %(when)s."),
    ),
    ("back", False): (
        N_("Fewer people came back"),
        N_("%(share)s of the fall in active members is fewer people back after a pause: %(now)s after %(then)s %(when)s."),
    ),
}
JOINS: Mapping[tuple[str, bool], _Pair] = {
    ("invited", True): (
        N_("Invitations brought more members"),
        N_("%(share)s of the rise in joins came by invitation: %(now)s after %(then)s %(when)s."),
    ),
    ("uninvited", True): (
        N_("More people joined without an invitation"),
        N_("%(share)s of the rise in joins came without an invitation: %(now)s after %(then)s %(when)s."),
    ),
    ("invited", False): (
        N_("Invitations brought fewer members"),
        N_("%(share)s of the fall in joins is fewer people invited: %(now)s after %(then)s %(when)s."),
    ),
    ("uninvited", False): (
        N_("Fewer people joined without an invitation"),
        N_("%(share)s of the fall in joins is fewer people without an invitation: %(now)s after %(then)s %(when)s."),
    ),
}
LEDGER: Mapping[tuple[str, bool], _Pair] = {
    ("joins", True): (
        N_("More joins made much of the rise in growth"),
        N_("%(share)s of the rise in net growth is more joins: %(now)s after %(then)s %(when)s."),
    ),
    ("leaves", True): (
        N_("Fewer leaves made much of the rise in growth"),
        N_("%(share)s of the rise in net growth is fewer leaves: %(now)s after %(then)s %(when)s."),
    ),
    ("joins", False): (
        N_("Fewer joins made much of the fall in growth"),
        N_("%(share)s of the fall in net growth is fewer joins: %(now)s after %(then)s %(when)s."),
    ),
    ("leaves", False): (
        N_("More leaves made much of the fall in growth"),
        N_("%(share)s of the fall in net growth is more leaves: %(now)s after %(then)s %(when)s."),
    ),
}
KINDS: Mapping[tuple[str, bool], _Pair] = {
    ("messages", True): (
        N_("Messages made much of the rise"),
        N_("%(share)s of the rise in acts were messages: %(now)s after %(then)s %(when)s."),
    ),
    ("replies", True): (
        N_("Replies made much of the rise"),
        N_("%(share)s of the rise in acts were replies: %(now)s after %(then)s %(when)s."),
    ),
    ("reactions", True): (
        N_("Reactions made much of the rise"),
        N_("%(share)s of the rise in acts were reactions: %(now)s after %(then)s %(when)s."),
    ),
    ("messages", False): (
        N_("Messages made much of the fall"),
        N_("%(share)s of the fall in acts is fewer messages: %(now)s after %(then)s %(when)s."),
    ),
    ("replies", False): (
        N_("Replies made much of the fall"),
        N_("%(share)s of the fall in acts is fewer replies: %(now)s after %(then)s %(when)s."),
    ),
    ("reactions", False): (
        N_("Reactions made much of the fall"),
        N_("%(share)s of the fall in acts is fewer reactions: %(now)s after %(then)s %(when)s."),
    ),
}
TABLES = {"share_people": PEOPLE, "share_joins": JOINS, "share_ledger": LEDGER, "share_kinds": KINDS}


def part(key: str, facts: Facts, to: Speaker) -> Words:
    """The part of a sum that carries most of its change, with what it was then and is now."""
    title, text = TABLES[key][str(facts["part"]), bool(facts["rising"])]
    figures = {name: to.count(facts[name]) for name in ("now", "then")}
    when = back_then(to, str(facts["than"]))
    return Words(to.say(title), to.say(text, share=to.share(facts["share"]), when=when, **figures))


def one_weekday(_key: str, facts: Facts, to: Speaker) -> Words:
    """The weekday that much of a change in acts came from."""
    parts = {
        "share": to.share(facts["share"]),
        "weekday": weekday(to, facts["weekday"]),
        "now": to.count(round(num(facts["now"]))),
        "then": to.count(round(num(facts["then"]))),
        "when": back_then(to, str(facts["than"])),
    }
    if facts["rising"]:
        text = N_("%(share)s of the rise in daily acts came from one weekday, %(weekday)s: %(now)s acts after %(then)s %(when)s.")
        return Words(to.say(N_("One weekday brought much of the rise")), to.say(text, **parts))
    text = N_("%(share)s of the fall in daily acts came from one weekday, %(weekday)s: %(now)s acts after %(then)s %(when)s.")
    return Words(to.say(N_("One weekday brought much of the fall")), to.say(text, **parts))


def around_activity(_key: str, facts: Facts, to: Speaker) -> Words:
    """The days around an activity that much of a rise fell on; at the same time, never because of it."""
    text = to.say(
        N_("%(share)s of the rise in daily acts fell on %(days)s, the day of “%(title)s” and the two after. An association, not a proof."),
        share=to.share(facts["share"]),
        days=to.days(facts["first"], facts["last"]),
        title=str(facts["title"]),
    )
    return Words(to.say(N_("Three days brought much of the rise")), text)


def week(key: str, facts: Facts, to: Speaker) -> Words:
    """The week that most of a change came from."""
    parts = {"share": to.share(facts["share"]), "days": to.days(facts["first"], facts["last"])}
    if key == "week_of_rise":
        text = to.say(N_("%(share)s of the rise in daily acts came from %(days)s."), **parts)
        return Words(to.say(N_("One week brought most of the rise")), text)
    text = to.say(N_("%(share)s of the fall in daily acts came from %(days)s."), **parts)
    return Words(to.say(N_("One week brought most of the fall")), text)
