"""Turns of phrase that several sentences share: periods and spans of them, weekdays, clauses put together to one sentence."""

from tenants.render import formats
from tenants.render.wording.speaker import Facts, Speaker, num
from tenants.terms.figure import Plain
from tenants.terms.people import Language
from tenants.terms.period import Cadence, Period
from tenants.terms.words import N_

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def during(to: Speaker, period: Period | str) -> str:
    """When something was, in full: ``in June 2026``, ``on 10 June 2026``, ``from 3 to 12 June 2026``, ``2026 年 6 月``."""
    chosen = Period.parse(period) if isinstance(period, str) else period
    long = chosen.cadence is Cadence.CUSTOM and chosen.length > 1
    return _at(to, "from" if long else "on" if chosen.length == 1 else "in", formats.period(chosen, to.lang))


def than(to: Speaker, before: Period | str) -> str:
    """The period before in short, to compare with: ``May``, ``9 June``; of a span somebody chose, that it is the one before."""
    chosen = Period.parse(before) if isinstance(before, str) else before
    return to.say(N_("the period before")) if chosen.cadence is Cadence.CUSTOM else formats.period_short(chosen, to.lang)


def back_then(to: Speaker, before: Period | str) -> str:
    """When it was in the period before, in short: ``in May``, ``on 9 June``, ``in the period before``."""
    chosen = Period.parse(before) if isinstance(before, str) else before
    return _at(to, "on" if chosen.cadence is Cadence.DAY else "in", than(to, chosen))


def _at(to: Speaker, preposition: str, name: str) -> str:
    """A time as English wants it; Chinese says it without a preposition."""
    return name if to.zh else f"{preposition} {name}"


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
