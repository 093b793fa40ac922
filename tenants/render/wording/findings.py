"""Findings and the verdict in words: every sentence is made from the facts it states, in the reader's language."""

from collections.abc import Callable, Mapping

from tenants.render import formats
from tenants.render.wording import changes, goals, shares, signs
from tenants.render.wording.metrics import renamed
from tenants.render.wording.phrases import during, together
from tenants.render.wording.speaker import Facts, Speaker, Words
from tenants.terms.document import Finding, ReportDocument
from tenants.terms.words import N_

__all__ = ["SENTENCES", "Words", "finding_words", "headline_words", "verdict_sentence"]

Sentence = Callable[[str, Facts, Speaker], Words]

SENTENCES: Mapping[str, Sentence] = {
    **dict.fromkeys(goals.TITLES, goals.goal),
    **dict.fromkeys(("change_up", "change_down", "year_up", "year_down"), changes.change),
    **dict.fromkeys(("record_high", "record_low"), changes.extreme),
    "no_clear_change": changes.unclear,
    "goal_no_data": goals.no_data,
    **dict.fromkeys(signs.LEVELS, signs.level),
    **dict.fromkeys(("peak_day", "peak_day_activity", "quiet_day"), signs.day),
    **dict.fromkeys(("after_more", "after_less"), signs.after),
    **dict.fromkeys(("week_of_rise", "week_of_fall"), shares.week),
    **dict.fromkeys(shares.TABLES, shares.part),
    "share_weekday": shares.one_weekday,
    "share_activity": shares.around_activity,
    **dict.fromkeys(("regulars_lost", "came_back"), signs.movers),
    "busy_hours": signs.hours,
    "few_answers": signs.few_answers,
    **dict.fromkeys(("low_coverage", "ledger_gap", "members_estimated", "no_survey", "nothing_happened"), signs.caveat),
}
"""What words each kind of finding."""


def finding_words(finding: Finding, lang: str) -> Words:
    """Return ``finding`` as a title of a few words and a sentence with its figures, both plain text.

    ``KeyError`` for a kind of finding that nobody taught to speak: a mistake of ours, found by the tests.
    """
    return SENTENCES[finding.key](finding.key, finding.facts, Speaker(lang))


def verdict_sentence(document: ReportDocument, lang: str) -> str:
    """Return the verdict of the whole period in one sentence, and the widest gap to a goal in a second one where there is one."""
    if document.headline is None:
        return Speaker(lang).say(N_("There is no data for %(period)s."), period=formats.period(document.period, lang))
    with renamed(document.template.metric_names):
        return headline_words(document.headline, lang)


def headline_words(headline: Finding, lang: str) -> str:
    """Return the words of a ``headline.*`` finding."""
    to, facts = Speaker(lang), headline.facts
    period = formats.period(str(facts["period"]), lang)
    match headline.key:
        case "headline.no_data" if facts.get("members") is not None:
            said = N_("There is no data on activity %(when)s; members at the end: %(members)s.")
            return to.say(said, when=during(to, str(facts["period"])), members=to.people(facts["members"]))
        case "headline.no_data":
            return to.say(N_("There is no data for %(period)s."), period=period)
        case "headline.no_score":
            return to.say(N_("Too little is known of %(period)s to score it against its goals."), period=period)
        case "headline.no_goals":
            return _without_goals(facts, to)
    verdict = _scored(headline.key, facts, to)
    if facts.get("worst") is None:
        return verdict
    return together(to, verdict, _gap(facts, to))


def _gap(facts: Facts, to: Speaker) -> str:
    """The metric furthest from its goal; while the period runs, where it heads."""
    parts = {"name": to.name(facts["worst"]), "goal": to.goal(facts)}
    if facts.get("forecast") is None and to.same(facts["value"], facts["goal"], facts["unit"]):
        return ""
    if facts.get("forecast") is None:
        return to.say(
            N_("Widest gap: %(name)s, %(value)s against a goal of %(goal)s."), value=to.value(facts["value"], facts["unit"]), **parts
        )
    end = to.value(goals.whole(facts["forecast"], facts["unit"]), facts["unit"])
    return to.say(N_("Widest gap: %(name)s, heading for %(value)s against a goal of %(goal)s."), value=end, **parts)


def _without_goals(facts: Facts, to: Speaker) -> str:
    when = during(to, str(facts["period"]))
    active = to.people(facts["active"])
    if facts.get("members") is None:
        return to.say(N_("Active %(when)s: %(active)s. No goals were set."), when=when, active=active)
    return to.say(
        N_("Active %(when)s: %(active)s; members at the end: %(members)s. No goals were set."),
        when=when,
        active=active,
        members=to.people(facts["members"]),
    )


def _scored(key: str, facts: Facts, to: Speaker) -> str:
    when = during(to, str(facts["period"]))
    reached = [each for each in str(facts["reached"]).split(",") if each]
    missed = _missed(str(facts["missed"]), to, running=bool(facts["running"]))
    if key == "headline.none":
        message = N_("%(when)s so far, %(missed)s.") if facts["running"] else N_("%(when)s, %(missed)s.")
        return to.say(message, when=when[0].upper() + when[1:], missed=missed)
    names = to.names(reached)
    parts = {"when": when, "reached": names[0].upper() + names[1:], "missed": missed}
    n, whole = len(reached), key == "headline.all"
    if whole and facts["running"]:
        return to.ngettext("%(reached)s is on course %(when)s.", "%(reached)s are on course %(when)s.", n, **parts)
    if whole:
        return to.ngettext("%(reached)s reached its goals %(when)s.", "%(reached)s reached their goals %(when)s.", n, **parts)
    if facts["running"]:
        return to.ngettext(
            "%(reached)s is on course %(when)s; %(missed)s.",
            "%(reached)s are on course %(when)s; %(missed)s.",
            n,
            **parts,
        )
    return to.ngettext(
        "%(reached)s reached its goals %(when)s; %(missed)s.",
        "%(reached)s reached their goals %(when)s; %(missed)s.",
        n,
        **parts,
    )


def _missed(listed: str, to: Speaker, *, running: bool) -> str:
    clauses: list[str] = []
    for each in listed.split(","):
        pillar, _, score = each.partition(":")
        if not score:
            continue
        short = 100 - int(score)
        parts = {"pillar": to.pillar(pillar), "n": to.count(short)}
        if clauses and not to.zh:
            clauses.append(f"{parts['pillar']} {parts['n']}")
            continue
        if running:
            clause = to.ngettext("%(pillar)s is %(n)s point behind", "%(pillar)s is %(n)s points behind", short, **parts)
        else:
            clause = to.ngettext("%(pillar)s fell %(n)s point short", "%(pillar)s fell %(n)s points short", short, **parts)
        clauses.append(clause)
    if to.zh:
        return "，".join(clauses)
    return " and ".join([", ".join(clauses[:-1]), clauses[-1]] if len(clauses) > 1 else clauses)
