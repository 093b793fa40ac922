"""Sentences about what changed, what did not, and what is the highest or lowest for long."""

from tenants.render import formats
from tenants.render.wording.phrases import back_then, during, record, sentence, span, than, together
from tenants.render.wording.speaker import Facts, Speaker, Words, num
from tenants.terms.metric import Unit
from tenants.terms.words import N_

DOUBTS = {
    "sample": N_("clear of the margin of error"),
    "habit": N_("more than the usual ups and downs"),
    "chance": N_("more than chance explains"),
}
_COUNTS = (Unit.PEOPLE, Unit.ACTS, Unit.COUNT)
_LEAST = 10
_DOUBLE = 2.0


def change(key: str, facts: Facts, to: Speaker) -> Words:
    """A clear step from the previous period, or from the same period last year: how large, and why it counts as one."""
    name, unit = to.name(facts["metric"]), facts["unit"]
    last_year = key.startswith("year_")
    other = formats.period(str(facts["than"]), to.lang) if last_year else than(to, str(facts["than"]))
    up = num(facts["value"]) > num(facts["before"])
    title = N_("%(name)s: up on %(than)s") if up else N_("%(name)s: down on %(than)s")
    parts = {"value": to.value(facts["value"], unit), "step": _step(facts, to), "than": other, "before": to.beside(facts["before"], unit)}
    if facts.get("basis") is None:
        message = N_("%(value)s, up %(step)s on %(than)s (%(before)s).") if up else N_("%(value)s, down %(step)s on %(than)s (%(before)s).")
    else:
        parts["doubt"] = to.say(DOUBTS[str(facts["basis"])])
        message = (
            N_("%(value)s, up %(step)s on %(than)s (%(before)s): %(doubt)s.")
            if up
            else N_("%(value)s, down %(step)s on %(than)s (%(before)s): %(doubt)s.")
        )
    more = sentence(to, record(facts, to), _year(facts, to))
    return Words(to.say(title, name=name, than=other), together(to, to.say(message, **parts), more))


def _step(facts: Facts, to: Speaker) -> str:
    """The size of a step: of larger counts and of ratios in per cent, of anything else in its unit."""
    relative = facts.get("relative")
    unit = Unit(str(facts["unit"]))
    counted = (unit in _COUNTS and num(facts["before"]) >= _LEAST) or unit is Unit.RATIO
    if counted and relative is not None and abs(num(relative)) <= _DOUBLE:
        return to.share(abs(num(relative)))
    return to.gap(facts["value"], facts["before"], facts["unit"])


def _year(facts: Facts, to: Speaker) -> str:
    if facts.get("year") is None:
        return ""
    return to.say(
        N_("%(when)s it was %(value)s"),
        when=during(to, str(facts["year"])),
        value=to.beside(facts["year_value"], facts["unit"]),
    )


def unclear(_key: str, facts: Facts, to: Speaker) -> Words:
    """A figure whose step may be chance, or is no larger than its steps always are."""
    unit = facts["unit"]
    parts = {
        "value": to.value(facts["value"], unit),
        "before": to.value(facts["before"], unit),
        "when": back_then(to, str(facts["than"])),
    }
    if facts.get("low") is not None and facts.get("basis", "sample") == "sample":
        text = to.say(
            N_("%(value)s (95 %% range %(low)s to %(high)s) against %(before)s %(when)s: within the margin of error."),
            low=to.value(facts["low"], unit),
            high=to.value(facts["high"], unit),
            **parts,
        )
    else:
        text = to.say(N_("%(value)s against %(before)s %(when)s: within the usual ups and downs."), **parts)
    return Words(
        to.say(N_("%(name)s: no clear change on %(than)s"), name=to.name(facts["metric"]), than=than(to, str(facts["than"]))), text
    )


def extreme(key: str, facts: Facts, to: Speaker) -> Words:
    """The highest or lowest value for long, reached by small steps."""
    name, long = to.name(facts["metric"]), span(to, facts["record_of"], facts.get("cadence"))
    value = to.value(facts["value"], facts["unit"])
    if key == "record_high":
        title, text = N_("%(name)s: highest in %(span)s"), N_("%(value)s, the highest value of the last %(span)s.")
    else:
        title, text = N_("%(name)s: lowest in %(span)s"), N_("%(value)s, the lowest value of the last %(span)s.")
    return Words(to.say(title, name=name, span=long), to.say(text, value=value, span=long))
