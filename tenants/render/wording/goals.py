"""Sentences about goals: reached, near or missed, since when, and where a running period heads."""

from math import ceil, floor

from tenants.render import formats
from tenants.render.wording.phrases import back_then, record, sentence, span, than, together
from tenants.render.wording.reasons import reason_words
from tenants.render.wording.speaker import Facts, Speaker, Words, num
from tenants.terms.figure import Plain
from tenants.terms.metric import Direction, Unit
from tenants.terms.words import N_

TITLES = {
    "goal_reached": N_("Goal reached: %(name)s"),
    "goal_near": N_("Close to the goal: %(name)s"),
    "goal_missed": N_("Goal missed: %(name)s"),
    "goal_open": N_("Open until the period ends: %(name)s"),
    "pace_ahead": N_("On pace for the goal: %(name)s"),
    "pace_near": N_("Slightly off the pace: %(name)s"),
    "pace_behind": N_("Off the pace: %(name)s"),
}
SO_FAR = {
    "goal_reached": N_("At the goal so far: %(name)s"),
    "goal_near": N_("Close to the goal so far: %(name)s"),
    "goal_missed": N_("Not at the goal so far: %(name)s"),
}
OUTLOOKS = {
    "likely": N_("Going by earlier periods it ends between %(low)s and %(high)s: the goal is likely to be reached."),
    "open": N_("Going by earlier periods it ends between %(low)s and %(high)s: the goal may or may not be reached."),
    "unlikely": N_("Going by earlier periods it ends between %(low)s and %(high)s: the goal is unlikely to be reached."),
}
SAY_ALL = 12
"""Periods in a row from which on it is said of all of them: nobody looked further back."""
MOST_CLAUSES = 2
MUCH = 0.15
"""Size of a step, as a share of what was before, from which "no clear change" would sound like looking away."""


def goal(key: str, facts: Facts, to: Speaker) -> Words:
    """A goal reached, nearly reached or missed; while the period runs, as things stand and where they head."""
    titles = SO_FAR if facts["running"] and key in SO_FAR else TITLES
    title = to.say(titles[key], name=to.name(facts["metric"]))
    value, wanted = to.value(facts["value"], facts["unit"]), to.goal(facts)
    if key.startswith("pace_"):
        return Words(title, together(to, _pace(facts, to, value, wanted), _outlook(facts, to)))
    if facts["running"]:
        so_far = to.say(N_("%(value)s so far; the goal is %(goal)s."), value=value, goal=wanted)
        return Words(title, together(to, so_far, _outlook(facts, to) or _cases(facts, to)))
    return Words(title, together(to, _standing(key, facts, to, value, wanted), _cases(facts, to) or _since(key, facts, to)))


def _standing(key: str, facts: Facts, to: Speaker, value: str, wanted: str) -> str:
    """The value against its goal."""
    if key in ("goal_near", "goal_missed") and alike(facts, to):
        return to.say(N_("%(value)s, only a touch short of the goal of %(goal)s."), value=value, goal=wanted)
    if key == "goal_near":
        return to.say(N_("%(value)s against a goal of %(goal)s: within the agreed tolerance."), value=value, goal=wanted)
    if key == "goal_missed":
        return _missed(facts, to, value, wanted)
    if facts["direction"] != Direction.UP:
        return to.say(N_("%(value)s, in line with the goal of %(goal)s."), value=value, goal=wanted)
    gap = to.gap(facts["value"], facts["goal"], facts["unit"])
    if not _any(gap) or num(facts["value"]) < num(facts["goal"]):
        return to.say(N_("%(value)s, in line with the goal of %(goal)s."), value=value, goal=wanted)
    return to.say(N_("%(value)s against a goal of %(goal)s: %(gap)s above."), value=value, goal=wanted, gap=gap)


def alike(facts: Facts, to: Speaker) -> bool:
    """Whether the value looks in print like the goal that it missed."""
    bound, unit = _bound(facts), facts["unit"]
    return to.same(facts["value"], bound, unit) or not _any(to.gap(facts["value"], bound, unit))


def _any(gap: str) -> bool:
    return any(digit in gap for digit in "123456789")


def _bound(facts: Facts) -> Plain:
    """The end of the goal that the value missed."""
    low = facts.get("goal_low")
    below = facts["direction"] == Direction.RANGE and low is not None and num(facts["value"]) < num(low)
    return low if below else facts["goal"]


def _missed(facts: Facts, to: Speaker, value: str, wanted: str) -> str:
    bound = _bound(facts)
    gap = to.gap(facts["value"], bound, facts["unit"])
    if num(facts["value"]) < num(bound):
        return to.say(N_("%(value)s against a goal of %(goal)s: %(gap)s short."), value=value, goal=wanted, gap=gap)
    return to.say(N_("%(value)s against a goal of %(goal)s: %(gap)s over."), value=value, goal=wanted, gap=gap)


