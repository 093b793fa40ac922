"""Turns of phrase that several sentences share: spans of periods, weekdays, clauses put together to one sentence."""

from tenants.render import formats
from tenants.render.wording.speaker import Facts, Speaker, num
from tenants.terms.figure import Plain
from tenants.terms.people import Language
from tenants.terms.period import Cadence
from tenants.terms.words import N_

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def span(to: Speaker, count: Plain, cadence: Plain) -> str:
    """A number of periods: ``3 months``; in ``periods`` where nobody says of which kind."""
    n = int(num(count))
    parts = {"n": to.count(n)}
    match cadence:
        case Cadence.DAY:
            return to.ngettext("%(n)s day", "%(n)s days", n, **parts)
        case Cadence.WEEK:
            return to.ngettext("%(n)s week", "%(n)s weeks", n, **parts)
        case Cadence.MONTH:
            return to.ngettext("%(n)s month", "%(n)s months", n, **parts)
        case Cadence.QUARTER:
            return to.ngettext("%(n)s quarter", "%(n)s quarters", n, **parts)
        case Cadence.YEAR:
            return to.ngettext("%(n)s year", "%(n)s years", n, **parts)
        case _:
            return to.ngettext("%(n)s period", "%(n)s periods", n, **parts)


def weekday(to: Speaker, day: Plain) -> str:
    """A weekday by its number, 0 for Monday."""
    return formats.WEEKDAYS[Language.ZH][int(num(day))] if to.zh else WEEKDAYS[int(num(day))]


def sentence(to: Speaker, *clauses: str) -> str:
    """One sentence of the clauses that say something; ``""`` of none."""
    said = [each for each in clauses if each]
    if not said:
        return ""
    if to.zh:
        return "，".join(said) + "。"
    whole = "; ".join(said)
    return whole[0].upper() + whole[1:] + "."


def together(to: Speaker, *sentences: str) -> str:
    """Sentences one after the other, the empty ones left out."""
    return ("" if to.zh else " ").join(each for each in sentences if each)


def record(facts: Facts, to: Speaker) -> str:
    """The clause that a value is the highest or lowest for so long; ``""`` where it is not."""
    if facts.get("record") is None:
        return ""
    long = span(to, facts["record_of"], facts.get("cadence"))
    if facts["record"] == "high":
        return to.say(N_("the highest value of the last %(span)s"), span=long)
    return to.say(N_("the lowest value of the last %(span)s"), span=long)
