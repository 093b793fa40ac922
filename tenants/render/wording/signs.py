"""Sentences about days, activities, people and the data itself."""

from tenants.render.wording.phrases import together, weekday
from tenants.render.wording.speaker import Facts, Speaker, Words, num
from tenants.terms.words import N_

_JOINED = N_("Of %(n)s who joined, %(value)s were still members after 7 days.")
_ACTED = N_("Of %(n)s who joined, %(value)s did something within 7 days.")
_ASKED = N_("%(value)s of %(n)s questions got a reply by somebody else within 7 days.")

LEVELS = {
    "newcomers_leave": (N_("Newcomers leave early"), _JOINED),
    "newcomers_stay": (N_("Newcomers stay"), _JOINED),
    "newcomers_quiet": (N_("Few newcomers take part"), _ACTED),
    "newcomers_join_in": (N_("Newcomers soon take part"), _ACTED),
    "questions_open": (N_("Too many questions stay open"), _ASKED),
    "questions_answered": (N_("Questions get answers"), _ASKED),
    "replies_slow": (
        N_("First replies take long"),
        N_("Half of the %(n)s threads with a reply waited at least %(value)s for the first one, one in ten over %(p90)s."),
    ),
    "replies_fast": (
        N_("First replies come fast"),
        N_("Half of the %(n)s threads with a reply got the first one within %(value)s, one in ten waited over %(p90)s."),
    ),
    "few_carry": (
        N_("Ten people carry the conversation"),
        N_("%(value)s of all acts come from the ten most active of %(n)s."),
    ),
    "many_silent": (
        N_("Most members are silent"),
        N_("%(value)s of %(n)s long-standing members did nothing in the last %(days)s days."),
    ),
    "invited": (N_("Members bring members"), N_("%(value)s of %(n)s joins came by invitation.")),
    "plan_kept": (N_("The plan was carried out"), N_("All %(n)s activities planned at the start took place.")),
    "plan_short": (
        N_("Part of the plan was not carried out"),
        N_("%(done)s of %(n)s activities planned at the start took place."),
    ),
}
WAITS = {
    "replies_slow": N_("Half of the %(n)s threads with a reply waited at least %(value)s for the first one."),
    "replies_fast": N_("Half of the %(n)s threads with a reply got the first one within %(value)s."),
}
"""Where the tail is no longer than the middle."""
_OF_PEOPLE = {"newcomers_leave", "newcomers_stay", "newcomers_quiet", "newcomers_join_in", "few_carry"}


def level(key: str, facts: Facts, to: Speaker) -> Words:
    """What stands out without a comparison."""
    title, text = LEVELS[key]
    parts = {
        "value": to.value(facts["value"], facts["unit"]),
        "n": to.people(facts["n"]) if key in _OF_PEOPLE else to.count(facts["n"]),
    }
    if "p90" in facts:
        parts["p90"] = to.value(facts["p90"], facts["unit"])
    if "days" in facts:
        parts["days"] = to.count(facts["days"])
    if key == "plan_short":
        parts["done"] = to.count(round(num(facts["value"]) * num(facts["n"])))
    if parts.get("p90") == parts["value"]:
        text = WAITS[key]
    return Words(to.say(title), to.say(text, **parts))


DAYS = {
    "peak_day": N_("%(day)s was the busiest day"),
    "peak_day_activity": N_("%(day)s was the busiest day"),
    "quiet_day": N_("%(day)s was unusually quiet"),
}
USUAL = {
    "day": N_("%(value)s active; on a usual day %(usual)s."),
    "weekday": N_("%(value)s active; on a usual weekday %(usual)s."),
    "weekend": N_("%(value)s active; on a usual weekend day %(usual)s."),
}


def day(key: str, facts: Facts, to: Speaker) -> Words:
    """The busiest day, or an unusually quiet one, with what the calendar has of it."""
    text = to.say(USUAL[str(facts.get("like", "day"))], value=to.people(facts["value"]), usual=to.people(facts["usual"]))
    return Words(to.say(DAYS[key], day=to.day(facts["day"])), together(to, text, _context(facts, to)))


def _context(facts: Facts, to: Speaker) -> str:
    """What happened on the day: what was held, else the holiday it was, else that it was a Saturday or Sunday."""
    if facts.get("title"):
        title, others = str(facts["title"]), int(num(facts.get("others", 0)))
        if not others:
            return to.say(N_("“%(title)s” was held that day."), title=title)
        return to.ngettext(
            "“%(title)s” and %(n)s other activity were held that day.",
            "“%(title)s” and %(n)s other activities were held that day.",
            others,
            title=title,
            n=to.count(others),
        )
    if facts.get("holiday"):
        return to.say(N_("The calendar has “%(title)s” that day."), title=str(facts["holiday"]))
    return to.say(N_("It was a %(weekday)s."), weekday=weekday(to, facts["weekday"])) if facts.get("weekend") else ""