def _since(key: str, facts: Facts, to: Speaker) -> str:
    """What the past has to say of it, in one sentence of two clauses at the most."""
    clear = bool(facts.get("clear", True))
    before = _before(facts, to, clear=clear)
    # What may be chance is no record, and a record needs no word on how little it is above the last value.
    best = "" if not clear and facts.get("basis") == "sample" else record(facts, to)
    clauses = [before if clear else "", _run(key, facts, to), best, "" if clear or best else before]
    return sentence(to, *[each for each in clauses if each][:MOST_CLAUSES])


def _before(facts: Facts, to: Speaker, *, clear: bool) -> str:
    if facts.get("before") is None:
        return ""
    then = to.beside(facts["before"], facts["unit"])
    before = str(facts["than"])
    if to.same(facts["value"], facts["before"], facts["unit"]):
        return ""
    if not clear and _much(facts):
        return to.say(N_("%(when)s it was %(value)s"), when=back_then(to, before), value=then)
    if not clear:
        return to.say(N_("no clear change on %(than)s (%(before)s)"), before=then, than=than(to, before))
    if num(facts["value"]) > num(facts["before"]):
        return to.say(N_("up from %(before)s %(when)s"), before=then, when=back_then(to, before))
    return to.say(N_("down from %(before)s %(when)s"), before=then, when=back_then(to, before))


def _much(facts: Facts) -> bool:
    """Whether a step is large, though no larger than the steps before it: both values stand side by side then, and nobody judges."""
    size = abs(num(facts["value"]) - num(facts["before"]))
    return facts.get("basis") != "sample" and size > MUCH * abs(num(facts["before"]))


def _run(key: str, facts: Facts, to: Speaker) -> str:
    """Since when the goal is reached or missed."""
    if key == "goal_near":
        return ""
    kept = key == "goal_reached"
    if facts.get("streak") is not None:
        return _streak(facts, to, kept=kept)
    if facts.get("since") is not None:
        since = formats.period(str(facts["since"]), to.lang)
        message = N_("reached for the first time since %(since)s") if kept else N_("missed for the first time since %(since)s")
        return to.say(message, since=since)
    if facts.get("first_in") is not None:
        long = span(to, facts["first_in"], facts.get("cadence"))
        message = N_("not reached in any of the %(span)s before") if kept else N_("not missed in any of the %(span)s before")
        return to.say(message, span=long)
    return ""


def _streak(facts: Facts, to: Speaker, *, kept: bool) -> str:
    long = span(to, facts["streak"], facts.get("cadence"))
    if num(facts["streak"]) >= SAY_ALL:
        message = N_("reached in each of the last %(span)s") if kept else N_("missed in each of the last %(span)s")
    else:
        message = N_("reached for %(span)s in a row") if kept else N_("missed for %(span)s in a row")
    return to.say(message, span=long)


def _cases(facts: Facts, to: Speaker) -> str:
    if facts.get("cases") is None:
        return ""
    cases = int(num(facts["cases"]))
    return to.ngettext("Rests on %(n)s case only.", "Rests on %(n)s cases only.", cases, n=to.count(cases))


def _pace(facts: Facts, to: Speaker, value: str, wanted: str) -> str:
    if facts.get("forecast") is None:
        return to.say(N_("%(value)s so far; the goal is %(goal)s."), value=value, goal=wanted)
    end = to.beside(_end(facts), facts["unit"])
    return to.say(
        N_("%(value)s so far; at this pace %(forecast)s by the end, the goal is %(goal)s."), value=value, goal=wanted, forecast=end
    )


def _end(facts: Facts) -> Plain:
    """The forecast as it is printed, never rounded across the goal: 3.3 against at most 3 is no 3."""
    forecast, goal, rounded = num(facts["forecast"]), num(facts["goal"]), num(whole(facts["forecast"], facts["unit"]))
    if facts["direction"] == Direction.DOWN:
        return ceil(forecast) if rounded <= goal < forecast else floor(forecast) if forecast <= goal < rounded else rounded
    return floor(forecast) if forecast < goal <= rounded else ceil(forecast) if rounded < goal <= forecast else rounded


def whole(value: Plain, unit: Plain) -> Plain:
    """A count to come as a whole number: nobody expects four tenths of a person."""
    return round(num(value)) if Unit(str(unit)) in (Unit.PEOPLE, Unit.ACTS, Unit.COUNT) else value


def _outlook(facts: Facts, to: Speaker) -> str:
    """What earlier periods suggest for the end of a running one; ``""`` where too few are known."""
    if facts.get("outlook") is None:
        return ""
    unit = facts["unit"]
    low, high = (to.beside(whole(facts[name], unit), unit) for name in ("end_low", "end_high"))
    if low == high:
        return ""
    return to.say(OUTLOOKS[str(facts["outlook"])], low=low, high=high)


def no_data(_key: str, facts: Facts, to: Speaker) -> Words:
    """A goal that cannot be judged, and why."""
    names = to.say(N_(", ")).join(to.name(each) for each in str(facts["names"]).split(","))
    title = to.say(N_("Cannot be judged: %(names)s"), names=names)
    return Words(title, reason_words(str(facts["reason"]), to.lang))
