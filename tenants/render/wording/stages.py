"""Stages of a community's life in words: their names, what the figures say, and what to do in each."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from tenants.render import formats
from tenants.render.words import translations
from tenants.terms.stages import Sign, Stage, StageReason
from tenants.terms.words import N_

STAGES: Mapping[Stage, tuple[str, str]] = MappingProxyType(
    {
        Stage.FOUNDING: (N_("Founding"), N_("Few know each other yet. What counts is that the first people stay and speak.")),
        Stage.DEVELOPING: (
            N_("Developing"),
            N_("It grows. What counts is that those who come find their place, faster than the noise grows."),
        ),
        Stage.MATURE: (N_("Mature"), N_("It carries itself. What counts is depth: members who host, answer and create.")),
        Stage.DECLINING: (N_("Declining"), N_("It loses people or voices. What counts is to find out why, and to save the core first.")),
    }
)
SIGNS: Mapping[Sign, str] = MappingProxyType(
    {
        Sign.YOUNG: N_("It is %(months)s months old."),
        Sign.GROWN_UP: N_("It is %(months)s months old, no longer a beginning."),
        Sign.SMALL: N_("It has %(members)s members, fewer than a lively group needs."),
        Sign.LARGE: N_("It has %(members)s members."),
        Sign.GROWING: N_("It grew by %(rate)s a month, from %(before)s to %(now)s members in %(months)s months."),
        Sign.STEADY: N_("Its size holds: %(rate)s a month, %(now)s members now."),
        Sign.SHRINKING: N_("It shrank by %(rate)s a month, from %(before)s to %(now)s members in %(months)s months."),
        Sign.LIVELY: N_("%(rate)s of the members take part each month, which is lively."),
        Sign.QUIET: N_("%(rate)s of the members take part each month, which is quiet."),
        Sign.LIVELIER: N_("More of them take part than in the three months before: %(rate)s after %(before)s."),
        Sign.AS_LIVELY: N_("About as many of them take part as in the three months before: %(rate)s after %(before)s."),
        Sign.QUIETER: N_("Fewer of them take part than in the three months before: %(rate)s after %(before)s."),
        Sign.DILUTED: N_("About %(people)s people take part as before, but among more members: %(rate)s after %(before)s."),
        Sign.MORE_COME: N_("More people come than go: %(joins)s joined and %(leaves)s left in three months."),
        Sign.MORE_GO: N_("More people go than come: %(leaves)s left and %(joins)s joined in three months."),
        Sign.CORE: N_("%(core)s of the members are experts or core and carry the conversation."),
        Sign.NO_CORE: N_("Only %(core)s of the members are experts or core: few carry the conversation."),
    }
)
ONE_MONTH: Mapping[Sign, str] = MappingProxyType(
    {
        Sign.YOUNG: N_("It is a month old."),
        Sign.GROWING: N_("It grew by %(rate)s in a month, from %(before)s to %(now)s members."),
        Sign.SHRINKING: N_("It shrank by %(rate)s in a month, from %(before)s to %(now)s members."),
    }
)
"""What is said instead where a single month was counted."""
SHARES = frozenset({"rate", "core", "change"})
Play = tuple[tuple[str, str], ...]

PLAYBOOKS: Mapping[Stage, Play] = MappingProxyType(
    {
        Stage.FOUNDING: (
            (N_("Write down who it is for"), N_("One sentence: who belongs here, and what they get that they get nowhere else. Pin it.")),
            (
                N_("Invite fifty by hand"),
                N_("People who know the brand or each other, one message each. No mass invitations before they talk."),
            ),
            (
                N_("Welcome everybody by name"),
                N_("Within a day, with one question that is easy to answer. The first answer decides who stays."),
            ),
            (
                N_("Set a rhythm of two fixed points a week"),
                N_("One topic and one live hour, always on the same days, so that people know when to come."),
            ),
            (N_("Answer within the hour"), N_("In the first weeks no question may stay without a reply, if need be from your own staff.")),
            (
                N_("Find three who like to help"),
                N_("Talk to them in private, give them news first and a small task. They are the later core."),
            ),
            (
                N_("Agree on five house rules"),
                N_("Advertising, tone, quiet hours, privacy, what leads to removal. Apply them from the first day."),
            ),
        ),
        Stage.DEVELOPING: (
            (
                N_("Open one channel at a time"),
                N_("Measure which source brings people who still speak after a week, and put the budget there."),
            ),
            (
                N_("Make a path for newcomers"),
                N_("Welcome, first task on day one, first reply by day three, first event within two weeks."),
            ),
            (
                N_("Name the hosts"),
                N_("Two or three members with a visible role, a duty and a thank-you. Share the moderating before it becomes too much."),
            ),
            (
                N_("Split what has become too loud"),
                N_("From a few hundred posts a day on, give topics rooms of their own and keep one for everybody."),
            ),
            (N_("Plan a calendar of the month"), N_("One larger activity, weekly fixed points, and room for what members propose.")),
            (
                N_("Let members invite"),
                N_("A reason to bring a friend beats a reward. Watch how many of the invited are still there after seven days."),
            ),
            (N_("Ask every quarter"), N_("NPS with one open question, and tell people what you changed because of it.")),
        ),
        Stage.MATURE: (
            (
                N_("Hand over the programme"),
                N_("At least half of the activities hosted by members; your team prepares, thanks and documents."),
            ),
            (
                N_("Look after the core each week"),
                N_("A room of their own, early insight, and somebody who notices when one of them grows quiet."),
            ),
            (N_("Keep the knowledge"), N_("Best answers, stories and pictures as a collection that newcomers find and the brand may use.")),
            (N_("Renew the blood"), N_("A small steady flow of newcomers with a mentor each, or the circle closes.")),
            (
                N_("Connect it with the business"),
                N_("Product tests, co-creation, service answers: agree with the client on two figures that this moves."),
            ),
            (
                N_("Clear up twice a year"),
                N_("Ask zombies once whether they want to stay, close rooms without talk, review the house rules."),
            ),
            (N_("Try one new format a quarter"), N_("Keep what moves the active rate, and stop what nobody misses.")),
        ),
        Stage.DECLINING: (
            (
                N_("Talk to ten who grew quiet"),
                N_("By phone or in private within two weeks: what changed for them, and what they miss. Write it down."),
            ),
            (N_("Save the core first"), N_("Tell the ten who still carry it the truth, and ask what they would do with you.")),
            (N_("Stop what only makes noise"), N_("Halve the announcements. Every post of the brand should ask or give something.")),
            (
                N_("Do one thing well each week"),
                N_("A single fixed point with a host, prepared until people come again. No campaign before that holds."),
            ),
            (
                N_("Win back those at risk, not the zombies"),
                N_("Members whose acts fell come back far more often than those gone for half a year."),
            ),
            (
                N_("Halt paid growth"),
                N_("New people who meet silence leave for good. Grow again when questions are answered within a day."),
            ),
            (
                N_("Decide by a date"),
                N_("Three months with two goals. If they are missed, merge it with a livelier community or close it with thanks."),
            ),
        ),
    }
)


def stage_words(stage: Stage | str, lang: str) -> tuple[str, str]:
    """Return what a stage is called, and what counts in it."""
    say, (name, note) = translations(lang).gettext, STAGES[Stage(stage)]
    return say(name), say(note)


def reason_words(reason: StageReason, lang: str) -> str:
    """Return one thing the figures say, with the figures."""
    # What a rate was before is a rate as well.
    shares = SHARES | {"before"} if "change" in reason.facts else SHARES
    said = {}
    for name, value in reason.facts.items():
        if name in shares:
            shown = abs(value) if reason.sign is Sign.SHRINKING else value
            said[name] = formats.share(shown, lang)
        else:
            said[name] = formats.number(value, lang)
    single = ONE_MONTH.get(reason.sign) if reason.facts.get("months") == 1 else None
    return translations(lang).gettext(single or SIGNS[reason.sign]) % said


def playbook(stage: Stage | str, lang: str) -> Sequence[tuple[str, str]]:
    """Return what to do in a stage: steps, each with how."""
    say = translations(lang).gettext
    return [(say(title), say(how)) for title, how in PLAYBOOKS[Stage(stage)]]