def after(key: str, facts: Facts, to: Speaker) -> Words:
    """The week after an activity against the week before; association, never cause."""
    title = N_("More people active after “%(title)s”") if key == "after_more" else N_("Fewer people active after “%(title)s”")
    parts = {
        "after": to.people(round(num(facts["after"]))),
        "before": to.people(round(num(facts["before"]))),
        "step": to.step(facts["relative"]),
    }
    if facts.get("participants") is None:
        text = to.say(N_("A day in the 7 days after: %(after)s; in the 7 before: %(before)s (%(step)s)."), **parts)
    else:
        parts["n"] = to.people(facts["participants"])
        text = to.say(N_("%(n)s took part; a day in the 7 days after: %(after)s, in the 7 before: %(before)s (%(step)s)."), **parts)
    others = int(num(facts["others"]))
    if not others:
        doubt = to.say(N_("An association, not a proof."))
    else:
        doubt = to.ngettext(
            "An association, not a proof: %(n)s other activity fell into the same days.",
            "An association, not a proof: %(n)s other activities fell into the same days.",
            others,
            n=to.count(others),
        )
    return Words(to.say(title, title=str(facts["title"])), together(to, text, doubt))


def movers(key: str, facts: Facts, to: Speaker) -> Words:
    """Regulars lost, people who came back."""
    if key == "came_back":
        text = to.say(N_("%(value)s took part again after at least 90 silent days."), value=to.people(facts["value"]))
        return Words(to.say(N_("People came back")), text)
    text = to.say(
        N_("%(value)s of %(n)s regulars of the 90 days before did nothing in this period."),
        value=to.count(facts["value"]),
        n=to.count(facts["n"]),
    )
    return Words(to.say(N_("Regulars fell silent")), text)


def hours(_key: str, facts: Facts, to: Speaker) -> Words:
    """The three busiest hours."""
    begins, ends = f"{int(num(facts['hour'])):02d}:00", f"{int(num(facts['until'])):02d}:00"
    return Words(
        to.say(N_("Busiest from %(begins)s to %(ends)s"), begins=begins, ends=ends),
        to.say(N_("%(share)s of all acts fall into these three hours."), share=to.share(facts["share"])),
    )


def caveat(key: str, facts: Facts, to: Speaker) -> Words:
    """What the data does not cover or cannot tell."""
    match key:
        case "low_coverage":
            text = N_("No data for %(missing)s of %(days)s days; they are left out of every figure.")
            parts = {name: to.count(facts[name]) for name in ("missing", "days")}
            return Words(to.say(N_("Part of the period has no data")), to.say(text, **parts))
        case "ledger_gap":
            text = N_("%(joins)s joined and %(leaves)s left, yet the number of members changed by %(change)s: a gap of %(gap)s.")
            parts = {name: to.count(facts[name]) for name in ("joins", "leaves")}
            parts |= {"change": to.count(facts["members_change"]), "gap": to.count(abs(num(facts["gap"])))}
            return Words(to.say(N_("Joins and leaves do not add up")), to.say(text, **parts))
        case "members_estimated":
            text = N_("Of %(value)s members, %(estimated)s are known by their first act and not by a join.")
            if facts["value"] == facts["estimated"]:
                text = N_("All %(value)s members are known by their first act and not by a join.")
            parts = {name: to.count(facts[name]) for name in ("value", "estimated")}
            return Words(to.say(N_("Member numbers are partly estimates")), to.say(text, **parts))
        case "no_survey":
            text = N_("Without a survey nothing can be said about satisfaction; a short one is enough.")
            return Words(to.say(N_("Nobody was asked how satisfied they are")), to.say(text))
        case _:
            text = N_("Every day has data, and there is not one act in it.")
            return Words(to.say(N_("Nothing happened in the community")), to.say(text))


def few_answers(_key: str, facts: Facts, to: Speaker) -> Words:
    """A survey figure on a small sample."""
    unit = facts["unit"]
    text = to.say(
        N_("Answers from %(n)s: %(value)s, but with 95 %% confidence anything from %(low)s to %(high)s."),
        n=to.people(facts["n"]),
        value=to.value(facts["value"], unit),
        low=to.value(facts["low"], unit),
        high=to.value(facts["high"], unit),
    )
    return Words(to.say(N_("Few answers: %(name)s"), name=to.name(facts["metric"])), text)
