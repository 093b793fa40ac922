"""Sentences about goals, streaks and changes."""

from tenants.render import formats
from tenants.render.wording.reasons import reason_words
from tenants.render.wording.speaker import Facts, Speaker, Words, num
from tenants.terms.metric import Direction, Unit
from tenants.terms.words import N_

TITLES = {
    "goal_reached": N_("Goal reached: %(name)s"),
    "goal_near": N_("Close to the goal: %(name)s"),
    "goal_missed": N_("Goal missed: %(name)s"),
    "pace_ahead": N_("On pace for the goal: %(name)s"),
    "pace_near": N_("Slightly off the pace: %(name)s"),
    "pace_behind": N_("Off the pace: %(name)s"),
}
SO_FAR = {
    "goal_reached": N_("At the goal so far: %(name)s"),
    "goal_near": N_("Close to the goal so far: %(name)s"),
    "goal_missed": N_("Not at the goal so far: %(name)s"),
}


def goal(key: str, facts: Facts, to: Speaker) -> Words:
    """A goal reached, nearly reached or missed; while the period runs, as things stand."""
    titles = SO_FAR if facts["running"] and key in SO_FAR else TITLES
    title = to.say(titles[key], name=to.name(facts["metric"]))
    value, wanted = to.value(facts["value"], facts["unit"]), to.goal(facts)
    if key.startswith("pace_"):
        return Words(title, _pace(facts, to, value, wanted))
    if key == "goal_near":
        text = to.say(N_("%(value)s against a goal of %(goal)s: within the agreed tolerance."), value=value, goal=wanted)
    elif key == "goal_missed":
        text = _missed(facts, to, value, wanted)
    elif facts["direction"] != Direction.UP or facts.get("baseline") is not None or num(facts["goal"]) <= 0:
        text = to.say(N_("%(value)s, in line with the goal of %(goal)s."), value=value, goal=wanted)
    else:
        part = to.share(facts["attainment"])
        text = to.say(N_("%(value)s against a goal of %(goal)s, %(part)s of it."), value=value, goal=wanted, part=part)
    return Words(title, _join(to, text, _before(facts, to), _streak(key, facts, to), _cases(facts, to)))


def _join(to: Speaker, *sentences: str) -> str:
    return ("" if to.zh else " ").join(each for each in sentences if each)


def _missed(facts: Facts, to: Speaker, value: str, wanted: str) -> str:
    bound = facts["goal"]
    low = facts.get("goal_low")
    if facts["direction"] == Direction.RANGE and low is not None and num(facts["value"]) < num(low):
        bound = low
    gap = to.gap(facts["value"], bound, facts["unit"])
    if not any(digit in gap for digit in "123456789"):
        return to.say(N_("%(value)s against a goal of %(goal)s."), value=value, goal=wanted)
    if num(facts["value"]) < num(bound):
        return to.say(N_("%(value)s against a goal of %(goal)s: %(gap)s short."), value=value, goal=wanted, gap=gap)
    return to.say(N_("%(value)s against a goal of %(goal)s: %(gap)s over."), value=value, goal=wanted, gap=gap)


def _before(facts: Facts, to: Speaker) -> str:
    if facts.get("before") is None or to.same(facts["value"], facts["before"], facts["unit"]):
        return ""
    then = to.beside(facts["before"], facts["unit"])
    than = formats.period_short(str(facts["than"]), to.lang)
    if num(facts["value"]) > num(facts["before"]):
        return to.say(N_("Up from %(before)s in %(than)s."), before=then, than=than)
    return to.say(N_("Down from %(before)s in %(than)s."), before=then, than=than)


def _streak(key: str, facts: Facts, to: Speaker) -> str:
    if facts.get("streak") is None or key == "goal_near":
        return ""
    count = to.count(facts["streak"])
    if key == "goal_reached":
        return to.say(N_("Reached %(count)s periods in a row."), count=count)
    return to.say(N_("Missed %(count)s periods in a row."), count=count)


def _cases(facts: Facts, to: Speaker) -> str:
    if facts.get("cases") is None:
        return ""
    cases = int(num(facts["cases"]))
    return to.ngettext("Rests on %(n)s case only.", "Rests on %(n)s cases only.", cases, n=to.count(cases))


def _pace(facts: Facts, to: Speaker, value: str, wanted: str) -> str:
    if facts.get("forecast") is None:
        return to.say(N_("%(value)s so far; the goal is %(goal)s."), value=value, goal=wanted)
    counted = Unit(str(facts["unit"])) in (Unit.PEOPLE, Unit.ACTS, Unit.COUNT)
    end = to.beside(round(num(facts["forecast"])) if counted else facts["forecast"], facts["unit"])
    return to.say(
        N_("%(value)s so far; at this pace %(forecast)s by the end, the goal is %(goal)s."), value=value, goal=wanted, forecast=end
    )


def change(key: str, facts: Facts, to: Speaker) -> Words:
    """A clear step from the previous period, or from the same period last year."""
    name, unit = to.name(facts["metric"]), facts["unit"]
    value, before = to.value(facts["value"], unit), to.beside(facts["before"], unit)
    up = num(facts["value"]) > num(facts["before"])
    if key.startswith("year_"):
        than = formats.period(str(facts["than"]), to.lang)
        title = N_("%(name)s: above %(than)s") if up else N_("%(name)s: below %(than)s")
        text = to.say(N_("%(value)s; in %(than)s it was %(before)s."), value=value, than=than, before=before)
        return Words(to.say(title, name=name, than=than), text)
    than = formats.period_short(str(facts["than"]), to.lang)
    step = to.gap(facts["value"], facts["before"], unit)
    title = N_("%(name)s: up on %(than)s") if up else N_("%(name)s: down on %(than)s")
    message = N_("%(value)s, up %(step)s on %(than)s (%(before)s).") if up else N_("%(value)s, down %(step)s on %(than)s (%(before)s).")
    return Words(to.say(title, name=name, than=than), to.say(message, value=value, step=step, than=than, before=before))


def no_clear_change(_key: str, facts: Facts, to: Speaker) -> Words:
    """A survey figure whose step may be chance."""
    unit = facts["unit"]
    text = to.say(
        N_("%(value)s (95 %% range %(low)s to %(high)s) against %(before)s in %(than)s: within the margin of error."),
        value=to.value(facts["value"], unit),
        low=to.value(facts["low"], unit),
        high=to.value(facts["high"], unit),
        before=to.value(facts["before"], unit),
        than=formats.period_short(str(facts["than"]), to.lang),
    )
    return Words(to.say(N_("%(name)s: no clear change"), name=to.name(facts["metric"])), text)


def no_data(_key: str, facts: Facts, to: Speaker) -> Words:
    """A goal that cannot be judged, and why."""
    names = to.say(N_(", ")).join(to.name(each) for each in str(facts["names"]).split(","))
    title = to.say(N_("Cannot be judged: %(names)s"), names=names)
    return Words(title, reason_words(str(facts["reason"]), to.lang))
